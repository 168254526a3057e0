package world

import "fmt"

// Order makes an object by its type's own rules, as a controller does that
// calls a service with credentials of its own: references, quotas and names
// count as they do for a program. It returns the service's refusal. The object
// belongs to owner, which may be on its way into the world still; nil leaves it
// to itself. Scope is where the service works, salt tells several of one call
// apart.
func (c *Call) Order(owner *Object, scope, token string, in Props, salt string) (*Object, error) {
	t := c.World.typeOf(token)
	if t == nil {
		return nil, fmt.Errorf("simcloud: %s: no provider of this world has it", token)
	}
	if t.Global {
		scope = ""
	}
	inner := &Call{
		World: c.World, Scope: scope, Config: Props{}, Type: t, In: in.normal(),
		base: c.base + "|" + token + "|" + salt,
	}
	inner.Out = t.Defaults.Clone().overlay(inner.In)
	err := inner.checkRefs()
	if err == nil && t.Create != nil {
		err = t.Create(inner)
	}
	if err != nil {
		for _, o := range inner.owned {
			inner.Remove(o)
		}
		return nil, err
	}
	if inner.ID == "" {
		inner.ID = inner.Hex(20)
	}
	o := &Object{Kind: token, ID: inner.ID, Scope: scope, Inputs: inner.In, Props: inner.Out.normal()}
	if c.World.objects[o.Key()] != nil {
		return nil, fmt.Errorf("simcloud: %s %q: exists already and the type's rules did not say so: report this as a bug", token, inner.ID)
	}
	if owner != nil {
		o.Owner = owner.Key()
	}
	c.World.put(o)
	for _, child := range inner.owned {
		child.Owner = o.Key()
	}
	return o, nil
}

func (w *World) typeOf(token string) *Type {
	for _, name := range w.Providers() {
		if t := w.providers[name].typeOf(token); t != nil {
			return t
		}
	}
	return nil
}
