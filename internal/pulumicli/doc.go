// Package pulumicli finds the Pulumi CLI or builds it, and runs it for the
// Automation API.
//
// Locate takes a suitable `pulumi` from the PATH. Where there is none it
// builds the pinned one with the Go toolchain, from Go modules alone, into the
// user's cache folder, where the next run finds it. The pin is a go.mod and a
// go.sum, the same as those of the module tools/ (a test compares them); they
// are embedded here because a module cannot embed a file of another one, and
// because the command must also work when it was installed with `go install`,
// far from the repository.
//
// The build takes about 3 minutes on two cores and needs 2 GB of memory.
package pulumicli
