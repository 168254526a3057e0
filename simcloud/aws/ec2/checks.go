package ec2

import (
	"encoding/base64"
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// The checks here are those that the provider makes before any API call, in
// its own words; arguments are named as the provider names them (snake case)
// and properties as Pulumi does.

// snake turns a property name into the provider's argument name.
func snake(name string) string {
	var b strings.Builder
	for _, r := range name {
		if r >= 'A' && r <= 'Z' {
			b.WriteByte('_')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return strings.NewReplacer("ipv_4", "ipv4", "ipv_6", "ipv6").Replace(b.String())
}

func snakes(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = snake(n)
	}
	slices.Sort(out)
	return strings.Join(out, ",")
}

// oneOf demands one of the allowed values.
func oneOf(c *world.Check, in world.Props, at, name string, allowed ...string) {
	if v := in.Str(name); v != "" && !slices.Contains(allowed, v) {
		c.Fail(at+name, fmt.Sprintf("expected %s to be one of %q, got %s", snake(name), allowed, v))
	}
}

// between demands a number within bounds.
func between(c *world.Check, in world.Props, at, name string, low, high int) {
	if _, ok := in[name].(float64); !ok {
		return
	}
	if v := in.Int(name); v < low || v > high {
		c.Fail(at+name, fmt.Sprintf("expected %s to be in the range (%d - %d), got %d", snake(name), low, high, v))
	}
}

// portOrZero demands a port, or 0 for what has none.
func portOrZero(c *world.Check, in world.Props, at, name string) {
	if _, ok := in[name].(float64); !ok {
		return
	}
	if v := in.Int(name); v < 0 || v > 65535 {
		c.Fail(at+name, fmt.Sprintf("expected %q to be a valid port number or 0, got: %d", snake(name), v))
	}
}

// length demands a string of at most high bytes.
func length(c *world.Check, name string, high int) {
	if v := c.In.Str(name); len(v) > high {
		c.Fail(name, fmt.Sprintf("expected length of %s to be in the range (0 - %d), got %s", snake(name), high, v))
	}
}

// conflicts refuses name beside any of others.
func conflicts(c *world.Check, name string, others ...string) {
	if !given(c.In, name) {
		return
	}
	for _, o := range others {
		if given(c.In, o) {
			c.Fail(name, fmt.Sprintf("Conflicting configuration arguments. %q: conflicts with %s", snake(name), snake(o)))
		}
	}
}

// exactlyOne demands exactly one of the properties. An unknown value counts
// as given.
func exactlyOne(c *world.Check, names ...string) {
	var found []string
	for _, n := range names {
		if given(c.In, n) {
			found = append(found, n)
		}
	}
	switch {
	case len(found) == 0:
		c.Fail(names[0], fmt.Sprintf("Invalid combination of arguments. %q: one of `%s` must be specified", snake(names[0]), snakes(names)))
	case len(found) > 1:
		c.Fail(found[0], fmt.Sprintf("Invalid combination of arguments. %q: only one of `%s` can be specified, but `%s` were specified.",
			snake(found[0]), snakes(names), snakes(found)))
	}
}

// given reports whether an argument is set at all: an empty string and an
// empty list are not.
func given(in world.Props, name string) bool {
	switch v := in[name].(type) {
	case nil:
		return false
	case string:
		return v != ""
	case []any:
		return len(v) > 0
	}
	return true
}

// network4 demands an IPv4 CIDR block in its canonical form.
func network4(c *world.Check, in world.Props, at, name string) {
	if v := in.Str(name); v != "" {
		if reason := badCIDR(v, 4); reason != "" {
			c.Fail(at+name, reason)
		}
	}
}

// network6 demands an IPv6 CIDR block in its canonical form.
func network6(c *world.Check, in world.Props, at, name string) {
	if v := in.Str(name); v != "" {
		if reason := badCIDR(v, 6); reason != "" {
			c.Fail(at+name, reason)
		}
	}
}

func badCIDR(v string, family int) string {
	ip, n, err := net.ParseCIDR(v)
	if err != nil {
		return fmt.Sprintf("%q is not a valid CIDR block: %v", v, err)
	}
	if (ip.To4() != nil) != (family == 4) {
		return fmt.Sprintf("%q is not a valid IPv%d CIDR block", v, family)
	}
	if !ip.Equal(n.IP) {
		return fmt.Sprintf("%q is not a valid IPv%d CIDR block; did you mean %q?", v, family, n)
	}
	return ""
}

// sized demands a network with a prefix length within bounds.
func sized(c *world.Check, name string, low, high int) {
	v := c.In.Str(name)
	if v == "" {
		return
	}
	_, n, err := net.ParseCIDR(v)
	if err != nil {
		c.Fail(name, fmt.Sprintf("expected %q to contain a valid Value, got: %s with err: %s", snake(name), v, err))
		return
	}
	if n.String() != v {
		c.Fail(name, fmt.Sprintf("expected %q to contain a valid network Value, expected %s, got %s", snake(name), n, v))
		return
	}
	if bits, _ := n.Mask.Size(); bits < low || bits > high {
		c.Fail(name, fmt.Sprintf("expected %q to contain a network Value with between %d and %d significant bits, got: %d", snake(name), low, high, bits))
	}
}

// anARN demands an ARN.
func anARN(c *world.Check, name string) {
	v := c.In.Str(name)
	if v == "" {
		return
	}
	switch {
	case !strings.HasPrefix(v, "arn:"):
		c.Fail(name, fmt.Sprintf("%q (%s) is an invalid ARN: arn: invalid prefix", snake(name), v))
	case strings.Count(v, ":") < 5:
		c.Fail(name, fmt.Sprintf("%q (%s) is an invalid ARN: arn: not enough sections", snake(name), v))
	}
}

// base64String demands base64.
func base64String(c *world.Check, name string) {
	v := c.In.Str(name)
	if _, err := base64.StdEncoding.DecodeString(v); err != nil {
		c.Fail(name, fmt.Sprintf("%q (%s) must be base64-encoded", snake(name), v))
	}
}
