package world_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/world"
)

const (
	dock = "yard:index:Dock"
	ship = "yard:index:Ship"
	crew = "yard:index:Crew"
)

var text = &world.Property{Kind: "string"}

// yard has docks with ships in them. A dock hires a crew of its own.
func yard() *world.Provider {
	return &world.Provider{
		Name: "yard", Version: "1.2.3",
		Scope: func(_ *world.World, config world.Props) (string, error) { return config.StrOr("port", "north"), nil },
		Types: map[string]*world.Type{
			dock: {
				Token: dock,
				Schema: &world.Schema{
					Inputs: map[string]*world.Property{
						"name": text, "length": {Kind: "integer", Required: true}, "open": {Kind: "boolean"},
						"gates": {Kind: "array", Element: &world.Property{Kind: "object", Fields: map[string]*world.Property{
							"side": {Kind: "string", Required: true}, "width": {Kind: "number"},
						}}},
						"labels": {Kind: "map", Element: text},
					},
					Outputs: map[string]*world.Property{"name": text, "length": {Kind: "integer"}, "open": {Kind: "boolean"}, "address": text},
				},
				AutoName: &world.AutoName{Property: "name", Max: 20},
				Replace:  []string{"name", "gates.side"},
				Defaults: world.Props{"open": true},
				Takes:    world.Times{Create: time.Minute, Delete: time.Second},
				Create: func(c *world.Call) error {
					if c.By(dock, "name", c.In.Str("name")) != nil {
						return &world.Error{
							Doing: "creating Dock", Service: "Yard", Operation: "CreateDock", Status: 409,
							Code: "DockExists", Message: "taken", Doc: "https://example.com/docks",
						}
					}
					c.ID = c.NewID("dock")
					c.Out["address"] = c.Hex(6, "address")
					c.Make(nil, crew, c.ID+"-crew", world.Props{"size": 3})
					return nil
				},
				InUse: func(_ *world.Call, holders []*world.Object) error {
					return fmt.Errorf("%d ships in dock", len(holders))
				},
			},
			ship: {
				Token:  ship,
				Schema: &world.Schema{Inputs: map[string]*world.Property{"dock": text}, Outputs: map[string]*world.Property{"dock": text}},
				Refs: []world.Ref{{Path: "dock", Kind: dock, Holds: true, Missing: func(_ *world.Call, v string) error {
					return fmt.Errorf("no dock %s", v)
				}}},
			},
		},
		Functions: map[string]*world.Function{
			"yard:index:count": {Token: "yard:index:count", Run: func(c *world.Call) (world.Props, error) {
				return world.Props{"docks": len(c.All(dock))}, nil
			}},
		},
	}
}

func urn(token, name string) string { return "urn:pulumi:s::p::" + token + "::" + name }

func open(t *testing.T, seed string) (*world.World, *world.Session) {
	t.Helper()
	w := world.New(seed, yard())
	s, err := w.Session("yard")
	require.NoError(t, err)
	return w, s
}

func create(t *testing.T, s *world.Session, token, name string, in world.Props) (string, world.Props) {
	t.Helper()
	checked, fails, err := s.Check(urn(token, name), token, nil, in)
	require.NoError(t, err)
	require.Empty(t, fails)
	id, out, err := s.Create(urn(token, name), token, checked, false)
	require.NoError(t, err)
	return id, out
}

func TestChecksNameThePropertyAndTheReason(t *testing.T) {
	_, s := open(t, "a")
	for _, c := range []struct {
		name string
		in   world.Props
		want world.Failure
	}{
		{"missing", world.Props{}, world.Failure{Property: "length", Reason: `Missing required argument. The argument "length" is required, but no definition was found.`}},
		{"misspelt", world.Props{"length": 1., "gate": "x"}, world.Failure{Property: "gate", Reason: `Invalid or unknown key "gate"; did you mean "gates"?`}},
		{"unlike anything", world.Props{"length": 1., "colour": "x"}, world.Failure{Property: "colour", Reason: `Invalid or unknown key "colour"`}},
		{"fraction", world.Props{"length": 1.5}, world.Failure{Property: "length", Reason: "expected an integer, got the number 1.5"}},
		{"boolean", world.Props{"length": 1., "open": "maybe"}, world.Failure{Property: "open", Reason: `expected a boolean, got the string "maybe"`}},
		{"not a list", world.Props{"length": 1., "gates": "x"}, world.Failure{Property: "gates", Reason: `expected a list, got the string "x"`}},
		{"within a list", world.Props{"length": 1., "gates": []any{map[string]any{"side": "n"}, map[string]any{"sid": "s"}}}, world.Failure{Property: "gates[1].sid", Reason: `Invalid or unknown key "sid"; did you mean "side"?`}},
		{"not a map", world.Props{"length": 1., "labels": []any{}}, world.Failure{Property: "labels", Reason: "expected a map, got a list"}},
		{"within a map", world.Props{"length": 1., "labels": map[string]any{"k": []any{}}}, world.Failure{Property: "labels.k", Reason: "expected a string, got a list"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, fails, err := s.Check(urn(dock, "d"), dock, nil, c.in)
			require.NoError(t, err)
			assert.Contains(t, fails, c.want)
		})
	}
}

func TestUnknownValuesPassTheChecks(t *testing.T) {
	_, s := open(t, "a")
	_, fails, err := s.Check(urn(dock, "d"), dock, nil, world.Props{
		"length": world.Unknown{}, "gates": []any{map[string]any{"side": world.Unknown{}}},
	})
	require.NoError(t, err)
	assert.Empty(t, fails)
}

func TestANameIsMadeOnceAndKept(t *testing.T) {
	_, s := open(t, "a")
	first, _, err := s.Check(urn(dock, "north"), dock, nil, world.Props{"length": 1.})
	require.NoError(t, err)
	assert.Regexp(t, `^north-[0-9a-f]{7}$`, first.Str("name"))
	kept, _, err := s.Check(urn(dock, "north"), dock, first, world.Props{"length": 2.})
	require.NoError(t, err)
	assert.Equal(t, first.Str("name"), kept.Str("name"))

	_, _, err = s.Create(urn(dock, "north"), dock, first, false)
	require.NoError(t, err)
	successor, _, err := s.Check(urn(dock, "north"), dock, nil, world.Props{"length": 1.})
	require.NoError(t, err)
	assert.NotEqual(t, first.Str("name"), successor.Str("name"), "a replacement needs a name of its own")
}

func TestRefusalsHaveTheServicesShape(t *testing.T) {
	_, s := open(t, "a")
	create(t, s, dock, "one", world.Props{"length": 1., "name": "same"})
	_, _, err := s.Create(urn(dock, "two"), dock, world.Props{"length": 1., "name": "same"}, false)
	assert.Equal(t, "DockExists", world.CodeOf(err))
	assert.Regexp(t, `^creating Dock: operation error Yard: CreateDock, https response error StatusCode: 409, RequestID: [0-9a-f-]{36}, api error DockExists: taken \(https://example.com/docks\)$`, err.Error())
}

func TestReferentsMustExistAndAreHeld(t *testing.T) {
	w, s := open(t, "a")
	_, _, err := s.Create(urn(ship, "s"), ship, world.Props{"dock": "dock-1"}, false)
	require.EqualError(t, err, "no dock dock-1")

	d, _ := create(t, s, dock, "d", world.Props{"length": 1.})
	v, _ := create(t, s, ship, "s", world.Props{"dock": d})
	require.EqualError(t, s.Delete(urn(dock, "d"), dock, d, nil), "1 ships in dock")
	require.NoError(t, s.Delete(urn(ship, "s"), ship, v, nil))
	require.NoError(t, s.Delete(urn(dock, "d"), dock, d, nil))
	assert.Empty(t, w.Objects(), "the crew goes with its dock")
}

func TestDefaultsShowInOutputsAndReturnWhenAnInputIsLeftOut(t *testing.T) {
	_, s := open(t, "a")
	id, out := create(t, s, dock, "d", world.Props{"length": 1., "name": "d", "open": false})
	assert.Equal(t, false, out["open"])
	out, err := s.Update(urn(dock, "d"), dock, id, world.Props{"length": 2., "name": "d"}, out, false)
	require.NoError(t, err)
	assert.Equal(t, true, out["open"])
	assert.Equal(t, 2., out["length"])
	assert.Len(t, out.Str("address"), 6, "what the service computed stays")
}

func TestADifferenceSaysWhatReplaces(t *testing.T) {
	_, s := open(t, "a")
	gate := func(side string, width float64) world.Props {
		return world.Props{"length": 1., "name": "d", "gates": []any{map[string]any{"side": side, "width": width}}}
	}
	d, err := s.Diff(dock, gate("n", 1), gate("n", 2))
	require.NoError(t, err)
	assert.Equal(t, world.Difference{Paths: map[string]world.Change{"gates[0].width": world.Changed}}, d)

	d, err = s.Diff(dock, gate("n", 1), gate("s", 1))
	require.NoError(t, err)
	assert.Equal(t, []string{"gates[0].side"}, d.Replace)
	assert.True(t, d.DeleteFirst, "the name stays, and only one can have it")

	d, err = s.Diff(dock, world.Props{"length": 1.}, world.Props{"open": true})
	require.NoError(t, err)
	assert.Equal(t, map[string]world.Change{"length": world.Removed, "open": world.Added}, d.Paths)
}

func TestANameThatWasMadeUpDoesNotStandInTheWayOfTheSuccessor(t *testing.T) {
	_, s := open(t, "a")
	gate := func(name, side string) world.Props {
		return world.Props{"length": 1., "name": name, "gates": []any{map[string]any{"side": side, "width": 1.}}}
	}
	for name, first := range map[string]bool{"d-0a1b2c3": false, "d-production": true, "d-0a1b2c3d": true, "e-0a1b2c3": true} {
		d, err := s.DiffOf(urn(dock, "d"), dock, gate(name, "n"), gate(name, "s"))
		require.NoError(t, err)
		assert.Equal(t, []string{"gates[0].side"}, d.Replace)
		assert.Equal(t, first, d.DeleteFirst, name)
	}
}

func TestScopesAreApart(t *testing.T) {
	w, north := open(t, "a")
	south, err := w.Session("yard")
	require.NoError(t, err)
	south.Configure(world.Props{"port": "south"})
	id, _ := create(t, north, dock, "d", world.Props{"length": 1., "name": "same"})
	create(t, south, dock, "e", world.Props{"length": 1., "name": "same"})
	in, out, err := south.Read(urn(dock, "d"), dock, id)
	require.NoError(t, err)
	assert.Nil(t, in)
	assert.Nil(t, out)
	count, err := south.Invoke("yard:index:count", nil)
	require.NoError(t, err)
	assert.Equal(t, world.Props{"docks": 1.}, count)
}

func TestASavedWorldIsTheSameWhenLoaded(t *testing.T) {
	w, s := open(t, "a")
	id, _ := create(t, s, dock, "d", world.Props{"length": 1., "labels": map[string]any{"k": "v"}})
	create(t, s, ship, "s", world.Props{"dock": id})
	w.Advance(time.Hour)
	var first, second bytes.Buffer
	require.NoError(t, w.Save(&first))

	loaded := world.New("other", yard())
	require.NoError(t, loaded.Load(bytes.NewReader(first.Bytes())))
	require.NoError(t, loaded.Save(&second))
	assert.Equal(t, first.String(), second.String())
	assert.Equal(t, w.Now(), loaded.Now())

	again, err := loaded.Session("yard")
	require.NoError(t, err)
	require.EqualError(t, again.Delete(urn(dock, "d"), dock, id, nil), "1 ships in dock")
}

func TestABrokenFileIsNamed(t *testing.T) {
	w, _ := open(t, "a")
	require.EqualError(t, w.Load(bytes.NewBufferString(`{"version": 9}`)),
		"simcloud: saved world: version 9: unknown: delete the file to begin a new world")
	require.ErrorContains(t, w.Load(bytes.NewBufferString("{")), "simcloud: saved world: ")
}

func TestIdentifiersFollowFromTheSeed(t *testing.T) {
	ids := func(seed string) string {
		_, s := open(t, seed)
		id, _ := create(t, s, dock, "d", world.Props{"length": 1.})
		return id
	}
	assert.Equal(t, ids("a"), ids("a"))
	assert.NotEqual(t, ids("a"), ids("b"))
	assert.Regexp(t, `^dock-0[0-9a-f]{16}$`, ids("a"))
}

func TestFaultsStrikeByRule(t *testing.T) {
	attempt := func(s *world.Session, name string) error {
		_, _, err := s.Create(urn(dock, name), dock, world.Props{"length": 1., "name": name}, false)
		return err
	}
	t.Run("a refusal happens before the effect", func(t *testing.T) {
		w, s := open(t, "a")
		w.Inject(world.Fault{Op: world.OpCreate, Kind: "yard:*", Skip: 1, Effect: world.Refuse})
		require.NoError(t, attempt(s, "a"))
		assert.Equal(t, "InternalError", world.CodeOf(attempt(s, "b")))
		require.NoError(t, attempt(s, "b"))
	})
	t.Run("a lost answer happens after it", func(t *testing.T) {
		w, s := open(t, "a")
		w.Inject(world.Fault{URN: "::a", Effect: world.LoseAnswer})
		assert.Equal(t, "RequestTimeout", world.CodeOf(attempt(s, "a")))
		assert.Equal(t, "DockExists", world.CodeOf(attempt(s, "a")))
	})
	t.Run("throttling costs time until the client gives up", func(t *testing.T) {
		w, s := open(t, "a")
		w.Inject(world.Fault{Effect: world.Throttle, Times: 3})
		require.NoError(t, attempt(s, "a"))
		require.NoError(t, attempt(s, "b"))
		events := w.Events()
		assert.Equal(t, time.Minute+7*time.Second, events[0].Took, "1 + 2 + 4 seconds of retries")
		assert.Equal(t, time.Minute, events[1].Took)
		w.Inject(world.Fault{Effect: world.Throttle, Times: -1})
		assert.Equal(t, "Throttling", world.CodeOf(attempt(s, "c")))
	})
	t.Run("drawn faults repeat with the seed", func(t *testing.T) {
		draw := func() (struck []int) {
			w, s := open(t, "a")
			w.Inject(world.Fault{Effect: world.Refuse, Times: -1, Percent: 30})
			for i := range 100 {
				if attempt(s, fmt.Sprint(i)) != nil {
					struck = append(struck, i)
				}
			}
			return struck
		}
		first := draw()
		assert.Equal(t, first, draw())
		assert.InDelta(t, 30, len(first), 15)
	})
	t.Run("a hook runs after the effect", func(t *testing.T) {
		w, s := open(t, "a")
		called := 0
		w.Inject(world.Fault{Effect: world.Hook, Do: func() { called++ }})
		require.NoError(t, attempt(s, "a"))
		require.NoError(t, attempt(s, "b"))
		assert.Equal(t, 1, called)
	})
}

func TestEventsNameWhatTheInputsReferTo(t *testing.T) {
	w, s := open(t, "a")
	d, _ := create(t, s, dock, "d", world.Props{"length": 1.})
	create(t, s, ship, "s", world.Props{"dock": d})
	events := w.Events()
	require.Len(t, events, 2)
	assert.Equal(t, world.Event{Op: world.OpCreate, URN: urn(dock, "d"), Kind: dock, ID: d, Took: time.Minute}, events[0])
	assert.Equal(t, []string{urn(dock, "d")}, events[1].Refs)
	assert.Empty(t, w.Events())
}

func TestPathsLeadThroughObjectsAndLists(t *testing.T) {
	p := world.Props{"a": map[string]any{"b": []any{
		map[string]any{"c": "1"}, map[string]any{"c": world.Unknown{}}, map[string]any{"d": "x"}, map[string]any{"c": "2"},
	}}}
	assert.Equal(t, []string{"1", "2"}, p.StrsAt("a.b[*].c"))
	assert.Empty(t, p.StrsAt("a.x.c"))
	assert.Empty(t, p.StrsAt("a.b"))
}

func TestWhatAnotherHandRemovedIsGone(t *testing.T) {
	w, s := open(t, "a")
	id, out := create(t, s, dock, "d", world.Props{"length": 1.})
	require.NoError(t, w.Mutate("north", "drill", func(c *world.Call) error {
		c.Remove(c.Find(dock, id))
		return nil
	}))
	_, err := s.Update(urn(dock, "d"), dock, id, world.Props{"length": 2.}, out, false)
	require.ErrorIs(t, err, world.ErrGone)
	require.NoError(t, s.Delete(urn(dock, "d"), dock, id, out), "deleting what is gone is no error")
}
