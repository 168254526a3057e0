package cluster

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/internal/component"
	"github.com/drydock-iac/drydock/internal/versions"
)

var groupNameForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,28}[a-z0-9])?$`)

var labelValueForm = regexp.MustCompile(`^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$`)

// labelKeyForm and labelValueForm are of
// https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
var labelKeyForm = regexp.MustCompile(`^([a-z0-9]([a-z0-9.-]*[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$`)

// Bounds of a node's disk in GiB: images and logs do not fit below, and a gp3
// volume ends at 65,536.
const (
	minDisk = 20
	maxDisk = 65536
)

// checkEach checks each group by itself and that no two have one name. It
// reports whether one of them starts with a node that takes any pod.
func checkEach(p *component.Problems, list string, groups []NodeGroup, check func(*component.Problems, string, NodeGroup)) bool {
	seen, open := map[string]bool{}, false
	for i, g := range groups {
		field := fmt.Sprintf("%s[%d]", list, i)
		if g.Name != "" {
			field = fmt.Sprintf("%s[%s]", list, g.Name)
		}
		if seen[g.Name] {
			p.Add(field+".Name", g.Name, "used twice", "give each group a name of its own")
		}
		seen[g.Name] = true
		open = open || g.takesAnyPod()
		check(p, field, g)
	}
	return open
}

func (pl *plan) checkGroups(p *component.Problems) {
	if len(pl.NodeGroups) == 0 {
		p.Add("NodeGroups", nil, "none given, so no pod could run", "give at least one")
		return
	}
	if !checkEach(p, "NodeGroups", pl.NodeGroups, pl.checkGroup) {
		p.Add("NodeGroups", nil, "no group starts with a node without taints, so CoreDNS could not run",
			"give one group without taints Min or Desired of at least 1")
	}
}

func (pl *plan) checkGroup(p *component.Problems, field string, g NodeGroup) {
	if !groupNameForm.MatchString(g.Name) {
		p.Add(field+".Name", g.Name, "not 1 to 30 lower-case letters, digits and hyphens", "name the group so")
	}
	if _, known := versions.ImageFamilyOf(string(g.OS)); !known {
		p.Add(field+".OS", g.OS, "not an operating system for nodes", fmt.Sprintf("choose %q or %q", AL2023, Bottlerocket))
	}
	if g.Disk < minDisk || g.Disk > maxDisk {
		p.Add(field+".Disk", g.Disk, fmt.Sprintf("outside %d to %d GiB", minDisk, maxDisk), "choose a size within")
	}
	if err := versions.CheckSkew(pl.Version, g.Version); err != nil && g.Version != pl.Version {
		addRule(p, field+".Version", g.Version, err)
	}
	zones := pl.zones()
	for _, z := range g.Zones {
		if !slices.Contains(zones, z) {
			p.Add(field+".Zones", z, "not a zone of the tier", fmt.Sprintf("choose among %q", zones))
		}
	}
	g.checkTypes(p, field)
	g.checkSize(p, field)
	g.checkLabels(p, field)
}

func (pl *plan) zones() []string {
	var zones []string
	for _, s := range pl.subnets {
		zones = append(zones, s.Zone)
	}
	slices.Sort(zones)
	return slices.Compact(zones)
}

func (g NodeGroup) checkTypes(p *component.Problems, field string) {
	field += ".InstanceTypes"
	if len(g.InstanceTypes) == 0 {
		p.Add(field, nil, "none given", `name at least one, such as "m7g.large"`)
	}
	for i, t := range g.InstanceTypes {
		arch := Architecture(t)
		switch {
		case arch == "":
			p.Add(field, t, "not an instance type", `write it as "m7g.large"`)
		case arch != g.architecture() && g.architecture() != "":
			p.Add(field, t, fmt.Sprintf("%s, while %s is %s, and a group has one image", arch, g.InstanceTypes[0], g.architecture()),
				"make a group of its own for it")
		case slices.Index(g.InstanceTypes, t) < i:
			p.Add(field, t, "given twice", "leave one out")
		}
	}
	switch g.Capacity {
	case OnDemand:
	case Spot:
		if len(g.InstanceTypes) == 1 {
			p.Add(field, g.InstanceTypes[0], "the only type of a spot group, so a shortage of it takes every node",
				"name at least two of one size")
		}
	default:
		p.Add(strings.TrimSuffix(field, "InstanceTypes")+"Capacity", g.Capacity, "not a way to buy instances",
			fmt.Sprintf("choose %q or %q", OnDemand, Spot))
	}
}

func (g NodeGroup) checkSize(p *component.Problems, field string) {
	switch {
	case g.Max < 1:
		p.Add(field+".Max", g.Max, "allows no node", "set it to at least 1")
	case g.Min < 0 || g.Min > g.Max:
		p.Add(field+".Min", g.Min, fmt.Sprintf("outside 0 to Max, %d", g.Max), "choose a number within")
	case g.Desired < g.Min || g.Desired > g.Max:
		p.Add(field+".Desired", g.Desired, fmt.Sprintf("outside Min to Max, %d to %d", g.Min, g.Max), "choose a number within")
	}
}

func (g NodeGroup) checkLabels(p *component.Problems, field string) {
	key, value := labelKeyForm, labelValueForm
	for _, k := range slices.Sorted(maps.Keys(g.Labels)) {
		switch {
		case !key.MatchString(k) || !value.MatchString(g.Labels[k]):
			p.Add(field+".Labels", k+"="+g.Labels[k], "not a label", "see the syntax of Kubernetes labels")
		case reserved(k):
			p.Add(field+".Labels", k, "reserved, so the node could not register", "use a prefix of your own")
		}
	}
	effects := []TaintEffect{NoSchedule, PreferNoSchedule, NoExecute}
	for i, t := range g.Taints {
		at := fmt.Sprintf("%s.Taints[%d]", field, i)
		if !key.MatchString(t.Key) || !value.MatchString(t.Value) {
			p.Add(at, t.Key+"="+t.Value, "not a key and value of a taint", "see the syntax of Kubernetes labels")
		}
		if !slices.Contains(effects, t.Effect) {
			p.Add(at+".Effect", t.Effect, "not an effect", fmt.Sprintf("choose one of %q", effects))
		}
	}
}

// reserved reports whether a node may not give itself the label:
// https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction
// and https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html
func reserved(label string) bool {
	prefix, _, found := strings.Cut(label, "/")
	if !found {
		return false
	}
	for _, open := range []string{"node.kubernetes.io", "kubelet.kubernetes.io"} {
		if prefix == open || strings.HasSuffix(prefix, "."+open) {
			return false
		}
	}
	for _, closed := range []string{"kubernetes.io", "k8s.io", "eks.amazonaws.com"} {
		if prefix == closed || strings.HasSuffix(prefix, "."+closed) {
			return true
		}
	}
	return false
}
