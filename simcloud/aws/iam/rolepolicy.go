package iam

import (
	"fmt"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func rolePolicy() *world.Type {
	return &world.Type{
		Token: api.RolePolicy, Global: true,
		AutoName: &world.AutoName{Property: "name", Max: 128, Unless: "namePrefix"},
		Replace:  []string{"name", "namePrefix", "role"},
		Refs: []world.Ref{{Path: "role", Kind: api.Role, Holds: true, Missing: func(c *world.Call, role string) error {
			return noRole(putting(c), role)
		}}},
		Takes: world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Check: func(c *world.Check) {
			checkNames(c, 128)
			if c.In.Known("policy") {
				checkPolicyText(c)
			}
		},
		Create: func(c *world.Call) error {
			name := setName(c)
			c.ID = c.In.Str("role") + ":" + name
			if err := rolePolicyRules(c); err != nil {
				return err
			}
			// PutRolePolicy overwrites a policy of that name without a word: docPut.
			if o := c.Find(api.RolePolicy, c.ID); o != nil {
				c.Remove(o)
			}
			return nil
		},
		Update: rolePolicyRules,
	}
}

func putting(c *world.Call) api.Op {
	return operation(fmt.Sprintf("putting IAM Role (%s) Policy (%s)", c.In.Str("role"), nameFor(c)), "PutRolePolicy")
}

func rolePolicyRules(c *world.Call) error {
	role, text := c.In.Str("role"), textOf(c.In, "policy")
	if fault := Malformed(text, false); fault != "" {
		return putting(c).Refuse("MalformedPolicyDocument", fault, docGrammar)
	}
	total := length(text)
	for _, o := range c.Where(api.RolePolicy, "role", role) {
		if o.ID != c.ID {
			total += length(o.Props.Str("policy"))
		}
	}
	if total > maxInlinePolicies {
		return tooMuchInline(putting(c), role)
	}
	c.Out["policy"] = text
	return nil
}

func tooMuchInline(op api.Op, role string) error {
	return op.RefuseStatus(409, "LimitExceeded", fmt.Sprintf("Maximum policy size of %d bytes exceeded for role %s", maxInlinePolicies, role), docLimits)
}

// checkPolicyText checks the policy where it is given as text.
func checkPolicyText(c *world.Check) {
	if text, ok := c.In["policy"].(string); ok {
		checkJSON(c, "policy", "policy", text)
	}
}
