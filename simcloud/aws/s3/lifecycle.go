package s3

import (
	"fmt"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// classes are the storage classes that a rule can move objects to, in the
// order in which objects can pass through them: docTransition.
func classes() []string {
	return []string{"STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"}
}

// lifecycle moves and deletes objects by age.
func lifecycle() setting {
	return setting{
		token: Lifecycle, doing: "%s S3 Bucket (%s) Lifecycle Configuration",
		put: "PutBucketLifecycleConfiguration", drop: "DeleteBucketLifecycle",
		defaults: world.Props{"transitionDefaultMinimumObjectSize": "all_storage_classes_128K", "expectedBucketOwner": ""},
		check:    checkLifecycle,
		apply: func(c *world.Call, op api.Op, _, _ *world.Object) error {
			if code, message := lifecycleFault(c.In.Maps("rules")); code != "" {
				return op.Refuse(code, message, docLifecycle)
			}
			return nil
		},
		reset: func(*world.Call, api.Op, *world.Object) error { return nil },
	}
}

func checkLifecycle(c *world.Check) {
	f := check.Of(c)
	oneOf := func(b check.Fields, path, name string, values ...string) {
		if v := b.In().Str(name); v != "" && !strings.Contains("|"+strings.Join(values, "|")+"|", "|"+v+"|") {
			b.Fail(name, "Attribute %s value must be one of: %q, got: %q", path+check.Argument(name), values, v)
		}
	}
	atLeast := func(b check.Fields, path, name string, low int) {
		if n, ok := b.In()[name].(float64); ok && int(n) < low {
			b.Fail(name, "Attribute %s value must be at least %d, got: %d", path+check.Argument(name), low, int(n))
		}
	}
	if rules, ok := c.In["rules"].([]any); !ok && c.In["rules"] == nil || ok && len(rules) == 0 {
		f.Fail("rules", "Attribute rule list must contain at least 1 elements, got: 0")
	}
	oneOf(f, "", "transitionDefaultMinimumObjectSize", "all_storage_classes_128K", "varies_by_storage_class")
	for i, rule := range f.Blocks("rules") {
		path := fmt.Sprintf("rule[%d].", i)
		if id, ok := rule.In()["id"].(string); ok && (id == "" || len(id) > 255) {
			rule.Fail("id", "Attribute %sid string length must be between 1 and 255, got: %d", path, len(id))
		}
		oneOf(rule, path, "status", disabled, enabled)
		expiry := rule.Block("noncurrentVersionExpiration")
		atLeast(expiry, path+"noncurrent_version_expiration[0].", "noncurrentDays", 1)
		atLeast(expiry, path+"noncurrent_version_expiration[0].", "newerNoncurrentVersions", 1)
		for _, t := range rule.Blocks("noncurrentVersionTransitions") {
			atLeast(t, path+"noncurrent_version_transition[*].", "noncurrentDays", 0)
			atLeast(t, path+"noncurrent_version_transition[*].", "newerNoncurrentVersions", 1)
			oneOf(t, path+"noncurrent_version_transition[*].", "storageClass", classes()...)
		}
		for _, t := range rule.Blocks("transitions") {
			atLeast(t, path+"transition[*].", "days", 0)
			oneOf(t, path+"transition[*].", "storageClass", classes()...)
			if t.In().Has("date") && t.In().Has("days") {
				t.Fail("days", "Only one of %stransition[*].date and %[1]stransition[*].days can be specified", path)
			}
			checkDate(t, path+"transition[*].")
		}
		checkDate(rule.Block("expiration"), path+"expiration[0].")
	}
}

func checkDate(b check.Fields, path string) {
	date := b.In().Str("date")
	if _, err := time.Parse(time.RFC3339, date); date != "" && err != nil {
		b.Fail("date", "Attribute %sdate: A string value was provided that is not valid RFC3339 string format.", path)
	}
}
