package world

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Change is how one property differs.
type Change string

// The changes.
const (
	Added   Change = "add"
	Removed Change = "delete"
	Changed Change = "update"
)

// Difference is what an update of a resource would do.
type Difference struct {
	// Paths are the properties that differ, by property path.
	Paths map[string]Change
	// Replace are those of them that make a new resource.
	Replace []string
	// DeleteFirst says that the old resource must go before the new one can come.
	DeleteFirst bool
}

// Diff compares the inputs of an existing resource with new ones, whose name
// counts as one that the program gave.
func (s *Session) Diff(token string, old, in Props) (Difference, error) {
	return s.DiffOf("", token, old, in)
}

// DiffOf compares the inputs of an existing resource with new ones. A name
// that was made of the URN does not stand in the way of its successor, which
// gets another one:
// https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming
func (s *Session) DiffOf(urn, token string, old, in Props) (Difference, error) {
	t, err := s.typeOf(token)
	if err != nil {
		return Difference{}, err
	}
	d := t.diff(old, in)
	for _, path := range s.expired(t, urn) {
		d.Paths[path], d.Replace = Changed, append(d.Replace, path)
	}
	if a := t.AutoName; d.DeleteFirst && a != nil && autoNamed(urn, old.Str(a.Property)) {
		d.DeleteFirst = t.DeleteFirst != nil && t.DeleteFirst(old, in)
	}
	return d, nil
}

// expired asks the type what has come to its end on the resource.
func (s *Session) expired(t *Type, urn string) []string {
	if t.Expired == nil || urn == "" {
		return nil
	}
	s.w.mu.Lock()
	defer s.w.mu.Unlock()
	c := &Call{World: s.w, URN: urn, Type: t}
	for _, o := range c.Everywhere(t.Token) {
		if o.URN == urn {
			c.Object, c.Scope = o, o.Scope
			return t.Expired(c)
		}
	}
	return nil
}

func logicalName(urn string) string {
	if i := strings.LastIndex(urn, "::"); i >= 0 {
		return urn[i+2:]
	}
	return urn
}

// autoNamed reports whether a name has the form that fillName gives it.
func autoNamed(urn, name string) bool {
	digits, ok := strings.CutPrefix(name, logicalName(urn)+"-")
	return urn != "" && ok && len(digits) == nameDigits && strings.Trim(digits, "0123456789abcdef") == ""
}

// DiffConfig compares two configurations of the provider.
func (s *Session) DiffConfig(old, in Props) Difference {
	d := Difference{Paths: map[string]Change{}}
	compare("", map[string]any(old), map[string]any(in), d.Paths)
	if s.provider.ReplaceConfig != nil && s.provider.ReplaceConfig(old, in) {
		for path := range d.Paths {
			d.Replace = append(d.Replace, path)
		}
		slices.Sort(d.Replace)
	}
	return d
}

func (t *Type) diff(old, in Props) Difference {
	d := Difference{Paths: map[string]Change{}}
	compare("", map[string]any(old), map[string]any(in), d.Paths)
	for path := range d.Paths {
		if slices.ContainsFunc(t.Replace, func(f string) bool { return within(path, f) }) {
			d.Replace = append(d.Replace, path)
		}
	}
	if t.Replaces != nil && len(d.Paths) > 0 {
		for _, path := range t.Replaces(old, in) {
			if !slices.Contains(d.Replace, path) {
				d.Replace = append(d.Replace, path)
			}
			if _, ok := d.Paths[path]; !ok {
				d.Paths[path] = Changed
			}
		}
	}
	slices.Sort(d.Replace)
	if len(d.Replace) == 0 {
		return d
	}
	if a := t.AutoName; a != nil && old.Known(a.Property) && old.Str(a.Property) == in.Str(a.Property) {
		d.DeleteFirst = true
	}
	if t.DeleteFirst != nil && t.DeleteFirst(old, in) {
		d.DeleteFirst = true
	}
	return d
}

// within reports whether path is, or lies below, the property force names;
// list positions do not count.
func within(path, force string) bool {
	var b strings.Builder
	skip := false
	for _, r := range path {
		switch {
		case r == '[':
			skip = true
		case r == ']':
			skip = false
		case !skip:
			b.WriteRune(r)
		}
	}
	plain := b.String()
	return plain == force || strings.HasPrefix(plain, force+".")
}

func compare(at string, old, in any, paths map[string]Change) {
	if om, ok := old.(map[string]any); ok {
		if nm, ok := in.(map[string]any); ok {
			compareMaps(at, om, nm, paths)
			return
		}
	}
	if ol, ok := old.([]any); ok {
		if nl, ok := in.([]any); ok {
			compareLists(at, ol, nl, paths)
			return
		}
	}
	switch {
	case old == nil && in == nil:
	case old == nil:
		paths[at] = Added
	case in == nil:
		paths[at] = Removed
	case !reflect.DeepEqual(old, in):
		paths[at] = Changed
	}
}

func compareMaps(at string, old, in map[string]any, paths map[string]Change) {
	for k := range old {
		compare(join(at, k), old[k], in[k], paths)
	}
	for k := range in {
		if _, seen := old[k]; !seen {
			compare(join(at, k), nil, in[k], paths)
		}
	}
}

func compareLists(at string, old, in []any, paths map[string]Change) {
	for i := range max(len(old), len(in)) {
		var o, n any
		if i < len(old) {
			o = old[i]
		}
		if i < len(in) {
			n = in[i]
		}
		compare(fmt.Sprintf("%s[%d]", at, i), o, n, paths)
	}
}

func join(at, key string) string {
	if strings.ContainsAny(key, `."[]`) {
		return fmt.Sprintf("%s[%q]", at, key)
	}
	if at == "" {
		return key
	}
	return at + "." + key
}
