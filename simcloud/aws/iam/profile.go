package iam

import (
	"fmt"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// instanceProfile holds at most one role. Its deletion is never refused: the
// provider takes the role out first, and IAM does not ask whether an instance
// still runs with it.
func instanceProfile() *world.Type {
	return &world.Type{
		Token: api.InstanceProfile, Global: true,
		AutoName: &world.AutoName{Property: "name", Max: 128, Unless: "namePrefix"},
		Replace:  []string{"name", "namePrefix", "path"},
		Defaults: world.Props{"path": "/"},
		// The reference does not hold: the provider takes a role out of its
		// profiles before it deletes it.
		Refs: []world.Ref{{Path: "role", Kind: api.Role, Missing: func(c *world.Call, role string) error {
			return operation(fmt.Sprintf("adding IAM Role (%s) to IAM Instance Profile (%s)", role, nameFor(c)), "AddRoleToInstanceProfile").
				RefuseStatus(404, "NoSuchEntity", fmt.Sprintf("The role with name %s cannot be found.", role), docAddRole)
		}}},
		Takes: world.Times{Create: 2 * time.Second, Update: 2 * time.Second, Delete: 2 * time.Second},
		Check: func(c *world.Check) {
			checkNames(c, 128)
			checkPath(c)
		},
		Create: func(c *world.Call) error {
			name := setName(c)
			op := operation(fmt.Sprintf("creating IAM Instance Profile (%s)", name), "CreateInstanceProfile")
			for _, o := range c.All(api.InstanceProfile) {
				if strings.EqualFold(o.ID, name) {
					return op.RefuseStatus(409, "EntityAlreadyExists", fmt.Sprintf("Instance Profile %s already exists.", name), docProfile)
				}
			}
			if most := c.Quota(QuotaProfiles, 1000); len(c.All(api.InstanceProfile)) >= most {
				return limit(op, "InstanceProfilesPerAccount", most)
			}
			c.ID = name
			c.Out["arn"] = api.GlobalARN("iam", "instance-profile"+c.Out.Str("path")+name)
			c.Out["createDate"] = stamp(c)
			c.Out["uniqueId"] = uniqueID(c, "AIPA")
			return nil
		},
	}
}
