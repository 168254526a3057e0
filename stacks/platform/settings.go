package platform

import (
	"maps"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/network"
)

// IngressPort is the node port on which the balancer reaches the ingress of
// every node, for requests and for its health.
const IngressPort = 30080

// Settings are what an environment is. They are decided with the code.
type Settings struct {
	// Name of the environment: "dev". It begins the name of every resource.
	Name string
	// Owner is the team whom a resource's tag names.
	Owner string
	// Network of the environment.
	Network Network
	// Cluster of the environment.
	Cluster Cluster
	// Ingress of the cluster.
	Ingress Ingress
	// Skeleton is the walking skeleton's deployment.
	Skeleton Skeleton
	// Protect makes the engine and AWS refuse to delete what holds state or
	// takes requests: zone, cluster, load balancer.
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
}

// Cluster says what the environment's cluster is like.
type Cluster struct {
	// Version of Kubernetes.
	Version string
	// Groups of nodes.
	Groups []cluster.NodeGroup
	// LogDays is for how long the control plane's logs are kept.
	LogDays int
}

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

// tags are on every resource of the environment.
func (s Settings) tags(component string) map[string]string {
	tags := map[string]string{"environment": s.Name, "owner": s.Owner, "managed-by": "drydock"}
	if component != "" {
		tags["component"] = component
	}
	return maps.Clone(tags)
}
