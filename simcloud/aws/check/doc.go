// Package check words the refusals that the provider makes at plan time, from
// the inputs alone, as its validators word them.
//
// The provider names arguments in snake case and an element of a block by its
// position ("health_check.0.interval"); the words keep those names, while the
// property of a failure is the Pulumi one.
package check
