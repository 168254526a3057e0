package check

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// Fields are the inputs of a resource, or of a block within it.
type Fields struct {
	c    *world.Check
	in   world.Props
	path string // Pulumi's path to the block, with its dot
	key  string // the provider's
}

// Of returns the top-level inputs of a check.
func Of(c *world.Check) Fields { return Fields{c: c, in: c.In} }

// In returns the inputs of the block.
func (f Fields) In() world.Props { return f.in }

// Block returns the single block at name; it is empty where there is none.
func (f Fields) Block(name string) Fields {
	return Fields{f.c, f.in.Map(name), f.path + name + ".", f.key + Argument(name) + ".0."}
}

// Blocks returns the known blocks of the list at name.
func (f Fields) Blocks(name string) []Fields {
	var out []Fields
	for i, v := range f.in.List(name) {
		if m, ok := v.(map[string]any); ok {
			out = append(out, Fields{f.c, m, fmt.Sprintf("%s%s[%d].", f.path, name, i), fmt.Sprintf("%s%s.%d.", f.key, Argument(name), i)})
		}
	}
	return out
}

// Fail refuses the value at name for a reason.
func (f Fields) Fail(name, format string, args ...any) {
	f.c.Fail(f.path+name, fmt.Sprintf(format, args...))
}

// Key is the provider's own name of the argument.
func (f Fields) Key(name string) string { return f.key + Argument(name) }

// OneOf refuses a known string that is none of values; an empty one counts as
// not given.
func (f Fields) OneOf(name string, values ...string) {
	if f.in.Str(name) != "" {
		f.Word(name, values...)
	}
}

// Word refuses a known string that is none of values, an empty one too.
func (f Fields) Word(name string, values ...string) {
	if v, ok := f.in[name].(string); ok {
		f.word(name, f.Key(name), v, values)
	}
}

// Words refuses the known strings of the list at name that are none of values.
func (f Fields) Words(name string, values ...string) {
	for i, v := range f.in.List(name) {
		if v, ok := v.(string); ok {
			f.word(fmt.Sprintf("%s[%d]", name, i), fmt.Sprintf("%s.%d", f.Key(name), i), v, values)
		}
	}
}

func (f Fields) word(at, key, v string, values []string) {
	if !slices.Contains(values, v) {
		f.Fail(at, "expected %s to be one of %q, got %s", key, values, v)
	}
}

// Between refuses a known number outside [low, high].
func (f Fields) Between(name string, low, high int) {
	if n, ok := f.in[name].(float64); ok && (int(n) < low || int(n) > high) {
		f.Fail(name, "expected %s to be in the range (%d - %d), got %d", f.Key(name), low, high, int(n))
	}
}

// Port refuses a known number that is no port.
func (f Fields) Port(name string) {
	if n, ok := f.in[name].(float64); ok && (n < 1 || n > 65535) {
		f.Fail(name, "expected %q to be a valid port number, got: %d", f.Key(name), int(n))
	}
}

// Length refuses a known string whose length is outside [low, high].
func (f Fields) Length(name string, low, high int) {
	if v, ok := f.in[name].(string); ok && (len(v) < low || len(v) > high) {
		f.Fail(name, "expected length of %s to be in the range (%d - %d), got %s", f.Key(name), low, high, v)
	}
}

// Conflicts refuses name where one of the others is given, too.
func (f Fields) Conflicts(name string, others ...string) {
	if !f.in.Has(name) {
		return
	}
	for _, other := range others {
		if f.in.Has(other) {
			f.Fail(name, "%q: conflicts with %s", f.Key(name), f.Key(other))
			return
		}
	}
}

// Needs refuses name where one of the others is missing.
func (f Fields) Needs(name string, others ...string) {
	if !f.in.Has(name) {
		return
	}
	all := f.keys(append(slices.Clone(others), name))
	for _, other := range others {
		if !f.in.Has(other) {
			f.Fail(name, "%q: all of `%s` must be specified", f.Key(name), all)
			return
		}
	}
}

// ExactlyOne demands one and only one of the names.
func (f Fields) ExactlyOne(names ...string) {
	var given []string
	for _, name := range names {
		if f.in.Has(name) {
			given = append(given, name)
		}
	}
	switch {
	case len(given) == 0:
		f.Fail(names[0], "%q: one of `%s` must be specified", f.Key(names[0]), f.keys(names))
	case len(given) > 1:
		f.Fail(given[0], "%q: only one of `%s` can be specified, but `%s` were specified.", f.Key(given[0]), f.keys(names), f.keys(given))
	}
}

// RequiredWhen demands name because another argument has a value.
func (f Fields) RequiredWhen(name, other, value string) {
	if !f.in.Has(name) {
		f.Fail(name, "Attribute %q must be specified when %q is %q.", f.Key(name), f.Key(other), value)
	}
}

func (f Fields) keys(names []string) string {
	var keys []string
	for _, name := range names {
		keys = append(keys, f.Key(name))
	}
	slices.Sort(keys)
	return strings.Join(keys, ",")
}

// singular are the blocks that Pulumi names in the plural.
var singular = map[string]string{
	"aliases": "alias", "vpcs": "vpc", "subnetMappings": "subnet_mapping", "defaultActions": "default_action",
	"actions": "action", "conditions": "condition", "vpcZoneIdentifiers": "vpc_zone_identifier", "targetGroups": "target_group",
	"weightedRoutingPolicies": "weighted_routing_policy", "failoverRoutingPolicies": "failover_routing_policy",
	"geolocationRoutingPolicies": "geolocation_routing_policy", "latencyRoutingPolicies": "latency_routing_policy",
	"taints": "taint", "validationOptions": "validation_option", "targetFailovers": "target_failover", "targetHealthStates": "target_health_state",
}

// Argument is the provider's name of a Pulumi property.
func Argument(name string) string {
	if s, ok := singular[name]; ok {
		return s
	}
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
