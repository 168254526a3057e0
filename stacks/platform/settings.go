package platform

import (
	"maps"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/network"
)

// IngressPort is the node port on which every node answers for the ingress: for
// requests and health checks where TLS ends before it, for health checks alone
// where it does not.
const IngressPort = addons.DefaultNodePort

// IngressTLSPort is the node port of the ingress where it ends TLS itself.
const IngressTLSPort = addons.DefaultTLSPort

// Settings are what an environment is. They are decided with the code.
type Settings struct {
	// Name of the environment: "dev". It begins the name of every resource.
	Name string
	// Owner is the team whom a resource's tag names. Required in AWS, and only
	// there.
	Owner string
	// Network of the environment. An existing cluster has its own.
	Network Network
	// Cluster of the environment.
	Cluster Cluster
	// TLS says where TLS ends and who vouches for the name. Empty means ACM in
	// AWS, and PrivateCA in an existing cluster.
	TLS TLS
	// Ingress of the cluster.
	Ingress Ingress
	// Skeleton is the walking skeleton's deployment.
	Skeleton Skeleton
	// Protect makes the engine and AWS refuse to delete what holds state or
	// takes requests: zone, cluster, snapshots, load balancer.
	Protect bool
}

// Network says what the environment's network is like.
type Network struct {
	// CIDR is the range of the VPC, apart from those of other environments.
	CIDR string
	// Zones are the letters of its zones.
	Zones []string
	// NAT is how private subnets reach the internet.
	NAT network.NAT
	// FlowLogDays is for how long records of connections are kept.
	FlowLogDays int
	// ACLs gives each tier of subnets a network ACL that lets no more pass than
	// the platform needs.
	ACLs bool
}

// ClusterKind is who makes the environment's cluster.
type ClusterKind string

// The kinds of clusters.
const (
	// EKS is Amazon's service. It is the default.
	EKS ClusterKind = "eks"
	// RKE is RKE2 on EC2.
	RKE ClusterKind = "rke"
	// Existing is a cluster that is there, such as one of kind or k3d on a
	// developer's machine. Nothing of the environment is in AWS.
	Existing ClusterKind = "existing"
)

// Cluster says what the environment's cluster is like.
type Cluster struct {
	// Kind of the cluster. Empty means EKS.
	Kind ClusterKind
	// Version of Kubernetes. Required, but for an existing cluster.
	Version string
	// Groups of nodes; of RKE those that are not servers, and none means that
	// servers run everything. Not for an existing cluster.
	Groups []cluster.NodeGroup
	// Servers of RKE, and of nothing else.
	Servers cluster.Servers
	// LogDays is for how long EKS keeps the control plane's logs. Not for
	// other clusters.
	LogDays int
}

// TLS says where TLS ends and who vouches for the name.
type TLS string

// The choices of TLS. With all but ACM the load balancer passes connections on
// as they are, and the ingress serves a certificate that cert-manager gets.
const (
	// ACM ends TLS at the load balancer, by a certificate that Amazon renews.
	ACM TLS = "acm"
	// LetsEncryptStaging is Let's Encrypt's test service, which no browser
	// trusts.
	LetsEncryptStaging TLS = "letsencrypt-staging"
	// LetsEncrypt is Let's Encrypt itself. Its limits would stop an environment
	// that is made anew again and again, so the certificate is kept in an
	// archive that the stack "shared" makes and no destroy of the environment
	// touches.
	LetsEncrypt TLS = "letsencrypt-production"
	// PrivateCA is an authority that is made with the cluster and goes with it.
	PrivateCA TLS = "private-ca"
)

// Ingress says how requests enter the cluster.
type Ingress struct {
	// Replicas of the ingress controller.
	Replicas int
}

// Skeleton says how the walking skeleton is deployed.
type Skeleton struct {
	// Min and Max are the bounds of its autoscaler.
	Min, Max int
}

// withDefaults are the settings with what is left out filled in.
func (s Settings) withDefaults() Settings {
	if s.Cluster.Kind == "" {
		s.Cluster.Kind = EKS
	}
	if s.TLS == "" {
		s.TLS = ACM
		if !s.inAWS() {
			s.TLS = PrivateCA
		}
	}
	return s
}

// inAWS reports whether the environment makes its cluster itself, in AWS.
func (s Settings) inAWS() bool { return s.Cluster.Kind != Existing }

// acme reports whether Let's Encrypt is asked for the certificate.
func (t TLS) acme() bool { return t == LetsEncrypt || t == LetsEncryptStaging }

// tags are on every resource of the environment.
func (s Settings) tags(component string) map[string]string {
	tags := map[string]string{"environment": s.Name, "owner": s.Owner, "managed-by": "drydock"}
	if component != "" {
		tags["component"] = component
	}
	return maps.Clone(tags)
}
