// Program vpc makes a network over three zones: the smallest use of the
// library, and the one that the README shows.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/network"
)

func main() { pulumi.Run(program) }

func program(ctx *pulumi.Context) error {
	vpc, err := network.NewVPC(ctx, "core", &network.VPCArgs{
		Region: "eu-central-1", CIDR: "10.20.0.0/16", Zones: []string{"a", "b", "c"},
	})
	if err != nil {
		return err
	}
	ctx.Export("vpcId", vpc.ID)
	return nil
}
