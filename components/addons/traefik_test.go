package addons_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
)

func TestWrongSettingsOfTraefikAreRefusedLineByLine(t *testing.T) {
	here := cluster.Cluster{Name: "dev", Provider: &kubernetes.Provider{}}
	for _, c := range []struct {
		name string
		args *addons.TraefikArgs
		want []string
	}{
		{"nothing given", nil, []string{`Cluster: not given: pass the Cluster of an EKS or Existing`}},
		{"a port of no node", &addons.TraefikArgs{Cluster: here, NodePort: 80},
			[]string{`NodePort 80: not a node port of 30000 to 32767: choose one within`}},
		{"a single pod", &addons.TraefikArgs{Cluster: here, Replicas: 1},
			[]string{`Replicas 1: too few to lose one: have at least 2`}},
		{"names", &addons.TraefikArgs{Cluster: here, Namespace: "In gress", Class: "Web"}, []string{
			`Namespace "In gress": not a name of at most 63 lower-case letters, digits and hyphens: change it`,
			`Class "Web": not a name of at most 63 lower-case letters, digits and hyphens: change it`,
		}},
		{"proxies", &addons.TraefikArgs{Cluster: here, TrustedProxies: []string{"10.0.0.1", "0.0.0.0/0"}}, []string{
			`TrustedProxies "10.0.0.1": not an address range: write it as "10.0.0.0/16"`,
			`TrustedProxies "0.0.0.0/0": trusts everybody to say where requests come from: name the load balancer's subnets`,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := &mocks{all: map[string]pulumi.MockResourceArgs{}}
			var got error
			require.NoError(t, pulumi.RunErr(func(ctx *pulumi.Context) error {
				_, got = addons.NewTraefik(ctx, "ingress", c.args)
				return nil
			}, pulumi.WithMocks("project", "stack", m)))
			want := make([]string, len(c.want))
			for i, line := range c.want {
				want[i] = `traefik "ingress": ` + line
			}
			require.EqualError(t, got, strings.Join(want, "\n"))
			assert.Empty(t, m.all)
		})
	}
}

func TestTraefikTakesRequestsAndHealthChecksOnTheNodePortOnly(t *testing.T) {
	values := install(t, func(*addons.TraefikArgs) {}).values()
	assert.Equal(t, map[string]any{"spec": map[string]any{"type": "NodePort", "externalTrafficPolicy": "Cluster"}}, values["service"])
	ports := values["ports"].(map[string]any)
	web := ports["web"].(map[string]any)
	assert.EqualValues(t, addons.DefaultNodePort, web["nodePort"])
	assert.Equal(t, map[string]any{"expose": map[string]any{"default": false}}, ports["websecure"])
	assert.Equal(t, []any{"--ping.entryPoint=web"}, values["additionalArguments"])
	assert.Equal(t, web["port"], values["deployment"].(map[string]any)["healthchecksPort"], "the probes must follow the ping")
	assert.Equal(t, map[string]any{"enabled": true, "isDefaultClass": false, "name": "traefik"}, values["ingressClass"])
	assert.Equal(t, map[string]any{"enabled": true, "maxUnavailable": 1.0}, values["podDisruptionBudget"])
}

func TestTheLoadBalancersNameReachesEveryIngressEvenIfItIsKnownLater(t *testing.T) {
	values := install(t, func(a *addons.TraefikArgs) { a.Address = pulumi.String("lb.example.com").ToStringOutput() }).values()
	ingress := values["providers"].(map[string]any)["kubernetesIngress"].(map[string]any)
	assert.Equal(t, map[string]any{"hostname": "lb.example.com"}, ingress["ingressEndpoint"])
	assert.Equal(t, map[string]any{"enabled": false}, ingress["publishedService"])
	gateway := values["providers"].(map[string]any)["kubernetesGateway"].(map[string]any)
	assert.Equal(t, "lb.example.com", gateway["statusAddress"].(map[string]any)["hostname"])
}

func TestTheReleaseIsPinnedAndWaitsForTheClusterAndItsNamespace(t *testing.T) {
	m := install(t, func(a *addons.TraefikArgs) { a.Namespace = "edge" })
	release := m.all["ingress-release"]
	inputs := release.Inputs.Mappable()
	assert.Equal(t, "traefik traefik 41.3.0 edge", strings.Join([]string{
		inputs["chart"].(string), inputs["name"].(string), inputs["version"].(string), inputs["namespace"].(string),
	}, " "))
	assert.Equal(t, true, inputs["atomic"])
	assert.NotContains(t, inputs, "createNamespace")
	after := strings.Join(release.RegisterRPC.GetDependencies(), " ")
	assert.Contains(t, after, "::ingress-namespace")
	assert.Contains(t, after, "::node", "Ready of the cluster")
	assert.Contains(t, release.Provider, "::lab-provider")
	namespace := m.all["ingress-namespace"].Inputs.Mappable()["metadata"].(map[string]any)
	assert.Equal(t, map[string]any{"name": "edge", "labels": map[string]any{"pod-security.kubernetes.io/enforce": "restricted"}}, namespace)
}

func TestTypeTokensAreFrozen(t *testing.T) {
	assert.Equal(t, "drydock:addons:Traefik", addons.TypeTraefik)
}

func install(t *testing.T, change func(*addons.TraefikArgs)) *mocks {
	t.Helper()
	m := &mocks{all: map[string]pulumi.MockResourceArgs{}}
	require.NoError(t, pulumi.RunErr(func(ctx *pulumi.Context) error {
		node := &pulumi.ResourceState{}
		if err := ctx.RegisterComponentResource("test:x:Node", "node", node); err != nil {
			return err
		}
		var leaf struct{ pulumi.CustomResourceState }
		if err := ctx.RegisterResource("test:x:Leaf", "node-leaf", pulumi.Map{}, &leaf, pulumi.Parent(node)); err != nil {
			return err
		}
		x, err := cluster.NewExisting(ctx, "lab", &cluster.ExistingArgs{
			Kubeconfig: pulumi.String("{}"), Ready: []pulumi.Resource{&leaf},
		})
		if err != nil {
			return err
		}
		args := &addons.TraefikArgs{Cluster: x.Cluster()}
		change(args)
		_, err = addons.NewTraefik(ctx, "ingress", args)
		return err
	}, pulumi.WithMocks("project", "stack", m)))
	return m
}

// mocks record what is registered and give the inputs back.
type mocks struct {
	mu  sync.Mutex
	all map[string]pulumi.MockResourceArgs
}

func (m *mocks) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) { return nil, nil }

func (m *mocks) NewResource(a pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.all[a.Name] = a
	return a.Name + "-id", a.Inputs, nil
}

func (m *mocks) values() map[string]any {
	return m.all["ingress-release"].Inputs["values"].Mappable().(map[string]any)
}
