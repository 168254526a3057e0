package autoscaling_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/autoscaling"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/aws/lb/lab"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func TestAKilledInstanceIsReplacedInItsZone(t *testing.T) {
	y := newYard(t)
	y.Make(api.AutoScalingGroup, "nodes", y.group(nil))
	var dead world.Object
	for _, m := range y.machines() {
		if m.Props.Str("subnetId") == "subnet-b" {
			dead = m
		}
	}
	interfaces, volumes := y.Kinds(api.NetworkInterface), y.Kinds(api.Volume)
	y.drill("kill", func(c *world.Call, g *world.Object) error {
		require.NoError(t, autoscaling.Kill(c, dead.ID))
		require.Equal(t, "terminated", c.Find(api.Instance, dead.ID).Props.Str("state"))
		return nil
	})
	require.Equal(t, interfaces-1, y.Kinds(api.NetworkInterface))
	require.Equal(t, volumes-1, y.Kinds(api.Volume))
	y.drill("heal", func(c *world.Call, g *world.Object) error {
		all := autoscaling.Reconcile(c, g)
		require.Len(t, all, 1)
		require.NotEqual(t, dead.ID, all[0].New)
		require.Equal(t, autoscaling.Replacement{Group: "nodes", Old: dead.ID, New: all[0].New, Zone: "eu-central-1b", After: 2 * time.Minute}, all[0])
		require.Empty(t, autoscaling.Reconcile(c, g))
		require.Len(t, g.Props["instances"], 3)
		return nil
	})
	require.Equal(t, map[string]int{"subnet-a": 2, "subnet-b": 1}, y.count("subnetId"))
	require.Equal(t, interfaces, y.Kinds(api.NetworkInterface))
}

func TestAKilledZoneIsReplacedElsewhere(t *testing.T) {
	y := newYard(t)
	y.Make(api.AutoScalingGroup, "nodes", y.group(P{"desiredCapacity": 4}))
	y.World.Set("capacity:eu-central-1a", "none")
	y.drill("zone", func(c *world.Call, g *world.Object) error {
		killed, err := autoscaling.KillZone(c, "eu-central-1a")
		require.Len(t, killed, 2)
		for _, r := range autoscaling.ReconcileAll(c) {
			require.Equal(t, "eu-central-1b", r.Zone)
		}
		return err
	})
	require.Equal(t, map[string]int{"subnet-b": 4}, y.count("subnetId"))
}

func TestAnInstanceThatCannotBeReplacedSaysWhy(t *testing.T) {
	y := newYard(t)
	y.Make(api.AutoScalingGroup, "nodes", y.group(P{"vpcZoneIdentifiers": []any{"subnet-a"}, "desiredCapacity": 1}))
	y.World.Set("capacity:eu-central-1a", "none")
	dead := y.ids()[0]
	y.drill("kill", func(c *world.Call, g *world.Object) error {
		require.NoError(t, autoscaling.Kill(c, dead))
		all := autoscaling.Reconcile(c, g)
		require.Equal(t, dead, all[0].Old)
		require.Empty(t, all[0].New)
		require.Contains(t, all[0].Failure, "We currently do not have sufficient t3.micro capacity in the Availability Zone you requested (eu-central-1a).")
		return nil
	})
	y.World.Set("capacity:eu-central-1a", "")
	y.drill("later", func(c *world.Call, g *world.Object) error {
		all := autoscaling.Reconcile(c, g)
		require.Len(t, all, 1)
		require.Equal(t, "", all[0].Old+all[0].Failure)
		return nil
	})
	require.Len(t, y.machines(), 1)
}

func TestSuspendedProcessesHoldReplacement(t *testing.T) {
	for process, after := range map[string]int{"HealthCheck": 3, "ReplaceUnhealthy": 3, "Launch": 2, "Terminate": 3, "AZRebalance": 3} {
		t.Run(process, func(t *testing.T) {
			y := newYard(t)
			y.Make(api.AutoScalingGroup, "nodes", y.group(P{"suspendedProcesses": []any{process}}))
			sick := y.ids()[0]
			y.drill("sick", func(c *world.Call, g *world.Object) error {
				require.NoError(t, autoscaling.MarkUnhealthy(c, sick))
				autoscaling.Reconcile(c, g)
				return nil
			})
			kept := process == "HealthCheck" || process == "ReplaceUnhealthy" || process == "Terminate"
			if kept {
				require.Contains(t, y.ids(), sick)
			} else {
				require.NotContains(t, y.ids(), sick)
			}
			healthy := 0
			for _, m := range y.machines() {
				if m.ID != sick {
					healthy++
				}
			}
			require.Equal(t, after, healthy)
		})
	}
}

func TestAGroupWithoutLaunchWaitsInVain(t *testing.T) {
	y := newYard(t)
	y.Make(api.AutoScalingGroup, "nodes", y.group(P{"suspendedProcesses": []any{"Launch"}}))
	require.EqualError(t, y.update(P{"suspendedProcesses": []any{"Launch"}, "desiredCapacity": 4}),
		"waiting for Auto Scaling Group (nodes) capacity satisfied: timeout while waiting for state to become 'ok' (last state: 'want at least 4 healthy instance(s) in Auto Scaling Group, have 3', timeout: 10m0s)")
}

func TestANodeGroupsMachinesAreReplacedByTheirLikes(t *testing.T) {
	y := newYard(t)
	subnet := &world.Object{Kind: api.Subnet, ID: "subnet-a", Scope: lab.Region}
	require.NoError(t, y.World.Mutate(lab.Region, "eks", func(c *world.Call) error {
		group := c.Make(&world.Object{Kind: api.NodeGroup, ID: "dev:nodes", Scope: lab.Region}, api.AutoScalingGroup, "nodes", world.Props{
			"name": "nodes", "minSize": 1, "maxSize": 3, "desiredCapacity": 1, "launched": 1, "vpcZoneIdentifiers": []string{"subnet-a", "subnet-b"},
		})
		ec2.MakeInstance(c, group, ec2.InstanceSpec{
			Subnet: c.Find(api.Subnet, subnet.ID), Type: "m6i.large", Groups: []string{"sg-node"}, Spot: true, RootGiB: 20, Encrypted: true,
			Tags: map[string]string{"eks:nodegroup-name": "nodes"}, Extra: world.Props{"kubernetes": map[string]any{"cluster": "dev"}},
		})
		return nil
	}))
	y.World.Set("quota:ec2/L-34B43A08", "64")
	old := y.machines()[0]
	y.drill("kill", func(c *world.Call, g *world.Object) error {
		require.NoError(t, autoscaling.Kill(c, old.ID))
		require.Len(t, autoscaling.Reconcile(c, g), 1)
		return autoscaling.SetDesired(c, g, 2)
	})
	all := y.machines()
	require.Len(t, all, 2)
	for _, m := range all {
		require.NotEqual(t, old.ID, m.ID)
		require.Equal(t, []any{"m6i.large", "spot", "dev", 20.0, true}, []any{
			m.Props["instanceType"], m.Props["instanceLifecycle"], m.Props.Map("kubernetes")["cluster"],
			m.Props.Map("rootBlockDevice")["volumeSize"], m.Props.Map("rootBlockDevice")["encrypted"],
		})
	}
	require.Equal(t, map[string]int{"subnet-a": 1, "subnet-b": 1}, y.count("subnetId"))
}

func TestAKilledMachineWithoutAGroupIsGone(t *testing.T) {
	y := newYard(t)
	id, _ := y.Make(api.Instance, "lone", P{"launchTemplate": P{"id": y.template}, "subnetId": "subnet-a"})
	y.drill("kill", func(c *world.Call, _ *world.Object) error {
		require.EqualError(t, autoscaling.MarkUnhealthy(c, id), `simcloud: instance "`+id+`": is not in an auto scaling group`)
		require.EqualError(t, autoscaling.Kill(c, "i-gone"), `simcloud: instance "i-gone": does not exist`)
		return autoscaling.Kill(c, id)
	})
	require.Nil(t, y.Read(api.Instance, "lone", id))
	require.Empty(t, y.machines())
}
