package reach

import (
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
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
	// Groups are the security groups of the client's network interface.
	Groups []string
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
	return peer{[]netip.Prefix{p.Masked()}, f.Groups}, nil
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
}

// maxNames is how many names a look-up goes through.
const maxNames = 8

// internetAddress stands for the internet in questions of routes; RFC 5737
// keeps it for documentation.
const internetAddress = "203.0.113.1"

// Path answers whether a client reaches an address: "https://host/path",
// "http://host/path", "tcp://host:port" or "tls://host:port". The port is 443
// for https and tls and 80 for http unless given. k answers for the inside of
// Kubernetes clusters. An address or a range that is malformed is a closed hop.
func Path(c *world.Call, k Cluster, from From, to string) Report {
	q := &question{c: c, k: k, from: from}
	q.report.To = to
	var err error
	if q.peer, err = from.peer(c); err != nil {
		q.add("name", to, err.Error())
		return q.report
	}
	if err := q.parse(to); err != nil {
		q.add("name", to, err.Error())
		return q.report
	}
	if q.add("name", q.host, "") {
		q.resolve(q.host, maxNames)
	}
	return q.report
}

func (q *question) parse(to string) error {
	u, err := url.Parse(to)
	if err != nil || u.Hostname() == "" {
		return fmt.Errorf("address %q: not understood: write it as https://host/path or tcp://host:port", to)
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

func (q *question) secure() bool { return q.scheme == "https" || q.scheme == "tls" }

func (q *question) web() bool { return q.scheme == "https" || q.scheme == "http" }

// resolve follows a name to a load balancer or an address.
func (q *question) resolve(name string, left int) {
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	if lb := balancerNamed(q.c, name); lb != nil {
		q.balancer(lb)
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
		a = route53.Lookup(q.c, q.from.VPC, name, kind)
	}
	if a.Why != "" {
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

// address goes on from a plain address to whose interface it is.
func (q *question) address(ip string) {
	for _, eni := range q.c.Everywhere(api.NetworkInterface) {
		public := eni.Props.Map("association").Str("publicIp") == ip
		if !public && (q.from.VPC == "" || eni.Props.Str("vpcId") != q.from.VPC || eni.Props.Str("privateIp") != ip) {
			continue
		}
		for _, lb := range q.c.Everywhere(api.LoadBalancer) {
			if eni.Owner == lb.Key() {
				q.balancer(lb)
				return
			}
		}
		q.machine(eni, public)
		return
	}
	q.add("address", ip, "no network interface of the account has it where the client could reach it")
}

// machine is the end of a path that leads to an instance itself.
func (q *question) machine(eni *world.Object, public bool) {
	c := in(q.c, eni.Scope)
	why := ""
	if public {
		why = noGateway(c, eni.Props.Str("subnetId"))
	}
	if why == "" {
		why = aclClosed(c, eni.Props.Str("subnetId"), q.port, q.peer, false)
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
func noGateway(c *world.Call, subnetID string) string {
	target, ok := ec2.RouteFor(c, subnetID, internetAddress)
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
