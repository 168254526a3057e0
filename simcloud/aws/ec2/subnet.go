package ec2

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

var subnetDefaults = world.Props{
	"assignIpv6AddressOnCreation": false, "enableDns64": false, "mapPublicIpOnLaunch": false, "ipv6Native": false,
	"enableResourceNameDnsARecordOnLaunch": false, "enableResourceNameDnsAaaaRecordOnLaunch": false,
	"privateDnsHostnameTypeOnLaunch": "ip-name", "ipv6CidrBlock": "", "ipv6CidrBlockAssociationId": "",
}

func subnetType() *world.Type {
	return tagging(&world.Type{
		Token:    api.Subnet,
		Replace:  []string{"availabilityZone", "availabilityZoneId", "cidrBlock", "ipv6Native", "outpostArn", "vpcId"},
		Replaces: sixReplaces,
		Defaults: subnetDefaults,
		Refs:     []world.Ref{vpcRef("EC2 Subnet", "CreateSubnet")},
		Takes:    world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Check:    checkSubnet,
		Create:   createSubnet,
		Update:   updateSubnet,
		Delete:   deleteSubnet,
	}, "EC2 Subnet", "CreateSubnet")
}

// sixReplaces: a subnet that gives its interfaces IPv6 addresses cannot
// change its IPv6 block in place.
func sixReplaces(old, in world.Props) []string {
	if old.Bool("assignIpv6AddressOnCreation") && old.Str("ipv6CidrBlock") != in.Str("ipv6CidrBlock") {
		return []string{"ipv6CidrBlock"}
	}
	return nil
}

func checkSubnet(c *world.Check) {
	network4(c, c.In, "", "cidrBlock")
	network6(c, c.In, "", "ipv6CidrBlock")
	conflicts(c, "availabilityZone", "availabilityZoneId")
	oneOf(c, c.In, "", "privateDnsHostnameTypeOnLaunch", "ip-name", "resource-name")
}

func createSubnet(c *world.Call) error {
	op := doing(c, "EC2 Subnet", "CreateSubnet", "")
	vpc := c.Find(api.VPC, c.In.Str("vpcId"))
	zone, err := subnetZone(c, op)
	if err != nil {
		return err
	}
	others := c.Where(api.Subnet, "vpcId", vpc.ID)
	if err := subnetRange(op, vpc, others, c.In); err != nil {
		return err
	}
	if err := subnetSix(op, vpc, others, c.In, ""); err != nil {
		return err
	}
	if len(others) >= c.Quota(QuotaSubnets, defaultSubnets) {
		return op.Refuse("SubnetLimitExceeded", "The maximum number of subnets has been reached.", docQuotas)
	}
	c.ID = c.NewID("subnet")
	if c.In.Bool("mapPublicIpOnLaunch") || c.In.Bool("assignIpv6AddressOnCreation") {
		// The provider sets the attribute by a second call and waits until it shows.
		c.Takes(11 * time.Second)
	}
	set(c.Out, subnetProps(c.Scope, c.ID, zone))
	if c.In.Str("ipv6CidrBlock") != "" {
		c.Out["ipv6CidrBlockAssociationId"] = c.NewID("subnet-cidr-assoc")
	}
	return nil
}

func subnetProps(region, id, zone string) world.Props {
	return world.Props{
		"arn": arnIn(region, "subnet/"+id), "ownerId": api.Account, "availabilityZone": zone, "availabilityZoneId": api.ZoneID(zone),
	}
}

// subnetZone is the zone asked for, or one that the service chooses.
func subnetZone(c *world.Call, op api.Op) (string, error) {
	zones := api.Zones(c.Scope)
	bad := func(parameter, value string, from []string) error {
		return op.Refuse("InvalidParameterValue", fmt.Sprintf(
			"Value (%s) for parameter %s is invalid. Subnets can currently only be created in the following availability zones: %s.",
			value, parameter, strings.Join(from, ", ")), docErrors)
	}
	if zone := c.In.Str("availabilityZone"); zone != "" {
		if !slices.Contains(zones, zone) {
			return "", bad("availabilityZone", zone, zones)
		}
		return zone, nil
	}
	if id := c.In.Str("availabilityZoneId"); id != "" {
		var ids []string
		for _, z := range zones {
			if api.ZoneID(z) == id {
				return z, nil
			}
			ids = append(ids, api.ZoneID(z))
		}
		return "", bad("availabilityZoneId", id, ids)
	}
	return zones[c.Number(len(zones), "zone")], nil
}

// subnetRange refuses an IPv4 block that is no subnet of the VPC or overlaps
// another.
func subnetRange(op api.Op, vpc *world.Object, others []*world.Object, in world.Props) error {
	cidr := in.Str("cidrBlock")
	if cidr == "" {
		if in.Bool("ipv6Native") {
			return nil
		}
		return op.Refuse("MissingParameter", "Either 'cidrBlock' or 'ipv6CidrBlock' should be provided.", docErrors)
	}
	p, err := netip.ParsePrefix(cidr)
	whole, _ := netip.ParsePrefix(vpc.Props.Str("cidrBlock"))
	if err != nil || p.Masked() != p || p.Bits() < 16 || p.Bits() > 28 || !inside(whole, p) {
		return op.Refuse("InvalidSubnet.Range", fmt.Sprintf("The CIDR '%s' is invalid.", cidr), docSubnets)
	}
	for _, o := range others {
		if q, err := netip.ParsePrefix(o.Props.Str("cidrBlock")); err == nil && q.Overlaps(p) {
			return op.Refuse("InvalidSubnet.Conflict", fmt.Sprintf("The CIDR '%s' conflicts with another subnet", cidr), docSubnets)
		}
	}
	return nil
}

// subnetSix refuses an IPv6 block that is no subnet of the VPC's or overlaps
// another's than self.
func subnetSix(op api.Op, vpc *world.Object, others []*world.Object, in world.Props, self string) error {
	cidr := in.Str("ipv6CidrBlock")
	if cidr == "" {
		if in.Bool("assignIpv6AddressOnCreation") {
			return op.Refuse("InvalidParameterValue",
				"Invalid value 'true' for assignIpv6AddressOnCreation. The subnet must have an IPv6 CIDR block.", docSubnets)
		}
		return nil
	}
	p, err := netip.ParsePrefix(cidr)
	whole, vpcErr := netip.ParsePrefix(vpc.Props.Str("ipv6CidrBlock"))
	if err != nil || vpcErr != nil || p.Bits() > 64 || p.Bits() < 44 || p.Bits()%4 != 0 || !inside(whole, p) {
		return op.Refuse("InvalidSubnet.Range", fmt.Sprintf("The CIDR '%s' is invalid.", cidr), docSubnets)
	}
	for _, o := range others {
		if q, err := netip.ParsePrefix(o.Props.Str("ipv6CidrBlock")); err == nil && o.ID != self && q.Overlaps(p) {
			return op.Refuse("InvalidSubnet.Conflict", fmt.Sprintf("The CIDR '%s' conflicts with another subnet", cidr), docSubnets)
		}
	}
	return nil
}

// inside reports whether part lies within whole.
func inside(whole, part netip.Prefix) bool {
	return whole.IsValid() && whole.Bits() <= part.Bits() && whole.Contains(part.Addr())
}

func updateSubnet(c *world.Call) error {
	vpc := c.Find(api.VPC, c.In.Str("vpcId"))
	op := doing(c, "EC2 Subnet", "", "AssociateSubnetCidrBlock")
	if err := subnetSix(op, vpc, c.Where(api.Subnet, "vpcId", vpc.ID), c.In, c.ID); err != nil {
		return err
	}
	switch {
	case c.In.Str("ipv6CidrBlock") == "":
		set(c.Out, world.Props{"ipv6CidrBlock": "", "ipv6CidrBlockAssociationId": ""})
	case c.In.Str("ipv6CidrBlock") != c.Object.Props.Str("ipv6CidrBlock"):
		c.Out["ipv6CidrBlockAssociationId"] = c.NewID("subnet-cidr-assoc")
	}
	return nil
}

// deleteSubnet refuses while an interface lies in the subnet. What only
// associates it with a route table or a network ACL goes with it.
func deleteSubnet(c *world.Call) error {
	if len(interfacesIn(c, c.ID)) > 0 {
		return deleting(c, "EC2 Subnet", "DeleteSubnet").Refuse("DependencyViolation",
			fmt.Sprintf("The subnet '%s' has dependencies and cannot be deleted.", c.ID), docDeleteVPC)
	}
	for _, kind := range []string{api.RouteAssociation, api.NetworkACLAssoc} {
		for _, o := range c.Where(kind, "subnetId", c.ID) {
			c.Remove(o)
		}
	}
	for _, acl := range with(c, api.NetworkACL, "subnetIds", c.ID) {
		acl.Props["subnetIds"] = list(without(acl.Props.Strs("subnetIds"), c.ID))
	}
	return nil
}

func without(values []string, gone string) []string {
	return slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == gone })
}
