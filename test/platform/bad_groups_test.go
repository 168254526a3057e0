package platform_test

import (
	"strings"

	"github.com/drydock-iac/drydock/components/cluster"
)

// group changes dev's first group, the one on demand.
func group(change func(*cluster.NodeGroup)) func(*setup) {
	return func(s *setup) { change(&s.Cluster.Groups[0]) }
}

func badNodeGroups() []bad {
	type ng = cluster.NodeGroup
	return []bad{
		{"there is no group", func(s *setup) { s.Cluster.Groups = nil }, []string{
			`cluster "dev": NodeGroups: none given, so no pod could run: give at least one`,
		}},
		{"no group starts with a node", func(s *setup) {
			s.Cluster.Groups[0].Min, s.Cluster.Groups[1].Min = 0, 0
		}, []string{
			`cluster "dev": NodeGroups: no group starts with a node without taints, so CoreDNS could not run: give one group without taints Min or Desired of at least 1`,
		}},
		{"a group allows no node", group(func(g *ng) { g.Min, g.Max = 0, 0 }), []string{
			`cluster "dev": NodeGroups[base].Max 0: allows no node: set it to at least 1`,
		}},
		{"a group's least is above its most", group(func(g *ng) { g.Min = 5 }), []string{
			`cluster "dev": NodeGroups[base].Min 5: outside 0 to Max, 3: choose a number within`,
		}},
		{"a group's least is negative", group(func(g *ng) { g.Min = -1 }), []string{
			`cluster "dev": NodeGroups[base].Min -1: outside 0 to Max, 3: choose a number within`,
		}},
		{"a group starts with more than its most", group(func(g *ng) { g.Desired = 9 }), []string{
			`cluster "dev": NodeGroups[base].Desired 9: outside Min to Max, 2 to 3: choose a number within`,
		}},
		{"a group starts with less than its least", group(func(g *ng) { g.Desired = 1 }), []string{
			`cluster "dev": NodeGroups[base].Desired 1: outside Min to Max, 2 to 3: choose a number within`,
		}},
		{"two groups have one name", group(func(g *ng) { g.Name = "spot" }), []string{
			`cluster "dev": NodeGroups[spot].Name "spot": used twice: give each group a name of its own`,
		}},
		{"a group has no name", group(func(g *ng) { g.Name = "" }), []string{
			`cluster "dev": NodeGroups[0].Name "": not 1 to 30 lower-case letters, digits and hyphens: name the group so`,
		}},
		{"a group's name has a capital", group(func(g *ng) { g.Name = "Base" }), []string{
			`cluster "dev": NodeGroups[Base].Name "Base": not 1 to 30 lower-case letters, digits and hyphens: name the group so`,
		}},
		{"a group's name is too long", group(func(g *ng) { g.Name = strings.Repeat("b", 31) }), []string{
			`cluster "dev": NodeGroups[bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb].Name "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb": not 1 to 30 lower-case letters, digits and hyphens: name the group so`,
		}},
		{"a group has no instance type", group(func(g *ng) { g.InstanceTypes = nil }), []string{
			`cluster "dev": NodeGroups[base].InstanceTypes: none given: name at least one, such as "m7g.large"`,
		}},
		{"an instance type has no size", group(func(g *ng) { g.InstanceTypes = []string{"t3"} }), []string{
			`cluster "dev": NodeGroups[base].InstanceTypes "t3": not an instance type: write it as "m7g.large"`,
		}},
		{"an instance type is given twice", group(func(g *ng) {
			g.InstanceTypes = []string{"t3.large", "t3.large"}
		}), []string{
			`cluster "dev": NodeGroups[base].InstanceTypes "t3.large": given twice: leave one out`,
		}},
		{"a group mixes architectures", group(func(g *ng) {
			g.InstanceTypes = []string{"m6i.large", "m7g.large"}
		}), []string{
			`cluster "dev": NodeGroups[base].InstanceTypes "m7g.large": arm64, while m6i.large is x86_64, and a group has one image: make a group of its own for it`,
		}},
		{"a spot group has one type", func(s *setup) {
			s.Cluster.Groups[1].InstanceTypes = []string{"m6i.large"}
		}, []string{
			`cluster "dev": NodeGroups[spot].InstanceTypes "m6i.large": the only type of a spot group, so a shortage of it takes every node: name at least two of one size`,
		}},
		{"a group is bought in an unknown way", group(func(g *ng) { g.Capacity = "RESERVED" }), []string{
			`cluster "dev": NodeGroups[base].Capacity "RESERVED": not a way to buy instances: choose "ON_DEMAND" or "SPOT"`,
		}},
		{"a taint has the effect as Kubernetes writes it", func(s *setup) {
			s.Cluster.Groups[1].Taints = []cluster.Taint{{Key: "spot", Effect: "NoSchedule"}}
		}, []string{
			`cluster "dev": NodeGroups[spot].Taints[0].Effect "NoSchedule": not an effect: choose one of ["NO_SCHEDULE" "PREFER_NO_SCHEDULE" "NO_EXECUTE"]`,
		}},
		{"a taint has no key", func(s *setup) {
			s.Cluster.Groups[1].Taints = []cluster.Taint{{Effect: cluster.NoSchedule}}
		}, []string{
			`cluster "dev": NodeGroups[spot].Taints[0] "=": not a key and value of a taint: see the syntax of Kubernetes labels`,
		}},
		{"all groups are tainted", func(s *setup) {
			for i := range s.Cluster.Groups {
				s.Cluster.Groups[i].Taints = []cluster.Taint{{Key: "gpu", Effect: cluster.NoExecute}}
			}
		}, []string{
			`cluster "dev": NodeGroups: no group starts with a node without taints, so CoreDNS could not run: give one group without taints Min or Desired of at least 1`,
		}},
		{"a label has a space", group(func(g *ng) { g.Labels = map[string]string{"team": "web shop"} }), []string{
			`cluster "dev": NodeGroups[base].Labels "team=web shop": not a label: see the syntax of Kubernetes labels`,
		}},
		{"a label is Kubernetes' own", group(func(g *ng) {
			g.Labels = map[string]string{"node-role.kubernetes.io/worker": "true"}
		}), []string{
			`cluster "dev": NodeGroups[base].Labels "node-role.kubernetes.io/worker": reserved, so the node could not register: use a prefix of your own`,
		}},
		{"a disk is too small", group(func(g *ng) { g.Disk = 8 }), []string{
			`cluster "dev": NodeGroups[base].Disk 8: outside 20 to 65536 GiB: choose a size within`,
		}},
		{"a disk is larger than volumes can be", group(func(g *ng) { g.Disk = 70000 }), []string{
			`cluster "dev": NodeGroups[base].Disk 70000: outside 20 to 65536 GiB: choose a size within`,
		}},
		{"an operating system is unknown", group(func(g *ng) { g.OS = "ubuntu" }), []string{
			`cluster "dev": NodeGroups[base].OS "ubuntu": not an operating system for nodes: choose "al2023" or "bottlerocket"`,
		}},
		{"a group is in a zone that the network is not in", group(func(g *ng) { g.Zones = []string{"a", "c"} }), []string{
			`cluster "dev": NodeGroups[base].Zones "c": not a zone of the tier: choose among ["a" "b"]`,
		}},
		{"nodes are newer than the control plane", group(func(g *ng) { g.Version = "1.36" }), []string{
			`cluster "dev": NodeGroups[base].Version "1.36": newer than the control plane's 1.35: upgrade the control plane first`,
		}},
		{"nodes are too old for the control plane", group(func(g *ng) { g.Version = "1.31" }), []string{
			`cluster "dev": NodeGroups[base].Version "1.31": 4 minor versions behind the control plane's 1.35, above 3: upgrade the nodes first`,
		}},
	}
}
