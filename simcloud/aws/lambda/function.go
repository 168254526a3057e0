package lambda

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Limits of docCreate, docVariables and docConcurrency.
const (
	maxName            = 64
	maxVariables       = 4096
	defaultConcurrency = 1000
	unreserved         = 100
)

// reserved are the names of variables that belong to the service: docVariables.
var reserved = []string{
	"_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_NAME",
	"AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME",
	"AWS_LAMBDA_LOG_STREAM_NAME", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
	"AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR",
}

// latest is the version of a function that is not published.
const latest = "$LATEST"

func functionType() *world.Type {
	return &world.Type{
		Token:    Function,
		AutoName: &world.AutoName{Property: "name", Max: maxName},
		Replace:  []string{"name", "packageType"},
		Defaults: world.Props{
			"memorySize": 128, "timeout": 3, "packageType": "Zip", "publish": false, "reservedConcurrentExecutions": -1, "skipDestroy": false,
			"architectures": []any{"x86_64"}, "ephemeralStorage": map[string]any{"size": 512.0}, "tracingConfig": map[string]any{"mode": "PassThrough"},
		},
		Refs: []world.Ref{
			{Path: "role", Kind: api.Role, By: "arn"},
			{Path: "loggingConfig.logGroup", Kind: api.LogGroup},
			{Path: "vpcConfig.subnetIds[*]", Kind: api.Subnet},
			{Path: "vpcConfig.securityGroupIds[*]", Kind: api.SecurityGroup},
		},
		Moving: []string{"lastModified", "codeSha256", "sourceCodeHash", "version", "qualifiedArn", "qualifiedInvokeArn"},
		Takes:  world.Times{Create: 10 * time.Second, Update: 7 * time.Second, Delete: time.Second},
		Check:  checkFunction, Create: createFunction, Update: updateFunction, Delete: deleteFunction,
	}
}

func createFunction(c *world.Call) error {
	name := c.In.Str("name")
	op := operation(fmt.Sprintf("creating Lambda Function (%s)", name), "CreateFunction")
	if len(name) > maxName {
		return op.Refuse("ValidationException", fmt.Sprintf(
			"1 validation error detected: Value '%s' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to %d", name, maxName), docCreate)
	}
	if c.Find(Function, name) != nil {
		return op.RefuseStatus(409, "ResourceConflictException", "Function already exist: "+name, docCreate)
	}
	if err := functionRules(c, op); err != nil {
		return err
	}
	c.ID = name
	return describe(c)
}

func updateFunction(c *world.Call) error {
	if err := functionRules(c, operation(fmt.Sprintf("updating Lambda Function (%s) configuration", c.ID), "UpdateFunctionConfiguration")); err != nil {
		return err
	}
	return describe(c)
}

// functionRules are those for what a function is made of.
func functionRules(c *world.Call, op api.Op) error {
	const bad = "InvalidParameterValueException"
	if runtime := c.In.Str("runtime"); slices.Contains(blocked, runtime) {
		return op.Refuse(bad, fmt.Sprintf("The runtime parameter of %s is no longer supported for creating or updating AWS Lambda functions. "+
			"We recommend you use a supported runtime while creating or updating functions.", runtime), docRuntimes)
	}
	role := iam.RoleByARN(c, c.In.Str("role"))
	if role == nil || !iam.Trusts(role, "lambda.amazonaws.com") {
		return op.Refuse(bad, "The role defined for the function cannot be assumed by Lambda.", docRole)
	}
	variables := c.In.Map("environment").Map("variables")
	var taken []string
	for _, key := range variables.Keys() {
		if slices.Contains(reserved, key) {
			taken = append(taken, key)
		}
	}
	if len(taken) > 0 {
		return op.Refuse(bad, "Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys "+
			"that are currently not supported for modification. Reserved keys used in this request: "+strings.Join(taken, ", "), docVariables)
	}
	if text, err := json.Marshal(variables); err == nil && len(text) > maxVariables {
		return op.Refuse(bad, "Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. "+
			"String measured: "+string(text), docVariables)
	}
	return concurrency(c)
}

// concurrency keeps a part of the account's executions for functions that
// have none reserved.
func concurrency(c *world.Call) error {
	want := c.In.IntOr("reservedConcurrentExecutions", -1)
	if want < 0 {
		return nil
	}
	left := c.Quota(QuotaConcurrency, defaultConcurrency) - want
	for _, o := range c.All(Function) {
		if o != c.Object {
			left -= max(0, o.Props.IntOr("reservedConcurrentExecutions", -1))
		}
	}
	if left >= unreserved {
		return nil
	}
	return operation(fmt.Sprintf("setting Lambda Function (%s) concurrency", c.In.Str("name")), "PutFunctionConcurrency").
		Refuse("InvalidParameterValueException", fmt.Sprintf(
			"Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [%d].", unreserved), docConcurrency)
}

// describe sets what follows from the rest.
func describe(c *world.Call) error {
	arn := api.ARN(c, "lambda", "function:"+c.ID)
	invoke := func(arn string) string {
		return fmt.Sprintf("arn:aws:apigateway:%s:lambda:path/2015-03-31/functions/%s/invocations", c.Scope, arn)
	}
	version := latest
	if c.Out.Bool("publish") {
		version = "1"
		if c.Object != nil {
			version = fmt.Sprint(publishedBefore(c.Object) + 1)
		}
	}
	for key, value := range (world.Props{
		"name": c.ID, "arn": arn, "invokeArn": invoke(arn), "version": version,
		"qualifiedArn": arn + ":" + version, "qualifiedInvokeArn": invoke(arn + ":" + version),
		"lastModified": c.Now().UTC().Format("2006-01-02T15:04:05.000+0000"),
	}) {
		c.Out[key] = value
	}
	logging := world.Props{"logFormat": "Text", "logGroup": "/aws/lambda/" + c.ID, "applicationLogLevel": "", "systemLogLevel": ""}
	for key, value := range c.In.Map("loggingConfig") {
		logging[key] = value
	}
	c.Out["loggingConfig"] = map[string]any(logging)
	if hash := c.In.Map("code").Str("archive"); hash != "" {
		c.Out["codeSha256"] = hash
	}
	return nil
}

func publishedBefore(o *world.Object) int {
	var n int
	if _, err := fmt.Sscan(o.Props.Str("version"), &n); err != nil {
		return 0 // nothing was published yet
	}
	return n
}

// deleteFunction leaves the function behind, as nobody's, where skipDestroy
// says so.
func deleteFunction(c *world.Call) error {
	if c.Out.Bool("skipDestroy") {
		c.Object.URN = ""
		c.Object = &world.Object{} // what the kernel takes away in its place
	}
	return nil
}
