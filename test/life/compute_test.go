package life_test

import (
	"encoding/base64"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/compute"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/autoscaling"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/test/simtest"
)

// within runs a program in a network with a way out.
func within(program func(*pulumi.Context, *network.VPC) error) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		args := simpleVPC()
		args.NAT = network.NATOne
		v, err := network.NewVPC(ctx, "core", &args)
		if err != nil {
			return err
		}
		return program(ctx, v)
	}
}

// machines is a group of two.
func machines(changes ...func(*compute.GroupArgs)) pulumi.RunFunc {
	return within(func(ctx *pulumi.Context, v *network.VPC) error {
		a := compute.GroupArgs{Network: v.Placement(), Min: 2, Max: 4, Tags: tags()}
		for _, change := range changes {
			change(&a)
		}
		_, err := compute.NewGroup(ctx, "workers", &a)
		return err
	})
}

func installs(packages ...string) func(*compute.GroupArgs) {
	return func(a *compute.GroupArgs) { a.Machine.Boot.Packages = packages }
}

func TestAGroupOfMachinesLivesAndChangesPieceByPiece(t *testing.T) {
	t.Parallel()
	jq := installs("jq")
	opened := func(a *compute.GroupArgs) { a.Machine.Ingress = []network.Rule{{Port: 8080, CIDR: "10.0.0.0/16"}} }
	scheduled := func(keys ...string) func(*compute.GroupArgs) {
		return func(a *compute.GroupArgs) {
			a.Schedules = map[string]compute.Schedule{}
			for _, key := range keys {
				a.Schedules[key] = compute.Schedule{Cron: "0 20 * * MON-FRI", Min: compute.Size(0)}
			}
		}
	}
	live(t, machines(),
		change{name: "a package more", to: machines(jq), does: []string{"~ Group workers-group", "~ LaunchTemplate workers-template"}},
		change{name: "another type", to: machines(jq, func(a *compute.GroupArgs) { a.Machine.Type = "t3.medium" }), does: []string{
			"~ Group workers-group", "~ LaunchTemplate workers-template",
		}},
		change{name: "one machine more", to: machines(jq, func(a *compute.GroupArgs) { a.Min = 3 }), does: []string{
			"~ Group workers-group", "~ LaunchTemplate workers-template",
		}},
		change{name: "a port and three schedules", to: machines(jq, opened, scheduled("evening", "night", "weekend")), does: []string{
			"+ Schedule workers-schedule-evening",
			"+ Schedule workers-schedule-night",
			"+ Schedule workers-schedule-weekend",
			"+ SecurityGroupIngressRule workers-machine-group-in-tcp-8080-10.0.0.0-16",
			"~ Group workers-group",
		}},
		change{name: "the middle one of the schedules goes", to: machines(jq, opened, scheduled("evening", "weekend")), does: []string{
			"- Schedule workers-schedule-night",
		}},
		change{name: "another permission, and the load is followed", to: machines(jq, func(a *compute.GroupArgs) {
			a.Machine.ManagedPolicies = []string{"CloudWatchAgentServerPolicy"}
			a.Tracking = map[string]compute.Tracking{"cpu": {Target: 60}}
		}), does: []string{
			"+ Policy workers-tracking-cpu",
			"+ RolePolicyAttachment workers-machine-attach-CloudWatchAgentServerPolicy",
			"- Schedule workers-schedule-evening",
			"- Schedule workers-schedule-weekend",
			"- SecurityGroupIngressRule workers-machine-group-in-tcp-8080-10.0.0.0-16",
		}},
	)
}

func TestACompleteGroupLivesOnSpotBehindABalancer(t *testing.T) {
	t.Parallel()
	behind := func(changes ...func(*compute.GroupArgs)) pulumi.RunFunc {
		return within(func(ctx *pulumi.Context, v *network.VPC) error {
			l, err := network.NewLoadBalancer(ctx, "edge", &network.LoadBalancerArgs{
				Network: v.Placement(), InternetFacing: true, Listeners: []network.Listener{
					{Port: 80, Target: network.Target{Port: 8080}}, {Port: 81, Target: network.Target{Port: 8081}},
				},
			})
			if err != nil {
				return err
			}
			a := compute.GroupArgs{
				Network: v.Placement(), Min: 2, Max: 4, Zones: []string{"a", "b"}, MaxLifetimeDays: 30, Tags: tags(),
				Machine: compute.Machine{
					Type: "t4g.small", RootGiB: 50, Containers: true, Ingress: []network.Rule{{Key: "edge", Port: 8080, ToPort: 8081, Group: l.SecurityGroupID}},
					Boot: compute.CloudInit{Facts: map[string]pulumi.StringInput{"EDGE": l.DNSName}},
				},
				Spot: &compute.Spot{Types: []string{"m7g.medium", "c7g.medium"}, OnDemandBase: 1}, Health: compute.Health{Check: compute.HealthELB},
				TargetGroups: map[string]pulumi.StringInput{"one": l.TargetGroups["80"].ARN, "two": l.TargetGroups["81"].ARN},
			}
			for _, change := range changes {
				change(&a)
			}
			_, err = compute.NewGroup(ctx, "workers", &a)
			return err
		})
	}
	one := func(a *compute.GroupArgs) { delete(a.TargetGroups, "one") }
	live(t, behind(),
		change{name: "out of one target group", to: behind(one), does: []string{"- Attachment workers-target-one"}},
		change{name: "on demand", to: behind(one, func(a *compute.GroupArgs) { a.Spot = nil }), does: []string{"~ Group workers-group"}},
	)
}

// refreshed are the instance refreshes of the group, and the ids of its
// machines.
func refreshed(cloud *simcloud.Cloud) (refreshes []world.Props, ids []string) {
	cloud.World().View(region, func(c *world.Call) {
		for _, g := range c.All(api.AutoScalingGroup) {
			ids = g.Props.Strs("instances")
			for _, r := range autoscaling.Refreshes(c, g) {
				refreshes = append(refreshes, r.Props)
			}
		}
	})
	return refreshes, ids
}

func TestWhatMachinesRunIsBroughtInByAnInstanceRefresh(t *testing.T) {
	t.Parallel()
	s := simtest.New(t, machines(), simtest.On(established(t)))
	s.Up().NoError(t)
	refreshes, before := refreshed(s.Cloud)
	require.Empty(t, refreshes)
	require.Len(t, before, 2)

	s.Program = machines(installs("jq"))
	s.Up().NoError(t)
	refreshes, after := refreshed(s.Cloud)
	require.Len(t, refreshes, 1)
	assert.Equal(t, "Successful", refreshes[0].Str("status"))
	assert.Len(t, refreshes[0].List("replaced"), 2)
	assert.Len(t, after, 2)
	for _, id := range before {
		assert.NotContains(t, after, id, "it was replaced")
	}

	s.Program = machines(installs("jq", "git"), func(a *compute.GroupArgs) { a.Refresh.Disabled = true })
	s.Up().NoError(t)
	refreshes, left := refreshed(s.Cloud)
	assert.Len(t, refreshes, 1)
	assert.Equal(t, after, left, "without refresh the machines stay as they are")
	s.Destroy().NoError(t)
	s.NothingLeft(t)
}

// single is one machine.
func single(changes ...func(*compute.InstanceArgs)) pulumi.RunFunc {
	return within(func(ctx *pulumi.Context, v *network.VPC) error {
		a := compute.InstanceArgs{Network: v.Placement(), Tags: tags()}
		for _, change := range changes {
			change(&a)
		}
		_, err := compute.NewInstance(ctx, "jump", &a)
		return err
	})
}

func TestOneMachineIsReplacedForWhatItRunsAndNotForItsRules(t *testing.T) {
	t.Parallel()
	opened := func(a *compute.InstanceArgs) { a.Machine.Ingress = []network.Rule{{Port: 8080, CIDR: "10.0.0.0/16"}} }
	replaced := []string{"+ Instance jump-instance", "+- Instance jump-instance", "- Instance jump-instance"}
	live(t, single(),
		change{name: "a port", to: single(opened), does: []string{"+ SecurityGroupIngressRule jump-machine-group-in-tcp-8080-10.0.0.0-16"}},
		change{name: "a package", to: single(opened, func(a *compute.InstanceArgs) { a.Machine.Boot.Packages = []string{"jq"} }), does: append([]string{
			"~ LaunchTemplate jump-template",
		}, replaced...)},
		change{name: "another zone", to: single(opened, func(a *compute.InstanceArgs) {
			a.Machine.Boot.Packages, a.Zone = []string{"jq"}, "b"
		}), does: replaced},
	)
}

func TestAProtectedMachineIsNotDestroyed(t *testing.T) {
	t.Parallel()
	s := simtest.New(t, single(func(a *compute.InstanceArgs) { a.Protected = true }), simtest.On(established(t)))
	s.Up().NoError(t)
	s.Destroy().Failed(t, "OperationNotPermitted: The instance '", "may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.")
	assert.True(t, there(s.Cloud, api.Instance, "jump-instance"))
	s.Program = single()
	s.Up().NoError(t)
	s.Destroy().NoError(t)
	s.NothingLeft(t)
}

// keyed is a machine that is reached by SSH, the old way.
func keyed(values map[string]string) pulumi.RunFunc {
	return within(func(ctx *pulumi.Context, v *network.VPC) error {
		k, err := compute.NewKeyPair(ctx, "old", &compute.KeyPairArgs{Tags: values})
		if err != nil {
			return err
		}
		ctx.Export("key", k.PrivateKey)
		_, err = compute.NewInstance(ctx, "jump", &compute.InstanceArgs{Network: v.Placement(), Machine: compute.Machine{KeyName: k.Name}})
		return err
	})
}

func TestAKeyPairLives(t *testing.T) {
	t.Parallel()
	live(t, keyed(nil), change{name: "tags", to: keyed(tags()), does: []string{"~ KeyPair old-pair"}})
}

func TestAPrivateKeyLiesSealedInTheStateAndNowhereElse(t *testing.T) {
	t.Parallel()
	s := simtest.New(t, keyed(nil), simtest.On(established(t)))
	results := map[string]*simtest.Result{"preview": s.Preview(), "up": s.Up(), "up again": s.Up(), "refresh": s.Refresh()}
	key := results["up"].Resource(t, "tls:index/privateKey:PrivateKey", "old-key").Outputs["privateKeyOpenssh"]
	require.True(t, key.IsSecret())
	private := key.SecretValue().Element.StringValue()
	// The middle of it: its lines are escaped where it is written as JSON.
	require.Contains(t, private, "PRIVATE KEY")
	part := private[len(private)/2 : len(private)/2+30]
	require.NotContains(t, part, "\n")
	for name, r := range results {
		r.NoError(t)
		assert.NotContains(t, told(t, r), part, name)
	}
	assert.NotContains(t, exported(t, s), part)
	data, err := base64.StdEncoding.DecodeString(object(t, s.Cloud, api.LaunchTemplate, "jump-template").Props.Str("userData"))
	require.NoError(t, err)
	assert.Contains(t, string(data), "#cloud-config")
	assert.NotContains(t, string(data), part)
	assert.NotContains(t, told(t, s.Destroy().NoError(t)), part)
}

func TestSecretsInUserDataRegisterNothing(t *testing.T) {
	t.Parallel()
	for name, program := range map[string]pulumi.RunFunc{
		"a file": machines(func(a *compute.GroupArgs) {
			a.Machine.Boot.Files = []compute.File{{Path: "/root/key", Content: "-----BEGIN OPENSSH PRIVATE KEY-----\n"}}
		}),
		"a command": single(func(a *compute.InstanceArgs) {
			a.Machine.Boot.RunCommands = [][]string{{"env", "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY", "true"}}
		}),
	} {
		t.Run(name, func(t *testing.T) {
			s := simtest.New(t, program, simtest.On(established(t)))
			r := s.Preview().Failed(t, "everything on the machine reads user data")
			for _, step := range steps(r) {
				assert.NotContains(t, step, "workers")
				assert.NotContains(t, step, "jump")
			}
		})
	}
}

func TestWrongMachinesRegisterNothing(t *testing.T) {
	t.Parallel()
	for name, program := range map[string]pulumi.RunFunc{
		"a group": func(ctx *pulumi.Context) error {
			_, err := compute.NewGroup(ctx, "workers", &compute.GroupArgs{Min: 1})
			return err
		},
		"an instance": func(ctx *pulumi.Context) error {
			_, err := compute.NewInstance(ctx, "jump", &compute.InstanceArgs{})
			return err
		},
		"a key pair": func(ctx *pulumi.Context) error {
			_, err := compute.NewKeyPair(ctx, "Old", &compute.KeyPairArgs{})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) { nothingRegistered(t, program) })
	}
}

func TestAGroupThatWasChangedByHandIsPutBack(t *testing.T) {
	t.Parallel()
	s := simtest.New(t, machines(), simtest.On(established(t)))
	s.Up().NoError(t)
	changed(t, s.Cloud, api.AutoScalingGroup, "workers-group", "maxSize", 40)
	s.Refresh().NoError(t)
	assert.Equal(t, []string{"~ Group workers-group"}, steps(s.Up().NoError(t)))
	assert.Equal(t, 4, object(t, s.Cloud, api.AutoScalingGroup, "workers-group").Props.Int("maxSize"))
	removed(t, s.Cloud, api.RoleAttachment, "workers-machine-attach-AmazonSSMManagedInstanceCore")
	s.Refresh().NoError(t)
	assert.Equal(t, []string{"+ RolePolicyAttachment workers-machine-attach-AmazonSSMManagedInstanceCore"}, steps(s.Up().NoError(t)))
	settle(t, s)
	s.Destroy().NoError(t)
	s.NothingLeft(t)
}

func TestADeadMachineIsReplacedByItsGroup(t *testing.T) {
	t.Parallel()
	s := simtest.New(t, machines(), simtest.On(established(t)))
	s.Up().NoError(t)
	_, before := refreshed(s.Cloud)
	require.NoError(t, s.Cloud.World().Mutate(region, "it dies", func(c *world.Call) error {
		defer autoscaling.ReconcileAll(c)
		return autoscaling.Kill(c, before[0])
	}))
	_, after := refreshed(s.Cloud)
	assert.Len(t, after, 2)
	assert.NotContains(t, after, before[0])
	settle(t, s)
	s.Destroy().NoError(t)
	s.NothingLeft(t)
}
