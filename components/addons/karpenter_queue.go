package addons

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/sqs"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/identity"
)

// noticeLife is how many seconds a notice is kept for: one that is older is
// about a machine that is gone. It is what Karpenter's own template sets:
// https://karpenter.sh/docs/reference/cloudformation/
const noticeLife = 300

// notices are the events that Karpenter understands, by the last part of
// their rule's name:
// https://karpenter.sh/docs/concepts/disruption/#interruption. The names are
// short, for a rule's own has room for 64 characters.
func notices() map[string]notice {
	ec2 := func(kind string) notice { return notice{"aws.ec2", kind} }
	return map[string]notice{
		"spot":      ec2("EC2 Spot Instance Interruption Warning"),
		"rebalance": ec2("EC2 Instance Rebalance Recommendation"),
		"state":     ec2("EC2 Instance State-change Notification"),
		"capacity":  ec2("EC2 Capacity Reservation Instance Interruption Warning"),
		"health":    {"aws.health", "AWS Health Event"},
	}
}

// notice is one kind of event.
type notice struct{ source, kind string }

// pattern is what a rule matches.
func (n notice) pattern() (string, error) {
	text, err := json.Marshal(map[string][]string{"source": {n.source}, "detail-type": {n.kind}})
	return string(text), err
}

// queue makes the queue of notices, and the rules that fill it. Nobody but
// these rules may send to it.
func (i installer) queue(tags map[string]string) (*sqs.Queue, error) {
	tagged := func(name string) pulumi.StringMap {
		all := pulumi.ToStringMap(tags)
		all["Name"] = pulumi.String(name)
		return all
	}
	queue, err := sqs.NewQueue(i.ctx, i.child("notices"), &sqs.QueueArgs{
		MessageRetentionSeconds: pulumi.Int(noticeLife), SqsManagedSseEnabled: pulumi.Bool(true), Tags: tagged(i.child("notices")),
	}, i.own())
	if err != nil {
		return nil, err
	}
	all := notices()
	arns := []pulumi.StringInput{queue.Arn}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		pattern, err := all[key].pattern()
		if err != nil {
			return nil, err
		}
		rule, err := cloudwatch.NewEventRule(i.ctx, i.child("on", key), &cloudwatch.EventRuleArgs{
			Description: pulumi.String(all[key].kind), EventPattern: pulumi.String(pattern), Tags: tagged(i.child("on", key)),
		}, i.own())
		if err != nil {
			return nil, err
		}
		arns = append(arns, rule.Arn)
		if _, err := cloudwatch.NewEventTarget(i.ctx, i.child("on", key, "target"), &cloudwatch.EventTargetArgs{
			Rule: rule.Name, Arn: queue.Arn, TargetId: pulumi.String("karpenter"),
		}, i.own()); err != nil {
			return nil, err
		}
	}
	policy := identity.Render(func(v []string) identity.Document { return maySend(v[0], v[1:]) }, arns...)
	_, err = sqs.NewQueuePolicy(i.ctx, i.child("notices", "policy"), &sqs.QueuePolicyArgs{
		QueueUrl: queue.Url, Policy: policy.Output(),
	}, i.own())
	return queue, err
}

// maySend lets EventBridge send for these rules, and nobody without TLS:
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
func maySend(queue string, rules []string) identity.Document {
	return identity.Document{Statements: []identity.Statement{
		{
			SID: "Notices", Principals: identity.Principals{Services: []string{"events.amazonaws.com"}},
			Actions: []string{"sqs:SendMessage"}, Resources: []string{queue},
			Conditions: []identity.Condition{{Operator: "ArnEquals", Key: "aws:SourceArn", Values: rules}},
		},
		{
			SID: "DenyInsecureTransport", Effect: identity.EffectDeny, Principals: identity.Principals{Anyone: true},
			Actions: []string{"sqs:*"}, Resources: []string{queue},
			Conditions: []identity.Condition{{Operator: "Bool", Key: "aws:SecureTransport", Values: []string{"false"}}},
		},
	}}
}

// mayRead lets the controller take notices from the queue.
func mayRead(queue pulumi.StringInput) identity.Source {
	return identity.Render(func(v []string) identity.Document {
		return identity.Document{Statements: []identity.Statement{{
			SID: "Notices", Resources: v, Actions: []string{"sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"},
		}}}
	}, queue)
}
