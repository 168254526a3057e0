// Command stacks is the Pulumi program of the repository: `pulumi up --stack
// dev` runs it. The stack's name chooses the environment.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/stacks/program"
)

func main() { pulumi.Run(program.Run) }
