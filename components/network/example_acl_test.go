package network_test

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/exhibit"
)

// withACLs is a network whose tiers have network ACLs. One range of clients is
// kept out, and private machines may send mail.
func withACLs() *network.VPCArgs {
	mail := network.ACLRule{Number: 2000, Port: 587, CIDR: "203.0.113.25/32"}
	return &network.VPCArgs{
		Region: "eu-central-1", CIDR: "10.20.0.0/16", Zones: []string{"a", "b"}, NAT: network.NATOne,
		FlowLogs: network.FlowLogs{Disable: true}, DisableDynamoDBEndpoint: true,
		ACLs: network.ACLs{Enable: true, ClientIP: network.ClientIPHidden, Tiers: map[string]network.ACLRules{
			"public": {
				Ingress: []network.ACLRule{{Number: 100, Deny: true, Protocol: network.AllProtocols, CIDR: "198.51.100.0/24"}},
				// What leaves a private subnet leaves through NAT in a public one.
				Egress: []network.ACLRule{mail},
			},
			"private": {Egress: []network.ACLRule{mail}},
		}},
	}
}

// The rules of each tier, its own among them.
func ExampleACLs() {
	plan, err := network.Plan("core", withACLs())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, acl := range plan.ACLs {
		fmt.Println(acl.Name)
		for _, r := range acl.Ingress {
			fmt.Println("  in ", r)
		}
		for _, r := range acl.Egress {
			fmt.Println("  out", r)
		}
	}
	// Output:
	// core-acl-public
	//   in  100 deny all 198.51.100.0/24
	//   in  1000 allow all 10.20.0.0/16
	//   in  1010 allow TCP 80 0.0.0.0/0
	//   in  1020 allow TCP 443 0.0.0.0/0
	//   in  1030 allow TCP 1024-65535 0.0.0.0/0
	//   in  1040 allow UDP 1024-65535 0.0.0.0/0
	//   in  1050 allow ICMP packet too big 0.0.0.0/0
	//   out 1000 allow all 10.20.0.0/16
	//   out 1010 allow TCP 80 0.0.0.0/0
	//   out 1020 allow TCP 443 0.0.0.0/0
	//   out 1030 allow TCP 1024-65535 0.0.0.0/0
	//   out 1050 allow ICMP packet too big 0.0.0.0/0
	//   out 1060 allow TCP 53 0.0.0.0/0
	//   out 1070 allow UDP 53 0.0.0.0/0
	//   out 1080 allow UDP 123 0.0.0.0/0
	//   out 2000 allow TCP 587 203.0.113.25/32
	// core-acl-private
	//   in  1000 allow all 10.20.0.0/16
	//   in  1030 allow TCP 1024-65535 0.0.0.0/0
	//   in  1040 allow UDP 1024-65535 0.0.0.0/0
	//   in  1050 allow ICMP packet too big 0.0.0.0/0
	//   out 1000 allow all 10.20.0.0/16
	//   out 1010 allow TCP 80 0.0.0.0/0
	//   out 1020 allow TCP 443 0.0.0.0/0
	//   out 1050 allow ICMP packet too big 0.0.0.0/0
	//   out 1060 allow TCP 53 0.0.0.0/0
	//   out 1070 allow UDP 53 0.0.0.0/0
	//   out 1080 allow UDP 123 0.0.0.0/0
	//   out 2000 allow TCP 587 203.0.113.25/32
}

// One network ACL for each tier, put on each of its subnets.
func ExampleNewVPC_acls() {
	fmt.Println(exhibit.Of("core", func(ctx *pulumi.Context) error {
		_, err := network.NewVPC(ctx, "core", withACLs())
		return err
	}))
	// Output:
	// DefaultSecurityGroup core-default
	// Eip core-nat-a
	// InternetGateway core-internet
	// NatGateway core-nat-a
	// NetworkAcl core-acl-private
	// NetworkAcl core-acl-public
	// NetworkAclAssociation core-private-a
	// NetworkAclAssociation core-private-b
	// NetworkAclAssociation core-public-a
	// NetworkAclAssociation core-public-b
	// Route core-private-a-ipv4
	// Route core-private-b-ipv4
	// Route core-public-ipv4
	// RouteTable core-private-a
	// RouteTable core-private-b
	// RouteTable core-public
	// RouteTableAssociation core-private-a
	// RouteTableAssociation core-private-b
	// RouteTableAssociation core-public-a
	// RouteTableAssociation core-public-b
	// Subnet core-private-a
	// Subnet core-private-b
	// Subnet core-public-a
	// Subnet core-public-b
	// Vpc core-vpc
	// VpcEndpoint core-endpoint-s3
}
