package life_test

import (
	"regexp"
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/test/simtest"
)

// fenced is a small VPC with network ACLs and NAT.
func fenced(tiers ...network.Tier) network.VPCArgs {
	a := simpleVPC()
	a.NAT, a.Tiers, a.ACLs.Enable = network.NATOne, append(network.DefaultTiers(), tiers...), true
	return a
}

func TestNetworkACLsComeAndGoWithTheirTiersAndZonesAlone(t *testing.T) {
	t.Parallel()
	data := network.Tier{Kind: network.Isolated, Name: "data", Slot: 3}
	args := fenced()
	with := func(tiers []network.Tier, changes ...func(*network.VPCArgs)) pulumi.RunFunc {
		return vpc(fenced(tiers...), changes...)
	}
	both := []network.Tier{data}
	deny := func(c *network.VPCArgs) {
		c.ACLs.Tiers = map[string]network.ACLRules{"data": {Ingress: []network.ACLRule{
			{Number: 100, Deny: true, Port: 5432, CIDR: "10.0.0.0/21"},
		}}}
	}
	live(t, vpc(args, func(a *network.VPCArgs) { a.ACLs = network.ACLs{} }),
		change{name: "they are enabled", to: vpc(args), does: []string{
			"+ NetworkAcl core-acl-private",
			"+ NetworkAcl core-acl-public",
			"+ NetworkAclAssociation core-private-a",
			"+ NetworkAclAssociation core-private-b",
			"+ NetworkAclAssociation core-public-a",
			"+ NetworkAclAssociation core-public-b",
		}},
		change{name: "a third tier", to: with(both), does: []string{
			"+ NetworkAcl core-acl-data",
			"+ NetworkAclAssociation core-data-a",
			"+ NetworkAclAssociation core-data-b",
			"+ RouteTable core-isolated",
			"+ RouteTableAssociation core-data-a",
			"+ RouteTableAssociation core-data-b",
			"+ Subnet core-data-a",
			"+ Subnet core-data-b",
		}},
		change{name: "a rule for it", to: with(both, deny), does: []string{
			"~ NetworkAcl core-acl-data",
		}},
		change{name: "a third zone, written first", to: with(both, deny, zones("c", "a", "b")), does: slices.Concat(
			prefixed("+", "NetworkAclAssociation core-data-c", "NetworkAclAssociation core-private-c", "NetworkAclAssociation core-public-c"),
			prefixed("+", "Subnet core-data-c", "Subnet core-private-c", "Subnet core-public-c"),
			prefixed("+", "RouteTableAssociation core-data-c", "RouteTableAssociation core-private-c", "RouteTableAssociation core-public-c"),
			prefixed("+", "RouteTable core-private-c", "Route core-private-c-ipv4"),
		)},
		change{name: "the middle zone goes", to: with(both, deny, zones("a", "c")), does: slices.Concat(
			prefixed("-", "NetworkAclAssociation core-data-b", "NetworkAclAssociation core-private-b", "NetworkAclAssociation core-public-b"),
			prefixed("-", "Subnet core-data-b", "Subnet core-private-b", "Subnet core-public-b"),
			prefixed("-", "RouteTableAssociation core-data-b", "RouteTableAssociation core-private-b", "RouteTableAssociation core-public-b"),
			prefixed("-", "RouteTable core-private-b", "Route core-private-b-ipv4"),
		)},
		change{name: "they are disabled", to: with(both, zones("a", "c"), func(a *network.VPCArgs) { a.ACLs = network.ACLs{} }), does: slices.Concat(
			prefixed("-", "NetworkAcl core-acl-data", "NetworkAcl core-acl-private", "NetworkAcl core-acl-public"),
			prefixed("-", "NetworkAclAssociation core-data-a", "NetworkAclAssociation core-private-a", "NetworkAclAssociation core-public-a"),
			prefixed("-", "NetworkAclAssociation core-data-c", "NetworkAclAssociation core-private-c", "NetworkAclAssociation core-public-c"),
		)},
	)
}

func TestNetworkACLsOfADualStackVPCWithEveryTierLive(t *testing.T) {
	t.Parallel()
	live(t, vpc(completeVPC(), func(a *network.VPCArgs) { a.ACLs.Enable = true }))
}

// behindACLs is a cluster and the skeleton in a network with network ACLs.
func behindACLs(acls network.ACLs) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		args := fenced()
		args.ACLs = acls
		v, err := network.NewVPC(ctx, "core", &args)
		if err != nil {
			return err
		}
		a := cluster.EKSArgs{Network: v.Placement()}
		minimalEKS(&a)
		eks, err := cluster.NewEKS(ctx, "core", &a)
		if err != nil {
			return err
		}
		return served(ctx, v.Placement(), eks.Cluster())
	}
}

// awsID is the id of a network ACL or a subnet.
var awsID = regexp.MustCompile(`\b(acl|subnet)-0[0-9a-f]{16}\b`)

// aNode is the id of a machine that runs.
func aNode(t *testing.T, cloud *simcloud.Cloud) string {
	t.Helper()
	for _, o := range cloud.World().Objects() {
		if o.Kind == api.Instance && o.Props.StrOr("state", "running") == "running" {
			return o.ID
		}
	}
	require.Fail(t, "no machine runs")
	return ""
}

func TestBehindNetworkACLsTheAppIsReachedAndNodesReachOut(t *testing.T) {
	t.Parallel()
	const url = "http://" + host + "/"
	s := simtest.New(t, behindACLs(network.ACLs{Enable: true}), simtest.On(established(t)))
	s.Up().NoError(t)
	s.Refresh().NoError(t)
	s.Up().Unchanged(t)
	node := aNode(t, s.Cloud)
	reached := func(from, to string) string {
		report := s.Cloud.Reach(from, to)
		if report.Open() {
			return "open"
		}
		return awsID.ReplaceAllString(report.Blocked().Closed, "$1")
	}
	assert.Equal(t, "open", reached(simcloud.Internet, url))
	for to, want := range map[string]string{
		"203.0.113.9:443":  "open",
		"203.0.113.9:53":   "open",
		"203.0.113.9:8443": "open",
		"203.0.113.9:25":   "network ACL acl of subnet subnet: no egress entry allows tcp 25 to 203.0.113.9/32",
	} {
		assert.Equal(t, want, reached(node, to), to)
	}

	stop := network.ACLRule{Number: 100, Deny: true, Port: 80, CIDR: "198.51.100.0/24"}
	s.Program = behindACLs(network.ACLs{Enable: true, Tiers: map[string]network.ACLRules{"public": {Ingress: []network.ACLRule{stop}}}})
	assert.Equal(t, []string{"~ NetworkAcl core-acl-public"}, steps(s.Up().NoError(t)))
	assert.Equal(t, "network ACL acl of subnet subnet: no ingress entry allows tcp 80 from 198.51.100.7/32", reached("198.51.100.7", url))
	assert.Equal(t, "open", reached("203.0.113.7", url), "others are let in")

	// A balancer that shows clients' addresses needs answers to them, and a
	// private tier's mail must leave through the public one too.
	mail := network.ACLRules{Egress: []network.ACLRule{{Number: 2000, Port: 25, CIDR: "203.0.113.9/32"}}}
	s.Program = behindACLs(network.ACLs{Enable: true, ClientIP: network.ClientIPHidden, Tiers: map[string]network.ACLRules{"private": mail}})
	assert.Equal(t, []string{"~ NetworkAcl core-acl-private", "~ NetworkAcl core-acl-public"}, steps(s.Up().NoError(t)))
	assert.Equal(t, "network ACL acl of subnet subnet: no egress entry allows the answers, tcp 1024-65535 to 0.0.0.0/0", reached(simcloud.Internet, url))
	assert.Equal(t, "network ACL acl of subnet subnet: no egress entry allows tcp 8443 to 203.0.113.9/32", reached(node, "203.0.113.9:8443"))
	assert.Equal(t, "network ACL acl of subnet subnet: no egress entry allows tcp 25 to 203.0.113.9/32", reached(node, "203.0.113.9:25"),
		"the ACL of the NAT gateway's subnet")
	s.Program = behindACLs(network.ACLs{Enable: true, Tiers: map[string]network.ACLRules{"private": mail, "public": mail}})
	s.Up().NoError(t)
	assert.Equal(t, "open", reached(node, "203.0.113.9:25"))

	s.Destroy().NoError(t)
	s.NothingLeft(t)
}
