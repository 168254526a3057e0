package ec2

import (
	"fmt"
	"hash/crc32"
	"net/netip"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func routeType() *world.Type {
	return &world.Type{
		Token:   api.Route,
		Replace: []string{"routeTableId", "destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"},
		Refs: []world.Ref{
			reference("routeTableId", api.RouteTable, "Route", "CreateRoute", "InvalidRouteTableID.NotFound", "routeTable ID"),
			orders("gatewayId", api.InternetGateway), orders("natGatewayId", api.NATGateway),
			orders("networkInterfaceId", api.NetworkInterface), orders("egressOnlyGatewayId", api.EgressOnlyGateway),
			orders("vpcEndpointId", api.VPCEndpoint),
		},
		Takes:  world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Check:  checkRoute,
		Create: createRoute,
		Update: func(c *world.Call) error { return settleRoute(c, "updating", "ReplaceRoute") },
		Read: func(c *world.Call) error {
			c.Out["state"] = "active"
			if !targetExists(c, targetOf(c.Object.Props)) {
				c.Out["state"] = "blackhole"
			}
			return nil
		},
	}
}

func checkRoute(c *world.Check) {
	exactlyOne(c, "destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId")
	exactlyOne(c, targets...)
	network4(c, c.In, "", "destinationCidrBlock")
	network6(c, c.In, "", "destinationIpv6CidrBlock")
	conflicts(c, "egressOnlyGatewayId", "destinationCidrBlock")
	conflicts(c, "carrierGatewayId", "destinationIpv6CidrBlock")
	conflicts(c, "vpcEndpointId", "destinationPrefixListId")
}

// destination is where a route resource leads to, in canonical form.
func destination(p world.Props) string {
	cidr := p.StrOr("destinationCidrBlock", p.Str("destinationIpv6CidrBlock"))
	if prefix, err := netip.ParsePrefix(cidr); err == nil {
		return prefix.Masked().String()
	}
	return p.StrOr("destinationPrefixListId", cidr)
}

func routeExists(op api.Op, to string) error {
	return op.Refuse("RouteAlreadyExists", fmt.Sprintf("The route identified by %s already exists.", to), docRoutes)
}

func routeLimit(op api.Op) error {
	return op.Refuse("RouteLimitExceeded", "The maximum number of routes has been reached.", docQuotas)
}

func createRoute(c *world.Call) error {
	if c.In.Str("gatewayId") == "local" {
		return fmt.Errorf("cannot create local Route, use `terraform import` to manage existing local Routes")
	}
	table := c.Find(api.RouteTable, c.In.Str("routeTableId"))
	to := destination(c.In)
	op := routeOp(c, "creating", "CreateRoute")
	count := 0
	others := c.Where(api.Route, "routeTableId", table.ID)
	for _, r := range table.Props.Maps("routes") {
		others = append(others, &world.Object{Props: world.Props{
			"destinationCidrBlock": r.Str("cidrBlock"), "destinationIpv6CidrBlock": r.Str("ipv6CidrBlock"),
			"destinationPrefixListId": r.Str("destinationPrefixListId"),
		}})
	}
	for _, o := range others {
		if destination(o.Props) == to {
			return routeExists(op, to)
		}
		count++
	}
	if count >= c.Quota(QuotaRoutes, defaultRoutes) {
		return routeLimit(op)
	}
	c.ID = fmt.Sprintf("r-%s%d", table.ID, crc32.ChecksumIEEE([]byte(to)))
	c.Out["origin"] = "CreateRoute"
	return settleRoute(c, "creating", "CreateRoute")
}

func routeOp(c *world.Call, verb, call string) api.Op {
	return api.Op{
		Doing:   fmt.Sprintf("%s Route in Route Table (%s) with destination (%s)", verb, c.In.Str("routeTableId"), destination(c.In)),
		Service: "EC2", Name: call,
	}
}

// settleRoute checks the target and fills in what follows from it.
func settleRoute(c *world.Call, verb, call string) error {
	table := c.Find(api.RouteTable, c.In.Str("routeTableId"))
	op := routeOp(c, verb, call)
	if err := routeTarget(c, op, table.ID, table.Props.Str("vpcId"), c.In); err != nil {
		return err
	}
	set(c.Out, world.Props{"state": "active", "instanceId": "", "instanceOwnerId": "", "networkInterfaceId": c.In.Str("networkInterfaceId")})
	if eni := c.Find(api.NetworkInterface, c.In.Str("networkInterfaceId")); eni != nil {
		if a := eni.Props.Maps("attachments"); len(a) > 0 {
			set(c.Out, world.Props{"instanceId": a[0].Str("instance"), "instanceOwnerId": api.Account})
		}
	}
	return nil
}

// routeTarget refuses a target that does not exist, lies in another VPC or
// cannot serve the destination. Targets of kinds that the simulation does not
// have (transit gateways, peerings) pass.
func routeTarget(c *world.Call, op api.Op, table, vpc string, p world.Props) error {
	for _, t := range []struct{ name, kind, code, missing, word string }{
		{"gatewayId", api.InternetGateway, "InvalidGatewayID.NotFound", "gateway ID", "network gateway"},
		{"natGatewayId", api.NATGateway, "InvalidNatGatewayID.NotFound", "natGateway ID", "NAT gateway"},
		{"networkInterfaceId", api.NetworkInterface, "InvalidNetworkInterfaceID.NotFound", "networkInterface ID", "interface"},
		{"egressOnlyGatewayId", api.EgressOnlyGateway, "InvalidGatewayID.NotFound", "gateway ID", "network gateway"},
		{"vpcEndpointId", api.VPCEndpoint, "InvalidVpcEndpointId.NotFound", "vpcEndpoint ID", "VPC endpoint"},
	} {
		id := p.Str(t.name)
		if id == "" || t.name == "gatewayId" && strings.HasPrefix(id, "vgw-") {
			continue
		}
		o := c.Find(t.kind, id)
		if o == nil {
			return op.Refuse(t.code, notFound(t.missing, id), docErrors)
		}
		if o.Props.Str("vpcId") != vpc {
			return op.Refuse("InvalidParameterValue", fmt.Sprintf("route table %s and %s %s belong to different networks", table, t.word, id), docRoutes)
		}
	}
	return ownRange(c, op, vpc, p)
}

// ownRange refuses an internet gateway as the way to a part of the VPC itself.
func ownRange(c *world.Call, op api.Op, vpc string, p world.Props) error {
	if p.Str("gatewayId") == "" && p.Str("egressOnlyGatewayId") == "" {
		return nil
	}
	o := c.Find(api.VPC, vpc)
	to, err := netip.ParsePrefix(destination(p))
	if o == nil || err != nil {
		return nil
	}
	for _, cidr := range []string{o.Props.Str("cidrBlock"), o.Props.Str("ipv6CidrBlock")} {
		if whole, err := netip.ParsePrefix(cidr); err == nil && inside(whole, to) {
			return op.Refuse("InvalidParameterValue", fmt.Sprintf("The destination CIDR block %s is equal to or more specific than one of this VPC's CIDR blocks. "+
				"This route can target only an interface or an instance.", to), docRoutes)
		}
	}
	return nil
}
