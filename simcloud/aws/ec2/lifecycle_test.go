package ec2_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func TestANetworkLeavesNothingWhenItGoesInOrder(t *testing.T) {
	l := newLab(t, "seed")
	for _, o := range ec2.Seed(region) {
		l.World.Seed(o)
	}
	var before bytes.Buffer
	for _, o := range l.World.Objects() {
		before.WriteString(o.Key() + "\n")
	}
	n := l.network("net")
	endpoint := l.make(api.VPCEndpoint, "ecr", world.Props{
		"vpcId": n.vpc, "serviceName": "com.amazonaws.eu-central-1.ecr.api", "vpcEndpointType": "Interface", "privateDnsEnabled": true,
		"subnetIds": []any{n.private}, "securityGroupIds": []any{n.group},
	})
	box := l.make(api.Instance, "box", world.Props{"ami": image, "instanceType": "t3.micro", "subnetId": n.private, "vpcSecurityGroupIds": []any{n.group}})

	wrong := func(token, id, code string) {
		t.Helper()
		assert.Equal(t, code, world.CodeOf(l.Delete(token, "net", id)))
	}
	wrong(api.VPC, n.vpc, "DependencyViolation")
	wrong(api.Subnet, n.private, "DependencyViolation")
	wrong(api.SecurityGroup, n.group, "DependencyViolation")
	wrong(api.InternetGateway, n.igw, "DependencyViolation")
	wrong(api.EIP, n.eip, "InvalidIPAddress.InUse")

	for _, step := range []struct{ token, id string }{
		{api.Instance, box}, {api.VPCEndpoint, endpoint}, {api.SecurityGroup, n.group}, {api.NATGateway, n.nat}, {api.EIP, n.eip},
		{api.RouteTable, n.privateTable}, {api.RouteTable, n.publicTable}, {api.Subnet, n.private}, {api.Subnet, n.public},
		{api.InternetGateway, n.igw}, {api.VPC, n.vpc},
	} {
		require.NoError(t, l.Delete(step.token, "net", step.id), step.token)
	}
	var after bytes.Buffer
	for _, o := range l.World.Objects() {
		after.WriteString(o.Key() + "\n")
	}
	assert.Equal(t, before.String(), after.String())
}

func TestAVPCBringsItsDefaults(t *testing.T) {
	l := newLab(t, "seed")
	vpc := l.make(api.VPC, "net", world.Props{"cidrBlock": "10.0.0.0/16", "assignGeneratedIpv6CidrBlock": true})
	out := l.out(api.VPC, vpc)
	assert.Equal(t, "arn:aws:ec2:eu-central-1:111122223333:vpc/"+vpc, out.Str("arn"))
	assert.Equal(t, api.Account, out.Str("ownerId"))
	assert.Equal(t, out.Str("mainRouteTableId"), out.Str("defaultRouteTableId"))
	assert.Regexp(t, `^2001:db8:[0-9a-f]+:[0-9a-f]*::?/56$`, out.Str("ipv6CidrBlock"))
	assert.Equal(t, vpc, l.out(api.RouteTable, out.Str("mainRouteTableId")).Str("vpcId"))
	assert.Equal(t, "default", l.out(api.SecurityGroup, out.Str("defaultSecurityGroupId")).Str("name"))
	assert.Equal(t, vpc, l.out(api.NetworkACL, out.Str("defaultNetworkAclId")).Str("vpcId"))
	require.NoError(t, l.Delete(api.VPC, "net", vpc))
	assert.Empty(t, l.World.Objects())
}

func TestTheMainRouteTableCannotGo(t *testing.T) {
	l := newLab(t, "seed")
	vpc := l.bare("net")
	table := l.make(api.RouteTable, "own", world.Props{"vpcId": vpc})
	original := l.out(api.VPC, vpc).Str("mainRouteTableId")
	main := l.make(ec2.MainRouteAssociation, "own", world.Props{"vpcId": vpc, "routeTableId": table})
	assert.Equal(t, table, l.out(api.VPC, vpc).Str("mainRouteTableId"))
	err := l.Delete(api.RouteTable, "own", table)
	assert.Equal(t, "InvalidParameterValue", world.CodeOf(err))
	assert.ErrorContains(t, err, "cannot disassociate the main route table association "+main)
	require.NoError(t, l.Delete(ec2.MainRouteAssociation, "own", main))
	assert.Equal(t, original, l.out(api.VPC, vpc).Str("mainRouteTableId"))
	assert.NoError(t, l.Delete(api.RouteTable, "own", table))
}

func TestTheDefaultSecurityGroupIsAdoptedAndForgotten(t *testing.T) {
	l := newLab(t, "seed")
	vpc := l.bare("net")
	group := l.out(api.VPC, vpc).Str("defaultSecurityGroupId")
	require.Len(t, l.out(api.SecurityGroup, group).List("ingress"), 1)
	id := l.make(api.DefaultGroup, "net", world.Props{"vpcId": vpc})
	assert.Equal(t, group, id)
	assert.Empty(t, l.out(api.SecurityGroup, group).List("ingress"))
	assert.Empty(t, l.out(api.SecurityGroup, group).List("egress"))
	require.NoError(t, l.Delete(api.DefaultGroup, "net", id))
	assert.Equal(t, "default", l.out(api.SecurityGroup, group).Str("name"), "the group itself stays")
}

func TestALaunchTemplateCountsItsVersions(t *testing.T) {
	l := newLab(t, "seed")
	id := l.make(api.LaunchTemplate, "nodes", world.Props{"name": "nodes", "instanceType": "t3.large"})
	out, err := l.Update(api.LaunchTemplate, "nodes", id, world.Props{"name": "nodes", "instanceType": "t3.xlarge"})
	require.NoError(t, err)
	assert.Equal(t, []int{2, 1}, []int{out.Int("latestVersion"), out.Int("defaultVersion")})
	out, err = l.Update(api.LaunchTemplate, "nodes", id, world.Props{"name": "nodes", "instanceType": "t3.xlarge", "tags": map[string]any{"a": "b"}})
	require.NoError(t, err)
	assert.Equal(t, []int{2, 1}, []int{out.Int("latestVersion"), out.Int("defaultVersion")}, "tags make no version")
	out, err = l.Update(api.LaunchTemplate, "nodes", id, world.Props{"name": "nodes", "instanceType": "t3.large", "updateDefaultVersion": true})
	require.NoError(t, err)
	assert.Equal(t, []int{3, 3}, []int{out.Int("latestVersion"), out.Int("defaultVersion")})
	_, err = l.Update(api.LaunchTemplate, "nodes", id, world.Props{"name": "nodes", "instanceType": "t3.large", "defaultVersion": 9.0})
	assert.Equal(t, "InvalidLaunchTemplateId.VersionNotFound", world.CodeOf(err))
}

func TestAnInstanceBringsInterfaceAndVolume(t *testing.T) {
	l := newLab(t, "seed")
	n := l.network("net")
	template := l.make(api.LaunchTemplate, "nat", world.Props{"name": "nat", "imageId": image, "instanceType": "t4g.nano"})
	id := l.make(api.Instance, "nat", world.Props{
		"launchTemplate": map[string]any{"id": template, "version": "$Latest"}, "subnetId": n.public, "sourceDestCheck": false,
		"associatePublicIpAddress": true, "rootBlockDevice": map[string]any{"encrypted": true, "volumeSize": 20.0},
	})
	out := l.out(api.Instance, id)
	assert.Equal(t, "t4g.nano", out.Str("instanceType"))
	assert.Equal(t, "running", out.Str("instanceState"))
	assert.Regexp(t, `^10\.0\.0\.\d+$`, out.Str("privateIp"))
	assert.Regexp(t, `^198\.1[89]\.`, out.Str("publicIp"))
	assert.Regexp(t, `^ec2-198-1[89]-\d+-\d+\.eu-central-1\.compute\.amazonaws\.com$`, out.Str("publicDns"))
	eni := l.out(api.NetworkInterface, out.Str("primaryNetworkInterfaceId"))
	assert.False(t, eni.Bool("sourceDestCheck"))
	assert.Equal(t, out.Strs("vpcSecurityGroupIds"), eni.Strs("securityGroups"))
	volume := l.out(api.Volume, out.Map("rootBlockDevice").Str("volumeId"))
	assert.Equal(t, []any{20.0, true, "gp3", 3000.0}, []any{volume["size"], volume["encrypted"], volume["type"], volume["iops"]})
	require.NoError(t, l.Delete(api.Instance, "nat", id))
	assert.Zero(t, l.Kinds(api.Volume))
	assert.Equal(t, 1, l.Kinds(api.NetworkInterface), "the NAT gateway's")
}

func TestAnEndpointFollowsItsSubnets(t *testing.T) {
	l := newLab(t, "seed")
	n := l.network("net")
	third := l.make(api.Subnet, "third", world.Props{"vpcId": n.vpc, "cidrBlock": "10.0.2.0/24", "availabilityZone": region + "c"})
	in := world.Props{"vpcId": n.vpc, "serviceName": "com.amazonaws.eu-central-1.sts", "vpcEndpointType": "Interface", "subnetIds": []any{n.private, n.public}}
	id := l.make(api.VPCEndpoint, "sts", in)
	first := l.out(api.VPCEndpoint, id).Strs("networkInterfaceIds")
	require.Len(t, first, 2)
	in["subnetIds"] = []any{n.private, third}
	out, err := l.Update(api.VPCEndpoint, "sts", id, in)
	require.NoError(t, err)
	second := out.Strs("networkInterfaceIds")
	require.Len(t, second, 2)
	assert.Equal(t, first[0], second[0], "the interface in the subnet that stays is kept")
	assert.Equal(t, third, l.out(api.NetworkInterface, second[1]).Str("subnetId"))
	require.NoError(t, l.Delete(api.VPCEndpoint, "sts", id))
	assert.Equal(t, 1, l.Kinds(api.NetworkInterface), "the NAT gateway's")
}

func TestAnAddressMovesWithItsInputs(t *testing.T) {
	l := newLab(t, "seed")
	n := l.network("net")
	one := l.make(api.NetworkInterface, "one", world.Props{"subnetId": n.public})
	two := l.make(api.NetworkInterface, "two", world.Props{"subnetId": n.public})
	id := l.make(api.EIP, "floating", world.Props{"networkInterface": one})
	public := l.out(api.EIP, id).Str("publicIp")
	assert.Equal(t, public, l.out(api.NetworkInterface, one).Map("association").Str("publicIp"))
	_, err := l.Update(api.EIP, "floating", id, world.Props{"networkInterface": two})
	require.NoError(t, err)
	assert.Empty(t, l.out(api.NetworkInterface, one).Map("association"))
	assert.Equal(t, public, l.out(api.NetworkInterface, two).Map("association").Str("publicIp"))
	require.NoError(t, l.Delete(api.EIP, "floating", id))
	assert.Empty(t, l.out(api.NetworkInterface, two).Map("association"))
}

func TestWhatCannotChangeInPlaceIsReplaced(t *testing.T) {
	l := newLab(t, "seed")
	for _, tt := range []struct {
		token   string
		old, in world.Props
		want    []string
	}{
		{api.VPC, world.Props{"cidrBlock": "10.0.0.0/16"}, world.Props{"cidrBlock": "10.1.0.0/16"}, []string{"cidrBlock"}},
		{api.VPC, world.Props{"enableDnsHostnames": false}, world.Props{"enableDnsHostnames": true}, nil},
		{api.VPC, world.Props{}, world.Props{"instanceTenancy": "dedicated"}, []string{"instanceTenancy"}},
		{api.VPC, world.Props{"instanceTenancy": "dedicated"}, world.Props{"instanceTenancy": "default"}, nil},
		{api.Subnet, world.Props{"availabilityZone": "a"}, world.Props{"availabilityZone": "b"}, []string{"availabilityZone"}},
		{api.Route, world.Props{"natGatewayId": "nat-1"}, world.Props{"natGatewayId": "nat-2"}, nil},
		{api.Route, world.Props{"destinationCidrBlock": "0.0.0.0/0"}, world.Props{"destinationCidrBlock": "10.0.0.0/8"}, []string{"destinationCidrBlock"}},
		{api.IngressRule, world.Props{"cidrIpv4": "10.0.0.0/8"}, world.Props{"cidrIpv4": "10.0.0.0/9"}, nil},
		{api.IngressRule, world.Props{"cidrIpv4": "10.0.0.0/8"}, world.Props{"cidrIpv6": "::/0"}, []string{"cidrIpv4", "cidrIpv6"}},
		{api.Instance, world.Props{"userData": "a", "userDataReplaceOnChange": true}, world.Props{"userData": "b", "userDataReplaceOnChange": true}, []string{"userData"}},
		{api.Instance, world.Props{"userData": "a"}, world.Props{"userData": "b"}, nil},
		{api.Instance, world.Props{"ami": "ami-1"}, world.Props{"ami": "ami-2"}, []string{"ami"}},
		{api.LaunchTemplate, world.Props{"imageId": "ami-1"}, world.Props{"imageId": "ami-2"}, nil},
	} {
		d, err := l.Session.Diff(tt.token, tt.old, tt.in)
		require.NoError(t, err)
		assert.Equal(t, tt.want, d.Replace, "%s %v -> %v", tt.token, tt.old, tt.in)
	}
}

func TestSlowThingsTakeTheirTime(t *testing.T) {
	l := newLab(t, "seed")
	n := l.network("net")
	l.make(api.VPCEndpoint, "sts", world.Props{
		"vpcId": n.vpc, "serviceName": "com.amazonaws.eu-central-1.sts", "vpcEndpointType": "Interface", "subnetIds": []any{n.private},
	})
	took := map[string]time.Duration{}
	for _, e := range l.World.Events() {
		took[e.Kind] = max(took[e.Kind], e.Took)
	}
	assert.Equal(t, 105*time.Second, took[api.NATGateway])
	assert.Equal(t, 120*time.Second, took[api.VPCEndpoint])
	assert.Equal(t, 12*time.Second, took[api.VPC], "with DNS host names")
	assert.Equal(t, time.Second, took[api.Subnet])
}
