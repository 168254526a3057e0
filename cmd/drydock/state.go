package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/drydock-iac/drydock/internal/console"
	"github.com/drydock-iac/drydock/internal/timeline"
)

// state is what Pulumi knows of an environment.
type state struct {
	raw        apitype.UntypedDeployment
	deployment apitype.DeploymentV3
	outputs    map[string]any
}

// state asks for the stack's state. Its secrets stay encrypted, which is why
// it does not come from the Automation API's Export, and takes half the time.
func (d *dock) state(ctx context.Context) (state, error) {
	w := d.stack.Workspace()
	var env []string
	for name, value := range w.GetEnvVars() {
		env = append(env, name+"="+value)
	}
	out, errOut, _, err := d.runner.Run(ctx, w.WorkDir(), nil, nil, nil, env, "stack", "export", "--stack", d.stack.Name())
	if err != nil {
		return state{}, fmt.Errorf("state of %s: %w: %s", d.Env, err, strings.TrimSpace(errOut))
	}
	s := state{outputs: map[string]any{}}
	if err := json.Unmarshal([]byte(out), &s.raw); err != nil {
		return s, fmt.Errorf("state of %s: %w", d.Env, err)
	}
	if len(s.raw.Deployment) == 0 {
		return s, nil
	}
	if err := json.Unmarshal(s.raw.Deployment, &s.deployment); err != nil {
		return s, fmt.Errorf("state of %s: %w", d.Env, err)
	}
	for _, r := range s.deployment.Resources {
		if r.Type == resource.RootStackType {
			for name, value := range r.Outputs {
				s.outputs[name] = masked(value)
			}
		}
	}
	return s, nil
}

// masked is a value of the state as it may be shown: a secret, which the state
// holds as an object with a signature, is replaced.
func masked(value any) any {
	switch v := value.(type) {
	case map[string]any:
		if v[resource.SigKey] == resource.SecretSig {
			return console.Secret
		}
		out := map[string]any{}
		for k, inner := range v {
			out[k] = masked(inner)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, inner := range v {
			out[i] = masked(inner)
		}
		return out
	}
	return value
}

// kinds counts the resources that exist outside of the state.
func (s state) kinds() map[string]int {
	kinds := map[string]int{}
	for _, r := range s.deployment.Resources {
		if r.Custom && !r.Delete && !strings.HasPrefix(string(r.Type), "pulumi:") {
			kinds[console.Kind(string(r.Type))]++
		}
	}
	return kinds
}

// protected names the resources that the engine will not delete.
func (s state) protected() []string {
	var names []string
	for _, r := range s.deployment.Resources {
		if r.Protect && r.Custom {
			names = append(names, r.URN.Name())
		}
	}
	slices.Sort(names)
	return names
}

// edges are the resources for the timeline.
func (s state) edges() []timeline.Resource {
	var all []timeline.Resource
	for _, r := range s.deployment.Resources {
		t := timeline.Resource{URN: string(r.URN), Parent: string(r.Parent)}
		// A provider reference is the provider's URN and its id.
		if at := strings.LastIndex(r.Provider, "::"); at > 0 {
			t.Provider = r.Provider[:at]
		}
		for _, to := range r.Dependencies {
			t.Dependencies = append(t.Dependencies, string(to))
		}
		for _, property := range r.PropertyDependencies {
			for _, to := range property {
				t.Dependencies = append(t.Dependencies, string(to))
			}
		}
		all = append(all, t)
	}
	return all
}
