package world

// Change sets a property of an object behind the programs' back, as a hand in
// the console or another tool does. A provider that reads the object again
// finds the new value in place of what a program asked for, or of the default
// that it left alone; a property that no program can set is only changed.
func (c *Call) Change(o *Object, property string, value any) {
	if o.Props == nil {
		o.Props = Props{}
	}
	o.Props[property] = cloneValue(value)
	if !o.Inputs.Has(property) && !c.defaulted(o.Kind, property) {
		return
	}
	if o.Inputs == nil {
		o.Inputs = Props{}
	}
	o.Inputs[property] = cloneValue(value)
}

// defaulted reports whether the service assumes a value for a property that is
// left out.
func (c *Call) defaulted(kind, property string) bool {
	for _, p := range c.World.providers {
		if t := p.Types[kind]; t != nil {
			_, ok := t.Defaults[property]
			return ok
		}
	}
	return false
}
