package iam

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/world"
)

var nameChars = regexp.MustCompile(`^[\w+=,.@-]*$`)

// checkName refuses what the provider refuses of a name. Source of the
// characters and lengths: docLimits.
func checkName(c *world.Check, property, attribute string, most int) {
	if !c.In.Known(property) {
		return
	}
	name := c.In.Str(property)
	if len(name) < 1 || len(name) > most {
		c.Fail(property, fmt.Sprintf("expected length of %s to be in the range (1 - %d), got %s", attribute, most, name))
	}
	if !nameChars.MatchString(name) {
		c.Fail(property, fmt.Sprintf(`invalid value for %s (must match [\w+=,.@-])`, attribute))
	}
}

// checkNames checks the two ways to give a name: at most one of them, each of
// legal characters. A prefix leaves room for the 26 characters that the
// provider appends.
func checkNames(c *world.Check, most int) {
	const appended = 26
	checkName(c, "name", "name", most)
	checkName(c, "namePrefix", "name_prefix", most-appended)
	if c.In.Has("name") && c.In.Has("namePrefix") {
		c.Fail("namePrefix", `"name_prefix": conflicts with name`)
	}
}

// checkJSON refuses a policy that is not a JSON object, as the provider does
// before any call.
func checkJSON(c *world.Check, property, attribute, text string) {
	if reason := jsonFault(text); reason != "" {
		c.Fail(property, fmt.Sprintf("%q %s", attribute, reason))
	}
}

// textOf returns the policy at key as text: the SDKs also pass it as an object,
// which the provider turns into JSON.
func textOf(p world.Props, key string) string {
	if m, ok := p[key].(map[string]any); ok {
		text, err := json.Marshal(m)
		if err != nil {
			return "" // holds an unknown value: not known yet
		}
		return string(text)
	}
	return p.Str(key)
}

func jsonFault(text string) string {
	switch {
	case text == "":
		return "is an empty string, which is not a valid JSON value"
	case strings.TrimLeft(text, " \t\r\n") != text:
		return "contains an invalid JSON policy: leading space characters are not allowed"
	}
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return "contains an invalid JSON policy: " + err.Error()
	}
	switch v.(type) {
	case map[string]any:
		return ""
	case string:
		return "contains an invalid JSON policy: contains a JSON-encoded string, not a JSON-encoded object"
	case []any:
		return "contains an invalid JSON policy: contains a JSON array, not a JSON object"
	}
	return "contains an invalid JSON policy: not a JSON object"
}

func checkPath(c *world.Check) {
	path := c.In.Str("path")
	if c.In.Known("path") && (!strings.HasPrefix(path, "/") || !strings.HasSuffix(path, "/") || len(path) > 512) {
		c.Fail("path", "invalid value for path (must begin and end with / and be at most 512 characters long)")
	}
}

// length is the size of a policy as IAM counts it: without white space.
func length(text string) int {
	n := 0
	for _, r := range text {
		if !strings.ContainsRune(" \t\r\n", r) {
			n++
		}
	}
	return n
}

// nameFor is the name of a new entity: the one given, or the prefix with 26
// digits.
func nameFor(c *world.Call) string {
	if n := c.In.Str("name"); n != "" {
		return n
	}
	if p := c.In.Str("namePrefix"); p != "" {
		return p + c.Now().UTC().Format("20060102150405") + "0000" + c.Hex(8, "name")
	}
	return ""
}

func setName(c *world.Call) string {
	name := nameFor(c)
	c.Out["name"] = name
	if c.Out.Str("namePrefix") == "" {
		c.Out["namePrefix"] = ""
	}
	return name
}

func distinct(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}
