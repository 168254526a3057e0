package identity_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// account is a simulated account with its IAM.
func account() (*simcloud.Cloud, error) {
	p := &world.Provider{Name: "aws", Types: map[string]*world.Type{}}
	for _, typ := range iam.Types() {
		p.Types[typ.Token] = typ
	}
	return simcloud.New(simcloud.With(p))
}

func deploy(cloud *simcloud.Cloud, program pulumi.RunFunc) error {
	return pulumi.RunErr(program, pulumi.WithMocks("project", "stack", cloud.Mocks(simcloud.Config{})))
}

// show runs a program against a simulated account and prints what is in its
// IAM then.
func show(program pulumi.RunFunc) {
	cloud, err := account()
	if err == nil {
		err = deploy(cloud, program)
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	var lines []string
	for _, i := range cloud.Inventory() {
		if i.URN != "" {
			lines = append(lines, i.Kind[strings.LastIndex(i.Kind, ":")+1:]+" "+i.URN[strings.LastIndex(i.URN, "::")+2:])
		}
	}
	slices.Sort(lines)
	fmt.Println(strings.Join(lines, "\n"))
}

// A role for machines that may read one bucket.
func ExampleNewRole() {
	show(func(ctx *pulumi.Context) error {
		_, err := identity.NewRole(ctx, "reader", &identity.RoleArgs{
			Trust:    identity.TrustService("ec2"),
			Policies: map[string]identity.Source{"read": identity.Allow([]string{"s3:GetObject"}, "arn:aws:s3:::acme-releases/*")},
		})
		return err
	})
	// Output:
	// Role reader-role
	// RolePolicy reader-policy-read
}

// A role that one job on Concourse assumes to deploy, within a boundary that
// keeps it from making roles of its own.
func ExampleNewRole_complete() {
	show(func(ctx *pulumi.Context) error {
		concourse, err := identity.NewOIDCProvider(ctx, "concourse", &identity.OIDCProviderArgs{Issuer: "https://ci.acme.com"})
		if err != nil {
			return err
		}
		boundary, err := identity.NewPolicy(ctx, "deployers", &identity.PolicyArgs{
			Description: "The most that a pipeline can be allowed",
			Document: identity.Document{Statements: []identity.Statement{
				{SID: "Most", Actions: []string{"*"}, Resources: []string{"*"}, AllowWildcard: true},
				{SID: "NoRoles", Effect: identity.EffectDeny, Actions: []string{"iam:*"}, Resources: []string{"*"}},
			}},
		})
		if err != nil {
			return err
		}
		deploy := identity.ConcourseSubject{Team: "main", Pipeline: "shop", Job: "deploy"}
		_, err = identity.NewRole(ctx, "deploy", &identity.RoleArgs{
			Trust: identity.TrustConcourse(concourse.OIDC(), deploy), Boundary: boundary.ARN,
			Path: "/pipelines/", Description: "Deploys the shop", MaxSession: 3600, Partition: identity.PartitionOf("eu-central-1"),
			ManagedPolicies: []string{"AmazonEC2ContainerRegistryPullOnly"},
			Policies: map[string]identity.Source{
				"release": identity.Document{Statements: []identity.Statement{{
					Actions: []string{"s3:PutObject"}, Resources: []string{"arn:aws:s3:::acme-releases/shop/*"},
					Conditions: []identity.Condition{{Operator: "Bool", Key: "aws:SecureTransport", Values: []string{"true"}}},
				}}},
			},
			Tags: map[string]string{"owner": "shop"},
		})
		fmt.Println("sub:", deploy.Subject(), "subject_scope:", deploy.Scope())
		return err
	})
	// Output:
	// sub: main/shop//deploy subject_scope: job
	// OpenIdConnectProvider concourse-provider
	// Policy deployers-policy
	// Role deploy-role
	// RolePolicy deploy-policy-release
	// RolePolicyAttachment deploy-attach-AmazonEC2ContainerRegistryPullOnly
}

// A profile for machines that are not of package compute.
func ExampleNewInstanceProfile() {
	show(func(ctx *pulumi.Context) error {
		role, err := identity.NewRole(ctx, "agent", &identity.RoleArgs{
			Trust: identity.TrustService("ec2"), ManagedPolicies: []string{"AmazonSSMManagedInstanceCore"},
		})
		if err != nil {
			return err
		}
		_, err = identity.NewInstanceProfile(ctx, "agent", &identity.InstanceProfileArgs{Role: role})
		return err
	})
	// Output:
	// InstanceProfile agent-profile
	// Role agent-role
	// RolePolicyAttachment agent-attach-AmazonSSMManagedInstanceCore
}

// The workflows of one repository on GitHub, in one environment.
func ExampleNewOIDCProvider() {
	show(func(ctx *pulumi.Context) error {
		github, err := identity.NewOIDCProvider(ctx, "github", &identity.OIDCProviderArgs{Issuer: identity.GitHubIssuer})
		if err != nil {
			return err
		}
		_, err = identity.NewRole(ctx, "ship", &identity.RoleArgs{
			Trust:    identity.TrustGitHub(github.ARN, identity.GitHubWorkflow{Owner: "acme", Repository: "shop", Environment: "prod"}),
			Policies: map[string]identity.Source{"push": identity.Allow([]string{"ecr:PutImage"}, "arn:aws:ecr:eu-central-1:111122223333:repository/shop")},
		})
		return err
	})
	// Output:
	// OpenIdConnectProvider github-provider
	// Role ship-role
	// RolePolicy ship-policy-push
}

// One document for several roles.
func ExampleNewPolicy() {
	show(func(ctx *pulumi.Context) error {
		logs, err := identity.NewPolicy(ctx, "logs", &identity.PolicyArgs{
			Document: identity.Allow([]string{"logs:CreateLogStream", "logs:PutLogEvents"}, "arn:aws:logs:eu-central-1:111122223333:log-group:/acme/*"),
		})
		if err != nil {
			return err
		}
		for _, name := range []string{"web", "jobs"} {
			if _, err := identity.NewRole(ctx, name, &identity.RoleArgs{
				Trust: identity.TrustService("ec2"), Attached: map[string]pulumi.StringInput{"logs": logs.ARN},
			}); err != nil {
				return err
			}
		}
		return nil
	})
	// Output:
	// Policy logs-policy
	// Role jobs-role
	// Role web-role
	// RolePolicyAttachment jobs-attach-logs
	// RolePolicyAttachment web-attach-logs
}
