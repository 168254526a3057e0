package reach

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// address goes on from a plain address to whose interface it is.
func (q *question) address(ip string) {
	to, err := netip.ParseAddr(ip)
	if err != nil {
		q.add("address", ip, "not an address")
		return
	}
	if eni := q.clientInterface(); eni != nil && to.Is6() {
		own := first6(eni)
		if !own.IsValid() {
			q.add("way out", eni.ID, "it has no IPv6 address")
			return
		}
		q.peer.addresses = single(own)
	}
	for _, eni := range q.c.Everywhere(api.NetworkInterface) {
		public := eni.Props.Map("association").Str("publicIp") == ip || slices.Contains(eni.Props.Strs("ipv6Addresses"), ip)
		near := q.from.VPC != "" && eni.Props.Str("vpcId") == q.from.VPC
		if !public && !(near && eni.Props.Str("privateIp") == ip) {
			continue
		}
		for _, lb := range q.c.Everywhere(api.LoadBalancer) {
			if eni.Owner == lb.Key() {
				q.balancer(lb)
				return
			}
		}
		if near && (!public || to.Is6()) {
			public = false
			if !q.near(peer{addresses: single(to), groups: eni.Props.Strs("securityGroups")}, eni.Props.Str("subnetId")) {
				return
			}
		} else if !q.far(peer{addresses: single(to)}) {
			return
		}
		q.machine(eni, public)
		return
	}
	if q.from.Interface != "" && !to.IsPrivate() {
		if q.far(peer{addresses: single(to)}) {
			q.add("internet", ip, "")
		}
		return
	}
	q.add("address", ip, "no network interface of the account has it where the client could reach it")
}

func single(a netip.Addr) []netip.Prefix { return []netip.Prefix{netip.PrefixFrom(a, a.BitLen())} }

// machine is the end of a path that leads to an instance itself.
func (q *question) machine(eni *world.Object, public bool) {
	c := in(q.c, eni.Scope)
	why, own := "", eni.Props.Str("subnetId")
	if public {
		why = noGateway(c, own, q.six())
	}
	client := q.clientInterface()
	if why == "" && (client == nil || q.outside || client.Props.Str("subnetId") != own) {
		why = aclClosed(c, own, q.port, q.peer, false)
	}
	if why == "" {
		why = closedBy(c, eni.Props.Strs("securityGroups"), "ingress", q.port, q.peer)
	}
	if !q.add("interface", eni.ID, why) {
		return
	}
	for _, i := range c.All(api.Instance) {
		if i.Key() == eni.Owner || i.Props.Str("primaryNetworkInterfaceId") == eni.ID {
			q.node(i, q.port)
			return
		}
	}
}

// noGateway returns the reason why a subnet is not reached from the internet,
// "" if it is.
func noGateway(c *world.Call, subnetID string, six bool) string {
	beyond := internetAddress
	if six {
		beyond = internetAddress6
	}
	target, ok := ec2.RouteFor(c, subnetID, beyond)
	if ok && strings.HasPrefix(target, "igw-") {
		return ""
	}
	switch {
	case target == "":
		return fmt.Sprintf("subnet %s: no route to an internet gateway", subnetID)
	case !ok:
		return fmt.Sprintf("subnet %s: the route to the internet leads to %s, which is gone", subnetID, target)
	}
	return fmt.Sprintf("subnet %s: the route to the internet leads to %s, not to an internet gateway", subnetID, target)
}
