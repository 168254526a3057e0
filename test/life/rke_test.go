package life_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/components/skeleton"
	"github.com/drydock-iac/drydock/components/storage"
	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/boot"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/test/simtest"
)

// rkeWith is a cluster with so many servers and whatever else is changed.
func rkeWith(servers int, changes ...func(*cluster.RKEArgs)) func(*cluster.RKEArgs) {
	return func(a *cluster.RKEArgs) {
		a.Version, a.Servers, a.SecretRecoveryDays = "1.35", cluster.Servers{Count: servers}, cluster.NoRecovery
		a.Endpoint = cluster.Endpoint{Public: true, PublicCIDRs: []string{"203.0.113.0/24"}}
		for _, change := range changes {
			change(a)
		}
	}
}

func withAgents(a *cluster.RKEArgs) {
	a.Agents = []cluster.NodeGroup{
		nodes("base"),
		{Name: "spot", InstanceTypes: []string{"m7g.large", "m6g.large"}, Capacity: cluster.Spot, Max: 4, Desired: 1, Autoscaled: true,
			Labels: map[string]string{"dock.example.com/kind": "spot"},
			Taints: []cluster.Taint{{Key: "spot", Value: "true", Effect: cluster.NoSchedule}}},
	}
}

// onRKE is a program with a network, a bucket, a cluster of RKE2 and whatever
// is built on it.
func onRKE(args func(*cluster.RKEArgs), more ...func(*pulumi.Context, network.Placement, cluster.Cluster) error) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		vpcArgs := simpleVPC()
		vpcArgs.NAT, vpcArgs.Zones = network.NATOne, []string{"a", "b", "c"}
		v, err := network.NewVPC(ctx, "core", &vpcArgs)
		if err != nil {
			return err
		}
		bucket, err := storage.NewBucket(ctx, "snapshots", &storage.BucketArgs{})
		if err != nil {
			return err
		}
		a := cluster.RKEArgs{Network: v.Placement(), Snapshots: cluster.Snapshots{Bucket: bucket}}
		args(&a)
		rke, err := cluster.NewRKE(ctx, "dock", &a)
		if err != nil {
			return err
		}
		for _, f := range more {
			if err := f(ctx, v.Placement(), rke.Cluster()); err != nil {
				return err
			}
		}
		return nil
	}
}

// site is Traefik and the skeleton behind it, without a balancer.
func site(ctx *pulumi.Context, _ network.Placement, c cluster.Cluster) error {
	if err := traefik(func(*addons.TraefikArgs) {})(ctx, c); err != nil {
		return err
	}
	return app(func(*skeleton.Args) {})(ctx, c)
}

// fares is the state of the cluster.
func fares(t *testing.T, cloud *simcloud.Cloud) boot.Status {
	t.Helper()
	var status boot.Status
	cloud.World().View(region, func(c *world.Call) {
		var ok bool
		status, ok = boot.StatusOf(c, region, "dock")
		require.True(t, ok)
	})
	return status
}

func TestRKEWithOneThreeAndFiveServersLives(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		servers int
		args    func(*cluster.RKEArgs)
	}{
		{"one server that runs everything", 1, rkeWith(1)},
		{"three servers and agents", 3, rkeWith(3, withAgents)},
		{"five servers", 5, rkeWith(5)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cloud := established(t)
			s := simtest.New(t, onRKE(c.args, site), simtest.On(cloud))
			promise := s.Preview().NoError(t)
			assert.Equal(t, promise.Changes["create"], s.Up().NoError(t).Changes["create"], "the preview promised as much")
			status := fares(t, cloud)
			assert.Len(t, status.Members, c.servers)
			assert.Len(t, status.Alive, c.servers)
			assert.True(t, status.Quorum)
			assert.Equal(t, "done", status.Record)
			// The first server has written the record, which a refresh sees
			// and the program leaves alone.
			s.Up().Unchanged(t)
			s.Refresh().NoError(t)
			settle(t, s)
			s.Destroy().NoError(t)
			s.NothingLeft(t)
		})
	}
}

func TestAgentsOfRKEComeAndGo(t *testing.T) {
	t.Parallel()
	s := simtest.New(t, onRKE(rkeWith(3, withAgents)), simtest.On(established(t)))
	s.Up().NoError(t)
	third := func(a *cluster.RKEArgs) { a.Agents = append(a.Agents, nodes("third")) }
	s.Program = onRKE(rkeWith(3, withAgents, third))
	assert.Equal(t, []string{"+ Group dock-agent-third", "+ LaunchTemplate dock-template-agent-third"}, steps(s.Up().NoError(t)))
	settle(t, s)
	s.Program = onRKE(rkeWith(3, withAgents, third, func(a *cluster.RKEArgs) { a.Agents = a.Agents[1:]; a.Agents[0].Taints = nil }))
	assert.Equal(t, []string{
		"- Group dock-agent-base", "- LaunchTemplate dock-template-agent-base", "~ Group dock-agent-spot", "~ LaunchTemplate dock-template-agent-spot",
	}, steps(s.Up().NoError(t)))
	settle(t, s)
	s.Destroy().NoError(t)
	s.NothingLeft(t)
}

// plain visits every text in a value that is not marked as secret.
func plain(v resource.PropertyValue, visit func(string)) {
	switch {
	case v.IsSecret():
	case v.IsString():
		visit(v.StringValue())
	case v.IsArray():
		for _, e := range v.ArrayValue() {
			plain(e, visit)
		}
	case v.IsObject():
		for _, e := range v.ObjectValue() {
			plain(e, visit)
		}
	}
}

func TestNoSecretOfRKEIsPlainInTheState(t *testing.T) {
	t.Parallel()
	s := simtest.New(t, onRKE(rkeWith(3, withAgents)), simtest.On(established(t)))
	s.Up().NoError(t)
	var secrets []string
	for _, r := range s.State().Resources {
		if r.URN.Type() == "random:index/randomPassword:RandomPassword" {
			secrets = append(secrets, r.Outputs["result"].SecretValue().Element.StringValue())
		}
	}
	require.Len(t, secrets, 2)
	secrets = append(secrets, "PRIVATE KEY")
	seen := 0
	for _, r := range s.State().Resources {
		for _, values := range []resource.PropertyMap{r.Inputs, r.Outputs} {
			plain(resource.NewObjectProperty(values), func(text string) {
				seen++
				for _, secret := range secrets {
					assert.NotContains(t, text, secret, r.URN)
				}
			})
		}
	}
	assert.Greater(t, seen, 500)
}
