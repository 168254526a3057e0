package events

import (
	"encoding/json"
	"fmt"
	"regexp"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// nameForm is of names of rules and targets: docRule.
const nameForm = `^[0-9A-Za-z_.-]+$`

var name = regexp.MustCompile(nameForm)

// Limits of docRule.
const (
	maxName        = 64
	maxDescription = 512
	maxPattern     = 4096
	maxSchedule    = 256
)

var states = []string{"ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"}

func ruleType() *world.Type {
	return &world.Type{
		Token:    Rule,
		AutoName: &world.AutoName{Property: "name", Max: maxName, Unless: "namePrefix"},
		Replace:  []string{"name", "namePrefix", "eventBusName"},
		Defaults: world.Props{"eventBusName": bus, "forceDestroy": false},
		Takes:    world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		InUse: func(c *world.Call, _ []*world.Object) error {
			return &occupied{operation(fmt.Sprintf("deleting EventBridge Rule (%s)", c.ID), "DeleteRule").
				Refuse("ValidationException", "Rule can't be deleted since it has targets.", docDelete)}
		},
		Check: checkRule,
		Create: func(c *world.Call) error {
			rule := c.In.Str("name")
			if rule == "" {
				rule = c.In.Str("namePrefix") + c.Now().UTC().Format("20060102150405") + "0000" + c.Hex(8, "name")
			}
			c.ID = rule
			c.Out["name"], c.Out["arn"] = rule, api.ARN(c, "events", "rule/"+rule)
			op := operation(fmt.Sprintf("creating EventBridge Rule (%s)", rule), "PutRule")
			other := c.Find(Rule, rule)
			if other == nil && len(c.All(Rule)) >= c.Quota(quotaRules, rulesABus) {
				return exceeded(op)
			}
			if err := put(c, op); err != nil {
				return err
			}
			if other != nil {
				c.Remove(other) // PutRule changes the rule of that name.
			}
			return nil
		},
		Update: func(c *world.Call) error {
			return put(c, operation(fmt.Sprintf("updating EventBridge Rule (%s)", c.ID), "PutRule"))
		},
	}
}

// occupied is the refusal of a rule's deletion while it has targets. The
// provider asks again for five minutes.
type occupied struct{ refusal *world.Error }

func (o *occupied) Error() string { return o.refusal.Error() }

// Unwrap gives the refusal.
func (o *occupied) Unwrap() error { return o.refusal }

// Waiting reports that the targets may be on their way out.
func (o *occupied) Waiting() bool { return true }

func put(c *world.Call, op api.Op) error {
	if b := busOf(c.In); b != bus {
		return noBus(op, b)
	}
	if text := c.In.Str("eventPattern"); text != "" {
		if fault := patternFault(text); fault != "" {
			return op.Refuse("InvalidEventPatternException", "Event pattern is not valid. Reason: "+fault, docPattern)
		}
	}
	if text := c.In.Str("scheduleExpression"); text != "" && !schedule(text) {
		return op.Refuse("ValidationException", "Parameter ScheduleExpression is not valid.", docSchedule)
	}
	state := c.In.Str("state")
	if state == "" {
		state = map[bool]string{true: "ENABLED", false: "DISABLED"}[c.In.BoolOr("isEnabled", true)]
	}
	c.Out["state"], c.Out["isEnabled"] = state, state != "DISABLED"
	return nil
}

func checkRule(c *world.Check) {
	checkName(c, "name", "name")
	checkName(c, "namePrefix", "name_prefix")
	if !c.In.Has("eventPattern") && !c.In.Has("scheduleExpression") {
		c.Fail("eventPattern", "Missing required argument. \"event_pattern\": one of `event_pattern,schedule_expression` must be specified")
	}
	if text := c.In.Str("eventPattern"); text != "" {
		var any any
		err := json.Unmarshal([]byte(text), &any)
		normal, _ := json.Marshal(any)
		switch {
		case err != nil:
			c.Fail("eventPattern", fmt.Sprintf("%q contains an invalid JSON: %s", "event_pattern", err))
		case len(normal) > maxPattern:
			c.Fail("eventPattern", fmt.Sprintf("%q cannot be longer than %d characters: %q", "event_pattern", maxPattern, normal))
		}
	}
	check.Of(c).Length("description", 0, maxDescription)
	check.Of(c).Length("scheduleExpression", 0, maxSchedule)
	check.Of(c).Word("state", states...)
	if c.In.Has("state") && c.In.Has("isEnabled") {
		c.Fail("isEnabled", `Conflicting configuration arguments. "is_enabled": conflicts with state`)
	}
	checkARN(c, "roleArn", "role_arn")
}

// checkName checks a name of a rule or a target as the provider does.
func checkName(c *world.Check, property, attribute string) {
	v := c.In.Str(property)
	if !c.In.Known(property) {
		return
	}
	if len(v) > maxName {
		c.Fail(property, fmt.Sprintf("%q cannot be longer than %d characters: %q", attribute, maxName, v))
	}
	if !name.MatchString(v) {
		c.Fail(property, fmt.Sprintf("%q doesn't comply with restrictions (%q): %q", attribute, nameForm, v))
	}
}

var arnForm = regexp.MustCompile(`^arn:[a-z-]+:[^:]+:[^:]*:[^:]*:.+$`)

func checkARN(c *world.Check, property, attribute string) {
	if v := c.In.Str(property); c.In.Known(property) && !arnForm.MatchString(v) {
		c.Fail(property, fmt.Sprintf("%q (%s) is an invalid ARN: arn: invalid prefix", attribute, v))
	}
}
