package life_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/identity"
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
