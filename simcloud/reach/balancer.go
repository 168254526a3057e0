package reach

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/lb"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// balancer goes on through a load balancer.
func (q *question) balancer(o *world.Object) {
	c := in(q.c, o.Scope)
	if !q.approach(c, o) {
		return
	}
	if !q.add("load balancer", o.Props.Str("name"), q.front(c, o)) {
		return
	}
	_, astray, _ := interfaces(c, o)
	q.stray(astray)
	var listener *world.Object
	for _, l := range lb.ListenersOf(c, o) {
		if l.Props.Int("port") == q.port {
			listener = l
		}
	}
	what := fmt.Sprintf("%s:%d", o.Props.Str("name"), q.port)
	if listener == nil {
		q.add("listener", what, fmt.Sprintf("load balancer %s has no listener on port %d", o.Props.Str("name"), q.port))
		return
	}
	protocol := listener.Props.Str("protocol")
	what += " " + protocol
	if !q.add("listener", what, q.speaks(protocol)) {
		return
	}
	if q.secure() && (protocol == "TLS" || protocol == "HTTPS") && !q.certificate(c, listener) {
		return
	}
	q.ended = protocol == "TLS" || protocol == "HTTPS"
	groups, rule, why := q.forwards(c, listener)
	switch {
	case why != "" && rule == "":
		q.add("listener", what, why)
		return
	case rule != "" && !q.add("rule", rule, why):
		return
	}
	q.groups(c, o, listener, groups)
}

// approach goes on from a client in a VPC to the addresses that the load
// balancer's name has: private ones if it is internal, public ones if not.
func (q *question) approach(c *world.Call, o *world.Object) bool {
	enis, _, _ := interfaces(c, o)
	if q.from.Interface == "" || len(enis) == 0 {
		return true
	}
	internal := o.Props.Bool("internal")
	to := peer{}
	for _, eni := range enis {
		text := eni.Props.Str("privateIp")
		if !internal {
			text = eni.Props.Map("association").Str("publicIp")
		}
		if a, err := netip.ParseAddr(text); err == nil {
			to.addresses = append(to.addresses, single(a)...)
		}
	}
	switch {
	case len(to.addresses) == 0 || internal && q.from.VPC != o.Props.Str("vpcId"):
		return true // there is no address to go to, as front says
	case internal:
		to.groups = o.Props.Strs("securityGroups")
		return q.near(to, "")
	}
	return q.far(to)
}

// front returns the reason why a client does not reach the load balancer's own
// network interfaces. Its name resolves to all of them, so each must be
// reached.
func (q *question) front(c *world.Call, o *world.Object) string {
	inside := q.from.VPC != "" && q.from.VPC == o.Props.Str("vpcId") && !q.outside
	internal := o.Props.Bool("internal")
	if internal && !inside {
		return "it is internal: it has no public address"
	}
	if q.six() && o.Props.StrOr("ipAddressType", "ipv4") == "ipv4" {
		return "it has no IPv6 address: its address type is ipv4"
	}
	enis, _, why := interfaces(c, o)
	if why != "" {
		return why
	}
	for _, eni := range enis {
		subnet := eni.Props.Str("subnetId")
		if !internal && !inside {
			if why := noGateway(c, subnet, q.six()); why != "" {
				return why
			}
		}
		if why := aclClosed(c, subnet, q.port, q.peer, false); why != "" {
			return why
		}
	}
	return closedBy(c, o.Props.Strs("securityGroups"), "ingress", q.port, q.peer)
}

// speaks holds the listener's protocol against that of the address.
func (q *question) speaks(protocol string) string {
	secure := protocol == "TLS" || protocol == "HTTPS"
	switch {
	case protocol == "UDP":
		return "it takes UDP only"
	case q.secure() && protocol == "HTTP":
		return "it speaks HTTP without TLS"
	case q.scheme == "http" && secure:
		return "it speaks TLS, the address asks for plain HTTP"
	}
	return ""
}

// certificate looks for a certificate of the listener that is good for the
// name and reports whether the path goes on.
func (q *question) certificate(c *world.Call, listener *world.Object) bool {
	arns := []string{listener.Props.Str("certificateArn")}
	for _, o := range c.Where(lb.ListenerCertificate, "listenerArn", listener.ID) {
		arns = append(arns, o.Props.Str("certificateArn"))
	}
	why := ""
	for _, arn := range arns {
		this := q.good(c, arn)
		if this == "" {
			return q.add("certificate", arn, "")
		}
		if why == "" {
			why = this
		}
	}
	return q.add("certificate", arns[0], why)
}

func (q *question) good(c *world.Call, arn string) string {
	cert := c.Find(api.Certificate, arn)
	if cert == nil {
		return "it does not exist"
	}
	if s := cert.Props.Str("status"); s != "ISSUED" {
		return "its status is " + s
	}
	if t, err := time.Parse(time.RFC3339, cert.Props.Str("notAfter")); err == nil && c.Now().After(t) {
		return "it expired on " + t.Format(time.DateOnly)
	}
	hosts := []string{q.host}
	if q.origins != "" {
		// CloudFront takes a certificate for the origin's name, and one for the
		// Host header that it sends:
		// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
		hosts = append(hosts, q.origins)
	}
	names := append([]string{cert.Props.Str("domainName")}, cert.Props.Strs("subjectAlternativeNames")...)
	for _, n := range names {
		if slices.ContainsFunc(hosts, func(host string) bool { return matchesName(strings.ToLower(n), host) }) {
			return ""
		}
	}
	slices.Sort(names)
	return fmt.Sprintf("it is for %s, not for %s", strings.Join(slices.Compact(names), ", "), q.host)
}

// matchesName holds a host against a name in a certificate, in which a leading
// asterisk stands for one label.
func matchesName(name, host string) bool {
	if rest, wild := strings.CutPrefix(name, "*."); wild {
		_, parent, found := strings.Cut(host, ".")
		return found && parent == rest
	}
	return name == host
}
