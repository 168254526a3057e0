package world

import (
	"maps"
	"slices"
)

// Props are the properties of a resource as plain values: string, float64,
// bool, nil, []any, map[string]any and, in a preview, Unknown.
type Props map[string]any

// Unknown stands for a value that is not known before an update, at any depth.
type Unknown struct{}

// Has reports whether key is present with a value other than nil.
func (p Props) Has(key string) bool { return p[key] != nil }

// Known reports whether key is present and its value is known, at the top.
func (p Props) Known(key string) bool {
	_, unknown := p[key].(Unknown)
	return p[key] != nil && !unknown
}

// Str returns the string at key, or "" where it is absent, unknown or of
// another kind.
func (p Props) Str(key string) string {
	s, _ := p[key].(string)
	return s
}

// Int returns the number at key, or 0.
func (p Props) Int(key string) int {
	f, _ := p[key].(float64)
	return int(f)
}

// Bool returns the boolean at key, or false.
func (p Props) Bool(key string) bool {
	b, _ := p[key].(bool)
	return b
}

// BoolOr returns the boolean at key, or or where it is absent or unknown.
func (p Props) BoolOr(key string, or bool) bool {
	if b, ok := p[key].(bool); ok {
		return b
	}
	return or
}

// StrOr returns the string at key, or or where it is absent, unknown or empty.
func (p Props) StrOr(key, or string) string {
	if s := p.Str(key); s != "" {
		return s
	}
	return or
}

// IntOr returns the number at key, or or where it is absent or unknown.
func (p Props) IntOr(key string, or int) int {
	if f, ok := p[key].(float64); ok {
		return int(f)
	}
	return or
}

// List returns the list at key, or nil.
func (p Props) List(key string) []any {
	l, _ := p[key].([]any)
	return l
}

// Strs returns the known strings of the list at key.
func (p Props) Strs(key string) []string {
	var out []string
	for _, v := range p.List(key) {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// Map returns the object at key, or an empty one. It shares memory with p.
func (p Props) Map(key string) Props { return asProps(p[key]) }

// Maps returns the known objects of the list at key.
func (p Props) Maps(key string) []Props {
	var out []Props
	for _, v := range p.List(key) {
		if m, ok := v.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out
}

// Keys returns the keys in order.
func (p Props) Keys() []string { return slices.Sorted(maps.Keys(p)) }

// Clone returns a deep copy.
func (p Props) Clone() Props {
	if p == nil {
		return nil
	}
	return Props(cloneValue(map[string]any(p)).(map[string]any))
}

func asProps(v any) Props {
	switch m := v.(type) {
	case map[string]any:
		return m
	case Props:
		return m
	}
	return Props{}
}

func cloneValue(v any) any {
	switch v := v.(type) {
	case map[string]any:
		m := make(map[string]any, len(v))
		for k, e := range v {
			m[k] = cloneValue(e)
		}
		return m
	case Props:
		return cloneValue(map[string]any(v))
	case []any:
		l := make([]any, len(v))
		for i, e := range v {
			l[i] = cloneValue(e)
		}
		return l
	case []string:
		l := make([]any, len(v))
		for i, e := range v {
			l[i] = e
		}
		return l
	case int:
		return float64(v)
	}
	return v
}
