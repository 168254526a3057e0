package world_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/world"
)

const hull = "yard:index:Hull"

// leaking is a refusal that may be gone when something else has happened.
type leaking struct{}

func (leaking) Error() string { return "it leaks" }
func (leaking) Waiting() bool { return true }

// wharf has hulls, which leak unless they have a plug. A hull of that length is
// refused in a preview already.
func wharf() *world.Provider {
	rule := func(c *world.Call) error {
		c.Out["dry"] = c.In.Bool("plug")
		switch {
		case c.In.Int("length") < 0:
			err := errors.New("no such length")
			if c.Object == nil {
				return err
			}
			return &world.Unfinished{Err: err, Reasons: []string{err.Error()}, Untouched: true}
		case c.In.Bool("plug"):
			return nil
		case !c.Last:
			return leaking{}
		}
		return &world.Unfinished{Err: leaking{}, Reasons: []string{"it leaks"}}
	}
	return &world.Provider{Name: "yard", Types: map[string]*world.Type{hull: {
		Token: hull, Create: rule, Update: rule,
		Read: func(c *world.Call) error {
			if c.Object.Props.Bool("dry") {
				return nil
			}
			return &world.Unfinished{Err: leaking{}, Reasons: []string{"it still leaks"}}
		},
		DryRun: func(c *world.Call) error {
			if c.In.Int("length") > 100 {
				return errors.New("too long")
			}
			c.Out["seen"] = c.Object != nil
			return nil
		},
	}}}
}

func TestAnUnfinishedObjectIsKept(t *testing.T) {
	w := world.New("seed", wharf())
	w.SetPatience(time.Millisecond)
	s, err := w.Session("yard")
	require.NoError(t, err)
	const urn = "urn:pulumi:dev::p::yard:index:Hull::h"
	id, out, err := s.Create(urn, hull, world.Props{"length": 3.0}, false)
	var u *world.Unfinished
	require.ErrorAs(t, err, &u)
	assert.Equal(t, []string{"it leaks"}, u.Reasons)
	assert.NotEmpty(t, id)
	assert.Equal(t, false, out["dry"])
	require.Len(t, w.Objects(), 1, "one, however often it was tried")
	events := w.Events()
	require.Len(t, events, 1)
	assert.Equal(t, "it leaks", events[0].Err)

	_, out, err = s.Read(urn, hull, id)
	require.ErrorAs(t, err, &u)
	assert.Equal(t, []string{"it still leaks"}, u.Reasons)
	assert.Equal(t, 3, out.Int("length"))

	out, err = s.Update(urn, hull, id, world.Props{"length": -1.0}, out, false)
	require.ErrorAs(t, err, &u)
	assert.True(t, u.Untouched)
	assert.Equal(t, 3, out.Int("length"), "the object is as it was")

	out, err = s.Update(urn, hull, id, world.Props{"length": 4.0}, out, false)
	require.ErrorAs(t, err, &u)
	assert.Equal(t, 4, out.Int("length"), "it has changed, and still leaks")
	out, err = s.Update(urn, hull, id, world.Props{"length": 4.0, "plug": true}, out, false)
	require.NoError(t, err)
	assert.Equal(t, true, out["dry"])
	require.NoError(t, s.Delete(urn, hull, id, nil))
	assert.Empty(t, w.Objects())

	_, _, err = s.Create(urn, hull, world.Props{"length": -1.0}, false)
	require.EqualError(t, err, "no such length")
	assert.Empty(t, w.Objects(), "what is refused is not there")
}

func TestAPreviewAsksWhereTheProviderAsks(t *testing.T) {
	w := world.New("seed", wharf())
	s, err := w.Session("yard")
	require.NoError(t, err)
	const urn = "urn:pulumi:dev::p::yard:index:Hull::h"
	_, out, err := s.Create(urn, hull, world.Props{"length": 3.0}, true)
	require.NoError(t, err)
	assert.Equal(t, false, out["seen"])
	_, _, err = s.Create(urn, hull, world.Props{"length": 101.0}, true)
	require.EqualError(t, err, "too long")
	assert.Empty(t, w.Objects())
	assert.Empty(t, w.Events())

	id, stored, err := s.Create(urn, hull, world.Props{"length": 3.0, "plug": true}, false)
	require.NoError(t, err)
	out, err = s.Update(urn, hull, id, world.Props{"length": 4.0, "plug": true}, stored, true)
	require.NoError(t, err)
	assert.Equal(t, true, out["seen"])
	assert.Equal(t, 4, out.Int("length"))
	_, err = s.Update(urn, hull, id, world.Props{"length": 101.0}, stored, true)
	require.EqualError(t, err, "too long")
	_, err = s.Update(urn, hull, "gone", world.Props{"length": 4.0}, stored, true)
	require.ErrorIs(t, err, world.ErrGone)
}
