package ec2

import (
	"fmt"
	"slices"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func networkACLType() *world.Type {
	return tagging(&world.Type{
		Token:   api.NetworkACL,
		Replace: []string{"vpcId"},
		Refs: []world.Ref{
			vpcRef("EC2 Network ACL", "CreateNetworkAcl"), subnetRef("subnetIds[*]", "EC2 Network ACL", "ReplaceNetworkAclAssociation"),
		},
		Takes: world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Check: func(c *world.Check) {
			for _, direction := range []string{"ingress", "egress"} {
				for i, r := range c.In.Maps(direction) {
					at := fmt.Sprintf("%s[%d].", direction, i)
					oneOf(c, r, at, "action", "allow", "deny")
					between(c, r, at, "ruleNo", 1, 32766)
					portOrZero(c, r, at, "fromPort")
					portOrZero(c, r, at, "toPort")
					network4(c, r, at, "cidrBlock")
					network6(c, r, at, "ipv6CidrBlock")
				}
			}
		},
		Create: func(c *world.Call) error {
			if len(c.Where(api.NetworkACL, "vpcId", c.In.Str("vpcId"))) >= c.Quota(QuotaNetworkACLs, defaultNetworkACLs) {
				return doing(c, "EC2 Network ACL", "CreateNetworkAcl", "").Refuse("NetworkAclLimitExceeded",
					"The maximum number of network acls has been reached.", docQuotas)
			}
			c.ID = c.NewID("acl")
			set(c.Out, world.Props{"arn": api.ARN(c, "ec2", "network-acl/"+c.ID), "ownerId": api.Account})
			return settleACL(c)
		},
		Update: settleACL,
		// The provider gives the subnets back to the default network ACL first.
		Delete: func(c *world.Call) error {
			for _, o := range c.Where(api.NetworkACLAssoc, "networkAclId", c.ID) {
				c.Remove(o)
			}
			return nil
		},
	}, "EC2 Network ACL", "CreateNetworkAcl")
}

// settleACL checks the entries and takes the subnets over.
func settleACL(c *world.Call) error {
	for _, direction := range []string{"ingress", "egress"} {
		op := api.Op{Doing: fmt.Sprintf("creating EC2 Network ACL (%s) Entry", c.ID), Service: "EC2", Name: "CreateNetworkAclEntry"}
		seen := map[int]bool{}
		for _, r := range c.In.Maps(direction) {
			n := r.Int("ruleNo")
			if seen[n] {
				return op.Refuse("NetworkAclEntryAlreadyExists", fmt.Sprintf("The network acl entry identified by %d already exists.", n), docACLs)
			}
			seen[n] = true
			if from, to := r.Int("fromPort"), r.Int("toPort"); protocolOf(r.Str("protocol")) == "-1" && (from != 0 || to != 0) {
				// The provider's own words, before it asks the service:
				// https://www.pulumi.com/registry/packages/aws/api-docs/ec2/networkacl/
				return fmt.Errorf("%s: to_port (%d) and from_port (%d) must both be 0 to use the 'all' \"-1\" protocol!", //nolint:staticcheck // the provider's words
					doing(c, "EC2 Network ACL", "", "").Doing, to, from)
			}
		}
		if len(seen) > c.Quota(QuotaNetworkACLRules, defaultNetworkACLRules) {
			return op.Refuse("NetworkAclEntryLimitExceeded", "The maximum number of network acl entries has been reached.", docQuotas)
		}
		c.Out[direction] = c.In.List(direction)
	}
	for _, id := range c.In.Strs("subnetIds") {
		if err := foreignSubnet(c, c.In.Str("vpcId"), c.ID, id); err != nil {
			return err
		}
	}
	for _, id := range c.In.Strs("subnetIds") {
		leaveACL(c, id)
	}
	c.Out["subnetIds"] = c.In.List("subnetIds")
	return nil
}

// leaveACL takes a subnet from the network ACL that it is associated with: it
// has one at a time, and a new association ends the one before. Source:
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceNetworkAclAssociation.html
func leaveACL(c *world.Call, subnet string) {
	for _, other := range with(c, api.NetworkACL, "subnetIds", subnet) {
		other.Props["subnetIds"] = list(without(other.Props.Strs("subnetIds"), subnet))
	}
	for _, other := range c.Where(api.NetworkACLAssoc, "subnetId", subnet) {
		c.Remove(other)
	}
}

func foreignSubnet(c *world.Call, vpc, acl, subnet string) error {
	if s := c.Find(api.Subnet, subnet); s != nil && s.Props.Str("vpcId") != vpc {
		op := api.Op{Doing: fmt.Sprintf("creating EC2 Network ACL (%s) Association", acl), Service: "EC2", Name: "ReplaceNetworkAclAssociation"}
		return op.Refuse("InvalidParameterValue", fmt.Sprintf("network acl %s and subnet %s belong to different networks", acl, subnet), docACLs)
	}
	return nil
}

func networkACLAssociationType() *world.Type {
	const noun, call = "EC2 Network ACL Association", "ReplaceNetworkAclAssociation"
	settle := func(c *world.Call) error {
		acl := c.Find(api.NetworkACL, c.In.Str("networkAclId"))
		if err := foreignSubnet(c, acl.Props.Str("vpcId"), acl.ID, c.In.Str("subnetId")); err != nil {
			return err
		}
		leaveACL(c, c.In.Str("subnetId"))
		c.ID = c.NewID("aclassoc")
		return nil
	}
	return &world.Type{
		Token: api.NetworkACLAssoc,
		// Each replacement of an association gives it another id.
		Replace: []string{"networkAclId", "subnetId"},
		Refs: []world.Ref{
			subnetRef("subnetId", noun, call),
			reference("networkAclId", api.NetworkACL, noun, call, "InvalidNetworkAclID.NotFound", "networkAcl ID"),
		},
		Takes:  world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Create: settle,
	}
}

// NetworkACLOf returns the network ACL of a subnet: the one that an
// association or its own list gives it, else the default one of its VPC; nil
// for a subnet that does not exist.
func NetworkACLOf(c *world.Call, subnetID string) *world.Object {
	if a := c.By(api.NetworkACLAssoc, "subnetId", subnetID); a != nil {
		return c.Find(api.NetworkACL, a.Props.Str("networkAclId"))
	}
	if own := with(c, api.NetworkACL, "subnetIds", subnetID); len(own) > 0 {
		return own[0]
	}
	subnet := c.Find(api.Subnet, subnetID)
	if subnet == nil {
		return nil
	}
	for _, o := range c.Where(api.NetworkACL, "vpcId", subnet.Props.Str("vpcId")) {
		if o.Props.Bool("default") {
			return o
		}
	}
	return nil
}

// entries returns the entries of a network ACL in one direction in the order
// in which the service evaluates them.
func entries(acl *world.Object, direction string) []world.Props {
	out := acl.Props.Maps(direction)
	slices.SortFunc(out, func(a, b world.Props) int { return a.Int("ruleNo") - b.Int("ruleNo") })
	return out
}
