package addons

import (
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/internal/component"
	"github.com/drydock-iac/drydock/internal/versions"
)

// TypeMetricsServer is the type token of MetricsServer. Changing it needs an
// alias.
const TypeMetricsServer = "drydock:addons:MetricsServer"

// systemNamespace is where add-ons live that the API server itself calls or
// that must never be evicted.
const systemNamespace = "kube-system"

// MetricsServerArgs are the settings of a MetricsServer.
type MetricsServerArgs struct {
	// Cluster to install into. Required. One of EKS has the add-on unless
	// cluster.EKSArgs.DisableMetricsServer is set; a second one would fight
	// with it over the same API.
	Cluster cluster.Cluster
	// Replicas of the pod, at least 2. Zero means DefaultReplicas.
	Replicas int
	// InsecureKubelets accepts kubelets whose certificates nobody signed, as
	// on kind. Off unless set.
	InsecureKubelets bool
}

// MetricsServer measures pods and nodes, which autoscaling of pods needs.
type MetricsServer struct {
	pulumi.ResourceState

	// ChartVersion that is installed.
	ChartVersion string `pulumi:"chartVersion"`

	ready []pulumi.Resource
}

func (a MetricsServerArgs) withDefaults() MetricsServerArgs {
	if a.Replicas == 0 {
		a.Replicas = DefaultReplicas
	}
	return a
}

// CheckMetricsServer returns what is wrong with the arguments, without
// installing anything.
func CheckMetricsServer(name string, args *MetricsServerArgs) error {
	_, err := planMetricsServer(name, args)
	return err
}

func planMetricsServer(name string, args *MetricsServerArgs) (MetricsServerArgs, error) {
	if args == nil {
		args = &MetricsServerArgs{}
	}
	a := args.withDefaults()
	p := component.NewProblems("metrics server", name)
	checkCluster(p, a.Cluster)
	checkReplicas(p, a.Replicas)
	return a, p.Err()
}

// NewMetricsServer installs the metrics server from its chart. The error, if
// the arguments are wrong, has one line for each problem, and nothing is
// registered.
func NewMetricsServer(
	ctx *pulumi.Context, name string, args *MetricsServerArgs, opts ...pulumi.ResourceOption,
) (*MetricsServer, error) {
	a, err := planMetricsServer(name, args)
	if err != nil {
		return nil, err
	}
	chart := versions.MetricsServer()
	m := &MetricsServer{ChartVersion: chart.Version}
	inputs := pulumi.Map{"cluster": pulumi.String(a.Cluster.Name), "replicas": pulumi.Int(a.Replicas)}
	i, err := begin(ctx, TypeMetricsServer, name, a.Cluster, inputs, m, opts)
	if err != nil {
		return nil, err
	}
	release, err := i.release(chart, systemNamespace, a.Values())
	if err != nil {
		return nil, err
	}
	m.ready = []pulumi.Resource{release}
	return m, component.Publish(ctx, m)
}

// Ready is what must be there before pods are measured.
func (m *MetricsServer) Ready() []pulumi.Resource { return slices.Clone(m.ready) }

// Values are the chart's values for the settings.
func (a MetricsServerArgs) Values() map[string]any {
	a = a.withDefaults()
	arguments := []any{}
	if a.InsecureKubelets {
		arguments = append(arguments, "--kubelet-insecure-tls")
	}
	return map[string]any{
		"replicas": a.Replicas, "args": arguments,
		"podDisruptionBudget": map[string]any{"enabled": true, "maxUnavailable": 1},
		// The chart makes a certificate, so that the API server can tell
		// this server from another.
		"tls":                       map[string]any{"type": "helm"},
		"apiService":                map[string]any{"insecureSkipTLSVerify": false},
		"topologySpreadConstraints": spreadOver(map[string]any{"app.kubernetes.io/name": "metrics-server"}),
	}
}
