package policy

import (
	"slices"
	"strings"
)

// Resource is one resource of a plan or a state.
type Resource struct {
	// URN identifies the resource, Parent its parent.
	URN, Parent string
	// Type is the type token, such as "aws:ec2/vpc:Vpc".
	Type string
	// Name is the logical name.
	Name string
	// ID is the provider's identifier, "" before the resource exists.
	ID string
	// Inputs are what the program asks for; Outputs what there is, empty in a
	// plan. Values are string, float64, bool, nil, []any, map[string]any, and
	// Hidden for what cannot be read.
	Inputs, Outputs map[string]any
}

// Hidden stands for a value that is not known yet, or secret and not at hand.
type Hidden struct{}

// Plan is all resources of a deployment.
type Plan struct {
	// Resources in the order in which they were given.
	Resources []Resource

	byType map[string][]Resource
	byURN  map[string]Resource
}

// NewPlan puts resources together.
func NewPlan(resources ...Resource) *Plan {
	p := &Plan{Resources: resources, byType: map[string][]Resource{}, byURN: map[string]Resource{}}
	for _, r := range resources {
		p.byType[r.Type] = append(p.byType[r.Type], r)
		p.byURN[r.URN] = r
	}
	return p
}

// Of returns the resources of some types, type by type.
func (p *Plan) Of(types ...string) []Resource {
	var out []Resource
	for _, t := range types {
		out = append(out, p.byType[t]...)
	}
	return out
}

// siblings are the resources of a type with the same parent, which is how
// things belong together before they have identifiers.
func (p *Plan) siblings(r Resource, kind string) []Resource {
	var out []Resource
	for _, other := range p.byType[kind] {
		if other.Parent == r.Parent && r.Parent != "" {
			out = append(out, other)
		}
	}
	return out
}

// named reports whether value is the id, the ARN or the name of r.
func named(r Resource, value any) bool {
	text, _ := value.(string)
	return text != "" && (text == r.ID || text == str(r.Outputs, "arn") || text == r.at("name") || text == r.at("bucket"))
}

// get is the value at a path: what was asked for, else what there is.
func (r Resource) get(path string) any {
	if v := dig(r.Inputs, path); v != nil {
		return v
	}
	return dig(r.Outputs, path)
}

// at is the text at a path, "" where there is none.
func (r Resource) at(path string) string {
	text, _ := r.get(path).(string)
	return text
}

// on reports whether the switch at a path is on; providers also write "true".
func (r Resource) on(path string) bool { return yes(r.get(path)) }

// unknown reports whether nobody can say yet what stands at a path.
func (r Resource) unknown(path string) bool {
	_, hidden := r.get(path).(Hidden)
	return hidden
}

// all are the values at a path in which [*] means every element.
func (r Resource) all(path string) []any {
	if found := every(r.Inputs, path); len(found) > 0 {
		return found
	}
	return every(r.Outputs, path)
}

func yes(v any) bool { return v == true || v == "true" }

func str(m any, path string) string {
	text, _ := dig(m, path).(string)
	return text
}

// dig follows a dotted path through objects.
func dig(v any, path string) any {
	for part := range strings.SplitSeq(path, ".") {
		m, ok := v.(map[string]any)
		if !ok {
			if _, hidden := v.(Hidden); hidden {
				return v
			}
			return nil
		}
		v = m[part]
	}
	return v
}

// every follows a path through objects and lists.
func every(v any, path string) []any {
	head, rest, more := strings.Cut(path, "[*]")
	found := dig(v, head)
	if !more {
		if found == nil {
			return nil
		}
		return []any{found}
	}
	list, _ := found.([]any)
	var out []any
	for _, e := range list {
		if rest == "" {
			out = append(out, e)
			continue
		}
		out = append(out, every(e, strings.TrimPrefix(rest, "."))...)
	}
	return out
}

// walk calls visit with every text within a value and the names that lead to
// it.
func walk(v any, path []string, visit func(path []string, text string)) {
	switch v := v.(type) {
	case string:
		visit(path, v)
	case []any:
		for _, e := range v {
			walk(e, path, visit)
		}
	case map[string]any:
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			walk(v[k], append(slices.Clone(path), k), visit)
		}
	}
}
