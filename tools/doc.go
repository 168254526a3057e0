// Package tools is nothing but the folder of two modules that pin programs:
// this one pins the Pulumi CLI that cmd/drydock builds where the PATH has none
// (internal/pulumicli embeds copies of go.mod and go.sum), and lint/ pins
// golangci-lint, apart because the two disagree about versions.
//
//	go -C tools build -o ../bin/pulumi github.com/pulumi/pulumi/pkg/v3/cmd/pulumi
//	go -C tools/lint build -o ../../bin/golangci-lint github.com/golangci/golangci-lint/v2/cmd/golangci-lint
//
// Do not build with the tag "tools": a dependency of the CLI has a file for
// that tag which does not compile.
package tools
