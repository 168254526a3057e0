package network

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// groupPlan is a security group with its rules, all checked.
type groupPlan struct {
	// name is the logical name of the group; rules are named after it.
	name        string
	vpc         pulumi.StringInput
	description string
	ingress     []Rule
	egress      []Rule
	tags        map[string]string
}

// makeGroup makes a security group and a resource for each rule.
func makeGroup(ctx *pulumi.Context, own pulumi.ResourceOption, plan groupPlan) (*ec2.SecurityGroup, error) {
	group, err := ec2.NewSecurityGroup(ctx, plan.name, &ec2.SecurityGroupArgs{
		VpcId:       plan.vpc.ToStringOutput().ToStringPtrOutput(),
		Description: pulumi.String(plan.description),
		Tags:        tagged(plan.name, plan.tags),
	}, own)
	if err != nil {
		return nil, err
	}
	for _, r := range plan.ingress {
		r = r.withDefaults()
		name := component.Name(plan.name, "in", r.Key)
		s := r.sideOf(group)
		_, err := vpc.NewSecurityGroupIngressRule(ctx, name, &vpc.SecurityGroupIngressRuleArgs{
			SecurityGroupId: group.ID(), IpProtocol: pulumi.String(r.ipProtocol()), FromPort: s.from, ToPort: s.to,
			CidrIpv4: s.ipv4, CidrIpv6: s.ipv6, PrefixListId: s.list, ReferencedSecurityGroupId: s.group,
			Description: s.description, Tags: tagged(name, plan.tags),
		}, own)
		if err != nil {
			return nil, err
		}
	}
	for _, r := range plan.egress {
		r = r.withDefaults()
		name := component.Name(plan.name, "out", r.Key)
		s := r.sideOf(group)
		_, err := vpc.NewSecurityGroupEgressRule(ctx, name, &vpc.SecurityGroupEgressRuleArgs{
			SecurityGroupId: group.ID(), IpProtocol: pulumi.String(r.ipProtocol()), FromPort: s.from, ToPort: s.to,
			CidrIpv4: s.ipv4, CidrIpv6: s.ipv6, PrefixListId: s.list, ReferencedSecurityGroupId: s.group,
			Description: s.description, Tags: tagged(name, plan.tags),
		}, own)
		if err != nil {
			return nil, err
		}
	}
	return group, nil
}

// side is the part of a rule that both directions spell alike.
type side struct {
	from, to                             pulumi.IntPtrInput
	ipv4, ipv6, list, group, description pulumi.StringPtrInput
}

func (r Rule) sideOf(own *ec2.SecurityGroup) side {
	var s side
	switch {
	case r.ported():
		s.from, s.to = pulumi.Int(r.Port), pulumi.Int(r.ToPort)
	case r.Protocol != AllProtocols:
		// Any type and any code of ICMP.
		s.from, s.to = pulumi.Int(-1), pulumi.Int(-1)
	}
	switch {
	case r.Self:
		s.group = own.ID().ToStringPtrOutput()
	case r.Group != nil:
		s.group = r.Group.ToStringOutput().ToStringPtrOutput()
	case r.PrefixList != nil:
		s.list = r.PrefixList.ToStringOutput().ToStringPtrOutput()
	case isIPv6(r.CIDR):
		s.ipv6 = pulumi.String(r.CIDR)
	default:
		s.ipv4 = pulumi.String(r.CIDR)
	}
	if r.Description != "" {
		s.description = pulumi.String(r.Description)
	}
	return s
}

// ipProtocol is how EC2 spells the protocol:
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
func (r Rule) ipProtocol() string {
	switch r.Protocol {
	case TCP:
		return "tcp"
	case UDP:
		return "udp"
	case ICMP:
		return "icmp"
	case ICMPv6:
		return "icmpv6"
	}
	return "-1"
}
