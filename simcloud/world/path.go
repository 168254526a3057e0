package world

import "strings"

// At returns every value that path leads to: names joined by dots, with [*]
// after a name for each element of a list ("vpcConfig.subnetIds[*]").
// Absent and unknown values are left out.
func (p Props) At(path string) []any {
	found := []any{map[string]any(p)}
	for step := range strings.SplitSeq(path, ".") {
		name, each := strings.CutSuffix(step, "[*]")
		var next []any
		for _, v := range found {
			child, ok := asProps(v)[name]
			if !ok || child == nil {
				continue
			}
			if !each {
				next = append(next, child)
				continue
			}
			list, _ := child.([]any)
			next = append(next, list...)
		}
		found = next
	}
	known := found[:0]
	for _, v := range found {
		if _, unknown := v.(Unknown); !unknown && v != nil {
			known = append(known, v)
		}
	}
	return known
}

// StrsAt returns the strings that path leads to.
func (p Props) StrsAt(path string) []string {
	var out []string
	for _, v := range p.At(path) {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}
