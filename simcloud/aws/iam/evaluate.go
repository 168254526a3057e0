package iam

import (
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// RoleByARN returns the role with that ARN, or nil.
func RoleByARN(c *world.Call, arn string) *world.Object {
	return c.By(api.Role, "arn", arn)
}

// Attached returns the ARNs of the managed policies attached to the role,
// sorted.
func Attached(c *world.Call, role *world.Object) []string {
	arns := role.Props.Strs("managedPolicyArns")
	for _, a := range c.Where(api.RoleAttachment, "role", role.ID) {
		arns = append(arns, a.Props.Str("policyArn"))
	}
	return distinct(arns)
}

// HasManaged reports whether one of the AWS managed policies with these names
// ("AmazonEKSWorkerNodePolicy") is attached to the role.
func HasManaged(c *world.Call, role *world.Object, names ...string) bool {
	return slices.ContainsFunc(Attached(c, role), func(arn string) bool {
		_, path, ok := strings.Cut(arn, "arn:aws:iam::aws:policy/")
		return ok && slices.Contains(names, path[strings.LastIndex(path, "/")+1:])
	})
}

// Allows reports whether the role's inline and attached customer managed
// policies grant the action ("ec2:DescribeInstances") on the resource (an ARN,
// or "*" for actions without one), an explicit Deny winning. Statements apply
// as if their conditions were fulfilled, except that a conditional Deny does
// not count. AWS managed policies are known by name only and grant nothing
// here: ask HasManaged. Permissions boundaries do not count.
func Allows(c *world.Call, role *world.Object, action, resource string) bool {
	return allows(c, role, action, resource, func(s Statement) (fits, others bool) { return true, len(s.Conditions) > 0 })
}

// allows goes through the role's statements. The judge says of a statement
// whether the conditions that it knows hold, and whether there are others.
func allows(c *world.Call, role *world.Object, action, resource string, judge func(Statement) (fits, others bool)) bool {
	allowed := false
	for _, text := range documents(c, role) {
		d, fault := ParseDocument(text)
		if fault != "" {
			continue
		}
		for _, s := range d.Statements {
			fits, others := judge(s)
			if !fits || !s.covers(action, resource) {
				continue
			}
			if s.Effect != "Deny" {
				allowed = true
			} else if !others {
				return false
			}
		}
	}
	return allowed
}

// documents are the texts of the role's inline and customer managed policies.
func documents(c *world.Call, role *world.Object) []string {
	var out []string
	for _, p := range c.Where(api.RolePolicy, "role", role.ID) {
		out = append(out, p.Props.Str("policy"))
	}
	for _, p := range role.Props.Maps("inlinePolicies") {
		out = append(out, p.Str("policy"))
	}
	for _, arn := range Attached(c, role) {
		if p := c.By(api.Policy, "arn", arn); p != nil {
			out = append(out, p.Props.Str("policy"))
		}
	}
	return out
}

// Covers reports whether the statement is about the action on the resource,
// without regard to its effect, principals and conditions.
func (s Statement) Covers(action, resource string) bool { return s.covers(action, resource) }

func (s Statement) covers(action, resource string) bool {
	act := matchesAny(s.Actions, action)
	if s.NotActions != nil {
		act = !matchesAny(s.NotActions, action)
	}
	res := resource == "*" && len(s.Resources) > 0 || slices.ContainsFunc(s.Resources, func(p string) bool { return glob(p, resource) })
	if s.NotResources != nil {
		res = !slices.ContainsFunc(s.NotResources, func(p string) bool { return glob(p, resource) })
	}
	return act && res
}

// matchesAny compares without regard to case, as IAM does for actions.
func matchesAny(patterns []string, value string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return glob(strings.ToLower(p), strings.ToLower(value)) })
}

// glob matches * (any characters) and ? (one).
func glob(pattern, value string) bool {
	for pattern != "" {
		switch pattern[0] {
		case '*':
			for i := 0; i <= len(value); i++ {
				if glob(pattern[1:], value[i:]) {
					return true
				}
			}
			return false
		case '?':
			if value == "" {
				return false
			}
		default:
			if value == "" || value[0] != pattern[0] {
				return false
			}
		}
		pattern, value = pattern[1:], value[1:]
	}
	return value == ""
}
