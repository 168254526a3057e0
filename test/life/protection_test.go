package life_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/test/simtest"
)

// guarded is a balancer of each kind, protected from deletion or not.
func guarded(protected bool) map[string]pulumi.RunFunc {
	in := func(program func(*pulumi.Context, network.Placement) error) pulumi.RunFunc {
		return func(ctx *pulumi.Context) error {
			args := simpleVPC()
			v, err := network.NewVPC(ctx, "core", &args)
			if err != nil {
				return err
			}
			return program(ctx, v.Placement())
		}
	}
	return map[string]pulumi.RunFunc{
		"network": in(func(ctx *pulumi.Context, n network.Placement) error {
			_, err := network.NewLoadBalancer(ctx, "edge", &network.LoadBalancerArgs{
				Network: n, InternetFacing: true, DeletionProtection: protected,
				Listeners: []network.Listener{{Port: 80, Target: network.Target{Port: 30080}}},
			})
			return err
		}),
		"application": in(func(ctx *pulumi.Context, n network.Placement) error {
			_, err := network.NewApplicationLoadBalancer(ctx, "edge", &network.ApplicationLoadBalancerArgs{
				Network: n, InternetFacing: true, DeletionProtection: protected,
				Listeners: []network.WebListener{{Port: 80, Default: network.Respond{Status: 404}}},
			})
			return err
		}),
	}
}

func TestAProtectedBalancerIsNotDestroyed(t *testing.T) {
	t.Parallel()
	for kind, program := range guarded(true) {
		t.Run(kind, func(t *testing.T) {
			s := simtest.New(t, program, simtest.On(established(t)))
			s.Up().NoError(t)
			s.Destroy().Failed(t, "OperationNotPermitted: Load balancer '", "cannot be deleted because deletion protection is enabled")
			assert.True(t, there(s.Cloud, api.LoadBalancer, "edge-lb"))
			s.Program = guarded(false)[kind]
			s.Up().NoError(t)
			s.Destroy().NoError(t)
			s.NothingLeft(t)
		})
	}
}
