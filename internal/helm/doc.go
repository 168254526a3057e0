// Package helm registers Helm releases under the token of the Pulumi
// Kubernetes provider, kubernetes:helm.sh/v3:Release.
//
// The provider's own Go package for it imports every API group there is and
// takes 190 s to compile. This one has the same resource with the same
// semantics: the provider runs Helm itself, so hooks, atomic upgrades and
// waiting behave as with the helm command.
//
// A version is required and must be exact: a range would make the same
// program deploy different things on different days.
package helm
