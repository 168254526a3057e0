package events

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Limits of docTarget.
const (
	maxInput = 8192
	maxPath  = 256
)

func targetType() *world.Type {
	return &world.Type{
		Token:    Target,
		Replace:  []string{"rule", "targetId", "eventBusName"},
		Defaults: world.Props{"eventBusName": bus, "forceDestroy": false},
		Refs:     []world.Ref{{Path: "rule", Kind: Rule, By: "name", Holds: true}},
		Takes:    world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Check:    checkTarget,
		Create:   aim,
	}
}

// aim adds a target to its rule. EventBridge does not look whether what the
// ARN names is there.
func aim(c *world.Call) error {
	rule, id := c.In.Str("rule"), c.In.Str("targetId")
	if id == "" {
		id = "terraform-" + c.Now().UTC().Format("20060102150405") + "0000" + c.Hex(8, "target")
	}
	c.ID = rule + "-" + id
	c.Out["targetId"] = id
	op := operation(fmt.Sprintf("creating EventBridge Target (%s)", c.ID), "PutTargets")
	if b := busOf(c.In); b != bus {
		return noBus(op, b)
	}
	if c.Find(Rule, rule) == nil {
		return op.Refuse("ResourceNotFoundException", fmt.Sprintf("Rule %s does not exist on EventBus %s.", rule, bus), docTarget)
	}
	other := c.Find(Target, c.ID)
	if other == nil && len(c.Where(Target, "rule", rule)) >= c.Quota(quotaTargets, targetsARule) {
		return exceeded(op)
	}
	if other != nil {
		c.Remove(other) // PutTargets changes the target of that id.
	}
	return nil
}

func checkTarget(c *world.Check) {
	checkName(c, "rule", "rule")
	checkName(c, "targetId", "target_id")
	checkARN(c, "arn", "arn")
	checkARN(c, "roleArn", "role_arn")
	if text := c.In.Str("input"); c.In.Known("input") {
		var any any
		if err := json.Unmarshal([]byte(text), &any); err != nil {
			c.Fail("input", fmt.Sprintf("%q contains an invalid JSON: %s", "input", err))
		}
	}
	check.Of(c).Length("input", 0, maxInput)
	check.Of(c).Length("inputPath", 0, maxPath)
	// One of three ways to say what the target gets.
	ways := [][2]string{{"input", "input"}, {"inputPath", "input_path"}, {"inputTransformer", "input_transformer"}}
	for i, way := range ways {
		for _, other := range ways[i+1:] {
			if c.In.Has(way[0]) && c.In.Has(other[0]) {
				c.Fail(way[0], fmt.Sprintf("Conflicting configuration arguments. %q: conflicts with %s", way[1], other[1]))
			}
		}
	}
}
