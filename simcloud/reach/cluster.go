package reach

import (
	"fmt"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// firstNodePort is the first port of the range for services:
// https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport
const firstNodePort = 30000

// ingressClass is what an ingress controller brings along with its service.
const ingressClass = "kubernetes:networking.k8s.io/v1:IngressClass"

// Cluster answers for the inside of Kubernetes clusters, named by their scope
// in the world ("eks:eu-central-1/dev"). With the zero value a path ends at
// the node. Package kubernetes of the simulation has functions that fit:
//
//	reach.Cluster{Settle: kubernetes.Settle, NodePort: kubernetes.NodePort, Ingress: kubernetes.Ingress, Service: kubernetes.Service}
type Cluster struct {
	// Settle lets every cluster catch up with the world before the question:
	// machines join, pods of lost ones go. nil for clusters that are at rest.
	Settle func(c *world.Call)
	// NodePort returns the ready pods that answer on a port of the cluster's
	// nodes and the service that they belong to, and what is missing where
	// there are none.
	NodePort func(c *world.Call, scope string, port int) (pods []*world.Object, service *world.Object, why string)
	// Ingress returns where the ingress controller behind a service sends an
	// HTTP request for a host and a path.
	Ingress func(c *world.Call, scope string, controller *world.Object, host, path string) (service *world.Object, pods []*world.Object, why string)
	// Certificate returns what an ingress controller behind a service serves
	// for a host on a node port, "" where nothing is known of it, and what is
	// wrong with it. nil where TLS never ends in a cluster.
	Certificate func(c *world.Call, scope string, controller *world.Object, port int, host string) (what, why string)
	// Service returns the ready pods that answer a client in the cluster, a pod
	// or nil for a node, under a service ("namespace/name") and a port of it, 0
	// for its first.
	Service func(c *world.Call, scope, id string, port int, client *world.Object) (pods []*world.Object, service *world.Object, why string)
	// Leader returns why the API of a cluster does not answer although a server
	// does, "" if it does.
	Leader func(c *world.Call, scope string) (why string)
}

func (k Cluster) settle(c *world.Call) {
	if k.Settle != nil {
		k.Settle(c)
	}
}

// endpoints are what a service sends to.
type endpoints struct {
	service *world.Object
	ready   []string
	lost    []string // on machines that are gone, and not missed yet
	why     string
}

// on asks what answers on a port of one node. A service whose external traffic
// policy is Local answers on the nodes of its pods only.
// https://kubernetes.io/docs/reference/networking/virtual-ips/#traffic-policies
func (k Cluster) on(c *world.Call, instance *world.Object, scope string, port int) endpoints {
	c = in(c, scope)
	pods, service, why := k.NodePort(c, scope, port)
	if service != nil && why == "" && service.Props.Map("spec").Str("externalTrafficPolicy") == "Local" {
		var here []*world.Object
		for _, p := range pods {
			if p.Props.Str("instance") == instance.ID {
				here = append(here, p)
			}
		}
		if pods = here; len(pods) == 0 {
			why = fmt.Sprintf("service %s: its externalTrafficPolicy is Local and no ready pod of it runs on this node", service.ID)
		}
	}
	return completed(service, pods, why)
}

// routed asks where an ingress controller sends a request; ok is false where
// the service does not belong to one. A controller and its ingress class come
// from the same release.
func (k Cluster) routed(c *world.Call, scope string, service *world.Object, host, path string) (to endpoints, ok bool) {
	c = in(c, scope)
	for _, class := range c.Everywhere(ingressClass) {
		ok = ok || class.Scope == scope && class.Owner != "" && class.Owner == service.Owner
	}
	if !ok || k.Ingress == nil {
		return endpoints{}, false
	}
	behind, pods, why := k.Ingress(c, scope, service, host, path)
	return completed(behind, pods, why), true
}

func completed(service *world.Object, pods []*world.Object, why string) endpoints {
	e := endpoints{service: service, why: why}
	if why != "" {
		return e
	}
	for _, p := range pods {
		if p.Props.Str(ec2.LostProperty) != "" {
			e.lost = append(e.lost, p.ID)
			continue
		}
		e.ready = append(e.ready, p.ID)
	}
	switch {
	case len(e.lost) > 0 && len(e.ready) == 0:
		e.why = e.astray()
	case service == nil:
		e.why = "no service answers"
	case len(pods) == 0:
		e.why = "no pod is ready"
	}
	return e
}

// astray says which requests fail because their pod is gone, "" if none do.
func (e endpoints) astray() string {
	if len(e.lost) == 0 {
		return ""
	}
	return fmt.Sprintf("requests to %s fail: the machine is gone and its node does not count as not ready yet", strings.Join(e.lost, ", "))
}

// follow adds the hops from a service to its pods; kind and what name the
// step that leads to it.
func (q *question) follow(kind, what string, e endpoints) bool {
	if e.service == nil {
		return q.add(kind, what, e.why)
	}
	pods := strings.Join(e.ready, ", ")
	if pods == "" {
		pods = e.service.ID
	}
	if !q.add(kind, what, "") || !q.add("service", e.service.ID, "") || !q.add("pod", pods, e.why) {
		return false
	}
	q.stray(e.astray())
	return true
}

// scopeOf returns the scope of the cluster that an instance is a node of, ""
// for a machine that is none.
func scopeOf(instance *world.Object) string {
	if scope := instance.Props.Map("kubernetes").Str("scope"); scope != "" {
		return scope
	}
	name := instance.Props.Map("kubernetes").Str("cluster")
	if name == "" {
		return ""
	}
	return "eks:" + instance.Scope + "/" + name
}

// stranger says that a machine which is to be a node has not joined its
// cluster, so that nothing answers on a node port and on that of the API; ""
// for a node, for a machine that is to be none, and for other ports.
func stranger(instance *world.Object, port int) string {
	if port < firstNodePort && port != apiPort {
		return ""
	}
	k := instance.Props.Map("kubernetes")
	rke := instance.Props.Map("rke2").Str("cluster")
	if k.Bool("joining") || rke != "" && k.Str("scope") == "" {
		return fmt.Sprintf("instance %s has not joined cluster %s", instance.ID, k.StrOr("cluster", rke))
	}
	return ""
}

// apiPort is that of the API on a server of RKE2:
// https://docs.rke2.io/install/requirements#networking
const apiPort = 6443

// ownPort reports whether a port of a node is the machine's own, as that of
// the API is on a server of RKE2, and not one of a service.
func ownPort(instance *world.Object, port int) bool {
	return instance.Props.Map("kubernetes").Str("scope") != "" && port < firstNodePort
}
