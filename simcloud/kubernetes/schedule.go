package kubernetes

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/selection"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// scheduler places pods on the nodes that there are, as the default scheduler
// filters them: resources, number of pods, selectors, taints, host ports,
// spread and anti-affinity
// (https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/).
type scheduler struct {
	nodes  []Node
	placed []placedPod
	// zones are where the volumes of claims are.
	zones map[string]string
}

type placedPod struct {
	id, node, namespace string
	labels              map[string]string
	cpuMilli, memoryMiB int
	hostPorts           []int32
}

// newScheduler looks at the cluster as it is, without the pods to be left out.
func newScheduler(c *world.Call, without []*world.Object) *scheduler {
	s := &scheduler{nodes: Nodes(c, c.Scope), zones: volumeZones(c)}
	for _, o := range c.All(tokenPod) {
		if o.Scope == c.Scope && !slices.Contains(without, o) && o.Props.Map("spec").Str("nodeName") != "" && o.Props.Map("status").Str("phase") != "Succeeded" {
			s.placed = append(s.placed, placedOf(o))
		}
	}
	return s
}

func placedOf(o *world.Object) placedPod {
	meta, requests := o.Props.Map("metadata"), o.Props.Map("requests")
	p := placedPod{
		id: o.ID, node: o.Props.Map("spec").Str("nodeName"), namespace: meta.Str("namespace"), labels: stringMap(meta.Map("labels")),
		cpuMilli: requests.Int("cpuMilli"), memoryMiB: requests.Int("memoryMiB"),
	}
	for _, port := range o.Props.List("hostPorts") {
		if n, ok := port.(float64); ok {
			p.hostPorts = append(p.hostPorts, int32(n))
		}
	}
	return p
}

func stringMap(p world.Props) map[string]string {
	out := map[string]string{}
	for k := range p {
		out[k] = p.Str(k)
	}
	return out
}

// forget takes a pod off its node.
func (s *scheduler) forget(id string) {
	s.placed = slices.DeleteFunc(s.placed, func(p placedPod) bool { return p.id == id })
}

// place finds a node for a pod and takes its room, or says why there is none.
func (s *scheduler) place(id, namespace string, spec *corev1.PodSpec, podLabels map[string]string) (Node, string) {
	if len(s.nodes) == 0 {
		return Node{}, "no nodes available to schedule pods"
	}
	pod := placedPod{id: id, namespace: namespace, labels: podLabels, hostPorts: hostPorts(spec)}
	pod.cpuMilli, pod.memoryMiB = requests(spec)
	var fit []Node
	reasons := map[string]int{}
	for _, n := range s.nodes {
		why := s.filter(n, pod, spec)
		for _, w := range why {
			reasons[w]++
		}
		if len(why) == 0 {
			fit = append(fit, n)
		}
	}
	if len(fit) == 0 {
		var list []string
		for _, w := range sortedKeys(reasons) {
			list = append(list, fmt.Sprintf("%d %s", reasons[w], w))
		}
		return Node{}, fmt.Sprintf("0/%d nodes are available: %s.", len(s.nodes), strings.Join(list, ", "))
	}
	best := slices.MinFunc(fit, func(a, b Node) int {
		return cmp.Or(
			cmp.Compare(s.alike(pod, func(n Node) bool { return n.Zone == a.Zone }), s.alike(pod, func(n Node) bool { return n.Zone == b.Zone })),
			cmp.Compare(s.alike(pod, func(n Node) bool { return n.Name == a.Name }), s.alike(pod, func(n Node) bool { return n.Name == b.Name })),
			cmp.Compare(s.count(a.Name), s.count(b.Name)), cmp.Compare(a.Name, b.Name))
	})
	pod.node = best.Name
	s.placed = append(s.placed, pod)
	return best, ""
}

func (s *scheduler) count(node string) int {
	n := 0
	for _, p := range s.placed {
		if p.node == node {
			n++
		}
	}
	return n
}

// alike counts pods with the same labels on the nodes chosen: the default
// scheduler spreads them.
func (s *scheduler) alike(pod placedPod, on func(Node) bool) int {
	n := 0
	for _, p := range s.placed {
		if p.namespace == pod.namespace && labels.Equals(p.labels, pod.labels) && on(s.node(p.node)) {
			n++
		}
	}
	return n
}

func (s *scheduler) node(name string) Node {
	for _, n := range s.nodes {
		if n.Name == name {
			return n
		}
	}
	return Node{}
}

// filter lists what speaks against a node.
func (s *scheduler) filter(n Node, pod placedPod, spec *corev1.PodSpec) []string {
	if t := untolerated(n.Taints, spec.Tolerations); t != nil {
		return []string{fmt.Sprintf("node(s) had untolerated taint {%s: %s}", t.Key, t.Value)}
	}
	if !labels.SelectorFromSet(spec.NodeSelector).Matches(labels.Set(n.Labels)) || !nodeAffinity(spec.Affinity, n) {
		return []string{"node(s) didn't match Pod's node affinity/selector"}
	}
	for _, v := range spec.Volumes {
		if v.PersistentVolumeClaim != nil {
			if zone := s.zones[pod.namespace+"/"+v.PersistentVolumeClaim.ClaimName]; zone != "" && zone != n.Zone {
				return []string{"node(s) didn't match PersistentVolume's node affinity"}
			}
		}
	}
	var why []string
	cpu, memory, pods := 0, 0, 0
	for _, p := range s.placed {
		if p.node != n.Name {
			continue
		}
		pods++
		cpu, memory = cpu+p.cpuMilli, memory+p.memoryMiB
		for _, port := range pod.hostPorts {
			if slices.Contains(p.hostPorts, port) && !slices.Contains(why, "node(s) didn't have free ports for the requested pod ports") {
				why = append(why, "node(s) didn't have free ports for the requested pod ports")
			}
		}
	}
	if pods+1 > n.MaxPods {
		why = append(why, "Too many pods")
	}
	if n.CPUMilli > 0 && pod.cpuMilli > 0 && cpu+pod.cpuMilli > n.CPUMilli {
		why = append(why, "Insufficient cpu")
	}
	if n.MemoryMiB > 0 && pod.memoryMiB > 0 && memory+pod.memoryMiB > n.MemoryMiB {
		why = append(why, "Insufficient memory")
	}
	if len(why) > 0 {
		return why
	}
	if w := s.spread(n, pod, spec); w != "" {
		return []string{w}
	}
	if s.repelled(n, pod, spec) {
		return []string{"node(s) didn't match pod anti-affinity rules"}
	}
	return nil
}

// spread checks topologySpreadConstraints that forbid scheduling
// (https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/).
func (s *scheduler) spread(n Node, pod placedPod, spec *corev1.PodSpec) string {
	for _, c := range spec.TopologySpreadConstraints {
		if c.WhenUnsatisfiable != corev1.DoNotSchedule {
			continue
		}
		here, ok := n.Labels[c.TopologyKey]
		if !ok {
			return "node(s) didn't match pod topology spread constraints (missing required label)"
		}
		counts := map[string]int{}
		for _, other := range s.nodes {
			domain, ok := other.Labels[c.TopologyKey]
			if ok && labels.SelectorFromSet(spec.NodeSelector).Matches(labels.Set(other.Labels)) && nodeAffinity(spec.Affinity, other) {
				counts[domain] += 0
			}
		}
		for _, p := range s.placed {
			if domain, ok := s.node(p.node).Labels[c.TopologyKey]; ok && p.namespace == pod.namespace && matchesLabels(c.LabelSelector, p.labels) {
				if _, eligible := counts[domain]; eligible {
					counts[domain]++
				}
			}
		}
		least := counts[here]
		for _, count := range counts {
			least = min(least, count)
		}
		if c.MinDomains != nil && len(counts) < int(*c.MinDomains) {
			least = 0
		}
		self := 0
		if matchesLabels(c.LabelSelector, pod.labels) {
			self = 1
		}
		if counts[here]+self-least > int(c.MaxSkew) {
			return "node(s) didn't match pod topology spread constraints"
		}
	}
	return ""
}

func (s *scheduler) repelled(n Node, pod placedPod, spec *corev1.PodSpec) bool {
	if spec.Affinity == nil || spec.Affinity.PodAntiAffinity == nil {
		return false
	}
	for _, term := range spec.Affinity.PodAntiAffinity.RequiredDuringSchedulingIgnoredDuringExecution {
		for _, p := range s.placed {
			if p.namespace == pod.namespace && matchesLabels(term.LabelSelector, p.labels) &&
				n.Labels[term.TopologyKey] != "" && s.node(p.node).Labels[term.TopologyKey] == n.Labels[term.TopologyKey] {
				return true
			}
		}
	}
	return false
}

// matchesLabels applies a selector; nil and empty select everything.
func matchesLabels(selector *metav1.LabelSelector, set map[string]string) bool {
	if selector == nil {
		return true
	}
	s, err := metav1.LabelSelectorAsSelector(selector)
	return err == nil && s.Matches(labels.Set(set))
}

func nodeAffinity(a *corev1.Affinity, n Node) bool {
	if a == nil || a.NodeAffinity == nil || a.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution == nil {
		return true
	}
	for _, term := range a.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution.NodeSelectorTerms {
		matches := len(term.MatchExpressions)+len(term.MatchFields) > 0
		for _, e := range term.MatchExpressions {
			operator := map[corev1.NodeSelectorOperator]selection.Operator{
				corev1.NodeSelectorOpIn: selection.In, corev1.NodeSelectorOpNotIn: selection.NotIn, corev1.NodeSelectorOpExists: selection.Exists,
				corev1.NodeSelectorOpDoesNotExist: selection.DoesNotExist, corev1.NodeSelectorOpGt: selection.GreaterThan, corev1.NodeSelectorOpLt: selection.LessThan,
			}[e.Operator]
			requirement, err := labels.NewRequirement(e.Key, operator, e.Values)
			matches = matches && err == nil && requirement.Matches(labels.Set(n.Labels))
		}
		for _, f := range term.MatchFields {
			matches = matches && f.Key == "metadata.name" && slices.Contains(f.Values, n.Name)
		}
		if matches {
			return true
		}
	}
	return false
}

// untolerated returns the first taint that keeps pods away and is not
// tolerated.
func untolerated(taints []corev1.Taint, tolerations []corev1.Toleration) *corev1.Taint {
	for i, t := range taints {
		if t.Effect == corev1.TaintEffectPreferNoSchedule {
			continue
		}
		if !slices.ContainsFunc(tolerations, func(o corev1.Toleration) bool {
			return (o.Effect == "" || o.Effect == t.Effect) && (o.Key == t.Key || o.Key == "" && o.Operator == corev1.TolerationOpExists) &&
				(o.Operator == corev1.TolerationOpExists || o.Value == t.Value)
		}) {
			return &taints[i]
		}
	}
	return nil
}

// requests is what a pod asks for: the sum of its containers, or the largest
// init container (https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers).
// A limit without a request counts as one.
func requests(spec *corev1.PodSpec) (cpuMilli, memoryMiB int) {
	const mebi = 1 << 20
	of := func(c corev1.Container) (int, int) {
		pick := func(name corev1.ResourceName) (q int64) {
			v, ok := c.Resources.Requests[name]
			if !ok {
				v = c.Resources.Limits[name]
			}
			if name == corev1.ResourceCPU {
				return v.MilliValue()
			}
			return (v.Value() + mebi - 1) / mebi
		}
		return int(pick(corev1.ResourceCPU)), int(pick(corev1.ResourceMemory))
	}
	for _, c := range spec.Containers {
		cpu, memory := of(c)
		cpuMilli, memoryMiB = cpuMilli+cpu, memoryMiB+memory
	}
	for _, c := range spec.InitContainers {
		cpu, memory := of(c)
		cpuMilli, memoryMiB = max(cpuMilli, cpu), max(memoryMiB, memory)
	}
	return cpuMilli, memoryMiB
}

func hostPorts(spec *corev1.PodSpec) []int32 {
	var out []int32
	for _, c := range spec.Containers {
		for _, p := range c.Ports {
			switch {
			case p.HostPort != 0:
				out = append(out, p.HostPort)
			case spec.HostNetwork:
				out = append(out, p.ContainerPort)
			}
		}
	}
	return out
}
