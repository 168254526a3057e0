package ec2_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func TestAnInternetGatewayMovesUnlessAddressesNeedIt(t *testing.T) {
	l := newLab(t, "seed")
	n, other := l.network("net"), l.bare("other")
	_, err := l.Update(api.InternetGateway, "net", n.igw, world.Props{"vpcId": other})
	assert.Equal(t, "DependencyViolation", world.CodeOf(err))
	require.NoError(t, l.Delete(api.NATGateway, "net", n.nat))
	out, err := l.Update(api.InternetGateway, "net", n.igw, world.Props{"vpcId": other})
	require.NoError(t, err)
	assert.Equal(t, other, out.Str("vpcId"))
	_, err = l.Update(api.InternetGateway, "net", n.igw, world.Props{"vpcId": other, "tags": map[string]any{"a": "b"}})
	assert.NoError(t, err)
}

func TestARouteTableShowsAndChecksAllItsRoutes(t *testing.T) {
	l := newLab(t, "seed")
	n := l.network("net")
	own := map[string]any{"cidrBlock": "192.0.2.0/24", "gatewayId": n.igw}
	out, err := l.Update(api.RouteTable, "net-private", n.privateTable, world.Props{"vpcId": n.vpc, "routes": []any{own}})
	require.NoError(t, err)
	require.Len(t, out.List("routes"), 1)
	shown := l.out(api.RouteTable, n.privateTable).Maps("routes")
	require.Len(t, shown, 2)
	assert.Equal(t, n.nat, shown[1].Str("natGatewayId"))
	_, err = l.Update(api.RouteTable, "net-private", n.privateTable, world.Props{"vpcId": n.vpc, "routes": []any{
		map[string]any{"cidrBlock": "0.0.0.0/0", "gatewayId": n.igw},
	}})
	assert.ErrorContains(t, err, "RouteAlreadyExists: The route identified by 0.0.0.0/0 already exists.")
	_, _, err = l.Try(api.Route, "same", world.Props{"routeTableId": n.privateTable, "destinationCidrBlock": "192.0.2.0/24", "gatewayId": n.igw})
	assert.Equal(t, "RouteAlreadyExists", world.CodeOf(err))
	_, err = l.Update(api.RouteTable, "net-private", n.privateTable, world.Props{"vpcId": n.vpc, "routes": []any{
		map[string]any{"cidrBlock": "198.51.100.0/24", "natGatewayId": "nat-0"},
	}})
	assert.Equal(t, "InvalidNatGatewayID.NotFound", world.CodeOf(err))
}

func TestASubnetTakesAndDropsItsIPv6Block(t *testing.T) {
	l := newLab(t, "seed")
	vpc := l.make(api.VPC, "net", world.Props{"cidrBlock": "10.0.0.0/16", "assignGeneratedIpv6CidrBlock": true})
	block := strings.Replace(l.out(api.VPC, vpc).Str("ipv6CidrBlock"), "/56", "/64", 1)
	in := world.Props{"vpcId": vpc, "cidrBlock": "10.0.0.0/24", "availabilityZoneId": "euc1-az2"}
	id := l.make(api.Subnet, "a", in)
	assert.Equal(t, "eu-central-1b", l.out(api.Subnet, id).Str("availabilityZone"))
	in["ipv6CidrBlock"] = block
	out, err := l.Update(api.Subnet, "a", id, in)
	require.NoError(t, err)
	assert.Regexp(t, `^subnet-cidr-assoc-0[0-9a-f]{16}$`, out.Str("ipv6CidrBlockAssociationId"))
	delete(in, "ipv6CidrBlock")
	out, err = l.Update(api.Subnet, "a", id, in)
	require.NoError(t, err)
	assert.Empty(t, out.Str("ipv6CidrBlock")+out.Str("ipv6CidrBlockAssociationId"))
	in["assignIpv6AddressOnCreation"] = true
	_, err = l.Update(api.Subnet, "a", id, in)
	assert.Equal(t, "InvalidParameterValue", world.CodeOf(err))
	d, err := l.Session.Diff(api.Subnet, world.Props{"assignIpv6AddressOnCreation": true, "ipv6CidrBlock": block}, world.Props{"assignIpv6AddressOnCreation": true})
	require.NoError(t, err)
	assert.Equal(t, []string{"ipv6CidrBlock"}, d.Replace)
}

func TestAnInterfaceChangesGroupsAndAddresses(t *testing.T) {
	l := newLab(t, "seed")
	n, other := l.network("net"), l.bare("other")
	in := world.Props{"subnetId": n.private, "privateIpsCount": 2.0}
	id := l.make(api.NetworkInterface, "a", in)
	require.Len(t, l.out(api.NetworkInterface, id).Strs("privateIps"), 3)
	in = world.Props{"subnetId": n.private, "securityGroups": []any{n.group}, "privateIps": []any{"10.0.16.40"}}
	out, err := l.Update(api.NetworkInterface, "a", id, in)
	require.NoError(t, err)
	assert.Equal(t, []string{n.group}, out.Strs("securityGroups"))
	assert.Equal(t, []string{"10.0.16.40"}, out.Strs("privateIps"))
	in["privateIps"] = []any{"10.0.16.40", "10.0.31.255"}
	_, err = l.Update(api.NetworkInterface, "a", id, in)
	assert.ErrorContains(t, err, "Address 10.0.31.255 is in subnet's reserved address range")
	far := l.make(api.SecurityGroup, "far", world.Props{"vpcId": other})
	_, err = l.Update(api.NetworkInterface, "a", id, world.Props{"subnetId": n.private, "securityGroups": []any{far}})
	assert.Equal(t, "InvalidParameter", world.CodeOf(err))
}

func TestAnInstanceChangesInPlace(t *testing.T) {
	l := newLab(t, "seed")
	n := l.network("net")
	in := world.Props{
		"ami": image, "instanceType": "t3.micro", "subnetId": n.private, "privateIp": "10.0.16.77", "disableApiTermination": true,
		"userDataBase64": base64.StdEncoding.EncodeToString([]byte("#!/bin/sh")), "metadataOptions": map[string]any{"httpTokens": "required"},
	}
	id := l.make(api.Instance, "a", in)
	out := l.out(api.Instance, id)
	assert.Equal(t, "10.0.16.77", out.Str("privateIp"))
	assert.Equal(t, "ip-10-0-16-77.eu-central-1.compute.internal", out.Str("privateDns"))
	assert.Equal(t, []any{"required", "enabled"}, []any{out.Map("metadataOptions")["httpTokens"], out.Map("metadataOptions")["httpEndpoint"]})
	assert.Equal(t, []any{1.0, 2.0}, []any{out["cpuCoreCount"], out["cpuThreadsPerCore"]})
	in["instanceType"], in["vpcSecurityGroupIds"], in["disableApiTermination"] = "t3.small", []any{n.group}, false
	out, err := l.Update(api.Instance, "a", id, in)
	require.NoError(t, err)
	assert.Equal(t, "t3.small", out.Str("instanceType"))
	assert.Equal(t, []string{n.group}, l.out(api.NetworkInterface, out.Str("primaryNetworkInterfaceId")).Strs("securityGroups"))
	in["instanceType"] = "t3.none"
	_, err = l.Update(api.Instance, "a", id, in)
	assert.Equal(t, "InvalidInstanceAttributeValue", world.CodeOf(err))
	assert.NoError(t, l.Delete(api.Instance, "a", id), "the protection is off again")
	_, _, err = l.Try(api.Instance, "spot", world.Props{
		"ami": image, "instanceType": "m5.2xlarge", "subnetId": n.private, "instanceMarketOptions": map[string]any{"marketType": "spot"},
	})
	assert.Equal(t, "MaxSpotInstanceCountExceeded", world.CodeOf(err))
}

func TestAVolumeOnlyGrows(t *testing.T) {
	l := newLab(t, "seed")
	in := world.Props{"availabilityZone": region + "a", "size": 20.0, "type": "gp3"}
	id := l.make(api.Volume, "a", in)
	in["size"] = 10.0
	_, err := l.Update(api.Volume, "a", id, in)
	assert.ErrorContains(t, err, "InvalidParameterValue: New size cannot be smaller than existing size")
	in["size"] = 30.0
	_, err = l.Update(api.Volume, "a", id, in)
	require.NoError(t, err)
	assert.NoError(t, l.Delete(api.Volume, "a", id))
	_, _, err = l.Try(api.Volume, "b", world.Props{"availabilityZone": "us-east-1a", "size": 20.0})
	assert.ErrorContains(t, err, "InvalidZone.NotFound: The zone 'us-east-1a' does not exist.")
}

func TestRulesInAGroupAndBesideItAreOneSet(t *testing.T) {
	l := newLab(t, "seed")
	n := l.network("net")
	web := map[string]any{"protocol": "tcp", "fromPort": 443.0, "toPort": 443.0, "cidrBlocks": []any{"0.0.0.0/0"}, "ipv6CidrBlocks": []any{"::/0"}}
	group := l.make(api.SecurityGroup, "web", world.Props{"vpcId": n.vpc, "namePrefix": "web-", "ingress": []any{web, map[string]any{"protocol": "-1", "fromPort": 0.0, "toPort": 0.0, "self": true}}})
	assert.Regexp(t, `^web-[0-9a-f]{26}$`, l.out(api.SecurityGroup, group).Str("name"))
	for _, tt := range []struct {
		in   world.Props
		want string
	}{
		{world.Props{"ipProtocol": "6", "fromPort": 443.0, "toPort": 443.0, "cidrIpv6": "::/0"}, `the specified rule "peer: ::/0, TCP, from port: 443, to port: 443, ALLOW" already exists`},
		{world.Props{"ipProtocol": "-1", "referencedSecurityGroupId": group}, `the specified rule "peer: ` + group + `, ALL, ALLOW" already exists`},
	} {
		tt.in["securityGroupId"] = group
		_, _, err := l.Try(api.IngressRule, "again", tt.in)
		assert.ErrorContains(t, err, "InvalidPermission.Duplicate: "+tt.want)
	}
	ping := world.Props{"securityGroupId": group, "ipProtocol": "icmp", "fromPort": -1.0, "toPort": -1.0, "cidrIpv4": "10.0.0.0/8"}
	id := l.make(api.IngressRule, "ping", ping)
	_, _, err := l.Try(api.IngressRule, "again", ping)
	assert.ErrorContains(t, err, `the specified rule "peer: 10.0.0.0/8, ICMP, type: ALL, code: ALL, ALLOW" already exists`)
	ping["cidrIpv4"] = "10.0.0.0/9"
	_, err = l.Update(api.IngressRule, "ping", id, ping)
	require.NoError(t, err, "a rule is no duplicate of itself")
	_, _, err = l.Try(api.IngressRule, "list", world.Props{"securityGroupId": group, "ipProtocol": "-1", "prefixListId": "pl-00000000000000000"})
	assert.ErrorContains(t, err, "InvalidPrefixListID.NotFound: The prefix list ID 'pl-00000000000000000' does not exist")
	l.World.Seed(&world.Object{Kind: api.PrefixList, ID: "pl-00000000000000000", Scope: region, Props: world.Props{
		"entries": []any{map[string]any{"cidr": "192.0.2.0/24"}},
	}})
	l.make(api.IngressRule, "list", world.Props{"securityGroupId": group, "ipProtocol": "-1", "prefixListId": "pl-00000000000000000"})
	l.View(func(c *world.Call) {
		assert.True(t, ec2.GroupsPermit(c, []string{group}, "ingress", "tcp", 22, ec2.Peer{Address: "192.0.2.9"}))
		assert.False(t, ec2.GroupsPermit(c, []string{group}, "ingress", "tcp", 22, ec2.Peer{Address: "192.0.3.9"}))
	})
	require.NoError(t, l.Delete(api.SecurityGroup, "web", group))
	assert.NoError(t, l.Delete(api.IngressRule, "ping", id), "gone with its group")
}

func TestAPrivateNATGatewayIsNoWayOut(t *testing.T) {
	l := newLab(t, "seed")
	n := l.network("net")
	nat := l.make(api.NATGateway, "inner", world.Props{"connectivityType": "private", "subnetId": n.public, "privateIp": "10.0.0.99"})
	assert.Equal(t, "10.0.0.99", l.out(api.NATGateway, nat).Str("privateIp"))
	table := l.make(api.RouteTable, "inner", world.Props{"vpcId": n.vpc, "routes": []any{map[string]any{"cidrBlock": "0.0.0.0/0", "natGatewayId": nat}}})
	subnet := l.make(api.Subnet, "inner", world.Props{"vpcId": n.vpc, "cidrBlock": "10.0.99.0/24"})
	l.make(api.RouteAssociation, "inner", world.Props{"routeTableId": table, "subnetId": subnet})
	_, why := egress(l, subnet)
	assert.Equal(t, "NAT gateway "+nat+" is private", why)
}
