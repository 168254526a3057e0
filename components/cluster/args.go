package cluster

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/network"
)

// Defaults of EKSArgs and NodeGroup.
const (
	// DefaultTier is the tier of subnets for nodes and for the control
	// plane's network interfaces.
	DefaultTier = network.Private
	// DefaultLogRetention is in days.
	DefaultLogRetention = 90
	// DefaultKeyDeletionDays is how long a deleted key can be taken back.
	DefaultKeyDeletionDays = 30
	// DefaultDisk is the size of a node's disk in GiB.
	DefaultDisk = 50
)

// EKSArgs are the settings of an EKS cluster.
type EKSArgs struct {
	// Name of the cluster in AWS, at most 100 letters, digits, hyphens and
	// underscores, that no other cluster in the account and region has,
	// of whatever kind: what a cluster's controllers make in AWS is known by
	// it. Empty means the component's name. It cannot be changed later
	// without making a new cluster.
	Name string
	// Network to be in. Required, with subnets in at least two zones.
	Network network.Placement
	// Tier of subnets for nodes and the control plane's interfaces. Empty
	// means DefaultTier. A public tier is refused.
	Tier string
	// Version of Kubernetes, "1.35". Required.
	Version string
	// RunningVersion is the version that the cluster runs at present, if it
	// exists. With it an upgrade that skips a version is refused at once;
	// empty leaves that to EKS.
	RunningVersion string
	// ExtendedSupport keeps the cluster on its version when standard support
	// ends, at six times the price of a cluster hour. Unset, AWS upgrades the
	// control plane on that day. A version that is past standard support
	// already has it, whatever this says.
	ExtendedSupport bool
	// NodeGroups. At least one with nodes that take any pod.
	NodeGroups []NodeGroup
	// Admins are the ARNs of roles and users who may do everything in the
	// cluster; the key enters the names in the state. Whoever deploys must be
	// among them, unless BootstrapCreator is set.
	Admins map[string]pulumi.StringInput
	// Access are further principals with fewer rights, by key.
	Access map[string]Access
	// BootstrapCreator makes the principal that creates the cluster an admin
	// of it. EKS makes that entry itself, so the principal must not be in
	// Admins as well. It cannot be changed later without making a new cluster.
	BootstrapCreator bool
	// Endpoint says from where the API server is reached. The zero value is
	// from within the VPC only.
	Endpoint Endpoint
	// ServiceCIDR is the range of addresses of Services, /12 to /24 within
	// 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16. Empty lets EKS choose one
	// that does not overlap the VPC.
	ServiceCIDR string
	// LogRetention of the control plane's logs in days, one of the values
	// that CloudWatch knows. Zero means DefaultLogRetention.
	LogRetention int
	// KeyDeletionDays is how long the key for Secrets can be taken back after
	// its deletion, 7 to 30. Zero means DefaultKeyDeletionDays.
	KeyDeletionDays int
	// Auth is how the kubeconfig gets its token.
	Auth Auth
	// SessionManager lets AWS Systems Manager open shells on nodes. There is
	// no SSH either way.
	SessionManager bool
	// DisableMetricsServer leaves the metrics server out; autoscalers of pods
	// then have nothing to go by.
	DisableMetricsServer bool
	// DisableVolumes leaves the EBS driver out.
	DisableVolumes bool
	// KeepVolumes leaves the volumes of claims, and the snapshots of them, in
	// the account when the cluster is destroyed. Without it they are deleted
	// with all else that controllers in the cluster made: see the package
	// comment.
	KeepVolumes bool
	// Protect keeps the engine from deleting the control plane and the key for
	// Secrets, without which what the cluster holds is lost. Everything else of
	// the cluster can be made again.
	Protect bool
	// Tags of every resource that can have tags.
	Tags map[string]string
}

// Endpoint says from where the API server is reached. From within the VPC it
// always is.
type Endpoint struct {
	// Public opens it to PublicCIDRs.
	Public bool
	// PublicCIDRs are the ranges that may connect from outside. Required if
	// Public is set.
	PublicCIDRs []string
	// AllowWorld permits 0.0.0.0/0 in PublicCIDRs.
	AllowWorld bool
}

// Access is what one principal may do.
type Access struct {
	// Principal is the ARN of a role or user. Required.
	Principal pulumi.StringInput
	// Policy is what it may do. Required.
	Policy AccessPolicy
	// Namespaces that the policy is for. Empty means the whole cluster.
	Namespaces []string
}

// AccessPolicy is one of the policies that EKS has for access entries:
// https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
type AccessPolicy string

// The policies for people and programs.
const (
	AccessClusterAdmin AccessPolicy = "AmazonEKSClusterAdminPolicy"
	AccessAdmin        AccessPolicy = "AmazonEKSAdminPolicy"
	AccessAdminView    AccessPolicy = "AmazonEKSAdminViewPolicy"
	AccessEdit         AccessPolicy = "AmazonEKSEditPolicy"
	AccessView         AccessPolicy = "AmazonEKSViewPolicy"
)

// Auth is how a kubeconfig gets its token.
type Auth string

// The ways to get a token.
const (
	// AuthExec runs "aws eks get-token" whenever a token is needed. The
	// kubeconfig never changes. It is the default.
	AuthExec Auth = "exec"
	// AuthToken asks the AWS provider for a token, so that no aws command is
	// needed where the program runs. A token lasts 15 minutes and is new in
	// every run, so every run shows the Kubernetes provider as changed.
	AuthToken Auth = "token"
)

func (a EKSArgs) withDefaults(name string) EKSArgs {
	if a.Name == "" {
		a.Name = name
	}
	if a.Tier == "" {
		a.Tier = DefaultTier
	}
	if a.LogRetention == 0 {
		a.LogRetention = DefaultLogRetention
	}
	if a.KeyDeletionDays == 0 {
		a.KeyDeletionDays = DefaultKeyDeletionDays
	}
	if a.Auth == "" {
		a.Auth = AuthExec
	}
	groups := make([]NodeGroup, len(a.NodeGroups))
	for i, g := range a.NodeGroups {
		groups[i] = g.withDefaults(a.Version)
	}
	a.NodeGroups = groups
	a.Tags = maps.Clone(a.Tags)
	a.Endpoint.PublicCIDRs = slices.Clone(a.Endpoint.PublicCIDRs)
	return a
}
