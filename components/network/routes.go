package network

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Destinations of default routes.
const (
	anywhere     = "0.0.0.0/0"
	anywhereIPv6 = "::/0"
)

// gates are the ways to the internet; nil where there is none.
type gates struct {
	internet *ec2.InternetGateway
	egress   *ec2.EgressOnlyInternetGateway
}

// makeGates makes an internet gateway for public tiers and, in a dual-stack
// VPC, an egress-only gateway for private ones.
func (b *builder) makeGates() (gates, error) {
	var g gates
	var err error
	if b.plan.Args.has(Public) {
		name := b.child("internet")
		g.internet, err = ec2.NewInternetGateway(b.ctx, name, &ec2.InternetGatewayArgs{
			VpcId: b.vpc.ID().ToStringPtrOutput(), Tags: b.tagged(name),
		}, b.own)
		if err != nil {
			return g, err
		}
	}
	if b.plan.Args.IPv6 && b.plan.Args.has(Private) {
		name := b.child("egress")
		g.egress, err = ec2.NewEgressOnlyInternetGateway(b.ctx, name, &ec2.EgressOnlyInternetGatewayArgs{
			VpcId: b.vpc.ID(), Tags: b.tagged(name),
		}, b.own)
	}
	return g, err
}

// table is a route table with the key that names it and its routes.
type table struct {
	key   string
	kind  Kind
	zone  string
	table *ec2.RouteTable
}

// tableKey is the key of the route table that serves a subnet: one for all
// public subnets, for their routes are the same; one for each zone's private
// subnets, for each zone may have a NAT of its own and NAT per zone must be
// reached without moving a subnet to another table; one for all isolated
// subnets, which have no routes to differ in.
func tableKey(kind Kind, zone string) string {
	if kind == Private {
		return Private + "-" + zone
	}
	return string(kind)
}

// makeTables makes the route tables that the planned subnets need, in the
// subnets' order.
func (b *builder) makeTables() ([]table, error) {
	var tables []table
	seen := map[string]bool{}
	for _, s := range b.plan.Subnets {
		key := tableKey(s.Kind, s.Zone)
		if seen[key] {
			continue
		}
		seen[key] = true
		name := b.child(key)
		made, err := ec2.NewRouteTable(b.ctx, name, &ec2.RouteTableArgs{
			VpcId: b.vpc.ID(), Tags: b.tagged(name),
		}, b.own)
		if err != nil {
			return nil, err
		}
		t := table{key: key, kind: s.Kind, table: made}
		if s.Kind == Private {
			t.zone = s.Zone
		}
		tables = append(tables, t)
	}
	return tables, nil
}

// ways are what makes the subnets' traffic flow: the routes of each table, by
// its key, and the associations of each subnet with its table and, if it has
// one, its network ACL, by its name.
type ways struct {
	routes       map[string][]pulumi.Resource
	associations map[string]pulumi.Resource
	acls         map[string]pulumi.Resource
}

func newWays() ways {
	return ways{
		routes: map[string][]pulumi.Resource{}, associations: map[string]pulumi.Resource{}, acls: map[string]pulumi.Resource{},
	}
}

// of are the ways of one subnet. Its network ACL is one of them, so that
// nothing runs in the subnet before it holds or after it is gone.
func (w ways) of(name, key string) []pulumi.Resource {
	all := []pulumi.Resource{w.associations[name]}
	if acl, ok := w.acls[name]; ok {
		all = append(all, acl)
	}
	return append(all, w.routes[key]...)
}

// connect makes the default routes of the tables of one kind and puts the
// kind's subnets under them.
func (b *builder) connect(w ways, kind Kind, subnets map[string]*ec2.Subnet, tables []table, g gates, nat natGates) error {
	byKey := map[string]table{}
	for _, t := range tables {
		byKey[t.key] = t
		if t.kind != kind {
			continue
		}
		for _, r := range b.routesOf(t, g, nat) {
			r.args.RouteTableId = t.table.ID()
			route, err := ec2.NewRoute(b.ctx, b.child(t.key, r.key), r.args, b.own)
			if err != nil {
				return err
			}
			w.routes[t.key] = append(w.routes[t.key], route)
		}
	}
	for _, s := range b.plan.Subnets {
		if s.Kind != kind {
			continue
		}
		made, err := ec2.NewRouteTableAssociation(b.ctx, s.Name, &ec2.RouteTableAssociationArgs{
			SubnetId:     subnets[s.Name].ID().ToStringPtrOutput(),
			RouteTableId: byKey[tableKey(s.Kind, s.Zone)].table.ID(),
		}, b.own)
		if err != nil {
			return err
		}
		w.associations[s.Name] = made
	}
	return nil
}

type route struct {
	key  string
	args *ec2.RouteArgs
}

// routesOf decides the routes of a table besides the VPC's own.
func (b *builder) routesOf(t table, g gates, nat natGates) []route {
	a := b.plan.Args
	var routes []route
	switch t.kind {
	case Public:
		gateway := g.internet.ID().ToStringPtrOutput()
		routes = append(routes, route{"ipv4", &ec2.RouteArgs{
			DestinationCidrBlock: pulumi.String(anywhere), GatewayId: gateway,
		}})
		if a.IPv6 {
			routes = append(routes, route{"ipv6", &ec2.RouteArgs{
				DestinationIpv6CidrBlock: pulumi.String(anywhereIPv6), GatewayId: gateway,
			}})
		}
	case Private:
		if args := nat.route(a.natFor(t.zone)); args != nil {
			args.DestinationCidrBlock = pulumi.String(anywhere)
			routes = append(routes, route{"ipv4", args})
		}
		if a.IPv6 {
			routes = append(routes, route{"ipv6", &ec2.RouteArgs{
				DestinationIpv6CidrBlock: pulumi.String(anywhereIPv6),
				EgressOnlyGatewayId:      g.egress.ID().ToStringPtrOutput(),
			}})
		}
	}
	return routes
}

// ready returns, by subnet name, the subnet's id as known once its traffic
// flows: for a private subnet that includes the ways of the public subnet that
// its NAT stands in.
func (b *builder) ready(w ways, subnets map[string]*ec2.Subnet) map[string]pulumi.StringOutput {
	ready := map[string]pulumi.StringOutput{}
	for _, s := range b.plan.Subnets {
		needs := w.of(s.Name, tableKey(s.Kind, s.Zone))
		if s.Kind == Private && len(b.plan.NATZones) > 0 {
			needs = append(needs, b.natWays(w, b.plan.Args.natFor(s.Zone))...)
		}
		ready[s.Name] = b.after(subnets[s.Name].ID().ToStringOutput(), needs...)
	}
	return ready
}

// natWays are the ways of the public subnet in which the NAT of a zone stands.
func (b *builder) natWays(w ways, zone string) []pulumi.Resource {
	return w.of(b.natSubnet(zone), tableKey(Public, zone))
}

// after is a value that whoever uses it gets only once the resources exist.
// The value itself stays known in a preview where they are yet to be made, so
// that a new route is not shown as a change of all that stands in its subnets.
func (b *builder) after(value pulumi.StringOutput, resources ...pulumi.Resource) pulumi.StringOutput {
	// The SDK reads the dependencies of what it is given here without a lock,
	// so it gets an output that is settled already, not the value, which some
	// other goroutine may be settling now.
	settled, settle, _ := b.ctx.NewOutput()
	settle("")
	mark := pulumi.OutputWithDependencies(b.ctx.Context(), settled, resources...)
	return pulumi.All(value, mark).ApplyT(first).(pulumi.StringOutput)
}

// first is the first of several values that are waited for together.
func first(values []any) string { return values[0].(string) }
