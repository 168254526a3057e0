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

// makeGroup makes a security group and a resource for each rule. All of them
// are returned as well.
func makeGroup(ctx *pulumi.Context, own pulumi.ResourceOption, plan groupPlan) (*ec2.SecurityGroup, []pulumi.Resource, error) {
	group, err := ec2.NewSecurityGroup(ctx, plan.name, &ec2.SecurityGroupArgs{
		VpcId:       plan.vpc.ToStringOutput().ToStringPtrOutput(),
		Description: pulumi.String(plan.description),
		Tags:        component.Tagged(plan.name, plan.tags),
	}, own)
	if err != nil {
		return nil, nil, err
	}
	rules, err := plan.makeRules(ctx, own, group.ID().ToStringOutput())
	return group, append(rules, group), err
}

// makeRules makes a resource for each rule of the group.
func (p groupPlan) makeRules(ctx *pulumi.Context, own pulumi.ResourceOption, group pulumi.StringOutput) ([]pulumi.Resource, error) {
	var rules []pulumi.Resource
	for _, r := range p.ingress {
		name := component.Name(p.name, "in", r.withDefaults().Key)
		args := r.args(group, name, p.tags)
		rule, err := vpc.NewSecurityGroupIngressRule(ctx, name, &args, own)
		if err != nil {
			return nil, err
		}
		rules = append(rules, rule)
	}
	for _, r := range p.egress {
		name := component.Name(p.name, "out", r.withDefaults().Key)
		args := vpc.SecurityGroupEgressRuleArgs(r.args(group, name, p.tags))
		rule, err := vpc.NewSecurityGroupEgressRule(ctx, name, &args, own)
		if err != nil {
			return nil, err
		}
		rules = append(rules, rule)
	}
	return rules, nil
}

// args are the rule in the service's terms, which are the same in both
// directions.
func (r Rule) args(own pulumi.StringOutput, name string, tags map[string]string) vpc.SecurityGroupIngressRuleArgs {
	r = r.withDefaults()
	args := vpc.SecurityGroupIngressRuleArgs{
		SecurityGroupId: own, IpProtocol: pulumi.String(r.ipProtocol()), Tags: component.Tagged(name, tags),
	}
	switch {
	case r.ported():
		args.FromPort, args.ToPort = pulumi.Int(r.Port), pulumi.Int(r.ToPort)
	case r.Protocol != AllProtocols:
		// Any type and any code of ICMP.
		args.FromPort, args.ToPort = pulumi.Int(-1), pulumi.Int(-1)
	}
	switch {
	case r.Self:
		args.ReferencedSecurityGroupId = own.ToStringPtrOutput()
	case r.Group != nil:
		args.ReferencedSecurityGroupId = r.Group.ToStringOutput().ToStringPtrOutput()
	case r.PrefixList != nil:
		args.PrefixListId = r.PrefixList.ToStringOutput().ToStringPtrOutput()
	case isIPv6(r.CIDR):
		args.CidrIpv6 = pulumi.String(r.CIDR)
	default:
		args.CidrIpv4 = pulumi.String(r.CIDR)
	}
	if r.Description != "" {
		args.Description = pulumi.String(r.Description)
	}
	return args
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
