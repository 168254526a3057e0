package world_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/world"
)

const (
	harbour = "port:index:Harbour"
	berth   = "port:index:Berth"
	bollard = "port:index:Bollard"
)

// port is a world with harbours, and berths that bring a bollard along; there
// is room for two.
func port() *world.World {
	return world.New("seed", &world.Provider{Name: "port", Types: map[string]*world.Type{
		harbour: {Token: harbour, Global: true, Create: func(c *world.Call) error { c.ID = c.In.Str("name"); return nil }},
		berth: {
			Token: berth, Defaults: world.Props{"depth": 10.0},
			Refs: []world.Ref{{Path: "harbour", Kind: harbour, Missing: func(*world.Call, string) error { return errors.New("no such harbour") }}},
			Create: func(c *world.Call) error {
				c.ID = c.NewID("berth")
				c.Make(nil, bollard, c.NewID("bollard"), nil)
				if len(c.All(berth)) == 2 {
					return errors.New("the harbour is full")
				}
				return nil
			},
		},
	}})
}

func TestAnOrderFollowsTheRulesOfItsType(t *testing.T) {
	w := port()
	pilot := &world.Object{Kind: "port:index:Pilot", ID: "p-1", Scope: "north"}
	require.NoError(t, w.Mutate("north", "pilot", func(c *world.Call) error {
		_, err := c.Order(pilot, "south", berth, world.Props{"harbour": "h"}, "a")
		assert.EqualError(t, err, "no such harbour")
		h, err := c.Order(nil, "anywhere", harbour, world.Props{"name": "h"}, "h")
		require.NoError(t, err)
		assert.Empty(t, h.Scope+h.Owner, "a global kind is nowhere in particular, and this one is nobody's")

		a, err := c.Order(pilot, "south", berth, world.Props{"harbour": "h"}, "a")
		require.NoError(t, err)
		assert.Equal(t, []any{"south", pilot.Key(), 10.0, ""}, []any{a.Scope, a.Owner, a.Props["depth"], a.URN})
		require.Len(t, c.Owned(a), 1)
		_, err = c.Order(pilot, "south", berth, world.Props{"harbour": "h"}, "a")
		assert.ErrorContains(t, err, "exists already", "the same order twice")
		b, err := c.Order(pilot, "south", berth, world.Props{"harbour": "h"}, "b")
		require.NoError(t, err)
		assert.NotEqual(t, a.ID, b.ID)
		_, err = c.Order(pilot, "south", berth, world.Props{"harbour": "h"}, "c")
		assert.EqualError(t, err, "the harbour is full")
		assert.Len(t, c.Everywhere(bollard), 2, "a refused order leaves nothing")
		_, err = c.Order(pilot, "south", "port:index:Crane", nil, "d")
		assert.EqualError(t, err, "simcloud: port:index:Crane: no provider of this world has it")
		return nil
	}))
}
