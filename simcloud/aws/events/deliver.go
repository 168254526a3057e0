package events

import (
	"encoding/json"

	"github.com/drydock-iac/drydock/simcloud/aws/sqs"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// principal is what EventBridge sends as
// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html).
const principal = "events.amazonaws.com"

// Delivery is one event that a rule sent to a target.
type Delivery struct {
	// Rule is the name of the rule, Target the ARN of what it sends to.
	Rule, Target string
	// Lost says why the target did not take it, "" where it did: EventBridge
	// tells nobody.
	Lost string
}

// Deliver says where an event goes in a region, by the rules that match it:
// to queues, for other targets are not simulated.
func Deliver(c *world.Call, region string, event map[string]any) []Delivery {
	inside := *c
	inside.Scope = region
	var out []Delivery
	for _, rule := range inside.All(Rule) {
		var pattern map[string]any
		if rule.Props.Str("state") == "DISABLED" || json.Unmarshal([]byte(rule.Props.Str("eventPattern")), &pattern) != nil || !matches(pattern, event) {
			continue
		}
		for _, target := range inside.Where(Target, "rule", rule.ID) {
			d := Delivery{Rule: rule.ID, Target: target.Props.Str("arn")}
			queue := sqs.ByARN(&inside, d.Target)
			switch {
			case queue == nil:
				d.Lost = "no such queue"
			case !sqs.Admits(queue, sqs.Sender{Service: principal, Source: rule.Props.Str("arn")}):
				d.Lost = "the queue's policy does not let " + principal + " send"
			}
			out = append(out, d)
		}
	}
	return out
}
