package reach

import (
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/route53"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// From is where a connection comes from. The zero value is any client on the
// internet.
type From struct {
	// CIDR is the range of the client's address. Rules must let all of it pass.
	// "" is all of IPv4, or for a client in a VPC the range of the VPC.
	CIDR string
	// VPC is the id of the VPC that the client is in, "" for a client outside.
	// Inside, private zones answer and internal load balancers have addresses.
	VPC string
	// Local says that the client is on the machine where the providers run,
	// which may have clusters of its own.
	Local bool
	// Groups are the security groups of the client's network interface.
	Groups []string
	// Interface is the id of the client's network interface. With it the way
	// out is asked for too: its security groups, the network ACL and the routes
	// of its subnet, and what the other side sees of it.
	Interface string
	// Cluster is the scope of the Kubernetes cluster that the client is in, as
	// a pod or as a node; Pod is the pod's id, "" for a node.
	Cluster, Pod string
}

func (f From) peer(c *world.Call) (peer, error) {
	cidr := f.CIDR
	for _, vpc := range c.Everywhere(api.VPC) {
		if vpc.ID == f.VPC && cidr == "" {
			cidr = vpc.Props.Str("cidrBlock")
		}
	}
	switch {
	case cidr == "" && f.VPC != "":
		return peer{}, fmt.Errorf("client VPC %q: does not exist: name one of the account", f.VPC)
	case cidr == "":
		cidr = "0.0.0.0/0"
	}
	p, err := netip.ParsePrefix(cidr)
	if err != nil {
		return peer{}, fmt.Errorf("client address range %q: %w: write it as in 203.0.113.0/24", cidr, err)
	}
	return peer{addresses: []netip.Prefix{p.Masked()}, groups: f.Groups}, nil
}

// question is one path being looked for.
type question struct {
	c    *world.Call
	k    Cluster
	from From
	peer peer
	path

	scheme, host, url string
	port              int
	// headers are those that something on the way adds, and origins the name
	// by which it calls what stands behind it.
	headers map[string]string
	origins string
	// outside says that the request has left the client's VPC.
	outside bool
	// ended says that TLS ended at a load balancer.
	ended bool
}

// maxNames is how many names a look-up goes through.
const maxNames = 8

// These stand for the internet in questions of routes; RFC 5737 and RFC 3849
// keep them for documentation.
const (
	internetAddress  = "203.0.113.1"
	internetAddress6 = "2001:db8::1"
)

// Path answers whether a client reaches an address: "https://host/path",
// "http://host/path", "tcp://host:port", "tls://host:port", "host:port",
// "INSTANCE:PORT" or a service of Kubernetes, "NAMESPACE/NAME:PORT". The port is
// 443 for https and tls and 80 for http unless given; a service's first unless
// given. k answers for the inside of Kubernetes clusters. An address or a range
// that is malformed is a closed hop.
func Path(c *world.Call, k Cluster, from From, to string) Report {
	q := &question{c: c, k: k, from: from}
	q.report.To = to
	k.settle(c)
	var err error
	if q.peer, err = from.peer(c); err != nil {
		q.add("name", to, err.Error())
		return q.report
	}
	if q.own(to) {
		return q.report
	}
	if err := q.parse(to); err != nil {
		q.add("name", to, err.Error())
		return q.report
	}
	switch {
	case loopback(q.host):
		q.machinePort()
	case q.add("name", q.host, ""):
		q.resolve(q.host, maxNames)
	}
	return q.report
}

func (q *question) parse(to string) error {
	text := to
	if !strings.Contains(to, "://") && strings.Contains(to, ":") && !strings.Contains(to, "/") {
		text = "tcp://" + to
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" {
		return fmt.Errorf("address %q: not understood: write it as https://host/path, host:port, INSTANCE:PORT or NAMESPACE/SERVICE:PORT", to)
	}
	q.scheme, q.host, q.url = u.Scheme, strings.ToLower(u.Hostname()), u.Path
	if q.url == "" {
		q.url = "/"
	}
	q.port = map[string]int{"https": 443, "tls": 443, "http": 80}[q.scheme]
	if s := u.Port(); s != "" {
		if q.port, err = strconv.Atoi(s); err != nil || q.port < 1 || q.port > 65535 {
			return fmt.Errorf("address %q: port %s: a port is 1 to 65535", to, s)
		}
	}
	switch q.scheme {
	case "https", "http", "tls", "tcp":
	default:
		return fmt.Errorf("address %q: scheme %q: choose one of https, http, tls, tcp", to, q.scheme)
	}
	if q.port == 0 {
		return fmt.Errorf("address %q: port missing: write it as tcp://host:port", to)
	}
	return nil
}

// six reports whether the client speaks IPv6.
func (q *question) six() bool {
	return len(q.peer.addresses) > 0 && q.peer.addresses[0].Addr().Is6()
}

func (q *question) secure() bool { return q.scheme == "https" || q.scheme == "tls" }

func (q *question) web() bool { return q.scheme == "https" || q.scheme == "http" }

// resolve follows a name to a load balancer or an address.
func (q *question) resolve(name string, left int) {
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	if a, err := netip.ParseAddr(name); err == nil {
		q.address(a.String())
		return
	}
	if lb := balancerNamed(q.c, name); lb != nil {
		q.balancer(lb)
		return
	}
	if d := distributionNamed(q.c, name); d != nil {
		q.distribution(d)
		return
	}
	if cluster := endpointNamed(q.c, name); cluster != nil {
		q.endpoint(cluster)
		return
	}
	if left == 0 {
		q.add("record", name, fmt.Sprintf("more than %d names in a row", maxNames))
		return
	}
	kind := "CNAME"
	a := route53.Lookup(q.c, q.from.VPC, name, kind)
	if len(a.Records) == 0 {
		kind = "A"
		if q.six() {
			kind = "AAAA"
		}
		a = route53.Lookup(q.c, q.from.VPC, name, kind)
	}
	if a.Why != "" {
		if a.Zone == nil {
			a.Why += q.zones()
		}
		q.add("record", name, a.Why)
		return
	}
	record := chosen(a.Records)
	what := fmt.Sprintf("%s %s", record.Props.Str("fqdn"), record.Props.Str("type"))
	if aliases := record.Props.Maps("aliases"); len(aliases) > 0 {
		if target := aliases[0].Str("name"); q.add("record", what+" alias to "+target, "") {
			q.resolve(target, left-1)
		}
		return
	}
	values := record.Props.Strs("records")
	if len(values) == 0 {
		q.add("record", what, "it has no value")
		return
	}
	if !q.add("record", what+" to "+strings.Join(values, ", "), "") {
		return
	}
	if kind == "CNAME" {
		q.resolve(values[0], left-1)
		return
	}
	q.address(values[0])
}

// chosen is the record that a routing policy would answer with: one with a
// weight before one whose weight is 0.
func chosen(records []*world.Object) *world.Object {
	for _, r := range records {
		w := r.Props.Maps("weightedRoutingPolicies")
		if len(w) == 0 || w[0].Int("weight") > 0 {
			return r
		}
	}
	return records[0]
}

// in is the call at work in another region.
func in(c *world.Call, scope string) *world.Call {
	other := *c
	other.Scope = scope
	return &other
}

func balancerNamed(c *world.Call, name string) *world.Object {
	name = strings.TrimPrefix(name, "dualstack.")
	for _, lb := range c.Everywhere(api.LoadBalancer) {
		if strings.ToLower(lb.Props.Str("dnsName")) == name {
			return lb
		}
	}
	return nil
}
