package cluster

import (
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/kms"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ssm"
	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/component"
	"github.com/drydock-iac/drydock/internal/keys"
)

// TypeRKE is the type token of RKE. Changing it needs an alias.
const TypeRKE = "drydock:cluster:RKE"

// RKE is a cluster of RKE2 on EC2.
type RKE struct {
	pulumi.ResourceState

	// Name of the cluster.
	Name string `pulumi:"name"`
	// Version of Kubernetes, and Release of RKE2.
	Version string `pulumi:"version"`
	Release string `pulumi:"release"`
	// Endpoint is the URL of the API server: the public one, if there is one.
	Endpoint pulumi.StringOutput `pulumi:"endpoint"`
	// Registration is the host name behind which servers and agents join.
	Registration pulumi.StringOutput `pulumi:"registration"`
	// CertificateAuthority of the API server, PEM.
	CertificateAuthority pulumi.StringOutput `pulumi:"certificateAuthority"`
	// Kubeconfig of an administrator, whose certificate ends after AdminHours
	// unless a run renews it. Secret.
	Kubeconfig pulumi.StringOutput `pulumi:"kubeconfig"`
	// NodeSecurityGroup is the id of a security group that every node is in
	// and that has no rules but those that NewAttachment adds.
	NodeSecurityGroup pulumi.StringOutput `pulumi:"nodeSecurityGroup"`
	// ServerRoleARN and AgentRoleARN are the roles of the machines; without
	// agents the second is empty.
	ServerRoleARN pulumi.StringOutput `pulumi:"serverRoleArn"`
	AgentRoleARN  pulumi.StringOutput `pulumi:"agentRoleArn"`
	// OIDCIssuer is the URL of the issuer of the pods' tokens, and
	// OIDCProviderARN that of the IAM provider that trusts it; empty without
	// identity.
	OIDCIssuer      pulumi.StringOutput `pulumi:"oidcIssuer"`
	OIDCProviderARN pulumi.StringOutput `pulumi:"oidcProviderArn"`
	// Record is the name of the parameter in which the cluster's history
	// stands: new, begun, done or restored.
	Record pulumi.StringOutput `pulumi:"record"`
	// ServerGroups are the names of the servers' auto scaling groups, by
	// ordinal.
	ServerGroups pulumi.StringArrayOutput `pulumi:"serverGroups"`

	cluster Cluster
}

// NewRKE makes a cluster of RKE2 with its servers and agents. The error, if
// the arguments are wrong, has one line for each problem, and nothing is
// registered.
func NewRKE(ctx *pulumi.Context, name string, args *RKEArgs, opts ...pulumi.ResourceOption) (*RKE, error) {
	plan, err := planRKE(name, args, false)
	if err != nil {
		return nil, err
	}
	r := &RKE{Name: plan.Name, Version: plan.Version, Release: plan.release.Version}
	if err := component.Register(ctx, TypeRKE, name, plan.inputs(), r, opts...); err != nil {
		return nil, err
	}
	b := &rkeBuilder{ctx: ctx, name: name, plan: plan, r: r}
	for _, step := range []func() error{
		b.encryption, b.authorities, b.issuer, b.tokens, b.record, b.groups, b.balancers, b.rules, b.sweep, b.secrets, b.roles, b.servers, b.agents, b.access, b.podIdentity,
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	b.finish()
	return r, component.Publish(ctx, r)
}

// Cluster is the value that services build on.
func (r *RKE) Cluster() Cluster {
	c := r.cluster
	c.NodeGroups = slices.Clone(c.NodeGroups)
	c.Ready = slices.Clone(c.Ready)
	return c
}

// rkeBuilder holds what the steps of one construction hand on to each other.
type rkeBuilder struct {
	ctx  *pulumi.Context
	name string
	plan *rkePlan
	r    *RKE

	key *kms.Key
	// cas are the authorities, by the names of their files.
	cas map[string]authority
	// service is the key that signs tokens of service accounts.
	service           *keys.Private
	token, agentToken *keys.Password
	// state and restore are the record and the wish to restore.
	state, restore *ssm.Parameter
	// nodes is the security group of all nodes, control that of servers.
	nodes, control *network.SecurityGroup
	attach         pulumi.StringOutput
	// registration and public are the balancers; public may be nil.
	registration, public *network.LoadBalancer
	// swept is as in builder.
	swept         pulumi.Resource
	serverSecret  heldSecret
	agentSecret   heldSecret
	server, agent machineRole
	serverGroups  []nodeGroup
	agentGroups   []nodeGroup
	provider      *kubernetes.Provider
	// trusted is what AWS checks the tokens of pods by, and webhook what gives
	// pods their tokens; both unset without identity.
	trusted issuerFacts
	webhook pulumi.Resource
}

// machineRole is the role of machines.
type machineRole struct {
	role    *identity.Role
	profile *iam.InstanceProfile
}

func (b *rkeBuilder) own() pulumi.ResourceOrInvokeOption { return pulumi.Parent(b.r) }

func (b *rkeBuilder) child(parts ...string) string { return component.Name(b.name, parts...) }

// tags of the resource with the given logical name.
func (b *rkeBuilder) tags(name string) pulumi.StringMap {
	tags := pulumi.ToStringMap(b.plan.Tags)
	tags["Name"] = pulumi.String(name)
	return tags
}

func (b *rkeBuilder) partition() identity.Partition {
	return identity.PartitionOf(b.plan.Network.Region)
}

// encryption makes the key for the secrets, with an alias that says what it
// is.
func (b *rkeBuilder) encryption() error {
	name := b.child("key")
	key, err := clusterKey(b.ctx, name, b.child("alias"), "alias/rke/"+b.plan.Name, &kms.KeyArgs{
		Description:          pulumi.String("Tokens and authorities of the Kubernetes cluster " + b.plan.Name),
		DeletionWindowInDays: pulumi.Int(b.plan.KeyDeletionDays), Tags: b.tags(name),
	}, b.own(), pulumi.Protect(b.plan.Protect))
	b.key = key
	return err
}

func (b *rkeBuilder) finish() {
	r := b.r
	workers := b.agentGroups
	if len(workers) == 0 {
		workers = b.serverGroups
	}
	refs := make([]NodeGroupRef, len(workers))
	for i, g := range workers {
		refs[i] = NodeGroupRef{Name: g.name, AutoScalingGroup: g.autoScalingGroup}
	}
	var ready []pulumi.Resource
	names := pulumi.StringArray{}
	for _, g := range b.serverGroups {
		ready, names = append(ready, g.resource), append(names, g.autoScalingGroup)
	}
	for _, g := range b.agentGroups {
		ready = append(ready, g.resource)
	}
	if b.webhook != nil {
		ready = append(ready, b.webhook)
	}
	r.ServerGroups, r.Record = names.ToStringArrayOutput(), b.state.Name
	r.cluster = Cluster{
		Name:              b.plan.Name,
		Version:           b.plan.Version,
		Region:            b.plan.Network.Region,
		Kubeconfig:        r.Kubeconfig,
		Provider:          b.provider,
		NodeSecurityGroup: r.NodeSecurityGroup,
		NodeGroups:        refs,
		Ready:             ready,
		Identity:          b.identity(),
		// The record goes with the cluster and is never replaced, which the
		// servers' groups are.
		resource: b.state,
	}
}

// inputs are what was decided, for the state.
func (pl *rkePlan) inputs() pulumi.Map {
	agents, zones := make([]string, len(pl.Agents)), make([]string, len(pl.servers))
	for i, g := range pl.Agents {
		agents[i] = g.Name
	}
	for i, s := range pl.servers {
		zones[i] = s.Zone
	}
	return pulumi.Map{
		"name":        pulumi.String(pl.Name),
		"version":     pulumi.String(pl.Version),
		"release":     pulumi.String(pl.release.Version),
		"tier":        pulumi.String(pl.Tier),
		"servers":     pulumi.ToStringArray(zones),
		"agents":      pulumi.ToStringArray(agents),
		"public":      pulumi.Bool(pl.Endpoint.Public),
		"publicCidrs": pulumi.ToStringArray(pl.Endpoint.PublicCIDRs),
		"schedule":    pulumi.String(pl.Snapshots.Schedule),
		"restoreFrom": pulumi.String(pl.Snapshots.RestoreFrom),
	}
}
