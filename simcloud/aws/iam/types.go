package iam

import (
	"fmt"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Documents that state the rules.
const (
	docLimits   = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"
	docGrammar  = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html"
	docCreate   = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html"
	docDelete   = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html"
	docAttach   = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html"
	docPut      = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html"
	docPolicy   = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html"
	docUnpolicy = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html"
	docProfile  = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateInstanceProfile.html"
	docAddRole  = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddRoleToInstanceProfile.html"
	docOIDC     = "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html"
)

// Quotas by service and quota code. Source: docLimits.
const (
	QuotaRoles             = "iam/L-FE177D64" // roles per account, 1,000
	QuotaAttachments       = "iam/L-0DA4ABF3" // managed policies per role, 10
	QuotaPolicies          = "iam/L-E95E4862" // customer managed policies per account, 1,500
	QuotaProfiles          = "iam/L-6E65F664" // instance profiles per account, 1,000
	QuotaTrustPolicyLength = "iam/L-C07B4B0D" // characters of a role's trust policy, 2,048
	QuotaOIDCProviders     = "iam/L-858F3967" // OpenID Connect providers per account, 100
)

// Sizes that no request raises, in characters without white space. Source:
// docLimits.
const (
	maxInlinePolicies = 10240
	maxManagedPolicy  = 6144
)

// Types are the resource types of the service.
func Types() []*world.Type {
	return []*world.Type{role(), rolePolicy(), attachment(), policy(), instanceProfile(), oidcProvider()}
}

func operation(doing, name string) api.Op { return api.Op{Doing: doing, Service: "IAM", Name: name} }

func stamp(c *world.Call) string { return c.Now().UTC().Format(time.RFC3339) }

// uniqueID is IAM's stable identifier of an entity: four letters that tell
// the kind, then 17 capital letters and digits.
func uniqueID(c *world.Call, prefix string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	id := prefix
	for i := range 17 {
		id += string(alphabet[c.Number(len(alphabet), prefix, fmt.Sprint(i))])
	}
	return id
}

// limit is the refusal of what goes beyond a quota.
func limit(op api.Op, what string, n int) error {
	return op.RefuseStatus(409, "LimitExceeded", fmt.Sprintf("Cannot exceed quota for %s: %d", what, n), docLimits)
}

func noRole(op api.Op, name string) error {
	return op.RefuseStatus(404, "NoSuchEntity", fmt.Sprintf("The role with name %s cannot be found.", name), docCreate)
}
