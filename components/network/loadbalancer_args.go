package network

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/internal/component"
)

// ClientIP says whether targets see the address of the client.
//
// The zero value is ClientIPKept on an internet-facing balancer, as AWS has
// it, and ClientIPHidden on an internal one: there, an instance that reaches
// itself through the balancer would see its own address as the sender and
// drop the connection, which is what happens to a pod that calls its own
// cluster's inner name:
// https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-troubleshooting.html
type ClientIP string

// What targets see as the sender.
const (
	// ClientIPKept shows the client's address.
	ClientIPKept ClientIP = "kept"
	// ClientIPHidden shows the balancer's private address.
	ClientIPHidden ClientIP = "hidden"
)

// LoadBalancerArgs are the settings of a LoadBalancer.
type LoadBalancerArgs struct {
	// Network in which the balancer stands. Required.
	Network Placement
	// InternetFacing gives the balancer public addresses and a name that
	// resolves to them. Off unless set: the balancer is internal.
	InternetFacing bool
	// Tier in whose subnets it stands. Empty means the network's first tier
	// of kind Public for an internet-facing balancer, of kind Private, or
	// else Isolated, for an internal one.
	Tier string
	// Zones are letters of the zones to stand in. None means all zones of the
	// tier.
	Zones []string
	// SingleZone states that one zone is enough: its loss is the loss of the
	// balancer. Without it a balancer in one zone is refused.
	SingleZone bool
	// Clients are the ranges that may connect, of either family. None means
	// the whole internet for an internet-facing balancer and the VPC for an
	// internal one.
	Clients []string
	// DualStack serves IPv6 as well; the network must have it.
	DualStack bool
	// Listeners, one for each port. Required.
	Listeners []Listener
	// ClientIP is whether targets see the client's address. Empty means as
	// the type says.
	ClientIP ClientIP
	// DisableCrossZone keeps connections within the zone in which they
	// arrive, which is cheaper and needs healthy targets in every zone.
	DisableCrossZone bool
	// DeletionProtection makes AWS refuse to delete the balancer until it is
	// taken off again.
	DeletionProtection bool
	// AccessLogs is where the log of TLS connections goes. Nil means there is
	// none.
	AccessLogs *AccessLogs
	// Tags of every resource. Each has a Name tag besides.
	Tags map[string]string
}

func (a LoadBalancerArgs) withDefaults(name string) LoadBalancerArgs {
	a.AccessLogs = a.AccessLogs.withDefaults(name)
	a.Zones, a.Clients = slices.Clone(a.Zones), slices.Clone(a.Clients)
	if a.Tier == "" {
		a.Tier = a.defaultTier()
	}
	if len(a.Zones) == 0 {
		for _, s := range a.Network.Tier(a.Tier) {
			a.Zones = append(a.Zones, s.Zone)
		}
	}
	if len(a.Clients) == 0 {
		a.Clients = a.defaultClients()
	}
	if a.ClientIP == "" {
		a.ClientIP = ClientIPHidden
		if a.InternetFacing {
			a.ClientIP = ClientIPKept
		}
	}
	listeners := make([]Listener, len(a.Listeners))
	for i, l := range a.Listeners {
		listeners[i] = l.withDefaults()
	}
	a.Listeners, a.Tags = listeners, maps.Clone(a.Tags)
	return a
}

func (a LoadBalancerArgs) defaultTier() string {
	kinds := []Kind{Private, Isolated}
	if a.InternetFacing {
		kinds = []Kind{Public}
	}
	for _, kind := range kinds {
		if subnets := a.Network.Kind(kind); len(subnets) > 0 {
			return subnets[0].Tier
		}
	}
	return string(kinds[0])
}

func (a LoadBalancerArgs) defaultClients() []string {
	if !a.InternetFacing {
		return a.Network.CIDRs()
	}
	if a.DualStack {
		return []string{anywhere, anywhereIPv6}
	}
	return []string{anywhere}
}

// subnets are those the balancer stands in.
func (a LoadBalancerArgs) subnets() []Subnet {
	return a.Network.filter(func(s Subnet) bool { return s.Tier == a.Tier && slices.Contains(a.Zones, s.Zone) })
}

// CheckLoadBalancer returns what is wrong with the arguments of a load
// balancer, without making it.
func CheckLoadBalancer(name string, args *LoadBalancerArgs) error {
	_, err := planLoadBalancer(name, args)
	return err
}

func planLoadBalancer(name string, args *LoadBalancerArgs) (LoadBalancerArgs, error) {
	p := component.NewProblems("load balancer", name)
	if args == nil {
		p.Add("args", nil, "nil", "pass the settings of the balancer")
		return LoadBalancerArgs{}, p.Err()
	}
	a := args.withDefaults(name)
	checkBalancerName(p, name)
	if checkPlacement(p, a.Network) {
		checkStand(p, a)
		checkClients(p, a)
	}
	checkListeners(p, a.Listeners)
	if a.ClientIP != ClientIPKept && a.ClientIP != ClientIPHidden {
		p.Add("ClientIP", string(a.ClientIP), "not a choice", "use network.ClientIPKept or network.ClientIPHidden")
	}
	if a.AccessLogs.check(p); a.AccessLogs != nil && !slices.ContainsFunc(a.Listeners, func(l Listener) bool { return l.Protocol == TLS }) {
		p.Add("AccessLogs", nil, "no listener serves TLS, and only TLS is logged", "leave it out, and read the flow logs of the VPC")
	}
	checkTags(p, "Tags", a.Tags, 1)
	return a, p.Err()
}

// checkStand checks where the balancer would stand.
func checkStand(p *component.Problems, a LoadBalancerArgs) {
	tier := a.Network.Tier(a.Tier)
	if len(tier) == 0 {
		p.Add("Tier", a.Tier, "no such tier", fmt.Sprintf("use one of %s", quoted(a.Network.Tiers())))
		return
	}
	if a.InternetFacing && tier[0].Kind != Public {
		p.Add("Tier", a.Tier, fmt.Sprintf("the tier is %s, the balancer internet-facing", tier[0].Kind),
			"use a public tier, or leave InternetFacing out")
	}
	if a.DualStack && !a.Network.IPv6 {
		p.Add("DualStack", true, "the network has no IPv6", "set IPv6 on the VPC, or leave it out")
	}
	for i, z := range a.Zones {
		at := fmt.Sprintf("Zones[%d]", i)
		switch {
		case slices.Contains(a.Zones[:i], z):
			p.Add(at, z, "named twice", "remove it")
		case !slices.ContainsFunc(tier, func(s Subnet) bool { return s.Zone == z }):
			p.Add(at, z, fmt.Sprintf("tier %q has no subnet there", a.Tier), "name zones of the tier by letter")
		}
	}
	switch {
	case len(a.Zones) < 2 && !a.SingleZone:
		p.Add("Zones", a.Zones, "a single zone", "use two or more, or state SingleZone")
	case len(a.Zones) > 1 && a.SingleZone:
		p.Add("SingleZone", true, fmt.Sprintf("there are %d zones", len(a.Zones)), "leave it out, or name one zone in Zones")
	}
}

func checkClients(p *component.Problems, a LoadBalancerArgs) {
	for i, c := range a.Clients {
		at := fmt.Sprintf("Clients[%d]", i)
		prefix, ok := parseRange(p, at, c)
		switch {
		case !ok:
		case slices.Contains(a.Clients[:i], c):
			p.Add(at, c, "named twice", "remove it")
		case prefix.Addr().Is6() && !a.DualStack:
			p.Add(at, c, "an IPv6 range, and the balancer serves IPv4 only", "set DualStack, or remove it")
		case prefix.Bits() == 0 && !a.InternetFacing:
			p.Add(at, c, "the whole internet, and the balancer is internal", "name the ranges that may connect")
		}
	}
}

func quoted(words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = fmt.Sprintf("%q", w)
	}
	return strings.Join(out, ", ")
}

// rules of the balancer's security group: in from the clients on each
// listener's port, out to each target's ports in the VPC.
func (a LoadBalancerArgs) rules() (in, out []Rule) {
	for _, l := range a.Listeners {
		for _, c := range a.Clients {
			in = append(in, Rule{Port: l.Port, CIDR: c, Public: true}.withDefaults())
		}
	}
	var ports []int
	for _, l := range a.Listeners {
		ports = append(ports, l.Target.Port, l.Target.Health.portOr(l.Target.Port))
	}
	return in, a.outward(ports)
}
