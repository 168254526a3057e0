// Package settings reads what an operator may choose about the service from
// environment variables, and nothing else does.
//
// Parse checks all of them and reports every problem at once. A variable that
// is set but empty is a problem, not a default: it is usually a template that
// found no value.
//
// Defaults that matter: port 7777, five seconds of draining before the
// listener closes, twenty seconds for running requests. Their sum has to stay
// below the orchestrator's grace period (30 seconds in Kubernetes).
package settings
