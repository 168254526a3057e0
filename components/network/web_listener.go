package network

import (
	"fmt"
	"slices"

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

func (l WebListener) door() door {
	return door{l.Key, l.Port, l.Protocol, l.Certificate, l.MoreCertificates, l.TLSPolicy}
}

func (l WebListener) withDefaults() WebListener {
	d := l.door().withDefaults(requests)
	l.Key, l.Protocol, l.TLSPolicy = d.key, d.protocol, d.policy
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
	doors := doorsOf(a.Listeners)
	for i, l := range a.Listeners {
		at := fmt.Sprintf("Listeners[%d]", i)
		checkDoor(p, at, doors[:i+1], requests)
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
