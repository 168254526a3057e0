package boot_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/internal/cloudinit"
	"github.com/drydock-iac/drydock/internal/cloudinit/rke2"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ssm"
	"github.com/drydock-iac/drydock/simcloud/boot"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const (
	region = "eu-central-1"
	name   = "registration.example"
)

// site is a world with a balancer, the parameters of the cluster dev and a
// launch template for each of three servers and for agents.
type site struct {
	*testing.T
	w *world.World
}

func newSite(t *testing.T) site {
	t.Helper()
	s := site{t, world.New("boot")}
	s.put(api.Subnet, "s", world.Props{"availabilityZone": region + "a", "vpcId": "v"})
	s.put(api.LoadBalancer, "lb", world.Props{"dnsName": name, "internal": true})
	s.w.Seed(&world.Object{
		Kind: api.NetworkInterface, ID: "eni", Scope: region, Owner: (&world.Object{Kind: api.LoadBalancer, Scope: region, ID: "lb"}).Key(),
		Props: world.Props{"subnetId": "s", "privateIp": "10.0.0.9"},
	})
	for _, port := range []int{9345, 6443} {
		group := fmt.Sprintf("tg-%d", port)
		s.put(api.TargetGroup, group, world.Props{"port": float64(port), "name": group, "healthCheck": map[string]any{"enabled": true}})
		s.put(api.Listener, "listener-"+group, world.Props{
			"loadBalancerArn": "lb", "port": float64(port), "defaultActions": []any{map[string]any{"type": "forward", "targetGroupArn": group}},
		})
	}
	s.put(ssm.Parameter, "/record", world.Props{"insecureValue": "new", "version": 1.0})
	s.put(ssm.Parameter, "/restore", world.Props{"insecureValue": "none"})
	for ordinal := range 3 {
		s.template(fmt.Sprintf("server-%d", ordinal), rke2.Machine{Server: true, Ordinal: ordinal})
	}
	s.template("agent", rke2.Machine{})
	return s
}

func (s site) put(kind, id string, props world.Props) {
	s.w.Seed(&world.Object{Kind: kind, ID: id, Scope: region, Props: props})
}

func (s site) template(id string, m rke2.Machine) {
	s.Helper()
	m.Cluster, m.Registration, m.Region, m.Version, m.Arch = "dev", name, region, "v1.35.6+rke2r1", "arm64"
	m.State, m.Restore = "/record", "/restore"
	m.Config = map[string]any{"node-label": []string{"kind=" + id}, "node-taint": []string{"a=b:NoSchedule"}}
	doc, err := m.Document()
	require.NoError(s, err)
	data, err := doc.UserData()
	require.NoError(s, err)
	s.put(api.LaunchTemplate, id, world.Props{"latestVersion": 1.0, "userData": data})
}

// start starts a machine from a template behind the balancer.
func (s site) start(id, template string) {
	s.put(api.Instance, id, world.Props{
		"state": "running", "subnetId": "s", "availabilityZone": region + "a", "privateIp": "10.0.0.1",
		"launchTemplate": map[string]any{"id": template, "version": "1"}, "instanceType": "m7g.large",
	})
	for _, group := range []string{"tg-9345", "tg-6443"} {
		s.put(api.TargetAttachment, id+group, world.Props{"targetGroupArn": group, "targetId": id})
	}
}

func (s site) change(f func(*world.Call)) {
	s.Helper()
	require.NoError(s, s.w.Mutate(region, "test", func(c *world.Call) error { f(c); return nil }))
}

func (s site) kill(id string) {
	s.change(func(c *world.Call) { c.Find(api.Instance, id).Props["state"] = "terminated" })
}

func (s site) status() (out boot.Status) {
	s.change(func(c *world.Call) { out, _ = boot.StatusOf(c, region, "dev") })
	return out
}

func (s site) instance(id string) (k world.Props) {
	s.change(func(c *world.Call) { k = c.Find(api.Instance, id).Props.Map("kubernetes") })
	return k
}

func TestTheFirstServerBeginsWhoeverComesFirst(t *testing.T) {
	s := newSite(t)
	s.start("i-2", "server-2")
	s.start("i-1", "server-1")
	status := s.status()
	assert.Empty(t, status.Members)
	assert.Equal(t, "new", status.Record)
	const alone = "no server answers behind the balancer, and only the first one may begin a cluster"
	assert.Equal(t, map[string]string{"i-1": alone, "i-2": alone}, status.Waiting)
	s.start("i-0", "server-0")
	assert.Equal(t, boot.Status{
		Name: region + "/dev", Record: "done", Members: []string{"i-0", "i-1", "i-2"}, Alive: []string{"i-0", "i-1", "i-2"},
		Quorum: true, Waiting: map[string]string{},
	}, s.status())
}

func TestAServerWhoseTypeIsUnknownIsNoMember(t *testing.T) {
	s := newSite(t)
	s.put(api.LaunchTemplate, "plain", world.Props{"latestVersion": 1.0})
	other, err := cloudinit.Document{Packages: []string{"nginx"}}.UserData()
	require.NoError(t, err)
	s.put(api.LaunchTemplate, "web", world.Props{"latestVersion": 1.0, "userData": other})
	s.start("i-0", "server-0")
	s.start("i-8", "plain")
	s.start("i-9", "web")
	assert.Equal(t, []string{"i-0"}, s.status().Members)
}

func TestNobodyJoinsThroughAClosedPort(t *testing.T) {
	s := newSite(t)
	s.start("i-0", "server-0")
	require.Equal(t, []string{"i-0"}, s.status().Members)
	s.put(api.SecurityGroup, "sg", world.Props{"vpcId": "v"})
	s.change(func(c *world.Call) { c.Find(api.LoadBalancer, "lb").Props["securityGroups"] = []any{"sg"} })
	s.start("i-1", "server-1")
	assert.Equal(t, []string{"i-0"}, s.status().Members)
	assert.Contains(t, s.status().Waiting["i-1"], "no server answers behind the balancer")
}

func TestNodesAreMembersAndAgentsThatFoundThem(t *testing.T) {
	s := newSite(t)
	s.start("i-a", "agent")
	s.status()
	assert.Empty(t, s.instance("i-a"))
	s.start("i-0", "server-0")
	s.status()
	assert.Equal(t, world.Props{
		"scope": "cluster:" + region + "/dev", "labels": map[string]any{"kind": "agent"},
		"taints": []any{map[string]any{"key": "a", "value": "b", "effect": "NoSchedule"}},
	}, s.instance("i-a"))
	assert.Equal(t, map[string]any{
		"kind": "server-0", "node-role.kubernetes.io/control-plane": "true", "node-role.kubernetes.io/etcd": "true",
	}, s.instance("i-0")["labels"])
}

func TestQuorumIsMoreThanHalfOfTheMembers(t *testing.T) {
	s := newSite(t)
	for i := range 3 {
		s.start(fmt.Sprintf("i-%d", i), fmt.Sprintf("server-%d", i))
	}
	require.True(t, s.status().Quorum)
	s.kill("i-0")
	assert.True(t, s.status().Quorum)
	s.kill("i-1")
	status := s.status()
	assert.False(t, status.Quorum)
	assert.Equal(t, []string{"i-2"}, status.Alive)
	assert.Equal(t, []string{"i-0", "i-1", "i-2"}, status.Members, "lost members still count")
}

func TestASuccessorTakesTheMembershipOfItsPredecessorEvenWhileThatRuns(t *testing.T) {
	s := newSite(t)
	s.start("i-0", "server-0")
	s.status()
	s.start("i-9", "server-0")
	status := s.status()
	assert.Equal(t, []string{"i-9"}, status.Members)
	assert.Equal(t, "done", status.Record)
	assert.Empty(t, s.instance("i-0"), "it is no node any more")
	s.kill("i-0")
	assert.True(t, s.status().Quorum)
}

func TestARestoreNeedsASnapshotThatIsThere(t *testing.T) {
	s := newSite(t)
	s.start("i-0", "server-0")
	s.status()
	s.change(func(c *world.Call) { require.NoError(t, boot.Snapshot(c, region, "dev", "snap-1")) })
	s.kill("i-0")
	s.start("i-9", "server-0")
	assert.Contains(t, s.status().Waiting["i-9"], "name a snapshot to restore from")
	wish := func(name string) {
		s.change(func(c *world.Call) { c.Find(ssm.Parameter, "/restore").Props["insecureValue"] = name })
	}
	wish("snap-0")
	assert.Equal(t, map[string]string{"i-9": "its restore does not work"}, s.status().Waiting)
	wish("snap-1")
	status := s.status()
	assert.Equal(t, []string{"i-9"}, status.Members)
	assert.Equal(t, "restored snap-1", status.Record)
	s.change(func(c *world.Call) {
		c.Find(api.Instance, "i-9").Props["state"] = "terminated"
		assert.EqualError(t, boot.Snapshot(c, region, "dev", "snap-2"), "simcloud: cluster eu-central-1/dev: has no quorum to take a snapshot with")
	})
}

func TestAWishFromBeforeTheClusterIsNoWish(t *testing.T) {
	s := newSite(t)
	s.change(func(c *world.Call) { c.Find(ssm.Parameter, "/restore").Props["insecureValue"] = "snap" })
	s.start("i-0", "server-0")
	assert.Equal(t, "done snap", s.status().Record)
	s.start("i-1", "server-1")
	assert.Equal(t, []string{"i-0", "i-1"}, s.status().Members)
}
