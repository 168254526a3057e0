package events_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/events"
	"github.com/drydock-iac/drydock/simcloud/aws/sqs"
	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const region = "eu-west-1"

func newLab(t *testing.T) *worldtest.Lab {
	t.Helper()
	l := worldtest.New(t, "test", sqs.Types(), events.Types()).In(region)
	l.World.SetPatience(0)
	return l
}

const (
	spot    = `{"source":["aws.ec2"],"detail-type":["EC2 Spot Instance Interruption Warning"]}`
	nowhere = "arn:aws:sqs:eu-west-1:111122223333:nowhere"
)

func TestARuleIsOnUnlessItSaysOtherwise(t *testing.T) {
	l := newLab(t)
	id, out := l.Make(events.Rule, "r", world.Props{"name": "spot", "eventPattern": spot})
	assert.Equal(t, "spot", id)
	assert.Equal(t, world.Props{
		"arn": "arn:aws:events:eu-west-1:111122223333:rule/spot", "name": "spot", "eventPattern": spot, "eventBusName": "default",
		"forceDestroy": false, "isEnabled": true, "state": "ENABLED",
	}, out)
	_, off := l.Make(events.Rule, "off", world.Props{"name": "off", "scheduleExpression": "rate(1 hour)", "state": "DISABLED"})
	assert.Equal(t, false, off["isEnabled"])
	target, aimed := l.Make(events.Target, "t", world.Props{"rule": "spot", "arn": nowhere})
	assert.Regexp(t, `^spot-terraform-20261101000000`, target)
	assert.Equal(t, strings.TrimPrefix(target, "spot-"), aimed["targetId"])
}

func TestWhatEventBridgeRefuses(t *testing.T) {
	rule := func(name, pattern string) world.Props {
		return world.Props{"name": name, "eventPattern": pattern}
	}
	timed := func(text string) world.Props { return world.Props{"name": "a", "scheduleExpression": text} }
	const badSchedule = "ValidationException: Parameter ScheduleExpression is not valid."
	for name, c := range map[string]struct {
		kind string
		in   world.Props
		want string
	}{
		"a rule of nothing":       {events.Rule, world.Props{"name": "a"}, "check: eventPattern: Missing required argument. \"event_pattern\": one of `event_pattern,schedule_expression` must be specified"},
		"a name of wrong letters": {events.Rule, rule("a b", spot), `check: name: "name" doesn't comply with restrictions ("^[0-9A-Za-z_.-]+$"): "a b"`},
		"a name that is too long": {events.Rule, rule(strings.Repeat("a", 65), spot), fmt.Sprintf("check: name: %q cannot be longer than 64 characters: %q", "name", strings.Repeat("a", 65))},
		"a pattern that is none":  {events.Rule, rule("a", "spot"), `check: eventPattern: "event_pattern" contains an invalid JSON: invalid character 's' looking for beginning of value`},
		"another state":           {events.Rule, world.Props{"name": "a", "eventPattern": spot, "state": "ON"}, `check: state: expected state to be one of ["ENABLED" "DISABLED" "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"], got ON`},
		"two switches":            {events.Rule, world.Props{"name": "a", "eventPattern": spot, "state": "ENABLED", "isEnabled": true}, `check: isEnabled: Conflicting configuration arguments. "is_enabled": conflicts with state`},
		"a value in no list":      {events.Rule, rule("a", `{"source":"aws.ec2"}`), `InvalidEventPatternException: Event pattern is not valid. Reason: "source" must be an object or an array`},
		"an empty list":           {events.Rule, rule("a", `{"source":[]}`), "InvalidEventPatternException: Event pattern is not valid. Reason: Empty arrays are not allowed"},
		"an empty pattern":        {events.Rule, rule("a", `{}`), "InvalidEventPatternException: Event pattern is not valid. Reason: Empty objects are not allowed"},
		"a list as pattern":       {events.Rule, rule("a", `[]`), "InvalidEventPatternException: Event pattern is not valid. Reason: Filter is not an object"},
		"an event bus of nobody":  {events.Rule, world.Props{"name": "a", "eventPattern": spot, "eventBusName": "own"}, "ResourceNotFoundException: Event bus own does not exist."},
		"a rate of many minute":   {events.Rule, timed("rate(5 minute)"), badSchedule},
		"a rate of one minutes":   {events.Rule, timed("rate(1 minutes)"), badSchedule},
		"a rate of nothing":       {events.Rule, timed("rate(0 minutes)"), badSchedule},
		"cron as Unix has it":     {events.Rule, timed("cron(0 12 * * *)"), badSchedule},
		"cron of two days":        {events.Rule, timed("cron(0 12 * * MON *)"), badSchedule},
		"a target of no rule":     {events.Target, world.Props{"rule": "gone", "arn": nowhere}, "ResourceNotFoundException: Rule gone does not exist on EventBus default."},
		"a target that is no ARN": {events.Target, world.Props{"rule": "spot", "arn": "queue"}, `check: arn: "arn" (queue) is an invalid ARN: arn: invalid prefix`},
		"a target of wrong name":  {events.Target, world.Props{"rule": "spot", "arn": nowhere, "targetId": "a b"}, `check: targetId: "target_id" doesn't comply with restrictions ("^[0-9A-Za-z_.-]+$"): "a b"`},
		"input of two kinds":      {events.Target, world.Props{"rule": "spot", "arn": nowhere, "input": "{}", "inputPath": "$.detail"}, `check: input: Conflicting configuration arguments. "input": conflicts with input_path`},
		"input that is no JSON":   {events.Target, world.Props{"rule": "spot", "arn": nowhere, "input": "x"}, `check: input: "input" contains an invalid JSON: invalid character 'x' looking for beginning of value`},
		"a sixth target":          {events.Target, world.Props{"rule": "full", "arn": nowhere}, "LimitExceededException: The requested resource exceeds the maximum number allowed."},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			l.Make(events.Rule, "spot", rule("spot", spot))
			l.Make(events.Rule, "full", rule("full", spot))
			for i := range 5 {
				l.Make(events.Target, fmt.Sprint(i), world.Props{"rule": "full", "arn": nowhere, "targetId": fmt.Sprint(i)})
			}
			before := l.World.Objects()
			_, _, err := l.Try(c.kind, "new", c.in)
			require.Equal(t, c.want, worldtest.Said(err))
			require.Equal(t, before, l.World.Objects())
		})
	}
}

func TestSchedulesThatEventBridgeTakes(t *testing.T) {
	l := newLab(t)
	for i, text := range []string{"rate(1 minute)", "rate(12 hours)", "cron(0 12 * * ? *)", "cron(0 12 ? * MON-FRI *)"} {
		l.Make(events.Rule, fmt.Sprint(i), world.Props{"name": fmt.Sprint(i), "scheduleExpression": text})
	}
}

func TestTheQuotaOfRulesCanBeRaised(t *testing.T) {
	l := newLab(t)
	l.World.Set("quota:events:rules", "1")
	l.Make(events.Rule, "a", world.Props{"name": "a", "eventPattern": spot})
	_, _, err := l.Try(events.Rule, "b", world.Props{"name": "b", "eventPattern": spot})
	require.Equal(t, "LimitExceededException: The requested resource exceeds the maximum number allowed.", worldtest.Said(err))
	l.World.Set("quota:events:rules", "2")
	l.Make(events.Rule, "b", world.Props{"name": "b", "eventPattern": spot})
}

func TestARuleGoesAfterItsTargets(t *testing.T) {
	l := newLab(t)
	l.Make(events.Rule, "r", world.Props{"name": "spot", "eventPattern": spot})
	id, _ := l.Make(events.Target, "t", world.Props{"rule": "spot", "arn": nowhere, "targetId": "q"})
	err := l.Delete(events.Rule, "r", "spot")
	require.Equal(t, "ValidationException: Rule can't be deleted since it has targets.", worldtest.Said(err))
	require.True(t, world.Waiting(err), "the provider asks again for five minutes")
	require.NoError(t, l.Delete(events.Target, "t", id))
	require.NoError(t, l.Delete(events.Rule, "r", "spot"))
}

func TestPuttingTheSameRuleOrTargetAgainChangesIt(t *testing.T) {
	l := newLab(t)
	for _, pattern := range []string{spot, `{"source":["aws.health"]}`} {
		l.Make(events.Rule, "r", world.Props{"name": "r", "eventPattern": pattern})
		l.Make(events.Target, "t", world.Props{"rule": "r", "arn": nowhere, "targetId": "q"})
	}
	assert.Len(t, l.World.Objects(), 2)
}

func TestAnEventGoesWhereARuleAndAPolicyLetIt(t *testing.T) {
	l := newLab(t)
	queue, out := l.Make(sqs.Queue, "q", world.Props{"name": "jobs"})
	_, rule := l.Make(events.Rule, "r", world.Props{"name": "spot", "eventPattern": spot})
	event := map[string]any{"source": "aws.ec2", "detail-type": "EC2 Spot Instance Interruption Warning", "detail": map[string]any{"instance-id": "i-1"}}
	deliver := func(event map[string]any) (d []events.Delivery) {
		l.View(func(c *world.Call) { d = events.Deliver(c, region, event) })
		return d
	}
	assert.Empty(t, deliver(event), "a rule without a target")
	l.Make(events.Target, "gone", world.Props{"rule": "spot", "arn": nowhere, "targetId": "gone"})
	l.Make(events.Target, "t", world.Props{"rule": "spot", "arn": out.Str("arn"), "targetId": "q"})
	lost := events.Delivery{Rule: "spot", Target: nowhere, Lost: "no such queue"}
	assert.Equal(t, []events.Delivery{lost, {Rule: "spot", Target: out.Str("arn"), Lost: "the queue's policy does not let events.amazonaws.com send"}}, deliver(event))
	l.Make(sqs.Policy, "p", world.Props{"queueUrl": queue, "policy": fmt.Sprintf(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage","Resource":%q,"Condition":{"ArnEquals":{"aws:SourceArn":%q}}}]}`,
		out.Str("arn"), rule.Str("arn"))})
	assert.Equal(t, []events.Delivery{lost, {Rule: "spot", Target: out.Str("arn")}}, deliver(event))
	assert.Empty(t, deliver(map[string]any{"source": "aws.ec2", "detail-type": "EC2 Instance Rebalance Recommendation"}))
}

func TestPatternsMatchByValueAndByFilter(t *testing.T) {
	event := map[string]any{"source": "aws.ec2", "resources": []any{"a", "b"}, "detail": map[string]any{"state": "stopping", "code": 64.0}}
	for pattern, want := range map[string]bool{
		`{"source":["aws.health","aws.ec2"]}`:          true,
		`{"source":["aws.health"]}`:                    false,
		`{"resources":["b"]}`:                          true,
		`{"detail":{"state":["stopping"]}}`:            true,
		`{"detail":{"state":["running"]}}`:             false,
		`{"detail":{"code":[64]}}`:                     true,
		`{"detail":{"state":[{"prefix":"stop"}]}}`:     true,
		`{"source":[{"suffix":".ec2"}]}`:               true,
		`{"source":[{"anything-but":"aws.ec2"}]}`:      false,
		`{"source":[{"anything-but":["aws.health"]}]}`: true,
		`{"detail":{"reason":[{"exists":false}]}}`:     true,
		`{"detail":{"reason":["x"]}}`:                  false,
		`{"detail":{"state":[{"cidr":"10.0.0.0/8"}]}}`: false,
	} {
		l := newLab(t)
		l.Make(events.Rule, "r", world.Props{"name": "r", "eventPattern": pattern})
		l.Make(events.Target, "t", world.Props{"rule": "r", "arn": nowhere})
		l.View(func(c *world.Call) { assert.Equal(t, want, len(events.Deliver(c, region, event)) == 1, pattern) })
	}
}
