package lambda

import (
	"crypto/md5" //nolint:gosec // what the provider makes ids of
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/aws/logs"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// The scopes of an invocation:
// https://www.pulumi.com/registry/packages/aws/api-docs/lambda/invocation/
const (
	createOnly = "CREATE_ONLY"
	crud       = "CRUD"
)

// defaultKey is where the provider puts what it is about into the input.
const defaultKey = "tf"

func invocationType() *world.Type {
	return &world.Type{
		Token:    Invocation,
		Replace:  []string{"functionName", "qualifier", "triggers"},
		Replaces: replacesInvocation,
		Defaults: world.Props{"lifecycleScope": createOnly, "qualifier": latest, "terraformKey": defaultKey},
		Refs:     []world.Ref{{Path: "functionName", Kind: Function}, {Path: "functionName", Kind: Function, By: "arn"}},
		Moving:   []string{"result"},
		Takes:    world.Times{Create: 2 * time.Second, Update: 2 * time.Second, Delete: 2 * time.Second},
		Check:    checkInvocation,
		Create:   func(c *world.Call) error { return invoke(c, "create") },
		Update:   func(c *world.Call) error { return invoke(c, "update") },
		Delete: func(c *world.Call) error {
			if c.Out.Str("lifecycleScope") != crud {
				return nil
			}
			return invoke(c, "delete")
		},
	}
}

// replacesInvocation: an invocation that is made once is made again with
// another input.
func replacesInvocation(old, in world.Props) []string {
	if in.StrOr("lifecycleScope", createOnly) == createOnly && old.Str("input") != in.Str("input") {
		return []string{"input"}
	}
	return nil
}

// invoke calls the function and waits for its answer.
func invoke(c *world.Call, action string) error {
	payload, err := payload(c, action)
	if err != nil {
		return err
	}
	name := c.Out.Str("functionName")
	op := operation(fmt.Sprintf("invoking Lambda Function (%s)", name), "Invoke")
	f := functionOf(c, name)
	qualifier := c.Out.StrOr("qualifier", latest)
	if f == nil || qualifier != latest && qualifier != f.Props.Str("version") {
		arn := name
		if !strings.HasPrefix(arn, "arn:") {
			arn = fmt.Sprintf("arn:aws:lambda:%s:%s:function:%s", c.Scope, api.Account, name)
		}
		if f != nil {
			arn += ":" + qualifier
		}
		return op.RefuseStatus(404, "ResourceNotFoundException", "Function not found: "+arn, docInvoke)
	}
	if f.Props.IntOr("reservedConcurrentExecutions", -1) == 0 {
		return op.RefuseStatus(429, "TooManyRequestsException", "Rate Exceeded.", docConcurrency)
	}
	writeLogs(c, f)
	result, failure := "null", error(nil)
	if isSweep(f) {
		result, failure = runSweep(c, f, payload)
	}
	if failure != nil {
		return fmt.Errorf("%s: %w", op.Doing, failure)
	}
	if action != "delete" {
		c.Out["result"] = result
	}
	if action == "create" {
		c.ID = fmt.Sprintf("%s_%s_%x", name, qualifier, md5.Sum(payload)) //nolint:gosec // see the import
		// An invocation and its replacement have the same id, which the world
		// does not know of.
		if c.Find(Invocation, c.ID) != nil {
			c.ID += "_" + c.Hex(8, "invocation")
		}
	}
	return nil
}

// functionOf finds a function by its name or ARN.
func functionOf(c *world.Call, name string) *world.Object {
	if f := c.Find(Function, name); f != nil {
		return f
	}
	return c.By(Function, "arn", name)
}

// payload is the input, in the scope CRUD with what the provider is about and
// the input before.
func payload(c *world.Call, action string) ([]byte, error) {
	if c.Out.Str("lifecycleScope") != crud {
		return []byte(c.Out.Str("input")), nil
	}
	var input, before map[string]any
	if err := json.Unmarshal([]byte(c.Out.Str("input")), &input); err != nil {
		return nil, fmt.Errorf("Lambda Invocation (%s) input transformation failed for input (%s): %w", c.ID, c.Out.Str("input"), err) //nolint:staticcheck // the provider's words
	}
	if c.Object != nil {
		if err := json.Unmarshal([]byte(c.Object.Props.Str("input")), &before); err != nil {
			before = nil // it was made in the other scope
		}
	}
	input[c.Out.StrOr("terraformKey", defaultKey)] = map[string]any{"action": action, "prev_input": before}
	return json.Marshal(input)
}

// basicPolicies are those of AWS that let a function make its log group.
var basicPolicies = []string{
	"AWSLambdaBasicExecutionRole", "AWSLambdaVPCAccessExecutionRole", "AWSLambdaDynamoDBExecutionRole", "AWSLambdaKinesisExecutionRole",
}

// writeLogs makes the function's log group if its role may and it is not
// there: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
func writeLogs(c *world.Call, f *world.Object) {
	role := iam.RoleByARN(c, f.Props.Str("role"))
	if role == nil {
		return
	}
	group := f.Props.Map("loggingConfig").Str("logGroup")
	arn := fmt.Sprintf("arn:aws:logs:%s:%s:log-group:%s", c.Scope, api.Account, group)
	may := slices.ContainsFunc([]string{arn, arn + ":*"}, func(r string) bool { return iam.Allows(c, role, "logs:CreateLogGroup", r) })
	if may || iam.HasManaged(c, role, basicPolicies...) {
		logs.Make(c, group)
	}
}
