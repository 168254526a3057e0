package life_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/identity"
)

func TestEveryInputOfAProviderChangesThePlan(t *testing.T) {
	type providerRow = row[identity.OIDCProviderArgs]
	to := func(change func(*identity.OIDCProviderArgs)) providerRow {
		return providerRow{to: func(a *identity.OIDCProviderArgs, _ *fixture) { change(a) }}
	}
	everyInput(t, func(*fixture) identity.OIDCProviderArgs {
		return identity.OIDCProviderArgs{Issuer: identity.GitHubIssuer}
	},
		func(ctx *pulumi.Context, a *identity.OIDCProviderArgs, _ *fixture) (string, error) {
			_, err := identity.NewOIDCProvider(ctx, "ci", a)
			return "", err
		}, map[string]providerRow{
			"Issuer":      to(func(a *identity.OIDCProviderArgs) { a.Issuer = "https://ci." + domain }),
			"Audiences":   to(func(a *identity.OIDCProviderArgs) { a.Audiences = []string{"elsewhere"} }),
			"Thumbprints": to(func(a *identity.OIDCProviderArgs) { a.Thumbprints = []string{strings.Repeat("0", 40)} }),
			"Tags":        to(func(a *identity.OIDCProviderArgs) { a.Tags = tags() }),
		})
}

func TestEveryInputOfAPolicyChangesThePlan(t *testing.T) {
	type policyRow = row[identity.PolicyArgs]
	to := func(change func(*identity.PolicyArgs)) policyRow {
		return policyRow{to: func(a *identity.PolicyArgs, _ *fixture) { change(a) }}
	}
	everyInput(t, func(*fixture) identity.PolicyArgs { return identity.PolicyArgs{Document: mayRead("a")} },
		func(ctx *pulumi.Context, a *identity.PolicyArgs, _ *fixture) (string, error) {
			_, err := identity.NewPolicy(ctx, "read", a)
			return "", err
		}, map[string]policyRow{
			"Document":    to(func(a *identity.PolicyArgs) { a.Document = mayRead("b") }),
			"Name":        to(func(a *identity.PolicyArgs) { a.Name = "read" }),
			"Path":        to(func(a *identity.PolicyArgs) { a.Path = "/jobs/" }),
			"Description": to(func(a *identity.PolicyArgs) { a.Description = "Reads" }),
			"Tags":        to(func(a *identity.PolicyArgs) { a.Tags = tags() }),
		})
}

func TestEveryInputOfAnInstanceProfileChangesThePlan(t *testing.T) {
	type profileRow = row[identity.InstanceProfileArgs]
	to := func(change func(*identity.InstanceProfileArgs)) profileRow {
		return profileRow{to: func(a *identity.InstanceProfileArgs, _ *fixture) { change(a) }}
	}
	everyInput(t, func(*fixture) identity.InstanceProfileArgs { return identity.InstanceProfileArgs{} },
		func(ctx *pulumi.Context, a *identity.InstanceProfileArgs, _ *fixture) (string, error) {
			name := "one"
			if a.Role != nil {
				name = "two"
			}
			role, err := identity.NewRole(ctx, name, &identity.RoleArgs{Trust: identity.TrustService("ec2"), Name: name})
			if err != nil {
				return "", err
			}
			a.Role = role
			_, err = identity.NewInstanceProfile(ctx, "machine", a)
			return "", err
		}, map[string]profileRow{
			"Role": to(func(a *identity.InstanceProfileArgs) { a.Role = &identity.Role{} }),
			"Name": to(func(a *identity.InstanceProfileArgs) { a.Name = "machine" }),
			"Path": to(func(a *identity.InstanceProfileArgs) { a.Path = "/jobs/" }),
			"Tags": to(func(a *identity.InstanceProfileArgs) { a.Tags = tags() }),
		})
}
