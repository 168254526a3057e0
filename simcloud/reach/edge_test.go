package reach_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/cloudfront"
	"github.com/drydock-iac/drydock/simcloud/aws/lb"
	"github.com/drydock-iac/drydock/simcloud/aws/lb/lab"
	"github.com/drydock-iac/drydock/simcloud/aws/s3"
	"github.com/drydock-iac/drydock/simcloud/reach"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// web is a site with an application load balancer that answers only requests
// with a header, and a distribution before it that adds the header.
type web struct {
	*site
	group string
}

const edgeName = "d111111abcdef8.cloudfront.net"

func newWeb(t *testing.T) web {
	s := newSite(t)
	balancer, out := s.Make(api.LoadBalancer, "web", P{"name": "web", "subnets": []any{"subnet-a", "subnet-b"}, "securityGroups": []any{"sg-lb"}, "ipAddressType": "dualstack"})
	group, _ := s.Make(api.TargetGroup, "web", P{"name": "web", "port": 30080, "protocol": "HTTP", "vpcId": "vpc-1"})
	s.Make(api.ScalingAttachment, "web", P{"autoscalingGroupName": "eks-nodes", "lbTargetGroupArn": group})
	listener, _ := s.Make(api.Listener, "web", P{"loadBalancerArn": balancer, "port": 443, "protocol": "HTTPS", "certificateArn": s.cert,
		"defaultActions": []any{P{"type": "fixed-response", "fixedResponse": P{"contentType": "text/plain", "statusCode": "403"}}}})
	s.Make(api.Listener, "plain", P{"loadBalancerArn": balancer, "port": 80, "protocol": "HTTP",
		"defaultActions": []any{P{"type": "redirect", "redirect": P{"protocol": "HTTPS", "port": "443", "statusCode": "HTTP_301"}}}})
	rule := func(name string, priority int, action P, conditions ...any) {
		s.Make(lb.ListenerRule, name, P{"listenerArn": listener, "priority": priority, "actions": []any{action}, "conditions": conditions})
	}
	forward := P{"type": "forward", "targetGroupArn": group}
	rule("old", 1, P{"type": "redirect", "redirect": P{"host": "app.acme.test", "path": "/api", "protocol": "HTTPS", "port": "443", "statusCode": "HTTP_302"}},
		P{"hostHeader": P{"values": []any{"old.*"}}})
	rule("office", 2, forward, P{"sourceIp": P{"values": []any{"203.0.113.0/24"}}}, P{"pathPattern": P{"values": []any{"/api*"}}})
	rule("edge", 3, forward, P{"httpHeader": P{"httpHeaderName": "X-Origin-Verify", "values": []any{"secret-1"}}})
	s.Put(api.IngressRule, "rule-sg-lb-80", P{"securityGroupId": "sg-lb", "ipProtocol": "tcp", "fromPort": 80, "toPort": 80, "cidrIpv4": "0.0.0.0/0"})
	s.Put(api.IngressRule, "rule-sg-lb-443-6", P{"securityGroupId": "sg-lb", "ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "cidrIpv6": "::/0"})
	s.Set(api.RouteTable, "rtb-vpc-1", P{"routes": []any{P{"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}, P{"ipv6CidrBlock": "::/0", "gatewayId": "igw-1"}}})

	s.World.Seed(&world.Object{Kind: cloudfront.Distribution, ID: "E1", Props: world.Props{
		"domainName": edgeName, "aliases": []any{"app.acme.test"}, "enabled": true, "isIpv6Enabled": true,
		"viewerCertificate": map[string]any{"acmCertificateArn": "arn:edge"},
		"defaultCacheBehavior": map[string]any{
			"targetOriginId": "web", "viewerProtocolPolicy": "redirect-to-https", "originRequestPolicyId": "216adef6-5c7f-47e4-b989-5492eafa07d3",
		},
		"orderedCacheBehaviors": []any{map[string]any{"pathPattern": "/files/*", "targetOriginId": "files", "viewerProtocolPolicy": "https-only"}},
		"origins": []any{
			map[string]any{"originId": "web", "domainName": "origin.acme.test", "customHeaders": []any{map[string]any{"name": "x-origin-verify", "value": "secret-1"}},
				"customOriginConfig": map[string]any{"originProtocolPolicy": "https-only", "httpPort": 80.0, "httpsPort": 443.0}},
			map[string]any{"originId": "files", "domainName": "acme-files.s3.eu-central-1.amazonaws.com"},
		},
	}})
	s.World.Seed(&world.Object{Kind: api.Certificate, ID: "arn:edge", Scope: cloudfront.CertificateRegion, Props: world.Props{"status": "ISSUED", "domainName": "*.acme.test"}})
	s.Put(s3.Bucket, "acme-files", P{})
	require.NoError(t, s.Session.Delete(lab.URN(api.Record, "app"), api.Record, s.record, nil))
	for name, target := range map[string]string{"app": edgeName, "origin": out.Str("dnsName"), "direct": out.Str("dnsName"), "old": out.Str("dnsName")} {
		s.Make(api.Record, name, P{"zoneId": s.dev, "name": name, "type": "CNAME", "ttl": 60, "records": []any{target}})
	}
	return web{s, group}
}

// asks lists the hops after the records, the load balancer's once for all its
// targets.
func (w web) asks(from, to string) string {
	var lines []string
	w.World.View(lab.Region, func(c *world.Call) {
		for _, h := range reach.Ask(c, w.k.cluster(), from, to).Hops {
			if h.Kind != "name" && h.Kind != "record" && h.Kind != "certificate" && (h.Target == "" || h.Target == w.nodes[0]) {
				lines = append(lines, strings.ReplaceAll(h.String(), w.nodes[0], "NODE"))
			}
		}
	})
	return strings.Join(lines, "\n")
}

const (
	toTheApp = "open    target group web\n" +
		"open    target NODE:30080\n" +
		"open    node port 30080\n" +
		"open    service traefik/traefik\n" +
		"open    pod traefik/traefik-0\n" +
		"open    route app.acme.test/api\n" +
		"open    service app/app\n" +
		"open    pod app/app-0, app/app-1"
	balancerHops = "open    load balancer web\nopen    listener web:443 HTTPS\n"
	edgeHops     = "open    distribution E1 *\nopen    origin https://origin.acme.test:443\n"
)

func TestARequestGoesThroughTheEdgeAndTheRulesBehindIt(t *testing.T) {
	w := newWeb(t)
	for _, tt := range []struct{ from, to, want string }{
		{"internet", "https://app.acme.test/api", edgeHops + balancerHops + "open    rule 3 (header X-Origin-Verify)\n" + toTheApp},
		{"2001:db8::7", "https://app.acme.test/api", edgeHops + balancerHops + "open    rule 3 (header X-Origin-Verify)\n" + toTheApp},
		{"internet", "https://app.acme.test/files/1", "open    distribution E1 /files/*\nopen    origin acme-files.s3.eu-central-1.amazonaws.com"},
		{"internet", "http://app.acme.test/api", "closed  distribution E1 *: it redirects to https"},
		{"internet", "http://app.acme.test/files/1", "closed  distribution E1 /files/*: it takes https only"},
		{"internet", "tcp://app.acme.test:443", "closed  distribution E1 *: it takes HTTP and HTTPS only"},
		{"internet", "https://app.acme.test:8443/", "closed  distribution E1 *: it does not listen on port 8443"},
		{"internet", "https://direct.acme.test/api", balancerHops + "closed  rule default: it answers the request itself, with 403"},
		{"2001:db8::7", "https://direct.acme.test/api", balancerHops + "closed  rule default: it answers the request itself, with 403"},
		{"203.0.113.7", "https://direct.acme.test/else", balancerHops + "closed  rule default: it answers the request itself, with 403"},
		{"internet", "https://old.acme.test/api", balancerHops + "closed  rule 1 (host old.*): it redirects to https://app.acme.test:443/api"},
		{"internet", "http://direct.acme.test/api", "open    load balancer web\nopen    listener web:80 HTTP\nclosed  listener web:80 HTTP: it redirects to https://#{host}:443/#{path}"},
		{"203.0.113.7", "https://direct.acme.test/api", balancerHops + "open    rule 2 (from 203.0.113.0/24 and path /api*)\n" +
			"open    target group web\nopen    target NODE:30080\nopen    node port 30080\nopen    service traefik/traefik\nopen    pod traefik/traefik-0\n" +
			"closed  route direct.acme.test/api: no rule of an ingress matches direct.acme.test/api"},
	} {
		require.Equal(t, tt.want, w.asks(tt.from, tt.to), "%s to %s", tt.from, tt.to)
	}
}

func TestTheOriginIsLockedToTheEdge(t *testing.T) {
	const listed, own = "pl-a3a144ac", "pl-0123456789abcdef0"
	distribution := func(w web, change func(world.Props)) {
		require.NoError(w, w.World.Mutate(lab.Region, "edge", func(c *world.Call) error {
			change(c.Find(cloudfront.Distribution, "E1").Props)
			return nil
		}))
	}
	toList := func(w web, list string) {
		w.Put(api.PrefixList, own, P{"entries": []any{P{"cidr": "198.51.100.0/24"}}})
		w.Set(api.IngressRule, "rule-sg-lb-443", P{"cidrIpv4": "", "prefixListId": list})
	}
	const refused = "open    distribution E1 *\nopen    origin https://origin.acme.test:443\n"
	for name, c := range map[string]struct {
		breakIt    func(web)
		from, want string
	}{
		"a list of AWS lets the edge in": {func(w web) { toList(w, listed) }, "internet", edgeHops + balancerHops + "open    rule 3 (header X-Origin-Verify)\n" + toTheApp},
		"and a list of one's own does not": {func(w web) { toList(w, own) }, "internet",
			refused + "closed  load balancer web: security group sg-lb: no ingress rule allows tcp 443 from CloudFront"},
		"another secret": {func(w web) {
			distribution(w, func(p world.Props) {
				p.Maps("origins")[0].Maps("customHeaders")[0]["value"] = "secret-2"
			})
		}, "internet", edgeHops + balancerHops + "closed  rule default: it answers the request itself, with 403"},
		"disabled":    {func(w web) { distribution(w, func(p world.Props) { p["enabled"] = false }) }, "internet", "closed  distribution E1 *: it is disabled"},
		"IPv4 only":   {func(w web) { distribution(w, func(p world.Props) { p["isIpv6Enabled"] = false }) }, "2001:db8::7", "closed  distribution E1 *: it has no IPv6 addresses"},
		"other names": {func(w web) { distribution(w, func(p world.Props) { p["aliases"] = []any{"www.acme.test"} }) }, "internet", "closed  distribution E1 *: it answers to www.acme.test, d111111abcdef8.cloudfront.net, not to app.acme.test"},
		"no origin":   {func(w web) { distribution(w, func(p world.Props) { p["origins"] = []any{} }) }, "internet", "open    distribution E1 *\nclosed  origin web: the distribution has no such origin"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWeb(t)
			c.breakIt(w)
			require.Equal(t, c.want, w.asks(c.from, "https://app.acme.test/api"))
		})
	}
	w := newWeb(t)
	toList(w, listed)
	require.Equal(t, "closed  load balancer web: security group sg-lb: no ingress rule allows tcp 443 from 0.0.0.0/0", w.asks("internet", "https://direct.acme.test/api"))
	w.Remove(s3.Bucket, "acme-files")
	require.Equal(t, "open    distribution E1 /files/*\nclosed  origin acme-files.s3.eu-central-1.amazonaws.com: no such bucket", w.asks("internet", "https://app.acme.test/files/1"))
}
