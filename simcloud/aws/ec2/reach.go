package ec2

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// route is one entry of a route table.
type route struct {
	to     netip.Prefix // invalid for a prefix list
	list   string       // id of a prefix list
	target string       // "local", "igw-...", "nat-...", "eni-...", "vpce-..."
}

// targets are the inputs of a route that may name its target.
var targets = []string{
	"gatewayId", "natGatewayId", "networkInterfaceId", "egressOnlyGatewayId", "vpcEndpointId",
	"transitGatewayId", "vpcPeeringConnectionId", "carrierGatewayId", "localGatewayId", "coreNetworkArn",
}

// routesOf returns the routes of a table: the local ones, those that the
// table carries itself, those of separate route resources and those of
// gateway endpoints.
func routesOf(c *world.Call, table *world.Object) []route {
	var out []route
	if vpc := c.Find(api.VPC, table.Props.Str("vpcId")); vpc != nil {
		for _, cidr := range []string{vpc.Props.Str("cidrBlock"), vpc.Props.Str("ipv6CidrBlock")} {
			if p, err := netip.ParsePrefix(cidr); err == nil {
				out = append(out, route{to: p, target: "local"})
			}
		}
	}
	for _, r := range table.Props.Maps("routes") {
		out = appendRoute(out, r, "cidrBlock", "ipv6CidrBlock")
	}
	for _, o := range c.Where(api.Route, "routeTableId", table.ID) {
		out = appendRoute(out, o.Props, "destinationCidrBlock", "destinationIpv6CidrBlock")
	}
	for _, o := range c.All(api.VPCEndpoint) {
		if slices.Contains(o.Props.Strs("routeTableIds"), table.ID) && o.Props.Str("prefixListId") != "" {
			out = append(out, route{list: o.Props.Str("prefixListId"), target: o.ID})
		}
	}
	return out
}

func appendRoute(to []route, p world.Props, four, six string) []route {
	r := route{target: targetOf(p), list: p.Str("destinationPrefixListId")}
	cidr := p.StrOr(four, p.Str(six))
	if prefix, err := netip.ParsePrefix(cidr); err == nil {
		r.to = prefix
		// The route over the VPC's own range is the local one, whose target may be changed.
		to = slices.DeleteFunc(to, func(o route) bool { return o.to == prefix && o.target == "local" })
	} else if r.list == "" {
		return to
	}
	return append(to, r)
}

func targetOf(p world.Props) string {
	for _, name := range targets {
		if v := p.Str(name); v != "" {
			return v
		}
	}
	return ""
}

// RouteTableOf returns the route table that a subnet uses: the one associated
// with it, else the main one of its VPC; nil for a subnet that does not exist.
func RouteTableOf(c *world.Call, subnetID string) *world.Object {
	if a := c.By(api.RouteAssociation, "subnetId", subnetID); a != nil {
		return c.Find(api.RouteTable, a.Props.Str("routeTableId"))
	}
	subnet := c.Find(api.Subnet, subnetID)
	if subnet == nil {
		return nil
	}
	vpc := c.Find(api.VPC, subnet.Props.Str("vpcId"))
	if vpc == nil {
		return nil
	}
	return c.Find(api.RouteTable, vpc.Props.Str("mainRouteTableId"))
}

// RouteFor returns the target of the most specific route from a subnet to a
// destination: an address, or the id of a prefix list such as that of a
// gateway endpoint ("pl-..."). The target is "local", "igw-...", "nat-...",
// "eni-...", "vpce-..." and so on. ok is false where no route matches and
// where the route leads to a target that is gone (a black hole, whose target
// is returned all the same). Source:
// https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
func RouteFor(c *world.Call, subnetID, destination string) (target string, ok bool) {
	table := RouteTableOf(c, subnetID)
	if table == nil {
		return "", false
	}
	address, err := netip.ParseAddr(destination)
	best := -1
	for _, r := range routesOf(c, table) {
		bits := -1
		switch {
		case r.list != "" && r.list == destination:
			bits = 129
		case err == nil && r.list != "":
			bits = listBits(c, r.list, address)
		case err == nil && r.to.Contains(address):
			bits = r.to.Bits()
		}
		if bits > best {
			best, target = bits, r.target
		}
	}
	return target, best >= 0 && targetExists(c, target)
}

// listBits is the length of the longest entry of a prefix list that contains
// the address, -1 for none and for lists of the service, whose entries the
// simulation does not know.
func listBits(c *world.Call, id string, address netip.Addr) int {
	best := -1
	list := c.Find(api.PrefixList, id)
	if list == nil {
		return best
	}
	for _, e := range list.Props.Maps("entries") {
		if p, err := netip.ParsePrefix(e.Str("cidr")); err == nil && p.Contains(address) {
			best = max(best, p.Bits())
		}
	}
	return best
}

// targetKinds are the kinds of route targets that the simulation has, by the
// prefix of their ids.
var targetKinds = map[string]string{
	"igw": api.InternetGateway, "nat": api.NATGateway, "eni": api.NetworkInterface,
	"eigw": api.EgressOnlyGateway, "vpce": api.VPCEndpoint,
}

func targetExists(c *world.Call, target string) bool {
	prefix, _, _ := strings.Cut(target, "-")
	kind, known := targetKinds[prefix]
	return !known || c.Find(kind, target) != nil
}

// internet is an address outside every network, one that RFC 5737 keeps for
// documentation.
const internet = "203.0.113.1"

// HasEgress reports whether a machine without a public address in the subnet
// can reach the internet over IPv4, and if not, why: it needs a route to an
// available public NAT gateway, or to the interface of a NAT instance whose
// source/destination check is off, whose own subnet has a route to an
// internet gateway. Source:
// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
func HasEgress(c *world.Call, subnetID string) (bool, string) {
	if c.Find(api.Subnet, subnetID) == nil {
		return false, fmt.Sprintf("subnet %s does not exist", subnetID)
	}
	target, ok := RouteFor(c, subnetID, internet)
	switch {
	case target == "":
		return false, fmt.Sprintf("subnet %s has no route to the internet", subnetID)
	case !ok:
		return false, fmt.Sprintf("the route of subnet %s leads to %s, which is gone", subnetID, target)
	case strings.HasPrefix(target, "nat-"):
		return natEgress(c, target)
	case strings.HasPrefix(target, "eni-"):
		return instanceEgress(c, target)
	case strings.HasPrefix(target, "igw-"):
		return false, fmt.Sprintf("subnet %s leads to internet gateway %s, which serves public addresses only", subnetID, target)
	}
	return false, fmt.Sprintf("the route of subnet %s leads to %s, beyond which the simulation does not look", subnetID, target)
}

func natEgress(c *world.Call, id string) (bool, string) {
	nat := c.Find(api.NATGateway, id)
	if state := nat.Props.StrOr("state", "available"); state != "available" {
		return false, fmt.Sprintf("NAT gateway %s is %s", id, state)
	}
	if nat.Props.StrOr("connectivityType", "public") != "public" {
		return false, fmt.Sprintf("NAT gateway %s is private", id)
	}
	if subnet := c.Find(api.Subnet, nat.Props.Str("subnetId")); subnet != nil {
		if _, lost := ZoneLostFor(c, subnet.Props.Str("availabilityZone")); lost {
			return false, fmt.Sprintf("NAT gateway %s is in zone %s, which is lost", id, subnet.Props.Str("availabilityZone"))
		}
	}
	return isPublic(c, nat.Props.Str("subnetId"), "NAT gateway "+id)
}

func instanceEgress(c *world.Call, id string) (bool, string) {
	eni := c.Find(api.NetworkInterface, id)
	if eni.Props.BoolOr("sourceDestCheck", true) {
		return false, fmt.Sprintf("network interface %s drops what is not meant for it: its source/destination check is on", id)
	}
	if len(eni.Props.List("attachments")) == 0 {
		return false, fmt.Sprintf("network interface %s is attached to no instance", id)
	}
	if eni.Props.Map("association").Str("publicIp") == "" {
		return false, fmt.Sprintf("network interface %s has no public address", id)
	}
	return isPublic(c, eni.Props.Str("subnetId"), "network interface "+id)
}

// isPublic reports whether a subnet has a route to an internet gateway.
func isPublic(c *world.Call, subnetID, what string) (bool, string) {
	target, ok := RouteFor(c, subnetID, internet)
	if ok && strings.HasPrefix(target, "igw-") {
		return true, ""
	}
	return false, fmt.Sprintf("%s lies in subnet %s, which has no route to an internet gateway", what, subnetID)
}
