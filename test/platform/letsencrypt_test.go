package platform_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/stacks/dev"
	"github.com/drydock-iac/drydock/stacks/platform"
	"github.com/drydock-iac/drydock/stacks/program"
	"github.com/drydock-iac/drydock/stacks/shared"
	"github.com/drydock-iac/drydock/test/simtest"
)

// rounds is how often the environment is made and destroyed.
const rounds = 10

// archives deploys what outlives environments and returns the ARN of each
// environment's archive.
func archives(t testing.TB, cloud *simcloud.Cloud) resource.PropertyMap {
	t.Helper()
	s := simtest.New(t, program.Run, simtest.On(cloud), simtest.Named("drydock", shared.Name))
	up := s.Up().NoError(t)
	s.Up().Unchanged(t)
	keepsTo(t, shared.Name, stateOf(t, up))
	s.PreviewDestroy().Failed(t, "because it is protected")
	return up.Outputs()
}

// orders are those that Let's Encrypt has taken, by directory.
func orders(cloud *simcloud.Cloud) map[string]int {
	count := map[string]int{}
	for _, o := range cloud.World().Objects() {
		if o.Kind == kubernetes.KindOrder {
			count[o.Props.Str("directory")]++
		}
	}
	return count
}

func TestTenRoundsOfAnEnvironmentPlaceOneProductionOrder(t *testing.T) {
	t.Parallel()
	cloud := account(t)
	archive := archives(t, cloud)["devArchive"].StringValue()
	before := cloud.Inventory()
	settings := withTLS(dev.Settings(), platform.LetsEncrypt)
	s := simtest.New(t, func(ctx *pulumi.Context) error { return platform.Run(ctx, settings) },
		simtest.On(cloud), simtest.Named("drydock", "dev"),
		simtest.Config(platform.ConfigKey, configurationOf(settings, fmt.Sprintf(`"archive": %q`, archive))))
	for round := range rounds {
		up := s.Up().NoError(t)
		require.Equal(t, map[string]int{"production": 1}, orders(cloud), "round %d", round+1)
		answers(t, s, "dev")
		if round == 0 {
			s.Up().Unchanged(t)
			keepsTo(t, "with Let's Encrypt", stateOf(t, up))
		}
		s.Destroy().NoError(t)
	}
	for _, item := range cloud.Inventory() {
		copied := strings.HasPrefix(item.Kind, "aws:secretsmanager/secretVersion") && strings.Contains(item.ID, "dev/certificates/edge")
		if !copied && item.Kind != kubernetes.KindOrder {
			assert.Contains(t, before, item, "left over")
		}
	}
}

// A certificate need not be of one authority for good: the balancer and the
// ingress change hands while the app keeps its address.
func TestTLSIsChangedInPlace(t *testing.T) {
	t.Parallel()
	settings := dev.Settings()
	s := variant(t, settings)
	url := s.Up().NoError(t).Outputs()["loadBalancer"]
	for _, tls := range []platform.TLS{platform.LetsEncryptStaging, platform.PrivateCA, platform.ACM} {
		settings := withTLS(settings, tls)
		s.Program = func(ctx *pulumi.Context) error { return platform.Run(ctx, settings) }
		simtest.Config(platform.ConfigKey, configurationOf(settings))(t, s)
		up := s.Up().NoError(t)
		assert.Equal(t, url, up.Outputs()["loadBalancer"], tls)
		answers(t, s, "dev")
	}
	s.Destroy().NoError(t)
}
