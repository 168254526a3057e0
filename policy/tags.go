package policy

import (
	"slices"
	"strings"
)

// Tags is the rule that every resource of AWS that can carry tags has some by
// these keys, and not empty.
func Tags(keys ...string) Rule {
	return Rule{
		ID:   "tags",
		Says: "Every resource that can is tagged with " + strings.Join(keys, ", ") + ".",
		Check: func(p *Plan) []Finding {
			var out []Finding
			for _, r := range p.Resources {
				if !strings.HasPrefix(r.Type, "aws:") {
					continue
				}
				has, taggable := tagsOf(r)
				var missing []string
				for _, key := range keys {
					if taggable && !slices.Contains(has, key) {
						missing = append(missing, key)
					}
				}
				if len(missing) > 0 {
					out = append(out, found(r, "pass Tags to its component, or defaultTags to the provider", "no tag %s", strings.Join(missing, ", ")))
				}
			}
			return out
		},
	}
}

// tagsOf are the keys of the tags that are not empty, and whether the resource
// can have any: the provider gives tagsAll to all that can, and auto scaling
// groups have a list of their own.
func tagsOf(r Resource) (keys []string, taggable bool) {
	for _, at := range []any{r.Outputs["tagsAll"], r.Inputs["tags"]} {
		switch tags := at.(type) {
		case Hidden:
			return nil, false
		case map[string]any:
			taggable = true
			for k, v := range tags {
				if v != "" && v != nil {
					keys = append(keys, k)
				}
			}
		case []any:
			taggable = true
			for _, tag := range tags {
				if str(tag, "value") != "" {
					keys = append(keys, str(tag, "key"))
				}
			}
		}
	}
	return keys, taggable || r.Type == typeScaling
}
