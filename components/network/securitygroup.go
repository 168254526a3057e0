package network

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// TypeSecurityGroup is the type token of SecurityGroup. Changing it needs an
// alias.
const TypeSecurityGroup = "drydock:network:SecurityGroup"

// SecurityGroupArgs are the settings of a SecurityGroup.
type SecurityGroupArgs struct {
	// Network whose VPC the group belongs to. Required.
	Network Placement
	// Description of the group, up to 255 characters; changing it replaces
	// the group. Empty means the component's name.
	Description string
	// Ingress lets traffic in. Nothing unless given.
	Ingress []Rule
	// Egress lets traffic out. Nothing unless given: see EgressAnywhere.
	Egress []Rule
	// Tags of the group and its rules. Each has a Name tag besides.
	Tags map[string]string
}

func (a SecurityGroupArgs) withDefaults(name string) SecurityGroupArgs {
	if a.Description == "" {
		a.Description = name
	}
	a.Ingress, a.Egress = rulesWithDefaults(a.Ingress), rulesWithDefaults(a.Egress)
	a.Tags = maps.Clone(a.Tags)
	return a
}

func rulesWithDefaults(rules []Rule) []Rule {
	out := make([]Rule, len(rules))
	for i, r := range rules {
		out[i] = r.withDefaults()
	}
	return out
}

// SecurityGroup is a security group whose rules are resources of their own,
// named after their keys: adding, removing or reordering rules touches no
// other.
type SecurityGroup struct {
	pulumi.ResourceState

	// ID and ARN of the group.
	ID  pulumi.StringOutput `pulumi:"securityGroupId"`
	ARN pulumi.StringOutput `pulumi:"arn"`

	ready []pulumi.Resource
}

// Ready is what must be there before traffic can flow by the group's rules.
func (s *SecurityGroup) Ready() []pulumi.Resource { return slices.Clone(s.ready) }

// CheckSecurityGroup returns what is wrong with the arguments of a security
// group, without making it.
func CheckSecurityGroup(name string, args *SecurityGroupArgs) error {
	_, err := planSecurityGroup(name, args)
	return err
}

// NewSecurityGroup makes a security group. The error, if the arguments are
// wrong, has one line for each problem, and nothing was registered.
func NewSecurityGroup(
	ctx *pulumi.Context, name string, args *SecurityGroupArgs, opts ...pulumi.ResourceOption,
) (*SecurityGroup, error) {
	a, err := planSecurityGroup(name, args)
	if err != nil {
		return nil, err
	}
	s := &SecurityGroup{}
	if err := component.Register(ctx, TypeSecurityGroup, name, a.inputs(), s, opts...); err != nil {
		return nil, err
	}
	group, ready, err := makeGroup(ctx, pulumi.Parent(s), groupPlan{
		name: component.Name(name, "group"), vpc: a.Network.VPCID, description: a.Description,
		ingress: a.Ingress, egress: a.Egress, tags: a.Tags,
	})
	if err != nil {
		return nil, err
	}
	s.ID, s.ARN, s.ready = group.ID().ToStringOutput(), group.Arn, ready
	return s, component.Publish(ctx, s)
}

func planSecurityGroup(name string, args *SecurityGroupArgs) (SecurityGroupArgs, error) {
	p := component.NewProblems("security group", name)
	if args == nil {
		p.Add("args", nil, "nil", "pass the settings of the group")
		return SecurityGroupArgs{}, p.Err()
	}
	a := args.withDefaults(name)
	checkName(p, name)
	checkPlacement(p, a.Network)
	if !descriptionForm.MatchString(a.Description) {
		p.Add("Description", a.Description, "not a description that EC2 takes",
			"use up to 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*")
	}
	checkRules(p, "Ingress", a.Ingress, true)
	checkRules(p, "Egress", a.Egress, false)
	checkTags(p, "Tags", a.Tags, 1)
	return a, p.Err()
}

func (a SecurityGroupArgs) inputs() pulumi.Map {
	return pulumi.Map{
		"description": pulumi.String(a.Description),
		"ingress":     pulumi.ToStringArray(ruleKeys(a.Ingress)), "egress": pulumi.ToStringArray(ruleKeys(a.Egress)),
	}
}

func ruleKeys(rules []Rule) []string {
	keys := make([]string, len(rules))
	for i, r := range rules {
		keys[i] = r.Key
	}
	return keys
}
