package random

import (
	"strings"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// schema builds a type's schema from its inputs ("length:integer!" with ! for
// required) and its further outputs; keepers are an input of all.
func schema(inputs, outputs, secret string) *world.Schema {
	s := &world.Schema{Inputs: properties(inputs + " keepers:map"), Outputs: properties(inputs + " keepers:map " + outputs)}
	s.Secret = strings.Fields(secret)
	return s
}

func properties(text string) map[string]*world.Property {
	out := map[string]*world.Property{}
	for field := range strings.FieldsSeq(text) {
		name, kind, _ := strings.Cut(field, ":")
		p := &world.Property{}
		p.Kind, p.Required = strings.CutSuffix(kind, "!")
		if p.Kind == "map" || p.Kind == "array" {
			p.Element = &world.Property{Kind: "string"}
		}
		out[name] = p
	}
	return out
}
