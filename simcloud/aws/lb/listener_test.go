package lb_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/lb"
	"github.com/drydock-iac/drydock/simcloud/aws/lb/lab"
	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const (
	issued  = "arn:aws:acm:eu-central-1:111122223333:certificate/issued"
	pending = "arn:aws:acm:eu-central-1:111122223333:certificate/pending"
	missing = "arn:aws:acm:eu-central-1:111122223333:certificate/missing"
)

// stage is a lab with a network and an application load balancer, a target
// group for each and certificates.
type stage struct {
	*lab.Lab
	net, app, tcp, http string
}

func newStage(t *testing.T) stage {
	l := lab.New(t)
	s := stage{Lab: l}
	s.net, _ = l.Make(api.LoadBalancer, "net", nlb(P{"name": "net"}))
	s.app, _ = l.Make(api.LoadBalancer, "app", nlb(P{"name": "app", "loadBalancerType": "application"}))
	s.tcp, _ = l.Make(api.TargetGroup, "tcp", P{"name": "tcp", "port": 30080, "protocol": "TCP", "vpcId": "vpc-1"})
	s.http, _ = l.Make(api.TargetGroup, "http", P{"name": "http", "port": 80, "protocol": "HTTP", "vpcId": "vpc-1"})
	l.Put(api.Certificate, issued, P{"status": "ISSUED"})
	l.Put(api.Certificate, pending, P{"status": "PENDING_VALIDATION"})
	return s
}

func forward(arn string) []any { return []any{P{"type": "forward", "targetGroupArn": arn}} }

func (s stage) tls(over P) P {
	return worldtest.With(P{"loadBalancerArn": s.net, "port": 443, "protocol": "TLS", "certificateArn": issued, "defaultActions": forward(s.tcp)}, over)
}

func TestAListenerIsCompleted(t *testing.T) {
	s := newStage(t)
	id, out := s.Make(api.Listener, "tls", s.tls(nil))
	require.Equal(t, strings.Replace(s.net, ":loadbalancer/", ":listener/", 1), id[:strings.LastIndex(id, "/")])
	require.Equal(t, "ELBSecurityPolicy-2016-08", out.Str("sslPolicy"))
	require.Equal(t, 1, out.Maps("defaultActions")[0].Int("order"))
	require.Equal(t, []string{s.net}, s.Read(api.TargetGroup, "tcp", s.tcp).Strs("loadBalancerArns"))
	_, out = s.Make(api.Listener, "web", P{"loadBalancerArn": s.app, "port": 80, "defaultActions": forward(s.http)})
	require.Equal(t, "HTTP", out.Str("protocol"))
}

func TestWhatTheServiceRefusesOfAListener(t *testing.T) {
	for name, c := range map[string]struct {
		in            func(s stage) P
		code, message string
	}{
		"no load balancer":          {func(s stage) P { return s.tls(P{"loadBalancerArn": "arn:gone"}) }, "LoadBalancerNotFound", "Load balancer 'arn:gone' not found"},
		"the port again":            {func(s stage) P { return s.tls(P{"port": 9}) }, "DuplicateListener", "A listener already exists on this port for this load balancer 'NET'"},
		"HTTP at a network one":     {func(s stage) P { return s.tls(P{"protocol": "HTTP"}) }, "ValidationError", "Listener protocol 'HTTP' must be one of 'TLS, TCP, TCP_UDP, UDP'"},
		"TCP at an application one": {func(s stage) P { return s.tls(P{"loadBalancerArn": s.app, "protocol": "TCP"}) }, "ValidationError", "Listener protocol 'TCP' must be one of 'HTTPS, HTTP'"},
		"no protocol":               {func(s stage) P { return s.tls(P{"protocol": nil}) }, "ValidationError", "A listener protocol must be specified"},
		"no certificate":            {func(s stage) P { return s.tls(P{"certificateArn": nil}) }, "ValidationError", "A certificate must be specified for TLS listeners"},
		"a certificate that is gone": {func(s stage) P { return s.tls(P{"certificateArn": missing}) }, "CertificateNotFound",
			"Certificate '" + missing + "' not found"},
		"a certificate not issued": {func(s stage) P { return s.tls(P{"certificateArn": pending}) }, "UnsupportedCertificate",
			"The certificate '" + pending + "' must have a fully-qualified domain name, a supported signature, and a supported key size."},
		"an unknown security policy": {func(s stage) P { return s.tls(P{"sslPolicy": "ELBSecurityPolicy-TLS13"}) }, "SSLPolicyNotFound", "SSL policy 'ELBSecurityPolicy-TLS13' not found"},
		"ALPN without TLS":           {func(s stage) P { return s.tls(P{"protocol": "TCP", "alpnPolicy": "HTTP2Optional"}) }, "ALPNPolicyNotSupported", "The specified ALPN policy is not supported."},
		"no target group":            {func(s stage) P { return s.tls(P{"defaultActions": forward("arn:gone")}) }, "TargetGroupNotFound", "One or more target groups not found"},
		"a target group of HTTP":     {func(s stage) P { return s.tls(P{"defaultActions": forward(s.http)}) }, "IncompatibleProtocols", "The listener and its associated target group 'HTTPGROUP' have incompatible protocols: 'TLS' and 'HTTP'"},
		"a redirect": {func(s stage) P {
			return s.tls(P{"defaultActions": []any{P{"type": "redirect", "redirect": P{"statusCode": "HTTP_301"}}}})
		}, "InvalidLoadBalancerAction", "The requested action is not valid."},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.Make(api.Listener, "first", P{"loadBalancerArn": s.net, "port": 9, "protocol": "TCP", "defaultActions": forward(s.tcp)})
			in := c.in(s)
			_, _, err := s.Try(api.Listener, "listener", in)
			message := strings.NewReplacer("NET", s.net, "HTTPGROUP", s.http).Replace(c.message)
			s.Refused(err, fmt.Sprintf("creating ELBv2 Listener (%s)", in["loadBalancerArn"]), c.code, message)
		})
	}
}

func TestATargetGroupServesOneLoadBalancerOfItsVPC(t *testing.T) {
	s := newStage(t)
	s.Make(api.Listener, "tls", s.tls(nil))
	second, _ := s.Make(api.LoadBalancer, "second", nlb(P{"name": "second"}))
	_, _, err := s.Try(api.Listener, "again", s.tls(P{"loadBalancerArn": second}))
	s.Refused(err, "creating ELBv2 Listener ("+second+")", "TargetGroupAssociationLimit", "The following target groups cannot be associated with more than one load balancer: "+s.tcp)
	far, _ := s.Make(api.TargetGroup, "far", P{"name": "far", "port": 1, "protocol": "TCP", "vpcId": "vpc-2"})
	_, _, err = s.Try(api.Listener, "far", s.tls(P{"port": 1, "defaultActions": forward(far)}))
	s.Refused(err, "creating ELBv2 Listener ("+s.net+")", "InvalidConfigurationRequest", "The target group '"+far+"' and the load balancer '"+s.net+"' are in different VPCs")
}

func TestWhatThePlanRefusesOfAListener(t *testing.T) {
	s := newStage(t)
	require.Equal(t, []string{
		`port: expected "port" to be a valid port number, got: 65536`,
		`protocol: expected protocol to be one of ["HTTP" "HTTPS" "TCP" "TLS" "UDP" "TCP_UDP" "GENEVE"], got tls`,
		`alpnPolicy: expected alpn_policy to be one of ["HTTP1Only" "HTTP2Only" "HTTP2Optional" "HTTP2Preferred" "None"], got h2`,
		`defaultActions[0].redirect: Attribute "default_action[0].redirect" must be specified when "default_action[0].type" is "redirect".`,
		`defaultActions[1].type: expected default_action.1.type to be one of ["forward" "authenticate-oidc" "authenticate-cognito" "redirect" "fixed-response"], got drop`,
	}, s.Fails(api.Listener, P{"port": 65536, "protocol": "tls", "alpnPolicy": "h2", "defaultActions": []any{P{"type": "redirect"}, P{"type": "drop"}}}))
	require.Equal(t, []string{"defaultActions: Not enough list items: Attribute default_action requires 1 item minimum, but config has only 0 declared."}, s.Fails(api.Listener, P{"defaultActions": []any{}}))
}

func TestATargetGroupInUseStaysAndListenersGoWithTheirBalancer(t *testing.T) {
	s := newStage(t)
	listener, _ := s.Make(api.Listener, "tls", s.tls(nil))
	s.Refused(s.Delete(api.TargetGroup, "tcp", s.tcp), "deleting ELBv2 Target Group ("+s.tcp+")", "ResourceInUse",
		"Target group '"+s.tcp+"' is currently in use by a listener or a rule")
	require.NoError(t, s.Delete(api.LoadBalancer, "net", s.net))
	require.Zero(t, s.Kinds(api.Listener))
	require.NoError(t, s.Delete(api.Listener, "tls", listener))
	require.NoError(t, s.Delete(api.TargetGroup, "tcp", s.tcp))
}

func TestAListenerChangesInPlace(t *testing.T) {
	s := newStage(t)
	id, _ := s.Make(api.Listener, "tls", s.tls(nil))
	s.Make(api.Listener, "other", P{"loadBalancerArn": s.net, "port": 9, "protocol": "TCP", "defaultActions": forward(s.tcp)})
	_, err := s.Session.Update(lab.URN(api.Listener, "tls"), api.Listener, id, world.Props(s.tls(P{"port": 9})).Clone(), nil, false)
	s.Refused(err, "modifying ELBv2 Listener ("+id+")", "DuplicateListener", "A listener already exists on this port for this load balancer '"+s.net+"'")
	out, err := s.Session.Update(lab.URN(api.Listener, "tls"), api.Listener, id, world.Props(s.tls(P{"port": 8443, "protocol": "TCP", "certificateArn": nil})).Clone(), nil, false)
	require.NoError(t, err)
	require.Equal(t, []int{8443, 350}, []int{out.Int("port"), out.Int("tcpIdleTimeoutSeconds")})
	require.Empty(t, out.Str("sslPolicy"))
}

func TestRulesHaveAPriorityOfTheirOwn(t *testing.T) {
	s := newStage(t)
	web, _ := s.Make(api.Listener, "web", P{"loadBalancerArn": s.app, "port": 80, "protocol": "HTTP", "defaultActions": []any{P{"type": "fixed-response", "fixedResponse": P{"contentType": "text/plain", "statusCode": "404"}}}})
	rule := func(priority int) P {
		return P{"listenerArn": web, "priority": priority, "actions": forward(s.http), "conditions": []any{P{"hostHeader": P{"values": []any{"a.test"}}}}}
	}
	id, _ := s.Make(lb.ListenerRule, "one", rule(7))
	require.Regexp(t, `:listener-rule/app/app/[0-9a-f]{16}/[0-9a-f]{16}/[0-9a-f]{16}$`, id)
	_, _, err := s.Try(lb.ListenerRule, "two", rule(7))
	s.Refused(err, "creating ELBv2 Listener Rule", "PriorityInUse", "Priority '7' is currently in use")
	next := rule(0)
	delete(next, "priority")
	_, out := s.Make(lb.ListenerRule, "three", next)
	require.Equal(t, 8, out.Int("priority"))
	require.Equal(t, []string{"priority: expected priority to be in the range (1 - 50000), got 50001"}, s.Fails(lb.ListenerRule, rule(50001)))
	_, _, err = s.Try(lb.ListenerRule, "four", P{"listenerArn": "arn:gone", "actions": forward(s.http), "conditions": []any{P{}}})
	s.Refused(err, "creating ELBv2 Listener Rule", "ListenerNotFound", "Listener 'arn:gone' not found")
	_, _, err = s.Try(lb.ListenerCertificate, "cert", P{"listenerArn": web, "certificateArn": missing})
	s.Refused(err, "adding ELBv2 Listener Certificate", "CertificateNotFound", "Certificate '"+missing+"' not found")
	require.NoError(t, s.Delete(api.Listener, "web", web))
	require.Zero(t, s.Kinds(lb.ListenerRule))
}

func TestABalancerHasOnlySoManyCertificates(t *testing.T) {
	s := newStage(t)
	tls, _ := s.Make(api.Listener, "tls", s.tls(nil))
	s.World.Set("quota:"+lb.QuotaNLBCertificates, "1")
	issued := func(name string) string {
		arn := "arn:aws:acm:eu-central-1:111122223333:certificate/" + name
		s.Put(api.Certificate, arn, P{"arn": arn, "status": "ISSUED"})
		return arn
	}
	s.Make(lb.ListenerCertificate, "one", P{"listenerArn": tls, "certificateArn": issued("one")})
	_, _, err := s.Try(lb.ListenerCertificate, "two", P{"listenerArn": tls, "certificateArn": issued("two")})
	s.Refused(err, "adding ELBv2 Listener Certificate", "TooManyCertificates", "You've reached the limit on the number of certificates per load balancer.")
}
