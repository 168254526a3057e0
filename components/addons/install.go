package addons

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/internal/component"
	"github.com/drydock-iac/drydock/internal/helm"
	"github.com/drydock-iac/drydock/internal/kube"
	"github.com/drydock-iac/drydock/internal/versions"
)

// waitFor is the annotation that has the Kubernetes provider wait for what it
// knows no readiness of, such as objects of charts' own kinds:
// https://github.com/pulumi/pulumi-kubernetes/blob/master/CHANGELOG.md
const waitFor = "pulumi.com/waitFor"

// untilReady waits for the condition Ready.
const untilReady = "condition=Ready"

// installer makes the parts of one add-on.
type installer struct {
	ctx     *pulumi.Context
	name    string
	cluster cluster.Cluster
	parent  pulumi.Resource
}

// begin registers an add-on of a cluster that is still there.
func begin(
	ctx *pulumi.Context, token, name string, c cluster.Cluster, inputs pulumi.Map, own pulumi.ComponentResource, opts []pulumi.ResourceOption,
) (installer, error) {
	if err := c.Live(); err != nil {
		return installer{}, err
	}
	return installer{ctx: ctx, name: name, cluster: c, parent: own}, component.Register(ctx, token, name, inputs, own, opts...)
}

func (i installer) child(parts ...string) string { return component.Name(i.name, parts...) }

func (i installer) own() pulumi.ResourceOption { return pulumi.Parent(i.parent) }

// options are those of an object in the cluster that waits for after.
func (i installer) options(after ...pulumi.Resource) []pulumi.ResourceOption {
	return append(i.cluster.Options(), i.own(), pulumi.DependsOn(after))
}

// namespace makes a namespace whose pods must meet the strictest profile.
func (i installer) namespace(name string) (*kube.Object, error) {
	return kube.New(i.ctx, i.child("namespace"), kube.From(&corev1.Namespace{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Namespace"},
		ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{
			"pod-security.kubernetes.io/enforce": "restricted",
		}},
	}), i.options()...)
}

// object makes an object of a chart's own kind.
func (i installer) object(role string, m kube.Manifest, after ...pulumi.Resource) (*kube.Object, error) {
	return kube.New(i.ctx, i.child(role), m, i.options(after...)...)
}

// release installs a chart under its own name.
func (i installer) release(chart versions.Chart, namespace string, values map[string]any, after ...pulumi.Resource) (*helm.Release, error) {
	after = append(append([]pulumi.Resource{}, i.cluster.Ready...), after...)
	return helm.NewRelease(i.ctx, i.child("release"), &helm.ReleaseArgs{
		Chart: chart.Name, Repository: chart.Repository, Version: chart.Version,
		Name: shortName(chart), Namespace: namespace, Values: values, Atomic: true,
	}, i.options(after...)...)
}

// shortName is a chart's name without its registry. A release of that name
// has the same name on everything that the chart makes.
func shortName(c versions.Chart) string { return c.Name[strings.LastIndex(c.Name, "/")+1:] }

// Workload is how an add-on's pods get their role in AWS.
type Workload struct {
	// Method is the cluster's own when empty: Pod Identity on EKS, tokens
	// elsewhere.
	Method cluster.Method
	// Boundary is the ARN of the policy that bounds the role. Nil means none.
	Boundary pulumi.StringInput
	// Tags of the role and its association.
	Tags map[string]string
}

// permissions are what a role may do.
type permissions struct {
	managed  []string
	policies map[string]identity.Source
}

// role gives a service account of the add-on its role.
func (i installer) role(w Workload, namespace, account string, may permissions) (*cluster.WorkloadRole, error) {
	return cluster.NewWorkloadRole(i.ctx, i.child("aws"), &cluster.WorkloadRoleArgs{
		Cluster: i.cluster, Namespace: namespace, ServiceAccount: account, Method: w.Method,
		ManagedPolicies: may.managed, Policies: may.policies, Boundary: w.Boundary, Tags: w.Tags,
	}, i.own())
}

// operator installs a chart into a namespace of its own, with a role for its
// service account.
func (i installer) operator(
	chart versions.Chart, namespace, account string, values map[string]any, w Workload, may permissions,
) (*cluster.WorkloadRole, *helm.Release, error) {
	role, err := i.role(w, namespace, account, may)
	if err != nil {
		return nil, nil, err
	}
	place, err := i.namespace(namespace)
	if err != nil {
		return nil, nil, err
	}
	annotate(values, role, "serviceAccount")
	release, err := i.release(chart, namespace, values, append(role.Ready(), place)...)
	return role, release, err
}

// put lays a value over the values at a path, making maps on the way.
func put(values map[string]any, value any, path ...string) {
	for _, key := range path[:len(path)-1] {
		next, ok := values[key].(map[string]any)
		if !ok {
			next = map[string]any{}
			values[key] = next
		}
		values = next
	}
	values[path[len(path)-1]] = value
}

// annotate puts the annotations that a role needs onto the service account
// whose values are at path.
func annotate(values map[string]any, w *cluster.WorkloadRole, path ...string) {
	for key, value := range w.Annotations() {
		put(values, value, append(append([]string{}, path...), "annotations", key)...)
	}
}

// partition of the cluster's account.
func partition(c cluster.Cluster) identity.Partition {
	if c.Identity != nil && c.Identity.Partition != "" {
		return c.Identity.Partition
	}
	return identity.PartitionOf(c.Region)
}
