package world

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Session is one configured instance of a provider at work on the world. The
// gRPC servers and the mocks are thin translations onto its methods.
type Session struct {
	w        *World
	provider *Provider
	config   Props
}

// Session opens an unconfigured session of a package.
func (w *World) Session(pkg string) (*Session, error) {
	p := w.providers[pkg]
	if p == nil {
		return nil, fmt.Errorf("simcloud: package %q: not simulated: choose one of %s", pkg, strings.Join(w.Providers(), ", "))
	}
	return &Session{w: w, provider: p, config: Props{}}, nil
}

// Provider returns what the session is an instance of.
func (s *Session) Provider() *Provider { return s.provider }

// Configure sets the provider's configuration.
func (s *Session) Configure(config Props) { s.config = config }

// CheckConfig checks a provider resource's inputs.
func (s *Session) CheckConfig(config Props) []Failure {
	if s.provider.CheckConfig == nil {
		return nil
	}
	return s.provider.CheckConfig(config)
}

func (s *Session) scopeOf(t *Type) (string, error) {
	if t != nil && t.Global || s.provider.Scope == nil {
		return "", nil
	}
	return s.provider.Scope(s.w, s.config)
}

func (s *Session) typeOf(token string) (*Type, error) {
	if t := s.provider.typeOf(token); t != nil {
		return t, nil
	}
	return nil, fmt.Errorf("unrecognized resource type (Check): %s: the simulated %s provider does not have it", token, s.provider.Name)
}

// Check completes and checks the inputs of a resource. old is nil for a new
// one.
func (s *Session) Check(urn, token string, old, in Props) (Props, []Failure, error) {
	t, err := s.typeOf(token)
	if err != nil {
		return nil, nil, err
	}
	s.w.mu.Lock()
	defer s.w.mu.Unlock()
	out := in.Clone()
	if err := t.fillName(s.w, urn, old, out); err != nil {
		return nil, nil, err
	}
	c := &Check{In: out, Old: old, URN: urn}
	c.Scope, _ = s.scopeOf(t) // an unknown configuration is no failure of this resource
	if t.Schema != nil {
		c.fails = t.Schema.check(out)
	}
	if len(c.fails) == 0 && t.Check != nil {
		t.Check(c)
	}
	return out, c.fails, nil
}

// nameDigits is how many random digits the bridge appends to a name.
const nameDigits = 7

func (t *Type) fillName(w *World, urn string, old, in Props) error {
	a := t.AutoName
	if a == nil || in.Has(a.Property) || a.Unless != "" && in.Has(a.Unless) {
		return nil
	}
	if kept := old.Str(a.Property); kept != "" {
		in[a.Property] = kept
		return nil
	}
	prefix := urn[strings.LastIndex(urn, "::")+2:] + "-"
	if a.Max > 0 && len(prefix)+nameDigits > a.Max {
		return fmt.Errorf("name '%s' plus %d random chars is longer than maximum length %d", prefix, nameDigits, a.Max)
	}
	in[a.Property] = prefix + w.digest("name", urn, fmt.Sprint(w.made[urn]))[:nameDigits]
	return nil
}

// Create makes a resource; in a preview it only says what would be known. With
// an error that is Unfinished the resource is there all the same.
func (s *Session) Create(urn, token string, in Props, preview bool) (id string, out Props, err error) {
	t, err := s.typeOf(token)
	if err != nil {
		return "", nil, err
	}
	if preview {
		out, err = s.rehearse(t, urn, "", in, t.previewCreate(in))
		return "", out, err
	}
	err = s.w.traffic.attempt(func(first, last bool) error {
		id, out, err = s.create(t, urn, in, attempt{first, last})
		return err
	})
	return id, out, err
}

// attempt says which of several tries of one operation this is.
type attempt struct{ first, last bool }

func (s *Session) create(t *Type, urn string, in Props, try attempt) (string, Props, error) {
	s.w.mu.Lock()
	defer s.w.mu.Unlock()
	c, err := s.call(t, urn, in)
	if err != nil {
		return "", nil, err
	}
	c.base, c.Last = fmt.Sprintf("%s#%d", urn, s.w.made[urn]), try.last
	c.Out = t.Defaults.Clone().overlay(in)
	err = s.perform(OpCreate, try, c, t.Takes.Create, func() error {
		if err := c.checkRefs(); err != nil {
			return err
		}
		var partly error
		if t.Create != nil {
			if partly = t.Create(c); partly != nil && unfinished(partly) == nil {
				for _, o := range c.owned {
					c.Remove(o)
				}
				return partly
			}
		}
		if c.ID == "" {
			c.ID = c.Hex(20)
		}
		scope := c.Scope
		if t.Global {
			scope = ""
		}
		o := &Object{Kind: t.Token, ID: c.ID, Scope: scope, URN: urn, Inputs: in.Clone(), Props: c.Out.normal()}
		if s.w.objects[o.Key()] != nil {
			return fmt.Errorf("simcloud: %s %q: exists already and the type's rules did not say so: report this as a bug", t.Token, c.ID)
		}
		s.w.put(o)
		for _, child := range c.owned {
			child.Owner = o.Key()
		}
		s.w.made[urn]++
		c.Object = o
		return partly
	})
	if c.Object == nil || err != nil && unfinished(err) == nil {
		return "", nil, err
	}
	return c.ID, c.Object.Props.Clone(), err
}

func (t *Type) previewCreate(in Props) Props {
	out := Props{}
	if t.Schema != nil {
		for name := range t.Schema.Outputs {
			out[name] = Unknown{}
		}
	}
	return out.overlay(t.Defaults).overlay(in).Clone()
}

// Update changes a resource to new inputs. With an error that is Unfinished the
// outputs are there all the same.
func (s *Session) Update(urn, token, id string, in Props, old Props, preview bool) (out Props, err error) {
	t, err := s.typeOf(token)
	if err != nil {
		return nil, err
	}
	if preview {
		out := old.Clone().overlay(in)
		for _, name := range t.Moving {
			out[name] = Unknown{}
		}
		return s.rehearse(t, urn, id, in, out)
	}
	err = s.w.traffic.attempt(func(first, last bool) error {
		out, err = s.update(t, urn, id, in, attempt{first, last})
		return err
	})
	return out, err
}

func (s *Session) update(t *Type, urn, id string, in Props, try attempt) (Props, error) {
	s.w.mu.Lock()
	defer s.w.mu.Unlock()
	c, err := s.call(t, urn, in)
	if err != nil {
		return nil, err
	}
	if c.Object = c.Find(t.Token, id); c.Object == nil {
		return nil, fmt.Errorf("updating %s %q: %w", t.Token, id, ErrGone)
	}
	c.ID, c.base, c.Last = id, fmt.Sprintf("%s#%d~%s", urn, s.w.made[urn], id), try.last
	c.Out = c.Object.Props.Clone()
	for name := range c.Object.Inputs {
		if !in.Has(name) {
			delete(c.Out, name)
			if d, ok := t.Defaults[name]; ok {
				c.Out[name] = cloneValue(d)
			}
		}
	}
	c.Out.overlay(in)
	err = s.perform(OpUpdate, try, c, t.Takes.Update, func() error {
		if err := c.checkRefs(); err != nil {
			return err
		}
		var partly error
		if t.Update != nil {
			if partly = t.Update(c); partly != nil && (unfinished(partly) == nil || unfinished(partly).Untouched) {
				return partly
			}
		}
		c.Object.Inputs, c.Object.Props = in.Clone(), c.Out.normal()
		return partly
	})
	if err != nil && unfinished(err) == nil {
		return nil, err
	}
	return c.Object.Props.Clone(), err
}

// Delete takes a resource away. What is gone already is no error.
func (s *Session) Delete(urn, token, id string, state Props) error {
	t, err := s.typeOf(token)
	if err != nil {
		return err
	}
	return s.w.traffic.attempt(func(first, last bool) error { return s.delete(t, urn, id, attempt{first, last}) })
}

func (s *Session) delete(t *Type, urn, id string, try attempt) error {
	s.w.mu.Lock()
	defer s.w.mu.Unlock()
	c, err := s.call(t, urn, nil)
	if err != nil {
		return s.unreachable(OpDelete, t, err)
	}
	if c.Object = c.Find(t.Token, id); c.Object == nil {
		return nil
	}
	c.ID, c.In, c.Out = id, c.Object.Inputs, c.Object.Props
	c.base = fmt.Sprintf("%s#%d-%s", urn, s.w.made[urn], id)
	return s.perform(OpDelete, try, c, t.Takes.Delete, func() error {
		if t.InUse != nil {
			if holders := c.Holders(c.Object); len(holders) > 0 {
				if err := t.InUse(c, holders); err != nil {
					return err
				}
			}
		}
		if t.Delete != nil {
			if err := t.Delete(c); err != nil {
				return err
			}
		}
		c.Remove(c.Object)
		return nil
	})
}

// Read looks at an existing resource. A nil Props says that it is gone. With an
// error that is Unfinished the rest is there all the same.
func (s *Session) Read(urn, token, id string) (in, out Props, err error) {
	t, err := s.typeOf(token)
	if err != nil {
		return nil, nil, err
	}
	s.w.mu.Lock()
	defer s.w.mu.Unlock()
	c, err := s.call(t, urn, nil)
	if err != nil {
		return nil, nil, s.unreachable(OpRead, t, err)
	}
	if c.Object = c.Find(token, id); c.Object == nil {
		return nil, nil, nil
	}
	c.ID, c.base, c.In, c.Out = id, "read:"+id, c.Object.Inputs, c.Object.Props.Clone()
	err = s.perform(OpRead, attempt{true, true}, c, 0, func() error {
		if t.Read != nil {
			return t.Read(c)
		}
		return nil
	})
	if err != nil && unfinished(err) == nil {
		return nil, nil, err
	}
	return c.Object.Inputs.Clone(), c.Out.normal(), err
}

// Invoke runs a look-up.
func (s *Session) Invoke(token string, args Props) (Props, error) {
	f := s.provider.Functions[token]
	if f == nil {
		return nil, fmt.Errorf("unrecognized data function (Invoke): %s: the simulated %s provider does not have it", token, s.provider.Name)
	}
	s.w.mu.Lock()
	defer s.w.mu.Unlock()
	c, err := s.call(nil, "", args)
	if err != nil {
		return nil, err
	}
	c.base = "invoke:" + token
	var out Props
	err = s.perform(OpInvoke, attempt{true, true}, c, 0, func() (err error) {
		out, err = f.Run(c)
		return err
	})
	return out.normal(), err
}

func (s *Session) call(t *Type, urn string, in Props) (*Call, error) {
	scope, err := s.scopeOf(t)
	if err != nil {
		return nil, err
	}
	return &Call{
		World: s.w, Scope: scope, Config: s.config, URN: urn, Name: urn[strings.LastIndex(urn, "::")+1:][min(1, len(urn)):],
		Type: t, In: in,
	}, nil
}

// unreachable is what the provider answers where its place cannot be reached;
// nil says that it takes the resource for gone.
func (s *Session) unreachable(op Op, t *Type, err error) error {
	if s.provider.Unreachable == nil {
		return err
	}
	gone, err := s.provider.Unreachable(s.w, s.config, op, t.Token, err)
	if gone {
		return nil
	}
	return err
}

func (c *Call) checkRefs() error {
	var errs []error
	for _, r := range c.Type.Refs {
		if r.Missing == nil {
			continue
		}
		for _, v := range c.In.StrsAt(r.Path) {
			if c.referent(r, v) == nil {
				errs = append(errs, r.Missing(c, v))
			}
		}
	}
	if len(errs) == 1 {
		return errs[0]
	}
	return errors.Join(errs...)
}

// referent finds what a value refers to: in the call's scope and among the
// global objects, for a global type in every scope.
func (c *Call) referent(r Ref, value string) *Object {
	if r.By == "" {
		if o := c.Find(r.Kind, value); o != nil {
			return o
		}
	} else if o := c.By(r.Kind, r.By, value); o != nil {
		return o
	}
	if !c.Type.Global {
		return nil
	}
	for _, o := range c.Everywhere(r.Kind) {
		if r.By == "" && o.ID == value || r.By != "" && o.Props.Str(r.By) == value {
			return o
		}
	}
	return nil
}

// perform runs one operation with faults, duration and event. An attempt that
// will be made again leaves no event.
func (s *Session) perform(op Op, try attempt, c *Call, typical time.Duration, do func() error) error {
	kind := ""
	if c.Type != nil {
		kind = c.Type.Token
	}
	c.took = typical
	var f *Fault
	if try.first {
		f = s.w.draw(op, kind, c.URN)
	}
	err := f.before(c)
	if err == nil {
		err = do()
	}
	if err == nil {
		err = f.after(c)
	}
	var refusal *Error
	if errors.As(err, &refusal) && refusal.RequestID == "" {
		refusal.RequestID = s.w.requestID(c.base)
	}
	if op == OpRead || op == OpInvoke || Waiting(err) && !try.last {
		return err
	}
	e := Event{Op: op, URN: c.URN, Kind: kind, ID: c.ID, Took: c.took + c.retried, Refs: c.refURNs()}
	if err != nil {
		e.Err, e.Code = err.Error(), CodeOf(err)
	}
	s.w.events = append(s.w.events, e)
	return err
}

func (c *Call) refURNs() []string {
	if c.Type == nil {
		return nil
	}
	var urns []string
	for _, r := range c.Type.Refs {
		for _, v := range c.In.StrsAt(r.Path) {
			if o := c.referent(r, v); o != nil && o.URN != "" && !slices.Contains(urns, o.URN) {
				urns = append(urns, o.URN)
			}
		}
	}
	slices.Sort(urns)
	return urns
}

func (p Props) overlay(over Props) Props {
	if p == nil {
		p = Props{}
	}
	for k, v := range over {
		if v != nil {
			p[k] = cloneValue(v)
		}
	}
	return p
}
