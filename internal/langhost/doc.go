// Package langhost is a small language host for Go: it lets the ordinary
// Pulumi CLI run a Go program on a machine that has the Go toolchain but no
// pulumi-language-go, which Pulumi ships with its CLI but not as a Go module.
//
// The CLI attaches to it by PULUMI_DEBUG_LANGUAGES=go:PORT. It builds the
// program with `go build` and runs it with the environment that pulumi.Run
// reads (the Env constants of
// https://pkg.go.dev/github.com/pulumi/pulumi/sdk/v3/go/pulumi). What the
// program prints becomes messages of the engine. The rest of the program's
// environment is that of the host, not of the CLI: a program that reads
// environment variables of its user does not see them.
//
// It names no required packages, so that the CLI looks for no plugins: it is
// meant for use with attached providers. It does not generate code, run
// plugins or attach debuggers; the engine is told so.
package langhost
