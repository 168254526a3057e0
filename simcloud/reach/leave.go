package reach

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// clientInterface is the network interface that a client in a VPC speaks
// through, nil where it is not known.
func (q *question) clientInterface() *world.Object {
	for _, eni := range q.c.Everywhere(api.NetworkInterface) {
		if eni.ID == q.from.Interface {
			return eni
		}
	}
	return nil
}

// near goes on from a client to an interface in its own VPC: its security
// groups and its network ACL let the connection out.
func (q *question) near(to peer, subnet string) bool {
	eni := q.clientInterface()
	if eni == nil {
		return true
	}
	c := in(q.c, eni.Scope)
	why := closedBy(c, eni.Props.Strs("securityGroups"), "egress", q.port, to)
	if own := eni.Props.Str("subnetId"); why == "" && own != subnet {
		why = aclClosed(c, own, q.port, peer{addresses: to.addresses}, true)
	}
	return q.add("way out", eni.ID+" within the VPC", why)
}

// far goes on from a client in a VPC to an address outside it, and changes who
// the other side sees: the NAT gateway, or the client's own public address.
func (q *question) far(to peer) bool {
	eni := q.clientInterface()
	if eni == nil {
		return true
	}
	c, own := in(q.c, eni.Scope), eni.Props.Str("subnetId")
	why := closedBy(c, eni.Props.Strs("securityGroups"), "egress", q.port, to)
	if why == "" {
		why = aclClosed(c, own, q.port, peer{addresses: to.addresses}, true)
	}
	if why != "" {
		return q.add("way out", eni.ID, why)
	}
	by, seen, why := exit(c, eni, to, q.port)
	if !q.add("way out", eni.ID+by, why) {
		return false
	}
	q.outside, q.peer = true, peer{addresses: []netip.Prefix{netip.PrefixFrom(seen, seen.BitLen())}}
	return true
}

// exit is how an interface reaches an address beyond its VPC, and as whom, or
// why it does not.
func exit(c *world.Call, eni *world.Object, other peer, port int) (by string, seen netip.Addr, why string) {
	own, to := eni.Props.Str("subnetId"), other.addresses[0].Addr()
	beyond := to
	if to.IsUnspecified() {
		beyond = netip.MustParseAddr(beyondOf(to))
	}
	target, ok := ec2.RouteFor(c, own, beyond.String())
	kind, _, _ := strings.Cut(target, "-")
	switch {
	case target == "":
		return "", seen, fmt.Sprintf("subnet %s: no route to %s", own, beyond)
	case !ok:
		return "", seen, fmt.Sprintf("subnet %s: the route to %s leads to %s, which is gone", own, beyond, target)
	case to.Is6() && (kind == "igw" || kind == "eigw"):
		if seen = first6(eni); !seen.IsValid() {
			return "", seen, fmt.Sprintf("network interface %s has no IPv6 address", eni.ID)
		}
	case kind == "igw":
		text := eni.Props.Map("association").Str("publicIp")
		if seen, _ = netip.ParseAddr(text); !seen.IsValid() {
			return "", seen, fmt.Sprintf("network interface %s has no public address, which internet gateway %s demands", eni.ID, target)
		}
	case kind == "nat":
		if works, why := ec2.HasEgress(c, own); !works {
			return "", seen, why
		}
		nat := c.Find(api.NATGateway, target)
		if why := translated(c, eni, nat, other, port); why != "" {
			return "", seen, why
		}
		if seen, _ = netip.ParseAddr(nat.Props.Str("publicIp")); !seen.IsValid() {
			return "", seen, fmt.Sprintf("NAT gateway %s has no public address", target)
		}
	default:
		return "", seen, fmt.Sprintf("subnet %s: the route to %s leads to %s, beyond which the simulation does not look", own, beyond, target)
	}
	return fmt.Sprintf(" over %s as %s", target, seen), seen, ""
}

// translated returns the reason why the network ACL of a NAT gateway's subnet
// stops a connection of an interface on its way in or out. Source:
// https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html
func translated(c *world.Call, eni, nat *world.Object, to peer, port int) string {
	subnet := nat.Props.Str("subnetId")
	own, err := netip.ParseAddr(eni.Props.Str("privateIp"))
	if err == nil && eni.Props.Str("subnetId") != subnet {
		client := peer{addresses: []netip.Prefix{netip.PrefixFrom(own, own.BitLen())}}
		if why := aclClosed(c, subnet, port, client, false); why != "" {
			return why
		}
	}
	return aclClosed(c, subnet, port, peer{addresses: to.addresses}, true)
}

func first6(eni *world.Object) netip.Addr {
	for _, text := range eni.Props.Strs("ipv6Addresses") {
		if a, err := netip.ParseAddr(text); err == nil {
			return a
		}
	}
	return netip.Addr{}
}

// beyondOf stands for the internet in the address family of a.
func beyondOf(a netip.Addr) string {
	if a.Is6() {
		return internetAddress6
	}
	return internetAddress
}
