package network

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// Defaults of listeners, targets and health checks.
const (
	// DefaultTLSPolicy allows TLS 1.3 and 1.2 with forward secrecy and no CBC,
	// and agrees on keys that stay secret from quantum computers with clients
	// that can. It is the one that AWS recommends:
	// https://docs.aws.amazon.com/elasticloadbalancing/latest/network/describe-ssl-policies.html
	DefaultTLSPolicy          = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
	DefaultDrainSeconds       = 300
	DefaultHealthInterval     = 10
	DefaultHealthTimeout      = 6
	DefaultHealthyThreshold   = 3
	DefaultUnhealthyThreshold = 3
	DefaultHealthPath         = "/"
	DefaultHealthStatus       = "200-399"
)

// Listener is a port of a load balancer.
type Listener struct {
	// Key names the listener and its target group, in the state and in
	// LoadBalancer.TargetGroups. Empty means the port as text, "443".
	Key string
	// Port that clients connect to, 1 to 65535. Required.
	Port int
	// Protocol is TCP or TLS. Empty means TLS with a certificate and TCP
	// without.
	Protocol Protocol
	// Certificate is the ARN of the certificate that TLS is served with, in
	// ACM in the balancer's region. Required with TLS, and only there.
	Certificate pulumi.StringInput
	// MoreCertificates are ARNs of further certificates by a key of the
	// caller's: TLS is served with the one that covers the name the client asks
	// for. Up to 25 on a balancer, only with TLS.
	MoreCertificates map[string]pulumi.StringInput
	// TLSPolicy is the name of the security policy of TLS. Empty means
	// DefaultTLSPolicy.
	TLSPolicy string
	// Target is where connections go. Required.
	Target Target
}

// Target is a port of instances.
type Target struct {
	// Port on the instances, such as a node port, 1 to 65535. Required.
	Port int
	// Protocol is TCP or TLS; TLS encrypts anew between balancer and
	// instance, whose certificate is not checked. Empty means TCP.
	Protocol Protocol
	// Health decides which instances get connections.
	Health HealthCheck
	// ProxyProtocol begins each connection with a header (version 2) that names
	// the client, for targets that do not see its address themselves and that
	// expect one; a target that does not takes the header for a broken request.
	// Health checks have none:
	// https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#proxy-protocol
	ProxyProtocol bool
	// DrainSeconds is for how long an instance that is taken out keeps its
	// connections, 1 to 3600. Zero means DefaultDrainSeconds.
	DrainSeconds int
}

// HealthCheck asks each instance whether it works. What it can be set to is in
// https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html
type HealthCheck struct {
	// Protocol is TCP, HTTP or HTTPS. Empty means HTTP with a Path and TCP
	// without.
	Protocol Protocol
	// Port to ask. Zero means the target's port.
	Port int
	// Path to ask for over HTTP and HTTPS, starting with a slash. Empty means
	// DefaultHealthPath.
	Path string
	// Status are the HTTP status codes of a healthy instance: "200",
	// "200,204" or "200-399". Empty means DefaultHealthStatus.
	Status string
	// Interval between two checks in seconds, 5 to 300. Zero means
	// DefaultHealthInterval.
	Interval int
	// Timeout is for how many seconds an answer is waited for, 2 to 120, at
	// most Interval, and less than it for an ApplicationLoadBalancer. Zero
	// means DefaultHealthTimeout, or a second less than a shorter Interval.
	Timeout int
	// Healthy and Unhealthy are how many checks in a row, 2 to 10, change
	// what is thought of an instance. Zero means DefaultHealthyThreshold and
	// DefaultUnhealthyThreshold.
	Healthy, Unhealthy int
}

func (l Listener) door() door {
	return door{l.Key, l.Port, l.Protocol, l.Certificate, l.MoreCertificates, l.TLSPolicy}
}

func (l Listener) withDefaults() Listener {
	d := l.door().withDefaults(connections)
	l.Key, l.Protocol, l.TLSPolicy = d.key, d.protocol, d.policy
	if l.Target.Protocol == "" {
		l.Target.Protocol = TCP
	}
	if l.Target.DrainSeconds == 0 {
		l.Target.DrainSeconds = DefaultDrainSeconds
	}
	l.MoreCertificates = maps.Clone(l.MoreCertificates)
	l.Target.Health = l.Target.Health.withDefaults()
	return l
}

func (h HealthCheck) withDefaults() HealthCheck {
	if h.Protocol == "" {
		h.Protocol = TCP
		if h.Path != "" {
			h.Protocol = HTTP
		}
	}
	if h.web() {
		if h.Path == "" {
			h.Path = DefaultHealthPath
		}
		if h.Status == "" {
			h.Status = DefaultHealthStatus
		}
	}
	for _, d := range []struct {
		value *int
		unset int
	}{
		{&h.Interval, DefaultHealthInterval},
		{&h.Healthy, DefaultHealthyThreshold},
		{&h.Unhealthy, DefaultUnhealthyThreshold},
	} {
		if *d.value == 0 {
			*d.value = d.unset
		}
	}
	if h.Timeout == 0 {
		h.Timeout = max(min(DefaultHealthTimeout, h.Interval-1), 2)
	}
	return h
}

// web reports whether the check asks for a page.
func (h HealthCheck) web() bool { return h.Protocol == HTTP || h.Protocol == HTTPS }

// portOr is the port that is asked on a target whose traffic goes to another.
func (h HealthCheck) portOr(traffic int) int {
	if h.Port != 0 {
		return h.Port
	}
	return traffic
}

// checkListeners checks the listeners of a network load balancer.
func checkListeners(p *component.Problems, listeners []Listener) {
	if len(listeners) == 0 {
		p.Add("Listeners", nil, "none given", "add one for each port to serve")
	}
	doors := doorsOf(listeners)
	for i, l := range listeners {
		at := fmt.Sprintf("Listeners[%d]", i)
		checkDoor(p, at, doors[:i+1], connections)
		checkTarget(p, at+".Target", l.Target)
	}
}

func checkTarget(p *component.Problems, at string, t Target) {
	checkPort(p, at+".Port", t.Port)
	if t.Protocol != TCP && t.Protocol != TLS {
		p.Add(at+".Protocol", string(t.Protocol), "not a protocol of a target", "use network.TCP or network.TLS")
	}
	checkRange(p, at+".DrainSeconds", t.DrainSeconds, 1, 3600)
	checkHealth(p, at+".Health", t.Health, TCP, HTTP, HTTPS)
}

// checkHealth checks a health check whose protocol is one of those allowed.
func checkHealth(p *component.Problems, at string, h HealthCheck, allowed ...Protocol) {
	if !slices.Contains(allowed, h.Protocol) {
		p.Add(at+".Protocol", string(h.Protocol), "not a protocol of a health check", "use "+choice(allowed))
	}
	if h.Port != 0 {
		checkPort(p, at+".Port", h.Port)
	}
	switch {
	case h.Protocol == TCP && slices.Contains(allowed, TCP) && (h.Path != "" || h.Status != ""):
		p.Add(at+".Path", h.Path, "a TCP check asks for no page", "use network.HTTP, or leave Path and Status out")
	case h.web() && !strings.HasPrefix(h.Path, "/"):
		p.Add(at+".Path", h.Path, "does not start with a slash", fmt.Sprintf("write %q", "/"+h.Path))
	case h.web() && !legalStatus(h.Status):
		p.Add(at+".Status", h.Status, "not status codes", `write "200", "200,204" or "200-399", from 200 to 599`)
	}
	checkRange(p, at+".Interval", h.Interval, 5, 300)
	checkRange(p, at+".Timeout", h.Timeout, 2, 120)
	switch strict := !slices.Contains(allowed, TCP); {
	case h.Interval < 5:
	case h.Timeout > h.Interval:
		p.Add(at+".Timeout", h.Timeout, fmt.Sprintf("above Interval %d", h.Interval), "wait less, or check less often")
	case strict && h.Timeout == h.Interval:
		p.Add(at+".Timeout", h.Timeout, fmt.Sprintf("not less than Interval %d", h.Interval), "wait less, or check less often")
	}
	checkRange(p, at+".Healthy", h.Healthy, 2, 10)
	checkRange(p, at+".Unhealthy", h.Unhealthy, 2, 10)
}

// choice lists protocols as a reader would write them.
func choice(protocols []Protocol) string {
	words := make([]string, len(protocols))
	for i, proto := range protocols {
		words[i] = "network." + string(proto)
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

func checkRange(p *component.Problems, field string, value, least, most int) {
	if value < least || value > most {
		p.Add(field, value, fmt.Sprintf("outside %d to %d", least, most), "choose a number within")
	}
}

// legalStatus reports whether text is a list of codes, or a range of them,
// from 200 to 599.
func legalStatus(text string) bool {
	codes := strings.Split(text, ",")
	if from, to, ranged := strings.Cut(text, "-"); ranged {
		codes = []string{from, to}
	}
	return !slices.ContainsFunc(codes, func(c string) bool {
		n, err := strconv.Atoi(c)
		return err != nil || n < 200 || n > 599 || len(c) != 3
	})
}
