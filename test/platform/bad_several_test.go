package platform_test

import (
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/stacks/platform"
)

// severalMistakes are rows in which several components have something to say.
func severalMistakes() []bad {
	return []bad{
		{"a wrong network hides nothing of the cluster", func(s *setup) {
			s.Network.CIDR, s.Network.NAT, s.Network.FlowLogDays = "10.20.0.1/16", "many", 8
			s.Cluster.Version, s.Cluster.LogDays = "1.21", 8
			s.Cluster.Groups[0].Zones = []string{"d"}
		}, []string{
			`environment "dev": Network.NAT "many": not a way of NAT: use network.NATOne or network.NATPerZone`,
			`network "dev": CIDR "10.20.0.1/16": host bits are set: write "10.20.0.0/16"`,
			`network "dev": FlowLogs.RetentionDays 8: not a retention that CloudWatch takes: use 14`,
			`cluster "dev": Version "1.21": not in the list of EKS versions as of 2026-11-21: choose 1.32 to 1.36`,
			`cluster "dev": LogRetention 8: not a number of days that CloudWatch knows: choose one of [1 3 5 7 14 30 60 90 120 150 180 365 400 545 731 1096 1827 2192 2557 2922 3288 3653]`,
			`cluster "dev": NodeGroups[base].Zones "d": not a zone of the tier: choose among ["a" "b"]`,
		}},
		{"a wrong configuration hides nothing of the settings", func(s *setup) {
			s.config = map[string]any{"domain": 5, "admin": []string{"root"}, "secretToken": "x"}
			s.keys[platform.RegionKey] = "Europe"
			s.keys["aws:secretKey"] = "x"
			s.Ingress.Replicas = 1
			s.Skeleton.Max = 1
		}, []string{
			`config "dev": aws:secretKey: a long-lived credential in the stack's configuration: remove it and assume a role (AWS_PROFILE, OIDC in CI)`,
			`config "dev": drydock:platform.admin: no such setting: write "admins"`,
			`config "dev": drydock:platform.domain 5: is a number: write a text`,
			`config "dev": drydock:platform.secretToken: looks like a secret and no setting has that name: remove it; the platform makes its secrets itself`,
			`config "dev": aws:region "Europe": not a region: write one such as eu-central-1`,
			`config "dev": drydock:platform.admins "root": not the ARN of an IAM role or user: write it as arn:aws:iam::111122223333:role/name`,
			`config "dev": drydock:platform.apiAccess: the deployment could not reach the cluster's API: name the address ranges you deploy from`,
			`config "dev": drydock:platform.image: not set: set it to the skeleton's image, written as registry.example.com/skeleton@sha256:digest`,
			`traefik "dev-ingress": Replicas 1: too few to lose one: have at least 2`,
			`skeleton "dev-app": Replicas "2 to 1": not a range that starts at 1 or above: give Min of at least 1 and Max of at least Min`,
		}},
		{"no configuration hides nothing of the settings", func(s *setup) {
			s.config = nil
			s.Owner = ""
			s.Network.Zones = []string{"a"}
			s.Cluster.Groups[1].InstanceTypes = []string{"m6i.large"}
		}, []string{
			`config "dev": drydock:platform: not set: set it in the stack's file, with the keys admins, apiAccess, domain, image, parentZone`,
			`environment "dev": Owner: not set: name the team that a tag of every resource is to name`,
			`environment "dev": Network.Zones [a]: a single zone, and a cluster needs two: name another one`,
			`cluster "dev": NodeGroups[spot].InstanceTypes "m6i.large": the only type of a spot group, so a shortage of it takes every node: name at least two of one size`,
		}},
		{"a wrong name hides nothing of what bears it", func(s *setup) {
			s.Name = "Dev"
			s.Network.CIDR = "10.20.0.0/29"
			s.config["domain"] = "my_dev.drydock.example"
			s.Cluster.Groups[0].Disk = 10
		}, []string{
			`environment "Dev": Name "Dev": not a name: use lower-case letters, digits and, between them, hyphens, a letter first`,
			`network "dev": CIDR "10.20.0.0/29": too small for a VPC: use /28 or larger`,
			`certificate "dev-app": Domain "app.my_dev.drydock.example": label "my_dev" is not legal: use letters, digits and, between them, hyphens`,
			`cluster "dev": NodeGroups[base].Disk 10: outside 20 to 65536 GiB: choose a size within`,
		}},
		{"one group has many mistakes", group(func(g *cluster.NodeGroup) {
			*g = cluster.NodeGroup{
				Name: "base", InstanceTypes: []string{"m7g.large", "m6i"}, Capacity: "SAVINGS", Min: 4, Max: 2, Disk: 1,
				OS: "windows", Labels: map[string]string{"eks.amazonaws.com/x": "y", "-": ""},
				Taints: []cluster.Taint{{Key: "a b", Effect: "NEVER"}},
				Zones:  []string{"e"}, Version: "1.36",
			}
		}), []string{
			`cluster "dev": NodeGroups[base].OS "windows": not an operating system for nodes: choose "al2023" or "bottlerocket"`,
			`cluster "dev": NodeGroups[base].Disk 1: outside 20 to 65536 GiB: choose a size within`,
			`cluster "dev": NodeGroups[base].Version "1.36": newer than the control plane's 1.35: upgrade the control plane first`,
			`cluster "dev": NodeGroups[base].Zones "e": not a zone of the tier: choose among ["a" "b"]`,
			`cluster "dev": NodeGroups[base].InstanceTypes "m6i": not an instance type: write it as "m7g.large"`,
			`cluster "dev": NodeGroups[base].Capacity "SAVINGS": not a way to buy instances: choose "ON_DEMAND" or "SPOT"`,
			`cluster "dev": NodeGroups[base].Min 4: outside 0 to Max, 2: choose a number within`,
			`cluster "dev": NodeGroups[base].Labels "-=": not a label: see the syntax of Kubernetes labels`,
			`cluster "dev": NodeGroups[base].Labels "eks.amazonaws.com/x": reserved, so the node could not register: use a prefix of your own`,
			`cluster "dev": NodeGroups[base].Taints[0] "a b=": not a key and value of a taint: see the syntax of Kubernetes labels`,
			`cluster "dev": NodeGroups[base].Taints[0].Effect "NEVER": not an effect: choose one of ["NO_SCHEDULE" "PREFER_NO_SCHEDULE" "NO_EXECUTE"]`,
		}},
		{"everything is wrong", func(s *setup) {
			s.Settings = platform.Settings{
				Network: platform.Network{NAT: network.NATNone},
				Ingress: platform.Ingress{Replicas: 1}, Skeleton: platform.Skeleton{Max: 1},
			}
			s.config = map[string]any{}
			s.keys[platform.RegionKey] = ""
		}, []string{
			`config "dev": aws:region: not set: set it to the region of the environment, such as eu-central-1`,
			`config "dev": drydock:platform.domain: not set: set it to a domain you control, such as dev.drydock.example`,
			`config "dev": drydock:platform.admins: nobody could administer the cluster: name the deploying role by its ARN`,
			`config "dev": drydock:platform.apiAccess: the deployment could not reach the cluster's API: name the address ranges you deploy from`,
			`config "dev": drydock:platform.image: not set: set it to the skeleton's image, written as registry.example.com/skeleton@sha256:digest`,
			`environment "": Name: not set: name the environment, such as dev`,
			`environment "": Owner: not set: name the team that a tag of every resource is to name`,
			`environment "": Network.NAT "none": nodes could not fetch their images: use network.NATOne or network.NATPerZone`,
			`network "environment": Zones: none named: name one to six zones by letter, such as "a", "b"`,
			`network "environment": CIDR "": not an address range: write it as "10.20.0.0/16"`,
			`cluster "environment": Version "": not a minor version of Kubernetes: write it as "1.35"`,
			`cluster "environment": NodeGroups: none given, so no pod could run: give at least one`,
			`traefik "environment-ingress": Replicas 1: too few to lose one: have at least 2`,
			`skeleton "environment-app": Replicas "0 to 1": not a range that starts at 1 or above: give Min of at least 1 and Max of at least Min`,
		}},
	}
}
