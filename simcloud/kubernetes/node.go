package kubernetes

import (
	"cmp"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/boot"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Node is a machine of a cluster.
type Node struct {
	// Name is the node's name; Zone its availability zone; Instance the EC2
	// instance behind it, "" for a node of NewCluster.
	Name, Zone, Instance string
	// Address is the node's own IPv4 address.
	Address string
	// CPUMilli and MemoryMiB are what pods may use (allocatable), in thousandths
	// of a core and in MiB; 0 is not limited.
	CPUMilli, MemoryMiB int
	// MaxPods is how many pods fit; 0 means 110, the kubelet's default.
	MaxPods int
	Labels  map[string]string
	Taints  []corev1.Taint
}

// kubeletMaxPods is the kubelet's own limit
// (https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/).
const kubeletMaxPods = 110

func (n Node) props() map[string]any {
	labels := map[string]any{}
	for k, v := range n.Labels {
		labels[k] = v
	}
	taints := []any{}
	for _, t := range n.Taints {
		taints = append(taints, map[string]any{"key": t.Key, "value": t.Value, "effect": string(t.Effect)})
	}
	return map[string]any{
		"name": n.Name, "zone": n.Zone, "address": n.Address, "cpuMilli": n.CPUMilli, "memoryMiB": n.MemoryMiB,
		"maxPods": n.MaxPods, "labels": labels, "taints": taints,
	}
}

// Nodes returns the ready nodes of a cluster, sorted by name: the running
// instances that belong to an EKS cluster, or what NewCluster was given.
func Nodes(c *world.Call, scope string) []Node {
	cluster := clusterOf(c, scope)
	if cluster == nil {
		return nil
	}
	var nodes []Node
	if boot.Is(cluster) {
		nodes = rkeNodes(c, cluster)
	} else if cluster.Kind == KindCluster {
		for _, p := range cluster.Props.Maps("nodes") {
			n := Node{
				Name: p.Str("name"), Zone: p.Str("zone"), Address: p.Str("address"),
				CPUMilli: p.Int("cpuMilli"), MemoryMiB: p.Int("memoryMiB"), MaxPods: p.Int("maxPods"),
			}
			n.complete("", p)
			nodes = append(nodes, n)
		}
	} else {
		name := cluster.Props.StrOr("name", cluster.ID)
		for _, o := range c.Everywhere(api.Instance) {
			k := o.Props.Map("kubernetes")
			if o.Scope == cluster.Scope && k.Str("cluster") == name && o.Props.StrOr("state", o.Props.Str("instanceState")) == "running" && joined(c, o, k) {
				nodes = append(nodes, instanceNode(c, cluster, o, k))
			}
		}
	}
	slices.SortFunc(nodes, func(a, b Node) int { return cmp.Compare(a.Name, b.Name) })
	return nodes
}

// joined reports whether a machine is a node: one that its group launched by
// itself has to reach the API and a registry first. What a program's own call
// launches was looked at by EKS.
func joined(c *world.Call, instance *world.Object, k world.Props) bool {
	if !k.Bool("joining") {
		return true
	}
	if offline(c, instance) != "" {
		return false
	}
	delete(k, "joining")
	return true
}

// complete adds the labels that every kubelet sets and reads the taints, which
// EKS spells in capitals
// (https://kubernetes.io/docs/reference/labels-annotations-taints/).
func (n *Node) complete(region string, p world.Props) {
	n.Labels = map[string]string{"kubernetes.io/hostname": n.Name, "kubernetes.io/os": "linux"}
	if n.Zone != "" {
		n.Labels["topology.kubernetes.io/zone"] = n.Zone
	}
	if region != "" {
		n.Labels["topology.kubernetes.io/region"] = region
	}
	labels := p.Map("labels")
	for k := range labels {
		n.Labels[k] = labels.Str(k)
	}
	effects := map[string]corev1.TaintEffect{
		"NO_SCHEDULE": corev1.TaintEffectNoSchedule, "NO_EXECUTE": corev1.TaintEffectNoExecute, "PREFER_NO_SCHEDULE": corev1.TaintEffectPreferNoSchedule,
	}
	for _, t := range p.Maps("taints") {
		effect, ok := effects[t.Str("effect")]
		if !ok {
			effect = corev1.TaintEffect(t.Str("effect"))
		}
		n.Taints = append(n.Taints, corev1.Taint{Key: t.Str("key"), Value: t.Str("value"), Effect: effect})
	}
	if n.MaxPods == 0 {
		n.MaxPods = kubeletMaxPods
	}
}

func instanceNode(c *world.Call, cluster, o *world.Object, k world.Props) Node {
	kind := o.Props.Str("instanceType")
	address := o.Props.Str("privateIp")
	n := Node{
		Name: "ip-" + strings.ReplaceAll(address, ".", "-") + "." + cluster.Scope + ".compute.internal",
		Zone: o.Props.Str("availabilityZone"), Instance: o.ID, Address: address,
	}
	size, known := sizeOf(kind)
	if known {
		n.CPUMilli, n.MemoryMiB, n.MaxPods = size.allocatable()
	}
	n.complete(cluster.Scope, k)
	n.Labels["node.kubernetes.io/instance-type"] = kind
	n.Labels["kubernetes.io/arch"] = size.arch
	if group := k.Str("nodegroup"); group != "" {
		n.Labels["eks.amazonaws.com/nodegroup"] = group
		n.Labels["eks.amazonaws.com/capacityType"] = k.StrOr("capacityType", "ON_DEMAND")
	}
	for _, a := range addons(c, cluster) {
		if known {
			n.CPUMilli -= a.cpuMilli
			n.MemoryMiB -= a.memoryMiB
			n.MaxPods--
		}
	}
	return n
}
