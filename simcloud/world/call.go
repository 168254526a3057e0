package world

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Call carries one operation to the rules of a type. The world is locked
// while it lives.
type Call struct {
	World *World
	// Scope is where the provider works: the region, the cluster.
	Scope string
	// Config is the provider's configuration.
	Config Props
	// URN and Name identify the resource in the program.
	URN, Name string
	// Type is the type at work, nil for a function.
	Type *Type
	// In are the new inputs; on a delete the last ones.
	In Props
	// Object is the existing object on an update, a read and a delete; on a
	// create it is nil.
	Object *Object
	// ID is the identifier; a create may set it.
	ID string
	// Out are the outputs.
	Out Props
	// Last says that the operation is not tried again: what is not ready by
	// now counts as not ready.
	Last bool

	base string
	took time.Duration
	// retried is what the client's retries of a throttled call add to took.
	retried time.Duration
	owned   []*Object
}

// Find returns the object of that kind and id in the call's scope or among
// the global ones, or nil.
func (c *Call) Find(kind, id string) *Object {
	if o := c.World.objects[keyOf(kind, c.Scope, id)]; o != nil {
		return o
	}
	return c.World.objects[keyOf(kind, "", id)]
}

// FindIn is Find in another scope.
func (c *Call) FindIn(scope, kind, id string) *Object {
	return c.World.objects[keyOf(kind, scope, id)]
}

// All returns the objects of a kind in the call's scope and the global ones,
// sorted by id.
func (c *Call) All(kind string) []*Object {
	return c.where(kind, func(o *Object) bool { return o.Scope == c.Scope || o.Scope == "" })
}

// Everywhere returns the objects of a kind in all scopes, sorted.
func (c *Call) Everywhere(kind string) []*Object {
	return c.where(kind, func(*Object) bool { return true })
}

// Where returns the objects of a kind in the call's scope whose property
// equals value, sorted by id.
func (c *Call) Where(kind, property, value string) []*Object {
	return c.where(kind, func(o *Object) bool {
		return (o.Scope == c.Scope || o.Scope == "") && o.Props.Str(property) == value
	})
}

// By returns the one object of a kind whose property equals value, or nil.
func (c *Call) By(kind, property, value string) *Object {
	if found := c.Where(kind, property, value); len(found) > 0 {
		return found[0]
	}
	return nil
}

func (c *Call) where(kind string, keep func(*Object) bool) []*Object {
	var out []*Object
	for _, o := range c.World.byKind[kind] {
		if keep(o) {
			out = append(out, o)
		}
	}
	slices.SortFunc(out, func(a, b *Object) int { return cmp.Or(cmp.Compare(a.Scope, b.Scope), cmp.Compare(a.ID, b.ID)) })
	return out
}

// Owned returns the objects that owner brought along, sorted.
func (c *Call) Owned(owner *Object) []*Object {
	var out []*Object
	for _, o := range c.World.objects {
		if o.Owner == owner.Key() {
			out = append(out, o)
		}
	}
	slices.SortFunc(out, func(a, b *Object) int { return cmp.Compare(a.Key(), b.Key()) })
	return out
}

// NewID makes an identifier such as vpc-0a1b... with 17 hexadecimal digits,
// the first of them 0, as EC2 makes them. The salt tells several of one call apart.
func (c *Call) NewID(prefix string, salt ...string) string {
	return prefix + "-0" + c.Hex(16, append([]string{prefix}, salt...)...)
}

// Hex returns n (at most 64) hexadecimal digits that follow from the seed,
// the call and the salt.
func (c *Call) Hex(n int, salt ...string) string {
	return c.World.digest(append([]string{c.base}, salt...)...)[:n]
}

// Number returns a number in [0, n) that follows from the seed, the call and
// the salt.
func (c *Call) Number(n int, salt ...string) int {
	v, _ := strconv.ParseUint(c.Hex(15, salt...), 16, 64)
	return int(v % uint64(n))
}

// UUID returns an identifier in UUID form.
func (c *Call) UUID(salt ...string) string {
	h := c.Hex(32, append([]string{"uuid"}, salt...)...)
	return fmt.Sprintf("%s-%s-%s-%s-%s", h[:8], h[8:12], h[12:16], h[16:20], h[20:])
}

// Make puts an object into the world that a service makes for owner, and that
// goes with it. A nil owner on a create means the object being created.
func (c *Call) Make(owner *Object, kind, id string, props Props) *Object {
	o := &Object{Kind: kind, ID: id, Scope: c.Scope, Props: props.normal()}
	if owner != nil {
		o.Owner = owner.Key()
	} else {
		c.owned = append(c.owned, o)
	}
	c.World.put(o)
	return o
}

// Remove takes an object and all that it owns out of the world.
func (c *Call) Remove(o *Object) {
	for _, child := range c.Owned(o) {
		c.Remove(child)
	}
	c.World.remove(o)
}

// Holders returns the objects that refer to o and do not let it go.
func (c *Call) Holders(o *Object) []*Object {
	var out []*Object
	for _, p := range c.World.providers {
		for _, t := range p.Types {
			for _, r := range t.Refs {
				if !r.Holds || r.Kind != o.Kind {
					continue
				}
				value := o.ID
				if r.By != "" {
					value = o.Props.Str(r.By)
				}
				for _, h := range c.World.byKind[t.Token] {
					if h.Scope != o.Scope && h.Scope != "" && o.Scope != "" || slices.Contains(out, h) || h == o {
						continue
					}
					if slices.Contains(h.Props.StrsAt(r.Path), value) {
						out = append(out, h)
					}
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b *Object) int { return cmp.Compare(a.Key(), b.Key()) })
	return out
}

// Takes sets how long the operation takes in virtual time, in place of the
// type's typical duration.
func (c *Call) Takes(d time.Duration) { c.took = d }

// Now is the virtual time.
func (c *Call) Now() time.Time { return c.World.clock }

// Setting returns a setting of the world, or or.
func (c *Call) Setting(key, or string) string {
	if v, ok := c.World.settings[key]; ok {
		return v
	}
	return or
}

// Quota returns a numeric setting: a service quota that a test or a user may
// have raised.
func (c *Call) Quota(key string, or int) int {
	if n, err := strconv.Atoi(c.Setting("quota:"+key, "")); err == nil {
		return n
	}
	return or
}

func (p Props) normal() Props {
	if p == nil {
		return Props{}
	}
	return p.Clone()
}
