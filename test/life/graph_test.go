package life_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/test/simtest"
)

const internet = "203.0.113.1"

// sound asks what the tables of types and counts cannot: whether the network
// that stands in the cloud means what it should.
func sound(t *testing.T, s *simtest.Stack) {
	s.Cloud.World().View(region, func(c *world.Call) {
		for question, ask := range map[string]func(*testing.T, *world.Call){
			"subnets lie within their VPC and apart from each other":     subnetsFit,
			"each tier reaches just as far as it should":                 tiersReach,
			"NAT gateways stand in subnets with an internet gateway":     natStands,
			"only the balancer's 443 is open to the world":               closed,
			"default security groups let nothing through":                defaultsEmpty,
			"nodes are private, ask for IMDSv2 and have encrypted disks": nodesHardened,
		} {
			t.Run(question, func(t *testing.T) { ask(t, c) })
		}
	})
}

// ours are the objects of a kind that the program made.
func ours(c *world.Call, kind string) []*world.Object {
	return slices.DeleteFunc(c.All(kind), func(o *world.Object) bool { return o.URN == "" })
}

func subnetsFit(t *testing.T, c *world.Call) {
	subnets := ours(c, api.Subnet)
	assert.NotEmpty(t, subnets)
	for i, s := range subnets {
		inner := netip.MustParsePrefix(s.Props.Str("cidrBlock"))
		outer := netip.MustParsePrefix(c.Find(api.VPC, s.Props.Str("vpcId")).Props.Str("cidrBlock"))
		assert.True(t, outer.Contains(inner.Addr()) && outer.Bits() <= inner.Bits(), "%s: %s is not in %s", s.URN, inner, outer)
		for _, other := range subnets[:i] {
			assert.False(t, inner.Overlaps(netip.MustParsePrefix(other.Props.Str("cidrBlock"))), "%s and %s", s.URN, other.URN)
		}
	}
}

func tiersReach(t *testing.T, c *world.Call) {
	for _, s := range ours(c, api.Subnet) {
		target, _ := ec2.RouteFor(c, s.ID, internet)
		out, why := ec2.HasEgress(c, s.ID)
		name := s.Props.Map("tags").Str("Name")
		switch {
		case strings.Contains(name, "-"+network.Public+"-"):
			assert.True(t, strings.HasPrefix(target, "igw-"), "%s: the way out is %q", name, target)
		case strings.Contains(name, "-"+network.Private+"-"):
			assert.True(t, out, "%s: %s", name, why)
		case strings.Contains(name, "-"+network.Isolated+"-"):
			assert.Empty(t, target, name)
		default:
			t.Errorf("%s: of no tier", name)
		}
	}
}

func natStands(t *testing.T, c *world.Call) {
	for _, nat := range ours(c, api.NATGateway) {
		target, ok := ec2.RouteFor(c, nat.Props.Str("subnetId"), internet)
		assert.True(t, ok && strings.HasPrefix(target, "igw-"), "%s: stands where the way out is %q", nat.URN, target)
	}
}

func closed(t *testing.T, c *world.Call) {
	balancers := map[string]bool{}
	for _, b := range ours(c, api.LoadBalancer) {
		for _, group := range b.Props.Strs("securityGroups") {
			balancers[group] = true
		}
	}
	open := 0
	for _, r := range ours(c, api.IngressRule) {
		if cidr := r.Props.Str("cidrIpv4") + r.Props.Str("cidrIpv6"); cidr != "0.0.0.0/0" && cidr != "::/0" {
			continue
		}
		open++
		assert.True(t, balancers[r.Props.Str("securityGroupId")], "%s: open to the world, and not of a balancer", r.URN)
		assert.Equal(t, []int{443, 443}, []int{r.Props.IntOr("fromPort", 0), r.Props.IntOr("toPort", 0)}, r.URN)
	}
	assert.Positive(t, open, "the balancer takes requests")
	for _, g := range ours(c, api.SecurityGroup) {
		assert.Empty(t, g.Props.List("ingress"), "%s: a rule within the group, which no resource shows", g.URN)
	}
}

func defaultsEmpty(t *testing.T, c *world.Call) {
	groups := ours(c, api.DefaultGroup)
	assert.Len(t, groups, len(ours(c, api.VPC)))
	for _, g := range groups {
		assert.Empty(t, g.Props.List("ingress"), g.URN)
		assert.Empty(t, g.Props.List("egress"), g.URN)
	}
}

func nodesHardened(t *testing.T, c *world.Call) {
	nodes := slices.DeleteFunc(c.All(api.Instance), func(o *world.Object) bool { return !o.Props.Has("kubernetes") })
	assert.NotEmpty(t, nodes)
	for _, n := range nodes {
		assert.Empty(t, n.Props.Str("publicIp"), n.ID)
		out, why := ec2.HasEgress(c, n.Props.Str("subnetId"))
		assert.True(t, out, "%s: %s", n.ID, why)
	}
	templates := ours(c, api.LaunchTemplate)
	assert.NotEmpty(t, templates)
	for _, l := range templates {
		assert.Equal(t, "required", l.Props.Map("metadataOptions").Str("httpTokens"), l.URN)
		disks := l.Props.Maps("blockDeviceMappings")
		assert.NotEmpty(t, disks, l.URN)
		for _, d := range disks {
			assert.Equal(t, "true", d.Map("ebs").Str("encrypted"), l.URN)
		}
		for _, i := range l.Props.Maps("networkInterfaces") {
			assert.NotEqual(t, "true", i.Str("associatePublicIpAddress"), l.URN)
		}
	}
}
