package iam

import (
	"fmt"
	"slices"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func attachment() *world.Type {
	return &world.Type{
		Token: api.RoleAttachment, Global: true,
		Replace: []string{"role", "policyArn"},
		Refs: []world.Ref{
			{Path: "role", Kind: api.Role, Holds: true, Missing: func(c *world.Call, role string) error {
				return noRole(attaching(c), role)
			}},
			{Path: "policyArn", Kind: api.Policy, By: "arn", Holds: true},
		},
		Takes: world.Times{Create: time.Second, Delete: time.Second},
		Check: func(c *world.Check) {
			if arn := c.In.Str("policyArn"); c.In.Known("policyArn") && !anyARN.MatchString(arn) {
				c.Fail("policyArn", fmt.Sprintf("%q (%s) is an invalid ARN: arn: invalid prefix", "policy_arn", arn))
			}
		},
		Create: attach,
	}
}

func attaching(c *world.Call) api.Op {
	return operation(fmt.Sprintf("attaching IAM Policy (%s) to IAM Role (%s)", c.In.Str("policyArn"), c.In.Str("role")), "AttachRolePolicy")
}

// attach does not refuse a policy that is attached already: the service takes
// the call and nothing changes.
func attach(c *world.Call) error {
	role, arn := c.In.Str("role"), c.In.Str("policyArn")
	if !policyExists(c, arn) {
		return noPolicy(attaching(c), arn)
	}
	present := Attached(c, c.Find(api.Role, role))
	if most := c.Quota(QuotaAttachments, 10); !slices.Contains(present, arn) && len(present) >= most {
		return limit(attaching(c), "PoliciesPerRole", most)
	}
	c.ID = fmt.Sprintf("%s-%s%s", role, c.Now().UTC().Format("20060102150405"), c.Hex(12, "attachment", arn))
	return nil
}

func noPolicy(op api.Op, arn string) error {
	return op.RefuseStatus(404, "NoSuchEntity", fmt.Sprintf("Policy %s does not exist or is not attachable.", arn), docAttach)
}

func policyExists(c *world.Call, arn string) bool {
	return KnownManaged(arn) || c.By(api.Policy, "arn", arn) != nil
}
