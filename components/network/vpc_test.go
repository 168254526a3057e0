package network_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/recorder"
)

// Tokens are part of what is in the state of every user: a change needs an
// alias in the same commit.
func TestTypeTokensAreFrozen(t *testing.T) {
	assert.Equal(t, []string{"drydock:network:VPC", "drydock:network:SecurityGroup", "drydock:network:LoadBalancer"},
		[]string{network.TypeVPC, network.TypeSecurityGroup, network.TypeLoadBalancer})
}

// vpc makes a VPC and returns what was made.
func vpc(t *testing.T, args network.VPCArgs) *recorder.Recorder {
	t.Helper()
	return run(t, func(ctx *pulumi.Context) error {
		_, err := network.NewVPC(ctx, "core", &args)
		return err
	})
}

func full() network.VPCArgs {
	return network.VPCArgs{
		Region: "eu-central-1", CIDR: "10.20.0.0/16", Zones: []string{"a", "b"}, IPv6: true,
		Tiers:              []network.Tier{{Kind: network.Public}, {Kind: network.Private}, {Kind: network.Isolated}},
		InterfaceEndpoints: []string{"sts", "ecr.api"},
		Kubernetes:         network.Kubernetes{Roles: true, Clusters: []string{"dev"}},
		Tags:               map[string]string{"team": "core"},
	}
}

func TestTheNamesOfAVPCsResourcesAreFrozen(t *testing.T) {
	r := vpc(t, full())
	for kind, want := range map[string][]string{
		"Vpc":                       {"core-vpc"},
		"DefaultSecurityGroup":      {"core-default"},
		"Subnet":                    {"core-isolated-a", "core-isolated-b", "core-private-a", "core-private-b", "core-public-a", "core-public-b"},
		"RouteTableAssociation":     {"core-isolated-a", "core-isolated-b", "core-private-a", "core-private-b", "core-public-a", "core-public-b"},
		"RouteTable":                {"core-isolated", "core-private-a", "core-private-b", "core-public"},
		"Route":                     {"core-private-a-ipv4", "core-private-a-ipv6", "core-private-b-ipv4", "core-private-b-ipv6", "core-public-ipv4", "core-public-ipv6"},
		"InternetGateway":           {"core-internet"},
		"EgressOnlyInternetGateway": {"core-egress"},
		"NatGateway":                {"core-nat-a", "core-nat-b"},
		"Eip":                       {"core-nat-a", "core-nat-b"},
		"VpcEndpoint":               {"core-endpoint-dynamodb", "core-endpoint-ecr-api", "core-endpoint-s3", "core-endpoint-sts"},
		"SecurityGroup":             {"core-endpoints"},
		"SecurityGroupIngressRule":  {"core-endpoints-in-https"},
		"LogGroup":                  {"core-flow-logs"},
		"FlowLog":                   {"core-flow-logs"},
		"Role":                      {"core-flow-logs-role"},
		"RolePolicy":                {"core-flow-logs-policy-write"},
	} {
		assert.Equal(t, want, r.Names(kind), kind)
	}
}

func TestEveryResourceDescendsFromTheComponentAndIsTagged(t *testing.T) {
	untagged := []string{"Route", "RouteTableAssociation", "RolePolicy"}
	for _, m := range vpc(t, full()).All() {
		assert.True(t, m.Name == "core" || strings.HasPrefix(m.Name, "core-"), "%s %s", m.Token, m.Name)
		kind := m.Token[strings.LastIndex(m.Token, ":")+1:]
		if strings.HasPrefix(m.Token, "drydock:") {
			continue
		}
		assert.Contains(t, m.Parent, "drydock:network:VPC", "%s %s", m.Token, m.Name)
		tags, tagged := m.Inputs["tags"].(map[string]any)
		if assert.NotEqual(t, tagged, slices.Contains(untagged, kind), "%s %s", m.Token, m.Name) && tagged {
			assert.NotEmpty(t, tags["Name"], "%s %s", m.Token, m.Name)
			assert.Equal(t, "core", tags["team"], "%s %s", m.Token, m.Name)
		}
	}
}

func TestSubnetsCarryTheirAddressesAndKubernetesTags(t *testing.T) {
	r := vpc(t, full())
	assert.Equal(t, map[string]any{
		"vpcId": "core-vpc-id", "availabilityZone": "eu-central-1b", "cidrBlock": "10.20.72.0/21",
		"ipv6CidrBlock": "2001:db8:0:ab09::/64", "assignIpv6AddressOnCreation": true, "mapPublicIpOnLaunch": false,
		"tags": map[string]any{
			"Name": "core-private-b", "team": "core",
			"kubernetes.io/role/internal-elb": "1", "kubernetes.io/cluster/dev": "shared",
		},
	}, r.Get(t, "Subnet", "core-private-b").Inputs)
	assert.Equal(t, map[string]any{
		"Name": "core-public-a", "team": "core", "kubernetes.io/role/elb": "1", "kubernetes.io/cluster/dev": "shared",
	}, r.Get(t, "Subnet", "core-public-a").Inputs["tags"])
	assert.Equal(t, map[string]any{"Name": "core-isolated-a", "team": "core", "kubernetes.io/cluster/dev": "shared"},
		r.Get(t, "Subnet", "core-isolated-a").Inputs["tags"])
}

func TestRoutesLeadWhereTheKindOfTierSays(t *testing.T) {
	r := vpc(t, full())
	for name, want := range map[string]map[string]any{
		"core-public-ipv4":    {"routeTableId": "core-public-id", "destinationCidrBlock": "0.0.0.0/0", "gatewayId": "core-internet-id"},
		"core-public-ipv6":    {"routeTableId": "core-public-id", "destinationIpv6CidrBlock": "::/0", "gatewayId": "core-internet-id"},
		"core-private-b-ipv4": {"routeTableId": "core-private-b-id", "destinationCidrBlock": "0.0.0.0/0", "natGatewayId": "core-nat-b-id"},
		"core-private-b-ipv6": {"routeTableId": "core-private-b-id", "destinationIpv6CidrBlock": "::/0", "egressOnlyGatewayId": "core-egress-id"},
	} {
		assert.Equal(t, want, r.Get(t, "Route", name).Inputs)
	}
	assert.Equal(t, "core-public-a-id", r.Get(t, "NatGateway", "core-nat-a").Inputs["subnetId"])
	assert.True(t, r.Get(t, "NatGateway", "core-nat-a").WaitsFor("InternetGateway", "core-internet"))
	assert.Equal(t, map[string]any{"routeTableId": "core-isolated-id", "subnetId": "core-isolated-b-id"},
		r.Get(t, "RouteTableAssociation", "core-isolated-b").Inputs)
}

func TestOneNATServesAllZonesFromItsOwn(t *testing.T) {
	args := good()
	args.NAT, args.NATZone = network.NATOne, "b"
	r := vpc(t, args)
	assert.Equal(t, []string{"core-nat-b"}, r.Names("NatGateway"))
	assert.Equal(t, []string{"core-nat-b"}, r.Names("Eip"))
	for _, zone := range []string{"a", "b"} {
		assert.Equal(t, "core-nat-b-id", r.Get(t, "Route", "core-private-"+zone+"-ipv4").Inputs["natGatewayId"])
	}
}

func TestWithoutNATThereIsNoAddressAndNoRoute(t *testing.T) {
	args := good()
	args.NAT = network.NATNone
	r := vpc(t, args)
	assert.Empty(t, r.Of("Eip"))
	assert.Empty(t, r.Of("NatGateway"))
	assert.Equal(t, []string{"core-public-ipv4"}, r.Names("Route"))
}

func TestANATInstanceForwardsForThePrivateTiersOnly(t *testing.T) {
	args := good()
	args.NAT, args.NATInstance = network.NATInstance, network.NATInstanceArgs{AMI: pulumi.String("ami-1")}
	r := vpc(t, args)
	assert.Empty(t, r.Of("NatGateway"))
	card := r.Get(t, "NetworkInterface", "core-nat-a").Inputs
	assert.Equal(t, false, card["sourceDestCheck"])
	assert.Equal(t, []any{"core-nat-id"}, card["securityGroups"])
	assert.Equal(t, "core-nat-a-id", r.Get(t, "Eip", "core-nat-a").Inputs["networkInterface"])
	instance := r.Get(t, "Instance", "core-nat-a").Inputs
	assert.Equal(t, "ami-1", instance["ami"])
	assert.Equal(t, "t4g.nano", instance["instanceType"])
	assert.Equal(t, "required", instance["metadataOptions"].(map[string]any)["httpTokens"])
	assert.Equal(t, true, instance["rootBlockDevice"].(map[string]any)["encrypted"])
	assert.Contains(t, instance["userData"], "MASQUERADE")
	assert.Equal(t, []string{"core-nat-in-private-a", "core-nat-in-private-b"}, r.Names("SecurityGroupIngressRule"))
	assert.Equal(t, "10.20.64.0/21", r.Get(t, "SecurityGroupIngressRule", "core-nat-in-private-a").Inputs["cidrIpv4"])
	for _, zone := range []string{"a", "b"} {
		route := r.Get(t, "Route", "core-private-"+zone+"-ipv4")
		assert.Equal(t, "core-nat-a-id", route.Inputs["networkInterfaceId"])
		assert.True(t, route.WaitsFor("Instance", "core-nat-a"))
	}
	assert.True(t, r.Get(t, "Instance", "core-nat-a").WaitsFor("Eip", "core-nat-a"))
	assert.True(t, r.Get(t, "Eip", "core-nat-a").WaitsFor("InternetGateway", "core-internet"))
}

func TestEndpointsStandWhereTheyAreReached(t *testing.T) {
	r := vpc(t, full())
	s3 := r.Get(t, "VpcEndpoint", "core-endpoint-s3").Inputs
	assert.Equal(t, "com.amazonaws.eu-central-1.s3", s3["serviceName"])
	assert.ElementsMatch(t, []any{"core-public-id", "core-private-a-id", "core-private-b-id", "core-isolated-id"}, s3["routeTableIds"])
	ecr := r.Get(t, "VpcEndpoint", "core-endpoint-ecr-api").Inputs
	assert.Equal(t, "com.amazonaws.eu-central-1.ecr.api", ecr["serviceName"])
	assert.Equal(t, []any{"core-private-a-id", "core-private-b-id"}, ecr["subnetIds"])
	assert.Equal(t, []any{"core-endpoints-id"}, ecr["securityGroupIds"])
	assert.Equal(t, true, ecr["privateDnsEnabled"])
	rule := r.Get(t, "SecurityGroupIngressRule", "core-endpoints-in-https").Inputs
	assert.Equal(t, []any{"tcp", 443.0, 443.0, "10.20.0.0/16"},
		[]any{rule["ipProtocol"], rule["fromPort"], rule["toPort"], rule["cidrIpv4"]})

	args := good()
	args.DisableS3Endpoint, args.DisableDynamoDBEndpoint = true, true
	assert.Empty(t, vpc(t, args).Of("VpcEndpoint"))
}

func TestTheDefaultSecurityGroupHasNoRules(t *testing.T) {
	group := vpc(t, good()).Get(t, "DefaultSecurityGroup", "core-default").Inputs
	assert.Equal(t, map[string]any{"vpcId": "core-vpc-id", "tags": map[string]any{"Name": "core-default"}}, group)
}

func TestFlowLogsMayWriteToTheirGroupOnly(t *testing.T) {
	args := good()
	args.FlowLogs.KMSKey = pulumi.String("arn:aws:x:::key")
	r := vpc(t, args)
	group := r.Get(t, "LogGroup", "core-flow-logs").Inputs
	assert.Equal(t, []any{30.0, "arn:aws:x:::key"}, []any{group["retentionInDays"], group["kmsKeyId"]})
	roles := r.Of("Role")
	policies := r.Of("RolePolicy")
	require.Len(t, policies, 1)
	assert.JSONEq(t, `{"Version": "2012-10-17", "Statement": [
		{"Sid": "Write", "Effect": "Allow",
		 "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
		 "Resource": ["arn:aws:x:::core-flow-logs", "arn:aws:x:::core-flow-logs:*"]},
		{"Sid": "Find", "Effect": "Allow", "Action": ["logs:DescribeLogGroups"], "Resource": ["*"]}]}`,
		policies[0].Inputs["policy"].(string))
	trusted := false
	for _, role := range roles {
		if trust, ok := role.Inputs["assumeRolePolicy"].(string); ok {
			trusted = true
			assert.JSONEq(t, `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["sts:AssumeRole"],
				"Principal": {"Service": ["vpc-flow-logs.amazonaws.com"]},
				"Condition": {"ArnLike": {"aws:SourceArn": ["arn:aws:ec2:eu-central-1:*:vpc-flow-log/*"]}}}]}`, trust)
		}
	}
	assert.True(t, trusted)
	assert.True(t, r.Get(t, "FlowLog", "core-flow-logs").WaitsFor("RolePolicy", policies[0].Name))

	args.FlowLogs = network.FlowLogs{Disable: true}
	off := vpc(t, args)
	assert.Empty(t, off.Of("FlowLog"))
	assert.Empty(t, off.Of("Role"))
}

func TestWhatStartsInASubnetWaitsForItsRoutesOnlyWhereItAsksTo(t *testing.T) {
	type probe struct{ pulumi.CustomResourceState }
	r := run(t, func(ctx *pulumi.Context) error {
		args := good()
		v, err := network.NewVPC(ctx, "core", &args)
		if err != nil {
			return err
		}
		private := v.Placement().Tier(network.Private)
		var early, late probe
		if err := ctx.RegisterResource("test:index:Early", "early", pulumi.Map{"ids": network.IDs(private)}, &early); err != nil {
			return err
		}
		return ctx.RegisterResource("test:index:Late", "late", pulumi.Map{"ids": network.ReadyIDs(private)}, &late)
	})
	early, late := r.Get(t, "Early", "early"), r.Get(t, "Late", "late")
	assert.Equal(t, []any{"core-private-a-id", "core-private-b-id"}, early.Inputs["ids"])
	assert.Equal(t, early.Inputs, late.Inputs)
	for _, zone := range []string{"a", "b"} {
		assert.False(t, early.WaitsFor("Route", "core-private-"+zone+"-ipv4"))
		assert.True(t, late.WaitsFor("Route", "core-private-"+zone+"-ipv4"))
		assert.True(t, late.WaitsFor("RouteTableAssociation", "core-private-"+zone))
	}
}

func TestThePlannedPlacementIsTheOneThatIsMade(t *testing.T) {
	var made network.Placement
	run(t, func(ctx *pulumi.Context) error {
		args := full()
		v, err := network.NewVPC(ctx, "core", &args)
		require.NoError(t, err)
		made = v.Placement()
		return nil
	})
	made.VPCID = pulumi.StringOutput{}
	for i := range made.Subnets {
		made.Subnets[i].ID, made.Subnets[i].Ready = pulumi.StringOutput{}, pulumi.StringOutput{}
	}
	assert.Equal(t, made, plan(t, full()).Placement())
}

func TestThePlacementSaysWhereThingsAre(t *testing.T) {
	run(t, func(ctx *pulumi.Context) error {
		args := full()
		v, err := network.NewVPC(ctx, "core", &args)
		require.NoError(t, err)
		p := v.Placement()
		assert.Equal(t, []string{"public", "private", "isolated"}, p.Tiers())
		assert.Equal(t, []string{"a", "b"}, p.Zones())
		assert.Equal(t, []string{"10.20.0.0/16"}, p.CIDRs())
		assert.Equal(t, "eu-central-1b", p.ZoneName("b"))
		assert.True(t, p.IPv6)
		private := p.Kind(network.Private)
		require.Len(t, private, 2)
		assert.Equal(t, []string{"core-private-b", "b", "private", "10.20.72.0/21"},
			[]string{private[1].Name, private[1].Zone, private[1].Tier, private[1].CIDR})
		assert.Empty(t, p.Tier("data"))
		return nil
	})
}

func TestTheOutputsOfAVPCAreAssigned(t *testing.T) {
	var got []any
	run(t, func(ctx *pulumi.Context) error {
		args := full()
		v, err := network.NewVPC(ctx, "core", &args)
		require.NoError(t, err)
		pulumi.All(v.ID, v.ARN, v.IPv6CIDR, v.SubnetIDs, v.NATAddresses, v.EndpointSecurityGroup).ApplyT(func(values []any) bool {
			got = values
			return true
		})
		return nil
	})
	assert.Equal(t, []any{
		"core-vpc-id", "arn:aws:x:::core-vpc", "2001:db8:0:ab00::/56",
		map[string]string{
			"public-a": "core-public-a-id", "public-b": "core-public-b-id", "private-a": "core-private-a-id",
			"private-b": "core-private-b-id", "isolated-a": "core-isolated-a-id", "isolated-b": "core-isolated-b-id",
		},
		map[string]string{"a": "ip-core-nat-a", "b": "ip-core-nat-b"},
		"core-endpoints-id",
	}, got)
}
