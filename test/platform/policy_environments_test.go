package platform_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/engine"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/policy"
	"github.com/drydock-iac/drydock/stacks/dev"
	"github.com/drydock-iac/drydock/stacks/local"
	"github.com/drydock-iac/drydock/stacks/program"
	"github.com/drydock-iac/drydock/test/simtest"
)

// seen is a resource as the rules see it.
func seen(urn, parent resource.URN, id resource.ID, in, out resource.PropertyMap) policy.Resource {
	return policy.Resource{
		URN: string(urn), Parent: string(parent), Type: string(urn.Type()), Name: urn.Name(), ID: string(id),
		Inputs: policy.Values(in), Outputs: policy.Values(out),
	}
}

// stateOf is what stands after an operation.
func stateOf(t testing.TB, r *simtest.Result) *policy.Plan {
	t.Helper()
	require.NotNil(t, r.State)
	var all []policy.Resource
	for _, s := range r.State.Resources {
		all = append(all, seen(s.URN, s.Parent, s.ID, s.Inputs, s.Outputs))
	}
	return policy.NewPlan(all...)
}

// planOf is what a preview would make. Nothing of it has an id.
func planOf(t testing.TB, r *simtest.Result) *policy.Plan {
	t.Helper()
	var all []policy.Resource
	for _, e := range r.Events {
		if e.Type != engine.ResourcePreEvent {
			continue
		}
		if m := e.Payload().(engine.ResourcePreEventPayload).Metadata; m.New != nil {
			all = append(all, seen(m.URN, m.New.Parent, "", m.New.State.Inputs, nil))
		}
	}
	require.NotEmpty(t, all)
	return policy.NewPlan(all...)
}

func TestEveryEnvironmentKeepsToEveryRule(t *testing.T) {
	for _, name := range program.Environments {
		t.Run(name, func(t *testing.T) {
			s := environment(t, name, program.Run)
			planned, standing := planOf(t, s.Preview().NoError(t)), stateOf(t, s.Up().NoError(t))
			assert.Equal(t, urns(standing), urns(planned), "the rules see all of the plan")
			keepsTo(t, "planned", planned)
			keepsTo(t, "standing", standing)
		})
	}
}

// keepsTo holds a plan against every rule and returns the exceptions that it
// does not need.
func keepsTo(t testing.TB, when string, plan *policy.Plan) (idle []policy.Exception) {
	t.Helper()
	report := policy.Check(plan, policy.Rules(), policy.Exceptions())
	for _, f := range report.Findings {
		t.Errorf("%s: %v", when, f)
	}
	return report.Idle
}

// Between them the environments with each kind of cluster need every exception.
func TestEveryExceptionIsNeeded(t *testing.T) {
	t.Parallel()
	idle := keepsTo(t, "on EKS", stateOf(t, environment(t, "dev", program.Run).Up().NoError(t)))
	onRKE := keepsTo(t, "on RKE", stateOf(t, variant(t, asRKE(dev.Settings(), cluster.Servers{Count: 1})).Up().NoError(t)))
	onMachine := keepsTo(t, "on a machine", stateOf(t, environment(t, local.Name, program.Run).Up().NoError(t)))
	for _, e := range idle {
		assert.False(t, slices.Contains(onRKE, e) && slices.Contains(onMachine, e), "nothing needs the exception to %s for %q any more", e.Rule, e.Type)
	}
}

// urns are those of all resources, but for providers and the stack: of its
// default providers a preview does not tell.
func urns(p *policy.Plan) []string {
	var out []string
	for _, r := range p.Resources {
		if !strings.HasPrefix(r.Type, "pulumi:") {
			out = append(out, r.URN)
		}
	}
	slices.Sort(out)
	return out
}
