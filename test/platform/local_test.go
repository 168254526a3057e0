package platform_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/stacks/platform"
	"github.com/drydock-iac/drydock/stacks/program"
	"github.com/drydock-iac/drydock/test/simtest"
)

// onMachineWith is the environment local with another configuration, in a cloud
// of one's own choice.
func onMachineWith(t testing.TB, cloud *simcloud.Cloud, config string, opts ...simtest.Option) *simtest.Stack {
	t.Helper()
	return simtest.New(t, program.Run, append([]simtest.Option{
		simtest.On(cloud), simtest.Named("drydock", "local"), simtest.Config("aws:region", ""),
		simtest.Config(platform.ConfigKey, config),
	}, opts...)...)
}

func TestTheEnvironmentLocalIsKubernetesAndNothingElse(t *testing.T) {
	t.Parallel()
	s := environment(t, "local", program.Run)
	before := s.Cloud.Inventory()
	up := s.Up().NoError(t)
	for _, r := range up.State.Resources {
		assert.NotContains(t, string(r.Type), "aws", "%s", r.URN)
	}
	assert.Equal(t, "https://app.drydock.localhost", up.Outputs()["url"].StringValue())
	// The cluster stays, and in it the definitions that Helm never takes away.
	for range 2 {
		s.Destroy().NoError(t)
		for _, item := range s.Cloud.Inventory() {
			if !slices.Contains(before, item) {
				require.Equal(t, "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition", item.Kind, "left over: %s", item)
			}
		}
		s.Up().NoError(t)
		answers(t, s, "local")
	}
}

// A cluster of kind is thrown away sooner or later, and its state with it.
func TestTheEnvironmentLocalForgetsAClusterThatWasThrownAway(t *testing.T) {
	t.Parallel()
	s := environment(t, "local", program.Run)
	s.Up().NoError(t)
	require.NoError(t, s.Cloud.World().Mutate("", "thrown away", func(c *world.Call) error {
		kubernetes.Purge(c, "cluster:kind-drydock")
		for _, o := range c.Everywhere(kubernetes.KindCluster) {
			c.Remove(o)
		}
		return nil
	}))
	s.Refresh().NoError(t)
	s.Destroy().NoError(t)
	assert.Equal(t, account(t).Inventory(), s.Cloud.Inventory(), "what is left is as in a new account")
}

func TestWhatKeepsARequestFromTheMachinesIngressIsNamed(t *testing.T) {
	t.Parallel()
	s := environment(t, "local", program.Run)
	s.Up().NoError(t)
	closed := func(from, to string) string {
		hop := s.Cloud.Reach(from, to).Blocked()
		require.NotNil(t, hop, to)
		return hop.Kind + " " + hop.What + ": " + hop.Closed
	}
	assert.Equal(t, "name app.drydock.localhost: the asker's own machine, whoever asks: ask from localhost",
		closed(simcloud.Internet, localURL))
	assert.Equal(t, "port localhost:8443: nothing on the machine listens on it",
		closed(simcloud.Localhost, "https://app.drydock.localhost:8443/"))
	assert.Equal(t, "certificate secret traefik/local-certificate: it is for app.drydock.localhost, not for www.drydock.localhost",
		closed(simcloud.Localhost, "https://www.drydock.localhost/"))
	simcloud.Workstation("kind-drydock", map[string]int{"443": platform.IngressPort}).Apply(s.Cloud)
	assert.Equal(t, "certificate entry point web: it speaks HTTP without TLS", closed(simcloud.Localhost, localURL))
	simcloud.Workstation("kind-drydock", map[string]int{"443": platform.IngressTLSPort}).Apply(s.Cloud)
	require.NoError(t, s.Cloud.World().Mutate("cluster:kind-drydock", "lost", func(c *world.Call) error {
		c.Remove(c.Find("kubernetes:core/v1:Secret", "traefik/local-certificate"))
		return nil
	}))
	assert.Equal(t, "certificate secret traefik/local-certificate: it does not exist, and Traefik serves a certificate that nobody has signed",
		closed(simcloud.Localhost, localURL))
}

func TestAMachineHasItsOwnPortMetricsAndContext(t *testing.T) {
	t.Parallel()
	cloud, err := simcloud.New(simcloud.Workstation("k3d-drydock", map[string]int{"8443": platform.IngressTLSPort}))
	require.NoError(t, err)
	config := `{"context": "k3d-drydock", "domain": "drydock.localhost", "ownMetrics": true, "port": 8443, "image": "` + image + `"}`
	s := onMachineWith(t, cloud, config)
	up := s.Up().NoError(t)
	s.Up().Unchanged(t)
	assert.Equal(t, "https://app.drydock.localhost:8443", up.Outputs()["url"].StringValue())
	assert.True(t, cloud.Reach(simcloud.Localhost, "https://app.drydock.localhost:8443/").Open())
	for _, r := range up.State.Resources {
		assert.NotContains(t, r.URN.Name(), "metrics")
	}
	onMachineWith(t, cloud, localConfiguration).Up().Failed(t, `context "kind-drydock" does not exist`)
}

func TestAKubeconfigMayBeASecretOfTheStack(t *testing.T) {
	t.Parallel()
	cloud, err := simcloud.New()
	require.NoError(t, err)
	cloud.World().Seed(kubernetes.NewMachineCluster("far", "https://far.example.com", map[string]int{"443": platform.IngressTLSPort}))
	config := strings.Replace(localConfiguration, `"context": "kind-drydock", `, "", 1)
	kubeconfig := kubernetes.Kubeconfig("https://far.example.com")
	s := onMachineWith(t, cloud, config, simtest.Secret(platform.KubeconfigKey, kubeconfig))
	s.Up().NoError(t)
	answers(t, s, "local")
}
