package ec2

import (
	"fmt"
	"net/netip"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// The durations in this package are typical ones as operators see them in
// their tools' logs; AWS documents none.

func vpcType() *world.Type {
	return tagging(&world.Type{
		Token:    api.VPC,
		Replace:  []string{"cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength"},
		Replaces: tenancyReplaces,
		Defaults: world.Props{
			"enableDnsSupport": true, "enableDnsHostnames": false, "enableNetworkAddressUsageMetrics": false,
			"instanceTenancy": "default", "assignGeneratedIpv6CidrBlock": false,
		},
		Takes:  world.Times{Create: 2 * time.Second, Update: 2 * time.Second, Delete: time.Second},
		Check:  checkVPC,
		Create: createVPC,
		Update: updateVPC,
		Delete: deleteVPC,
		Read:   readVPC,
	}, "EC2 VPC", "CreateVpc")
}

// tenancyReplaces: the tenancy of a VPC can be changed to default only.
func tenancyReplaces(old, in world.Props) []string {
	if old.StrOr("instanceTenancy", "default") == "default" && in.Str("instanceTenancy") == "dedicated" {
		return []string{"instanceTenancy"}
	}
	return nil
}

func checkVPC(c *world.Check) {
	sized(c, "cidrBlock", 16, 28)
	oneOf(c, c.In, "", "instanceTenancy", "default", "dedicated")
	between(c, c.In, "", "ipv4NetmaskLength", 16, 28)
	conflicts(c, "cidrBlock", "ipv4NetmaskLength")
	conflicts(c, "assignGeneratedIpv6CidrBlock", "ipv6IpamPoolId")
	conflicts(c, "ipv6CidrBlock", "ipv6NetmaskLength", "assignGeneratedIpv6CidrBlock")
	network6(c, c.In, "", "ipv6CidrBlock")
}

func createVPC(c *world.Call) error {
	op := doing(c, "EC2 VPC", "CreateVpc", "")
	for _, pool := range []string{"ipv4IpamPoolId", "ipv6IpamPoolId"} {
		if id := c.In.Str(pool); id != "" {
			return op.Refuse("InvalidIpamPoolId.NotFound", notFound("ipamPool ID", id), docErrors)
		}
	}
	cidr := c.In.Str("cidrBlock")
	if cidr == "" {
		return op.Refuse("MissingParameter", "The request must contain the parameter cidrBlock", docErrors)
	}
	p, err := netip.ParsePrefix(cidr)
	if err != nil || !p.Addr().Is4() || p.Bits() < 16 || p.Bits() > 28 {
		return op.Refuse("InvalidVpc.Range", fmt.Sprintf("The CIDR '%s' is invalid.", cidr), docVPC)
	}
	if len(c.All(api.VPC)) >= c.Quota(QuotaVPCs, defaultVPCs) {
		return op.Refuse("VpcLimitExceeded", "The maximum number of VPCs has been reached.", docQuotas)
	}
	c.ID = c.NewID("vpc")
	if c.In.Bool("enableDnsHostnames") {
		// The provider sets the attribute by a second call and waits until it shows.
		c.Takes(12 * time.Second)
	}
	parts := vpcParts(c.Scope, c.ID, func(prefix string) string { return c.NewID(prefix) })
	for _, part := range parts {
		c.Make(nil, part.Kind, part.ID, part.Props)
	}
	set(c.Out, vpcProps(c.Scope, c.ID, parts, dhcpOptions(c)))
	assignSix(c)
	return nil
}

// dhcpOptions is the id of the region's default DHCP option set.
func dhcpOptions(c *world.Call) string {
	for _, o := range c.All(DHCPOptions) {
		if o.Props.Bool("default") {
			return o.ID
		}
	}
	return "default"
}

// assignSix gives the VPC an Amazon-provided /56 or takes it away. It is cut
// from 2001:db8::/32, the range that RFC 3849 keeps for documentation.
func assignSix(c *world.Call) {
	switch {
	case !c.Out.Bool("assignGeneratedIpv6CidrBlock"):
		set(c.Out, world.Props{"ipv6CidrBlock": "", "ipv6AssociationId": "", "ipv6CidrBlockNetworkBorderGroup": ""})
	case c.Out.Str("ipv6CidrBlock") == "":
		used := map[string]bool{}
		for _, o := range c.Everywhere(api.VPC) {
			used[o.Props.Str("ipv6CidrBlock")] = true
		}
		n := c.Number(1<<24, "ipv6", c.ID)
		for used[blockSix(n)] {
			n = (n + 1) % (1 << 24)
		}
		set(c.Out, world.Props{
			"ipv6CidrBlock": blockSix(n), "ipv6AssociationId": c.NewID("vpc-cidr-assoc", c.ID),
			"ipv6CidrBlockNetworkBorderGroup": c.Scope,
		})
	}
}

func blockSix(n int) string {
	b := [16]byte{0x20, 0x01, 0x0d, 0xb8, byte(n >> 16), byte(n >> 8), byte(n)}
	return netip.PrefixFrom(netip.AddrFrom16(b), 56).String()
}

func updateVPC(c *world.Call) error {
	// The outputs of the old block are computed, so the overlay left them.
	if !c.Out.Bool("assignGeneratedIpv6CidrBlock") && c.Object.Props.Str("ipv6CidrBlock") != "" {
		for _, s := range c.Where(api.Subnet, "vpcId", c.ID) {
			if s.Props.Str("ipv6CidrBlock") != "" {
				return doing(c, "EC2 VPC", "", "DisassociateVpcCidrBlock").Refuse("InvalidCidrBlock.InUse", fmt.Sprintf(
					"The vpc ID '%s' CIDR block with association ID %s is in use and may not be disassociated",
					c.ID, c.Object.Props.Str("ipv6AssociationId")), docVPC)
			}
		}
	}
	assignSix(c)
	return nil
}

// vpcDependents are the kinds whose objects keep a VPC from being deleted;
// the main route table, the default security group and the default network
// ACL go with it.
var vpcDependents = []string{
	api.Subnet, api.InternetGateway, api.EgressOnlyGateway, api.RouteTable, api.SecurityGroup, api.NetworkACL, api.VPCEndpoint,
	api.NetworkInterface,
}

func deleteVPC(c *world.Call) error {
	for _, kind := range vpcDependents {
		for _, o := range c.Where(kind, "vpcId", c.ID) {
			if o.Owner != c.Object.Key() {
				return deleting(c, "EC2 VPC", "DeleteVpc").Refuse("DependencyViolation",
					fmt.Sprintf("The vpc '%s' has dependencies and cannot be deleted.", c.ID), docDeleteVPC)
			}
		}
	}
	return nil
}

func readVPC(c *world.Call) error {
	main := c.Object.Props.Str("mainRouteTableId")
	set(c.Out, world.Props{"mainRouteTableId": main, "defaultRouteTableId": main})
	return nil
}
