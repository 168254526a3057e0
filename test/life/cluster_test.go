package life_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/kubernetes"
)

// deployer is the principal as which the simulated providers act.
const deployer = "arn:aws:iam::111122223333:role/drydock"

func nodes(name string) cluster.NodeGroup {
	return cluster.NodeGroup{Name: name, InstanceTypes: []string{"m7g.large"}, Min: 2, Max: 4}
}

func minimalEKS(a *cluster.EKSArgs) {
	a.Version, a.NodeGroups = "1.35", []cluster.NodeGroup{nodes("base")}
	a.Admins = map[string]pulumi.StringInput{"deployer": pulumi.String(deployer)}
	a.Endpoint = cluster.Endpoint{Public: true, PublicCIDRs: []string{"203.0.113.0/24"}}
}

func completeEKS(a *cluster.EKSArgs) {
	minimalEKS(a)
	a.Access = map[string]cluster.Access{
		"team": {Principal: pulumi.String(person("team")), Policy: cluster.AccessEdit, Namespaces: []string{"team"}},
		"view": {Principal: pulumi.String(person("view")), Policy: cluster.AccessView},
	}
	spot := cluster.NodeGroup{
		Name: "spot", InstanceTypes: []string{"m7g.large", "m6g.large"}, Capacity: cluster.Spot, Max: 4, Desired: 1, Autoscaled: true,
		Labels: map[string]string{"dock.example.com/kind": "spot"},
		Taints: []cluster.Taint{{Key: "spot", Value: "true", Effect: cluster.NoSchedule}},
	}
	rocket := nodes("rocket")
	rocket.OS, rocket.Disk, rocket.Zones = cluster.Bottlerocket, 80, []string{"a"}
	a.NodeGroups = append(a.NodeGroups, rocket, spot)
	a.ServiceCIDR, a.LogRetention, a.KeyDeletionDays = "172.20.0.0/16", 30, 7
	a.SessionManager, a.Tags = true, tags()
}

// withEKS is a program with a network, a cluster and what is built on them.
func withEKS(args func(*cluster.EKSArgs), more func(*pulumi.Context, network.Placement, *cluster.EKS) error) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		vpcArgs := simpleVPC()
		vpcArgs.NAT = network.NATOne
		v, err := network.NewVPC(ctx, "core", &vpcArgs)
		if err != nil {
			return err
		}
		a := cluster.EKSArgs{Network: v.Placement()}
		args(&a)
		eks, err := cluster.NewEKS(ctx, "core", &a)
		if err != nil {
			return err
		}
		return more(ctx, v.Placement(), eks)
	}
}

// onEKS is withEKS for what asks for a cluster of any kind.
func onEKS(args func(*cluster.EKSArgs), more ...func(*pulumi.Context, network.Placement, cluster.Cluster) error) pulumi.RunFunc {
	return withEKS(args, func(ctx *pulumi.Context, n network.Placement, eks *cluster.EKS) error {
		for _, f := range more {
			if err := f(ctx, n, eks.Cluster()); err != nil {
				return err
			}
		}
		return nil
	})
}

func alsoEKS(base func(*cluster.EKSArgs), changes ...func(*cluster.EKSArgs)) pulumi.RunFunc {
	return onEKS(func(a *cluster.EKSArgs) {
		base(a)
		for _, c := range changes {
			c(a)
		}
	})
}

func TestAMinimalEKSIsUpgradedOneVersionInPlace(t *testing.T) {
	t.Parallel()
	version := func(v string) func(*cluster.EKSArgs) { return func(a *cluster.EKSArgs) { a.Version = v } }
	live(t, alsoEKS(minimalEKS, version("1.34")), change{name: "the next version", to: alsoEKS(minimalEKS, version("1.35")), does: []string{
		"~ Addon core-addon-coredns",
		"~ Addon core-addon-kube-proxy",
		"~ Cluster core-cluster",
		"~ NodeGroup core-group-base",
	}})
}

func TestACompleteEKSChangesPieceByPiece(t *testing.T) {
	t.Parallel()
	extra := func(a *cluster.EKSArgs) { a.NodeGroups = append(a.NodeGroups, nodes("extra")) }
	noMiddle := func(a *cluster.EKSArgs) {
		a.NodeGroups = []cluster.NodeGroup{a.NodeGroups[0], a.NodeGroups[2], a.NodeGroups[3]}
	}
	noTeam := func(a *cluster.EKSArgs) { delete(a.Access, "team") }
	larger := func(a *cluster.EKSArgs) { a.NodeGroups[0].Max = 6 }
	disks := func(a *cluster.EKSArgs) { a.NodeGroups[0].Disk = 100 }
	other := func(a *cluster.EKSArgs) { a.NodeGroups[0].InstanceTypes = []string{"m6g.large"} }
	live(t, alsoEKS(completeEKS),
		change{name: "a fourth node group", to: alsoEKS(completeEKS, extra), does: []string{
			"+ LaunchTemplate core-template-extra",
			"+ NodeGroup core-group-extra",
		}},
		change{name: "the middle group goes", to: alsoEKS(completeEKS, extra, noMiddle), does: []string{
			"- LaunchTemplate core-template-rocket",
			"- NodeGroup core-group-rocket",
		}},
		change{name: "a principal loses access", to: alsoEKS(completeEKS, extra, noMiddle, noTeam), does: []string{
			"- AccessEntry core-access-team",
			"- AccessPolicyAssociation core-access-policy-team",
		}},
		change{name: "a larger group", to: alsoEKS(completeEKS, extra, noMiddle, noTeam, larger), does: []string{
			"~ NodeGroup core-group-base",
		}},
		change{
			name: "larger disks", to: alsoEKS(completeEKS, extra, noMiddle, noTeam, larger, disks),
			does: []string{
				"~ LaunchTemplate core-template-base",
				"~ NodeGroup core-group-base",
			}},
		change{name: "other machines", to: alsoEKS(completeEKS, extra, noMiddle, noTeam, larger, disks, other), does: []string{
			"+ NodeGroup core-group-base",
			"+- NodeGroup core-group-base",
			"- NodeGroup core-group-base",
		}},
	)
}

func TestAnEKSThatIsReachedByATokenLives(t *testing.T) {
	t.Parallel()
	live(t, alsoEKS(minimalEKS, func(a *cluster.EKSArgs) { a.Auth = cluster.AuthToken }))
}

func attach(ports ...int) func(*pulumi.Context, network.Placement, cluster.Cluster) error {
	return func(ctx *pulumi.Context, n network.Placement, c cluster.Cluster) error {
		a := network.LoadBalancerArgs{Network: n, InternetFacing: true}
		for _, p := range ports {
			a.Listeners = append(a.Listeners, network.Listener{Port: p, Target: network.Target{Port: 30000 + p}})
		}
		lb, err := network.NewLoadBalancer(ctx, "edge", &a)
		if err != nil {
			return err
		}
		for _, l := range a.Listeners {
			name := map[int]string{80: "plain", 81: "other"}[l.Port]
			target := lb.TargetGroups[map[int]string{80: "80", 81: "81"}[l.Port]]
			if _, err := cluster.NewAttachment(ctx, name, &cluster.AttachmentArgs{
				Cluster: c, TargetGroup: target.ARN, Port: target.Port, From: lb.SecurityGroupID, Tags: tags(),
			}); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestAttachmentsComeAndGoWithNodeGroupsAndListeners(t *testing.T) {
	t.Parallel()
	two := func(a *cluster.EKSArgs) { minimalEKS(a); a.NodeGroups = append(a.NodeGroups, nodes("second")) }
	live(t, onEKS(minimalEKS, attach(80)),
		change{name: "a second node group", to: onEKS(two, attach(80)), does: []string{
			"+ Attachment plain-group-second",
			"+ LaunchTemplate core-template-second",
			"+ NodeGroup core-group-second",
		}},
		change{name: "a second listener", to: onEKS(two, attach(80, 81)), does: []string{
			"+ Attachment other-group-base",
			"+ Attachment other-group-second",
			"+ Listener edge-81",
			"+ SecurityGroupEgressRule edge-group-out-tcp-30081-10.0.0.0-16",
			"+ SecurityGroupIngressRule edge-group-in-tcp-81-0.0.0.0-0",
			"+ SecurityGroupIngressRule other-rule",
			"+ TargetGroup edge-81",
		}},
		change{name: "the first listener goes", to: onEKS(two, attach(81)), does: []string{
			"- Attachment plain-group-base",
			"- Attachment plain-group-second",
			"- Listener edge-80",
			"- SecurityGroupEgressRule edge-group-out-tcp-30080-10.0.0.0-16",
			"- SecurityGroupIngressRule edge-group-in-tcp-80-0.0.0.0-0",
			"- SecurityGroupIngressRule plain-rule",
			"- TargetGroup edge-80",
		}},
	)
}

func workload(method cluster.Method, accounts ...string) func(*pulumi.Context, network.Placement, cluster.Cluster) error {
	return func(ctx *pulumi.Context, _ network.Placement, c cluster.Cluster) error {
		for _, account := range accounts {
			_, err := cluster.NewWorkloadRole(ctx, account, &cluster.WorkloadRoleArgs{
				Cluster: c, Namespace: "jobs", ServiceAccount: account, Method: method, Tags: tags(),
				Policies: map[string]identity.Source{"read": mayRead(account)},
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
}

func TestWorkloadRolesOfBothMethodsLive(t *testing.T) {
	t.Parallel()
	for _, method := range []cluster.Method{cluster.MethodPodIdentity, cluster.MethodOIDC} {
		t.Run(string(method), func(t *testing.T) {
			t.Parallel()
			does := prefixed("+", "Role third-pods-role", "RolePolicy third-pods-policy-read")
			gone := prefixed("-", "Role second-pods-role", "RolePolicy second-pods-policy-read")
			if method == cluster.MethodPodIdentity {
				does = append(does, "+ PodIdentityAssociation third-association")
				gone = append(gone, "- PodIdentityAssociation second-association")
			}
			live(t, onEKS(minimalEKS, workload(method, "first", "second")),
				change{name: "a third workload", to: onEKS(minimalEKS, workload(method, "first", "second", "third")), does: does},
				change{name: "the middle workload goes", to: onEKS(minimalEKS, workload(method, "first", "third")), does: gone},
			)
		})
	}
}

// server is the address of a cluster's API.
func server(name string) string { return "https://" + name + ".dock.example.com" }

// lab is a cloud with a cluster that no program made.
func lab(t testing.TB) *simcloud.Cloud {
	t.Helper()
	cloud := established(t)
	found(cloud, "lab")
	return cloud
}

// twins is a cloud with two of them.
func twins(t testing.TB) *simcloud.Cloud {
	t.Helper()
	cloud := lab(t)
	found(cloud, "twin")
	return cloud
}

func found(cloud *simcloud.Cloud, name string) {
	cloud.World().Seed(kubernetes.NewCluster(name, server(name),
		kubernetes.Node{Name: "n1", Zone: region + "a", CPUMilli: 4000, MemoryMiB: 8192},
		kubernetes.Node{Name: "n2", Zone: region + "b", CPUMilli: 4000, MemoryMiB: 8192},
	))
}

func existing(more ...func(*pulumi.Context, cluster.Cluster) error) pulumi.RunFunc {
	return reached(false, more...)
}

func TestAnExistingClusterLives(t *testing.T) {
	t.Parallel()
	liveOn(t, lab(t), existing())
}
