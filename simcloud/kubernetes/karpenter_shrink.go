package kubernetes

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// quiet is the property of a machine that says since when it has had the same
// pods ("quietSince", RFC 3339), and residents is what they were.
const (
	quiet     = "quietSince"
	residents = "residents"
)

// shrink ends the machines whose pool is gone, and of each pool as many as its
// budget allows of those that have been left alone for long enough and that
// are empty or whose pods fit on other nodes:
// https://karpenter.sh/docs/concepts/disruption/#consolidation. It looks once
// for each look of anybody at the cluster, and reports whether a machine ended.
func (k *karpenter) shrink() bool {
	ended := false
	machines := k.machines()
	if len(machines) == 0 {
		k.forget()
		return false
	}
	nodes := map[string]Node{}
	for _, n := range Nodes(k.c, k.c.Scope) {
		nodes[n.Instance] = n
	}
	budget := map[string]int{}
	for _, p := range k.pools {
		budget[p.name] = p.budget(len(slices.DeleteFunc(slices.Clone(machines), func(m *world.Object) bool { return m.Props.Map("tags").Str(labelPool) != p.name })))
	}
	for _, m := range machines {
		at := slices.IndexFunc(k.pools, func(p pool) bool { return p.name == m.Props.Map("tags").Str(labelPool) })
		node, joined := nodes[m.ID]
		if at < 0 {
			ended = k.end(m, k.on(node)) || ended
			continue
		}
		if !joined {
			continue
		}
		p, pods := k.pools[at], k.on(node)
		since := k.since(m, pods)
		after, some := p.after()
		if !some || k.c.Now().Sub(since) < after || budget[p.name] == 0 {
			continue
		}
		policy := p.object.Props.Map("spec").Map("disruption").StrOr("consolidationPolicy", "WhenEmptyOrUnderutilized")
		if len(pods) == 0 || policy == "WhenEmptyOrUnderutilized" && k.fitElsewhere(node, pods) {
			if k.end(m, pods) {
				budget[p.name]--
				ended = true
				if len(pods) > 0 {
					break // the others are looked at again when these have a place
				}
			}
		}
	}
	k.forget()
	return ended
}

// budget is how many machines of a pool may go at a time: the least of its
// budgets without a schedule, shares rounded up; a tenth by default.
func (p pool) budget(have int) int {
	list := p.object.Props.Map("spec").Map("disruption").Maps("budgets")
	if len(list) == 0 {
		list = []world.Props{{"nodes": "10%"}}
	}
	least := have
	for _, b := range list {
		if b.Has("schedule") {
			continue
		}
		text, share := strings.CutSuffix(b.Str("nodes"), "%")
		n, err := strconv.Atoi(text)
		if share {
			n = int(math.Ceil(float64(n*have) / 100))
		}
		if err == nil {
			least = min(least, n)
		}
	}
	return least
}

// on are the pods on a node that are not of a DaemonSet.
func (k *karpenter) on(n Node) []*world.Object {
	if n.Name == "" {
		return nil
	}
	return slices.DeleteFunc(podsOf(k.c), func(o *world.Object) bool {
		return o.Props.Map("spec").Str("nodeName") != n.Name || strings.HasPrefix(o.Owner, tokenDaemonSet+"|")
	})
}

// since is how long ago a pod last came to a machine or left it.
func (k *karpenter) since(m *world.Object, pods []*world.Object) time.Time {
	var ids []string
	for _, o := range pods {
		ids = append(ids, o.ID)
	}
	now := strings.Join(ids, " ")
	since, known := past(m.Props.Str(quiet))
	if !known || m.Props.Str(residents) != now {
		since = k.c.Now()
		m.Props[quiet], m.Props[residents] = since.UTC().Format(time.RFC3339), now
	}
	return since
}

// fitElsewhere reports whether the pods of a node find room on the others.
func (k *karpenter) fitElsewhere(n Node, pods []*world.Object) bool {
	s := newScheduler(k.c, pods)
	s.nodes = slices.DeleteFunc(s.nodes, func(other Node) bool { return other.Name == n.Name })
	for _, o := range pods {
		meta := o.Props.Map("metadata")
		spec := typed[corev1.Pod](o.Props).Spec
		spec.NodeName = ""
		if _, why := s.place(o.ID, meta.Str("namespace"), &spec, stringMap(meta.Map("labels"))); why != "" {
			return false
		}
	}
	return true
}

// end moves the pods off a machine and terminates it, if the controller's role
// allows that, and says whether it did.
func (k *karpenter) end(m *world.Object, pods []*world.Object) bool {
	if !k.may("ec2:TerminateInstances", k.arn("instance/"+m.ID), stringMap(m.Props.Map("tags"))) {
		return false
	}
	for _, o := range pods {
		bind(k.c, o, Node{}, "evicted: its node goes", false)
	}
	k.aws.Remove(m)
	return true
}
