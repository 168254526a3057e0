package identity

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// TypeInstanceProfile is the type token of InstanceProfile. Changing it needs
// an alias.
const TypeInstanceProfile = "drydock:identity:InstanceProfile"

// InstanceProfileArgs are the settings of an InstanceProfile.
type InstanceProfileArgs struct {
	// Role that machines act with. It must trust EC2, TrustService("ec2").
	// Required. Changing it changes what running machines may do, within
	// minutes.
	Role *Role
	// Name in IAM, at most 128 characters. Empty lets the engine choose one.
	// Changing it replaces the profile.
	Name string
	// Path in IAM. Empty means DefaultPath.
	Path string
	// Tags of the profile. It has a Name tag besides.
	Tags map[string]string
}

// InstanceProfile is how EC2 hands a role to a machine. The machines of
// package compute have one of their own; this one is for those that are made
// otherwise.
type InstanceProfile struct {
	pulumi.ResourceState

	// ARN of the profile, for a launch template. It is known when the role has
	// its permissions, so that a machine never starts without them.
	ARN pulumi.StringOutput `pulumi:"arn"`
	// Name of the profile, for an instance.
	Name pulumi.StringOutput `pulumi:"name"`
}

// CheckInstanceProfile returns what is wrong with the arguments of a profile,
// without making it.
func CheckInstanceProfile(name string, args *InstanceProfileArgs) error {
	p := component.NewProblems("instance profile", name)
	if args == nil {
		p.Add("args", nil, "nil", "pass the role")
		return p.Err()
	}
	if args.Role == nil {
		p.Add("Role", nil, "nil", `pass one that trusts EC2, such as with identity.TrustService("ec2")`)
	}
	checkEntityName(p, name, args.Name, "-profile")
	checkPath(p, pathOr(args.Path), rolePathForm)
	checkTags(p, args.Tags)
	return p.Err()
}

// NewInstanceProfile makes a profile. The error, if the arguments are wrong,
// has one line for each problem, and nothing was registered.
func NewInstanceProfile(ctx *pulumi.Context, name string, args *InstanceProfileArgs, opts ...pulumi.ResourceOption) (*InstanceProfile, error) {
	if err := CheckInstanceProfile(name, args); err != nil {
		return nil, err
	}
	i := &InstanceProfile{}
	in := pulumi.Map{"path": pulumi.String(pathOr(args.Path))}
	if args.Name != "" {
		in["name"] = pulumi.String(args.Name)
	}
	if err := component.Register(ctx, TypeInstanceProfile, name, in, i, opts...); err != nil {
		return nil, err
	}
	logical := component.Name(name, "profile")
	profile, err := iam.NewInstanceProfile(ctx, logical, &iam.InstanceProfileArgs{
		Name: optional(args.Name), Path: pulumi.String(pathOr(args.Path)), Role: args.Role.Name, Tags: component.Tagged(logical, args.Tags),
	}, pulumi.Parent(i), pulumi.DependsOn(args.Role.Policies()))
	if err != nil {
		return nil, err
	}
	i.ARN, i.Name = profile.Arn, profile.Name
	return i, component.Publish(ctx, i)
}
