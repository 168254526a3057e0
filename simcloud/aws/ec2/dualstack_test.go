package ec2_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func TestADualStackNetworkRoutesBothFamilies(t *testing.T) {
	l := newLab(t, "seed")
	in := world.Props{"cidrBlock": "10.0.0.0/16", "assignGeneratedIpv6CidrBlock": true}
	vpc := l.make(api.VPC, "net", in)
	whole := netip.MustParsePrefix(l.out(api.VPC, vpc).Str("ipv6CidrBlock"))
	require.Equal(t, 56, whole.Bits())
	first := netip.PrefixFrom(whole.Addr(), 64).String()
	subnet := l.make(api.Subnet, "a", world.Props{
		"vpcId": vpc, "cidrBlock": "10.0.0.0/24", "ipv6CidrBlock": first, "assignIpv6AddressOnCreation": true,
	})
	eni := l.out(api.NetworkInterface, l.make(api.NetworkInterface, "a", world.Props{"subnetId": subnet}))
	require.Len(t, eni.Strs("ipv6Addresses"), 1)
	assert.True(t, netip.MustParsePrefix(first).Contains(netip.MustParseAddr(eni.Strs("ipv6Addresses")[0])))

	for cidr, want := range map[string]string{
		first: "InvalidSubnet.Conflict", netip.PrefixFrom(whole.Addr(), 62).String(): "InvalidSubnet.Range", "2001:db9::/64": "InvalidSubnet.Range",
	} {
		_, _, err := l.Try(api.Subnet, "b", world.Props{"vpcId": vpc, "cidrBlock": "10.0.1.0/24", "ipv6CidrBlock": cidr})
		assert.Equal(t, want, world.CodeOf(err), cidr)
	}

	gateway := l.make(api.EgressOnlyGateway, "net", world.Props{"vpcId": vpc})
	table := l.out(api.VPC, vpc).Str("mainRouteTableId")
	route := l.make(api.Route, "six", world.Props{"routeTableId": table, "destinationIpv6CidrBlock": "::/0", "egressOnlyGatewayId": gateway})
	assert.Equal(t, "active", l.out(api.Route, route).Str("state"))
	assert.Equal(t, "CreateRoute", l.out(api.Route, route).Str("origin"))
	_, _, err := l.Try(api.Route, "again", world.Props{"routeTableId": table, "destinationIpv6CidrBlock": "::/0", "egressOnlyGatewayId": gateway})
	assert.Equal(t, "RouteAlreadyExists", world.CodeOf(err))
	require.NoError(t, l.Delete(api.EgressOnlyGateway, "net", gateway))
	assert.Equal(t, "blackhole", l.out(api.Route, route).Str("state"))

	_, err = l.Update(api.VPC, "net", vpc, world.Props{"cidrBlock": "10.0.0.0/16"})
	assert.Equal(t, "InvalidCidrBlock.InUse", world.CodeOf(err))
	_, err = l.Update(api.VPC, "net", vpc, world.Props{"cidrBlock": "10.0.0.0/16", "assignGeneratedIpv6CidrBlock": true, "enableDnsSupport": false})
	require.NoError(t, err)
	assert.Equal(t, whole.String(), l.out(api.VPC, vpc).Str("ipv6CidrBlock"), "an update keeps the block")
}

func TestANATGatewayTakesSecondaryAddresses(t *testing.T) {
	l := newLab(t, "seed")
	n := l.network("net")
	second := l.make(api.EIP, "second", world.Props{})
	in := world.Props{"allocationId": n.eip, "subnetId": n.public, "secondaryAllocationIds": []any{second}}
	_, err := l.Update(api.NATGateway, "net", n.nat, in)
	require.NoError(t, err)
	assert.NotEmpty(t, l.out(api.EIP, second).Str("associationId"))
	eni := l.out(api.NATGateway, n.nat).Str("networkInterfaceId")
	assert.Equal(t, n.eip, l.out(api.NetworkInterface, eni).Map("association").Str("allocationId"), "the first stays the interface's own")
	in["secondaryAllocationIds"] = []any{}
	_, err = l.Update(api.NATGateway, "net", n.nat, in)
	require.NoError(t, err)
	assert.Empty(t, l.out(api.EIP, second).Str("associationId"))
	assert.NoError(t, l.Delete(api.EIP, "second", second))
	assert.Equal(t, "InvalidIPAddress.InUse", world.CodeOf(l.Delete(api.EIP, "net", n.eip)))
}

func TestTagsHaveTheirLimits(t *testing.T) {
	for _, tt := range []struct {
		name, want string
		tags       map[string]any
	}{
		{"a key of 128 characters", "", map[string]any{strings.Repeat("ü", 128): "x"}},
		{"a key of 129", "InvalidParameterValue", map[string]any{strings.Repeat("k", 129): "x"}},
		{"a value of 256", "", map[string]any{"k": strings.Repeat("ü", 256)}},
		{"a value of 257", "InvalidParameterValue", map[string]any{"k": strings.Repeat("v", 257)}},
		{"a reserved key in capitals", "InvalidParameterValue", map[string]any{"AWS:k": "v"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, "seed")
			id, _, err := l.Try(api.EIP, "x", world.Props{"tags": tt.tags})
			assert.Equal(t, tt.want, world.CodeOf(err))
			if err != nil {
				id = l.make(api.EIP, "x", world.Props{})
			}
			_, err = l.Update(api.EIP, "x", id, world.Props{"tags": tt.tags})
			assert.Equal(t, tt.want, world.CodeOf(err), "on an update too")
		})
	}
	l := newLab(t, "seed")
	l.Session.Configure(world.Props{"defaultTags": map[string]any{"tags": map[string]any{"aws:team": "x"}}})
	_, _, err := l.Try(api.EIP, "x", world.Props{})
	assert.Equal(t, "InvalidParameterValue", world.CodeOf(err), "the provider's default tags are sent too")
}
