package iam

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func role() *world.Type {
	return &world.Type{
		Token: api.Role, Global: true,
		AutoName: &world.AutoName{Property: "name", Max: 64, Unless: "namePrefix"},
		Replace:  []string{"name", "namePrefix", "path"},
		Defaults: world.Props{"description": "", "forceDetachPolicies": false, "maxSessionDuration": 3600, "path": "/"},
		Takes:    world.Times{Create: 2 * time.Second, Update: time.Second, Delete: 2 * time.Second},
		Check:    checkRole, Create: createRole, Update: updateRole, Delete: deleteRole,
	}
}

func checkRole(c *world.Check) {
	checkNames(c, 64)
	checkPath(c)
	if text, ok := c.In["assumeRolePolicy"].(string); ok {
		checkJSON(c, "assumeRolePolicy", "assume_role_policy", text)
	}
	f := check.Of(c)
	f.Between("maxSessionDuration", 3600, 43200)
	f.Length("description", 0, 1000)
	for i, p := range c.In.Maps("inlinePolicies") {
		if p.Known("policy") {
			checkJSON(c, fmt.Sprintf("inlinePolicies[%d].policy", i), "policy", p.Str("policy"))
		}
	}
}

func createRole(c *world.Call) error {
	name := setName(c)
	op := operation(fmt.Sprintf("creating IAM Role (%s)", name), "CreateRole")
	// Role names are unique without regard to case: docLimits.
	for _, o := range c.All(api.Role) {
		if strings.EqualFold(o.ID, name) {
			return op.RefuseStatus(409, "EntityAlreadyExists", fmt.Sprintf("Role with name %s already exists.", name), docCreate)
		}
	}
	if most := c.Quota(QuotaRoles, 1000); len(c.All(api.Role)) >= most {
		return limit(op, "RolesPerAccount", most)
	}
	if err := roleRules(c, op, name); err != nil {
		return err
	}
	c.ID = name
	c.Out["arn"] = api.GlobalARN("iam", "role"+c.Out.Str("path")+name)
	c.Out["createDate"] = stamp(c)
	c.Out["uniqueId"] = uniqueID(c, "AROA")
	return nil
}

func updateRole(c *world.Call) error {
	return roleRules(c, operation(fmt.Sprintf("updating IAM Role (%s) assume role policy", c.ID), "UpdateAssumeRolePolicy"), c.ID)
}

// roleRules hold for a new role and a changed one.
func roleRules(c *world.Call, op api.Op, name string) error {
	text := textOf(c.In, "assumeRolePolicy")
	c.Out["assumeRolePolicy"] = text
	if fault := malformedTrust(c, text); fault != "" {
		return op.Refuse("MalformedPolicyDocument", fault, docGrammar)
	}
	if most := c.Quota(QuotaTrustPolicyLength, 2048); length(text) > most {
		return limit(op, "ACLSizePerRole", most)
	}
	if arn := c.In.Str("permissionsBoundary"); arn != "" && !policyExists(c, arn) {
		return op.RefuseStatus(404, "NoSuchEntity", fmt.Sprintf("Scope ARN: %s does not exist or is not attachable.", arn), docCreate)
	}
	total := 0
	for _, p := range c.In.Maps("inlinePolicies") {
		put := operation(fmt.Sprintf("putting IAM Role (%s) Policy (%s)", name, p.Str("name")), "PutRolePolicy")
		if fault := Malformed(p.Str("policy"), false); fault != "" {
			return put.Refuse("MalformedPolicyDocument", fault, docGrammar)
		}
		if total += length(p.Str("policy")); total > maxInlinePolicies {
			return tooMuchInline(put, name)
		}
	}
	arns := c.In.Strs("managedPolicyArns")
	for _, arn := range arns {
		attach := operation(fmt.Sprintf("attaching IAM Policy (%s) to IAM Role (%s)", arn, name), "AttachRolePolicy")
		if !policyExists(c, arn) {
			return noPolicy(attach, arn)
		}
		if most := c.Quota(QuotaAttachments, 10); len(arns) > most {
			return limit(attach, "PoliciesPerRole", most)
		}
	}
	return nil
}

// deleteRole takes the role out of instance profiles, as the provider does
// before it deletes one, and refuses while policies remain that it was not
// told to detach (forceDetachPolicies).
func deleteRole(c *world.Call) error {
	op := operation(fmt.Sprintf("deleting IAM Role (%s)", c.ID), "DeleteRole")
	attached, inline := c.Where(api.RoleAttachment, "role", c.ID), c.Where(api.RolePolicy, "role", c.ID)
	if !c.Out.Bool("forceDetachPolicies") {
		switch {
		case len(attached) > 0:
			return op.RefuseStatus(409, "DeleteConflict", "Cannot delete entity, must detach all policies first.", docDelete)
		case len(inline) > 0:
			return op.RefuseStatus(409, "DeleteConflict", "Cannot delete entity, must delete policies first.", docDelete)
		}
	}
	for _, o := range slices.Concat(attached, inline) {
		c.Remove(o)
	}
	for _, p := range c.Where(api.InstanceProfile, "role", c.ID) {
		p.Props["role"] = ""
	}
	return nil
}
