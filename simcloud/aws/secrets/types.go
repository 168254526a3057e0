package secrets

import (
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// The resource types of the service.
const (
	Secret  = "aws:secretsmanager/secret:Secret"
	Version = "aws:secretsmanager/secretVersion:SecretVersion"
	Policy  = "aws:secretsmanager/secretPolicy:SecretPolicy"
)

// Kinds of what the service keeps by itself.
const (
	// Scheduled is a secret within its recovery window; its id is the name.
	Scheduled = "secretsmanager:scheduledForDeletion"
	// kept is a version whose resource is gone while its secret needs it.
	kept = "secretsmanager:version"
)

// Documents that state the rules.
const (
	docCreate = "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html"
	docDelete = "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html"
	docPut    = "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html"
	docStage  = "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html"
	docPolicy = "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html"
	docLimits = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html"
)

// Types returns the resource types of Secrets Manager.
func Types() []*world.Type { return []*world.Type{secretType(), versionType(), policyType()} }

func operation(doing, name string) api.Op {
	return api.Op{Doing: doing, Service: "Secrets Manager", Name: name}
}

const (
	marked  = "You can't perform this operation on the secret because it was marked for deletion."
	missing = "Secrets Manager can't find the specified secret."
)
