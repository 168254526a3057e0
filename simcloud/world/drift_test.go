package world_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/world"
)

func TestWhatAnotherHandChangedIsReadAgain(t *testing.T) {
	w, s := open(t, "a")
	id, _ := create(t, s, dock, "d", world.Props{"length": 1., "name": "d"})
	require.NoError(t, w.Mutate("north", "drill", func(c *world.Call) error {
		o := c.Find(dock, id)
		c.Change(o, "length", 2.)
		c.Change(o, "open", false)
		c.Change(o, "address", "elsewhere")
		return nil
	}))
	in, out, err := s.Read(urn(dock, "d"), dock, id)
	require.NoError(t, err)
	assert.Equal(t, world.Props{"length": 2., "name": "d", "open": false}, in,
		"what was asked for and what has a default, but nothing that is computed")
	assert.Equal(t, "elsewhere", out.Str("address"))
	d, err := s.Diff(dock, in, world.Props{"length": 1., "name": "d"})
	require.NoError(t, err)
	assert.Equal(t, map[string]world.Change{"length": world.Changed, "open": world.Removed}, d.Paths)
}

func TestAnEventHasTheServicesCode(t *testing.T) {
	w, s := open(t, "a")
	create(t, s, dock, "one", world.Props{"length": 1., "name": "same"})
	_, _, err := s.Create(urn(dock, "two"), dock, world.Props{"length": 1., "name": "same"}, false)
	require.Error(t, err)
	events := w.Events()
	require.Len(t, events, 2)
	assert.Empty(t, events[0].Code)
	assert.Equal(t, "DockExists", events[1].Code)
}
