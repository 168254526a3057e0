package lambda

import (
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// The resource types of the service.
const (
	Function   = "aws:lambda/function:Function"
	Invocation = "aws:lambda/invocation:Invocation"
)

// QuotaConcurrency is the code of the quota of concurrent executions:
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const QuotaConcurrency = "L-B99A9384"

// Documents that state the rules.
const (
	docCreate      = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html"
	docInvoke      = "https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html"
	docRole        = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html"
	docVariables   = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html"
	docRuntimes    = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html"
	docConcurrency = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html"
)

// Types returns the resource types of Lambda.
func Types() []*world.Type { return []*world.Type{functionType(), invocationType()} }

func operation(doing, name string) api.Op {
	return api.Op{Doing: doing, Service: "Lambda", Name: name}
}
