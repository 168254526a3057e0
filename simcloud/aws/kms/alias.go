package kms

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

var aliasName = regexp.MustCompile(`^alias/[a-zA-Z0-9/_-]+$`)

func alias() *world.Type {
	return &world.Type{
		Token:   api.KeyAlias,
		Replace: []string{"name", "namePrefix"},
		// KMS deletes a key with its aliases, so an alias holds nothing.
		Refs:  []world.Ref{{Path: "targetKeyId", Kind: api.Key}, {Path: "targetKeyId", Kind: api.Key, By: "arn"}},
		Takes: world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Check: func(c *world.Check) {
			for property, attribute := range map[string]string{"name": "name", "namePrefix": "name_prefix"} {
				name := c.In.Str(property)
				switch {
				case !c.In.Known(property):
				case strings.HasPrefix(name, "alias/aws/"):
					c.Fail(property, fmt.Sprintf("%q cannot begin with reserved AWS CMK name 'alias/aws/'", attribute))
				case !aliasName.MatchString(name):
					c.Fail(property, fmt.Sprintf("%q must begin with 'alias/' and be comprised of only [a-zA-Z0-9/_-]", attribute))
				case len(name) > 256:
					c.Fail(property, fmt.Sprintf("expected length of %s to be in the range (1 - 256), got %s", attribute, name))
				}
			}
		},
		Create: func(c *world.Call) error {
			name := c.In.Str("name")
			if name == "" {
				// The provider makes up a name from the resource's own, or from
				// the prefix.
				name = c.In.StrOr("namePrefix", "alias/"+c.Name+"-") + c.Hex(7, "alias")
			}
			op := operation(fmt.Sprintf("creating KMS Alias (%s)", name), "CreateAlias")
			arn := api.ARN(c, "kms", name)
			if c.Find(api.KeyAlias, name) != nil {
				return op.Refuse("AlreadyExistsException", fmt.Sprintf("An alias with the name %s already exists", arn), docAlias)
			}
			c.ID = name
			c.Out["name"], c.Out["namePrefix"], c.Out["arn"] = name, c.In.Str("namePrefix"), arn
			return point(c, op)
		},
		Update: func(c *world.Call) error {
			return point(c, operation(fmt.Sprintf("updating KMS Alias (%s)", c.ID), "UpdateAlias"))
		},
		Read: func(c *world.Call) error {
			if c.Find(api.Key, c.Out.Str("targetKeyId")) == nil {
				c.Out["targetKeyArn"] = ""
			}
			return nil
		},
	}
}

// point aims the alias at its key.
func point(c *world.Call, op api.Op) error {
	target := c.In.Str("targetKeyId")
	var found *world.Object
	if !strings.Contains(target, "alias/") {
		found = Find(c, target)
	}
	if found == nil {
		arn := target
		if !strings.HasPrefix(target, "arn:") {
			arn = api.ARN(c, "kms", "key/"+target)
		}
		return op.Refuse("NotFoundException", fmt.Sprintf("Key '%s' does not exist", arn), docAlias)
	}
	c.Out["targetKeyArn"] = found.Props.Str("arn")
	c.Out["targetKeyId"] = found.ID
	return nil
}
