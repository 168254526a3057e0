package world

import (
	"fmt"
	"strings"
)

// Schema says which properties a type has. It is generated from the
// provider's Go SDK; see simcloud/internal/schemagen.
type Schema struct {
	// Inputs and Outputs are the properties by name.
	Inputs  map[string]*Property `json:"in"`
	Outputs map[string]*Property `json:"out,omitempty"`
	// Secret names the outputs that are always secret.
	Secret []string `json:"secret,omitempty"`
}

// Property is one property of a type or of an object within it.
type Property struct {
	// Kind is string, integer, number, boolean, array, map, object, asset or
	// any.
	Kind string `json:"k"`
	// Required is set for an input that must be given.
	Required bool `json:"r,omitempty"`
	// Element is the kind of an array's or a map's elements.
	Element *Property `json:"e,omitempty"`
	// Fields are the properties of an object.
	Fields map[string]*Property `json:"f,omitempty"`
}

// A Failure is a check that an input did not pass. The engine prints it as
// one line with the resource, the reason and the property.
type Failure struct{ Property, Reason string }

// check compares the inputs with the schema: no unknown property, each
// of its kind, every required one present.
func (s *Schema) check(in Props) []Failure {
	return checkFields("", s.Inputs, in)
}

func checkFields(at string, fields map[string]*Property, in Props) []Failure {
	var fails []Failure
	for _, name := range in.Keys() {
		f, ok := fields[name]
		if !ok {
			fails = append(fails, Failure{at + name, fmt.Sprintf(
				"Invalid or unknown key %q%s", name, suggest(name, fields))})
			continue
		}
		fails = append(fails, checkValue(at+name, f, in[name])...)
	}
	for _, name := range Props(anyMap(fields)).Keys() {
		if fields[name].Required && in[name] == nil {
			fails = append(fails, Failure{at + name, fmt.Sprintf("Missing required argument. The argument %q is required, but no definition was found.", name)})
		}
	}
	return fails
}

func checkValue(at string, f *Property, v any) []Failure {
	if _, unknown := v.(Unknown); unknown || v == nil {
		return nil
	}
	bad := func(want string) []Failure {
		return []Failure{{at, fmt.Sprintf("expected %s, got %s", want, describe(v))}}
	}
	switch f.Kind {
	case "string":
		switch v.(type) {
		case string, bool, float64: // the provider converts scalars
			return nil
		}
		return bad("a string")
	case "boolean":
		if _, ok := v.(bool); !ok && v != "true" && v != "false" {
			return bad("a boolean")
		}
	case "integer":
		if n, ok := v.(float64); !ok || n != float64(int64(n)) {
			return bad("an integer")
		}
	case "number":
		if _, ok := v.(float64); !ok {
			return bad("a number")
		}
	case "array":
		list, ok := v.([]any)
		if !ok {
			return bad("a list")
		}
		var fails []Failure
		for i, e := range list {
			fails = append(fails, checkValue(fmt.Sprintf("%s[%d]", at, i), f.Element, e)...)
		}
		return fails
	case "map":
		m, ok := v.(map[string]any)
		if !ok {
			return bad("a map")
		}
		var fails []Failure
		for _, k := range Props(m).Keys() {
			fails = append(fails, checkValue(at+"."+k, f.Element, m[k])...)
		}
		return fails
	case "object":
		m, ok := v.(map[string]any)
		if !ok {
			return bad("an object")
		}
		return checkFields(at+".", f.Fields, m)
	}
	return nil
}

func describe(v any) string {
	switch v := v.(type) {
	case string:
		return fmt.Sprintf("the string %q", v)
	case float64:
		return fmt.Sprintf("the number %v", v)
	case bool:
		return fmt.Sprintf("the boolean %v", v)
	case []any:
		return "a list"
	case map[string]any:
		return "an object"
	}
	return fmt.Sprintf("%v", v)
}

func anyMap(m map[string]*Property) map[string]any {
	out := make(map[string]any, len(m))
	for k := range m {
		out[k] = nil
	}
	return out
}

// suggest names the property that was probably meant.
func suggest(name string, fields map[string]*Property) string {
	best, bestDistance := "", 3
	for candidate := range fields {
		d := distance(strings.ToLower(name), strings.ToLower(candidate))
		if d < bestDistance || d == bestDistance && best != "" && candidate < best {
			best, bestDistance = candidate, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// distance is the Levenshtein distance of two short strings.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		previous := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := previous
			if a[i] != b[j] {
				cost = 1 + min(previous, row[j], row[j+1])
			}
			previous, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
