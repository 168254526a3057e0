package policy

import (
	"slices"
	"strings"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Recorder collects the resources that a program registers under mocks, and
// passes everything on to other mocks, such as those of the simulated cloud.
//
//	recorder := policy.NewRecorder(cloud.Mocks(config))
//	err := pulumi.RunErr(program, pulumi.WithMocks("project", "stack", recorder))
//	report := policy.Check(recorder.Plan(), policy.Rules(), policy.Exceptions())
type Recorder struct {
	inner pulumi.MockResourceMonitor

	mu        sync.Mutex
	resources []Resource
}

// NewRecorder returns a recorder before other mocks.
func NewRecorder(inner pulumi.MockResourceMonitor) *Recorder { return &Recorder{inner: inner} }

// NewResource registers a resource with the inner mocks and records it if
// they took it.
func (r *Recorder) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	id, outputs, err := r.inner.NewResource(args)
	if err != nil {
		return id, outputs, err
	}
	parent := args.RegisterRPC.GetParent()
	chain := args.TypeToken
	if _, types, ok := strings.Cut(parent, "::"); ok {
		if parts := strings.Split(types, "::"); len(parts) > 1 && parts[1] != string(resource.RootStackType) {
			chain = parts[1] + "$" + chain
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.resources = append(r.resources, Resource{
		URN: "urn:pulumi:mock::mock::" + chain + "::" + args.Name, Parent: parent, Type: args.TypeToken, Name: args.Name, ID: id,
		Inputs: Values(args.Inputs), Outputs: Values(outputs),
	})
	return id, outputs, nil
}

// Call passes a look-up on.
func (r *Recorder) Call(args pulumi.MockCallArgs) (resource.PropertyMap, error) {
	return r.inner.Call(args)
}

// Plan is what was registered so far, sorted.
func (r *Recorder) Plan() *Plan {
	r.mu.Lock()
	defer r.mu.Unlock()
	resources := slices.Clone(r.resources)
	slices.SortFunc(resources, func(a, b Resource) int { return strings.Compare(a.URN, b.URN) })
	return NewPlan(resources...)
}
