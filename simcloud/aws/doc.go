// Package aws is the simulated AWS account: the resource types of the Pulumi
// AWS provider that Drydock's components use, each with the rules, errors and
// durations that the service's documents state.
//
// The properties of every type come from the provider's Go SDK (schema.json,
// written by go generate); the packages below hold what no schema says, one
// for each service.
package aws
