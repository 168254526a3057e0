package simtest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/pkg/v3/display"
	"github.com/pulumi/pulumi/pkg/v3/engine"
	"github.com/pulumi/pulumi/pkg/v3/resource/deploy"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag/colors"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// Result is what one operation did.
type Result struct {
	// Err is the engine's verdict; the reasons are in Diagnostics.
	Err error
	// Changes counts the resources by operation.
	Changes display.ResourceChanges
	// State is the state after the operation, nil after a preview.
	State *deploy.Snapshot
	// Events are the engine's, in order; Cloud are the cloud's.
	Events []engine.Event
	Cloud  []world.Event
	// Diagnostics are the errors and warnings that a user would see, as
	// "error: text" or "warning: text".
	Diagnostics []string
	// Took is the time by the clock on the wall.
	Took time.Duration
}

// NoError fails the test unless the operation succeeded without a warning.
func (r *Result) NoError(t testing.TB) *Result {
	t.Helper()
	if r.Err != nil || len(r.Diagnostics) > 0 {
		t.Fatalf("the operation failed or warned: %v\n%s", r.Err, strings.Join(r.Diagnostics, "\n"))
	}
	return r
}

// Failed fails the test unless the operation failed with a diagnostic that
// contains each text.
func (r *Result) Failed(t testing.TB, texts ...string) *Result {
	t.Helper()
	if r.Err == nil {
		t.Fatalf("the operation succeeded; it should have failed with %q", texts)
	}
	all := r.Err.Error() + "\n" + strings.Join(r.Diagnostics, "\n")
	for _, text := range texts {
		if !strings.Contains(all, text) {
			t.Errorf("the failure does not say %q:\n%s", text, all)
		}
	}
	return r
}

// Unchanged fails the test unless the operation succeeded and changed
// nothing.
func (r *Result) Unchanged(t testing.TB) *Result {
	t.Helper()
	r.NoError(t)
	for op, n := range r.Changes {
		if op != deploy.OpSame && n > 0 {
			t.Errorf("%d resources: %s; all should be the same:\n%s", n, op, strings.Join(r.Steps(op), "\n"))
		}
	}
	return r
}

// Steps lists the URNs that the operation did op to, sorted.
func (r *Result) Steps(op display.StepOp) []string {
	var urns []string
	for _, e := range r.Events {
		if e.Type != engine.ResourcePreEvent {
			continue
		}
		if p := e.Payload().(engine.ResourcePreEventPayload); p.Metadata.Op == op {
			urns = append(urns, string(p.Metadata.URN))
		}
	}
	slices.Sort(urns)
	return urns
}

// Resources lists the resources of a type in the state, sorted by URN.
func (r *Result) Resources(token string) []*resource.State {
	var found []*resource.State
	for _, res := range r.State.Resources {
		if res.Type == tokens.Type(token) {
			found = append(found, res)
		}
	}
	slices.SortFunc(found, func(a, b *resource.State) int { return strings.Compare(string(a.URN), string(b.URN)) })
	return found
}

// Resource returns the one resource of a type and logical name.
func (r *Result) Resource(t testing.TB, token, name string) *resource.State {
	t.Helper()
	for _, res := range r.Resources(token) {
		if res.URN.Name() == name {
			return res
		}
	}
	t.Fatalf("no %s named %q in the state", token, name)
	return nil
}

// Outputs are the stack's outputs.
func (r *Result) Outputs() resource.PropertyMap {
	for _, res := range r.State.Resources {
		if res.Type == resource.RootStackType {
			return res.Outputs
		}
	}
	return nil
}

func diagnostics(events []engine.Event) []string {
	var out []string
	for _, e := range events {
		if e.Type != engine.DiagEvent {
			continue
		}
		p := e.Payload().(engine.DiagEventPayload)
		if p.Severity == "error" || p.Severity == "warning" {
			text := strings.TrimSpace(colors.Never.Colorize(p.Prefix + p.Message))
			if !strings.HasPrefix(text, string(p.Severity)) {
				text = string(p.Severity) + ": " + text
			}
			out = append(out, text)
		}
	}
	return out
}
