package life_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/components/storage"
	"github.com/drydock-iac/drydock/internal/kube"
	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/test/simtest"
)

// threeNodes is a group over both zones, of which nothing less than three
// counts.
func threeNodes() cluster.NodeGroup {
	return cluster.NodeGroup{Name: "three", InstanceTypes: []string{"m7g.large"}, Min: 3, Max: 3}
}

// A node group is there when every one of its machines is a ready node: with
// fewer it fails, and says which group.
func TestANodeGroupIsNotReadyWhileOneOfItsMachinesIsMissing(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		before func(t *testing.T, cloud *simcloud.Cloud)
		want   string
	}{
		"the machines of one zone cannot join": {
			func(t *testing.T, cloud *simcloud.Cloud) { removed(t, cloud, api.Route, "core-private-b-ipv4") },
			"NodeCreationFailure: Instances failed to join the kubernetes cluster",
		},
		"the account has room for two": {
			func(t *testing.T, cloud *simcloud.Cloud) { cloud.World().Set("quota:"+ec2.QuotaStandardVCPUs, "8") },
			"VcpuLimitExceeded",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simtest.New(t, onEKS(minimalEKS), simtest.On(established(t)))
			s.Up().NoError(t)
			tt.before(t, s.Cloud)
			s.Program = alsoEKS(minimalEKS, func(a *cluster.EKSArgs) { a.NodeGroups = append(a.NodeGroups, threeNodes()) })
			s.Up().Failed(t, "core-group-three", "CREATE_FAILED", tt.want)
			assert.False(t, there(s.Cloud, api.NodeGroup, "core-group-three"))
		})
	}
}

// replicas is a deployment of three pods of so many cores, each on a node of
// its own: the cluster has two.
func replicas(cpu string) map[string]any {
	labels := map[string]any{"app": "three"}
	return map[string]any{
		"apiVersion": "apps/v1", "kind": "Deployment", "metadata": map[string]any{"name": "three", "namespace": "default"},
		"spec": map[string]any{"replicas": 3, "selector": map[string]any{"matchLabels": labels}, "template": map[string]any{
			"metadata": map[string]any{"labels": labels},
			"spec": map[string]any{"containers": []any{map[string]any{
				"name": "three", "image": image, "resources": map[string]any{"requests": map[string]any{"cpu": cpu}},
			}}},
		}},
	}
}

// small is a cloud with a cluster of one node, which has 4 cores and takes so
// many pods, 0 for as many as it has room for.
func small(t *testing.T, pods int) *simcloud.Cloud {
	t.Helper()
	cloud := established(t)
	cloud.World().SetPatience(hasteOfAll)
	cloud.World().Seed(kubernetes.NewCluster("lab", server("lab"),
		kubernetes.Node{Name: "n1", Zone: region + "a", CPUMilli: 4000, MemoryMiB: 8192, MaxPods: pods}))
	return cloud
}

func TestADeploymentOfThreeIsNotReadyWithOne(t *testing.T) {
	t.Parallel()
	program := func(cpu string) pulumi.RunFunc {
		return existing(func(ctx *pulumi.Context, c cluster.Cluster) error {
			_, err := kube.New(ctx, "three", kube.Unstructured(replicas(cpu)), c.Options()...)
			return err
		})
	}
	simtest.New(t, program("3"), simtest.On(small(t, 0))).Up().Failed(t, "'three' timed out waiting to be Ready", "Insufficient cpu")
	simtest.New(t, program("1"), simtest.On(small(t, 0))).Up().NoError(t)
}

func TestAReleaseOfThreeIsNotReadyWithOne(t *testing.T) {
	t.Parallel()
	program := existing(traefik(func(a *addons.TraefikArgs) { a.Replicas = 3 }))
	simtest.New(t, program, simtest.On(small(t, 1))).Up().Failed(t, "context deadline exceeded", "Too many pods")
	simtest.New(t, program, simtest.On(small(t, 3))).Up().NoError(t)
}

// perZone is the network of a cluster of RKE2, with a NAT gateway for each zone.
func perZone(ctx *pulumi.Context) (*network.VPC, error) {
	args := simpleVPC()
	args.NAT, args.Zones = network.NATPerZone, []string{"a", "b", "c"}
	return network.NewVPC(ctx, "core", &args)
}

// servers is a cluster of three servers in that network.
func servers(ctx *pulumi.Context) error {
	v, err := perZone(ctx)
	if err != nil {
		return err
	}
	bucket, err := storage.NewBucket(ctx, "snapshots", &storage.BucketArgs{})
	if err != nil {
		return err
	}
	args := cluster.RKEArgs{Network: v.Placement(), Snapshots: cluster.Snapshots{Bucket: bucket}}
	rkeWith(3)(&args)
	_, err = cluster.NewRKE(ctx, "dock", &args)
	return err
}

// Of three servers the second never answers, while the balancer answers
// through the first. That is not taken for an answer of its own: its group
// fails when its time is over, and the third server does not begin.
func TestAServerThatNeverAnswersFailsThoughAnotherAnswers(t *testing.T) {
	t.Parallel()
	s := simtest.New(t, func(ctx *pulumi.Context) error {
		_, err := perZone(ctx)
		return err
	}, simtest.On(established(t)))
	s.Up().NoError(t)
	// The gateway of zone b has no way out any more.
	removed(t, s.Cloud, api.RouteAssociation, "core-public-b")
	s.Program = servers
	s.Up().Failed(t, "dock-server-1", "capacity satisfied: timeout while waiting for state to become 'ok' "+
		"(last state: 'want at least 1 healthy instance(s) registered to Load Balancer, have 0', timeout: 30m0s)")
	assert.Len(t, fares(t, s.Cloud).Members, 1, "the first is up by itself")
	assert.False(t, there(s.Cloud, api.AutoScalingGroup, "dock-server-2"))
	assert.NotEmpty(t, stateOf(t, s, "dock-server-1").InitErrors, "what failed is not taken for done")

	s.Refresh()
	s.Up().NoError(t)
	assert.Len(t, fares(t, s.Cloud).Members, 3)
}
