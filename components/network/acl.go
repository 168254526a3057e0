package network

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// makeACLs makes the planned network ACLs and puts them on their tiers'
// subnets, and returns their ids by tier.
//
// The rules lie within their ACL and are no resources of their own. Two rules
// cannot have one number, so a rule of its own whose ports change could not be
// made before the old one goes, as the engine replaces things; within the ACL
// the provider takes the old one away and adds the new one in one update.
// Associations are resources of their own: a further zone adds some and
// changes no ACL.
func (b *builder) makeACLs(w ways, subnets map[string]*ec2.Subnet) (pulumi.StringMap, error) {
	ids := pulumi.StringMap{}
	for _, acl := range b.plan.ACLs {
		made, err := ec2.NewNetworkAcl(b.ctx, acl.Name, &ec2.NetworkAclArgs{
			VpcId: b.vpc.ID(), Ingress: b.aclIngress(acl.Ingress), Egress: b.aclEgress(acl.Egress), Tags: b.tagged(acl.Name),
		}, b.own)
		if err != nil {
			return nil, err
		}
		ids[acl.Tier] = made.ID().ToStringOutput()
		for _, s := range b.plan.Subnets {
			if s.Tier != acl.Tier {
				continue
			}
			w.acls[s.Name], err = ec2.NewNetworkAclAssociation(b.ctx, s.Name, &ec2.NetworkAclAssociationArgs{
				NetworkAclId: made.ID(), SubnetId: subnets[s.Name].ID(),
			}, b.own)
			if err != nil {
				return nil, err
			}
		}
	}
	return ids, nil
}

func (b *builder) aclIngress(rules []PlannedACLRule) ec2.NetworkAclIngressArray {
	out := make(ec2.NetworkAclIngressArray, len(rules))
	for i, r := range rules {
		kind, code := r.icmp()
		four, six := b.aclRange(r)
		out[i] = ec2.NetworkAclIngressArgs{
			RuleNo: pulumi.Int(r.number), Action: pulumi.String(r.action()), Protocol: pulumi.String(aclProtocols[r.protocol]),
			FromPort: pulumi.Int(r.port), ToPort: pulumi.Int(r.toPort), IcmpType: kind, IcmpCode: code,
			CidrBlock: four, Ipv6CidrBlock: six,
		}
	}
	return out
}

func (b *builder) aclEgress(rules []PlannedACLRule) ec2.NetworkAclEgressArray {
	out := make(ec2.NetworkAclEgressArray, len(rules))
	for i, r := range rules {
		kind, code := r.icmp()
		four, six := b.aclRange(r)
		out[i] = ec2.NetworkAclEgressArgs{
			RuleNo: pulumi.Int(r.number), Action: pulumi.String(r.action()), Protocol: pulumi.String(aclProtocols[r.protocol]),
			FromPort: pulumi.Int(r.port), ToPort: pulumi.Int(r.toPort), IcmpType: kind, IcmpCode: code,
			CidrBlock: four, Ipv6CidrBlock: six,
		}
	}
	return out
}

// aclProtocols are the protocols as EC2 keeps them for network ACLs, as
// numbers; a name would differ for ever:
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkAclEntry.html
var aclProtocols = map[Protocol]string{TCP: "6", UDP: "17", ICMP: "1", ICMPv6: "58", AllProtocols: "-1"}

// aclRange is the range of a rule in the property of its family.
func (b *builder) aclRange(r PlannedACLRule) (four, six pulumi.StringPtrInput) {
	switch {
	case r.within && r.six:
		return nil, b.vpc.Ipv6CidrBlock.ToStringPtrOutput()
	case r.six:
		return nil, pulumi.StringPtr(r.cidr)
	}
	return pulumi.StringPtr(r.cidr), nil
}

// icmp is the ICMP type and code of a rule, nil for other protocols. -1 is
// any. The two that tell of a packet that is too large are "fragmentation
// needed" of RFC 792 and "packet too big" of RFC 4443:
// https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html
func (r PlannedACLRule) icmp() (kind, code pulumi.IntPtrInput) {
	switch {
	case r.protocol != ICMP && r.protocol != ICMPv6:
		return nil, nil
	case !r.pathMTU:
		return pulumi.IntPtr(-1), pulumi.IntPtr(-1)
	case r.six:
		return pulumi.IntPtr(2), pulumi.IntPtr(0)
	}
	return pulumi.IntPtr(3), pulumi.IntPtr(4)
}
