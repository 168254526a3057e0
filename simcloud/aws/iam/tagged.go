package iam

import (
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// AllowsOn is Allows for a resource whose tags are known: conditions on
// aws:ResourceTag count, those of a Deny, too, if it has no others. Source:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_iam-tags.html
func AllowsOn(c *world.Call, role *world.Object, action, resource string, tags map[string]string) bool {
	return allows(c, role, action, resource, func(s Statement) (fits, others bool) { return tagged(s.Conditions, tags) })
}

// tagged reports whether the conditions on a resource's tags hold, and whether
// there are others.
func tagged(conditions map[string]map[string][]string, tags map[string]string) (fits, others bool) {
	const prefix = "aws:resourcetag/"
	for operator, keys := range conditions {
		for key, values := range keys {
			if len(key) <= len(prefix) || !strings.EqualFold(key[:len(prefix)], prefix) {
				others = true
				continue
			}
			value, present := tags[key[len(prefix):]]
			var holds bool
			switch operator {
			case "StringEquals":
				holds = present && slices.Contains(values, value)
			case "StringNotEquals":
				holds = !slices.Contains(values, value)
			case "StringLike":
				holds = present && slices.ContainsFunc(values, func(p string) bool { return glob(p, value) })
			case "Null":
				holds = slices.Contains(values, "true") != present
			default:
				others, holds = true, true
			}
			if !holds {
				return false, others
			}
		}
	}
	return true, others
}
