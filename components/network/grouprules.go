package network

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// TypeSecurityGroupRules is the type token of SecurityGroupRules. Changing it
// needs an alias.
const TypeSecurityGroupRules = "drydock:network:SecurityGroupRules"

// SecurityGroupRulesArgs are the settings of SecurityGroupRules.
type SecurityGroupRulesArgs struct {
	// Group is the id of the security group. Required.
	Group pulumi.StringInput
	// Ingress lets traffic in.
	Ingress []Rule
	// Egress lets traffic out.
	Egress []Rule
	// Tags of the rules. Each has a Name tag besides.
	Tags map[string]string
}

// SecurityGroupRules are rules for a group that is made elsewhere: of two
// groups that let each other in, one has to be there before its rules can name
// the other. EC2 adds them to the rules that the group has, and refuses one
// that it has already.
type SecurityGroupRules struct {
	pulumi.ResourceState

	// Group is the id of the group.
	Group pulumi.StringOutput `pulumi:"securityGroupId"`

	ready []pulumi.Resource
}

// Ready is what must be there before traffic can flow by the rules.
func (s *SecurityGroupRules) Ready() []pulumi.Resource { return slices.Clone(s.ready) }

// CheckSecurityGroupRules returns what is wrong with the arguments of rules,
// without making them.
func CheckSecurityGroupRules(name string, args *SecurityGroupRulesArgs) error {
	_, err := planSecurityGroupRules(name, args)
	return err
}

func planSecurityGroupRules(name string, args *SecurityGroupRulesArgs) (SecurityGroupRulesArgs, error) {
	p := component.NewProblems("security group rules", name)
	if args == nil {
		p.Add("args", nil, "nil", "pass the group and its rules")
		return SecurityGroupRulesArgs{}, p.Err()
	}
	a := SecurityGroupRulesArgs{
		Group: args.Group, Ingress: rulesWithDefaults(args.Ingress), Egress: rulesWithDefaults(args.Egress), Tags: maps.Clone(args.Tags),
	}
	checkName(p, name)
	if a.Group == nil {
		p.Add("Group", nil, "nil", "pass the id of the security group")
	}
	if len(a.Ingress)+len(a.Egress) == 0 {
		p.Add("Ingress", nil, "no rule at all", "give one, in or out")
	}
	checkRules(p, "Ingress", a.Ingress, true)
	checkRules(p, "Egress", a.Egress, false)
	checkTags(p, "Tags", a.Tags, 1)
	return a, p.Err()
}

// NewSecurityGroupRules adds rules to a group. The error, if the arguments are
// wrong, has one line for each problem, and nothing was registered.
func NewSecurityGroupRules(
	ctx *pulumi.Context, name string, args *SecurityGroupRulesArgs, opts ...pulumi.ResourceOption,
) (*SecurityGroupRules, error) {
	a, err := planSecurityGroupRules(name, args)
	if err != nil {
		return nil, err
	}
	s := &SecurityGroupRules{}
	in := pulumi.Map{"ingress": pulumi.ToStringArray(ruleKeys(a.Ingress)), "egress": pulumi.ToStringArray(ruleKeys(a.Egress))}
	if err := component.Register(ctx, TypeSecurityGroupRules, name, in, s, opts...); err != nil {
		return nil, err
	}
	s.Group = a.Group.ToStringOutput()
	plan := groupPlan{name: name, ingress: a.Ingress, egress: a.Egress, tags: a.Tags}
	if s.ready, err = plan.makeRules(ctx, pulumi.Parent(s), s.Group); err != nil {
		return nil, err
	}
	return s, component.Publish(ctx, s)
}
