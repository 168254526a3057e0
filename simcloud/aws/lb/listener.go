package lb

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func listenerType() *world.Type {
	return &world.Type{
		Token:   api.Listener,
		Replace: []string{"loadBalancerArn"},
		Refs: append(groupRefs("defaultActions"),
			world.Ref{Path: "loadBalancerArn", Kind: api.LoadBalancer, Missing: func(c *world.Call, arn string) error {
				return createListenerOp(c).Refuse("LoadBalancerNotFound", fmt.Sprintf("Load balancer '%s' not found", arn), docCreateListener)
			}},
			world.Ref{Path: "certificateArn", Kind: api.Certificate, Holds: true}),
		Takes: world.Times{Create: 2 * time.Second, Update: 2 * time.Second, Delete: time.Second},
		Check: checkListener, Create: createListener, Update: updateListener,
		Delete: func(c *world.Call) error {
			for _, r := range rulesOf(c, c.ID) {
				c.Remove(r)
			}
			return nil
		},
	}
}

func createListenerOp(c *world.Call) api.Op {
	return operation(fmt.Sprintf("creating ELBv2 Listener (%s)", c.In.Str("loadBalancerArn")), "CreateListener")
}

func checkListener(c *world.Check) {
	f := check.Of(c)
	f.Port("port")
	f.OneOf("protocol", protocols...)
	f.OneOf("alpnPolicy", "HTTP1Only", "HTTP2Only", "HTTP2Optional", "HTTP2Preferred", "None")
	f.Between("tcpIdleTimeoutSeconds", 60, 6000)
	if len(c.In.List("defaultActions")) == 0 && !unknown(c.In["defaultActions"]) {
		f.Fail("defaultActions", "Not enough list items: Attribute default_action requires 1 item minimum, but config has only 0 declared.")
	}
	checkActions(f, "defaultActions")
}

func unknown(v any) bool {
	_, is := v.(world.Unknown)
	return is
}

func createListener(c *world.Call) error {
	balancer := c.Find(api.LoadBalancer, c.In.Str("loadBalancerArn"))
	op := createListenerOp(c)
	quota := QuotaListeners
	if balancer.Props.Str("loadBalancerType") == application {
		quota = QuotaALBListeners
	}
	if limit := c.Quota(quota, defaultListeners); len(ListenersOf(c, balancer)) >= limit {
		return op.Refuse("TooManyListeners", "You've reached the limit on the number of listeners per load balancer.", docNLBQuotas)
	}
	if err := completeListener(c, op, balancer); err != nil {
		return err
	}
	c.ID = arnOf(c, fmt.Sprintf("listener/%s/%s", balancer.Props.Str("arnSuffix"), c.Hex(16, "listener")))
	c.Out["arn"] = c.ID
	return nil
}

func updateListener(c *world.Call) error {
	balancer := c.Find(api.LoadBalancer, c.In.Str("loadBalancerArn"))
	c.Out["arn"] = c.ID
	for _, name := range []string{"sslPolicy", "tcpIdleTimeoutSeconds", "mutualAuthentication"} {
		if !c.In.Has(name) {
			delete(c.Out, name)
		}
	}
	return completeListener(c, operation(fmt.Sprintf("modifying ELBv2 Listener (%s)", c.ID), "ModifyListener"), balancer)
}

// completeListener refuses what the service refuses of a listener and fills in
// what it assumes.
func completeListener(c *world.Call, op api.Op, balancer *world.Object) error {
	kind, protocol := balancer.Props.Str("loadBalancerType"), c.In.Str("protocol")
	allowed := "HTTPS, HTTP"
	if kind == network {
		allowed = "TLS, TCP, TCP_UDP, UDP"
	}
	if protocol == "" && kind == application {
		protocol = "HTTP"
	}
	if kind != "gateway" {
		if protocol == "" {
			return op.Refuse("ValidationError", "A listener protocol must be specified", docCreateListener)
		}
		if !slices.Contains(strings.Split(allowed, ", "), protocol) {
			return op.Refuse("ValidationError", fmt.Sprintf("Listener protocol '%s' must be one of '%s'", protocol, allowed), docCreateListener)
		}
	}
	for _, other := range ListenersOf(c, balancer) {
		if other != c.Object && other.Props.Int("port") == c.In.Int("port") {
			return op.Refuse("DuplicateListener", fmt.Sprintf("A listener already exists on this port for this load balancer '%s'", balancer.ID), docCreateListener)
		}
	}
	if err := checkTLS(c, op, protocol); err != nil {
		return err
	}
	if err := checkGroups(c, op, balancer, protocol, "defaultActions", docCreateListener); err != nil {
		return err
	}
	c.Out["protocol"], c.Out["defaultActions"] = protocol, ordered(c.In.List("defaultActions"))
	if protocol == "TCP" && !c.In.Has("tcpIdleTimeoutSeconds") {
		c.Out["tcpIdleTimeoutSeconds"] = 350
	}
	return nil
}

// checkTLS holds certificate, security policy and ALPN policy against the
// protocol.
func checkTLS(c *world.Call, op api.Op, protocol string) error {
	secure := protocol == "HTTPS" || protocol == "TLS"
	if c.In.Has("alpnPolicy") && protocol != "TLS" {
		return op.Refuse("ALPNPolicyNotSupported", "The specified ALPN policy is not supported.", docCreateListener)
	}
	if p := c.In.Str("sslPolicy"); p != "" && !knownPolicy(p) {
		return op.Refuse("SSLPolicyNotFound", fmt.Sprintf("SSL policy '%s' not found", p), docCreateListener)
	}
	if !secure {
		return nil
	}
	arn := c.In.Str("certificateArn")
	if arn == "" {
		return op.Refuse("ValidationError", fmt.Sprintf("A certificate must be specified for %s listeners", protocol), docCreateListener)
	}
	if err := checkCertificate(c, op, arn); err != nil {
		return err
	}
	if !c.In.Has("sslPolicy") {
		c.Out["sslPolicy"] = defaultPolicy
	}
	if protocol == "HTTPS" && !c.In.Has("mutualAuthentication") {
		c.Out["mutualAuthentication"] = map[string]any{"mode": "off", "trustStoreArn": "", "ignoreClientCertificateExpiry": false, "advertiseTrustStoreCaNames": ""}
	}
	return nil
}

// checkCertificate refuses a certificate of Certificate Manager that the
// region does not have or that is not issued.
func checkCertificate(c *world.Call, op api.Op, arn string) error {
	if !isACM(arn) {
		return nil // a server certificate of IAM, which the simulation does not have
	}
	cert := c.Find(api.Certificate, arn)
	if cert == nil {
		return op.Refuse("CertificateNotFound", fmt.Sprintf("Certificate '%s' not found", arn), docCreateListener)
	}
	if cert.Props.Str("status") != "ISSUED" {
		return op.Refuse("UnsupportedCertificate", fmt.Sprintf("The certificate '%s' must have a fully-qualified domain name, a supported signature, and a supported key size.", arn), docCreateListener)
	}
	return nil
}

// ListenersOf returns the listeners of a load balancer, sorted.
func ListenersOf(c *world.Call, balancer *world.Object) []*world.Object {
	var out []*world.Object
	for _, l := range c.Everywhere(api.Listener) {
		if l.Props.Str("loadBalancerArn") == balancer.ID {
			out = append(out, l)
		}
	}
	return out
}

func rulesOf(c *world.Call, listener string) []*world.Object {
	return append(c.Where(ListenerRule, "listenerArn", listener), c.Where(ListenerCertificate, "listenerArn", listener)...)
}

func removeListener(c *world.Call, l *world.Object) {
	for _, r := range rulesOf(c, l.ID) {
		c.Remove(r)
	}
	c.Remove(l)
}
