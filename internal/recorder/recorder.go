// Package recorder stands in for the engine where a test of a component asks
// only how its resources are wired: it accepts whatever a program registers,
// gives each resource the outputs that the test needs and remembers it. It
// refuses nothing; what the services refuse is tested against simcloud. Only
// tests import it.
package recorder

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Recorder is the resource monitor of a program under test
// (pulumi.MockResourceMonitor). The zero value is ready.
type Recorder struct {
	// Outputs, if set, says what the service computes of a resource beside its
	// inputs. An "id" among it is the resource's id, and a nil takes an output
	// away. Without it a resource has the id "<name>-id" and the ARN
	// "arn:aws:x:::<name>".
	Outputs func(Made) map[string]any
	// Answers is the answer to every look-up.
	Answers map[string]any

	mu    sync.Mutex
	made  []Made
	calls []string
}

// NewResource records a resource.
func (r *Recorder) NewResource(a pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	m := Made{
		Token: a.TypeToken, Name: a.Name, Parent: a.RegisterRPC.GetParent(), Waits: a.RegisterRPC.GetDependencies(),
		Inputs: a.Inputs.Mappable(), Args: a,
	}
	r.mu.Lock()
	r.made = append(r.made, m)
	r.mu.Unlock()

	id, out := a.Name+"-id", a.Inputs.Copy()
	out["arn"] = resource.NewProperty("arn:aws:x:::" + a.Name)
	if r.Outputs == nil {
		return id, out, nil
	}
	for name, v := range r.Outputs(m) {
		switch key := resource.PropertyKey(name); {
		case key == "id":
			id = v.(string)
		case v == nil:
			delete(out, key)
		default:
			out[key] = resource.NewPropertyValue(v)
		}
	}
	return id, out, nil
}

// Call records a look-up.
func (r *Recorder) Call(a pulumi.MockCallArgs) (resource.PropertyMap, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls = append(r.calls, a.Token)
	return resource.NewPropertyMapFromMap(r.Answers), nil
}

// Try runs a program and returns its error.
func (r *Recorder) Try(program pulumi.RunFunc) error {
	return pulumi.RunErr(program, pulumi.WithMocks("project", "stack", r))
}

// Run runs a program that must succeed and returns the recorder.
func (r *Recorder) Run(t testing.TB, program pulumi.RunFunc) *Recorder {
	t.Helper()
	if err := r.Try(program); err != nil {
		t.Fatal(err)
	}
	return r
}

// Run runs a program that must succeed against a recorder with those outputs.
func Run(t testing.TB, outputs func(Made) map[string]any, program pulumi.RunFunc) *Recorder {
	t.Helper()
	return (&Recorder{Outputs: outputs}).Run(t, program)
}

// Runner is Run with its outputs settled, for the tests of one package.
func Runner(outputs func(Made) map[string]any) func(testing.TB, pulumi.RunFunc) *Recorder {
	return func(t testing.TB, program pulumi.RunFunc) *Recorder {
		t.Helper()
		return Run(t, outputs, program)
	}
}

// Calls are the tokens of the look-ups that were made.
func (r *Recorder) Calls() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.calls)
}

// All returns everything that was registered, components too, by name.
func (r *Recorder) All() []Made {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := slices.Clone(r.made)
	slices.SortStableFunc(all, func(a, b Made) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Of returns the resources of a kind by name: either a whole type token, or
// the end of one ("Subnet"), which no component counts for.
func (r *Recorder) Of(kind string) []Made {
	return slices.DeleteFunc(r.All(), func(m Made) bool {
		return m.Token != kind && (m.component() || !strings.HasSuffix(m.Token, ":"+kind))
	})
}

// Names are the names of the resources of a kind.
func (r *Recorder) Names(kind string) []string {
	var out []string
	for _, m := range r.Of(kind) {
		out = append(out, m.Name)
	}
	return out
}

// One returns the only resource of a kind.
func (r *Recorder) One(t testing.TB, kind string) Made {
	t.Helper()
	all := r.Of(kind)
	if len(all) != 1 {
		t.Fatalf("%s: %d were made, not one: %q", kind, len(all), r.Names(kind))
	}
	return all[0]
}

// Get returns the resource of a kind with a name.
func (r *Recorder) Get(t testing.TB, kind, name string) Made {
	t.Helper()
	for _, m := range r.Of(kind) {
		if m.Name == name {
			return m
		}
	}
	t.Fatalf("%s %q: not made: only %q", kind, name, r.Names(kind))
	return Made{}
}

// Named returns what was registered with a name, whatever its type; the zero
// value if nothing was.
func (r *Recorder) Named(name string) Made {
	for _, m := range r.All() {
		if m.Name == name {
			return m
		}
	}
	return Made{}
}
