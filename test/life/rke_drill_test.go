package life_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/dns"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/components/skeleton"
	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/autoscaling"
	"github.com/drydock-iac/drydock/simcloud/boot"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/test/simtest"
)

// host is what the skeleton answers to in drills.
const host = "app.dock.example"

// served is Traefik behind a balancer, the skeleton behind Traefik, and a name
// for it.
func served(ctx *pulumi.Context, n network.Placement, c cluster.Cluster) error {
	lb, err := network.NewLoadBalancer(ctx, "edge", &network.LoadBalancerArgs{
		Network: n, InternetFacing: true, Listeners: []network.Listener{{Port: 80, Target: network.Target{Port: addons.DefaultNodePort}}},
	})
	if err != nil {
		return err
	}
	if _, err := c.Attach(ctx, "edge-nodes", lb.TargetGroups["80"].ARN, addons.DefaultNodePort, lb.SecurityGroupID); err != nil {
		return err
	}
	zone, err := dns.NewZone(ctx, "zone", &dns.ZoneArgs{Domain: "dock.example"})
	if err != nil {
		return err
	}
	if _, err := dns.NewRecord(ctx, "app-name", &dns.RecordArgs{
		Zone: zone, Name: host, Alias: dns.Alias{DNSName: lb.DNSName, ZoneID: lb.ZoneID},
	}); err != nil {
		return err
	}
	if err := traefik(func(*addons.TraefikArgs) {})(ctx, c); err != nil {
		return err
	}
	return app(func(a *skeleton.Args) { a.Host, a.Route = host, skeleton.Ingress{Class: "traefik"} })(ctx, c)
}

// drill is a stack with a cluster of RKE2 in which machines are lost.
type drill struct {
	*testing.T
	*simtest.Stack
}

func newDrill(t *testing.T, args func(*cluster.RKEArgs)) drill {
	t.Helper()
	d := drill{t, simtest.New(t, onRKE(args, served), simtest.On(established(t)))}
	d.Up().NoError(t)
	d.Refresh().NoError(t)
	return d
}

// output of a resource with that logical name.
func (d drill) output(name, key string) string {
	d.Helper()
	for _, r := range d.State().Resources {
		if r.URN.Name() != name || r.Delete {
			continue
		}
		if v, ok := r.Outputs[resource.PropertyKey(key)]; ok {
			if v.IsSecret() {
				v = v.SecretValue().Element
			}
			return v.StringValue()
		}
	}
	require.Fail(d.T, "no such output", "%s of %s", key, name)
	return ""
}

// answers asks the API server for an object that it has already, with the
// kubeconfig of the last run, and returns what it says instead of that.
func (d drill) answers() string {
	d.Helper()
	s, err := d.Cloud.World().Session("kubernetes")
	require.NoError(d.T, err)
	s.Configure(world.Props{"kubeconfig": d.output("dock", "kubeconfig")})
	const namespace = "kubernetes:core/v1:Namespace"
	_, _, err = s.Create("urn:pulumi:x::x::"+namespace+"::x", namespace, world.Props{
		"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": "kube-system"},
	}, false)
	require.Error(d.T, err)
	if world.CodeOf(err) == "AlreadyExists" {
		return ""
	}
	return err.Error()
}

// served asks the skeleton from the internet.
func (d drill) served() bool {
	d.Helper()
	return d.Cloud.Reach(simcloud.Internet, "http://"+host+"/").Open()
}

// kill ends the machine of a server, and returns its id and its zone.
func (d drill) kill(ordinal string) (id, zone string) {
	d.Helper()
	group := d.output("dock-server-"+ordinal, "name")
	d.mutate("kill "+group, func(c *world.Call) error {
		for _, i := range autoscaling.Instances(c, c.Find(api.AutoScalingGroup, group)) {
			if i.Props.StrOr("state", "running") == "running" {
				id, zone = i.ID, i.Props.Str("availabilityZone")
				return autoscaling.Kill(c, i.ID)
			}
		}
		return nil
	})
	require.NotEmpty(d.T, id, "a machine to kill")
	return id, zone
}

// heal lets the groups replace what is lost, by the machine that is gone.
func (d drill) heal() map[string]autoscaling.Replacement {
	d.Helper()
	out := map[string]autoscaling.Replacement{}
	d.mutate("heal", func(c *world.Call) error {
		for _, r := range autoscaling.ReconcileAll(c) {
			out[r.Old] = r
		}
		return nil
	})
	return out
}

func (d drill) mutate(salt string, f func(*world.Call) error) {
	d.Helper()
	require.NoError(d.T, d.Cloud.World().Mutate(region, salt, f))
}

func (d drill) fares() boot.Status { d.Helper(); return fares(d.T, d.Cloud) }

// well demands that all is as before the loss.
func (d drill) well(servers int) {
	d.Helper()
	status := d.fares()
	assert.Len(d.T, status.Members, servers)
	assert.Equal(d.T, status.Members, status.Alive)
	assert.Empty(d.T, status.Waiting)
	assert.Empty(d.T, d.answers())
	assert.True(d.T, d.served())
}

func TestLosingOneOfThreeServersIsNoOutage(t *testing.T) {
	t.Parallel()
	for _, ordinal := range []string{"0", "1"} {
		t.Run("server "+ordinal, func(t *testing.T) {
			t.Parallel()
			d := newDrill(t, rkeWith(3, withAgents))
			d.well(3)
			old, zone := d.kill(ordinal)
			status := d.fares()
			assert.True(t, status.Quorum)
			assert.Len(t, status.Alive, 2)
			assert.Empty(t, d.answers())
			assert.True(t, d.served())
			replaced := d.heal()[old]
			assert.Equal(t, zone, replaced.Zone, "replaced in its zone")
			d.well(3)
			status = d.fares()
			assert.Contains(t, status.Members, replaced.New)
			assert.NotContains(t, status.Members, old)
			assert.Equal(t, "done", status.Record, "the replacement joined and did not begin again")
			d.Up().Unchanged(t)
		})
	}
}

func TestLosingTwoOfThreeServersNeedsARestore(t *testing.T) {
	t.Parallel()
	d := newDrill(t, rkeWith(3, withAgents))
	d.mutate("snapshot", func(c *world.Call) error { return boot.Snapshot(c, region, "dock", "snap-1") })
	d.kill("0")
	d.kill("1")
	lost := func() {
		t.Helper()
		assert.False(t, d.fares().Quorum)
		assert.Contains(t, d.answers(), "unreachable")
		assert.True(t, d.served(), "agents and the pods on them run on")
	}
	lost()
	d.heal()
	lost()
	waiting := d.fares().Waiting
	assert.Len(t, waiting, 2)
	for _, why := range waiting {
		assert.Regexp(t, "^(the cluster was there and no server answers|no server answers behind the balancer)", why)
	}

	d.Program = onRKE(rkeWith(3, withAgents, func(a *cluster.RKEArgs) { a.Snapshots.RestoreFrom = "snap-1" }), served)
	assert.Equal(t, []string{"~ Parameter dock-restore"}, steps(d.Up()), "a wish changes no machine")
	lost()
	for _, why := range d.fares().Waiting {
		assert.Regexp(t, "^(a restore is wished for and servers of the cluster|a restore is wished for)", why)
	}
	d.kill("2")
	d.heal()
	d.well(3)
	assert.Equal(t, "restored snap-1", d.fares().Record)
	d.Refresh().NoError(t)
	d.Up().Unchanged(t)
}

func TestLosingAZoneOfThreeIsNoOutage(t *testing.T) {
	t.Parallel()
	d := newDrill(t, rkeWith(3, withAgents))
	d.mutate("zone", func(c *world.Call) error {
		killed, err := autoscaling.KillZone(c, region+"b")
		assert.NotEmpty(t, killed)
		return err
	})
	assert.True(t, d.fares().Quorum)
	assert.Empty(t, d.answers())
	d.heal()
	d.well(3)
}

func TestServersAreUpgradedBySurge(t *testing.T) {
	t.Parallel()
	version := func(v string) func(*cluster.RKEArgs) { return func(a *cluster.RKEArgs) { a.Version = v } }
	for _, servers := range []int{1, 3} {
		d := newDrill(t, rkeWith(servers, version("1.34")))
		before := d.fares().Members
		d.Program = onRKE(rkeWith(servers, version("1.35"), func(a *cluster.RKEArgs) { a.RunningVersion = "1.34" }), served)
		var order []string
		for _, e := range d.Up().NoError(t).Cloud {
			if e.Kind == api.AutoScalingGroup {
				order = append(order, fmt.Sprintf("%s %s", e.Op, e.URN[strings.LastIndex(e.URN, "-")+1:]))
			}
		}
		want := []string{"create 0", "delete 0"}
		if servers == 3 {
			want = []string{"create 0", "create 1", "create 2", "delete 2", "delete 1", "delete 0"}
		}
		assert.Equal(t, want, order, "one new server after the other, and the old ones only then")
		status := d.fares()
		assert.Len(t, status.Members, servers)
		for _, old := range before {
			assert.NotContains(t, status.Members, old)
		}
		assert.Equal(t, "done", status.Record)
		d.well(servers)
		d.Refresh().NoError(t)
		d.Up().Unchanged(t)
	}
}

func TestTheAdministratorsCertificateIsRenewedBeforeItEnds(t *testing.T) {
	t.Parallel()
	d := newDrill(t, rkeWith(1))
	first := d.output("dock", "kubeconfig")
	d.Cloud.World().Advance(400 * time.Hour)
	d.Refresh().NoError(t)
	d.Up().Unchanged(t)
	assert.Equal(t, first, d.output("dock", "kubeconfig"))
	d.Cloud.World().Advance(100 * time.Hour)
	d.Refresh().NoError(t)
	d.Up().NoError(t)
	assert.NotEqual(t, first, d.output("dock", "kubeconfig"))
	assert.Empty(t, d.answers())
	d.Cloud.World().Advance(719 * time.Hour)
	assert.Empty(t, d.answers())
	d.Cloud.World().Advance(2 * time.Hour)
	assert.Contains(t, d.answers(), "the server has asked for the client to provide credentials")
}
