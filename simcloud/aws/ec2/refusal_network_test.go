package ec2_test

import (
	"fmt"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
	"github.com/drydock-iac/drydock/simcloud/world"
)

var networkRefusals = []refusal{
	{"a sixth VPC", "VpcLimitExceeded", "The maximum number of VPCs has been reached.", func(l *lab, _ network, _ string) error {
		for i := range 3 {
			l.make(api.VPC, fmt.Sprint("more", i), world.Props{"cidrBlock": "10.1.0.0/16"})
		}
		_, _, err := l.Try(api.VPC, "sixth", world.Props{"cidrBlock": "10.2.0.0/16"})
		return err
	}},
	{"a VPC too large that escaped the provider's check", "InvalidVpc.Range", "The CIDR '10.0.0.0/8' is invalid.", func(l *lab, _ network, _ string) error {
		_, _, err := l.Session.Create(worldtest.URN(api.VPC, "large"), api.VPC, world.Props{"cidrBlock": "10.0.0.0/8"}, false)
		return err
	}},
	{"a VPC without a range", "MissingParameter", "The request must contain the parameter cidrBlock",
		creating(api.VPC, func(network, string) world.Props { return world.Props{} })},
	{"deleting a VPC with subnets", "DependencyViolation", "The vpc '{vpc}' has dependencies and cannot be deleted.",
		func(l *lab, n network, _ string) error { return l.Delete(api.VPC, "net", n.vpc) }},
	{"a subnet of no VPC", "InvalidVpcID.NotFound", "The vpc ID 'vpc-0000' does not exist", creating(api.Subnet, func(network, string) world.Props {
		return world.Props{"vpcId": "vpc-0000", "cidrBlock": "10.0.0.0/24"}
	})},
	{"a subnet outside its VPC", "InvalidSubnet.Range", "The CIDR '10.1.0.0/24' is invalid.", subnetOf("10.1.0.0/24", region+"a")},
	{"a subnet smaller than /28", "InvalidSubnet.Range", "The CIDR '10.0.9.0/29' is invalid.", subnetOf("10.0.9.0/29", region+"a")},
	{"a subnet over another", "InvalidSubnet.Conflict", "The CIDR '10.0.0.128/25' conflicts with another subnet", subnetOf("10.0.0.128/25", region+"a")},
	{"a subnet in a zone of another region", "InvalidParameterValue", "Value (us-east-1a) for parameter availabilityZone is invalid. Subnets can currently only be " +
		"created in the following availability zones: eu-central-1a, eu-central-1b, eu-central-1c.", subnetOf("10.0.1.0/24", "us-east-1a")},
	{"a subnet with an IPv6 block that its VPC lacks", "InvalidSubnet.Range", "The CIDR '2001:db8::/64' is invalid.", creating(api.Subnet, func(n network, _ string) world.Props {
		return world.Props{"vpcId": n.vpc, "cidrBlock": "10.0.1.0/24", "ipv6CidrBlock": "2001:db8::/64"}
	})},
	{"deleting a subnet with a NAT gateway in it", "DependencyViolation", "The subnet '{public}' has dependencies and cannot be deleted.",
		func(l *lab, n network, _ string) error { return l.Delete(api.Subnet, "net-public", n.public) }},
	{"a second internet gateway", "InvalidParameterValue", "Network {vpc} already has an internet gateway attached",
		creating(api.InternetGateway, func(n network, _ string) world.Props { return world.Props{"vpcId": n.vpc} })},
	{"a sixth internet gateway", "InternetGatewayLimitExceeded", "The maximum number of internet gateways has been reached.", func(l *lab, _ network, _ string) error {
		for i := range 4 {
			l.make(api.InternetGateway, fmt.Sprint("spare", i), world.Props{})
		}
		_, _, err := l.Try(api.InternetGateway, "sixth", world.Props{})
		return err
	}},
	{"detaching the gateway under public addresses", "DependencyViolation", "Network {vpc} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.",
		func(l *lab, n network, _ string) error { return l.Delete(api.InternetGateway, "net", n.igw) }},
	{"a sixth address", "AddressLimitExceeded", "The maximum number of addresses has been reached.", func(l *lab, _ network, _ string) error {
		for i := range 4 {
			l.make(api.EIP, fmt.Sprint("spare", i), world.Props{})
		}
		_, _, err := l.Try(api.EIP, "sixth", world.Props{})
		return err
	}},
	{"an address for an interface where no gateway is", "Gateway.NotAttached", "Network {other} is not attached to any internet gateway", func(l *lab, _ network, other string) error {
		subnet := l.make(api.Subnet, "far", world.Props{"vpcId": other, "cidrBlock": "10.9.0.0/24"})
		eni := l.make(api.NetworkInterface, "far", world.Props{"subnetId": subnet})
		_, _, err := l.Try(api.EIP, "far", world.Props{"networkInterface": eni})
		return err
	}},
	{"a NAT gateway with an address in use", "Resource.AlreadyAssociated", "Elastic IP address [{eip}] is already associated",
		creating(api.NATGateway, func(n network, _ string) world.Props { return world.Props{"allocationId": n.eip, "subnetId": n.public} })},
	{"a NAT gateway where no internet gateway is", "Gateway.NotAttached", "Network {other} has no Internet gateway attached", func(l *lab, _ network, other string) error {
		subnet := l.make(api.Subnet, "far", world.Props{"vpcId": other, "cidrBlock": "10.9.0.0/24"})
		eip := l.make(api.EIP, "far", world.Props{})
		_, _, err := l.Try(api.NATGateway, "far", world.Props{"allocationId": eip, "subnetId": subnet})
		return err
	}},
	{"a NAT gateway with no such address", "InvalidAllocationID.NotFound", "The allocation ID 'eipalloc-0' does not exist",
		creating(api.NATGateway, func(n network, _ string) world.Props {
			return world.Props{"allocationId": "eipalloc-0", "subnetId": n.public}
		})},
	{"a public NAT gateway without an address", "MissingParameter", "The request must contain the parameter AllocationId",
		creating(api.NATGateway, func(n network, _ string) world.Props { return world.Props{"subnetId": n.public} })},
	{"a sixth NAT gateway in a zone", "NatGatewayLimitExceeded", "Performing this operation would exceed the limit of 5 NAT gateways", func(l *lab, n network, _ string) error {
		for i := range 4 {
			l.make(api.NATGateway, fmt.Sprint("private", i), world.Props{"connectivityType": "private", "subnetId": n.public})
		}
		_, _, err := l.Try(api.NATGateway, "sixth", world.Props{"connectivityType": "private", "subnetId": n.public})
		return err
	}},
	{"a route twice", "RouteAlreadyExists", "The route identified by 0.0.0.0/0 already exists.", routeTo("0.0.0.0/0", "gatewayId", "{igw}")},
	{"a route to no NAT gateway", "InvalidNatGatewayID.NotFound", "The natGateway ID 'nat-0' does not exist", routeTo("1.2.3.0/24", "natGatewayId", "nat-0")},
	{"a route to no gateway", "InvalidGatewayID.NotFound", "The gateway ID 'igw-0' does not exist", routeTo("1.2.3.0/24", "gatewayId", "igw-0")},
	{"a route through the gateway to the VPC itself", "InvalidParameterValue", "The destination CIDR block 10.0.3.0/24 is equal to or more specific than one of this VPC's CIDR blocks. " +
		"This route can target only an interface or an instance.", routeTo("10.0.3.0/24", "gatewayId", "{igw}")},
	{"a route in no table", "InvalidRouteTableID.NotFound", "The routeTable ID 'rtb-0' does not exist", creating(api.Route, func(n network, _ string) world.Props {
		return world.Props{"routeTableId": "rtb-0", "destinationCidrBlock": "0.0.0.0/0", "gatewayId": n.igw}
	})},
	{"a second route table for a subnet", "Resource.AlreadyAssociated", "the specified association for route table {rtb} conflicts with an existing association",
		creating(api.RouteAssociation, func(n network, _ string) world.Props {
			return world.Props{"routeTableId": n.publicTable, "subnetId": n.private}
		})},
	{"a route too many", "RouteLimitExceeded", "The maximum number of routes has been reached.", func(l *lab, n network, _ string) error {
		l.World.Set("quota:"+ec2.QuotaRoutes, "1")
		return routeTo("1.2.3.0/24", "gatewayId", "{igw}")(l, n, "")
	}},
}
