package simcloud

import (
	"github.com/drydock-iac/drydock/simcloud/boot"
	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/simcloud/reach"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Internet is the place outside from which Reach may ask.
const Internet = reach.Internet

// Reach answers whether a client reaches something, hop by hop: name, record,
// load balancer, listener, target, node port, service, route, pod. from is
// Internet, Localhost, an address or a range ("203.0.113.0/24"), the id of a VPC
// or of an instance, or a pod ("NAMESPACE/NAME"). to is a URL, "host:port",
// "INSTANCE:PORT" or a service of a cluster ("NAMESPACE/NAME:PORT"). What cannot
// be understood, or is not there, is a closed hop.
func (c *Cloud) Reach(from, to string) reach.Report {
	var report reach.Report
	c.world.View("", func(call *world.Call) { report = reach.Ask(call, inside(), from, to) })
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
	return reach.Cluster{
		Settle: kubernetes.Settle, NodePort: kubernetes.NodePort, Ingress: kubernetes.Ingress, Certificate: kubernetes.Certificate,
		Service: kubernetes.Service, Leader: boot.Leaderless,
	}
}
