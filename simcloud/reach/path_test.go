package reach_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/lb"
	"github.com/drydock-iac/drydock/simcloud/aws/lb/lab"
	"github.com/drydock-iac/drydock/simcloud/reach"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func TestAnOpenChainIsListedHopByHop(t *testing.T) {
	s := newSite(t)
	r := s.ask(reach.From{}, address)
	require.True(t, r.Open(), r.String())
	var kinds []string
	for _, h := range r.Hops {
		if h.Target == "" || h.Target == r.Hops[len(r.Hops)-1].Target {
			kinds = append(kinds, h.Kind)
		}
	}
	require.Equal(t, []string{"name", "record", "load balancer", "listener", "certificate", "target group", "target", "node port", "service", "pod", "route", "service", "pod"}, kinds)
	require.Contains(t, r.String(), "open    record app.acme.test A alias to edge-")
	require.Contains(t, r.String(), "  open    pod app/app-0, app/app-1\n")
	require.Nil(t, r.Blocked())
}

func TestEachBrokenLinkIsNamed(t *testing.T) {
	denied := P{"ruleNo": 50, "protocol": "tcp", "action": "deny", "cidrBlock": "0.0.0.0/0", "fromPort": 443, "toPort": 443}
	all := P{"ruleNo": 100, "protocol": "-1", "action": "allow", "cidrBlock": "0.0.0.0/0", "fromPort": 0, "toPort": 0}
	only := func(from, to int) P {
		return P{"ruleNo": 100, "protocol": "tcp", "action": "allow", "cidrBlock": "0.0.0.0/0", "fromPort": from, "toPort": to}
	}
	for name, c := range map[string]struct {
		breakIt    func(s *site)
		kind, want string
	}{
		"the delegation":            {func(s *site) { s.Remove(api.Record, s.ns) }, "record", "zone acme.test.: not delegated: its parent zone test. has no NS record for it"},
		"the record":                {func(s *site) { s.Remove(api.Record, s.record) }, "record", "zone acme.test.: no A record for app.acme.test."},
		"an internal load balancer": {func(s *site) { s.Set(api.LoadBalancer, s.lb, P{"internal": true}) }, "load balancer", "it is internal: it has no public address"},
		"the internet gateway":      {func(s *site) { s.Remove(api.InternetGateway, "igw-1") }, "load balancer", "subnet subnet-a: the route to the internet leads to igw-1, which is gone"},
		"the route":                 {func(s *site) { s.Set(api.RouteTable, "rtb-vpc-1", P{"routes": []any{}}) }, "load balancer", "subnet subnet-a: no route to an internet gateway"},
		"the network ACL":           {func(s *site) { s.Set(api.NetworkACL, "acl-vpc-1", P{"ingress": []any{denied, all}}) }, "load balancer", "network ACL acl-vpc-1 of subnet subnet-a: no ingress entry allows tcp 443 from 0.0.0.0/0"},
		"the answers":               {func(s *site) { s.Set(api.NetworkACL, "acl-vpc-1", P{"egress": []any{only(443, 443)}}) }, "load balancer", "network ACL acl-vpc-1 of subnet subnet-a: no egress entry allows the answers, tcp 1024-65535 to 0.0.0.0/0"},
		"the balancer's own rules":  {func(s *site) { s.Remove(api.IngressRule, "rule-sg-lb-443") }, "load balancer", "security group sg-lb: no ingress rule allows tcp 443 from 0.0.0.0/0"},
		"the listener":              {func(s *site) { s.Remove(api.Listener, s.listener) }, "listener", "load balancer edge has no listener on port 443"},
		"the listener's protocol":   {func(s *site) { s.Set(api.Listener, s.listener, P{"protocol": "HTTP"}) }, "listener", "it speaks HTTP without TLS"},
		"a certificate for another": {func(s *site) {
			s.Set(api.Certificate, s.cert, P{"domainName": "acme.test", "subjectAlternativeNames": []any{"acme.test"}})
		}, "certificate", "it is for acme.test, not for app.acme.test"},
		"an expired certificate":  {func(s *site) { s.World.Advance(200 * 24 * 3600e9) }, "certificate", "it expired on 2027-05-17"},
		"the target group":        {func(s *site) { s.Remove(api.TargetGroup, s.tg) }, "target group", "it does not exist"},
		"all targets":             {func(s *site) { s.Remove(api.Instance, s.nodes[0]); s.Remove(api.Instance, s.nodes[1]) }, "target group", "no target is registered: auto scaling group eks-nodes has no instances"},
		"the machines":            {func(s *site) { s.bothNodes(P{"state": "stopped"}) }, "target", "instance NODE is stopped"},
		"the nodes' rules":        {func(s *site) { s.Remove(api.IngressRule, "rule-sg-node-30080") }, "target", "health check fails: security group sg-node: no ingress rule allows tcp 30080 from sg-lb"},
		"the balancer's way out":  {func(s *site) { s.Remove(api.EgressRule, "rule-sg-lb-30080") }, "target", "health check fails: security group sg-lb: no egress rule allows tcp 30080 to sg-node"},
		"the health check's port": {func(s *site) { s.Set(api.TargetGroup, s.tg, P{"healthCheck": P{"port": "30081"}}) }, "target", "health check fails: security group sg-lb: no egress rule allows tcp 30081 to sg-node"},
		"the nodes' zone":         {func(s *site) { s.bothNodes(P{"availabilityZone": "eu-central-1c"}) }, "target", "target is in zone eu-central-1c, which is not enabled for the load balancer"},
		"the node port":           {func(s *site) { s.k.controller, s.k.controllerWhy = nil, "no service has node port 30080" }, "node port", "no service has node port 30080"},
		"the controller's pods":   {func(s *site) { s.k.controllerPods = nil }, "pod", "no pod is ready"},
		"the route to the app":    {func(s *site) { s.k.app, s.k.appWhy = nil, "service app/app does not exist" }, "route", "service app/app does not exist"},
		"the app's pods":          {func(s *site) { s.k.appPods, s.k.appWhy = nil, "pod app/app-0 is not ready" }, "pod", "pod app/app-0 is not ready"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			c.breakIt(s)
			r := s.ask(reach.From{}, address)
			require.False(t, r.Open(), r.String())
			want := strings.ReplaceAll(c.want, "NODE", min(s.nodes[0], s.nodes[1]))
			require.Equal(t, []string{c.kind, want}, []string{r.Blocked().Kind, r.Blocked().Closed}, r.String())
		})
	}
}

func TestOneTargetLeftKeepsThePathOpen(t *testing.T) {
	s := newSite(t)
	s.Set(api.Instance, s.nodes[0], P{"state": "stopped"})
	r := s.ask(reach.From{}, address)
	require.True(t, r.Open(), r.String())
	require.Contains(t, r.String(), "  closed  target "+s.nodes[0]+":30080: instance "+s.nodes[0]+" is stopped\n")
}

func TestALocalServiceAnswersOnTheNodesOfItsPods(t *testing.T) {
	s := newSite(t)
	s.k.controller.Props = world.Props{"spec": P{"externalTrafficPolicy": "Local"}}
	s.k.controllerPods[0].Props = world.Props{"instance": s.nodes[1]}
	r := s.ask(reach.From{}, address)
	require.True(t, r.Open(), r.String())
	require.Contains(t, r.String(), "closed  pod traefik/traefik: service traefik/traefik: its externalTrafficPolicy is Local and no ready pod of it runs on this node")
	s.k.controllerPods = nil
	require.False(t, s.ask(reach.From{}, address).Open())
}

func TestAServiceThatIsNoControllerAnswersItself(t *testing.T) {
	s := newSite(t)
	s.k.controller.Owner = ""
	r := s.ask(reach.From{}, "https://app.acme.test/elsewhere")
	require.True(t, r.Open(), r.String())
	require.NotContains(t, r.String(), "route")
}

func TestWhereAClientIsDecidesWhatItReaches(t *testing.T) {
	s := newSite(t)
	require.True(t, s.ask(reach.From{CIDR: "203.0.113.7/32"}, address).Open())
	s.Set(api.IngressRule, "rule-sg-lb-443", P{"cidrIpv4": "203.0.113.0/24"})
	require.True(t, s.ask(reach.From{CIDR: "203.0.113.7/32"}, address).Open())
	require.Equal(t, "security group sg-lb: no ingress rule allows tcp 443 from 198.51.100.0/24", s.ask(reach.From{CIDR: "198.51.100.0/24"}, address).Blocked().Closed)
	s.Set(api.LoadBalancer, s.lb, P{"internal": true})
	s.Set(api.IngressRule, "rule-sg-lb-443", P{"cidrIpv4": "10.0.0.0/16"})
	require.True(t, s.ask(reach.From{VPC: "vpc-1", CIDR: "10.0.1.9/32"}, address).Open())
	require.True(t, s.ask(reach.From{VPC: "vpc-1"}, address).Open())
	require.Equal(t, `client VPC "vpc-9": does not exist: name one of the account`, s.ask(reach.From{VPC: "vpc-9"}, address).Blocked().Closed)
	require.Equal(t, "it is internal: it has no public address", s.ask(reach.From{VPC: "vpc-2", CIDR: "10.0.1.9/32"}, address).Blocked().Closed)
}

func TestAPrivateZoneAnswersInItsVPCOnly(t *testing.T) {
	s := newSite(t)
	var dns, zone string
	for _, o := range s.World.Objects() {
		if o.ID == s.lb {
			dns, zone = o.Props.Str("dnsName"), o.Props.Str("zoneId")
		}
	}
	private, _ := s.Make(api.Zone, "private", P{"name": "acme.internal", "vpcs": []any{P{"vpcId": "vpc-1"}}})
	s.Make(api.Record, "inner", P{"zoneId": private, "name": "app", "type": "A", "aliases": []any{P{"name": dns, "zoneId": zone, "evaluateTargetHealth": false}}})
	require.Nil(t, s.ask(reach.From{VPC: "vpc-1", CIDR: "10.0.0.5/32"}, "tcp://app.acme.internal:443").Blocked())
	require.Equal(t, "name app.acme.internal.: no hosted zone of the account holds it: the account has acme.test., test.", s.ask(reach.From{}, "tcp://app.acme.internal:443").Blocked().Closed)
}

func TestAPreservedClientAddressMustPassTheNodes(t *testing.T) {
	s := newSite(t)
	// Without security groups of its own the load balancer cannot be named in rules.
	s.Set(api.LoadBalancer, s.lb, P{"securityGroups": []any{}})
	s.Set(api.IngressRule, "rule-sg-node-30080", P{"referencedSecurityGroupId": "", "cidrIpv4": "10.0.0.0/16"})
	require.Equal(t, "security group sg-node: no ingress rule allows tcp 30080 from 0.0.0.0/0", s.ask(reach.From{}, address).Blocked().Closed)
	s.Set(api.TargetGroup, s.tg, P{"preserveClientIp": "false"})
	require.Nil(t, s.ask(reach.From{}, address).Blocked())
}

func TestAnApplicationLoadBalancerRoutesByRule(t *testing.T) {
	s := newSite(t)
	web, out := s.Make(api.LoadBalancer, "web", P{"name": "web", "subnets": []any{"subnet-a", "subnet-b"}, "securityGroups": []any{"sg-lb"}})
	tg, _ := s.Make(api.TargetGroup, "web", P{"name": "web", "port": 30080, "protocol": "HTTP", "vpcId": "vpc-1"})
	s.Make(api.ScalingAttachment, "web", P{"autoscalingGroupName": "eks-nodes", "lbTargetGroupArn": tg})
	listener, _ := s.Make(api.Listener, "web", P{"loadBalancerArn": web, "port": 443, "protocol": "HTTPS", "certificateArn": s.cert,
		"defaultActions": []any{P{"type": "fixed-response", "fixedResponse": P{"contentType": "text/plain", "statusCode": "404"}}}})
	s.Make(lb.ListenerRule, "api", P{"listenerArn": listener, "priority": 1, "actions": []any{P{"type": "forward", "targetGroupArn": tg}},
		"conditions": []any{P{"hostHeader": P{"values": []any{"*.acme.test"}}}, P{"pathPattern": P{"values": []any{"/api*"}}}}})
	require.NoError(t, s.Session.Delete(lab.URN(api.Record, "app"), api.Record, s.record, nil))
	s.Make(api.Record, "app", P{"zoneId": s.dev, "name": "app", "type": "CNAME", "ttl": 60, "records": []any{out.Str("dnsName")}})
	require.Nil(t, s.ask(reach.From{}, address).Blocked())
	require.Equal(t, "it answers the request itself, with 404", s.ask(reach.From{}, "https://app.acme.test/").Blocked().Closed)
}

func TestAPlainAddressLeadsToAMachine(t *testing.T) {
	s := newSite(t)
	s.Put(api.NetworkInterface, "eni-9", P{"vpcId": "vpc-1", "subnetId": "subnet-a", "privateIp": "10.0.0.99", "securityGroups": []any{"sg-lb"}, "association": P{"publicIp": "198.18.9.9"}})
	s.Make(api.Record, "machine", P{"zoneId": s.dev, "name": "machine", "type": "A", "ttl": 60, "records": []any{"198.18.9.9"}})
	require.Nil(t, s.ask(reach.From{}, "tcp://machine.acme.test:443").Blocked())
	require.Equal(t, "security group sg-lb: no ingress rule allows tcp 22 from 0.0.0.0/0", s.ask(reach.From{}, "tcp://machine.acme.test:22").Blocked().Closed)
	s.Remove(api.NetworkInterface, "eni-9")
	require.Equal(t, "no network interface of the account has it where the client could reach it", s.ask(reach.From{}, "tcp://machine.acme.test:443").Blocked().Closed)
}

func TestAMalformedQuestionIsAClosedHop(t *testing.T) {
	s := newSite(t)
	for to, want := range map[string]string{
		"app.acme.test":           `address "app.acme.test": not understood: write it as https://host/path, host:port, INSTANCE:PORT or NAMESPACE/SERVICE:PORT`,
		"ftp://app.acme.test:21":  `address "ftp://app.acme.test:21": scheme "ftp": choose one of https, http, tls, tcp`,
		"tcp://app.acme.test":     `address "tcp://app.acme.test": port missing: write it as tcp://host:port`,
		"https://app.acme.test:0": `address "https://app.acme.test:0": port 0: a port is 1 to 65535`,
	} {
		require.Equal(t, want, s.ask(reach.From{}, to).Blocked().Closed)
	}
	require.Contains(t, s.ask(reach.From{CIDR: "here"}, address).Blocked().Closed, `client address range "here": `)
	require.Equal(t, "it speaks TLS, the address asks for plain HTTP", s.ask(reach.From{}, "http://app.acme.test:443/").Blocked().Closed)
}

func TestTargetHealthHasTheServicesStates(t *testing.T) {
	s := newSite(t)
	health := func() map[string]string {
		out := map[string]string{}
		s.World.View(lab.Region, func(c *world.Call) {
			for _, h := range reach.TargetHealth(c, s.k.cluster(), s.tg) {
				out[h.ID] = strings.TrimSuffix(h.State+": "+h.Why, ": ")
			}
		})
		return out
	}
	require.Equal(t, map[string]string{s.nodes[0]: "healthy", s.nodes[1]: "healthy"}, health())
	s.Set(api.Instance, s.nodes[0], P{"state": "stopped"})
	s.Set(api.Instance, s.nodes[1], P{"availabilityZone": "eu-central-1c"})
	require.Equal(t, map[string]string{
		s.nodes[0]: "unused: Target is in the stopped state",
		s.nodes[1]: "unused: target is in zone eu-central-1c, which is not enabled for the load balancer",
	}, health())
	s.bothNodes(P{"state": "running", "availabilityZone": "eu-central-1a"})
	s.k.controllerPods = nil
	require.Equal(t, "unhealthy: health check fails: node port 30080: no pod is ready", health()[s.nodes[0]])
	s.Remove(api.Listener, s.listener)
	require.Equal(t, "unused: target group is not configured to receive traffic from a load balancer", health()[s.nodes[0]])
	s.World.View(lab.Region, func(c *world.Call) { require.Nil(t, reach.TargetHealth(c, reach.Cluster{}, "arn:gone")) })
}
