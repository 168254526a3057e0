package autoscaling_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/autoscaling"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/aws/lb/lab"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func TestWhatALostZoneHadStartsInAnotherUntilItIsBack(t *testing.T) {
	y := newYard(t)
	y.Make(api.AutoScalingGroup, "nodes", y.group(P{"vpcZoneIdentifiers": []any{"subnet-a", "subnet-b"}, "minSize": 2, "desiredCapacity": 2}))
	require.Equal(t, map[string]int{"subnet-a": 1, "subnet-b": 1}, y.count("subnetId"))
	y.World.Set(ec2.SettingZone+lab.Region+"a", world.Epoch.Format("2006-01-02T15:04:05Z07:00"))
	y.drill("zone", func(c *world.Call, g *world.Object) error {
		ended, err := autoscaling.KillZone(c, lab.Region+"a")
		require.Len(t, ended, 1)
		all := autoscaling.Reconcile(c, g)
		require.Len(t, all, 1)
		require.Equal(t, lab.Region+"b", all[0].Zone)
		return err
	})
	require.Equal(t, map[string]int{"subnet-b": 2}, y.count("subnetId"))
	y.World.Set(ec2.SettingZone+lab.Region+"a", "")
	y.drill("back", func(c *world.Call, g *world.Object) error {
		require.Len(t, autoscaling.Reconcile(c, g), 1, "the zones are evened out")
		return nil
	})
	require.Equal(t, map[string]int{"subnet-a": 1, "subnet-b": 1}, y.count("subnetId"))
}

func TestPodsOfAKilledMachineAreToldWhen(t *testing.T) {
	y := newYard(t)
	y.Make(api.AutoScalingGroup, "nodes", y.group(nil))
	dead, alive := y.ids()[0], y.ids()[1]
	pods := map[string]*world.Object{}
	for _, id := range []string{dead, alive} {
		pods[id] = &world.Object{Kind: "kubernetes:core/v1:Pod", ID: "app/" + id, Scope: "eks:x/dev", Props: world.Props{"instance": id}}
		y.World.Seed(pods[id])
	}
	y.drill("kill", func(c *world.Call, _ *world.Object) error { return autoscaling.Kill(c, dead) })
	require.Equal(t, "2026-11-01T", pods[dead].Props.Str(ec2.LostProperty)[:11])
	require.Empty(t, pods[alive].Props.Str(ec2.LostProperty))
}
