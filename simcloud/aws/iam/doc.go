// Package iam is the simulated Identity and Access Management service: roles
// and their policies, customer managed policies, instance profiles and OpenID
// Connect providers, with IAM's grammar of policy documents, its limits and
// its refusals.
//
// Other services ask it who exists and what is granted: RoleByARN, Trusts,
// TrustsToken, Attached, Allows, AllowsOn. It knows AWS managed
// policies by their names only, for their texts change without notice.
package iam
