package faults_test

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func sound(d *drill) { d.network = d.build("10.60.10.0/24", "10.60.11.0/24") }

// inNetwork is a cluster in the network that given made.
func inNetwork(d *drill) pulumi.RunFunc { return onNetwork(d.network, nil) }

func balanced(d *drill) pulumi.RunFunc { return edgeOn(d.network) }

// adopted are networks of another team that are not what the program was told.
func adopted() []fault {
	return []fault{
		{
			name:  "the adopted subnet does not exist",
			given: sound,
			program: func(d *drill) pulumi.RunFunc {
				wrong := *d.network
				wrong.private = []string{wrong.private[0], "subnet-0123456789abcdef0"}
				return onNetwork(&wrong, nil)
			},
			code: "InvalidParameterException", message: "The subnet ID 'subnet-0123456789abcdef0' does not exist",
			repair: func(d *drill) { d.Program = inNetwork(d) },
		},
		{
			name:  "the adopted VPC does not exist",
			given: sound,
			program: func(d *drill) pulumi.RunFunc {
				wrong := *d.network
				wrong.vpc = "vpc-0123456789abcdef0"
				return edgeOn(&wrong)
			},
			// The balancer's target group is refused too; whichever comes first
			// must not keep the other from being tried.
			stage: func(d *drill) { d.ContinueOnError = true },
			code:  "InvalidVpcID.NotFound", message: "The vpc ID 'vpc-0123456789abcdef0' does not exist",
			repair: func(d *drill) { d.ContinueOnError, d.Program = false, balanced(d) },
		},
		{
			name: "the private subnets lead nowhere", given: sound, program: inNetwork,
			stage:   func(d *drill) { d.delete(api.Route, d.network.privateRoute) },
			code:    "NodeCreationFailure",
			message: "Instances failed to join the kubernetes cluster",
			repair:  func(d *drill) { d.route(d.network) },
		},
		{
			name: "the NAT gateway's own subnet has no internet gateway", given: sound, program: inNetwork,
			stage:   func(d *drill) { d.delete(api.Route, d.network.publicRoute) },
			code:    "NodeCreationFailure",
			message: "Instances failed to join the kubernetes cluster",
			repair: func(d *drill) {
				d.create(api.Route, world.Props{"routeTableId": d.network.publicTable, "destinationCidrBlock": anywhere, "gatewayId": d.network.gateway})
			},
		},
		{
			name: "the VPC gives its machines no names", given: sound, program: inNetwork,
			stage:   func(d *drill) { d.change(d.object(api.VPC, d.network.vpc), "enableDnsHostnames", false) },
			code:    "NodeCreationFailure",
			message: "Instances failed to join the kubernetes cluster",
			repair:  func(d *drill) { d.change(d.object(api.VPC, d.network.vpc), "enableDnsHostnames", true) },
		},
		{
			name:    "a subnet has no room for the control plane",
			given:   func(d *drill) { d.network = d.build("10.60.10.0/28", "10.60.11.0/28") },
			program: inNetwork,
			stage:   func(d *drill) { d.filled = d.fill(d.network.private[0], 11, 5) },
			code:    "InvalidParameterException", message: "must have at least six free IP addresses for use by Amazon EKS",
			repair: func(d *drill) {
				for _, id := range d.filled {
					d.delete(api.NetworkInterface, id)
				}
			},
		},
		{
			name:    "the subnets have no room for the nodes",
			given:   func(d *drill) { d.network = d.build("10.60.10.0/28", "10.60.11.0/28") },
			program: func(d *drill) pulumi.RunFunc { return onNetwork(d.network, nodes(24, 24)) },
			code:    "InsufficientFreeAddresses",
			message: "Amazon EKS does not have enough free IP addresses available in the subnets of the nodegroup",
			repair:  func(d *drill) { d.Program = onNetwork(d.network, nodes(2, 24)) },
		},
		{
			name: "a subnet for nodes that have no public address leads to the internet gateway", given: sound, program: inNetwork,
			stage: func(d *drill) {
				d.delete(api.Route, d.network.privateRoute)
				d.network.privateRoute = d.create(api.Route, world.Props{"routeTableId": d.network.privateTable, "destinationCidrBlock": anywhere, "gatewayId": d.network.gateway})
			},
			code: "Ec2SubnetInvalidConfiguration", message: "does not automatically assign public IP addresses to instances launched into it",
			repair: func(d *drill) {
				d.delete(api.Route, d.network.privateRoute)
				d.route(d.network)
			},
		},
		{
			name: "the VPC of an internet-facing balancer has no internet gateway",
			given: func(d *drill) {
				sound(d)
				d.other = d.build("10.60.10.0/24", "10.60.11.0/24")
				d.isolate(d.other)
			},
			program: func(d *drill) pulumi.RunFunc { return edgeOn(d.other) },
			code:    "InvalidSubnet", message: "has no internet gateway",
			repair: func(d *drill) { d.Program = balanced(d) },
		},
		{
			name: "a subnet has no room for the balancer",
			given: func(d *drill) {
				d.network = d.build("10.60.10.0/24", "10.60.11.0/24")
				d.network.public[1] = d.subnet(d.network, "b", "10.60.20.0/28", d.network.publicTable)
				d.network.publicCIDRs[1] = "10.60.20.0/28"
			},
			program: balanced,
			stage:   func(d *drill) { d.filled = d.fill(d.network.public[1], 11, 7) },
			code:    "InvalidSubnet", message: "ELB requires at least 8 free IP addresses in each subnet.",
			repair: func(d *drill) {
				for _, id := range d.filled {
					d.delete(api.NetworkInterface, id)
				}
			},
		},
	}
}

// isolate cuts a network off from the internet.
func (d *drill) isolate(e *estate) {
	d.t.Helper()
	d.delete(api.Route, e.privateRoute)
	d.delete(api.NATGateway, e.nat)
	d.delete(api.Route, e.publicRoute)
	d.delete(api.InternetGateway, e.gateway)
}

// nodes sets how many nodes the cluster's group has.
func nodes(least, most int) func(*cluster.EKSArgs) {
	return func(a *cluster.EKSArgs) { a.NodeGroups[0].Min, a.NodeGroups[0].Max = least, most }
}
