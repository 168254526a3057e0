package reach

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strconv"

	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// The ports that clients answer on: load balancers and Linux machines use
// some of these.
// https://docs.aws.amazon.com/vpc/latest/userguide/nacl-ephemeral-ports.html
const firstEphemeral, lastEphemeral = 1024, 65535

// entry is one numbered entry of a network ACL.
type entry struct {
	number            int
	protocol, cidr    string
	allow             bool
	firstPort, toPort int
}

func entriesOf(acl *world.Object, direction string) []entry {
	var out []entry
	for _, p := range acl.Props.Maps(direction) {
		out = append(out, entry{p.Int("ruleNo"), p.Str("protocol"), p.StrOr("cidrBlock", p.Str("ipv6CidrBlock")), p.Str("action") == "allow", p.Int("fromPort"), p.Int("toPort")})
	}
	if acl.Props.Bool("default") && len(out) == 1 && out[0].cidr == "0.0.0.0/0" && out[0].allow {
		// With a range of IPv6 a default ACL lets that pass as well, as long as
		// nobody has changed it:
		// https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html
		out = append(out, entry{number: out[0].number + 1, protocol: "-1", cidr: "::/0", allow: true})
	}
	slices.SortFunc(out, func(a, b entry) int { return cmp.Compare(a.number, b.number) })
	return out
}

// passes reports whether entries let TCP ports pass to or from an address
// range: the first entry that meets any of it decides, and an entry that
// allows only a part of it is read as not allowing it.
func passes(entries []entry, addresses netip.Prefix, first, last int) bool {
	for _, e := range entries {
		net, err := netip.ParsePrefix(e.cidr)
		all := e.protocol == "-1" || e.protocol == "all"
		if err != nil || !net.Overlaps(addresses) || !all && e.protocol != "tcp" && e.protocol != "6" {
			continue
		}
		if !all && (e.toPort < first || e.firstPort > last) {
			continue
		}
		whole := net.Bits() <= addresses.Bits() && (all || e.firstPort <= first && last <= e.toPort)
		if !e.allow || whole {
			return e.allow
		}
	}
	return false
}

// aclClosed returns the reason why the network ACL of a subnet stops a
// connection that comes in to a port from a peer, or its answers, "" if it
// lets both pass. Outgoing connections are asked for with out set.
func aclClosed(c *world.Call, subnetID string, port int, p peer, out bool) string {
	acl := ec2.NetworkACLOf(c, subnetID)
	if acl == nil {
		return ""
	}
	to, back, preposition, reverse := "ingress", "egress", "from", "to"
	if out {
		to, back, preposition, reverse = "egress", "ingress", "to", "from"
	}
	for _, a := range p.addresses {
		if !passes(entriesOf(acl, to), a, port, port) {
			return fmt.Sprintf("network ACL %s of subnet %s: no %s entry allows tcp %s %s %s", acl.ID, subnetID, to, strconv.Itoa(port), preposition, a)
		}
		if !passes(entriesOf(acl, back), a, firstEphemeral, lastEphemeral) {
			return fmt.Sprintf("network ACL %s of subnet %s: no %s entry allows the answers, tcp %d-%d %s %s", acl.ID, subnetID, back, firstEphemeral, lastEphemeral, reverse, a)
		}
	}
	return ""
}
