package cluster

import (
	"slices"

	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
	"github.com/drydock-iac/drydock/internal/versions"
)

// TypeExisting is the type token of Existing. Changing it needs an alias.
const TypeExisting = "drydock:cluster:Existing"

// Existing is a cluster that something else made.
type Existing struct {
	pulumi.ResourceState

	// Kubeconfig for the cluster. Secret, and empty where none was given.
	Kubeconfig pulumi.StringOutput `pulumi:"kubeconfig"`

	cluster Cluster
}

// ExistingArgs say how to reach a cluster.
type ExistingArgs struct {
	// Name of the cluster. Empty means the component's name.
	Name string
	// Version of Kubernetes, "1.35", if it is known.
	Version string
	// Region of the cluster, if it is in AWS.
	Region string
	// Kubeconfig for it. Nil means the one that kubectl would read, too: that
	// of the variable KUBECONFIG, or else ~/.kube/config. Then Context is
	// required, lest whatever is current there be changed.
	Kubeconfig pulumi.StringInput
	// Context of the kubeconfig. Empty means its current one.
	Context string
	// DeleteUnreachable drops the cluster's objects from the state when they
	// are read or deleted while the cluster does not answer: for one that is
	// thrown away, such as one of kind. Without it such an operation fails, for
	// a cluster that is only away for a moment would lose its objects from the
	// state, not from itself. The provider drops a Helm release only when it
	// is read: refresh before destroying.
	DeleteUnreachable bool
	// NodeSecurityGroup is the id of a security group that every node is in,
	// needed to attach load balancers. Nil for none.
	NodeSecurityGroup pulumi.StringInput
	// NodeGroups are the auto scaling groups of the nodes by the name of the
	// group, likewise.
	NodeGroups []NodeGroupRef
	// Identity gives pods roles of AWS. Nil for a cluster without.
	Identity *Identity
	// Ready is what must be there before pods can run, as far as the program
	// makes it.
	Ready []pulumi.Resource
}

// NewExisting makes the provider for a cluster that exists. It never changes
// the cluster itself, and the objects in it are deleted one by one.
func NewExisting(
	ctx *pulumi.Context, name string, args *ExistingArgs, opts ...pulumi.ResourceOption,
) (*Existing, error) {
	a, err := planExisting(name, args)
	if err != nil {
		return nil, err
	}
	x := &Existing{}
	inputs := pulumi.Map{"name": pulumi.String(a.Name), "version": pulumi.String(a.Version)}
	if err := component.Register(ctx, TypeExisting, name, inputs, x, opts...); err != nil {
		return nil, err
	}
	given := a.Kubeconfig
	if given == nil {
		given = pulumi.String("")
	}
	x.Kubeconfig = pulumi.ToSecret(given).(pulumi.StringOutput)
	settings := providerArgs(nil, pulumi.String(a.Name))
	settings.DeleteUnreachable = pulumi.Bool(a.DeleteUnreachable)
	if a.Kubeconfig != nil {
		settings.Kubeconfig = x.Kubeconfig.ToStringPtrOutput()
	}
	if a.Context != "" {
		settings.Context = pulumi.String(a.Context)
	}
	provider, err := kubernetes.NewProvider(ctx, component.Name(name, "provider"), settings, pulumi.Parent(x))
	if err != nil {
		return nil, err
	}
	group := pulumi.String("").ToStringOutput()
	if a.NodeSecurityGroup != nil {
		group = a.NodeSecurityGroup.ToStringOutput()
	}
	x.cluster = Cluster{
		Name: a.Name, Version: a.Version, Region: a.Region, Kubeconfig: x.Kubeconfig, Provider: provider,
		NodeSecurityGroup: group, NodeGroups: slices.Clone(a.NodeGroups), Identity: a.Identity,
		Ready: slices.Clone(a.Ready),
	}
	return x, component.Publish(ctx, x)
}

// Cluster is the value that services build on.
func (x *Existing) Cluster() Cluster {
	c := x.cluster
	c.NodeGroups = slices.Clone(c.NodeGroups)
	c.Ready = slices.Clone(c.Ready)
	return c
}

// CheckExisting returns what is wrong with the arguments of an existing
// cluster, without asking it anything.
func CheckExisting(name string, args *ExistingArgs) error {
	_, err := planExisting(name, args)
	return err
}

func planExisting(name string, args *ExistingArgs) (ExistingArgs, error) {
	a := ExistingArgs{}
	if args != nil {
		a = *args
	}
	if a.Name == "" {
		a.Name = name
	}
	p := component.NewProblems("cluster", name)
	if a.Kubeconfig == nil && a.Context == "" {
		p.Add("Kubeconfig", nil, "not given", "pass the cluster's kubeconfig, or the Context of your own")
	}
	if a.Version != "" {
		if err := versions.CheckSkew(a.Version, a.Version); err != nil {
			p.Join("Version", err)
		}
	}
	if len(a.NodeGroups) > 0 && a.NodeSecurityGroup == nil {
		p.Add("NodeSecurityGroup", nil, "not given with NodeGroups, so no load balancer could reach them",
			"name the nodes' security group")
	}
	return a, p.Err()
}
