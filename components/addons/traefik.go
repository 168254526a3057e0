package addons

import (
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
	"github.com/drydock-iac/drydock/internal/versions"
)

// TypeTraefik is the type token of Traefik. Changing it needs an alias.
const TypeTraefik = "drydock:addons:Traefik"

// HealthPath answers health checks on the node port.
const HealthPath = "/ping"

// GatewayName is the name of the Gateway that GatewayAPI makes.
const GatewayName = "traefik-gateway"

// Traefik is an ingress controller.
type Traefik struct {
	pulumi.ResourceState

	// Namespace that it runs in.
	Namespace string `pulumi:"namespace"`
	// Class is the name of its IngressClass and GatewayClass.
	Class string `pulumi:"class"`
	// NodePort is where every node takes requests.
	NodePort int `pulumi:"nodePort"`
	// ChartVersion that is installed.
	ChartVersion string `pulumi:"chartVersion"`

	ready []pulumi.Resource
}

// NewTraefik installs Traefik from its chart, pinned in internal/versions.
// The error, if the arguments are wrong, has one line for each problem, and
// nothing is registered.
func NewTraefik(ctx *pulumi.Context, name string, args *TraefikArgs, opts ...pulumi.ResourceOption) (*Traefik, error) {
	a, err := planTraefik(name, args)
	if err != nil {
		return nil, err
	}
	chart := versions.Traefik()
	t := &Traefik{Namespace: a.Namespace, Class: a.Class, NodePort: a.NodePort, ChartVersion: chart.Version}
	i, err := begin(ctx, TypeTraefik, name, a.Cluster, a.inputs(), t, opts)
	if err != nil {
		return nil, err
	}
	namespace, err := i.namespace(a.Namespace)
	if err != nil {
		return nil, err
	}
	values, err := a.values()
	if err != nil {
		return nil, err
	}
	release, err := i.release(chart, a.Namespace, values, namespace)
	if err != nil {
		return nil, err
	}
	t.ready = []pulumi.Resource{release}
	return t, component.Publish(ctx, t)
}

// Ready is what must be there before requests are answered and before
// objects of Traefik's own kinds can be made.
func (t *Traefik) Ready() []pulumi.Resource { return slices.Clone(t.ready) }

// PodLabels are on Traefik's pods and no others in its namespace, for network
// policies.
func PodLabels() map[string]string { return map[string]string{"app.kubernetes.io/name": "traefik"} }

func (a TraefikArgs) inputs() pulumi.Map {
	return pulumi.Map{
		"cluster":  pulumi.String(a.Cluster.Name),
		"class":    pulumi.String(a.Class),
		"nodePort": pulumi.Int(a.NodePort),
		"replicas": pulumi.Int(a.Replicas),
	}
}

// values are the chart's values with the load balancer's name, which may be
// known only later.
func (a TraefikArgs) values() (map[string]any, error) {
	values, err := a.Values()
	if err != nil || a.Address == nil {
		return values, err
	}
	providers := values["providers"].(map[string]any)
	providers["kubernetesIngress"].(map[string]any)["ingressEndpoint"] = map[string]any{"hostname": a.Address}
	status := providers["kubernetesGateway"].(map[string]any)["statusAddress"].(map[string]any)
	status["hostname"] = a.Address
	return values, nil
}
