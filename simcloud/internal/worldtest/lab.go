// Package worldtest is the laboratory in which the tests of simulated services
// try their rules: a world with the types in question and a session of their
// provider, which does what an engine would do, without one. Only tests import
// it.
package worldtest

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// Region is where a lab is, unless In takes it elsewhere.
const Region = "eu-central-1"

// P is a short name for properties.
type P = map[string]any

// Lab is a world with a session of its provider.
type Lab struct {
	testing.TB
	World   *world.World
	Session *world.Session
	// Region is that of the session.
	Region string

	provider *world.Provider
}

// New makes an empty world whose AWS provider has the types.
func New(t testing.TB, seed string, types ...[]*world.Type) *Lab {
	t.Helper()
	p := &world.Provider{
		Name: "aws", Types: map[string]*world.Type{}, Functions: map[string]*world.Function{},
		Scope: func(_ *world.World, config world.Props) (string, error) { return config.StrOr("region", Region), nil },
	}
	for _, list := range types {
		for _, ty := range list {
			p.Types[ty.Token] = ty
		}
	}
	return Of(t, seed, p)
}

// Of makes an empty world that has the provider.
func Of(t testing.TB, seed string, p *world.Provider) *Lab {
	t.Helper()
	return open(t, world.New(seed, p), p)
}

func open(t testing.TB, w *world.World, p *world.Provider) *Lab {
	t.Helper()
	s, err := w.Session(p.Name)
	require.NoError(t, err)
	return &Lab{TB: t, World: w, Session: s, Region: Region, provider: p}
}

// Functions adds look-ups to the provider and returns the lab.
func (l *Lab) Functions(list []*world.Function) *Lab {
	for _, f := range list {
		l.provider.Functions[f.Token] = f
	}
	return l
}

// In is the same world seen by a session in another region.
func (l *Lab) In(region string) *Lab {
	l.Helper()
	there := open(l.TB, l.World, l.provider)
	there.Region = region
	there.Session.Configure(world.Props{"region": region})
	return there
}

// URN is that of a resource of the lab's program.
func URN(token, name string) string { return "urn:pulumi:test::lab::" + token + "::" + name }

// check completes the inputs of a resource. What the provider finds wrong with
// them is an error, a line each: "check: property: reason".
func (l *Lab) check(token, name string, old, in P) (world.Props, error) {
	checked, fails, err := l.Session.Check(URN(token, name), token, old, world.Props(in).Clone())
	if err != nil || len(fails) == 0 {
		return checked, err
	}
	return nil, failed(fails)
}

type failed []world.Failure

func (f failed) Error() string {
	text := ""
	for i, x := range f {
		if i > 0 {
			text += "\n"
		}
		text += fmt.Sprintf("check: %s: %s", x.Property, x.Reason)
	}
	return text
}

// Try checks and creates a resource.
func (l *Lab) Try(token, name string, in P) (id string, out world.Props, err error) {
	l.Helper()
	checked, err := l.check(token, name, nil, in)
	if err != nil {
		return "", nil, err
	}
	return l.Session.Create(URN(token, name), token, checked, false)
}

// Make creates a resource that must be accepted.
func (l *Lab) Make(token, name string, in P) (id string, out world.Props) {
	l.Helper()
	id, out, err := l.Try(token, name, in)
	require.NoError(l, err)
	return id, out
}

// Update checks new inputs of a resource and changes it to them.
func (l *Lab) Update(token, name, id string, in P) (world.Props, error) {
	l.Helper()
	var old world.Props
	for _, o := range l.World.Objects() {
		if o.Kind == token && o.ID == id {
			old = o.Inputs
		}
	}
	checked, err := l.check(token, name, old, in)
	if err != nil {
		return nil, err
	}
	return l.Session.Update(URN(token, name), token, id, checked, old, false)
}

// Read looks at a resource; nil says that it is gone.
func (l *Lab) Read(token, name, id string) world.Props {
	l.Helper()
	_, out, err := l.Session.Read(URN(token, name), token, id)
	require.NoError(l, err)
	return out
}

// Delete takes a resource away.
func (l *Lab) Delete(token, name, id string) error {
	return l.Session.Delete(URN(token, name), token, id, nil)
}
