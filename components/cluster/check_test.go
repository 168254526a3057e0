package cluster_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/network"
)

func TestWrongClustersAreRefusedLineByLine(t *testing.T) {
	groups := func(change func(*cluster.NodeGroup)) func(*cluster.EKSArgs) {
		return func(a *cluster.EKSArgs) {
			g := group()
			change(&g)
			a.NodeGroups = []cluster.NodeGroup{g}
		}
	}
	for _, c := range []struct {
		name   string
		change func(*cluster.EKSArgs)
		want   []string
	}{
		{"nothing given", func(a *cluster.EKSArgs) { *a = cluster.EKSArgs{} }, []string{
			`Version "": not a minor version of Kubernetes: write it as "1.35"`,
			`Network: has no subnets: pass the placement of a network`,
			`Admins: empty, so nobody could deploy into the cluster: name the principal that deploys, or set BootstrapCreator`,
			`NodeGroups: none given, so no pod could run: give at least one`,
		}},
		{"a long name", func(a *cluster.EKSArgs) { a.Name = strings.Repeat("c", 101) }, []string{
			`Name "` + strings.Repeat("c", 101) + `": not 1 to 100 letters, digits, hyphens and underscores that start with a letter or digit: shorten or change it`,
		}},
		{"a name with a dot", func(a *cluster.EKSArgs) { a.Name = "dev.eu" }, []string{
			`Name "dev.eu": not 1 to 100 letters, digits, hyphens and underscores that start with a letter or digit: shorten or change it`,
		}},
		{"a version that ended", func(a *cluster.EKSArgs) { a.Version = "1.30" },
			[]string{`Version "1.30": extended support ended on 2026-07-23: choose 1.32 to 1.36`}},
		{"a version of the future", func(a *cluster.EKSArgs) { a.Version = "1.40" },
			[]string{`Version "1.40": not in the list of EKS versions as of 2026-11-21: choose 1.32 to 1.36`}},
		{"a skipped version", func(a *cluster.EKSArgs) { a.RunningVersion = "1.33" },
			[]string{`Version "1.35": skips from 1.33 over 1 minor version(s), and EKS upgrades one at a time: go to 1.34 first`}},
		{"a step back", func(a *cluster.EKSArgs) { a.RunningVersion = "1.36" },
			[]string{`Version "1.35": older than the running 1.36, and EKS has no way back: keep 1.36 or go to 1.37`}},
		{"a tier that is not there", func(a *cluster.EKSArgs) { a.Tier = "nodes" },
			[]string{`Tier "nodes": not a tier of the network: choose one of ["public" "private"]`}},
		{"a public tier", func(a *cluster.EKSArgs) { a.Tier = network.Public },
			[]string{`Tier "public": public, and nodes are private: choose a private tier`}},
		{"one zone", func(a *cluster.EKSArgs) { a.Network = placement("a") },
			[]string{`Tier "private": in 1 zone, and EKS needs at least 2: give the network another zone`}},
		{"nobody to deploy", func(a *cluster.EKSArgs) { a.Admins = nil },
			[]string{`Admins: empty, so nobody could deploy into the cluster: name the principal that deploys, or set BootstrapCreator`}},
		{"principals and policies", func(a *cluster.EKSArgs) {
			a.Admins["ops"] = nil
			a.Access = map[string]cluster.Access{"deployer": {Policy: "Root"}}
		}, []string{
			`Admins[ops]: nil: give the ARN of a role or user`,
			`Access[deployer]: the key is one of Admins, too: choose another key`,
			`Access[deployer].Principal: nil: give the ARN of a role or user`,
			`Access[deployer].Policy "Root": not an access policy: choose one of ["AmazonEKSClusterAdminPolicy" "AmazonEKSAdminPolicy" "AmazonEKSAdminViewPolicy" "AmazonEKSEditPolicy" "AmazonEKSViewPolicy"]`,
		}},
		{"a public endpoint without ranges", func(a *cluster.EKSArgs) { a.Endpoint.Public = true },
			[]string{`Endpoint.PublicCIDRs: empty with a public endpoint, which would be open to the world: name the ranges that may connect`}},
		{"ranges without a public endpoint", func(a *cluster.EKSArgs) { a.Endpoint.PublicCIDRs = []string{"203.0.113.0/24"} },
			[]string{`Endpoint.PublicCIDRs [203.0.113.0/24]: given without a public endpoint: set Public, or leave them out`}},
		{"an endpoint for the world", func(a *cluster.EKSArgs) {
			a.Endpoint = cluster.Endpoint{Public: true, PublicCIDRs: []string{"0.0.0.0/0"}}
		}, []string{`Endpoint.PublicCIDRs "0.0.0.0/0": opens the API server to the world: name ranges, or set AllowWorld`}},
		{"ranges that are none", func(a *cluster.EKSArgs) {
			a.Endpoint = cluster.Endpoint{Public: true, PublicCIDRs: []string{"203.0.113.7", "203.0.113.7/24"}}
		}, []string{
			`Endpoint.PublicCIDRs "203.0.113.7": not a network address with a prefix length: write it as "203.0.113.0/24"`,
			`Endpoint.PublicCIDRs "203.0.113.7/24": not a network address with a prefix length: write it as "203.0.113.0/24"`,
		}},
		{"services outside the private ranges", func(a *cluster.EKSArgs) { a.ServiceCIDR = "100.64.0.0/16" },
			[]string{`ServiceCIDR "100.64.0.0/16": not a /12 to /24 within a private range: choose one such as "172.20.0.0/16"`}},
		{"services in the network", func(a *cluster.EKSArgs) { a.ServiceCIDR = "10.20.64.0/18" },
			[]string{`ServiceCIDR "10.20.64.0/18": overlaps the network's 10.20.0.0/16: choose another range`}},
		{"services that are no range", func(a *cluster.EKSArgs) { a.ServiceCIDR = "172.20.0.1/16" },
			[]string{`ServiceCIDR "172.20.0.1/16": not an IPv4 network address with a prefix length: write it as "172.20.0.0/16"`}},
		{"days", func(a *cluster.EKSArgs) { a.LogRetention, a.KeyDeletionDays = 42, 5 }, []string{
			`LogRetention 42: not a number of days that CloudWatch knows: choose one of [1 3 5 7 14 30 60 90 120 150 180 365 400 545 731 1096 1827 2192 2557 2922 3288 3653]`,
			`KeyDeletionDays 5: outside 7 to 30: choose a number of days within`,
		}},
		{"a way to get a token", func(a *cluster.EKSArgs) { a.Auth = "password" },
			[]string{`Auth "password": not a way to get a token: choose "exec" or "token"`}},
		{"a group that is all wrong", groups(func(g *cluster.NodeGroup) {
			*g = cluster.NodeGroup{Name: "Big_Ones", OS: "windows", Disk: 5, Zones: []string{"q"}}
		}), []string{
			`NodeGroups[Big_Ones].Name "Big_Ones": not 1 to 30 lower-case letters, digits and hyphens: name the group so`,
			`NodeGroups[Big_Ones].OS "windows": not an operating system for nodes: choose "al2023" or "bottlerocket"`,
			`NodeGroups[Big_Ones].Disk 5: outside 20 to 65536 GiB: choose a size within`,
			`NodeGroups[Big_Ones].Zones "q": not a zone of the tier: choose among ["a" "b"]`,
			`NodeGroups[Big_Ones].InstanceTypes: none given: name at least one, such as "m7g.large"`,
			`NodeGroups[Big_Ones].Max 0: allows no node: set it to at least 1`,
			`NodeGroups: no group starts with a node without taints, so CoreDNS could not run: give one group without taints Min or Desired of at least 1`,
		}},
		{"two groups of one name", func(a *cluster.EKSArgs) { a.NodeGroups = append(a.NodeGroups, group()) },
			[]string{`NodeGroups[general].Name "general": used twice: give each group a name of its own`}},
		{"two architectures", groups(func(g *cluster.NodeGroup) { g.InstanceTypes = []string{"m7g.large", "m7i.large"} }),
			[]string{`NodeGroups[general].InstanceTypes "m7i.large": x86_64, while m7g.large is arm64, and a group has one image: make a group of its own for it`}},
		{"a type that is none, and one twice", groups(func(g *cluster.NodeGroup) { g.InstanceTypes = []string{"m7g.large", "large", "m7g.large"} }),
			[]string{
				`NodeGroups[general].InstanceTypes "large": not an instance type: write it as "m7g.large"`,
				`NodeGroups[general].InstanceTypes "m7g.large": given twice: leave one out`,
			}},
		{"spot with one type", groups(func(g *cluster.NodeGroup) { g.Capacity = cluster.Spot }),
			[]string{`NodeGroups[general].InstanceTypes "m7g.large": the only type of a spot group, so a shortage of it takes every node: name at least two of one size`}},
		{"another way to buy", groups(func(g *cluster.NodeGroup) { g.Capacity = "RESERVED" }),
			[]string{`NodeGroups[general].Capacity "RESERVED": not a way to buy instances: choose "ON_DEMAND" or "SPOT"`}},
		{"more at least than at most", groups(func(g *cluster.NodeGroup) { g.Min, g.Max = 5, 3 }),
			[]string{`NodeGroups[general].Min 5: outside 0 to Max, 3: choose a number within`}},
		{"more to start with than at most", groups(func(g *cluster.NodeGroup) { g.Desired = 9 }),
			[]string{`NodeGroups[general].Desired 9: outside Min to Max, 2 to 4: choose a number within`}},
		{"no nodes", groups(func(g *cluster.NodeGroup) { g.Min = 0 }), []string{
			`NodeGroups: no group starts with a node without taints, so CoreDNS could not run: give one group without taints Min or Desired of at least 1`,
		}},
		{"nodes for the tolerant only", groups(func(g *cluster.NodeGroup) {
			g.Taints = []cluster.Taint{{Key: "gpu", Effect: cluster.NoSchedule}}
		}), []string{
			`NodeGroups: no group starts with a node without taints, so CoreDNS could not run: give one group without taints Min or Desired of at least 1`,
		}},
		{"nodes ahead of the control plane", groups(func(g *cluster.NodeGroup) { g.Version = "1.36" }),
			[]string{`NodeGroups[general].Version "1.36": newer than the control plane's 1.35: upgrade the control plane first`}},
		{"nodes too far behind", groups(func(g *cluster.NodeGroup) { g.Version = "1.31" }),
			[]string{`NodeGroups[general].Version "1.31": 4 minor versions behind the control plane's 1.35, above 3: upgrade the nodes first`}},
		{"labels and taints", groups(func(g *cluster.NodeGroup) {
			g.Labels = map[string]string{"kubernetes.io/role": "x", "bad key": "v", "node.kubernetes.io/pool": "fine"}
			g.Taints = []cluster.Taint{{Key: "", Effect: "Sometimes"}}
		}), []string{
			`NodeGroups[general].Labels "bad key=v": not a label: see the syntax of Kubernetes labels`,
			`NodeGroups[general].Labels "kubernetes.io/role": reserved, so the node could not register: use a prefix of your own`,
			`NodeGroups[general].Taints[0] "=": not a key and value of a taint: see the syntax of Kubernetes labels`,
			`NodeGroups[general].Taints[0].Effect "Sometimes": not an effect: choose one of ["NO_SCHEDULE" "PREFER_NO_SCHEDULE" "NO_EXECUTE"]`,
			`NodeGroups: no group starts with a node without taints, so CoreDNS could not run: give one group without taints Min or Desired of at least 1`,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			args := good()
			c.change(args)
			want := make([]string, len(c.want))
			for i, line := range c.want {
				want[i] = `cluster "dev": ` + line
			}
			require.EqualError(t, cluster.CheckEKS("dev", args), strings.Join(want, "\n"))
			m := newMocks(computed)
			require.Error(t, m.Try(func(ctx *pulumi.Context) error {
				_, err := cluster.NewEKS(ctx, "dev", args)
				return err
			}))
			assert.Empty(t, m.All(), "nothing may be registered")
		})
	}
}

func TestComponentNamesLeaveRoomForWhatIsMadeOfThem(t *testing.T) {
	name := strings.Repeat("n", 44)
	args := good()
	args.NodeGroups[0].Name = strings.Repeat("g", 30)
	require.EqualError(t, cluster.CheckEKS(name, args), strings.Join([]string{
		`cluster "` + name + `": name: 44 characters, above the 43 that role names leave: shorten the component's name; Name can be longer`,
		`cluster "` + name + `": NodeGroups[` + args.NodeGroups[0].Name + `].Name "` + args.NodeGroups[0].Name +
			`": 89 characters with what it is part of, above the 63 of a node group: shorten it or the component's name`,
	}, "\n"))
	args = good()
	args.Name, args.NodeGroups[0].Name = strings.Repeat("c", 100), "small"
	require.NoError(t, cluster.CheckEKS(strings.Repeat("n", 43), args))
}

func TestGoodClustersAreAccepted(t *testing.T) {
	for name, change := range map[string]func(*cluster.EKSArgs){
		"as it is":           func(*cluster.EKSArgs) {},
		"the same version":   func(a *cluster.EKSArgs) { a.RunningVersion = "1.35" },
		"the next version":   func(a *cluster.EKSArgs) { a.RunningVersion = "1.34" },
		"a creator as admin": func(a *cluster.EKSArgs) { a.Admins, a.BootstrapCreator = nil, true },
		"a world that is meant": func(a *cluster.EKSArgs) {
			a.Endpoint = cluster.Endpoint{Public: true, PublicCIDRs: []string{"0.0.0.0/0"}, AllowWorld: true}
		},
		"spot of several types": func(a *cluster.EKSArgs) {
			a.NodeGroups[0].Capacity, a.NodeGroups[0].InstanceTypes = cluster.Spot, []string{"m7g.large", "m6g.large"}
		},
		"nodes held back a version": func(a *cluster.EKSArgs) { a.NodeGroups[0].Version = "1.34" },
		"a second group from nothing": func(a *cluster.EKSArgs) {
			a.NodeGroups = append(a.NodeGroups, cluster.NodeGroup{Name: "gpu", InstanceTypes: []string{"g6.xlarge"}, Max: 2})
		},
		"services apart": func(a *cluster.EKSArgs) { a.ServiceCIDR = "172.20.0.0/16" },
	} {
		t.Run(name, func(t *testing.T) {
			args := good()
			change(args)
			require.NoError(t, cluster.CheckEKS("dev", args))
		})
	}
}

func TestArchitecturesFollowFromTheNamesOfInstanceTypes(t *testing.T) {
	for instance, want := range map[string]string{
		"m7g.large": "arm64", "t4g.medium": "arm64", "c7gn.xlarge": "arm64", "r8gd.metal-24xl": "arm64", "x2gd.large": "arm64",
		"a1.large": "arm64", "m7i.large": "x86_64", "g6.xlarge": "x86_64", "g5g.xlarge": "arm64", "p5.48xlarge": "x86_64",
		"u-6tb1.metal": "x86_64", "m7i-flex.large": "x86_64", "large": "", "M7G.large": "", "m7g": "",
	} {
		assert.Equal(t, want, cluster.Architecture(instance), instance)
	}
}
