package recorder

import (
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Made is a resource as it was registered.
type Made struct {
	// Token is its type, Name its logical name, Parent its parent's URN.
	Token, Name, Parent string
	// Inputs are its inputs as plain Go values.
	Inputs map[string]any
	// Waits are the URNs of what it depends on.
	Waits []string
	// Args are what the SDK sent: Args.Inputs says which inputs are secret,
	// Args.RegisterRPC how the resource is to be treated.
	Args pulumi.MockResourceArgs
}

// component reports whether it is a component of this library.
func (m Made) component() bool { return strings.HasPrefix(m.Token, "drydock:") }

// After are the names of what it depends on, sorted, each once.
func (m Made) After() []string {
	var names []string
	for _, urn := range m.Waits {
		names = append(names, urn[strings.LastIndex(urn, "::")+2:])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// WaitsFor reports whether it depends on a resource of that kind, named by the
// end of its type token, and name.
func (m Made) WaitsFor(kind, name string) bool {
	return slices.ContainsFunc(m.Waits, func(urn string) bool { return strings.HasSuffix(urn, ":"+kind+"::"+name) })
}
