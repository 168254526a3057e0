package kubernetes

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/selection"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Karpenter makes nodes for pods that find no room, of the pools that the
// cluster has, and takes them away: https://karpenter.sh/docs/concepts/.
// Simulated are requirements, limits, weights, taints, labels, what a class
// says of role, subnets, groups and tags, the controller's permissions, and the
// removal of nodes that are empty or whose pods fit elsewhere. Not simulated
// are prices: of the types that will do the one with the fewest cores is taken;
// nor expiry, drift, the replacement of a node by a smaller one, schedules of
// budgets and pods that are not to be disrupted.
const (
	tokenPool  = "kubernetes:karpenter.sh/v1:NodePool"
	tokenClass = "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass"

	labelPool     = "karpenter.sh/nodepool"
	labelCapacity = "karpenter.sh/capacity-type"
	labelClass    = "karpenter.k8s.aws/ec2nodeclass"
)

// karpenter is the controller at work in a cluster of EKS.
type karpenter struct {
	// c is the cluster's call, aws one in its region.
	c, aws  *world.Call
	cluster *world.Object
	name    string
	role    *world.Object
	pools   []pool
}

// pool is a NodePool with its class.
type pool struct {
	name     string
	object   *world.Object
	class    *world.Object
	template world.Props
	weight   int
}

// karpenterOf is the controller of the call's cluster, nil where it does not
// run, has no role or has nothing to look after.
func karpenterOf(c *world.Call) *karpenter {
	all := slices.DeleteFunc(c.All(tokenPool), func(o *world.Object) bool { return o.Scope != c.Scope })
	if len(all) == 0 && len(c.All(tokenClass)) == 0 {
		return nil
	}
	cluster := clusterOf(c, c.Scope)
	if cluster == nil || cluster.Kind != api.Cluster {
		return nil
	}
	pod := running(c, map[string]string{"app.kubernetes.io/name": "karpenter"})
	if pod == nil {
		return nil
	}
	role, why := assumed(c, pod)
	if why != "" {
		return nil
	}
	region := *c
	region.Scope = cluster.Scope
	k := &karpenter{c: c, aws: &region, cluster: cluster, name: cluster.Props.StrOr("name", cluster.ID), role: role}
	for _, o := range all {
		p := pool{
			name: o.Props.Map("metadata").Str("name"), object: o,
			template: o.Props.Map("spec").Map("template"), weight: o.Props.Map("spec").Int("weight"),
		}
		p.class = c.Find(tokenClass, p.template.Map("spec").Map("nodeClassRef").Str("name"))
		k.pools = append(k.pools, p)
	}
	slices.SortStableFunc(k.pools, func(a, b pool) int { return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.name, b.name)) })
	return k
}

// machines are those that the controller has made and not ended.
func (k *karpenter) machines() []*world.Object {
	return slices.DeleteFunc(k.aws.All(api.Instance), func(o *world.Object) bool {
		tags := o.Props.Map("tags")
		return tags.Str("eks:eks-cluster-name") != k.name || tags.Str(labelPool) == "" || o.Props.Str("state") != "running"
	})
}

// left is what the pool's limits leave, in cores and MiB.
func (k *karpenter) left(p pool) (cpu, memoryMiB int) {
	cpu, memoryMiB = 1<<30, 1<<30
	limits := p.object.Props.Map("spec").Map("limits")
	if q, err := resource.ParseQuantity(limits.Str("cpu")); err == nil {
		cpu = int(q.Value())
	}
	if q, err := resource.ParseQuantity(limits.Str("memory")); err == nil {
		memoryMiB = int(q.Value() >> 20)
	}
	for _, m := range k.machines() {
		if size, known := sizeOf(m.Props.Str("instanceType")); known && m.Props.Map("tags").Str(labelPool) == p.name {
			cpu, memoryMiB = cpu-size.vcpu, memoryMiB-size.memoryMiB
		}
	}
	return cpu, memoryMiB
}

// requirements are what a node of the pool must be like.
func (p pool) requirements() labels.Selector {
	operators := map[string]selection.Operator{
		"In": selection.In, "NotIn": selection.NotIn, "Exists": selection.Exists, "DoesNotExist": selection.DoesNotExist,
		"Gt": selection.GreaterThan, "Lt": selection.LessThan,
	}
	s := labels.NewSelector()
	for _, r := range p.template.Map("spec").Maps("requirements") {
		one, err := labels.NewRequirement(r.Str("key"), operators[r.Str("operator")], r.Strs("values"))
		if err != nil {
			return labels.Nothing()
		}
		s = s.Add(*one)
	}
	return s
}

// labels of a node of the pool:
// https://karpenter.sh/docs/concepts/scheduling/#well-known-labels
func (k *karpenter) labels(p pool, kind, zone, capacity string) map[string]string {
	family, size, number := kind, "", ""
	for i, r := range kind {
		if r == '.' {
			family, size = kind[:i], kind[i+1:]
		}
		if number == "" && r >= '0' && r <= '9' {
			number = string(r)
		}
	}
	s, _ := sizeOf(kind)
	out := map[string]string{
		"kubernetes.io/arch": s.arch, "kubernetes.io/os": "linux", "node.kubernetes.io/instance-type": kind,
		"topology.kubernetes.io/zone": zone, "topology.kubernetes.io/region": k.cluster.Scope,
		labelPool: p.name, labelCapacity: capacity,
		"karpenter.k8s.aws/instance-family": family, "karpenter.k8s.aws/instance-category": kind[:1], "karpenter.k8s.aws/instance-size": size,
		"karpenter.k8s.aws/instance-generation": number,
		"karpenter.k8s.aws/instance-cpu":        strconv.Itoa(s.vcpu), "karpenter.k8s.aws/instance-memory": strconv.Itoa(s.memoryMiB),
	}
	maps.Copy(out, stringMap(p.template.Map("metadata").Map("labels")))
	return out
}

// homeless are the pods that found no node, those that ask for most first.
func (k *karpenter) homeless() []*world.Object {
	var out []*world.Object
	for _, o := range podsOf(k.c) {
		spec := typed[corev1.Pod](o.Props).Spec
		if spec.NodeName == "" && claimsReady(k.c, o.Props.Map("metadata").Str("namespace"), &spec) == "" {
			out = append(out, o)
		}
	}
	slices.SortStableFunc(out, func(a, b *world.Object) int {
		x, y := a.Props.Map("requests"), b.Props.Map("requests")
		return cmp.Or(cmp.Compare(y.Int("cpuMilli"), x.Int("cpuMilli")), cmp.Compare(y.Int("memoryMiB"), x.Int("memoryMiB")))
	})
	return out
}

// after is how long a node of the pool is left alone: spec.disruption.
func (p pool) after() (time.Duration, bool) {
	text := p.object.Props.Map("spec").Map("disruption").StrOr("consolidateAfter", "0s")
	d, err := time.ParseDuration(text)
	return d, err == nil // "Never" is none
}
