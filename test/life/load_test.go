package life_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/compute"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/components/skeleton"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/test/simtest"
)

// busy is a skeleton whose pods ask for a core each, on a cluster in which
// Karpenter has a pool of that many cores; 0 is a cluster without Karpenter.
func busy(cores int, changes ...func(*cluster.EKSArgs)) pulumi.RunFunc {
	return withEKS(func(a *cluster.EKSArgs) {
		minimalEKS(a)
		for _, change := range changes {
			change(a)
		}
	}, func(ctx *pulumi.Context, n network.Placement, eks *cluster.EKS) error {
		if cores > 0 {
			pool := nodePool("spare")
			pool.MaxCPU = cores
			if _, err := addons.NewKarpenter(ctx, "nodes", &addons.KarpenterArgs{
				Cluster: eks.Cluster(), Network: n, NodeRoleARN: eks.NodeRoleARN, Pools: []addons.NodePool{pool},
			}); err != nil {
				return err
			}
		}
		_, err := skeleton.New(ctx, "app", &skeleton.Args{
			Cluster: eks.Cluster(), Image: image, CPURequest: "800m", Replicas: skeleton.Replicas{Min: 2, Max: 12},
		})
		return err
	})
}

// afloat is that program, up, in an account of its own.
func afloat(t *testing.T, program pulumi.RunFunc) *estate {
	t.Helper()
	return risen(t, simtest.New(t, program, simtest.On(established(t))))
}

// load gives the skeleton work.
func (e *estate) load(cores float64) {
	e.Helper()
	require.NoError(e, e.Cloud.Load("core", "app/app", cores))
}

// passes lets time pass, in which somebody looks at the cluster every minute.
func (e *estate) passes(d time.Duration) {
	e.Helper()
	for range int(d / time.Minute) {
		e.Cloud.World().Advance(time.Minute)
		require.NoError(e, e.Cloud.Settle())
	}
}

// census counts the skeleton's pods and those of them that run, the machines
// of the group and the cores of those of Karpenter.
func (e *estate) census() (pods, running, group, cores int) {
	for _, o := range e.Cloud.World().Objects() {
		switch {
		case o.Kind == "kubernetes:core/v1:Pod" && strings.HasPrefix(o.ID, "app/app-"):
			pods++
			if o.Props.Bool("ready") {
				running++
			}
		case o.Kind == api.Instance && o.Props.Map("tags").Str("karpenter.sh/nodepool") != "":
			cores += ec2.InstanceTypes[o.Props.Str("instanceType")].VCPU
		case o.Kind == api.Instance:
			group++
		}
	}
	return pods, running, group, cores
}

func (e *estate) counts() string {
	pods, running, group, cores := e.census()
	return fmt.Sprintf("%d pods, %d of them run, on %d machines of the group and %d cores besides", pods, running, group, cores)
}

func TestPodsFollowTheLoadAndNodesThePodsUpAndDown(t *testing.T) {
	t.Parallel()
	e := afloat(t, busy(64))
	require.Equal(t, "2 pods, 2 of them run, on 2 machines of the group and 0 cores besides", e.counts())
	e.load(6) // cores, of which each pod is to have 70 % of 0.8: eleven pods
	assert.Equal(t, "6 pods, 6 of them run, on 2 machines of the group and 2 cores besides", e.counts(), "four more at a time")
	e.passes(time.Minute)
	assert.Equal(t, "11 pods, 11 of them run, on 2 machines of the group and 10 cores besides", e.counts())
	e.Up().NoError(t).Unchanged(t)
	e.Refresh().NoError(t)
	e.Up().NoError(t).Unchanged(t)
	assert.Equal(t, "11 pods, 11 of them run, on 2 machines of the group and 10 cores besides", e.counts(), "the program does not fight the autoscalers")

	e.passes(time.Minute)
	e.load(0)
	e.passes(kubernetes.ScaleDownAfter - time.Minute)
	pods, running, _, _ := e.census()
	assert.Equal(t, []int{11, 11}, []int{pods, running}, "not before the load has been away for long enough")
	e.passes(time.Minute)
	pods, running, _, cores := e.census()
	assert.Equal(t, []int{2, 2}, []int{pods, running})
	assert.Positive(t, cores, "the nodes are left alone for five minutes more")
	e.passes(5 * time.Minute)
	assert.Equal(t, "2 pods, 2 of them run, on 2 machines of the group and 0 cores besides", e.counts())
	e.Up().NoError(t).Unchanged(t)
	e.Destroy().NoError(t)
	e.NothingLeft(t)
}

func TestThePoolsLimitBoundsTheNodesAndDestroyTakesThem(t *testing.T) {
	t.Parallel()
	e := afloat(t, busy(4))
	e.load(6)
	e.passes(2 * time.Minute)
	pods, running, group, cores := e.census()
	assert.Equal(t, []int{2, 4}, []int{group, cores})
	assert.Less(t, running, pods, "some wait")
	assert.GreaterOrEqual(t, running, 4)
	e.each(func(o *world.Object) {
		if o.Kind == api.Instance && o.Props.Map("tags").Str("karpenter.sh/nodepool") != "" {
			tags := o.Props.Map("tags")
			assert.Equal(t, []string{"spare", "owned", "core", "core-spare"}, []string{
				tags.Str("karpenter.sh/nodepool"), tags.Str("kubernetes.io/cluster/core"), tags.Str("eks:eks-cluster-name"), tags.Str("Name"),
			})
			assert.Contains(t, []string{"m6g", "m7g"}, o.Props.Str("instanceType")[:3])
			assert.Contains(t, e.private(), o.Props.Str("subnetId"))
		}
	})
	e.Destroy().NoError(t)
	e.NothingLeft(t)
}

// each goes through all that exists.
func (e *estate) each(f func(*world.Object)) {
	for _, o := range e.Cloud.World().Objects() {
		f(&o)
	}
}

// private are the network's private subnets.
func (e *estate) private() (ids []string) {
	e.each(func(o *world.Object) {
		if o.Kind == api.Subnet && strings.HasPrefix(o.Name(), "core-private-") {
			ids = append(ids, o.ID)
		}
	})
	return ids
}

func TestWithoutKarpenterNobodyMakesNodes(t *testing.T) {
	t.Parallel()
	e := afloat(t, busy(0))
	e.load(6)
	e.passes(10 * time.Minute)
	pods, running, group, cores := e.census()
	assert.Equal(t, []int{2, 0}, []int{group, cores})
	assert.Less(t, running, pods)
	waits := 0
	e.each(func(o *world.Object) {
		if o.Kind == "kubernetes:core/v1:Pod" && strings.HasPrefix(o.ID, "app/app-") && !o.Props.Bool("ready") {
			waits++
			assert.Contains(t, o.Props.Str("reason"), "Insufficient cpu")
		}
	})
	assert.Equal(t, pods-running, waits)
}

func TestWithoutMeasuresPodsStay(t *testing.T) {
	t.Parallel()
	e := afloat(t, busy(64, func(a *cluster.EKSArgs) { a.DisableMetricsServer = true }))
	e.load(6)
	e.passes(10 * time.Minute)
	assert.Equal(t, "2 pods, 2 of them run, on 2 machines of the group and 0 cores besides", e.counts())
	assert.Equal(t, world.Props{
		"type": "ScalingActive", "status": "False", "reason": "FailedGetResourceMetric",
		"message": "the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: " +
			"unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)",
	}, e.autoscaler())
}

// autoscaler is what the skeleton's autoscaler says of itself.
func (e *estate) autoscaler() (condition world.Props) {
	e.each(func(o *world.Object) {
		if strings.HasSuffix(o.Kind, ":HorizontalPodAutoscaler") && o.ID == "app/app" {
			condition = o.Props.Map("status").Maps("conditions")[0]
		}
	})
	return condition
}

func TestKarpenterMakesNothingThatItsRoleDoesNotAllow(t *testing.T) {
	t.Parallel()
	for _, action := range []string{"ec2:CreateFleet", "ec2:RunInstances", "iam:PassRole", "iam:CreateInstanceProfile"} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			e := afloat(t, busy(64))
			e.mutate("take a permission away", func(c *world.Call) error {
				for _, o := range c.All(api.RolePolicy) {
					if strings.HasPrefix(o.Name(), "nodes-") {
						o.Props["policy"] = strings.ReplaceAll(o.Props.Str("policy"), `"`+action+`"`, `"ec2:DescribeImages"`)
					}
				}
				return nil
			})
			e.load(6)
			e.passes(2 * time.Minute)
			pods, running, _, cores := e.census()
			assert.Zero(t, cores)
			assert.Less(t, running, pods)
		})
	}
}

func TestTheMachinesOfAPoolThatIsTakenOutEnd(t *testing.T) {
	t.Parallel()
	e := afloat(t, busy(64))
	e.load(6)
	e.passes(time.Minute)
	_, _, _, cores := e.census()
	require.Equal(t, 10, cores)
	require.NoError(t, e.kube.Delete("urn:pulumi:hand::kubectl::pool", "kubernetes:karpenter.sh/v1:NodePool", "spare", nil))
	e.passes(time.Minute)
	_, _, _, cores = e.census()
	assert.Zero(t, cores)
}

func TestAScheduleOfMachinesIsWithItsGroup(t *testing.T) {
	t.Parallel()
	s := simtest.New(t, machines(func(a *compute.GroupArgs) {
		a.Schedules = map[string]compute.Schedule{"night": {Cron: "0 20 * * MON-FRI", TimeZone: "Europe/Berlin", Min: compute.Size(0), Max: compute.Size(1)}}
	}), simtest.On(established(t)))
	up := s.Up().NoError(t)
	schedule := up.Resource(t, "aws:autoscaling/schedule:Schedule", "workers-schedule-night").Outputs
	assert.Equal(t, up.Resource(t, "aws:autoscaling/group:Group", "workers-group").Outputs["name"], schedule["autoscalingGroupName"])
	assert.Equal(t, "0 20 * * MON-FRI", schedule["recurrence"].StringValue())
	assert.Equal(t, "Europe/Berlin", schedule["timeZone"].StringValue())
	assert.Equal(t, []float64{0, 1}, []float64{schedule["minSize"].NumberValue(), schedule["maxSize"].NumberValue()})
	s.Destroy().NoError(t)
	s.NothingLeft(t)
}
