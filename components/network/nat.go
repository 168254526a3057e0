package network

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// natGates are the NAT gateways, or the interface of the NAT instance, by the
// letter of their zone.
type natGates struct {
	gateways   map[string]pulumi.StringPtrOutput
	interfaces map[string]pulumi.StringPtrOutput
	addresses  pulumi.StringMap
}

// route is the target of a default route through the NAT in a zone, or nil.
func (n natGates) route(zone string) *ec2.RouteArgs {
	if id, ok := n.gateways[zone]; ok {
		return &ec2.RouteArgs{NatGatewayId: id}
	}
	if id, ok := n.interfaces[zone]; ok {
		return &ec2.RouteArgs{NetworkInterfaceId: id}
	}
	return nil
}

// makeNAT makes the planned NAT, in the first public tier's subnets.
func (b *builder) makeNAT(subnets map[string]*ec2.Subnet, g gates, w ways) (natGates, error) {
	n := natGates{
		gateways:   map[string]pulumi.StringPtrOutput{},
		interfaces: map[string]pulumi.StringPtrOutput{},
		addresses:  pulumi.StringMap{},
	}
	for _, zone := range b.plan.NATZones {
		subnet := subnets[b.natSubnet(zone)]
		var err error
		if b.plan.Args.NAT == NATInstance {
			err = b.makeNATInstance(&n, zone, subnet, g, b.natWays(w, zone))
		} else {
			err = b.makeNATGateway(&n, zone, subnet, g)
		}
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// natSubnet is the name of the public subnet in a zone where NAT stands: that
// of the public tier with the lowest slot.
func (b *builder) natSubnet(zone string) string {
	best := Tier{Slot: MaxTiers + 1}
	for _, t := range b.plan.Args.Tiers {
		if t.Kind == Public && t.Slot < best.Slot {
			best = t
		}
	}
	return b.child(best.Name, zone)
}

func (b *builder) makeNATGateway(n *natGates, zone string, subnet *ec2.Subnet, g gates) error {
	name := b.child("nat", zone)
	address, err := ec2.NewEip(b.ctx, name, &ec2.EipArgs{
		Domain: pulumi.String("vpc"), Tags: b.tagged(name),
	}, b.own)
	if err != nil {
		return err
	}
	gateway, err := ec2.NewNatGateway(b.ctx, name, &ec2.NatGatewayArgs{
		AllocationId: address.ID().ToStringPtrOutput(), SubnetId: subnet.ID(), Tags: b.tagged(name),
		// A public NAT gateway comes up only in a VPC that has its internet
		// gateway, and must go before it:
		// https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html
	}, b.own, pulumi.DependsOn([]pulumi.Resource{g.internet}))
	if err != nil {
		return err
	}
	n.gateways[zone] = gateway.ID().ToStringPtrOutput()
	n.addresses[zone] = address.PublicIp
	return nil
}
