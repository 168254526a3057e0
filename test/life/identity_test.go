package life_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/test/simtest"
)

func role(change func(*identity.RoleArgs)) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		a := identity.RoleArgs{Trust: identity.TrustService("ec2")}
		change(&a)
		_, err := identity.NewRole(ctx, "backup", &a)
		return err
	}
}

func mayRead(bucket string) identity.Source {
	return identity.Allow([]string{"s3:GetObject"}, "arn:aws:s3:::"+bucket+"/*")
}

func completeRole(a *identity.RoleArgs) {
	a.Description, a.Path, a.MaxSession, a.Tags = "Backups", "/jobs/", 7200, tags()
	a.ManagedPolicies = []string{"AmazonSSMManagedInstanceCore", "CloudWatchAgentServerPolicy"}
	a.Policies = map[string]identity.Source{"read": mayRead("a"), "second": mayRead("b")}
}

func TestRolesLiveAndTheirPoliciesComeAndGoByThemselves(t *testing.T) {
	t.Parallel()
	live(t, role(func(*identity.RoleArgs) {}))
	also := func(changes ...func(*identity.RoleArgs)) pulumi.RunFunc {
		return role(func(a *identity.RoleArgs) {
			completeRole(a)
			for _, c := range changes {
				c(a)
			}
		})
	}
	more := func(a *identity.RoleArgs) {
		a.Policies["third"] = mayRead("c")
		a.ManagedPolicies = append([]string{"AmazonEC2ContainerRegistryPullOnly"}, a.ManagedPolicies...)
	}
	less := func(a *identity.RoleArgs) {
		delete(a.Policies, "second")
		a.ManagedPolicies = []string{a.ManagedPolicies[0], a.ManagedPolicies[2]}
	}
	live(t, also(),
		change{name: "a policy of each kind more", to: also(more), does: []string{
			"+ RolePolicy backup-policy-third",
			"+ RolePolicyAttachment backup-attach-AmazonEC2ContainerRegistryPullOnly",
		}},
		change{name: "the middle one of each goes", to: also(more, less), does: []string{
			"- RolePolicy backup-policy-second",
			"- RolePolicyAttachment backup-attach-AmazonSSMManagedInstanceCore",
		}},
		change{name: "others may assume it", to: also(more, less, func(a *identity.RoleArgs) { a.Trust = identity.TrustService("ec2", "ecs-tasks") }), does: []string{
			"~ Role backup-role",
		}},
	)
}

// federated is a role that jobs of a Concourse assume, within a boundary, and
// its profile for machines.
func federated(job, audience, description string) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		p, err := identity.NewOIDCProvider(ctx, "ci", &identity.OIDCProviderArgs{Issuer: "https://ci." + domain, Audiences: []string{audience}})
		if err != nil {
			return err
		}
		boundary, err := identity.NewPolicy(ctx, "most", &identity.PolicyArgs{Document: mayRead("a"), Description: description, Tags: tags()})
		if err != nil {
			return err
		}
		r, err := identity.NewRole(ctx, "deploy", &identity.RoleArgs{
			Trust:    identity.TrustConcourse(p.OIDC(), identity.ConcourseSubject{Team: "main", Pipeline: "dock", Job: job}),
			Boundary: boundary.ARN, Attached: map[string]pulumi.StringInput{"most": boundary.ARN},
		})
		if err != nil {
			return err
		}
		_, err = identity.NewInstanceProfile(ctx, "deploy", &identity.InstanceProfileArgs{Role: r})
		return err
	}
}

func TestProvidersPoliciesAndProfilesLive(t *testing.T) {
	t.Parallel()
	const sts = "sts.amazonaws.com"
	live(t, federated("up", sts, ""),
		change{name: "another job", to: federated("down", sts, ""), does: []string{"~ Role deploy-role"}},
		change{name: "another audience", to: federated("down", "dock", ""), does: []string{"~ OpenIdConnectProvider ci-provider"}},
		change{name: "a description, which IAM never changes", to: federated("down", "dock", "The most"), does: []string{
			"+ Policy most-policy", "+- Policy most-policy", "- Policy most-policy",
			"+ RolePolicyAttachment deploy-attach-most", "+- RolePolicyAttachment deploy-attach-most", "- RolePolicyAttachment deploy-attach-most",
			"~ Role deploy-role",
		}},
	)
}

func TestAProfileTakesAnotherRoleInPlace(t *testing.T) {
	t.Parallel()
	profile := func(name string) pulumi.RunFunc {
		return func(ctx *pulumi.Context) error {
			var last *identity.Role
			for _, n := range []string{"first", "second"} {
				r, err := identity.NewRole(ctx, n, &identity.RoleArgs{Trust: identity.TrustService("ec2")})
				if err != nil {
					return err
				}
				if n == name {
					last = r
				}
			}
			_, err := identity.NewInstanceProfile(ctx, "machine", &identity.InstanceProfileArgs{Role: last})
			return err
		}
	}
	live(t, profile("first"), change{name: "another role", to: profile("second"), does: []string{"~ InstanceProfile machine-profile"}})
}

func TestATrustThatWasWidenedByHandIsNarrowedAgain(t *testing.T) {
	t.Parallel()
	s := simtest.New(t, federated("up", "sts.amazonaws.com", ""), simtest.On(established(t)))
	s.Up().NoError(t)
	was := object(t, s.Cloud, api.Role, "deploy-role").Props.Str("assumeRolePolicy")
	changed(t, s.Cloud, api.Role, "deploy-role", "assumeRolePolicy", strings.ReplaceAll(was, "main/dock//up", "*"))
	s.Refresh().NoError(t)
	assert.Equal(t, []string{"~ Role deploy-role"}, steps(s.Up().NoError(t)))
	assert.Equal(t, was, object(t, s.Cloud, api.Role, "deploy-role").Props.Str("assumeRolePolicy"))
	s.Destroy().NoError(t)
	s.NothingLeft(t)
}

func TestWrongIdentitiesRegisterNothing(t *testing.T) {
	t.Parallel()
	for name, program := range map[string]pulumi.RunFunc{
		"a role": role(func(a *identity.RoleArgs) {
			a.Trust = identity.TrustConcourse(identity.OIDC{ARN: pulumi.String("arn"), Issuer: pulumi.String("http://ci." + domain)}, identity.ConcourseSubject{})
		}),
		"a provider": func(ctx *pulumi.Context) error {
			_, err := identity.NewOIDCProvider(ctx, "ci", &identity.OIDCProviderArgs{Issuer: "http://ci." + domain})
			return err
		},
		"a policy": func(ctx *pulumi.Context) error {
			_, err := identity.NewPolicy(ctx, "all", &identity.PolicyArgs{Document: identity.Allow([]string{"*"}, "*")})
			return err
		},
		"a profile": func(ctx *pulumi.Context) error {
			_, err := identity.NewInstanceProfile(ctx, "m", &identity.InstanceProfileArgs{})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) { nothingRegistered(t, program) })
	}
}
