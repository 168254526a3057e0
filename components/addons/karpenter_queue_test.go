package addons_test

import (
	"encoding/json"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
)

// grow wires a Karpenter whose arguments are changed.
func grow(t *testing.T, change func(*addons.KarpenterArgs)) made {
	t.Helper()
	return wire(t, func(ctx *pulumi.Context, c cluster.Cluster) error {
		args := pool(func(*addons.NodePool) {})
		args.Cluster = c
		change(&args)
		_, err := addons.NewKarpenter(ctx, "nodes", &args)
		return err
	})
}

func TestOnlyItsOwnRulesFillTheQueueOfKarpenter(t *testing.T) {
	m := grow(t, func(*addons.KarpenterArgs) {})
	const queue = "arn:aws:x:::nodes-notices"
	policy := m.policy(t, "nodes-notices-policy")
	rules := []any{
		"arn:aws:x:::nodes-on-capacity", "arn:aws:x:::nodes-on-health", "arn:aws:x:::nodes-on-rebalance",
		"arn:aws:x:::nodes-on-spot", "arn:aws:x:::nodes-on-state",
	}
	assert.Equal(t, map[string]map[string]any{
		"Notices": {
			"Sid": "Notices", "Effect": "Allow", "Principal": map[string]any{"Service": []any{"events.amazonaws.com"}},
			"Action": []any{"sqs:SendMessage"}, "Resource": []any{queue}, "Condition": map[string]any{"ArnEquals": map[string]any{"aws:SourceArn": rules}},
		},
		"DenyInsecureTransport": {
			"Sid": "DenyInsecureTransport", "Effect": "Deny", "Principal": "*", "Action": []any{"sqs:*"}, "Resource": []any{queue},
			"Condition": map[string]any{"Bool": map[string]any{"aws:SecureTransport": []any{"false"}}},
		},
	}, policy)
	assert.Equal(t, map[string]any{"messageRetentionSeconds": 300.0, "sqsManagedSseEnabled": true, "tags": map[string]any{"Name": "nodes-notices"}}, m.inputs("nodes-notices"))
	var pattern map[string]any
	require.NoError(t, json.Unmarshal([]byte(m.inputs("nodes-on-spot")["eventPattern"].(string)), &pattern))
	assert.Equal(t, map[string]any{"source": []any{"aws.ec2"}, "detail-type": []any{"EC2 Spot Instance Interruption Warning"}}, pattern)
	for _, key := range []string{"capacity", "health", "rebalance", "spot", "state"} {
		assert.Equal(t, queue, m.inputs("nodes-on-" + key + "-target")["arn"], key)
	}
	may := m.policy(t, "nodes-aws-pods-policy-notices")["Notices"]
	assert.Equal(t, []any{"sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"}, may["Action"])
	assert.Equal(t, []any{queue}, may["Resource"])
}

func TestWithoutNoticesThereIsNoQueue(t *testing.T) {
	m := grow(t, func(a *addons.KarpenterArgs) { a.DisableNotices = true })
	for _, r := range m.All() {
		assert.NotContains(t, r.Name, "notices")
		assert.NotContains(t, r.Name, "nodes-on-")
	}
	assert.NotContains(t, m.inputs("nodes-release")["values"].(map[string]any)["settings"], "interruptionQueue")
}
