package ec2

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// groupText are the characters of security group names and descriptions.
// Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
var groupText = regexp.MustCompile(`^[a-zA-Z0-9. _\-:/()#,@\[\]+=&;{}!$*]*$`)

const groupCharacters = "Valid %ss are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*"

func securityGroupType() *world.Type {
	return tagging(&world.Type{
		Token:    api.SecurityGroup,
		AutoName: &world.AutoName{Property: "name", Max: 255, Unless: "namePrefix"},
		Replace:  []string{"name", "namePrefix", "description", "vpcId"},
		Defaults: world.Props{"description": "Managed by Pulumi", "revokeRulesOnDelete": false},
		Refs: []world.Ref{
			vpcRef("Security Group", "CreateSecurityGroup"),
			groupRef("ingress[*].securityGroups[*]", "Security Group", "AuthorizeSecurityGroupIngress"),
			groupRef("egress[*].securityGroups[*]", "Security Group", "AuthorizeSecurityGroupEgress"),
		},
		Takes:  world.Times{Create: 2 * time.Second, Update: time.Second, Delete: time.Second},
		Check:  checkGroup,
		Create: createGroup,
		Update: func(c *world.Call) error { return inlineRules(c, c.Find(api.VPC, c.Object.Props.Str("vpcId"))) },
		Delete: deleteGroup,
	}, "Security Group", "CreateSecurityGroup")
}

func checkGroup(c *world.Check) {
	length(c, "name", 255)
	length(c, "description", 255)
	for _, name := range []string{"name", "namePrefix"} {
		if strings.HasPrefix(c.In.Str(name), "sg-") {
			c.Fail(name, fmt.Sprintf("invalid value for %s (cannot begin with sg-)", snake(name)))
		}
	}
	if v := c.In.Str("namePrefix"); len(v) > 255-uniqueDigits {
		c.Fail("namePrefix", fmt.Sprintf("expected length of name_prefix to be in the range (0 - %d), got %s", 255-uniqueDigits, v))
	}
	conflicts(c, "name", "namePrefix")
	checkInline(c)
}

// checkInline checks the rules in the group's own inputs.
func checkInline(c *world.Check) {
	for _, direction := range []string{"ingress", "egress"} {
		for i, r := range c.In.Maps(direction) {
			at := fmt.Sprintf("%s[%d].", direction, i)
			if r.Str("protocol") == "-1" && (r.Int("fromPort") != 0 || r.Int("toPort") != 0) {
				c.Fail(at+"fromPort", fmt.Sprintf("from_port (%d) and to_port (%d) must both be 0 to use the 'ALL' \"-1\" protocol!", r.Int("fromPort"), r.Int("toPort")))
			}
			for j, v := range r.Strs("cidrBlocks") {
				if reason := badCIDR(v, 4); reason != "" {
					c.Fail(fmt.Sprintf("%scidrBlocks[%d]", at, j), reason)
				}
			}
			for j, v := range r.Strs("ipv6CidrBlocks") {
				if reason := badCIDR(v, 6); reason != "" {
					c.Fail(fmt.Sprintf("%sipv6CidrBlocks[%d]", at, j), reason)
				}
			}
		}
	}
}

// uniqueDigits is how many digits the provider puts after a name prefix.
const uniqueDigits = 26

func uniqueName(c *world.Call, prefix string) string {
	return prefix + c.Hex(uniqueDigits, "name", prefix)
}

func createGroup(c *world.Call) error {
	op := doing(c, "Security Group", "CreateSecurityGroup", "")
	vpc := c.Find(api.VPC, c.In.Str("vpcId"))
	if vpc == nil {
		if vpc = defaultVPC(c); vpc == nil {
			return op.Refuse("VPCIdNotSpecified", "No default VPC for this user", docGroups)
		}
	}
	name := c.In.Str("name")
	if name == "" {
		name = uniqueName(c, c.In.Str("namePrefix"))
	}
	if err := groupWords(op, name, c.Out.Str("description")); err != nil {
		return err
	}
	for _, o := range c.Where(api.SecurityGroup, "vpcId", vpc.ID) {
		if o.Props.Str("name") == name {
			return op.Refuse("InvalidGroup.Duplicate", fmt.Sprintf("The security group '%s' already exists for VPC '%s'", name, vpc.ID), docGroups)
		}
	}
	if len(c.All(api.SecurityGroup)) >= c.Quota(QuotaSecurityGroups, defaultSecurityGroups) {
		return op.Refuse("SecurityGroupLimitExceeded", "The maximum number of security groups has been reached.", docQuotas)
	}
	c.ID = c.NewID("sg")
	set(c.Out, world.Props{
		"arn": api.ARN(c, "ec2", "security-group/"+c.ID), "ownerId": api.Account, "vpcId": vpc.ID, "name": name, "namePrefix": c.In.Str("namePrefix"),
		"ingress": c.In.List("ingress"), "egress": c.In.List("egress"),
	})
	return inlineRules(c, vpc)
}

func groupWords(op api.Op, name, description string) error {
	if strings.EqualFold(name, defaultName) {
		return op.Refuse("InvalidParameterValue", "Cannot use reserved security group name: "+name, docGroups)
	}
	for _, t := range []struct{ parameter, word, value string }{
		{"GroupName", "security group name", name}, {"GroupDescription", "security group description", description},
	} {
		if len(t.value) > 255 || !groupText.MatchString(t.value) {
			word := strings.TrimPrefix(t.word, "security group ")
			return op.Refuse("InvalidParameterValue", fmt.Sprintf("Value (%s) for parameter %s is invalid. Invalid %s. "+groupCharacters,
				t.value, t.parameter, t.word, word), docGroups)
		}
	}
	return nil
}

func defaultVPC(c *world.Call) *world.Object {
	for _, o := range c.All(api.VPC) {
		if o.Props.Bool("default") {
			return o
		}
	}
	return nil
}

// deleteGroup refuses while an interface uses the group or a rule of another
// group refers to it.
func deleteGroup(c *world.Call) error {
	if groupInUse(c, c.ID) {
		return deleting(c, "Security Group", "DeleteSecurityGroup").Refuse("DependencyViolation",
			fmt.Sprintf("resource %s has a dependent object", c.ID), docGroups)
	}
	removeRules(c, c.ID)
	return nil
}

func groupInUse(c *world.Call, id string) bool {
	inUse := len(with(c, api.NetworkInterface, "securityGroups", id)) > 0
	for _, kind := range []string{api.IngressRule, api.EgressRule} {
		for _, r := range c.Where(kind, "referencedSecurityGroupId", id) {
			inUse = inUse || r.Props.Str("securityGroupId") != id
		}
	}
	for _, o := range c.All(api.SecurityGroup) {
		for _, direction := range []string{"ingress", "egress"} {
			for _, r := range o.Props.Maps(direction) {
				inUse = inUse || o.ID != id && slices.Contains(r.Strs("securityGroups"), id)
			}
		}
	}
	return inUse
}

// ReleaseGroup takes away a group that a service made and does not need any
// more, with its rules. A group that is in use stays and belongs to nobody from
// then on: EC2 deletes none that an interface has or another group's rule
// refers to. Source:
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSecurityGroup.html
func ReleaseGroup(c *world.Call, group *world.Object) {
	if groupInUse(c, group.ID) {
		group.Owner = ""
		return
	}
	removeRules(c, group.ID)
	c.Remove(group)
}

// removeRules takes the separate rules of a group away.
func removeRules(c *world.Call, group string) {
	for _, kind := range []string{api.IngressRule, api.EgressRule} {
		for _, r := range c.Where(kind, "securityGroupId", group) {
			c.Remove(r)
		}
	}
}

// defaultGroupType adopts the default security group of a VPC: its rules are
// taken away and those of the inputs put in their place. It cannot be
// deleted: deleting the resource only forgets it.
func defaultGroupType() *world.Type {
	apply := func(c *world.Call) error {
		vpc := c.Find(api.VPC, c.In.Str("vpcId"))
		if vpc == nil {
			vpc = defaultVPC(c)
		}
		op := doing(c, "Default Security Group", "DescribeSecurityGroups", "DescribeSecurityGroups")
		if vpc == nil {
			return op.Refuse("VPCIdNotSpecified", "No default VPC for this user", docGroups)
		}
		group := c.Find(api.SecurityGroup, vpc.Props.Str("defaultSecurityGroupId"))
		if c.Object == nil {
			c.ID = group.ID
			if o := c.Find(api.DefaultGroup, c.ID); o != nil {
				return fmt.Errorf("creating Default Security Group: %s is managed by %s already", c.ID, o.URN)
			}
			removeRules(c, group.ID)
		}
		if err := inlineRules(c, vpc); err != nil {
			return err
		}
		wanted := c.In.Clone()
		group.Props["ingress"], group.Props["egress"] = wanted.List("ingress"), wanted.List("egress")
		group.Props["tags"] = map[string]any(wanted.Map("tags"))
		for _, name := range []string{"arn", "ownerId", "name", "description", "ingress", "egress"} {
			c.Out[name] = group.Props[name]
		}
		set(c.Out, world.Props{"vpcId": vpc.ID, "namePrefix": ""})
		return nil
	}
	return tagging(&world.Type{
		Token:    api.DefaultGroup,
		Replace:  []string{"vpcId"},
		Defaults: world.Props{"revokeRulesOnDelete": false},
		Refs: []world.Ref{
			vpcRef("Default Security Group", "DescribeSecurityGroups"),
			groupRef("ingress[*].securityGroups[*]", "Default Security Group", "AuthorizeSecurityGroupIngress"),
			groupRef("egress[*].securityGroups[*]", "Default Security Group", "AuthorizeSecurityGroupEgress"),
		},
		Takes: world.Times{Create: 2 * time.Second, Update: time.Second},
		Check: checkInline, Create: apply, Update: apply,
	}, "Default Security Group", "CreateTags")
}
