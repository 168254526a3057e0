package reach

import (
	"cmp"
	"fmt"
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
	if !q.add("load balancer", o.Props.Str("name"), q.front(c, o)) {
		return
	}
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
	groups, why := q.forwards(c, listener)
	if why != "" {
		q.add("listener", what, why)
		return
	}
	q.groups(c, o, listener, groups)
}

// front returns the reason why a client does not reach the load balancer's own
// network interfaces. Its name resolves to all of them, so each must be
// reached.
func (q *question) front(c *world.Call, o *world.Object) string {
	inside := q.from.VPC != "" && q.from.VPC == o.Props.Str("vpcId")
	internal := o.Props.Bool("internal")
	if internal && !inside {
		return "it is internal: it has no public address"
	}
	enis := lb.Interfaces(c, o)
	if len(enis) == 0 {
		return "it has no network interface"
	}
	for _, eni := range enis {
		subnet := eni.Props.Str("subnetId")
		if !internal && !inside {
			if why := noGateway(c, subnet); why != "" {
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
	names := append([]string{cert.Props.Str("domainName")}, cert.Props.Strs("subjectAlternativeNames")...)
	for _, n := range names {
		if matchesName(strings.ToLower(n), q.host) {
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

// forwards returns the target groups that the listener sends the request to,
// by the first rule that matches it or else by its default actions.
func (q *question) forwards(c *world.Call, listener *world.Object) ([]string, string) {
	actions := listener.Props.Maps("defaultActions")
	rules := c.Where(lb.ListenerRule, "listenerArn", listener.ID)
	slices.SortFunc(rules, func(a, b *world.Object) int { return cmp.Compare(a.Props.Int("priority"), b.Props.Int("priority")) })
	for _, r := range rules {
		if q.web() && q.matches(r.Props.Maps("conditions")) {
			actions = r.Props.Maps("actions")
			break
		}
	}
	for _, a := range actions {
		switch a.Str("type") {
		case "forward":
			var groups []string
			if arn := a.Str("targetGroupArn"); arn != "" {
				groups = append(groups, arn)
			}
			for _, g := range a.Map("forward").Maps("targetGroups") {
				if !slices.Contains(groups, g.Str("arn")) && g.IntOr("weight", 1) > 0 {
					groups = append(groups, g.Str("arn"))
				}
			}
			return groups, ""
		case "redirect", "fixed-response":
			return nil, fmt.Sprintf("it answers the request itself (%s)", a.Str("type"))
		}
	}
	return nil, "it forwards to no target group"
}

// matches reports whether all conditions hold. Conditions on anything but host
// and path are taken as not holding, for the question does not say.
func (q *question) matches(conditions []world.Props) bool {
	for _, cond := range conditions {
		host, path := cond.Map("hostHeader").Strs("values"), cond.Map("pathPattern").Strs("values")
		switch {
		case len(host) > 0:
			if !slices.ContainsFunc(host, func(p string) bool { return wildcard(strings.ToLower(p), q.host) }) {
				return false
			}
		case len(path) > 0:
			if !slices.ContainsFunc(path, func(p string) bool { return wildcard(p, q.url) }) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// wildcard matches text against a pattern with * for any run and ? for any
// one character.
func wildcard(pattern, text string) bool {
	if pattern == "" {
		return text == ""
	}
	if pattern[0] == '*' {
		for i := 0; i <= len(text); i++ {
			if wildcard(pattern[1:], text[i:]) {
				return true
			}
		}
		return false
	}
	return text != "" && (pattern[0] == '?' || pattern[0] == text[0]) && wildcard(pattern[1:], text[1:])
}
