package compute_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/recorder"
)

// run runs a program against a recorder.
var run = recorder.Runner(computed)

// computed are the outputs of the services that the components use.
func computed(m recorder.Made) map[string]any {
	switch m.Token {
	case "aws:ec2/launchTemplate:LaunchTemplate":
		return map[string]any{"latestVersion": 7}
	case "aws:iam/role:Role", "aws:autoscaling/group:Group":
		return map[string]any{"name": m.Name}
	case "tls:index/privateKey:PrivateKey":
		return map[string]any{"publicKeyOpenssh": "ssh-ed25519 AAAA", "privateKeyOpenssh": "private half"}
	}
	return nil
}

// existing is a network to stand in, with public, private and isolated
// subnets in the zones a and b.
func existing(t testing.TB) network.Placement {
	t.Helper()
	args := &network.AdoptArgs{Region: "eu-central-1", VPCID: pulumi.String("vpc-1"), CIDR: "10.20.0.0/16"}
	for i, kind := range []network.Kind{network.Public, network.Private, network.Isolated} {
		for j, zone := range []string{"a", "b"} {
			args.Subnets = append(args.Subnets, network.AdoptedSubnet{
				Kind: kind, Zone: zone, CIDR: "10.20." + string(rune('0'+2*i+j)) + ".0/24", ID: pulumi.String("subnet-" + string(kind) + "-" + zone),
			})
		}
	}
	p, err := network.Adopt("old", args)
	require.NoError(t, err)
	return p
}
