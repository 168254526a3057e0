package cluster

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/eks"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/internal/component"
)

// TypeWorkloadRole is the type token of WorkloadRole. Changing it needs an
// alias.
const TypeWorkloadRole = "drydock:cluster:WorkloadRole"

// roleAnnotation on a service account names its role, for MethodOIDC:
// https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
const roleAnnotation = "eks.amazonaws.com/role-arn"

// Identity is how a cluster's pods get roles of AWS. Each workload chooses
// among the methods that the cluster has.
type Identity struct {
	// ClusterName in EKS, for MethodPodIdentity.
	ClusterName pulumi.StringInput
	// Agent is the add-on that MethodPodIdentity needs.
	Agent []pulumi.Resource
	// OIDC is the IAM provider for the cluster's tokens, for MethodOIDC.
	OIDC identity.OIDC
	// Partition of the account. Empty means the standard one.
	Partition identity.Partition
	// Webhook is what MethodOIDC needs before a workload's first pod is made:
	// that which gives pods their tokens, and that by which AWS checks them.
	// Empty where the cluster brings both, as EKS does.
	Webhook []pulumi.Resource
}

// Method is the way that workloads take unless they choose one: Pod Identity
// where there is EKS to hand out roles, tokens elsewhere.
func (id *Identity) Method() Method {
	if id == nil || id.ClusterName != nil || id.OIDC.ARN == nil {
		return MethodPodIdentity
	}
	return MethodOIDC
}

// Method is a way to give a workload its role.
type Method string

// The methods.
const (
	// MethodPodIdentity has EKS hand out the role by an association of its
	// own. Nothing is written into the cluster. The default on EKS.
	MethodPodIdentity Method = "pod-identity"
	// MethodOIDC has the pod exchange its token (IAM roles for service
	// accounts), for SDKs too old for Pod Identity. The default outside EKS.
	// The service account needs WorkloadRole.Annotations.
	MethodOIDC Method = "oidc"
)

// WorkloadRoleArgs are the settings of a WorkloadRole.
type WorkloadRoleArgs struct {
	// Cluster that the workload is in. Required.
	Cluster Cluster
	// Namespace and ServiceAccount of the workload. Required.
	Namespace, ServiceAccount string
	// Method is the cluster's own when empty: see Identity.Method.
	Method Method
	// ManagedPolicies, Policies and Boundary as in identity.RoleArgs.
	ManagedPolicies []string
	Policies        map[string]identity.Source
	Boundary        pulumi.StringInput
	// Tags of the role and the association.
	Tags map[string]string
}

// WorkloadRole is a role of AWS that one service account may act as.
type WorkloadRole struct {
	pulumi.ResourceState

	// ARN of the role.
	ARN pulumi.StringOutput `pulumi:"arn"`

	method Method
	ready  []pulumi.Resource
}

// NewWorkloadRole makes a role with its policies and lets the pods of one
// service account act as it, and nobody else.
func NewWorkloadRole(
	ctx *pulumi.Context, name string, args *WorkloadRoleArgs, opts ...pulumi.ResourceOption,
) (*WorkloadRole, error) {
	if args == nil {
		args = &WorkloadRoleArgs{}
	}
	a := *args
	if a.Method == "" {
		a.Method = a.Cluster.Identity.Method()
	}
	if err := a.check(name); err != nil {
		return nil, err
	}
	w := &WorkloadRole{method: a.Method}
	inputs := pulumi.Map{
		"namespace": pulumi.String(a.Namespace), "serviceAccount": pulumi.String(a.ServiceAccount),
		"method": pulumi.String(string(a.Method)),
	}
	if err := component.Register(ctx, TypeWorkloadRole, name, inputs, w, opts...); err != nil {
		return nil, err
	}
	role, err := identity.NewRole(ctx, component.Name(name, "pods"), a.role(), pulumi.Parent(w))
	if err != nil {
		return nil, err
	}
	w.ARN, w.ready = role.ARN, role.Policies()
	if a.Method == MethodPodIdentity {
		if err := w.associate(ctx, name, a, role); err != nil {
			return nil, err
		}
	} else {
		w.ready = append(w.ready, a.Cluster.Identity.Webhook...)
	}
	return w, component.Publish(ctx, w)
}

// Annotations are what the service account must carry, empty for
// MethodPodIdentity.
func (w *WorkloadRole) Annotations() map[string]pulumi.StringInput {
	if w.method != MethodOIDC {
		return nil
	}
	return map[string]pulumi.StringInput{roleAnnotation: w.ARN}
}

// Ready is what must be there before the workload's first pod: a pod gets
// its role when it starts, and not later.
func (w *WorkloadRole) Ready() []pulumi.Resource { return slices.Clone(w.ready) }

func (w *WorkloadRole) associate(ctx *pulumi.Context, name string, a WorkloadRoleArgs, role *identity.Role) error {
	logical := component.Name(name, "association")
	tags := pulumi.ToStringMap(a.Tags)
	tags["Name"] = pulumi.String(logical)
	association, err := eks.NewPodIdentityAssociation(ctx, logical, &eks.PodIdentityAssociationArgs{
		ClusterName:    a.Cluster.Identity.ClusterName,
		Namespace:      pulumi.String(a.Namespace),
		ServiceAccount: pulumi.String(a.ServiceAccount),
		RoleArn:        role.ARN,
		Tags:           tags,
	}, pulumi.Parent(w), pulumi.DependsOn(a.Cluster.Identity.Agent))
	if err != nil {
		return err
	}
	w.ready = append(w.ready, association)
	return nil
}

// role are the arguments of the workload's role.
func (a WorkloadRoleArgs) role() *identity.RoleArgs {
	return &identity.RoleArgs{
		Trust: a.trust(), Partition: a.Cluster.Identity.Partition, ManagedPolicies: a.ManagedPolicies,
		Policies: a.Policies, Boundary: a.Boundary, Tags: a.Tags,
	}
}

func (a WorkloadRoleArgs) trust() identity.Source {
	if a.Method == MethodOIDC {
		return identity.TrustServiceAccount(a.Cluster.Identity.OIDC,
			identity.ServiceAccount{Namespace: a.Namespace, Name: a.ServiceAccount})
	}
	return identity.TrustPodIdentity()
}

// accountForm is of https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names
var accountForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$`)

func (a WorkloadRoleArgs) check(name string) error {
	p := component.NewProblems("workload role", name)
	form := accountForm
	if !form.MatchString(a.Namespace) {
		p.Add("Namespace", a.Namespace, "not the name of a namespace", "name the workload's namespace")
	}
	if !form.MatchString(a.ServiceAccount) {
		p.Add("ServiceAccount", a.ServiceAccount, "not the name of a service account", "name the workload's own")
	}
	if len(a.ManagedPolicies)+len(a.Policies) == 0 {
		p.Add("Policies", nil, "none given, so the role could do nothing", "give Policies or ManagedPolicies")
	}
	id := a.Cluster.Identity
	switch {
	case !a.Cluster.Valid():
		p.Add("Cluster", nil, "not given", "pass the Cluster of an EKS or Existing")
		return p.Err()
	case id == nil:
		p.Add("Cluster", a.Cluster.Name, "has no workload identity", "give it one, or give the workload credentials another way")
		return p.Err()
	case a.Method == MethodPodIdentity && id.ClusterName == nil:
		p.Add("Method", a.Method, "the cluster is not one of EKS", fmt.Sprintf("choose %q", MethodOIDC))
	case a.Method == MethodOIDC && (id.OIDC.ARN == nil || id.OIDC.Issuer == nil):
		p.Add("Method", a.Method, "the cluster has no OpenID Connect provider", fmt.Sprintf("choose %q", MethodPodIdentity))
	case a.Method != MethodPodIdentity && a.Method != MethodOIDC:
		p.Add("Method", a.Method, "not a method", fmt.Sprintf("choose %q or %q", MethodPodIdentity, MethodOIDC))
	default:
		p.Join("Role", identity.CheckRole(component.Name(name, "pods"), a.role()))
	}
	return p.Err()
}
