package simcloud

import (
	"strings"

	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/simcloud/reach"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Internet is the place outside from which Reach may ask.
const Internet = "internet"

// Reach answers whether a client reaches an address ("https://host/path",
// "tcp://host:port"), hop by hop: name, record, load balancer, listener,
// target, node port, service, route, pod. from is Internet, an address range
// ("203.0.113.0/24") or the id of a VPC. What cannot be understood is a closed
// hop.
func (c *Cloud) Reach(from, to string) reach.Report {
	origin := reach.From{}
	switch {
	case strings.HasPrefix(from, "vpc-"):
		origin.VPC = from
	case from != Internet:
		origin.CIDR = from
	}
	var report reach.Report
	c.world.View("", func(call *world.Call) { report = reach.Path(call, inside(), origin, to) })
	return report
}

// TargetHealth is what the load balancer says of the targets of a target
// group.
func (c *Cloud) TargetHealth(targetGroupARN string) []reach.Health {
	var health []reach.Health
	c.world.View("", func(call *world.Call) { health = reach.TargetHealth(call, inside(), targetGroupARN) })
	return health
}

// inside answers for the inside of the simulated Kubernetes clusters.
func inside() reach.Cluster {
	return reach.Cluster{NodePort: kubernetes.NodePort, Ingress: kubernetes.Ingress}
}
