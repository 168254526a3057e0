package platform_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/stacks/dev"
	"github.com/drydock-iac/drydock/stacks/platform"
	"github.com/drydock-iac/drydock/stacks/prod"
	"github.com/drydock-iac/drydock/test/simtest"
)

// asRKE is an environment with another cluster.
func asRKE(s platform.Settings, servers cluster.Servers) platform.Settings {
	s.Cluster.Kind, s.Cluster.LogDays, s.Cluster.Servers = platform.RKE, 0, servers
	s.Cluster.Groups = slices.Clone(s.Cluster.Groups)
	for i := range s.Cluster.Groups {
		s.Cluster.Groups[i].OS, s.Cluster.Groups[i].Version = "", ""
	}
	return s
}

func withTLS(s platform.Settings, tls platform.TLS) platform.Settings {
	s.TLS = tls
	return s
}

// configurationOf is what settings need.
func configurationOf(s platform.Settings, more ...string) string {
	lines := []string{
		`"domain": "env.drydock.example"`, `"apiAccess": ["203.0.113.0/24"]`, `"image": "` + image + `"`,
	}
	if s.Cluster.Kind != platform.RKE {
		lines = append(lines, `"admins": ["arn:aws:iam::111122223333:role/drydock"]`)
	}
	if s.Cluster.Kind == platform.RKE {
		lines = append(lines, `"images": {"arm64": "ami-0123456789abcdef0", "x86_64": "ami-0123456789abcdef1"}`)
	}
	if s.TLS == platform.LetsEncrypt || s.TLS == platform.LetsEncryptStaging {
		lines = append(lines, `"email": "ops@drydock.example"`)
	}
	return "{" + strings.Join(append(lines, more...), ", ") + "}"
}

func variant(t testing.TB, s platform.Settings, more ...string) *simtest.Stack {
	t.Helper()
	return environment(t, s.Name, func(ctx *pulumi.Context) error { return platform.Run(ctx, s) },
		simtest.Config(platform.ConfigKey, configurationOf(s, more...)))
}

// variants are environments in AWS as they are not by default: each choice of
// cluster and TLS at least once.
func variants() map[string]platform.Settings {
	single, three := cluster.Servers{Count: 1}, cluster.Servers{Count: 3}
	return map[string]platform.Settings{
		"dev on RKE":                                   asRKE(dev.Settings(), single),
		"prod on RKE":                                  asRKE(prod.Settings(), three),
		"dev with Let's Encrypt's test service":        withTLS(dev.Settings(), platform.LetsEncryptStaging),
		"prod with a private authority":                withTLS(prod.Settings(), platform.PrivateCA),
		"dev on RKE with Let's Encrypt's test service": withTLS(asRKE(dev.Settings(), single), platform.LetsEncryptStaging),
	}
}

func TestEveryChoiceOfClusterAndTLSGoesUpStaysAndGoesDown(t *testing.T) {
	usual := environment(t, "dev", changed(t, "dev", func(*platform.Settings) {})).Up().NoError(t)
	for name, settings := range variants() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := variant(t, settings)
			before := s.Cloud.Inventory()
			planned := planOf(t, s.Preview().NoError(t))
			up := s.Up().NoError(t)
			answers(t, s, settings.Name)
			assert.Equal(t, slices.Sorted(maps.Keys(usual.Outputs())), slices.Sorted(maps.Keys(up.Outputs())), "the same outputs")
			standing := stateOf(t, up)
			assert.Equal(t, urns(standing), urns(planned), "the rules see all of the plan")
			keepsTo(t, "planned", planned)
			keepsTo(t, "standing", standing)
			s.Up().Unchanged(t)
			if settings.Protect {
				s.PreviewDestroy().Failed(t, "because it is protected")
				settings.Protect = false
				s.Program = func(ctx *pulumi.Context) error { return platform.Run(ctx, settings) }
				s.Up().NoError(t)
			}
			s.Destroy().NoError(t)
			onlyOrdersLeft(t, s.Cloud, before)
		})
	}
}

// onlyOrdersLeft demands that nothing has come but what Let's Encrypt
// remembers.
func onlyOrdersLeft(t testing.TB, cloud *simcloud.Cloud, before []simcloud.Item) {
	t.Helper()
	for _, item := range cloud.Inventory() {
		if !slices.Contains(before, item) && item.Kind != kubernetes.KindOrder {
			t.Errorf("left over: %s", item)
		}
	}
}
