package reach

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Internet is any client outside, and Localhost one on the machine where the
// providers run.
const (
	Internet  = "internet"
	Localhost = "localhost"
)

const (
	podKind     = "kubernetes:core/v1:Pod"
	serviceKind = "kubernetes:core/v1:Service"
)

// Ask is Path from a place that is written as people name it: Internet,
// Localhost, an address or a range of IPv4 or IPv6 ("203.0.113.7"), the id of a
// VPC or of an instance, or a pod, "NAMESPACE/NAME". A place that is not there
// is a closed hop, which lists what there is.
func Ask(c *world.Call, k Cluster, from, to string) Report {
	k.settle(c)
	origin, why := place(c, from)
	if why != "" {
		return Report{To: to, Hops: []Hop{{Kind: "client", What: from, Closed: why}}}
	}
	return Path(c, k, origin, to)
}

func place(c *world.Call, text string) (From, string) {
	switch {
	case text == Internet:
		return From{}, ""
	case text == Localhost:
		return From{Local: true}, ""
	case strings.HasPrefix(text, "vpc-"):
		for _, vpc := range c.Everywhere(api.VPC) {
			if vpc.ID == text {
				return From{VPC: text}, ""
			}
		}
		return From{}, "no such VPC: " + have("the account has", idsOf(c, api.VPC))
	case strings.HasPrefix(text, "i-"):
		for _, i := range c.Everywhere(api.Instance) {
			if i.ID == text {
				return machineAt(c, i)
			}
		}
		return From{}, "no such instance: " + have("the account has", idsOf(c, api.Instance))
	}
	if a, err := netip.ParseAddr(text); err == nil {
		return From{CIDR: netip.PrefixFrom(a, a.BitLen()).String()}, ""
	}
	if _, err := netip.ParsePrefix(text); err == nil {
		return From{CIDR: text}, ""
	}
	if strings.Count(text, "/") == 1 {
		return podAt(c, text)
	}
	return From{}, fmt.Sprintf("not a place: write %s, %s, an address, a range, vpc-..., i-... or a pod NAMESPACE/NAME", Internet, Localhost)
}

// machineAt is a client on an instance.
func machineAt(c *world.Call, i *world.Object) (From, string) {
	if s := i.Props.StrOr("state", i.Props.Str("instanceState")); s != "running" {
		return From{}, "it is " + s
	}
	return From{
		CIDR: i.Props.Str("privateIp") + "/32", VPC: i.Props.Str("vpcId"), Groups: groupsOf(i),
		Interface: i.Props.Str("primaryNetworkInterfaceId"), Cluster: scopeOf(i),
	}, ""
}

// podAt is a client in a pod. Towards what is outside the cluster it has the
// security groups and the routes of its node, and with a network of the
// cluster's own the node's address too.
func podAt(c *world.Call, id string) (From, string) {
	for _, pod := range c.Everywhere(podKind) {
		if pod.ID != id {
			continue
		}
		if !pod.Props.Bool("ready") || pod.Props.Str("lostAt") != "" {
			return From{}, "the pod does not run: " + pod.Props.StrOr("reason", "its machine is gone")
		}
		for _, i := range c.Everywhere(api.Instance) {
			if i.ID == pod.Props.Str("instance") {
				from, why := machineAt(c, i)
				from.Pod = id
				return from, why
			}
		}
		return From{Cluster: pod.Scope, Pod: id}, ""
	}
	return From{}, "no such pod: " + have("the clusters have", idsOf(c, podKind))
}

func idsOf(c *world.Call, kind string) []string {
	var out []string
	for _, o := range c.Everywhere(kind) {
		out = append(out, o.ID)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// have lists what is there, for a line.
func have(who string, names []string) string {
	const most = 12
	switch {
	case len(names) == 0:
		return who + " none"
	case len(names) > most:
		return fmt.Sprintf("%s %s and %d more", who, strings.Join(names[:most], ", "), len(names)-most)
	}
	return who + " " + strings.Join(names, ", ")
}

// zones lists the hosted zones that the client sees, for a name that none of them holds.
func (q *question) zones() string {
	var names []string
	for _, z := range q.c.Everywhere(api.Zone) {
		if vpcs := z.Props.StrsAt("vpcs[*].vpcId"); len(vpcs) == 0 || slices.Contains(vpcs, q.from.VPC) {
			names = append(names, z.Props.Str("name")+".")
		}
	}
	slices.Sort(names)
	return ": " + have("the account has", slices.Compact(names))
}
