package ec2

import (
	"fmt"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func routeTableType() *world.Type {
	refs := []world.Ref{vpcRef("Route Table", "CreateRouteTable")}
	for _, t := range []struct{ name, kind string }{
		{"gatewayId", api.InternetGateway}, {"natGatewayId", api.NATGateway}, {"networkInterfaceId", api.NetworkInterface},
		{"egressOnlyGatewayId", api.EgressOnlyGateway}, {"vpcEndpointId", api.VPCEndpoint},
	} {
		refs = append(refs, orders("routes[*]."+t.name, t.kind))
	}
	return tagging(&world.Type{
		Token:   api.RouteTable,
		Replace: []string{"vpcId"},
		Refs:    refs,
		Takes:   world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Check:   checkRouteTable,
		Create:  createRouteTable,
		Update:  updateRouteTable,
		Delete:  deleteRouteTable,
		Read:    readRouteTable,
	}, "Route Table", "CreateRouteTable")
}

func checkRouteTable(c *world.Check) {
	for i, r := range c.In.Maps("routes") {
		at := fmt.Sprintf("routes[%d].", i)
		network4(c, r, at, "cidrBlock")
		network6(c, r, at, "ipv6CidrBlock")
	}
}

func createRouteTable(c *world.Call) error {
	op := doing(c, "Route Table", "CreateRouteTable", "")
	vpc := c.In.Str("vpcId")
	if len(c.Where(api.RouteTable, "vpcId", vpc)) >= c.Quota(QuotaRouteTables, defaultRouteTables) {
		return op.Refuse("RouteTableLimitExceeded", "The maximum number of route tables has been reached.", docQuotas)
	}
	c.ID = c.NewID("rtb")
	set(c.Out, world.Props{
		"arn": api.ARN(c, "ec2", "route-table/"+c.ID), "ownerId": api.Account,
		"routes": c.In.List("routes"), "propagatingVgws": c.In.List("propagatingVgws"),
	})
	return inlineRoutes(c, nil)
}

func updateRouteTable(c *world.Call) error { return inlineRoutes(c, c.Object) }

// inlineRoutes checks the routes in the table's own inputs, on an update
// against those of separate resources too.
func inlineRoutes(c *world.Call, table *world.Object) error {
	seen := map[string]bool{}
	if table != nil {
		for _, o := range c.Where(api.Route, "routeTableId", table.ID) {
			seen[destination(o.Props)] = true
		}
	}
	for _, r := range c.In.Maps("routes") {
		p := world.Props{"destinationCidrBlock": r.Str("cidrBlock"), "destinationIpv6CidrBlock": r.Str("ipv6CidrBlock")}
		for k, v := range r {
			p[k] = v
		}
		to := destination(p)
		op := api.Op{Doing: fmt.Sprintf("creating Route in Route Table (%s) with destination (%s)", c.ID, to), Service: "EC2", Name: "CreateRoute"}
		if seen[to] {
			return routeExists(op, to)
		}
		seen[to] = true
		if len(seen) > c.Quota(QuotaRoutes, defaultRoutes) {
			return routeLimit(op)
		}
		if r.Str("gatewayId") == "local" {
			continue
		}
		if err := routeTarget(c, op, c.ID, c.In.Str("vpcId"), p); err != nil {
			return err
		}
	}
	return nil
}

// deleteRouteTable takes its associations and routes along: the provider
// disassociates the table before it deletes it. The main association cannot
// be taken away.
func deleteRouteTable(c *world.Call) error {
	if vpc := c.Find(api.VPC, c.Object.Props.Str("vpcId")); vpc != nil && vpc.Props.Str("mainRouteTableId") == c.ID {
		association := c.NewID("rtbassoc", vpc.ID)
		if m := c.By(MainRouteAssociation, "routeTableId", c.ID); m != nil {
			association = m.ID
		}
		return deleting(c, "Route Table", "DisassociateRouteTable").Refuse("InvalidParameterValue",
			"cannot disassociate the main route table association "+association, docRoutes)
	}
	for _, kind := range []string{api.RouteAssociation, api.Route} {
		for _, o := range c.Where(kind, "routeTableId", c.ID) {
			c.Remove(o)
		}
	}
	for _, e := range with(c, api.VPCEndpoint, "routeTableIds", c.ID) {
		e.Props["routeTableIds"] = list(without(e.Props.Strs("routeTableIds"), c.ID))
	}
	return nil
}

// readRouteTable shows the routes of separate resources beside its own.
func readRouteTable(c *world.Call) error {
	routes := append([]any{}, c.Object.Props.List("routes")...)
	for _, o := range c.Where(api.Route, "routeTableId", c.ID) {
		r := map[string]any{
			"cidrBlock": o.Props.Str("destinationCidrBlock"), "ipv6CidrBlock": o.Props.Str("destinationIpv6CidrBlock"),
			"destinationPrefixListId": o.Props.Str("destinationPrefixListId"),
		}
		for _, name := range targets {
			r[name] = o.Props.Str(name)
		}
		routes = append(routes, r)
	}
	c.Out["routes"] = routes
	return nil
}

func routeAssociationType() *world.Type {
	return &world.Type{
		Token:   api.RouteAssociation,
		Replace: []string{"gatewayId", "subnetId"},
		Refs: []world.Ref{
			reference("routeTableId", api.RouteTable, "Route Table Association", "AssociateRouteTable", "InvalidRouteTableID.NotFound", "routeTable ID"),
			subnetRef("subnetId", "Route Table Association", "AssociateRouteTable"),
			reference("gatewayId", api.InternetGateway, "Route Table Association", "AssociateRouteTable", "InvalidGatewayID.NotFound", "gateway ID"),
		},
		Takes: world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Check: func(c *world.Check) { exactlyOne(c, "gatewayId", "subnetId") },
		Create: func(c *world.Call) error {
			table := c.In.Str("routeTableId")
			op := api.Op{Doing: fmt.Sprintf("creating Route Table (%s) Association", table), Service: "EC2", Name: "AssociateRouteTable"}
			if err := sameVPC(c, op); err != nil {
				return err
			}
			for _, name := range []string{"subnetId", "gatewayId"} {
				if v := c.In.Str(name); v != "" && len(c.Where(api.RouteAssociation, name, v)) > 0 {
					return op.Refuse("Resource.AlreadyAssociated",
						fmt.Sprintf("the specified association for route table %s conflicts with an existing association", table), docRoutes)
				}
			}
			c.ID = c.NewID("rtbassoc")
			return nil
		},
		Update: func(c *world.Call) error {
			return sameVPC(c, doing(c, "Route Table Association", "", "ReplaceRouteTableAssociation"))
		},
	}
}

// sameVPC refuses to associate a table with what lies in another VPC.
func sameVPC(c *world.Call, op api.Op) error {
	table := c.Find(api.RouteTable, c.In.Str("routeTableId"))
	for _, other := range []struct{ kind, name, word string }{
		{api.Subnet, "subnetId", "subnet"}, {api.InternetGateway, "gatewayId", "network gateway"},
	} {
		o := c.Find(other.kind, c.In.Str(other.name))
		if o != nil && o.Props.Str("vpcId") != table.Props.Str("vpcId") {
			return op.Refuse("InvalidParameterValue",
				fmt.Sprintf("route table %s and %s %s belong to different networks", table.ID, other.word, o.ID), docRoutes)
		}
	}
	return nil
}

func mainRouteAssociationType() *world.Type {
	use := func(c *world.Call, table string) {
		if vpc := c.Find(api.VPC, c.In.Str("vpcId")); vpc != nil {
			vpc.Props["mainRouteTableId"], vpc.Props["defaultRouteTableId"] = table, table
		}
	}
	replace := func(c *world.Call) error {
		table := c.Find(api.RouteTable, c.In.Str("routeTableId"))
		if table.Props.Str("vpcId") != c.In.Str("vpcId") {
			return doing(c, "Main Route Table Association", "ReplaceRouteTableAssociation", "ReplaceRouteTableAssociation").Refuse("InvalidParameterValue",
				fmt.Sprintf("route table %s and network %s belong to different networks", table.ID, c.In.Str("vpcId")), docRoutes)
		}
		if c.Object == nil {
			c.ID = c.NewID("rtbassoc")
			c.Out["originalRouteTableId"] = c.Find(api.VPC, c.In.Str("vpcId")).Props.Str("mainRouteTableId")
		}
		use(c, table.ID)
		return nil
	}
	return &world.Type{
		Token:   MainRouteAssociation,
		Replace: []string{"vpcId"},
		Refs: []world.Ref{
			vpcRef("Main Route Table Association", "ReplaceRouteTableAssociation"),
			reference("routeTableId", api.RouteTable, "Main Route Table Association", "ReplaceRouteTableAssociation",
				"InvalidRouteTableID.NotFound", "routeTable ID"),
		},
		Takes:  world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Create: replace,
		Update: replace,
		Delete: func(c *world.Call) error {
			use(c, c.Object.Props.Str("originalRouteTableId"))
			return nil
		},
	}
}
