package ec2

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// permission is one rule of a security group: one protocol, one range of
// ports, one peer.
type permission struct {
	protocol string // "tcp", "udp", "icmp", "icmpv6", "-1" or a number
	from, to int
	peer     string // a CIDR block, "sg-..." or "pl-..."
}

// String is the rule in the words of the service's refusals.
func (p permission) String() string {
	switch p.protocol {
	case "-1":
		return fmt.Sprintf("peer: %s, ALL, ALLOW", p.peer)
	case "tcp", "udp":
		return fmt.Sprintf("peer: %s, %s, from port: %d, to port: %d, ALLOW", p.peer, strings.ToUpper(p.protocol), p.from, p.to)
	case "icmp", "icmpv6":
		return fmt.Sprintf("peer: %s, %s, type: %s, code: %s, ALLOW", p.peer, strings.ToUpper(p.protocol), icmp(p.from), icmp(p.to))
	}
	return fmt.Sprintf("peer: %s, %s, ALLOW", p.peer, p.protocol)
}

func icmp(n int) string {
	if n == -1 {
		return "ALL"
	}
	return strconv.Itoa(n)
}

var protocolNames = map[string]string{"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", "all": "-1"}

// protocolOf is the protocol in the service's form, "" for one it does not know.
func protocolOf(v string) string {
	v = strings.ToLower(v)
	if name, ok := protocolNames[v]; ok {
		return name
	}
	if slices.Contains([]string{"tcp", "udp", "icmp", "icmpv6", "-1"}, v) {
		return v
	}
	if n, err := strconv.Atoi(v); err == nil && n >= 0 && n <= 255 {
		return v
	}
	return ""
}

// permissions returns the rules of a group in one direction, those of the
// group itself and those of separate resources other than except.
func permissions(c *world.Call, group *world.Object, direction, except string) []permission {
	var out []permission
	for _, r := range group.Props.Maps(direction) {
		out = append(out, inline(group.ID, r)...)
	}
	kind := api.IngressRule
	if direction == "egress" {
		kind = api.EgressRule
	}
	for _, o := range c.Where(kind, "securityGroupId", group.ID) {
		if o.ID != except {
			out = append(out, separate(o.Props))
		}
	}
	return out
}

func inline(group string, r world.Props) []permission {
	var out []permission
	peers := slices.Concat(r.Strs("cidrBlocks"), r.Strs("ipv6CidrBlocks"), r.Strs("prefixListIds"), r.Strs("securityGroups"))
	if r.Bool("self") {
		peers = append(peers, group)
	}
	for _, peer := range peers {
		out = append(out, permission{protocolOf(r.Str("protocol")), r.Int("fromPort"), r.Int("toPort"), peer})
	}
	return out
}

func separate(p world.Props) permission {
	out := permission{protocol: protocolOf(p.Str("ipProtocol")), from: p.IntOr("fromPort", -1), to: p.IntOr("toPort", -1)}
	for _, name := range sources {
		if v := p.Str(name); v != "" {
			out.peer = v
		}
	}
	if out.protocol == "-1" {
		out.from, out.to = 0, 0
	}
	return out
}

// sources are the inputs of a rule that may name its peer.
var sources = []string{"cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"}

// admit refuses a rule that is wrong in itself, doubles another or is one too
// many. IPv4 and IPv6 count apart, a group or prefix list counts for both.
func admit(c *world.Call, op api.Op, there []permission, p permission, protocol string) error {
	switch {
	case p.protocol == "":
		return op.Refuse("InvalidParameterValue", fmt.Sprintf("Invalid value '%s' for IP protocol. Unknown protocol.", protocol), docRules)
	case p.protocol != "tcp" && p.protocol != "udp":
	case p.from == -1 || p.to == -1:
		return op.Refuse("InvalidParameterValue", "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.", docRules)
	case p.from > 65535 || p.from < 0:
		return op.Refuse("InvalidParameterValue", fmt.Sprintf("TCP/UDP port (%d) out of range", p.from), docRules)
	case p.to > 65535 || p.to < 0:
		return op.Refuse("InvalidParameterValue", fmt.Sprintf("TCP/UDP port (%d) out of range", p.to), docRules)
	case p.from > p.to:
		return op.Refuse("InvalidParameterValue", fmt.Sprintf("Invalid TCP/UDP port range (%d:%d)", p.from, p.to), docRules)
	}
	four, six := 0, 0
	for _, o := range append(slices.Clone(there), p) {
		group := strings.HasPrefix(o.peer, "sg-") || strings.HasPrefix(o.peer, "pl-")
		if group || !strings.Contains(o.peer, ":") {
			four++
		}
		if group || strings.Contains(o.peer, ":") {
			six++
		}
	}
	if slices.Contains(there, p) {
		return op.Refuse("InvalidPermission.Duplicate", fmt.Sprintf("the specified rule \"%s\" already exists", p), docRules)
	}
	if max(four, six) > c.Quota(QuotaGroupRules, defaultGroupRules) {
		return op.Refuse("RulesPerSecurityGroupLimitExceeded", "The maximum number of rules per security group has been reached.", docQuotas)
	}
	return peerFits(c, op, p.peer)
}

// inlineRules checks the rules in the group's own inputs, beside those of
// separate resources.
func inlineRules(c *world.Call, vpc *world.Object) error {
	for _, direction := range []string{"ingress", "egress"} {
		op := authorize("Security Group", direction)
		there := permissions(c, &world.Object{ID: c.ID, Props: world.Props{}}, direction, "")
		for _, r := range c.In.Maps(direction) {
			for _, p := range inline(c.ID, r) {
				if err := admit(c, op, there, p, r.Str("protocol")); err != nil {
					return err
				}
				if err := sameNetwork(c, op, vpc, p.peer); err != nil {
					return err
				}
				there = append(there, p)
			}
		}
	}
	return nil
}

func authorize(noun, direction string) api.Op {
	if direction == "egress" {
		return api.Op{Doing: "authorizing " + noun + " egress rules", Service: "EC2", Name: "AuthorizeSecurityGroupEgress"}
	}
	return api.Op{Doing: "authorizing " + noun + " ingress rules", Service: "EC2", Name: "AuthorizeSecurityGroupIngress"}
}

// peerFits refuses a customer-managed prefix list, whose ids have 17 digits,
// that does not exist. Those of AWS have 8 and are not known here.
func peerFits(c *world.Call, op api.Op, peer string) error {
	if !strings.HasPrefix(peer, "pl-") || len(peer) != len("pl-")+17 || c.Find(api.PrefixList, peer) != nil {
		return nil
	}
	return op.Refuse("InvalidPrefixListID.NotFound", fmt.Sprintf("The prefix list ID '%s' does not exist", peer), docErrors)
}

// sameNetwork refuses a peer group of another VPC.
func sameNetwork(c *world.Call, op api.Op, vpc *world.Object, peer string) error {
	if o := c.Find(api.SecurityGroup, peer); o != nil && vpc != nil && o.Props.Str("vpcId") != vpc.ID {
		return op.Refuse("InvalidGroup.NotFound", "You have specified two resources that belong to different networks.", docRules)
	}
	return nil
}

func ruleType(token, direction string) *world.Type {
	noun := "VPC Security Group Ingress Rule"
	if direction == "egress" {
		noun = "VPC Security Group Egress Rule"
	}
	call := authorize(noun, direction).Name
	return tagging(&world.Type{
		Token:   token,
		Replace: []string{"securityGroupId"},
		// A rule's kind of peer cannot be modified.
		Replaces: func(old, in world.Props) []string {
			before, after := sourceOf(old), sourceOf(in)
			if before == after {
				return nil
			}
			return []string{before, after}
		},
		Refs: []world.Ref{
			groupRef("securityGroupId", noun, call), groupRef("referencedSecurityGroupId", noun, call), orders("prefixListId", api.PrefixList),
		},
		Takes: world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Check: checkRule,
		Create: func(c *world.Call) error {
			if err := settleRule(c, doing(c, noun, call, ""), direction); err != nil {
				return err
			}
			c.ID = c.NewID("sgr")
			set(c.Out, world.Props{"arn": api.ARN(c, "ec2", "security-group-rule/"+c.ID), "securityGroupRuleId": c.ID})
			return nil
		},
		Update: func(c *world.Call) error {
			return settleRule(c, doing(c, noun, "", "ModifySecurityGroupRules"), direction)
		},
	}, noun, call)
}

func sourceOf(in world.Props) string {
	for _, name := range sources {
		if given(in, name) {
			return name
		}
	}
	return sources[0]
}

func checkRule(c *world.Check) {
	found := 0
	for _, name := range sources {
		if given(c.In, name) {
			found++
		}
	}
	if found != 1 {
		summary := "Missing Attribute Configuration"
		if found > 1 {
			summary = "Invalid Attribute Combination"
		}
		c.Fail(sourceOf(c.In), summary+". Exactly one of these attributes must be configured: [cidr_ipv4,cidr_ipv6,prefix_list_id,referenced_security_group_id]")
	}
	for i, family := range []string{"4", "6"} {
		name := sources[i]
		if v := c.In.Str(name); v != "" && badCIDR(v, 4+2*i) != "" {
			c.Fail(name, fmt.Sprintf("Invalid Attribute Value. Attribute %s value must be a valid IPv%s CIDR that represents a network address, got: %s", snake(name), family, v))
		}
	}
	for _, name := range []string{"fromPort", "toPort"} {
		if v := c.In.IntOr(name, 0); v < -1 || v > 65535 {
			c.Fail(name, fmt.Sprintf("Invalid Attribute Value. Attribute %s value must be between -1 and 65535, got: %d", snake(name), v))
		}
	}
}

func settleRule(c *world.Call, op api.Op, direction string) error {
	if v := c.In.Str("description"); len(v) > 255 || !groupText.MatchString(v) {
		return op.Refuse("InvalidParameterValue", "Invalid rule description. "+fmt.Sprintf(groupCharacters, "description"), docRules)
	}
	group := c.Find(api.SecurityGroup, c.In.Str("securityGroupId"))
	p := separate(c.In)
	if err := admit(c, op, permissions(c, group, direction, c.ID), p, c.In.Str("ipProtocol")); err != nil {
		return err
	}
	return sameNetwork(c, op, c.Find(api.VPC, group.Props.Str("vpcId")), p.peer)
}

// groupsFit refuses groups that an interface in the subnet cannot have.
func groupsFit(c *world.Call, op api.Op, subnet *world.Object, groups []string) error {
	for _, id := range groups {
		if g := c.Find(api.SecurityGroup, id); g != nil && g.Props.Str("vpcId") != subnet.Props.Str("vpcId") {
			return op.Refuse("InvalidParameter", fmt.Sprintf("Security group %s and subnet %s belong to different networks.", id, subnet.ID), docGroups)
		}
	}
	if len(groups) > c.Quota(QuotaGroupsPerInterface, defaultGroupsPerInterface) {
		return op.Refuse("SecurityGroupsPerInterfaceLimitExceeded", "The maximum number of security groups per interface has been reached.", docQuotas)
	}
	return nil
}
