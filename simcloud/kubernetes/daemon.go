package kubernetes

import (
	"fmt"

	appsv1 "k8s.io/api/apps/v1"

	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// eligible are the nodes that a DaemonSet's pods run on. The controller lets
// them tolerate a node's own troubles only; other taints keep them away
// (https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#taints-and-tolerations).
func (f *fleet) eligible() []Node {
	var out []Node
	for _, n := range f.s.nodes {
		probe := &scheduler{nodes: []Node{n}}
		if len(probe.filter(n, placedPod{}, f.template.Spec.DeepCopy())) == 0 {
			out = append(out, n)
		}
	}
	return out
}

// daemon starts the pod of one node.
func (f *fleet) daemon(n Node, generation string) {
	one := &fleet{r: f.r, s: &scheduler{nodes: []Node{n}, placed: f.s.placed}, template: f.template, refused: f.refused}
	if one.start(f.r.name + "-" + f.r.c.Hex(5, "daemon", f.r.id(), n.Name, generation)) {
		f.ready++
	}
	f.s.placed = one.s.placed
	f.reasons = append(f.reasons, one.reasons...)
}

// everywhere gives new nodes the pods of every DaemonSet, and takes those away
// whose node left in good order or that found no room; the latter come again
// if there is some now.
func everywhere(c *world.Call, nodes map[string]bool) {
	for _, o := range c.All(tokenDaemonSet) {
		if o.Scope != c.Scope {
			continue
		}
		served := map[string]bool{}
		for _, p := range c.Owned(o) {
			node := p.Props.Map("spec").Str("nodeName")
			_, lost := ec2.LostFor(c, p)
			switch {
			case p.Kind != tokenPod:
			case !nodes[node] && !lost:
				c.Remove(p)
			case !lost:
				served[node] = true
			}
		}
		meta := o.Props.Map("metadata")
		r := &request{c: c, kind: kinds[tokenDaemonSet], in: o.Inputs, namespace: meta.Str("namespace"), name: meta.Str("name")}
		f := r.fleet(&typed[appsv1.DaemonSet](o.Props).Spec.Template)
		for _, n := range f.eligible() {
			if !served[n.Name] {
				f.daemon(n, fmt.Sprint(meta["generation"]))
			}
		}
		r.settle(o)
	}
}
