package identity_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// What a token gets is IAM's decision: the trusts are judged by it, not by
// their text.
func TestOnlyTheTokensThatWereMeantGetTheRole(t *testing.T) {
	const audience = "sts.amazonaws.com"
	for name, c := range map[string]struct {
		issuer    string
		trust     func(identity.OIDC) identity.Source
		in        []string
		out       []string
		audiences []string
	}{
		"a team on Concourse": {
			issuer: "https://ci.example.com",
			trust: func(o identity.OIDC) identity.Source {
				return identity.TrustConcourse(o, identity.ConcourseSubject{Team: "main"})
			},
			in: []string{"main"}, out: []string{"main/shop", "other", "main%2Fshop", ""},
		},
		"a pipeline and a job on Concourse": {
			issuer: "https://ci.example.com/oidc",
			trust: func(o identity.OIDC) identity.Source {
				return identity.TrustConcourse(o, identity.ConcourseSubject{Team: "main", Pipeline: "shop"},
					identity.ConcourseSubject{Team: "main", Pipeline: "infra", Job: "up"})
			},
			in:  []string{"main/shop", "main/infra//up"},
			out: []string{"main", "main/infra", "main/shop//up", "main/infra//down", "main/infra/a:b/up", "other/shop"},
		},
		"an environment on GitHub": {
			issuer: identity.GitHubIssuer,
			trust: func(o identity.OIDC) identity.Source {
				return identity.TrustGitHub(o.ARN, identity.GitHubWorkflow{Owner: "acme", Repository: "shop", Environment: "prod"})
			},
			in: []string{"repo:acme/shop:environment:prod"}, out: []string{"repo:acme/shop:environment:dev", "repo:evil/shop:environment:prod"},
		},
		"a service account": {
			issuer: "https://oidc.example.com/id/1",
			trust: func(o identity.OIDC) identity.Source {
				return identity.TrustServiceAccount(o, identity.ServiceAccount{Namespace: "app", Name: "web"})
			},
			in: []string{"system:serviceaccount:app:web"}, out: []string{"system:serviceaccount:app:worker", "system:serviceaccount:web:app"},
		},
		"nobody, where the account accepts other audiences": {
			issuer: "https://ci.example.com", audiences: []string{"elsewhere"},
			trust: func(o identity.OIDC) identity.Source {
				return identity.TrustConcourse(o, identity.ConcourseSubject{Team: "main"})
			},
			out: []string{"main"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			cloud, err := account()
			require.NoError(t, err)
			require.NoError(t, deploy(cloud, func(ctx *pulumi.Context) error {
				p, err := identity.NewOIDCProvider(ctx, "p", &identity.OIDCProviderArgs{Issuer: c.issuer, Audiences: c.audiences})
				if err != nil {
					return err
				}
				_, err = identity.NewRole(ctx, "r", &identity.RoleArgs{Name: "r", Trust: c.trust(p.OIDC())})
				return err
			}))
			cloud.World().View("", func(w *world.Call) {
				provider, role := w.All(api.OIDCProvider)[0], w.Find(api.Role, "r")
				gets := func(subject, audience string) bool {
					return iam.TrustsToken(role, provider, iam.WebToken{Subject: subject, Audience: audience})
				}
				for _, subject := range c.in {
					assert.True(t, gets(subject, audience), subject)
					assert.False(t, gets(subject, "elsewhere"), "%s for somebody else", subject)
				}
				for _, subject := range c.out {
					assert.False(t, gets(subject, audience), subject)
				}
			})
		})
	}
}

func TestAnIssuerIsRegisteredOnceInAnAccount(t *testing.T) {
	cloud, err := account()
	require.NoError(t, err)
	err = deploy(cloud, func(ctx *pulumi.Context) error {
		for _, name := range []string{"one", "two"} {
			if _, err := identity.NewOIDCProvider(ctx, name, &identity.OIDCProviderArgs{Issuer: identity.GitHubIssuer}); err != nil {
				return err
			}
		}
		return nil
	})
	require.ErrorContains(t, err, "EntityAlreadyExists: Provider with url https://token.actions.githubusercontent.com already exists.")
}
