// Package program chooses what to deploy by the name of the stack.
package program

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/stacks/dev"
	"github.com/drydock-iac/drydock/stacks/local"
	"github.com/drydock-iac/drydock/stacks/platform"
	"github.com/drydock-iac/drydock/stacks/prod"
	"github.com/drydock-iac/drydock/stacks/shared"
	"github.com/drydock-iac/drydock/stacks/staging"
)

// Environments are the names of the environments, in the order in which a
// change travels through them.
var Environments = []string{local.Name, dev.Name, staging.Name, prod.Name}

// Stacks are the names of all stacks: the environments, and what outlives them.
var Stacks = append(append([]string{}, Environments...), shared.Name)

// Run is the program of the stack at hand.
func Run(ctx *pulumi.Context) error {
	if ctx.Stack() == shared.Name {
		return shared.Run(ctx, dev.Settings(), staging.Settings(), prod.Settings())
	}
	settings, err := Settings(ctx.Stack())
	if err != nil {
		return err
	}
	return platform.Run(ctx, settings)
}

// Settings returns the settings of the environment that a stack's name names.
func Settings(stack string) (platform.Settings, error) {
	switch stack {
	case local.Name:
		return local.Settings(), nil
	case dev.Name:
		return dev.Settings(), nil
	case staging.Name:
		return staging.Settings(), nil
	case prod.Name:
		return prod.Settings(), nil
	}
	return platform.Settings{}, fmt.Errorf("stack %q: no such stack: use one of %s", stack, strings.Join(Stacks, ", "))
}
