package network

import (
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// DefaultIdleSeconds is for how long an ApplicationLoadBalancer keeps a
// connection on which nothing happens, AWS's own default.
const DefaultIdleSeconds = 60

// ApplicationLoadBalancerArgs are the settings of an ApplicationLoadBalancer.
type ApplicationLoadBalancerArgs struct {
	// Network in which the balancer stands. Required.
	Network Placement
	// InternetFacing gives the balancer public addresses and a name that
	// resolves to them. Off unless set: the balancer is internal.
	InternetFacing bool
	// Tier in whose subnets it stands. Empty means the network's first tier
	// of kind Public for an internet-facing balancer, of kind Private, or
	// else Isolated, for an internal one.
	Tier string
	// Zones are letters of the zones to stand in, at least two, as AWS
	// demands. None means all zones of the tier.
	Zones []string
	// Clients are the ranges that may connect, of either family. None means
	// the whole internet for an internet-facing balancer and the VPC for an
	// internal one, unless there are ClientLists.
	Clients []string
	// ClientLists are ids of prefix lists that may connect, by a key of the
	// caller's, such as AWS's list of the addresses that CloudFront calls
	// origins from. Each counts for as many rules of the group as it has
	// entries, which is 55 for that of CloudFront against a quota of 60:
	// https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
	ClientLists map[string]pulumi.StringInput
	// DualStack serves IPv6 as well; the network must have it.
	DualStack bool
	// Listeners, one for each port. Required. [RedirectToHTTPS] is one of them
	// for port 80.
	Listeners []WebListener
	// Targets that actions forward to. Each takes part in some action.
	Targets []WebTarget
	// IdleSeconds is for how long a connection may be silent, 1 to 4000. Zero
	// means DefaultIdleSeconds.
	IdleSeconds int
	// KeepInvalidHeaders passes on headers whose names are not letters, digits
	// and hyphens. Off, they are dropped.
	KeepInvalidHeaders bool
	// DeletionProtection makes AWS refuse to delete the balancer until it is
	// taken off again.
	DeletionProtection bool
	// AccessLogs is where the log of requests goes. Nil means there is none.
	AccessLogs *AccessLogs
	// Tags of every resource. Each has a Name tag besides.
	Tags map[string]string
}

// place is what both types of balancers are told: where to stand, who may
// connect, and how to be kept.
func (a ApplicationLoadBalancerArgs) place() LoadBalancerArgs {
	return LoadBalancerArgs{
		Network: a.Network, InternetFacing: a.InternetFacing, Tier: a.Tier, Zones: a.Zones,
		Clients: a.Clients, DualStack: a.DualStack,
		DeletionProtection: a.DeletionProtection, AccessLogs: a.AccessLogs, Tags: a.Tags,
	}
}

func (a ApplicationLoadBalancerArgs) withDefaults(name string) ApplicationLoadBalancerArgs {
	place := a.place().withDefaults(name)
	a.Tier, a.Zones, a.AccessLogs, a.Tags = place.Tier, place.Zones, place.AccessLogs, place.Tags
	if len(a.Clients) > 0 || len(a.ClientLists) == 0 {
		a.Clients = place.Clients
	}
	a.ClientLists = maps.Clone(a.ClientLists)
	if a.IdleSeconds == 0 {
		a.IdleSeconds = DefaultIdleSeconds
	}
	listeners, targets := make([]WebListener, len(a.Listeners)), make([]WebTarget, len(a.Targets))
	for i, l := range a.Listeners {
		listeners[i] = l.withDefaults()
	}
	for i, t := range a.Targets {
		targets[i] = t.withDefaults()
	}
	a.Listeners, a.Targets = listeners, targets
	return a
}

// CheckApplicationLoadBalancer returns what is wrong with the arguments of an
// application load balancer, without making it.
func CheckApplicationLoadBalancer(name string, args *ApplicationLoadBalancerArgs) error {
	_, err := planWeb(name, args)
	return err
}

func planWeb(name string, args *ApplicationLoadBalancerArgs) (ApplicationLoadBalancerArgs, error) {
	p := component.NewProblems("application load balancer", name)
	if args == nil {
		p.Add("args", nil, "nil", "pass the settings of the balancer")
		return ApplicationLoadBalancerArgs{}, p.Err()
	}
	a := args.withDefaults(name)
	checkBalancerName(p, name)
	if checkPlacement(p, a.Network) {
		checkWebPlace(p, a)
	}
	checkWebTargets(p, a.Targets)
	checkWebListeners(p, a)
	checkRange(p, "IdleSeconds", a.IdleSeconds, 1, 4000)
	a.AccessLogs.check(p)
	checkTags(p, "Tags", a.Tags, 1)
	return a, p.Err()
}

func checkWebPlace(p *component.Problems, a ApplicationLoadBalancerArgs) {
	place := a.place()
	if len(a.Zones) < 2 && len(a.Network.Tier(a.Tier)) > 0 {
		// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
		p.Add("Zones", a.Zones, "a single zone", "AWS demands two or more of an application load balancer")
		place.SingleZone = true
	}
	checkStand(p, place)
	checkClients(p, place)
	for _, key := range slices.Sorted(maps.Keys(a.ClientLists)) {
		field := fmt.Sprintf("ClientLists[%q]", key)
		if !tierForm.MatchString(key) {
			p.Add(field, nil, "not a key", "use 1 to 20 lower-case letters, digits and hyphens, a letter first")
		}
		if a.ClientLists[key] == nil {
			p.Add(field, nil, "not given", "pass the id of a prefix list")
		}
	}
}

// rules of the balancer's security group: in from the clients on each
// listener's port, out to each target's ports in the VPC.
func (a ApplicationLoadBalancerArgs) rules() (in, out []Rule) {
	for _, l := range a.Listeners {
		for _, c := range a.Clients {
			in = append(in, Rule{Port: l.Port, CIDR: c, Public: true}.withDefaults())
		}
		for _, key := range slices.Sorted(maps.Keys(a.ClientLists)) {
			in = append(in, Rule{Key: fmt.Sprintf("tcp-%d-%s", l.Port, key), Port: l.Port, PrefixList: a.ClientLists[key]})
		}
	}
	var ports []int
	for _, t := range a.Targets {
		ports = append(ports, t.Port, t.Health.portOr(t.Port))
	}
	return in, a.place().outward(ports)
}

func (a ApplicationLoadBalancerArgs) inputs() pulumi.Map {
	targets := pulumi.IntMap{}
	for _, t := range a.Targets {
		targets[t.Key] = pulumi.Int(t.Port)
	}
	in := a.place().inputs(doorsOf(a.Listeners))
	in["targets"] = targets
	return in
}
