package life_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/dns"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/test/simtest"
)

// addOn is one add-on on a cluster of EKS.
type addOn = func(*pulumi.Context, network.Placement, cluster.Cluster) error

func externalDNS(change func(*addons.ExternalDNSArgs)) addOn {
	return func(ctx *pulumi.Context, _ network.Placement, c cluster.Cluster) error {
		zone, err := dns.NewZone(ctx, "dock", &dns.ZoneArgs{Domain: domain})
		if err != nil {
			return err
		}
		a := addons.ExternalDNSArgs{Cluster: c, Zone: zone}
		change(&a)
		_, err = addons.NewExternalDNS(ctx, "names", &a)
		return err
	}
}

func TestExternalDNSLivesByEitherMethod(t *testing.T) {
	t.Parallel()
	byToken := func(a *addons.ExternalDNSArgs) {
		a.Workload = addons.Workload{Method: cluster.MethodOIDC, Tags: tags()}
	}
	live(t, onEKS(minimalEKS, externalDNS(func(*addons.ExternalDNSArgs) {})),
		change{name: "records go with their ingress", to: onEKS(minimalEKS, externalDNS(func(a *addons.ExternalDNSArgs) { a.Policy = addons.Sync })), does: []string{
			"~ Release names-release",
		}})
	live(t, onEKS(minimalEKS, externalDNS(byToken)))
}

func volumes(change func(*addons.VolumesArgs)) addOn {
	return func(ctx *pulumi.Context, _ network.Placement, c cluster.Cluster) error {
		a := addons.VolumesArgs{Cluster: c}
		change(&a)
		_, err := addons.NewVolumes(ctx, "disks", &a)
		return err
	}
}

func TestVolumesLiveOnTheAddOnAndOnTheChart(t *testing.T) {
	t.Parallel()
	live(t, onEKS(minimalEKS, volumes(func(*addons.VolumesArgs) {})),
		change{name: "snapshots", to: onEKS(minimalEKS, volumes(func(a *addons.VolumesArgs) { a.Snapshots = addons.SnapshotsAddOn })), does: []string{
			"+ Addon disks-snapshots",
			"+ VolumeSnapshotClass disks-snapshot-class",
		}})
	own := func(a *cluster.EKSArgs) { minimalEKS(a); a.DisableVolumes = true }
	live(t, onEKS(own, volumes(func(a *addons.VolumesArgs) { a.InstallDriver = true })))
}

func TestTheMetricsServerLives(t *testing.T) {
	t.Parallel()
	measured := func(replicas int) pulumi.RunFunc {
		return existing(func(ctx *pulumi.Context, c cluster.Cluster) error {
			_, err := addons.NewMetricsServer(ctx, "metrics", &addons.MetricsServerArgs{Cluster: c, Replicas: replicas})
			return err
		})
	}
	liveOn(t, lab(t), measured(2), change{name: "a third pod", to: measured(3), does: []string{"~ Release metrics-release"}})
}

func TestBalancersMadeByTheClusterLive(t *testing.T) {
	t.Parallel()
	live(t, onEKS(minimalEKS, func(ctx *pulumi.Context, _ network.Placement, c cluster.Cluster) error {
		_, err := addons.NewLoadBalancerController(ctx, "balancers", &addons.LoadBalancerControllerArgs{Cluster: c, VPCID: pulumi.String("vpc-0a")})
		return err
	}))
}

func nodePool(name string) addons.NodePool {
	return addons.NodePool{Name: name, Image: "al2023@v20260807", Families: []string{"m7g", "m6g"}, ARM64: true, MaxCPU: 64, MaxMemoryGiB: 256}
}

// grown is a cluster with pools of nodes that Karpenter makes.
func grown(pools ...addons.NodePool) pulumi.RunFunc {
	return withEKS(minimalEKS, func(ctx *pulumi.Context, n network.Placement, eks *cluster.EKS) error {
		_, err := addons.NewKarpenter(ctx, "nodes", &addons.KarpenterArgs{
			Cluster: eks.Cluster(), Network: n, NodeRoleARN: eks.NodeRoleARN, Pools: pools,
		})
		return err
	})
}

func TestKarpentersPoolsComeAndGoByThemselves(t *testing.T) {
	t.Parallel()
	live(t, grown(nodePool("a"), nodePool("b")),
		change{name: "a third pool", to: grown(nodePool("a"), nodePool("b"), nodePool("c")), does: []string{
			"+ EC2NodeClass nodes-class-c",
			"+ NodePool nodes-pool-c",
		}},
		change{name: "the middle pool goes", to: grown(nodePool("a"), nodePool("c")), does: []string{
			"- EC2NodeClass nodes-class-b",
			"- NodePool nodes-pool-b",
		}},
	)
}

func TestWhatMakesThingsInAWSGoesWithItsCluster(t *testing.T) {
	t.Parallel()
	s := simtest.New(t, grown(nodePool("a")), simtest.On(established(t)))
	s.Up().NoError(t)
	seen := 0
	for _, r := range s.State().Resources {
		if strings.HasPrefix(r.URN.Name(), "nodes-") && strings.HasPrefix(string(r.Type), "kubernetes:") {
			assert.Equal(t, "core-cluster", r.DeletedWith.Name(), r.URN)
			seen++
		}
	}
	assert.Equal(t, 3, seen, "the release, the class and the pool")
	gone := map[string]int{}
	for i, e := range s.Destroy().NoError(t).Cloud {
		if e.Op == "delete" {
			assert.False(t, strings.HasPrefix(e.Kind, "kubernetes:"), "the cluster is not asked: %s", e.URN)
			gone[e.URN[strings.LastIndex(e.URN, "::")+2:]] = i
		}
	}
	for _, pair := range [][2]string{{"core-group-base", "core-cluster"}, {"core-cluster", "core-sweep-run"}, {"core-sweep-run", "core-nodes"}, {"core-sweep-run", "core-public-a"}, {"core-sweep-run", "core-internet"}} {
		require.Contains(t, gone, pair[0])
		require.Contains(t, gone, pair[1])
		assert.Less(t, gone[pair[0]], gone[pair[1]], "%s goes before %s", pair[0], pair[1])
	}
	s.NothingLeft(t)
}
