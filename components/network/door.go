package network

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// door is what the listeners of both balancers have in common: a port that is
// served with TLS or without.
type door struct {
	key          string
	port         int
	protocol     Protocol
	certificate  pulumi.StringInput
	certificates map[string]pulumi.StringInput
	policy       string
}

// speech is what the listeners of one type of balancer speak, with and without
// TLS, and how a message puts it.
type speech struct {
	plain, secure Protocol
	// plainly is a listener without TLS, otherwise what to do about a
	// certificate that it does not serve, and listener any of them.
	plainly, otherwise, listener string
}

var (
	connections = speech{TCP, TLS, "a TCP listener", "leave it out to pass TLS through", "a listener"}
	requests    = speech{HTTP, HTTPS, "an HTTP listener", "leave it out", "a web listener"}
)

// doorsOf are the doors of listeners.
func doorsOf[L interface{ door() door }](listeners []L) []door {
	doors := make([]door, len(listeners))
	for i, l := range listeners {
		doors[i] = l.door()
	}
	return doors
}

func (d door) withDefaults(s speech) door {
	if d.key == "" {
		d.key = strconv.Itoa(d.port)
	}
	if d.protocol == "" {
		d.protocol = s.plain
		if d.certificate != nil {
			d.protocol = s.secure
		}
	}
	if d.protocol == s.secure && d.policy == "" {
		d.policy = DefaultTLSPolicy
	}
	return d
}

// checkDoor checks the last of the doors, which stands at that place in the
// arguments, by itself and beside those before it.
func checkDoor(p *component.Problems, at string, doors []door, s speech) {
	last := len(doors) - 1
	d := doors[last]
	checkPort(p, at+".Port", d.port)
	if !keyForm.MatchString(d.key) || strings.Contains(d.key, ".") || len(d.key) > 20 {
		p.Add(at+".Key", d.key, "not a key", "use up to 20 lower-case letters, digits and hyphens")
	}
	for j, other := range doors[:last] {
		switch {
		case other.port == d.port:
			p.Add(at+".Port", d.port, fmt.Sprintf("same as Listeners[%d]", j), "give each listener a port of its own")
		case other.key == d.key:
			p.Add(at+".Key", d.key, fmt.Sprintf("same as Listeners[%d]", j), "give each listener a key of its own")
		}
	}
	d.checkTLS(p, at, s)
	checkMoreCertificates(p, at, d.certificates, d.protocol == s.secure)
}

func (d door) checkTLS(p *component.Problems, at string, s speech) {
	switch d.protocol {
	case s.secure:
		if d.certificate == nil {
			p.Add(at+".Certificate", nil, "not given", string(s.secure)+" needs the ARN of a certificate, such as that of a dns.Certificate")
		}
		if !strings.HasPrefix(d.policy, "ELBSecurityPolicy-") {
			p.Add(at+".TLSPolicy", d.policy, "not a security policy", fmt.Sprintf("leave it out for %q", DefaultTLSPolicy))
		}
	case s.plain:
		if d.certificate != nil {
			p.Add(at+".Certificate", nil, "given for "+s.plainly, fmt.Sprintf("use network.%s, or %s", s.secure, s.otherwise))
		}
		if d.policy != "" {
			p.Add(at+".TLSPolicy", d.policy, "given for "+s.plainly, fmt.Sprintf("use network.%s, or leave it out", s.secure))
		}
	default:
		p.Add(at+".Protocol", string(d.protocol), "not a protocol of "+s.listener, "use "+choice([]Protocol{s.plain, s.secure}))
	}
}

// open makes the listener, which does the action by default, with its further
// certificates.
func (d door) open(
	ctx *pulumi.Context, own pulumi.ResourceOption, name string, balancer *lb.LoadBalancer, tags map[string]string,
	action lb.ListenerDefaultActionArgs,
) (*lb.Listener, error) {
	logical := component.Name(name, d.key)
	args := &lb.ListenerArgs{
		LoadBalancerArn: balancer.Arn, Port: pulumi.Int(d.port), Protocol: pulumi.String(d.protocol),
		DefaultActions: lb.ListenerDefaultActionArray{action},
		Tags:           component.Tagged(logical, tags),
	}
	if d.protocol == TLS || d.protocol == HTTPS {
		args.CertificateArn = d.certificate.ToStringOutput().ToStringPtrOutput()
		args.SslPolicy = pulumi.String(d.policy)
	}
	listener, err := lb.NewListener(ctx, logical, args, own)
	if err != nil {
		return nil, err
	}
	return listener, moreCertificates(ctx, own, logical, listener, d.certificates)
}
