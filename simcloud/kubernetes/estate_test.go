package kubernetes_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const region = "eu-central-1"

// estate is an account with a cluster of EKS in a real network: two zones,
// each with two public subnets and a private one, and a node in each private
// one.
type estate struct {
	*testing.T
	*world.World
	aws, cluster *world.Session
	vpc, group   string
	// subnets by name: "public-a", "spare-a", "private-a".
	subnets map[string]string
	nodes   []string
}

func newEstate(t *testing.T) *estate {
	t.Helper()
	cloud, err := simcloud.New()
	require.NoError(t, err)
	a := &estate{T: t, World: cloud.World(), subnets: map[string]string{}}
	a.SetPatience(time.Millisecond)
	a.aws, err = a.Session("aws")
	require.NoError(t, err)
	a.aws.Configure(world.Props{"region": region})
	a.vpc = a.make(api.VPC, world.Props{"cidrBlock": "10.20.0.0/16", "enableDnsHostnames": true})
	gateway := a.make(api.InternetGateway, world.Props{"vpcId": a.vpc})
	table := a.make(api.RouteTable, world.Props{"vpcId": a.vpc, "routes": []any{map[string]any{"cidrBlock": "0.0.0.0/0", "gatewayId": gateway}}})
	for i, name := range []string{"public-a", "public-b", "private-a", "private-b", "spare-a", "spare-b"} {
		id := a.make(api.Subnet, world.Props{
			"vpcId": a.vpc, "cidrBlock": fmt.Sprintf("10.20.%d.0/24", i), "availabilityZone": region + name[len(name)-1:],
		})
		a.subnets[name] = id
		if !strings.HasPrefix(name, "private") {
			a.make(api.RouteAssociation, world.Props{"subnetId": id, "routeTableId": table})
		}
	}
	a.group = a.make(api.SecurityGroup, world.Props{
		"name": "nodes", "vpcId": a.vpc, "tags": map[string]any{"kubernetes.io/cluster/dev": "owned"}, "egress": []any{},
	})
	a.Seed(&world.Object{Kind: api.Cluster, ID: "dev", Scope: region, Props: world.Props{
		"name": "dev", "endpoint": endpoint, "accessConfig": map[string]any{},
		"vpcConfig": map[string]any{"vpcId": a.vpc, "subnetIds": []any{a.subnets["private-a"], a.subnets["private-b"]}},
	}})
	a.change("nodes", func(c *world.Call) {
		for _, zone := range []string{"a", "b"} {
			node := ec2.MakeInstance(c, nil, ec2.InstanceSpec{
				Subnet: c.Find(api.Subnet, a.subnets["private-"+zone]), Type: "t3.medium", Groups: []string{a.group}, Salt: zone,
				Extra: world.Props{"kubernetes": map[string]any{"cluster": "dev", "labels": map[string]any{}, "taints": []any{}}},
			})
			a.nodes = append(a.nodes, node.ID)
		}
	})
	a.cluster = session(t, a.World, kubeconfig(endpoint))
	must(t, a.cluster, namespace)
	return a
}

func (a *estate) make(kind string, in world.Props) string {
	a.Helper()
	urn := fmt.Sprintf("urn:pulumi:dev::p::%s::%d", kind, len(a.Objects()))
	checked, fails, err := a.aws.Check(urn, kind, nil, in.Clone())
	require.NoError(a, err)
	require.Empty(a, fails)
	id, _, err := a.aws.Create(urn, kind, checked, false)
	require.NoError(a, err)
	return id
}

// refuses deletes something in AWS and returns what the service says.
func (a *estate) refuses(kind, id string) string {
	a.Helper()
	err := a.aws.Delete("urn:pulumi:dev::p::"+kind+"::x", kind, id, nil)
	require.Error(a, err)
	return world.CodeOf(err)
}

func (a *estate) change(salt string, f func(c *world.Call)) {
	a.Helper()
	require.NoError(a, a.Mutate(region, salt, func(c *world.Call) error { f(c); return nil }))
}

// tag gives a subnet tags.
func (a *estate) tag(subnet string, tags map[string]any) {
	a.Helper()
	a.change("tag", func(c *world.Call) { c.Find(api.Subnet, a.subnets[subnet]).Props["tags"] = tags })
}

// has returns the objects of a kind that were made since before, sorted.
func (a *estate) has(kind string, before map[string]bool) []world.Object {
	return slices.DeleteFunc(a.Objects(), func(o world.Object) bool { return o.Kind != kind || before[o.Key()] })
}

// snapshot is what there is.
func (a *estate) snapshot() map[string]bool {
	out := map[string]bool{}
	for _, o := range a.Objects() {
		out[o.Key()] = true
	}
	return out
}

// outside are the kinds of what there is in the account beyond before, counted.
func (a *estate) outside(before map[string]bool) map[string]int {
	out := map[string]int{}
	for _, o := range a.Objects() {
		if o.Scope == region && !before[o.Key()] {
			out[o.Kind]++
		}
	}
	return out
}

// subnetsOf are the names of the subnets with these ids, sorted.
func (a *estate) subnetsOf(ids []string) []string {
	names := map[string]string{}
	for name, id := range a.subnets {
		names[id] = name
	}
	out := map[string]bool{}
	for _, id := range ids {
		out[names[id]] = true
	}
	return slices.Sorted(maps.Keys(out))
}

// loseCluster deletes the cluster as EKS does, by hand.
func (a *estate) loseCluster() {
	a.Helper()
	a.change("delete the cluster", func(c *world.Call) {
		cluster := c.Find(api.Cluster, "dev")
		kubernetes.Purge(c, kubernetes.Scope(cluster))
		c.Remove(cluster)
	})
}

// deleteIn deletes an object in the cluster.
func (a *estate) deleteIn(token, id string) {
	a.Helper()
	require.NoError(a, a.cluster.Delete("urn:pulumi:dev::p::"+token+"::x", token, id, nil))
}
