package life_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/simcloud/aws/events"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/aws/sqs"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/test/simtest"
)

// noticed is a cluster with Karpenter.
func noticed(name string, change func(*addons.KarpenterArgs)) pulumi.RunFunc {
	return withEKS(minimalEKS, func(ctx *pulumi.Context, n network.Placement, eks *cluster.EKS) error {
		k := addons.KarpenterArgs{
			Cluster: eks.Cluster(), Network: n, NodeRoleARN: eks.NodeRoleARN, Pools: []addons.NodePool{nodePool("a")}, Tags: tags(),
		}
		change(&k)
		_, err := addons.NewKarpenter(ctx, name, &k)
		return err
	})
}

func TestKarpenterIsToldOfMachinesThatGo(t *testing.T) {
	t.Parallel()
	s := simtest.New(t, noticed("nodes", func(*addons.KarpenterArgs) {}), simtest.On(established(t)))
	up := s.Up().NoError(t)
	queue := up.Resource(t, sqs.Queue, "nodes-notices").Outputs
	arn, name := queue["arn"].StringValue(), queue["name"].StringValue()
	assert.Equal(t, true, queue["sqsManagedSseEnabled"].BoolValue(), "encrypted")
	assert.Equal(t, 300.0, queue["messageRetentionSeconds"].NumberValue())
	assert.Equal(t, "dock", queue["tags"].ObjectValue()["team"].StringValue())
	settings := up.Resource(t, "kubernetes:helm.sh/v3:Release", "nodes-release").Inputs["values"].ObjectValue()["settings"].ObjectValue()
	assert.Equal(t, name, settings["interruptionQueue"].StringValue())

	for kind, source := range map[string]string{
		"EC2 Spot Instance Interruption Warning": "aws.ec2", "EC2 Instance Rebalance Recommendation": "aws.ec2",
		"EC2 Instance State-change Notification": "aws.ec2", "EC2 Capacity Reservation Instance Interruption Warning": "aws.ec2",
		"AWS Health Event": "aws.health",
	} {
		s.Cloud.World().View(region, func(c *world.Call) {
			sent := events.Deliver(c, region, map[string]any{"source": source, "detail-type": kind, "detail": map[string]any{"instance-id": "i-1"}})
			require.Len(t, sent, 1, kind)
			assert.Equal(t, arn, sent[0].Target)
			assert.Empty(t, sent[0].Lost, kind)
		})
	}
	s.Cloud.World().View(region, func(c *world.Call) {
		assert.Empty(t, events.Deliver(c, region, map[string]any{"source": "aws.ec2", "detail-type": "EBS Volume Notification"}))
		o := sqs.ByARN(c, arn)
		rule := "arn:aws:events:eu-central-1:111122223333:rule/of-somebody-else"
		assert.False(t, sqs.Admits(o, sqs.Sender{Service: "events.amazonaws.com", Source: rule}), "no other rule")
		assert.False(t, sqs.Admits(o, sqs.Sender{Service: "sns.amazonaws.com"}), "no other service")
		own := c.All(events.Rule)[0].Props.Str("arn")
		assert.True(t, sqs.Admits(o, sqs.Sender{Service: "events.amazonaws.com", Source: own}))
		assert.False(t, sqs.Admits(o, sqs.Sender{Service: "events.amazonaws.com", Source: own, Plain: true}), "not without TLS")
		role := iam.RoleByARN(c, up.Resource(t, "aws:iam/role:Role", "nodes-aws-pods-role").Outputs["arn"].StringValue())
		for _, action := range []string{"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueUrl"} {
			assert.True(t, iam.Allows(c, role, action, arn), action)
		}
		assert.False(t, iam.Allows(c, role, "sqs:SendMessage", arn))
		assert.False(t, iam.Allows(c, role, "sqs:ReceiveMessage", strings.Replace(arn, name, "other", 1)))
	})
	s.Destroy().NoError(t)
	s.NothingLeft(t)
}

func TestNoticesCanBeLeftOutAndComeBack(t *testing.T) {
	t.Parallel()
	with := noticed("nodes", func(*addons.KarpenterArgs) {})
	without := noticed("nodes", func(a *addons.KarpenterArgs) { a.DisableNotices = true })
	var parts []string
	for _, key := range []string{"capacity", "health", "rebalance", "spot", "state"} {
		parts = append(parts, "EventRule nodes-on-"+key, "EventTarget nodes-on-"+key+"-target")
	}
	parts = append(parts, "Queue nodes-notices", "QueuePolicy nodes-notices-policy", "RolePolicy nodes-aws-pods-policy-notices")
	sign := func(with string) []string {
		out := []string{"~ Release nodes-release"}
		for _, p := range parts {
			out = append(out, with+" "+p)
		}
		slices.Sort(out)
		return out
	}
	live(t, with, change{name: "without", to: without, does: sign("-")}, change{name: "with", to: with, does: sign("+")})
}

// The longest name that Karpenter takes leaves its rules theirs in EventBridge.
func TestTheLongestNameOfKarpenterFitsItsRules(t *testing.T) {
	t.Parallel()
	longest := strings.Repeat("n", 42)
	s := simtest.New(t, noticed(longest, func(*addons.KarpenterArgs) {}), simtest.On(established(t)))
	s.Up().NoError(t)
	over := simtest.New(t, noticed(longest+"n", func(*addons.KarpenterArgs) {}), simtest.On(established(t)))
	over.Preview().Failed(t, "43 characters, above 42")
}
