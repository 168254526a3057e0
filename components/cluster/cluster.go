package cluster

import (
	"slices"

	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Cluster is a Kubernetes cluster as services see it, whatever made it. It is
// a value: from [EKS.Cluster] or [Existing.Cluster].
type Cluster struct {
	// Name of the cluster.
	Name string
	// Version of Kubernetes, "1.35". Empty if nobody said.
	Version string
	// Region of the cluster in AWS. Empty elsewhere.
	Region string
	// Kubeconfig with which the provider speaks to the cluster. Secret.
	Kubeconfig pulumi.StringOutput
	// Provider for everything in the cluster. There is one per cluster.
	Provider *kubernetes.Provider
	// NodeSecurityGroup is the id of a security group that every node is in
	// and that has no rules but those that [NewAttachment] adds.
	NodeSecurityGroup pulumi.StringOutput
	// NodeGroups are the groups of nodes in AWS. Empty elsewhere.
	NodeGroups []NodeGroupRef
	// Identity gives pods roles of AWS. Nil where that is not possible.
	Identity *Identity
	// Ready is what must be there before pods can run: nodes, the network
	// plugin and name resolution.
	Ready []pulumi.Resource

	// resource is what disappears when the cluster does, and its objects with
	// it. Nil for a cluster that the program does not own.
	resource pulumi.Resource
	// planned is set by Planned.
	planned bool
}

// NodeGroupRef is a group of nodes as load balancers see it.
type NodeGroupRef struct {
	// Name of the group within the cluster.
	Name string
	// AutoScalingGroup is the name of the group that AWS made for it.
	AutoScalingGroup pulumi.StringOutput
}

// Options are for every object in the cluster: its provider and, for a
// cluster that the program owns, DeletedWith, so that the objects of a
// cluster that is itself deleted are not deleted one by one. The slice is the
// caller's own.
func (c Cluster) Options() []pulumi.ResourceOption {
	opts := []pulumi.ResourceOption{pulumi.Provider(c.Provider)}
	if c.resource != nil {
		opts = append(opts, pulumi.DeletedWith(c.resource))
	}
	return opts
}

// ReadyOptions are Options for objects that have pods, which wait for Ready.
func (c Cluster) ReadyOptions() []pulumi.ResourceOption {
	return append(c.Options(), pulumi.DependsOn(slices.Clone(c.Ready)))
}

// Valid reports whether the value came from one of this package's functions.
func (c Cluster) Valid() bool { return c.Provider != nil || c.planned }
