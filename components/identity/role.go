package identity

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// TypeRole is the type token of Role. Changing it needs an alias.
const TypeRole = "drydock:identity:Role"

// Role is an IAM role with its policies.
type Role struct {
	pulumi.ResourceState

	// ARN of the role.
	ARN pulumi.StringOutput `pulumi:"arn"`
	// Name of the role in IAM.
	Name pulumi.StringOutput `pulumi:"name"`

	policies []pulumi.Resource
}

// NewRole makes the role, one inline policy for each of Policies and one
// attachment for each of ManagedPolicies and Attached. The error, if the
// arguments are wrong, has one line for each problem.
func NewRole(ctx *pulumi.Context, name string, args *RoleArgs, opts ...pulumi.ResourceOption) (*Role, error) {
	plan, err := planRole(name, args)
	if err != nil {
		return nil, err
	}
	r := &Role{}
	if err := component.Register(ctx, TypeRole, name, plan.inputs(), r, opts...); err != nil {
		return nil, err
	}
	if err := r.build(ctx, name, plan); err != nil {
		return nil, err
	}
	return r, component.Publish(ctx, r)
}

// Policies are the resources that give the role its permissions. Something
// that acts as the role must depend on them, not on the role alone, and is so
// deleted before them.
func (r *Role) Policies() []pulumi.Resource { return slices.Clone(r.policies) }

func (r *Role) build(ctx *pulumi.Context, name string, plan RoleArgs) error {
	own := pulumi.Parent(r)
	logical := component.Name(name, "role")
	role, err := iam.NewRole(ctx, logical, &iam.RoleArgs{
		AssumeRolePolicy:    plan.Trust.Output(),
		Description:         optional(plan.Description),
		Name:                optional(plan.Name),
		Path:                pulumi.String(plan.Path),
		MaxSessionDuration:  pulumi.Int(plan.MaxSession),
		PermissionsBoundary: optionalInput(plan.Boundary),
		// A policy that somebody attached by hand would otherwise keep the
		// role from being deleted.
		ForceDetachPolicies: pulumi.Bool(true),
		Tags:                component.Tagged(logical, plan.Tags),
	}, own)
	if err != nil {
		return err
	}
	r.ARN, r.Name = role.Arn, role.Name
	if err := r.inline(ctx, name, plan, role); err != nil {
		return err
	}
	return r.attach(ctx, name, plan, role)
}

func (r *Role) inline(ctx *pulumi.Context, name string, plan RoleArgs, role *iam.Role) error {
	for _, key := range slices.Sorted(maps.Keys(plan.Policies)) {
		policy, err := iam.NewRolePolicy(ctx, component.Name(name, "policy", key), &iam.RolePolicyArgs{
			Name: pulumi.String(key), Role: role.Name, Policy: plan.Policies[key].Output(),
		}, pulumi.Parent(r))
		if err != nil {
			return err
		}
		r.policies = append(r.policies, policy)
	}
	return nil
}

func (r *Role) attach(ctx *pulumi.Context, name string, plan RoleArgs, role *iam.Role) error {
	all := plan.attachments()
	for _, key := range slices.Sorted(maps.Keys(all)) {
		attachment, err := iam.NewRolePolicyAttachment(ctx, component.Name(name, "attach", key),
			&iam.RolePolicyAttachmentArgs{Role: role.Name, PolicyArn: all[key]}, pulumi.Parent(r))
		if err != nil {
			return err
		}
		r.policies = append(r.policies, attachment)
	}
	return nil
}

func optional(s string) pulumi.StringPtrInput {
	if s == "" {
		return nil
	}
	return pulumi.String(s)
}

func optionalInput(s pulumi.StringInput) pulumi.StringPtrInput {
	if s == nil {
		return nil
	}
	return s.ToStringOutput().ToStringPtrOutput()
}
