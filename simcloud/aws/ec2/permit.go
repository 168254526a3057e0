package ec2

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// A Peer is the other end of a connection: its address and, if it is an
// interface in the network, the security groups of that interface.
type Peer struct {
	Address string
	Groups  []string
}

// GroupsPermit reports whether security groups let a connection pass in a
// direction ("ingress", "egress"): one rule of one group must match protocol
// ("tcp", "udp"), port and peer. Answers pass by themselves, for groups are
// stateful. Source:
// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html
func GroupsPermit(c *world.Call, groups []string, direction, protocol string, port int, peer Peer) bool {
	for _, id := range groups {
		group := c.Find(api.SecurityGroup, id)
		if group == nil {
			continue
		}
		for _, p := range permissions(c, group, direction, "") {
			if (p.protocol == "-1" || p.protocol == protocol && p.from <= port && port <= p.to) && isPeer(c, p.peer, peer) {
				return true
			}
		}
	}
	return false
}

func isPeer(c *world.Call, rule string, peer Peer) bool {
	address, err := netip.ParseAddr(peer.Address)
	switch {
	case strings.HasPrefix(rule, "sg-"):
		return slices.Contains(peer.Groups, rule)
	case err != nil:
		return false
	case strings.HasPrefix(rule, "pl-"):
		return listBits(c, rule, address) >= 0
	}
	prefix, err := netip.ParsePrefix(rule)
	return err == nil && prefix.Contains(address)
}

// ACLPermits reports whether the network ACL of a subnet lets packets pass in
// a direction ("ingress", "egress"): the first entry that matches decides, and
// none refuses. Network ACLs are stateless, so answers must be asked about
// too, at an ephemeral port. Source:
// https://docs.aws.amazon.com/vpc/latest/userguide/nacl-basics.html
func ACLPermits(c *world.Call, subnetID, direction, protocol string, port int, address string) bool {
	acl := NetworkACLOf(c, subnetID)
	a, err := netip.ParseAddr(address)
	if acl == nil || err != nil {
		return false
	}
	for _, e := range entries(acl, direction) {
		p := protocolOf(e.Str("protocol"))
		if p != "-1" && (p != protocol || port < e.Int("fromPort") || port > e.Int("toPort")) {
			continue
		}
		if prefix, err := netip.ParsePrefix(e.StrOr("cidrBlock", e.Str("ipv6CidrBlock"))); err == nil && prefix.Contains(a) {
			return e.Str("action") == "allow"
		}
	}
	return false
}
