package network

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// WebListener is a port of an ApplicationLoadBalancer.
type WebListener struct {
	// Key names the listener in the state. Empty means the port as text,
	// "443".
	Key string
	// Port that clients connect to, 1 to 65535. Required.
	Port int
	// Protocol is HTTP or HTTPS. Empty means HTTPS with a certificate and HTTP
	// without.
	Protocol Protocol
	// Certificate is the ARN of the certificate that HTTPS is served with, in
	// ACM in the balancer's region. Required with HTTPS, and only there.
	Certificate pulumi.StringInput
	// MoreCertificates are ARNs of further certificates by a key of the
	// caller's: HTTPS is served with the one that covers the name the client
	// asks for. Up to 25 on a balancer.
	MoreCertificates map[string]pulumi.StringInput
	// TLSPolicy is the name of the security policy of HTTPS. Empty means
	// DefaultTLSPolicy.
	TLSPolicy string
	// Default is what is done with a request that no rule takes. Required.
	Default Action
	// Rules in any order: their Priority decides.
	Rules []WebRule
}

func (l WebListener) withDefaults() WebListener {
	if l.Key == "" {
		l.Key = strconv.Itoa(l.Port)
	}
	if l.Protocol == "" {
		l.Protocol = HTTP
		if l.Certificate != nil {
			l.Protocol = HTTPS
		}
	}
	if l.Protocol == HTTPS && l.TLSPolicy == "" {
		l.TLSPolicy = DefaultTLSPolicy
	}
	l.Rules = slices.Clone(l.Rules)
	return l
}

func checkWebListeners(p *component.Problems, a ApplicationLoadBalancerArgs) {
	if len(a.Listeners) == 0 {
		p.Add("Listeners", nil, "none given", "add one for each port to serve")
	}
	var targets []string
	for _, t := range a.Targets {
		targets = append(targets, t.Key)
	}
	used := map[string]bool{}
	for i, l := range a.Listeners {
		at := fmt.Sprintf("Listeners[%d]", i)
		checkPort(p, at+".Port", l.Port)
		if !keyForm.MatchString(l.Key) || strings.Contains(l.Key, ".") || len(l.Key) > 20 {
			p.Add(at+".Key", l.Key, "not a key", "use up to 20 lower-case letters, digits and hyphens")
		}
		for j, other := range a.Listeners[:i] {
			switch {
			case other.Port == l.Port:
				p.Add(at+".Port", l.Port, fmt.Sprintf("same as Listeners[%d]", j), "give each listener a port of its own")
			case other.Key == l.Key:
				p.Add(at+".Key", l.Key, fmt.Sprintf("same as Listeners[%d]", j), "give each listener a key of its own")
			}
		}
		checkWebTLS(p, at, l)
		checkMoreCertificates(p, at, l.MoreCertificates, l.Protocol == HTTPS)
		checkAction(p, at+".Default", l.Default, targets, used)
		checkWebRules(p, at, l.Rules, targets, used)
	}
	for i, key := range targets {
		if !used[key] && key != "" {
			// A group without a listener has no balancer, so auto scaling cannot
			// tell which of its instances are healthy.
			p.Add(fmt.Sprintf("Targets[%d]", i), key, "no action forwards to it", "add one, or remove the target")
		}
	}
}

func checkWebTLS(p *component.Problems, at string, l WebListener) {
	switch l.Protocol {
	case HTTPS:
		if l.Certificate == nil {
			p.Add(at+".Certificate", nil, "not given", "HTTPS needs the ARN of a certificate, such as that of a dns.Certificate")
		}
		if !strings.HasPrefix(l.TLSPolicy, "ELBSecurityPolicy-") {
			p.Add(at+".TLSPolicy", l.TLSPolicy, "not a security policy", fmt.Sprintf("leave it out for %q", DefaultTLSPolicy))
		}
	case HTTP:
		if l.Certificate != nil {
			p.Add(at+".Certificate", nil, "given for an HTTP listener", "use network.HTTPS, or leave it out")
		}
		if l.TLSPolicy != "" {
			p.Add(at+".TLSPolicy", l.TLSPolicy, "given for an HTTP listener", "use network.HTTPS, or leave it out")
		}
	default:
		p.Add(at+".Protocol", string(l.Protocol), "not a protocol of a web listener", "use network.HTTP or network.HTTPS")
	}
}

func checkAction(p *component.Problems, at string, action Action, targets []string, used map[string]bool) {
	if action == nil {
		p.Add(at, nil, "not given", "use a network.Forward, network.Redirect or network.Respond")
		return
	}
	action.check(p, at, targets)
	if f, ok := action.(Forward); ok {
		used[f.To] = true
	}
}
