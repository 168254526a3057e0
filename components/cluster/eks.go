package cluster

import (
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/eks"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/kms"
	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/component"
)

// TypeEKS is the type token of EKS. Changing it needs an alias.
const TypeEKS = "drydock:cluster:EKS"

// EKS is a cluster on Amazon EKS.
type EKS struct {
	pulumi.ResourceState

	// Name of the cluster in AWS, known once it exists.
	Name pulumi.StringOutput `pulumi:"name"`
	// ARN of the cluster.
	ARN pulumi.StringOutput `pulumi:"arn"`
	// Version of Kubernetes.
	Version string `pulumi:"version"`
	// Endpoint is the URL of the API server.
	Endpoint pulumi.StringOutput `pulumi:"endpoint"`
	// CertificateAuthority of the API server, PEM in base64.
	CertificateAuthority pulumi.StringOutput `pulumi:"certificateAuthority"`
	// Kubeconfig for the cluster. Secret.
	Kubeconfig pulumi.StringOutput `pulumi:"kubeconfig"`
	// OIDCIssuer is the URL of the issuer of the cluster's tokens.
	OIDCIssuer pulumi.StringOutput `pulumi:"oidcIssuer"`
	// OIDCProviderARN is the IAM provider that trusts the issuer.
	OIDCProviderARN pulumi.StringOutput `pulumi:"oidcProviderArn"`
	// KeyARN is the key that Secrets are encrypted with.
	KeyARN pulumi.StringOutput `pulumi:"keyArn"`
	// NodeRoleARN is the role of the nodes.
	NodeRoleARN pulumi.StringOutput `pulumi:"nodeRoleArn"`
	// NodeSecurityGroup is the id of the nodes' own security group.
	NodeSecurityGroup pulumi.StringOutput `pulumi:"nodeSecurityGroup"`

	cluster Cluster
}

// NewEKS makes a cluster with its nodes and core add-ons. The error, if the
// arguments are wrong, has one line for each problem, and nothing is
// registered.
func NewEKS(ctx *pulumi.Context, name string, args *EKSArgs, opts ...pulumi.ResourceOption) (*EKS, error) {
	plan, err := planEKS(name, args)
	if err != nil {
		return nil, err
	}
	e := &EKS{Version: plan.Version}
	if err := component.Register(ctx, TypeEKS, name, plan.inputs(), e, opts...); err != nil {
		return nil, err
	}
	if plan.warning != "" {
		if err := ctx.Log.Warn(plan.warning, &pulumi.LogArgs{Resource: e}); err != nil {
			return nil, err
		}
	}
	b := &builder{ctx: ctx, name: name, plan: plan, e: e}
	if err := b.build(); err != nil {
		return nil, err
	}
	return e, component.Publish(ctx, e)
}

// Cluster is the value that services build on.
func (e *EKS) Cluster() Cluster {
	c := e.cluster
	c.NodeGroups = slices.Clone(c.NodeGroups)
	c.Ready = slices.Clone(c.Ready)
	return c
}

// builder holds what the steps of one construction hand on to each other.
type builder struct {
	ctx  *pulumi.Context
	name string
	plan *plan
	e    *EKS

	logs *cloudwatch.LogGroup
	key  *kms.Key
	// swept is the invocation of the sweep, which runs when what depends on it
	// is gone.
	swept   pulumi.Resource
	control *eks.Cluster
	// admins are the associations that let the deployer in.
	admins []pulumi.Resource
	// agent is the Pod Identity agent's add-on.
	agent    pulumi.Resource
	provider *kubernetes.Provider
	// network are the add-ons that come before nodes.
	network []pulumi.Resource
	groups  []nodeGroup
	// dns is CoreDNS.
	dns pulumi.Resource
}

func (b *builder) build() error {
	for _, step := range []func() error{
		b.logGroup, b.encryption, b.securityGroup, b.sweep, b.controlPlane, b.access, b.oidc,
		b.addOnsBeforeNodes, b.nodes, b.addOnsAfterNodes, b.kubernetes,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	b.finish()
	return nil
}

// own is the option that makes a resource a child of the component.
func (b *builder) own() pulumi.ResourceOrInvokeOption { return pulumi.Parent(b.e) }

func (b *builder) child(parts ...string) string { return component.Name(b.name, parts...) }

// tags of the resource with the given logical name.
func (b *builder) tags(name string) pulumi.StringMap {
	tags := pulumi.ToStringMap(b.plan.Tags)
	tags["Name"] = pulumi.String(name)
	return tags
}

// partition of the region that the network is in.
func (b *builder) partition() identity.Partition {
	return identity.PartitionOf(b.plan.Network.Region)
}

func (b *builder) finish() {
	e := b.e
	refs := make([]NodeGroupRef, len(b.groups))
	ready := slices.Concat(b.network, []pulumi.Resource{b.dns})
	for i, g := range b.groups {
		refs[i] = NodeGroupRef{Name: g.name, AutoScalingGroup: g.autoScalingGroup}
		ready = append(ready, g.resource)
	}
	e.cluster = Cluster{
		Name:              b.plan.Name,
		Version:           b.plan.Version,
		Region:            b.plan.Network.Region,
		Kubeconfig:        e.Kubeconfig,
		Provider:          b.provider,
		NodeSecurityGroup: e.NodeSecurityGroup,
		NodeGroups:        refs,
		Ready:             ready,
		Identity: &Identity{
			ClusterName: e.Name,
			OIDC:        identity.OIDC{ARN: e.OIDCProviderARN, Issuer: e.OIDCIssuer},
			Partition:   b.partition(),
			Agent:       []pulumi.Resource{b.agent},
		},
		resource: b.control,
	}
}

// inputs are what was decided, for the state.
func (pl *plan) inputs() pulumi.Map {
	groups := make([]string, len(pl.NodeGroups))
	for i, g := range pl.NodeGroups {
		groups[i] = g.Name
	}
	return pulumi.Map{
		"name":         pulumi.String(pl.Name),
		"version":      pulumi.String(pl.Version),
		"tier":         pulumi.String(pl.Tier),
		"zones":        pulumi.ToStringArray(pl.zones()),
		"nodeGroups":   pulumi.ToStringArray(groups),
		"public":       pulumi.Bool(pl.Endpoint.Public),
		"publicCidrs":  pulumi.ToStringArray(pl.Endpoint.PublicCIDRs),
		"logRetention": pulumi.Int(pl.LogRetention),
		"supportType":  pulumi.String(pl.supportType),
	}
}

// subnetsIn returns the tier's subnets in the given zones, all if none are.
func (pl *plan) subnetsIn(zones []string) []network.Subnet {
	if len(zones) == 0 {
		return pl.subnets
	}
	var out []network.Subnet
	for _, s := range pl.subnets {
		if slices.Contains(zones, s.Zone) {
			out = append(out, s)
		}
	}
	return out
}
