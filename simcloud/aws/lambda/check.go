package lambda

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// functionName is a name or an ARN, as the provider takes it.
var functionName = regexp.MustCompile(
	`^(arn:[\w-]+:lambda:)?([a-z]{2}-(?:[a-z]+-){1,2}\d{1}:)?(\d{12}:)?(function:)?([0-9A-Za-z_-]+)(:(\$LATEST|[0-9A-Za-z_-]+))?$`)

func checkFunction(c *world.Check) {
	if name, ok := c.In["name"].(string); ok && !functionName.MatchString(name) {
		c.Fail("name", "invalid value for function_name (must be valid function name or function ARN)")
	}
	checkCode(c)
	for _, r := range []struct {
		property, key string
		low, high     int
	}{{"timeout", "timeout", 1, 900}, {"memorySize", "memory_size", 128, 10240}} {
		between(c, c.In, r.property, r.property, r.key, r.low, r.high)
	}
	between(c, c.In.Map("ephemeralStorage"), "size", "ephemeralStorage.size", "ephemeral_storage.0.size", 512, 10240)
	if n, ok := c.In["reservedConcurrentExecutions"].(float64); ok && n < -1 {
		c.Fail("reservedConcurrentExecutions", fmt.Sprintf("expected reserved_concurrent_executions to be at least (-1), got %d", int(n)))
	}
	oneOf(c, "runtime", c.In.Str("runtime"), runtimes...)
	oneOf(c, "packageType", c.In.Str("packageType"), "Zip", "Image")
	for i, v := range c.In.Strs("architectures") {
		oneOf(c, fmt.Sprintf("architectures[%d]", i), v, "x86_64", "arm64")
	}
	oneOf(c, "tracingConfig.mode", c.In.Map("tracingConfig").Str("mode"), "Active", "PassThrough")
	oneOf(c, "loggingConfig.logFormat", c.In.Map("loggingConfig").Str("logFormat"), "JSON", "Text")
	if role, ok := c.In["role"].(string); ok && !strings.HasPrefix(role, "arn:") {
		c.Fail("role", fmt.Sprintf(`"role" (%s) is an invalid ARN: arn: invalid prefix`, role))
	}
}

// checkCode demands one place for the code, and what a zip archive needs.
func checkCode(c *world.Check) {
	var given []string
	for _, p := range []struct{ property, argument string }{{"code", "filename"}, {"imageUri", "image_uri"}, {"s3Bucket", "s3_bucket"}} {
		if c.In.Has(p.property) {
			given = append(given, p.argument)
		}
	}
	switch {
	case len(given) == 0:
		c.Fail("code", "\"filename\": one of `filename,image_uri,s3_bucket` must be specified")
	case len(given) > 1:
		c.Fail("code", fmt.Sprintf("%q: only one of `filename,image_uri,s3_bucket` can be specified, but `%s` were specified.",
			given[0], strings.Join(given, ",")))
	}
	if c.In.StrOr("packageType", "Zip") == "Zip" && (!c.In.Has("handler") || !c.In.Has("runtime")) {
		c.Fail("handler", "handler and runtime must be set when PackageType is Zip")
	}
	if v, ok := c.In["handler"].(string); ok && (len(v) < 1 || len(v) > 128) {
		c.Fail("handler", fmt.Sprintf("expected length of handler to be in the range (1 - 128), got %s", v))
	}
}

func between(c *world.Check, in world.Props, property, path, key string, low, high int) {
	if n, ok := in[property].(float64); ok && (int(n) < low || int(n) > high) {
		c.Fail(path, fmt.Sprintf("expected %s to be in the range (%d - %d), got %d", key, low, high, int(n)))
	}
}

// oneOf refuses a value that is none of values. The provider's name of a
// property is its path in lower case with underscores and positions.
func oneOf(c *world.Check, path, value string, values ...string) {
	if value == "" || slices.Contains(values, value) {
		return
	}
	key := regexp.MustCompile(`[A-Z]`).ReplaceAllStringFunc(path, func(s string) string { return "_" + strings.ToLower(s) })
	key = strings.NewReplacer("[", ".", "]", "", ".", ".0.").Replace(key)
	c.Fail(path, fmt.Sprintf("expected %s to be one of %q, got %s", key, values, value))
}

func checkInvocation(c *world.Check) {
	input, known := c.In["input"].(string)
	scope := c.In.Str("lifecycleScope")
	oneOf(c, "lifecycleScope", scope, createOnly, crud)
	if !known {
		return
	}
	var value any
	if err := json.Unmarshal([]byte(input), &value); err != nil {
		c.Fail("input", fmt.Sprintf("%q contains an invalid JSON: %s", "input", err))
		return
	}
	if _, object := value.(map[string]any); scope == crud && !object {
		c.Fail("input", `lifecycle_scope other than "CREATE_ONLY" requires input to be a JSON object`)
	}
}
