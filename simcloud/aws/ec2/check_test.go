package ec2_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
	"github.com/drydock-iac/drydock/simcloud/world"
)

type failure struct{ property, reason string }

func TestTheProviderRefusesBeforeAnyCall(t *testing.T) {
	long := strings.Repeat("x", 256)
	for _, tt := range []struct {
		name, token string
		in          world.Props
		want        []failure
	}{
		{"a VPC larger than /16", api.VPC, world.Props{"cidrBlock": "10.0.0.0/8"}, []failure{
			{"cidrBlock", `expected "cidr_block" to contain a network Value with between 16 and 28 significant bits, got: 8`}}},
		{"a VPC with host bits", api.VPC, world.Props{"cidrBlock": "10.0.0.1/16"}, []failure{
			{"cidrBlock", `expected "cidr_block" to contain a valid network Value, expected 10.0.0.0/16, got 10.0.0.1/16`}}},
		{"a VPC that is no range", api.VPC, world.Props{"cidrBlock": "ten"}, []failure{
			{"cidrBlock", `expected "cidr_block" to contain a valid Value, got: ten with err: invalid CIDR address: ten`}}},
		{"a tenancy that is none", api.VPC, world.Props{"cidrBlock": "10.0.0.0/16", "instanceTenancy": "shared"}, []failure{
			{"instanceTenancy", `expected instance_tenancy to be one of ["default" "dedicated"], got shared`}}},
		{"a subnet with host bits", api.Subnet, world.Props{"vpcId": "vpc-1", "cidrBlock": "10.0.1.5/24"}, []failure{
			{"cidrBlock", `"10.0.1.5/24" is not a valid IPv4 CIDR block; did you mean "10.0.1.0/24"?`}}},
		{"a subnet of IPv6 where IPv4 belongs", api.Subnet, world.Props{"vpcId": "vpc-1", "cidrBlock": "2001:db8::/64"}, []failure{
			{"cidrBlock", `"2001:db8::/64" is not a valid IPv4 CIDR block`}}},
		{"a subnet in a zone twice told", api.Subnet, world.Props{"vpcId": "vpc-1", "availabilityZone": "a", "availabilityZoneId": "b"}, []failure{
			{"availabilityZone", `Conflicting configuration arguments. "availability_zone": conflicts with availability_zone_id`}}},
		{"a route to nowhere", api.Route, world.Props{"routeTableId": "rtb-1", "gatewayId": "igw-1"}, []failure{
			{"destinationCidrBlock", "Invalid combination of arguments. \"destination_cidr_block\": one of " +
				"`destination_cidr_block,destination_ipv6_cidr_block,destination_prefix_list_id` must be specified"}}},
		{"a route with two targets", api.Route, world.Props{"routeTableId": "rtb-1", "destinationCidrBlock": "0.0.0.0/0", "gatewayId": "igw-1", "natGatewayId": world.Unknown{}}, []failure{
			{"gatewayId", "Invalid combination of arguments. \"gateway_id\": only one of `carrier_gateway_id,core_network_arn,egress_only_gateway_id,gateway_id,local_gateway_id," +
				"nat_gateway_id,network_interface_id,transit_gateway_id,vpc_endpoint_id,vpc_peering_connection_id` can be specified, but `gateway_id,nat_gateway_id` were specified."}}},
		{"an IPv4 route through an egress-only gateway", api.Route, world.Props{"routeTableId": "rtb-1", "destinationCidrBlock": "0.0.0.0/0", "egressOnlyGatewayId": "eigw-1"}, []failure{
			{"egressOnlyGatewayId", `Conflicting configuration arguments. "egress_only_gateway_id": conflicts with destination_cidr_block`}}},
		{"a private NAT gateway with an address", api.NATGateway, world.Props{"subnetId": "subnet-1", "connectivityType": "private", "allocationId": world.Unknown{}}, []failure{
			{"allocationId", `allocation_id is not supported with connectivity_type = "private"`}}},
		{"a group described at length", api.SecurityGroup, world.Props{"name": "web", "description": long}, []failure{
			{"description", "expected length of description to be in the range (0 - 255), got " + long}}},
		{"a group named like an id", api.SecurityGroup, world.Props{"name": "sg-web"}, []failure{
			{"name", "invalid value for name (cannot begin with sg-)"}}},
		{"an inline rule for all protocols with ports", api.SecurityGroup, world.Props{"name": "web", "ingress": []any{map[string]any{"protocol": "-1", "fromPort": 80.0, "toPort": 80.0}}}, []failure{
			{"ingress[0].fromPort", `from_port (80) and to_port (80) must both be 0 to use the 'ALL' "-1" protocol!`}}},
		{"a rule without a source", api.IngressRule, world.Props{"securityGroupId": "sg-1", "ipProtocol": "-1"}, []failure{
			{"cidrIpv4", "Missing Attribute Configuration. Exactly one of these attributes must be configured: [cidr_ipv4,cidr_ipv6,prefix_list_id,referenced_security_group_id]"}}},
		{"a rule with two sources", api.EgressRule, world.Props{"securityGroupId": "sg-1", "ipProtocol": "-1", "cidrIpv6": "::/0", "prefixListId": "pl-1"}, []failure{
			{"cidrIpv6", "Invalid Attribute Combination. Exactly one of these attributes must be configured: [cidr_ipv4,cidr_ipv6,prefix_list_id,referenced_security_group_id]"}}},
		{"a rule for port 70000 and a range with host bits", api.IngressRule, world.Props{"securityGroupId": "sg-1", "ipProtocol": "tcp", "fromPort": 70000.0, "toPort": 70000.0, "cidrIpv4": "10.0.0.1/8"}, []failure{
			{"cidrIpv4", "Invalid Attribute Value. Attribute cidr_ipv4 value must be a valid IPv4 CIDR that represents a network address, got: 10.0.0.1/8"},
			{"fromPort", "Invalid Attribute Value. Attribute from_port value must be between -1 and 65535, got: 70000"},
			{"toPort", "Invalid Attribute Value. Attribute to_port value must be between -1 and 65535, got: 70000"}}},
		{"a flow log of two things", api.FlowLog, world.Props{"vpcId": "vpc-1", "subnetId": "subnet-1"}, []failure{
			{"subnetId", "Invalid combination of arguments. \"subnet_id\": only one of `eni_id,subnet_id,transit_gateway_attachment_id,transit_gateway_id,vpc_id` can be specified, " +
				"but `subnet_id,vpc_id` were specified."}}},
		{"a flow log every two minutes to no ARN", api.FlowLog, world.Props{"vpcId": "vpc-1", "maxAggregationInterval": 120.0, "logDestination": "bucket"}, []failure{
			{"maxAggregationInterval", "expected max_aggregation_interval to be one of [60 600], got 120"},
			{"logDestination", `"log_destination" (bucket) is an invalid ARN: arn: invalid prefix`}}},
		{"an instance of nothing", api.Instance, world.Props{}, []failure{
			{"ami", "Missing required argument. \"ami\": one of `ami,launch_template` must be specified"},
			{"instanceType", "Missing required argument. \"instance_type\": one of `instance_type,launch_template` must be specified"}}},
		{"an instance with user data twice", api.Instance, world.Props{"ami": "ami-1", "instanceType": "t3.micro", "userData": "a", "userDataBase64": "!"}, []failure{
			{"userData", `Conflicting configuration arguments. "user_data": conflicts with user_data_base64`},
			{"userDataBase64", `"user_data_base64" (!) must be base64-encoded`}}},
		{"a template with a short name", api.LaunchTemplate, world.Props{"name": "ab"}, []failure{{"name", `"name" cannot be less than 3 characters`}}},
		{"a template with a space in its name", api.LaunchTemplate, world.Props{"name": "my nodes"}, []failure{
			{"name", `"name" can only alphanumeric characters and ()./_- symbols`}}},
		{"a template with a long prefix", api.LaunchTemplate, world.Props{"namePrefix": long}, []failure{
			{"namePrefix", `"name_prefix" cannot be longer than 99 characters, name is limited to 125`}}},
		{"a template with odd metadata options and disks", api.LaunchTemplate, world.Props{
			"name":                "nodes",
			"metadataOptions":     map[string]any{"httpTokens": "always", "httpPutResponseHopLimit": 65.0},
			"blockDeviceMappings": []any{map[string]any{"ebs": map[string]any{"volumeType": "ssd"}}},
		}, []failure{
			{"metadataOptions.httpTokens", `expected http_tokens to be one of ["optional" "required"], got always`},
			{"metadataOptions.httpPutResponseHopLimit", "expected http_put_response_hop_limit to be in the range (1 - 64), got 65"},
			{"blockDeviceMappings[0].ebs.volumeType", `expected volume_type to be one of ["standard" "io1" "io2" "gp2" "sc1" "st1" "gp3"], got ssd`}}},
		{"a network ACL entry that neither allows nor denies", api.NetworkACL, world.Props{"vpcId": "vpc-1", "egress": []any{map[string]any{"action": "drop", "ruleNo": 0.0}}}, []failure{
			{"egress[0].action", `expected action to be one of ["allow" "deny"], got drop`},
			{"egress[0].ruleNo", "expected rule_no to be in the range (1 - 32766), got 0"}}},
		{"a network ACL entry for ports that are none", api.NetworkACL, world.Props{"vpcId": "vpc-1", "ingress": []any{map[string]any{"action": "allow", "ruleNo": 1.0, "fromPort": -1.0, "toPort": 65536.0}}}, []failure{
			{"ingress[0].fromPort", `expected "from_port" to be a valid port number or 0, got: -1`},
			{"ingress[0].toPort", `expected "to_port" to be a valid port number or 0, got: 65536`}}},
		{"a volume of no size", api.Volume, world.Props{"availabilityZone": "eu-central-1a"}, []failure{
			{"size", "Missing required argument. \"size\": one of `size,snapshot_id` must be specified"}}},
		{"an association of nothing", api.RouteAssociation, world.Props{"routeTableId": "rtb-1"}, []failure{
			{"gatewayId", "Invalid combination of arguments. \"gateway_id\": one of `gateway_id,subnet_id` must be specified"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, "seed")
			_, fails, err := l.Session.Check(worldtest.URN(tt.token, "x"), tt.token, nil, tt.in)
			require.NoError(t, err)
			got := []failure{}
			for _, f := range fails {
				got = append(got, failure{f.Property, f.Reason})
			}
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestChecksBearUnknownValues(t *testing.T) {
	l := newLab(t, "seed")
	for _, in := range []struct {
		token string
		in    world.Props
	}{
		{api.Subnet, world.Props{"vpcId": world.Unknown{}, "cidrBlock": world.Unknown{}}},
		{api.Route, world.Props{"routeTableId": world.Unknown{}, "destinationCidrBlock": world.Unknown{}, "natGatewayId": world.Unknown{}}},
		{api.IngressRule, world.Props{"securityGroupId": world.Unknown{}, "ipProtocol": "-1", "referencedSecurityGroupId": world.Unknown{}}},
		{api.Instance, world.Props{"ami": world.Unknown{}, "instanceType": world.Unknown{}, "userDataBase64": world.Unknown{}}},
		{api.LaunchTemplate, world.Props{"userData": world.Unknown{}, "metadataOptions": world.Unknown{}}},
		{api.FlowLog, world.Props{"vpcId": world.Unknown{}, "iamRoleArn": world.Unknown{}}},
	} {
		_, fails, err := l.Session.Check(worldtest.URN(in.token, "x"), in.token, nil, in.in)
		require.NoError(t, err)
		assert.Empty(t, fails, in.token)
	}
}
