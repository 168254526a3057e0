package iam

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

var anyARN = regexp.MustCompile(`^arn:[^:\n]+:[^:\n]+:[^:\n]*:[^:\n]*:.+$`)

// policy is the customer managed policy. Of its versions only the default one
// is kept: the provider deletes the oldest before it makes a sixth.
func policy() *world.Type {
	return &world.Type{
		Token: api.Policy, Global: true,
		AutoName: &world.AutoName{Property: "name", Max: 128, Unless: "namePrefix"},
		Replace:  []string{"name", "namePrefix", "path", "description"},
		Defaults: world.Props{"path": "/", "description": ""},
		Takes:    world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		InUse: func(c *world.Call, _ []*world.Object) error {
			return operation(fmt.Sprintf("deleting IAM Policy (%s)", c.ID), "DeletePolicy").
				RefuseStatus(409, "DeleteConflict", "Cannot delete a policy attached to entities.", docUnpolicy)
		},
		Check: func(c *world.Check) {
			checkNames(c, 128)
			checkPath(c)
			if c.In.Known("policy") {
				checkPolicyText(c)
			}
		},
		Create: createPolicy,
		Update: func(c *world.Call) error {
			return policyRules(c, operation(fmt.Sprintf("updating IAM Policy (%s)", c.ID), "CreatePolicyVersion"))
		},
		Delete: func(c *world.Call) error {
			for _, r := range c.All(api.Role) {
				for _, arn := range r.Props.Strs("managedPolicyArns") {
					if arn == c.ID {
						return c.Type.InUse(c, nil)
					}
				}
			}
			return nil
		},
		Read: func(c *world.Call) error {
			c.Out["attachmentCount"] = len(c.Where(api.RoleAttachment, "policyArn", c.ID))
			return nil
		},
	}
}

func createPolicy(c *world.Call) error {
	name := setName(c)
	op := operation(fmt.Sprintf("creating IAM Policy (%s)", name), "CreatePolicy")
	for _, o := range c.All(api.Policy) {
		if strings.EqualFold(o.Props.Str("name"), name) {
			return op.RefuseStatus(409, "EntityAlreadyExists",
				fmt.Sprintf("A policy called %s already exists. Duplicate names are not allowed.", name), docPolicy)
		}
	}
	if most := c.Quota(QuotaPolicies, 1500); len(c.All(api.Policy)) >= most {
		return limit(op, "PoliciesPerAccount", most)
	}
	if err := policyRules(c, op); err != nil {
		return err
	}
	c.ID = api.GlobalARN("iam", "policy"+c.Out.Str("path")+name)
	c.Out["arn"] = c.ID
	c.Out["policyId"] = uniqueID(c, "ANPA")
	c.Out["attachmentCount"] = 0
	return nil
}

func policyRules(c *world.Call, op api.Op) error {
	text := textOf(c.In, "policy")
	if fault := Malformed(text, true); fault != "" {
		return op.Refuse("MalformedPolicyDocument", fault, docGrammar)
	}
	if length(text) > maxManagedPolicy {
		return limit(op, "PolicySize", maxManagedPolicy)
	}
	c.Out["policy"] = text
	return nil
}
