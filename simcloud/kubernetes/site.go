package kubernetes

import (
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/boot"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// site is where in the account a cluster lies, for what its controllers make
// there.
type site struct {
	// c works in the cluster's region.
	c *world.Call
	// cluster is the name by which the controllers tag what they make.
	cluster string
	// vpc is the network of an EKS; that of others is where their nodes are.
	vpc string
}

// siteOf returns the place of the call's cluster, nil for a cluster that is
// not in the simulated account.
func siteOf(c *world.Call) *site {
	cluster := clusterOf(c, c.Scope)
	switch {
	case cluster == nil:
		return nil
	case cluster.Kind == api.Cluster:
		return &site{c: inRegion(c, cluster.Scope), cluster: cluster.Props.StrOr("name", cluster.ID), vpc: cluster.Props.Map("vpcConfig").Str("vpcId")}
	case !boot.Is(cluster):
		return nil
	}
	region, name, _ := strings.Cut(cluster.ID, "/")
	return &site{c: inRegion(c, region), cluster: name}
}

// network is the id of the VPC that the cluster lies in, "" while that does not
// show.
func (s *site) network(c *world.Call) string {
	if s.vpc == "" {
		for _, i := range s.machines(c) {
			s.vpc = i.Props.Str("vpcId")
		}
	}
	return s.vpc
}

// inRegion is the call in the account, in a region.
func inRegion(c *world.Call, region string) *world.Call {
	inside := *c
	inside.Scope = region
	return &inside
}

// machines are the instances that are nodes of the call's cluster.
func (s *site) machines(c *world.Call) []*world.Object {
	var out []*world.Object
	for _, n := range Nodes(c, c.Scope) {
		if i := s.c.Find(api.Instance, n.Instance); i != nil {
			out = append(out, i)
		}
	}
	return out
}

// clusterTag marks what belongs to the cluster
// (https://cloud-provider-aws.sigs.k8s.io/prerequisites/).
func (s *site) clusterTag() string { return clusterTagPrefix + s.cluster }

const clusterTagPrefix = "kubernetes.io/cluster/"

// tagged reports whether an object carries the cluster's tag.
func (s *site) tagged(o *world.Object) bool { return o.Props.Map("tags").Has(s.clusterTag()) }

// foreign reports whether an object carries the tags of other clusters only.
func (s *site) foreign(o *world.Object) bool {
	return !s.tagged(o) && slices.ContainsFunc(o.Props.Map("tags").Keys(), func(key string) bool {
		return strings.HasPrefix(key, clusterTagPrefix)
	})
}

// public reports whether a subnet has a route to an internet gateway.
func (s *site) public(subnet *world.Object) bool {
	target, ok := ec2.RouteFor(s.c, subnet.ID, "203.0.113.1") // of a range for documentation: RFC 5737
	return ok && strings.HasPrefix(target, "igw-")
}

// The tags of subnets that are meant for load balancers
// (https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html).
const (
	publicRole   = "kubernetes.io/role/elb"
	internalRole = "kubernetes.io/role/internal-elb"
)

func roleTag(internal bool) string {
	if internal {
		return internalRole
	}
	return publicRole
}

// perZone picks one subnet of each zone, sorted by zone; better says that the
// first of two is to be taken.
func perZone(subnets []*world.Object, better func(a, b *world.Object) bool) []*world.Object {
	best := map[string]*world.Object{}
	for _, s := range subnets {
		zone := s.Props.Str("availabilityZone")
		if have := best[zone]; have == nil || better(s, have) {
			best[zone] = s
		}
	}
	var out []*world.Object
	for _, zone := range sortedKeys(best) {
		out = append(out, best[zone])
	}
	return out
}

func idsOf(objects []*world.Object) []any {
	out := []any{}
	for _, o := range objects {
		out = append(out, o.ID)
	}
	return out
}
