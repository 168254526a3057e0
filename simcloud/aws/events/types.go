package events

import (
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// The resource types of the service.
const (
	Rule   = "aws:cloudwatch/eventRule:EventRule"
	Target = "aws:cloudwatch/eventTarget:EventTarget"
)

// bus is the event bus that AWS' own services send to.
const bus = "default"

// Documents that state the rules.
const (
	docRule     = "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html"
	docTarget   = "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html"
	docDelete   = "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteRule.html"
	docQuotas   = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html"
	docPattern  = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html"
	docSchedule = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html"
)

// Quotas of docQuotas, by the name of their setting.
const (
	quotaRules   = "events:rules"
	quotaTargets = "events:targets"
	rulesABus    = 300
	targetsARule = 5
)

// Types are the resource types of the service.
func Types() []*world.Type { return []*world.Type{ruleType(), targetType()} }

func operation(doing, name string) api.Op {
	return api.Op{Doing: doing, Service: "EventBridge", Name: name}
}

// exceeded is the refusal of one too many.
func exceeded(op api.Op) error {
	return op.Refuse("LimitExceededException", "The requested resource exceeds the maximum number allowed.", docQuotas)
}

// noBus is the refusal of an event bus that is not there.
func noBus(op api.Op, name string) error {
	return op.Refuse("ResourceNotFoundException", "Event bus "+name+" does not exist.", docRule)
}

// busOf is the event bus that the inputs name.
func busOf(in world.Props) string { return in.StrOr("eventBusName", bus) }
