// Package network builds the network that everything else of a platform lies
// in: a VPC, security groups and load balancers on AWS.
//
// [NewVPC] makes a VPC over one to six zones of a region with
//
//   - a subnet for each zone and tier, laid out so that no later change moves
//     an existing one (see [Layout]);
//   - one route table for all public subnets, one for the private subnets of
//     each zone, one for all isolated subnets, and each route as a resource of
//     its own;
//   - an internet gateway where there is a public tier, and NAT for the
//     private tiers (see [NAT]);
//   - gateway endpoints for S3 and DynamoDB, and the interface endpoints that
//     are asked for;
//   - a default security group without rules, and flow logs in CloudWatch;
//   - network ACLs for its tiers where they are enabled (see [ACLs]).
//
// The smallest use:
//
//	vpc, err := network.NewVPC(ctx, "core", &network.VPCArgs{
//		Region: "eu-central-1", CIDR: "10.20.0.0/16", Zones: []string{"a", "b"},
//	})
//
// [Plan] is the pure part of it: what would be made, without an engine.
//
// [NewSecurityGroup] makes a security group whose rules are resources of
// their own, keyed by what they allow; [NewSecurityGroupRules] adds rules to one
// that is there already. [NewLoadBalancer] makes a network load
// balancer with its own security group, a listener for each port and a target
// group of instances for each listener. [NewApplicationLoadBalancer] makes an
// application load balancer with listeners, rules by host, path, method, source
// and header, and target groups of instances or addresses. Both log into a
// bucket that [AcceptLogs] opens to them.
//
// [PresetBalancer], [PresetServer], [PresetWorker] and [PresetDatabase] are the
// inbound rules that such machines need, port by port.
//
// Other components take a [Placement], which comes from [VPC.Placement] or,
// for a network that exists already, from [Adopt].
//
// What the package will not do: peer, share or route between VPCs, look up
// zones or images (they are plain settings), or touch a VPC that it adopted.
package network
