package reach

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// A peer is the other side of a connection: its addresses and the security
// groups of its network interface.
type peer struct {
	addresses []netip.Prefix
	groups    []string
	// edge says that they are CloudFront's: a rule may name them by a prefix
	// list of AWS.
	edge bool
}

func (p peer) String() string {
	if p.edge {
		return "CloudFront"
	}
	if len(p.groups) > 0 {
		return strings.Join(p.groups, ", ")
	}
	var out []string
	for _, a := range p.addresses {
		out = append(out, a.String())
	}
	return strings.Join(out, ", ")
}

// rule is one permission of a security group, whichever resource states it.
type rule struct {
	protocol string
	from, to int
	cidrs    []string
	lists    []string
	groups   []string
}

// admits reports whether the rule covers TCP on a port.
func (r rule) admits(port int) bool {
	switch r.protocol {
	case "-1", "all":
		return true
	case "tcp", "6":
		return r.from == -1 || r.from <= port && port <= r.to
	}
	return false
}

// covers reports whether the rule names the peer: one of its groups, or all of
// its addresses.
func (r rule) covers(c *world.Call, p peer) bool {
	if slices.ContainsFunc(p.groups, func(g string) bool { return slices.Contains(r.groups, g) }) {
		return true
	}
	if p.edge && slices.ContainsFunc(r.lists, func(id string) bool { return managed(c, id) }) {
		return true
	}
	cidrs := slices.Clone(r.cidrs)
	for _, id := range r.lists {
		if l := c.Find(api.PrefixList, id); l != nil {
			cidrs = append(cidrs, l.Props.StrsAt("entries[*].cidr")...)
		}
	}
	return len(p.addresses) > 0 && !slices.ContainsFunc(p.addresses, func(a netip.Prefix) bool {
		return !slices.ContainsFunc(cidrs, func(s string) bool {
			net, err := netip.ParsePrefix(s)
			return err == nil && net.Bits() <= a.Bits() && net.Contains(a.Addr())
		})
	})
}

// managed reports whether a prefix list is one of AWS. What those hold is not
// known here, so a rule that names one is taken to mean CloudFront's, the only
// client in the simulation that AWS has a list of:
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/LocationsOfEdgeServers.html
func managed(c *world.Call, id string) bool {
	return strings.HasPrefix(id, "pl-") && c.Find(api.PrefixList, id) == nil
}

// rulesOf returns the rules of a security group in one direction: those in the
// group and those of separate resources.
func rulesOf(c *world.Call, id, direction string) []rule {
	var out []rule
	if g := c.Find(api.SecurityGroup, id); g != nil {
		for _, p := range g.Props.Maps(direction) {
			r := rule{
				protocol: p.Str("protocol"), from: p.Int("fromPort"), to: p.Int("toPort"),
				cidrs: append(p.Strs("cidrBlocks"), p.Strs("ipv6CidrBlocks")...), lists: p.Strs("prefixListIds"),
				groups: p.Strs("securityGroups"),
			}
			if p.Bool("self") {
				r.groups = append(r.groups, id)
			}
			out = append(out, r)
		}
	}
	kind := api.IngressRule
	if direction == "egress" {
		kind = api.EgressRule
	}
	for _, o := range c.Where(kind, "securityGroupId", id) {
		p := o.Props
		out = append(out, rule{
			protocol: p.Str("ipProtocol"), from: p.IntOr("fromPort", -1), to: p.IntOr("toPort", -1),
			cidrs: []string{p.Str("cidrIpv4"), p.Str("cidrIpv6")}, lists: []string{p.Str("prefixListId")},
			groups: []string{p.Str("referencedSecurityGroupId")},
		})
	}
	return out
}

// closedBy returns the reason why security groups keep out a connection, ""
// if one of them lets it pass. An interface without groups filters nothing.
func closedBy(c *world.Call, groups []string, direction string, port int, p peer) string {
	if len(groups) == 0 {
		return ""
	}
	for _, id := range groups {
		for _, r := range rulesOf(c, id, direction) {
			if r.admits(port) && r.covers(c, p) {
				return ""
			}
		}
	}
	noun, word := "security group ", "from"
	if direction == "egress" {
		word = "to"
	}
	if len(groups) > 1 {
		noun = "security groups "
	}
	return fmt.Sprintf("%s%s: no %s rule allows tcp %d %s %s", noun, strings.Join(groups, ", "), direction, port, word, p)
}
