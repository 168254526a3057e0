package kubernetes

import (
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/boot"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// evictionMiB is the memory that a kubelet keeps free
// (https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/).
const evictionMiB = 100

// rkeScope is the scope of a cluster of RKE2 whose API server was asked for;
// why is what is in the way of an answer.
func rkeScope(cluster *world.Object, server, why string) (string, error) {
	switch {
	case strings.HasPrefix(why, "dial "), strings.HasPrefix(why, "etcdserver"):
		return "", unreachable("%s: %s", schemaRequest(server), why)
	case why != "":
		return "", unreachable("%s", why)
	}
	return boot.Scope(cluster.ID), nil
}

// packaged reports whether a cluster of RKE2 deploys one of the components that
// it comes with, which it does unless its servers are told not to
// (https://docs.rke2.io/reference/server_config, disable).
func packaged(cluster *world.Object, component string) bool {
	return boot.Is(cluster) && !slices.Contains(strings.Fields(cluster.Props.Map("told").Str("disable")), component)
}

// strict reports whether a cluster of RKE2 holds a namespace without a label to
// the strictest profile, as it does with the CIS profile but for a few of its
// own (https://docs.rke2.io/security/pod_security_standards).
func strict(c *world.Call, namespace string) bool {
	cluster := clusterOf(c, c.Scope)
	return cluster != nil && boot.Is(cluster) && cluster.Props.Map("told").Str("profile") == "cis" &&
		!slices.Contains([]string{"kube-system", "cis-operator-system", "tigera-operator"}, namespace)
}

// rkeNodes are the machines that the cluster has taken in. RKE2 reserves
// nothing for itself unless it is told to.
func rkeNodes(c *world.Call, cluster *world.Object) []Node {
	boot.Reconcile(c)
	var nodes []Node
	for _, o := range c.Everywhere(api.Instance) {
		k := o.Props.Map("kubernetes")
		if k.Str("scope") != boot.Scope(cluster.ID) || o.Props.StrOr("state", o.Props.Str("instanceState")) != "running" {
			continue
		}
		kind := o.Props.Str("instanceType")
		n := Node{Name: o.ID, Zone: o.Props.Str("availabilityZone"), Instance: o.ID, Address: o.Props.Str("privateIp")}
		size, known := sizeOf(kind)
		if known {
			n.CPUMilli, n.MemoryMiB = size.vcpu*1000, size.memoryMiB-evictionMiB
		}
		n.complete(o.Scope, k)
		n.Labels["node.kubernetes.io/instance-type"], n.Labels["kubernetes.io/arch"] = kind, size.arch
		nodes = append(nodes, n)
	}
	return nodes
}
