package addons_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/internal/recorder"
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
		{"TLS without a certificate", &addons.TraefikArgs{Cluster: here, TLSPort: 30080}, []string{
			`TLSPort 30080: the same as NodePort: choose another`,
			`Certificate: not given with TLSPort, so that no client would trust what is served: name the secret with the certificate`,
		}},
		{"TLS on a port of no node", &addons.TraefikArgs{Cluster: here, TLSPort: 443, Certificate: "Edge"}, []string{
			`TLSPort 443: not a node port of 30000 to 32767: choose one within`,
			`Certificate "Edge": not the name of an object: use lower-case letters, digits, hyphens and dots`,
		}},
		{"a certificate without TLS", &addons.TraefikArgs{Cluster: here, Certificate: "edge"}, []string{
			`Certificate "edge": given without a TLSPort, so nobody would see it: give both or none`,
		}},
		{"proxies", &addons.TraefikArgs{Cluster: here, TrustedProxies: []string{"10.0.0.1", "0.0.0.0/0"}}, []string{
			`TrustedProxies "10.0.0.1": not an address range: write it as "10.0.0.0/16"`,
			`TrustedProxies "0.0.0.0/0": trusts everybody to say where requests come from: name the load balancer's subnets`,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got error
			r := recorder.Run(t, nil, func(ctx *pulumi.Context) error {
				_, got = addons.NewTraefik(ctx, "ingress", c.args)
				return nil
			})
			want := make([]string, len(c.want))
			for i, line := range c.want {
				want[i] = `traefik "ingress": ` + line
			}
			require.EqualError(t, got, strings.Join(want, "\n"))
			assert.Empty(t, r.All())
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

func TestWithATLSPortEveryRouteIsServedByTLSAndTheOtherPortAnswersHealthChecksOnly(t *testing.T) {
	values := install(t, func(a *addons.TraefikArgs) {
		a.TLSPort, a.Certificate, a.TrustedProxies, a.GatewayAPI = 30443, "edge", []string{"10.0.0.0/16"}, true
	}).values()
	ports := values["ports"].(map[string]any)
	secure := ports["websecure"].(map[string]any)
	assert.EqualValues(t, 30443, secure["nodePort"])
	assert.Equal(t, true, secure["asDefault"], "a route without entry points goes to the default ones")
	assert.NotContains(t, ports["web"], "asDefault")
	assert.Equal(t, map[string]any{"tls": map[string]any{"enabled": true}}, secure["http"])
	assert.Equal(t, map[string]any{"trustedIPs": []any{"10.0.0.0/16"}}, secure["proxyProtocol"])
	assert.Equal(t, []any{"--ping.entryPoint=web"}, values["additionalArguments"])
	assert.Equal(t, map[string]any{"default": map[string]any{"defaultCertificate": map[string]any{"secretName": "edge"}}}, values["tlsStore"])
	listeners := values["gateway"].(map[string]any)["listeners"].(map[string]any)
	assert.Equal(t, []any{map[string]any{"name": "edge"}}, listeners["websecure"].(map[string]any)["certificateRefs"])
	assert.Len(t, listeners, 1)
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
	release := m.Named("ingress-release")
	inputs := release.Inputs
	assert.Equal(t, "traefik traefik 41.3.0 edge", strings.Join([]string{
		inputs["chart"].(string), inputs["name"].(string), inputs["version"].(string), inputs["namespace"].(string),
	}, " "))
	assert.Equal(t, true, inputs["atomic"])
	assert.NotContains(t, inputs, "createNamespace")
	after := strings.Join(release.Waits, " ")
	assert.Contains(t, after, "::ingress-namespace")
	assert.Contains(t, after, "::node", "Ready of the cluster")
	assert.Contains(t, release.Args.Provider, "::lab-provider")
	namespace := m.Named("ingress-namespace").Inputs["metadata"].(map[string]any)
	assert.Equal(t, map[string]any{"name": "edge", "labels": map[string]any{"pod-security.kubernetes.io/enforce": "restricted"}}, namespace)
}

func TestTypeTokensAreFrozen(t *testing.T) {
	assert.Equal(t, "drydock:addons:Traefik", addons.TypeTraefik)
}

func install(t *testing.T, change func(*addons.TraefikArgs)) made {
	t.Helper()
	return made{recorder.Run(t, nil, func(ctx *pulumi.Context) error {
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
	})}
}

// made is what a program registered.
type made struct{ *recorder.Recorder }

func (m made) values() map[string]any {
	return m.Named("ingress-release").Inputs["values"].(map[string]any)
}
