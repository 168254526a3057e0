package life_test

import (
	"fmt"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/components/skeleton"
	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/test/simtest"
)

// eachEnvironment runs a drill on the smallest environment in AWS and on the
// largest.
func eachEnvironment(t *testing.T, f func(t *testing.T, e *estate)) {
	t.Helper()
	t.Parallel()
	for _, name := range []string{"dev", "prod"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f(t, risen(t, unprotected(t, name)))
		})
	}
}

func TestDestroyTakesAwayWhatControllersMadeInOneRun(t *testing.T) {
	eachEnvironment(t, func(t *testing.T, e *estate) {
		e.leave()
		left := e.left()
		assert.Equal(t, []int{1, 1, 1}, []int{left[kubernetes.KindClassicBalancer], left[api.SecurityGroup], left[api.NetworkInterface]})
		assert.Equal(t, len(e.nodes())+2, left[api.Volume], "the nodes' own and one of each class")
		e.Destroy().NoError(t)
		e.NothingLeft(t)
	})
}

// Without the sweep the same leftovers keep what they lie in.
func TestWithoutTheSweepWhatControllersMadeKeepsTheNetwork(t *testing.T) {
	eachEnvironment(t, func(t *testing.T, e *estate) {
		nodes := len(e.nodes())
		e.leave()
		e.unsweep()
		e.ContinueOnError = true
		e.Destroy().Failed(t, "DependencyViolation")
		assert.Equal(t, map[string]int{
			kubernetes.KindClassicBalancer: 1, api.LoadBalancer: 1, api.TargetGroup: 1, api.SecurityGroup: 1, api.Volume: 2,
			api.NetworkInterface: nodes,
		}, e.left())
	})
}

func TestDestroySaysWhatItMayNotTakeAway(t *testing.T) {
	t.Parallel()
	e := risen(t, unprotected(t, "dev"))
	e.leave()
	e.mutate("take its permissions away", func(c *world.Call) error {
		for _, o := range c.All(api.RolePolicy) {
			if o.Name() == "dev-sweep-policy-sweep" {
				c.Remove(o)
			}
		}
		return nil
	})
	e.Destroy().Failed(t, "is not authorized to perform")
}

func TestDestroyAfterTheClusterWasDeletedByHand(t *testing.T) {
	for name, refresh := range map[string]bool{"at once": false, "after a refresh": true} {
		t.Run(name, func(t *testing.T) {
			eachEnvironment(t, func(t *testing.T, e *estate) {
				e.leave()
				e.remove(api.NodeGroup)
				e.remove(api.Cluster)
				finish(t, e, refresh)
			})
		})
	}
}

func TestDestroyWhileTheAPIIsOutOfReach(t *testing.T) {
	for name, refresh := range map[string]bool{"at once": false, "after a refresh": true} {
		t.Run(name, func(t *testing.T) {
			eachEnvironment(t, func(t *testing.T, e *estate) {
				e.leave()
				e.mutate("close the endpoint", func(c *world.Call) error {
					for _, o := range c.All(api.Cluster) {
						vpc := o.Props.Map("vpcConfig").Clone()
						vpc["endpointPublicAccess"] = false
						o.Props["vpcConfig"] = map[string]any(vpc)
					}
					return nil
				})
				finish(t, e, refresh)
			})
		})
	}
}

// finish destroys in one run, and demands that the account is as before.
func finish(t *testing.T, e *estate, refresh bool) {
	t.Helper()
	if refresh {
		e.Refresh().NoError(t)
	}
	e.Destroy().NoError(t)
	e.NothingLeft(t)
}

func TestDestroyTakesAwayWhatTheLoadBalancerControllerMade(t *testing.T) {
	t.Parallel()
	e := risen(t, simtest.New(t, onEKS(minimalEKS, func(ctx *pulumi.Context, n network.Placement, c cluster.Cluster) error {
		_, err := addons.NewLoadBalancerController(ctx, "balancers", &addons.LoadBalancerControllerArgs{Cluster: c, VPCID: n.VPCID})
		return err
	}), simtest.On(established(t))))
	e.namespace()
	e.workload("web", 2)
	e.service("internal", nil, "service.k8s.aws/nlb")
	e.service("public", map[string]any{"service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing"}, "service.k8s.aws/nlb")
	left := e.left()
	assert.Equal(t, []int{2, 3, 2}, []int{left[api.LoadBalancer], left[api.SecurityGroup], left[api.TargetGroup]}, "one group each and one for all")
	e.Destroy().NoError(t)
	e.NothingLeft(t)
}

// disks are volumes with snapshots.
func disks(a addons.VolumesArgs) func(*pulumi.Context, network.Placement, cluster.Cluster) error {
	return func(ctx *pulumi.Context, _ network.Placement, c cluster.Cluster) error {
		a := a
		a.Cluster = c
		_, err := addons.NewVolumes(ctx, "disks", &a)
		return err
	}
}

func TestDestroyTakesVolumesAndTheirSnapshotsUnlessTheyAreToBeKept(t *testing.T) {
	t.Parallel()
	for name, program := range map[string]func(keep bool) pulumi.RunFunc{
		"EKS": func(keep bool) pulumi.RunFunc {
			return onEKS(func(a *cluster.EKSArgs) { minimalEKS(a); a.KeepVolumes = keep }, disks(addons.VolumesArgs{Snapshots: addons.SnapshotsAddOn}))
		},
		"RKE": func(keep bool) pulumi.RunFunc {
			kept := func(a *cluster.RKEArgs) { a.KeepVolumes = keep }
			return onRKE(rkeWith(3, withAgents, kept), disks(addons.VolumesArgs{InstallDriver: true, Snapshots: addons.SnapshotsPresent}))
		},
	} {
		for _, keep := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, kept: %v", name, keep), func(t *testing.T) {
				t.Parallel()
				e := risen(t, simtest.New(t, program(keep), simtest.On(established(t))))
				before := e.left()[api.Volume]
				e.namespace()
				e.volumes()
				e.snapshots()
				left := e.left()
				assert.Equal(t, []int{before + 2, 2}, []int{left[api.Volume], left[ec2.KindSnapshot]})
				e.Destroy().NoError(t)
				if keep {
					assert.Equal(t, map[string]int{api.Volume: 2, ec2.KindSnapshot: 2}, e.left())
					return
				}
				e.NothingLeft(t)
			})
		}
	}
}

func TestDestroyKeepsTheVolumesThatAreToBeKept(t *testing.T) {
	t.Parallel()
	e := risen(t, simtest.New(t, alsoEKS(minimalEKS, func(a *cluster.EKSArgs) { a.KeepVolumes = true }), simtest.On(established(t))))
	e.namespace()
	e.balancers()
	e.volumes()
	e.Destroy().NoError(t)
	assert.Equal(t, map[string]int{api.Volume: 2}, e.left())
}

// vanish takes a cluster that nothing of ours made out of the world.
func vanish(t *testing.T, cloud *simcloud.Cloud, name string) {
	t.Helper()
	require.NoError(t, cloud.World().Mutate("", "vanish", func(c *world.Call) error {
		kubernetes.Purge(c, "cluster:"+name)
		c.Remove(c.Find(kubernetes.KindCluster, name))
		return nil
	}))
}

// reached is a program with a cluster that is there already and what is built
// on it; with drop its objects leave the state when it cannot be reached.
func reached(drop bool, more ...func(*pulumi.Context, cluster.Cluster) error) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		x, err := cluster.NewExisting(ctx, "lab", &cluster.ExistingArgs{
			Version: "1.35", Kubeconfig: pulumi.String(kubernetes.Kubeconfig(server("lab"))), DeleteUnreachable: drop,
		})
		if err != nil {
			return err
		}
		for _, f := range more {
			if err := f(ctx, x.Cluster()); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestAnExistingClusterThatIsGoneKeepsItsStateUnlessToldToDropIt(t *testing.T) {
	t.Parallel()
	const advice = "If the cluster was deleted, you can remove this resource from Pulumi state by rerunning the operation " +
		"with the PULUMI_K8S_DELETE_UNREACHABLE environment variable set to \"true\""
	skeleton := app(func(*skeleton.Args) {})
	s := simtest.New(t, reached(false, skeleton), simtest.On(lab(t)))
	s.Up().NoError(t)
	vanish(t, s.Cloud, "lab")
	s.Destroy().Failed(t, "configured Kubernetes cluster is unreachable. "+advice)
	s.Refresh().Failed(t, "failed to read resource state due to unreachable cluster. "+advice)

	s.Program = reached(true, skeleton)
	assert.Equal(t, []string{"~ kubernetes lab-provider"}, steps(s.Up().NoError(t)), "no object differs, so none is asked for")
	s.Destroy().NoError(t)
	assert.Empty(t, s.State().Resources)
}

func TestAReleaseInAnExistingClusterThatIsGoneIsDroppedByARefresh(t *testing.T) {
	t.Parallel()
	s := simtest.New(t, reached(true, traefik(func(*addons.TraefikArgs) {})), simtest.On(lab(t)))
	s.Up().NoError(t)
	vanish(t, s.Cloud, "lab")
	s.Destroy().Failed(t, "can't delete Helm Release with unreachable cluster.")
	s.Refresh().NoError(t)
	s.Destroy().NoError(t)
	assert.Empty(t, s.State().Resources)
}

func TestDestroyOfAClusterOfRKEWhoseServersAreDead(t *testing.T) {
	t.Parallel()
	for name, refresh := range map[string]bool{"at once": false, "after a refresh": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDrill(t, rkeWith(3, withAgents))
			for _, ordinal := range []string{"0", "1", "2"} {
				d.kill(ordinal)
			}
			assert.Contains(t, d.answers(), "unreachable")
			if refresh {
				d.Refresh().NoError(t)
			}
			d.Destroy().NoError(t)
			d.NothingLeft(t)
		})
	}
}
