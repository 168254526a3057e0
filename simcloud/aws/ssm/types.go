package ssm

import (
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Parameter is the resource type of a parameter.
const Parameter = "aws:ssm/parameter:Parameter"

// past is the kind of the earlier versions that a parameter keeps.
const past = "ssm:parameterVersion"

// Documents that state the rules.
const (
	docPut    = "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html"
	docGet    = "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html"
	docNames  = "https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-parameter-name-constraints.html"
	docTiers  = "https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html"
	docImages = "https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-ec2-aliases.html"
)

// Types returns the resource types of Parameter Store.
func Types() []*world.Type { return []*world.Type{parameterType()} }

// Functions returns the look-ups of Parameter Store.
func Functions() []*world.Function {
	return []*world.Function{{Token: "aws:ssm/getParameter:getParameter", Run: getParameter}}
}

func operation(doing, name string) api.Op { return api.Op{Doing: doing, Service: "SSM", Name: name} }
