// Package program chooses an environment by the name of the stack.
package program

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/stacks/dev"
	"github.com/drydock-iac/drydock/stacks/platform"
	"github.com/drydock-iac/drydock/stacks/prod"
	"github.com/drydock-iac/drydock/stacks/staging"
)

// Environments are the names of the environments, in the order in which a
// change travels through them.
var Environments = []string{dev.Name, staging.Name, prod.Name}

// Run is the program of the stack at hand.
func Run(ctx *pulumi.Context) error {
	settings, err := Settings(ctx.Stack())
	if err != nil {
		return err
	}
	return platform.Run(ctx, settings)
}

// Settings returns the settings of the environment that a stack's name names.
func Settings(stack string) (platform.Settings, error) {
	switch stack {
	case dev.Name:
		return dev.Settings(), nil
	case staging.Name:
		return staging.Settings(), nil
	case prod.Name:
		return prod.Settings(), nil
	}
	return platform.Settings{}, fmt.Errorf("stack %q: no such environment: use one of %s", stack, strings.Join(Environments, ", "))
}
