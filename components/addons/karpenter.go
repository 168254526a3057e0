package addons

import (
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/internal/component"
	"github.com/drydock-iac/drydock/internal/versions"
)

// TypeKarpenter is the type token of Karpenter. Changing it needs an alias.
const TypeKarpenter = "drydock:addons:Karpenter"

// karpenterAccount is the controller's service account.
const karpenterAccount = "karpenter"

// Karpenter makes nodes for pods that find no room, and takes away nodes that
// nobody needs.
//
// A pool that is taken out of the program goes before the controller, which
// ends its machines. When the whole cluster goes, the machines, their launch
// templates and instance profiles are taken away by the cluster's sweep: see
// package cluster.
//
// Before AWS takes a machine away, for a spot machine two minutes before, it
// says so. Rules of EventBridge put such notices into a queue, encrypted with
// SQS' own key, from which the controller takes them, moves the pods and makes
// another node.
type Karpenter struct {
	pulumi.ResourceState

	// RoleARN is the controller's role in AWS.
	RoleARN pulumi.StringOutput `pulumi:"roleArn"`
	// Pools are the names of the pools, in order.
	Pools []string
	// ChartVersion that is installed.
	ChartVersion string `pulumi:"chartVersion"`
	// QueueARN is the queue of notices, nil with DisableNotices.
	QueueARN pulumi.StringOutput `pulumi:"queueArn,optional"`

	ready []pulumi.Resource
}

// NewKarpenter installs Karpenter from its chart, with its pools of nodes. The
// error, if the arguments are wrong, has one line for each problem, and
// nothing is registered.
func NewKarpenter(ctx *pulumi.Context, name string, args *KarpenterArgs, opts ...pulumi.ResourceOption) (*Karpenter, error) {
	a, err := planKarpenter(name, args)
	if err != nil {
		return nil, err
	}
	chart := versions.Karpenter()
	k := &Karpenter{ChartVersion: chart.Version, Pools: a.names()}
	i, err := begin(ctx, TypeKarpenter, name, a.Cluster, a.inputs(), k, opts)
	if err != nil {
		return nil, err
	}
	values := a.Values()
	may := map[string]identity.Source{
		"nodes": mayMakeNodes(partition(a.Cluster), a.Cluster.Region, clusterName(a.Cluster), a.NodeRoleARN),
	}
	if !a.DisableNotices {
		queue, err := i.queue(a.Tags)
		if err != nil {
			return nil, err
		}
		k.QueueARN, may["notices"] = queue.Arn, mayRead(queue.Arn)
		put(values, queue.Name, "settings", "interruptionQueue")
	}
	role, err := i.role(a.Workload, systemNamespace, karpenterAccount, permissions{policies: may})
	if err != nil {
		return nil, err
	}
	put(values, clusterName(a.Cluster), "settings", "clusterName")
	annotate(values, role, "serviceAccount")
	release, err := i.release(chart, systemNamespace, values, role.Ready()...)
	if err != nil {
		return nil, err
	}
	k.RoleARN, k.ready = role.ARN, []pulumi.Resource{release}
	for _, pool := range a.Pools {
		class, err := i.object(component.Name("class", pool.Name), a.nodeClass(pool), release)
		if err != nil {
			return nil, err
		}
		object, err := i.object(component.Name("pool", pool.Name), pool.manifest(), class)
		if err != nil {
			return nil, err
		}
		k.ready = append(k.ready, object)
	}
	return k, component.Publish(ctx, k)
}

// Ready is what must be there before pods can count on nodes from a pool.
func (k *Karpenter) Ready() []pulumi.Resource { return slices.Clone(k.ready) }

// Values are the chart's values for the settings, without the cluster's name,
// the queue and the role.
func (a KarpenterArgs) Values() map[string]any {
	return map[string]any{
		"replicas": DefaultReplicas, "serviceAccount": map[string]any{"name": karpenterAccount},
		"controller": map[string]any{"resources": map[string]any{
			"requests": map[string]any{"cpu": "100m", "memory": "512Mi"}, "limits": map[string]any{"memory": "512Mi"},
		}},
	}
}
