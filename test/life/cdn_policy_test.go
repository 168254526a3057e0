package life_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/policy"
	"github.com/drydock-iac/drydock/test/simtest"
)

// untagged are the rules that hold of components without their environment, which
// gives the tags.
func untagged() []policy.Rule {
	var out []policy.Rule
	for _, r := range policy.Rules() {
		if r.ID != "tags" {
			out = append(out, r)
		}
	}
	return out
}

func TestBalancersAndDistributionsKeepToTheRules(t *testing.T) {
	t.Parallel()
	for name, program := range map[string]pulumi.RunFunc{
		"an application balancer": web(withRules("api")), "a network balancer": edgeWithLogs(true), "a distribution": fronted(1, asIs),
	} {
		up := simtest.New(t, program, simtest.On(established(t))).Up().NoError(t)
		var all []policy.Resource
		for _, s := range up.State.Resources {
			all = append(all, policy.Resource{
				URN: string(s.URN), Parent: string(s.Parent), Type: string(s.Type), Name: s.URN.Name(), ID: string(s.ID),
				Inputs: policy.Values(s.Inputs), Outputs: policy.Values(s.Outputs),
			})
		}
		assert.Empty(t, policy.Check(policy.NewPlan(all...), untagged(), nil).Findings, name)
	}
}
