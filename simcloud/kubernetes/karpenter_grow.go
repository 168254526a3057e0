package kubernetes

import (
	"cmp"
	"fmt"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// planned is a node that is not there yet: of the largest type that the pool's
// limits allow, until it is known what will be on it.
type planned struct {
	pool           pool
	subnet         *world.Object
	types          []string // that will do, the smallest first
	capacity, zone string
	node           Node
	// ours is what every node has besides the pods that wait.
	ours int
}

// grow makes the nodes that the waiting pods need: reports whether it made any.
// As long as a machine is on its way, it is waited for.
func (k *karpenter) grow() bool {
	waiting := k.homeless()
	if len(waiting) == 0 {
		return false
	}
	nodes := map[string]bool{}
	for _, n := range Nodes(k.c, k.c.Scope) {
		nodes[n.Instance] = true
	}
	for _, m := range k.machines() {
		if !nodes[m.ID] {
			return false
		}
	}
	s := newScheduler(k.c, nil)
	var plans []*planned
	for _, o := range waiting {
		meta := o.Props.Map("metadata")
		spec := typed[corev1.Pod](o.Props).Spec
		if _, why := s.place(o.ID, meta.Str("namespace"), &spec, stringMap(meta.Map("labels"))); why == "" {
			continue
		}
		if p := k.open(s, o, &spec, plans); p != nil {
			plans = append(plans, p)
		}
	}
	made := false
	for _, p := range plans {
		made = k.launch(s, p) || made
	}
	return made
}

// open plans a node that the pod can run on, and puts it there.
func (k *karpenter) open(s *scheduler, o *world.Object, spec *corev1.PodSpec, plans []*planned) *planned {
	meta := o.Props.Map("metadata")
	for _, pool := range k.pools {
		if pool.class == nil || slices.ContainsFunc(plans, func(p *planned) bool { return p.pool.name == pool.name }) {
			continue // the largest type may have taken all that the limits leave
		}
		for _, subnet := range k.subnets(pool) {
			p := k.plan(pool, subnet)
			if p == nil {
				continue
			}
			s.nodes = append(s.nodes, p.node)
			p.ours = k.daemons(s, p.node)
			pod := placedPod{id: o.ID, node: p.node.Name, namespace: meta.Str("namespace"), labels: stringMap(meta.Map("labels")), hostPorts: hostPorts(spec)}
			pod.cpuMilli, pod.memoryMiB = requests(spec)
			if len(s.filter(p.node, pod, spec)) == 0 {
				s.placed = append(s.placed, pod)
				return p
			}
			s.nodes = s.nodes[:len(s.nodes)-1]
			s.placed = slices.DeleteFunc(s.placed, func(other placedPod) bool { return other.node == p.node.Name })
		}
	}
	return nil
}

// plan is a node of the pool in a subnet, nil where the pool has no type for it.
func (k *karpenter) plan(p pool, subnet *world.Object) *planned {
	zone := subnet.Props.Str("availabilityZone")
	cpu, memory := k.left(p)
	selector := p.requirements()
	for _, capacity := range []string{"spot", "on-demand"} {
		var types []string
		for name, t := range ec2.InstanceTypes {
			if size, known := sizeOf(name); known && size.vcpu <= cpu && size.memoryMiB <= memory && t.VCPU <= ec2.VCPUsLeft(k.aws, capacity == "spot") &&
				selector.Matches(labels.Set(k.labels(p, name, zone, capacity))) {
				types = append(types, name)
			}
		}
		if len(types) == 0 {
			continue
		}
		slices.SortFunc(types, func(a, b string) int {
			x, y := ec2.InstanceTypes[a], ec2.InstanceTypes[b]
			return cmp.Or(cmp.Compare(x.VCPU, y.VCPU), cmp.Compare(x.MemoryMiB, y.MemoryMiB), cmp.Compare(b, a))
		})
		out := &planned{pool: p, subnet: subnet, types: types, capacity: capacity, zone: zone}
		out.node = k.node(out, types[len(types)-1])
		return out
	}
	return nil
}

// node is what a machine of that type will be.
func (k *karpenter) node(p *planned, kind string) Node {
	n := instanceNode(k.c, k.cluster, &world.Object{Props: world.Props{
		"instanceType": kind, "availabilityZone": p.zone, "privateIp": "planned-" + p.pool.name,
	}}, k.membership(p, kind))
	return n
}

// membership is what makes a machine a node of the cluster, once it has joined.
func (k *karpenter) membership(p *planned, kind string) world.Props {
	marks := map[string]any{}
	for key, value := range k.labels(p.pool, kind, p.zone, p.capacity) {
		marks[key] = value
	}
	return world.Props{"cluster": k.name, "labels": marks, "taints": p.pool.template.Map("spec").List("taints"), "joining": true}
}

// daemons puts the pods that every such node has onto it, and counts them.
func (k *karpenter) daemons(s *scheduler, n Node) int {
	count := 0
	for _, o := range k.c.All(tokenDaemonSet) {
		spec := typed[appsv1.DaemonSet](o.Props).Spec.Template.Spec
		if o.Scope != k.c.Scope || len((&scheduler{nodes: []Node{n}}).filter(n, placedPod{}, &spec)) > 0 {
			continue
		}
		pod := placedPod{id: o.Key() + n.Name, node: n.Name}
		pod.cpuMilli, pod.memoryMiB = requests(&spec)
		s.placed, count = append(s.placed, pod), count+1
	}
	return count
}

// smallest is the smallest type that holds what is on the planned node.
func (k *karpenter) smallest(s *scheduler, p *planned) string {
	cpu, memory, pods := 0, 0, 0
	for _, pod := range s.placed {
		if pod.node == p.node.Name {
			cpu, memory, pods = cpu+pod.cpuMilli, memory+pod.memoryMiB, pods+1
		}
	}
	for _, kind := range p.types {
		if n := k.node(p, kind); n.CPUMilli >= cpu && n.MemoryMiB >= memory && n.MaxPods >= pods {
			return kind
		}
	}
	return p.types[len(p.types)-1]
}

// launch makes the machine of a planned node with what it needs in the account,
// as far as the controller's role allows, and says whether it did.
func (k *karpenter) launch(s *scheduler, p *planned) bool {
	class := p.pool.class.Props.Map("spec")
	role := k.aws.Find(api.Role, class.Str("role"))
	groups := k.groups(class)
	if role == nil || len(groups) == 0 {
		return false
	}
	kind := k.smallest(s, p)
	tags := k.tags(p)
	allowed := k.profiled(p.pool, role) && k.may("iam:PassRole", role.Props.Str("arn"), nil) &&
		k.may("ec2:CreateLaunchTemplate", k.arn("launch-template/*"), nil)
	for _, made := range []string{"fleet/*", "instance/*", "volume/*", "network-interface/*", "subnet/" + p.subnet.ID, "security-group/" + groups[0]} {
		allowed = allowed && k.may("ec2:CreateFleet", k.arn(made), nil) && k.may("ec2:RunInstances", k.arn(made), nil)
	}
	if !allowed {
		return false
	}
	owner := &world.Object{}
	machine := ec2.MakeInstance(k.aws, owner, ec2.InstanceSpec{
		Subnet: p.subnet, Type: kind, ImageID: "ami-0" + k.aws.Hex(16, "karpenter", p.pool.name), Groups: groups, Tags: tags,
		Spot: p.capacity == "spot", Profile: k.profile(p.pool), RootGiB: disk(class), Encrypted: true,
		Salt: fmt.Sprintf("%s-%d", p.pool.name, len(k.machines())),
	})
	if machine == nil {
		return false
	}
	machine.Owner = ""
	if k.letsIn(role) {
		machine.Props["kubernetes"] = map[string]any(k.membership(p, kind).Clone())
	}
	k.template(p.pool)
	return true
}

// tags of a machine: https://karpenter.sh/docs/concepts/nodeclasses/#spectags
func (k *karpenter) tags(p *planned) map[string]string {
	out := stringMap(p.pool.class.Props.Map("spec").Map("tags"))
	out["kubernetes.io/cluster/"+k.name], out["eks:eks-cluster-name"] = "owned", k.name
	out[labelPool], out[labelClass] = p.pool.name, p.pool.class.Props.Map("metadata").Str("name")
	return out
}

// letsIn reports whether the cluster lets machines with that role in: EKS does
// so for the role of a managed group, others need an access entry:
// https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
func (k *karpenter) letsIn(role *world.Object) bool {
	arn := role.Props.Str("arn")
	return slices.ContainsFunc(k.aws.Where(api.NodeGroup, "clusterName", k.name), func(o *world.Object) bool { return o.Props.Str("nodeRoleArn") == arn }) ||
		slices.ContainsFunc(k.aws.Where(api.AccessEntry, "clusterName", k.name), func(o *world.Object) bool {
			return o.Props.Str("principalArn") == arn && o.Props.Str("type") == "EC2_LINUX"
		})
}
