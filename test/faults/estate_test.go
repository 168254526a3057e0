package faults_test

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// anywhere is the destination of a default route.
const anywhere = "0.0.0.0/0"

// estate is a network that another team made: a public and a private subnet in
// each of two zones, a NAT gateway and its routes.
type estate struct {
	vpc, gateway, nat, address, publicTable, privateTable string
	publicRoute, privateRoute                             string
	// cidr is the VPC's; size what a subnet has of it.
	cidr string
	// zones by letter, in order.
	zones []string
	// public and private subnets in the order of zones, with their ranges.
	public, private           []string
	publicCIDRs, privateCIDRs []string
}

// build makes a sound network with the given ranges of the private subnets.
func (h *hand) build(private ...string) *estate {
	h.t.Helper()
	e := &estate{cidr: "10.60.0.0/16", zones: []string{"a", "b"}, publicCIDRs: []string{"10.60.0.0/24", "10.60.1.0/24"}, privateCIDRs: private}
	e.vpc = h.create(api.VPC, world.Props{"cidrBlock": e.cidr, "enableDnsHostnames": true, "enableDnsSupport": true})
	e.gateway = h.create(api.InternetGateway, world.Props{"vpcId": e.vpc})
	e.publicTable = h.create(api.RouteTable, world.Props{"vpcId": e.vpc})
	e.privateTable = h.create(api.RouteTable, world.Props{"vpcId": e.vpc})
	e.publicRoute = h.create(api.Route, world.Props{"routeTableId": e.publicTable, "destinationCidrBlock": anywhere, "gatewayId": e.gateway})
	for i, zone := range e.zones {
		e.public = append(e.public, h.subnet(e, zone, e.publicCIDRs[i], e.publicTable))
		e.private = append(e.private, h.subnet(e, zone, private[i], e.privateTable))
	}
	e.address = h.create(api.EIP, world.Props{"domain": "vpc"})
	e.nat = h.create(api.NATGateway, world.Props{"subnetId": e.public[0], "allocationId": e.address})
	h.route(e)
	return e
}

func (h *hand) subnet(e *estate, zone, cidr, table string) string {
	h.t.Helper()
	id := h.create(api.Subnet, world.Props{"vpcId": e.vpc, "availabilityZone": region + zone, "cidrBlock": cidr})
	h.create(api.RouteAssociation, world.Props{"subnetId": id, "routeTableId": table})
	return id
}

// route sends what leaves the private subnets to the NAT gateway.
func (h *hand) route(e *estate) {
	h.t.Helper()
	e.privateRoute = h.create(api.Route, world.Props{"routeTableId": e.privateTable, "destinationCidrBlock": anywhere, "natGatewayId": e.nat})
}

// fill takes all but free addresses of a subnet and returns the interfaces.
func (h *hand) fill(subnet string, usable, free int) []string {
	h.t.Helper()
	var ids []string
	for range usable - free {
		ids = append(ids, h.create(api.NetworkInterface, world.Props{"subnetId": subnet}))
	}
	return ids
}

// adopt describes the network to a program.
func (e *estate) adopt() (network.Placement, error) {
	args := &network.AdoptArgs{Region: region, VPCID: pulumi.String(e.vpc), CIDR: e.cidr}
	for i, zone := range e.zones {
		args.Subnets = append(args.Subnets,
			network.AdoptedSubnet{Kind: network.Public, Zone: zone, CIDR: e.publicCIDRs[i], ID: pulumi.String(e.public[i])},
			network.AdoptedSubnet{Kind: network.Private, Zone: zone, CIDR: e.privateCIDRs[i], ID: pulumi.String(e.private[i])})
	}
	return network.Adopt("core", args)
}
