package life_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/test/simtest"
)

const region = "eu-central-1"

// simpleVPC is as small as a VPC gets that still holds something.
func simpleVPC() network.VPCArgs {
	return network.VPCArgs{
		Region: region, CIDR: "10.0.0.0/16", Zones: []string{"a", "b"}, NAT: network.NATNone,
		FlowLogs: network.FlowLogs{Disable: true}, DisableS3Endpoint: true, DisableDynamoDBEndpoint: true,
	}
}

// completeVPC has everything that a VPC can have together.
func completeVPC() network.VPCArgs {
	return network.VPCArgs{
		Region: region, CIDR: "10.0.0.0/16", Zones: []string{"a", "b", "c"}, IPv6: true, NAT: network.NATPerZone,
		Tiers:              []network.Tier{{Kind: network.Public}, {Kind: network.Private}, {Kind: network.Isolated}},
		InterfaceEndpoints: []string{"ecr.api", "sts"},
		Kubernetes:         network.Kubernetes{Roles: true, Clusters: []string{"core"}},
		Tags:               tags(),
	}
}

func vpc(args network.VPCArgs, changes ...func(*network.VPCArgs)) pulumi.RunFunc {
	for _, c := range changes {
		c(&args)
	}
	return func(ctx *pulumi.Context) error {
		_, err := network.NewVPC(ctx, "core", &args)
		return err
	}
}

func zones(letters ...string) func(*network.VPCArgs) {
	return func(a *network.VPCArgs) { a.Zones = letters }
}

func TestAVPCWithoutExtrasLives(t *testing.T) {
	t.Parallel()
	live(t, vpc(simpleVPC()))
}

func TestTheDefaultVPCTakesAZoneMoreAndGivesUpTheMiddleOne(t *testing.T) {
	t.Parallel()
	args := network.VPCArgs{Region: region, CIDR: "10.0.0.0/16", Zones: []string{"a", "b"}}
	// They list the route tables of all zones.
	endpoints := prefixed("~", "VpcEndpoint core-endpoint-s3", "VpcEndpoint core-endpoint-dynamodb")
	live(t, vpc(args),
		change{name: "a third zone", to: vpc(args, zones("c", "a", "b")), does: append(vpcZone("+", "c"), endpoints...)},
		change{name: "the middle zone goes", to: vpc(args, zones("a", "c")), does: append(vpcZone("-", "b"), endpoints...)},
	)
}

// vpcZone is what belongs to one zone of a VPC with public and private tiers
// and a NAT gateway per zone.
func vpcZone(sign, zone string) []string {
	return prefixed(sign,
		"Subnet core-public-"+zone, "RouteTableAssociation core-public-"+zone,
		"Subnet core-private-"+zone, "RouteTable core-private-"+zone, "RouteTableAssociation core-private-"+zone,
		"Route core-private-"+zone+"-ipv4", "Eip core-nat-"+zone, "NatGateway core-nat-"+zone,
	)
}

func prefixed(sign string, resources ...string) []string {
	out := make([]string, len(resources))
	for i, r := range resources {
		out[i] = sign + " " + r
	}
	return out
}

func TestACompleteVPCChangesPieceByPiece(t *testing.T) {
	t.Parallel()
	args := completeVPC()
	data := network.Tier{Kind: network.Isolated, Name: "data", Slot: 4}
	with := func(change func(*network.VPCArgs)) pulumi.RunFunc { return vpc(args, change) }
	live(t, vpc(args),
		change{name: "a fourth tier", to: with(func(a *network.VPCArgs) { a.Tiers = append(a.Tiers[:3:3], data) }), does: []string{
			"+ RouteTableAssociation core-data-a",
			"+ RouteTableAssociation core-data-b",
			"+ RouteTableAssociation core-data-c",
			"+ Subnet core-data-a",
			"+ Subnet core-data-b",
			"+ Subnet core-data-c",
		}},
		change{name: "the middle tier goes", to: with(func(a *network.VPCArgs) {
			a.Tiers = []network.Tier{a.Tiers[0], a.Tiers[1], data}
		}), does: []string{
			"- RouteTableAssociation core-isolated-a",
			"- RouteTableAssociation core-isolated-b",
			"- RouteTableAssociation core-isolated-c",
			"- Subnet core-isolated-a",
			"- Subnet core-isolated-b",
			"- Subnet core-isolated-c",
		}},
		change{name: "one NAT for all", to: with(func(a *network.VPCArgs) {
			a.Tiers, a.NAT = []network.Tier{a.Tiers[0], a.Tiers[1], data}, network.NATOne
		}), does: []string{
			"- Eip core-nat-b",
			"- Eip core-nat-c",
			"- NatGateway core-nat-b",
			"- NatGateway core-nat-c",
			"~ Route core-private-b-ipv4",
			"~ Route core-private-c-ipv4",
		}},
		change{name: "no endpoint of STS", to: with(func(a *network.VPCArgs) {
			a.Tiers, a.NAT = []network.Tier{a.Tiers[0], a.Tiers[1], data}, network.NATOne
			a.InterfaceEndpoints = []string{"ecr.api"}
		}), does: []string{
			"- VpcEndpoint core-endpoint-sts",
		}},
	)
}

func TestAVPCWithANATInstanceLives(t *testing.T) {
	t.Parallel()
	args := network.VPCArgs{
		Region: region, CIDR: "10.0.0.0/16", Zones: []string{"a", "b"}, NAT: network.NATInstance,
		NATInstance: network.NATInstanceArgs{AMI: pulumi.String("ami-0123456789abcdef0")},
	}
	live(t, vpc(args), change{
		name: "another image replaces the instance and neither address nor routes",
		to: vpc(args, func(a *network.VPCArgs) {
			a.NATInstance.AMI = pulumi.String("ami-0fedcba9876543210")
		}), does: []string{
			"+ Instance core-nat-a",
			"+- Instance core-nat-a",
			"- Instance core-nat-a",
		}})
}

// adopting makes a security group in a VPC that another stack made.
func adopting(made *simtest.Result) pulumi.RunFunc {
	out := made.Outputs()
	ids := out["subnets"].ObjectValue()
	return func(ctx *pulumi.Context) error {
		existing, err := network.Adopt("core", &network.AdoptArgs{
			Region: region, CIDR: "10.0.0.0/16", VPCID: pulumi.String(out["vpc"].StringValue()),
			Subnets: []network.AdoptedSubnet{
				{Kind: network.Private, Zone: "a", CIDR: "10.0.64.0/21", ID: pulumi.String(ids["private-a"].StringValue())},
				{Kind: network.Private, Zone: "b", CIDR: "10.0.72.0/21", ID: pulumi.String(ids["private-b"].StringValue())},
			},
		})
		if err != nil {
			return err
		}
		_, err = network.NewLoadBalancer(ctx, "inner", &network.LoadBalancerArgs{
			Network: existing, Listeners: []network.Listener{{Port: 80, Target: network.Target{Port: 30080}}},
		})
		return err
	}
}

func TestAnAdoptedVPCIsUsedAndNeverChanged(t *testing.T) {
	t.Parallel()
	cloud := established(t)
	owner := simtest.New(t, func(ctx *pulumi.Context) error {
		args := simpleVPC()
		v, err := network.NewVPC(ctx, "core", &args)
		if err != nil {
			return err
		}
		ctx.Export("vpc", v.ID)
		ctx.Export("subnets", v.SubnetIDs)
		return nil
	}, simtest.On(cloud), simtest.Named("project", "owner"))
	made := owner.Up().NoError(t)
	liveOn(t, cloud, adopting(made))
	owner.Refresh().Unchanged(t)
	owner.Up().Unchanged(t)
	owner.Destroy().NoError(t)
	owner.NothingLeft(t)
}

func TestAWrongCIDRInAnAdoptedVPCIsNotCorrectedInTheCloud(t *testing.T) {
	t.Parallel()
	_, err := network.Adopt("core", &network.AdoptArgs{
		Region: region, CIDR: "10.0.0.0/16", VPCID: pulumi.String("vpc-1"),
		Subnets: []network.AdoptedSubnet{{Kind: network.Private, Zone: "a", CIDR: "10.1.0.0/24", ID: pulumi.String("subnet-1")}},
	})
	require.EqualError(t, err, `adopted network "core": Subnets[0].CIDR "10.1.0.0/24": outside the VPC's ranges: correct it, or add the range to SecondaryCIDRs`)
}

// group is a security group in a small VPC, and another beside it.
func group(change func(a *network.SecurityGroupArgs, other *network.SecurityGroup)) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		args := simpleVPC()
		v, err := network.NewVPC(ctx, "core", &args)
		if err != nil {
			return err
		}
		other, err := network.NewSecurityGroup(ctx, "other", &network.SecurityGroupArgs{Network: v.Placement()})
		if err != nil {
			return err
		}
		a := network.SecurityGroupArgs{Network: v.Placement()}
		change(&a, other)
		_, err = network.NewSecurityGroup(ctx, "db", &a)
		return err
	}
}

// s3List is the prefix list of Amazon's own ranges of S3.
const s3List = "pl-6ea54007"

func rules(keep ...int) pulumi.RunFunc {
	return group(func(a *network.SecurityGroupArgs, other *network.SecurityGroup) {
		all := []network.Rule{
			{Port: 5432, CIDR: "10.0.0.0/16"},
			{Key: "app", Port: 5432, Group: other.ID},
			{Port: 5432, Self: true},
			{Protocol: network.ICMP, CIDR: "10.0.0.0/16"},
			{Protocol: network.AllProtocols, CIDR: "fd00::/8"},
		}
		for _, i := range keep {
			a.Ingress = append(a.Ingress, all[i])
		}
		a.Egress = append(network.EgressAnywhere(), network.Rule{Key: "s3", Port: 443, PrefixList: pulumi.String(s3List)})
		a.Description, a.Tags = "Database", tags()
	})
}

func TestASecurityGroupOfAnySideLosesItsMiddleRuleAlone(t *testing.T) {
	t.Parallel()
	live(t, group(func(*network.SecurityGroupArgs, *network.SecurityGroup) {}))
	live(t, rules(0, 1, 2),
		change{name: "two rules more, in another order", to: rules(4, 2, 3, 1, 0), does: []string{
			"+ SecurityGroupIngressRule db-group-in-all-fd00..-8",
			"+ SecurityGroupIngressRule db-group-in-icmp-10.0.0.0-16",
		}},
		change{name: "the middle rule goes", to: rules(0, 2, 3, 4), does: []string{
			"- SecurityGroupIngressRule db-group-in-app",
		}},
	)
}

func balancer(internetFacing bool, change func(*network.LoadBalancerArgs)) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		args := simpleVPC()
		v, err := network.NewVPC(ctx, "core", &args)
		if err != nil {
			return err
		}
		a := network.LoadBalancerArgs{Network: v.Placement(), InternetFacing: internetFacing, Tags: tags()}
		a.Listeners = []network.Listener{{Port: 80, Target: network.Target{Port: 30080}}}
		change(&a)
		_, err = network.NewLoadBalancer(ctx, "edge", &a)
		return err
	}
}

func listeners(ports ...int) func(*network.LoadBalancerArgs) {
	return func(a *network.LoadBalancerArgs) {
		a.Listeners = nil
		for _, p := range ports {
			a.Listeners = append(a.Listeners, network.Listener{
				Port:   p,
				Target: network.Target{Port: 30000 + p, Health: network.HealthCheck{Path: "/ping"}},
			})
		}
	}
}

func TestLoadBalancersLive(t *testing.T) {
	t.Parallel()
	live(t, balancer(false, func(*network.LoadBalancerArgs) {}))
	live(t, balancer(true, listeners(80, 81)),
		change{name: "a third listener, written first", to: balancer(true, listeners(82, 80, 81)), does: []string{
			"+ Listener edge-82",
			"+ SecurityGroupEgressRule edge-group-out-tcp-30082-10.0.0.0-16",
			"+ SecurityGroupIngressRule edge-group-in-tcp-82-0.0.0.0-0",
			"+ TargetGroup edge-82",
		}},
		change{name: "the middle listener goes", to: balancer(true, listeners(82, 80)), does: []string{
			"- Listener edge-81",
			"- SecurityGroupEgressRule edge-group-out-tcp-30081-10.0.0.0-16",
			"- SecurityGroupIngressRule edge-group-in-tcp-81-0.0.0.0-0",
			"- TargetGroup edge-81",
		}},
		change{name: "for some clients only", to: balancer(true, func(a *network.LoadBalancerArgs) {
			listeners(82, 80)(a)
			a.Clients = []string{"203.0.113.0/24"}
		}), does: []string{
			"+ SecurityGroupIngressRule edge-group-in-tcp-80-203.0.113.0-24",
			"+ SecurityGroupIngressRule edge-group-in-tcp-82-203.0.113.0-24",
			"- SecurityGroupIngressRule edge-group-in-tcp-80-0.0.0.0-0",
			"- SecurityGroupIngressRule edge-group-in-tcp-82-0.0.0.0-0",
		}},
	)
}

func TestTwoStacksOfOneProgramLiveInOneAccount(t *testing.T) {
	t.Parallel()
	cloud := established(t)
	var all []*simtest.Stack
	for _, name := range []string{"blue", "green"} {
		s := simtest.New(t, balancer(true, listeners(80)), simtest.On(cloud), simtest.Named("project", name))
		s.Up().NoError(t)
		all = append(all, s)
	}
	all[1].Destroy().NoError(t)
	all[1].NothingLeft(t)
	all[0].Up().Unchanged(t)
	all[0].Destroy().NoError(t)
	all[0].NothingLeft(t)
}

func TestALibraryUsersUnitTestTakesMocksOfTheSameCloud(t *testing.T) {
	t.Parallel()
	cloud := established(t)
	err := pulumi.RunErr(vpc(simpleVPC()),
		pulumi.WithMocks("project", "stack", cloud.Mocks(simcloud.Config{"aws:region": region})))
	require.NoError(t, err)
	assert.NotEmpty(t, cloud.Inventory())
}
