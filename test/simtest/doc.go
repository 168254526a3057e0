// Package simtest runs Pulumi Go programs on the real Pulumi engine, in the
// test's own process, against a simulated cloud. A whole up takes a fraction
// of a second, so life cycles, upgrades and faults can be tested by the
// hundred:
//
//	stack := simtest.New(t, program)
//	stack.Up().NoError(t)               // everything is created
//	stack.Up().Unchanged(t)             // nothing differs
//	stack.Destroy().NoError(t)
//	stack.NothingLeft(t)                // the cloud is as it was before
//
// The engine is the one that the Pulumi CLI contains; what it refuses in a
// real run (two resources of one name, a dependency on something that never
// was registered) it refuses here.
//
// The package is part of the module github.com/drydock-iac/drydock/test, which
// needs the engine (github.com/pulumi/pulumi/pkg/v3); the library itself does
// not.
package simtest
