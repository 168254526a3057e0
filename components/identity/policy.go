package identity

import (
	"fmt"
	"regexp"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// TypePolicy is the type token of Policy. Changing it needs an alias.
const TypePolicy = "drydock:identity:Policy"

// MaxManagedSize is the largest managed policy in characters, white space not
// counted: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const MaxManagedSize = 6144

// policyPathForm is narrower than that of a role:
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
var policyPathForm = regexp.MustCompile(`^(/[A-Za-z0-9.,+@=_-]{1,510})*/$`)

// PolicyArgs are the settings of a Policy.
type PolicyArgs struct {
	// Document of permissions. Required.
	Document Source
	// Name in IAM, at most 128 characters. Empty lets the engine choose one.
	// Changing it replaces the policy.
	Name string
	// Path in IAM. Empty means DefaultPath. Changing it replaces the policy.
	Path string
	// Description for the console, at most 1,000 characters. IAM never changes
	// it: a change replaces the policy.
	Description string
	// Tags of the policy. It has a Name tag besides.
	Tags map[string]string
}

// Policy is a managed policy of the account's own: for several roles
// (RoleArgs.Attached), or the boundary of what a role can be allowed
// (RoleArgs.Boundary). What only one role needs is better said in its own
// RoleArgs.Policies.
type Policy struct {
	pulumi.ResourceState

	// ARN of the policy.
	ARN pulumi.StringOutput `pulumi:"arn"`
	// Name of the policy in IAM.
	Name pulumi.StringOutput `pulumi:"name"`
}

// CheckPolicy returns what is wrong with the arguments of a policy, without
// making it.
func CheckPolicy(name string, args *PolicyArgs) error {
	p := component.NewProblems("policy", name)
	if args == nil {
		p.Add("args", nil, "nil", "pass the document")
		return p.Err()
	}
	checkEntityName(p, name, args.Name, "-policy")
	checkPath(p, pathOr(args.Path), policyPathForm)
	checkDescription(p, args.Description)
	if args.Document == nil {
		p.Add("Document", nil, "not given", `say what is allowed, such as with identity.Allow`)
	} else {
		p.Join("Document", args.Document.Check(Permissions))
		if size := len(args.Document.known()); size > MaxManagedSize {
			p.Add("Document", nil, fmt.Sprintf("%d characters, above the %d of a managed policy", size, MaxManagedSize), "split it")
		}
	}
	checkTags(p, args.Tags)
	return p.Err()
}

// NewPolicy makes a policy. The error, if the arguments are wrong, has one line
// for each problem, and nothing was registered.
func NewPolicy(ctx *pulumi.Context, name string, args *PolicyArgs, opts ...pulumi.ResourceOption) (*Policy, error) {
	if err := CheckPolicy(name, args); err != nil {
		return nil, err
	}
	p := &Policy{}
	in := pulumi.Map{"path": pulumi.String(pathOr(args.Path))}
	if args.Name != "" {
		in["name"] = pulumi.String(args.Name)
	}
	if err := component.Register(ctx, TypePolicy, name, in, p, opts...); err != nil {
		return nil, err
	}
	logical := component.Name(name, "policy")
	policy, err := iam.NewPolicy(ctx, logical, &iam.PolicyArgs{
		Name: optional(args.Name), Path: pulumi.String(pathOr(args.Path)), Description: optional(args.Description),
		Policy: args.Document.Output(), Tags: component.Tagged(logical, args.Tags),
	}, pulumi.Parent(p))
	if err != nil {
		return nil, err
	}
	p.ARN, p.Name = policy.Arn, policy.Name
	return p, component.Publish(ctx, p)
}
