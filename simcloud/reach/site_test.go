package reach_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/lb/lab"
	"github.com/drydock-iac/drydock/simcloud/reach"
	"github.com/drydock-iac/drydock/simcloud/world"
)

type P = lab.P

const (
	address = "https://app.acme.test/api"
	scope   = "eks:eu-central-1/dev"
)

// inside stands for a cluster: an ingress controller on port 30080 and a route
// to the app.
type inside struct {
	controller, app         *world.Object
	controllerPods, appPods []*world.Object
	controllerWhy, appWhy   string
}

func newInside() *inside {
	object := func(id string) *world.Object {
		return &world.Object{Kind: "kubernetes:core/v1:Service", Scope: scope, ID: id, Owner: "release", Props: world.Props{}}
	}
	return &inside{
		controller: object("traefik/traefik"), controllerPods: []*world.Object{object("traefik/traefik-0")},
		app: object("app/app"), appPods: []*world.Object{object("app/app-0"), object("app/app-1")},
	}
}

func (i *inside) nodePort(_ *world.Call, at string, port int) (pods []*world.Object, service *world.Object, why string) {
	if at != scope || port != 30080 {
		return nil, nil, fmt.Sprintf("no service of %s has node port %d", at, port)
	}
	return i.controllerPods, i.controller, i.controllerWhy
}

func (i *inside) ingress(_ *world.Call, _ string, _ *world.Object, host, path string) (service *world.Object, pods []*world.Object, why string) {
	if host != "app.acme.test" || !strings.HasPrefix(path, "/api") {
		return nil, nil, "no rule of an ingress matches " + host + path
	}
	return i.app, i.appPods, i.appWhy
}

func (i *inside) cluster() reach.Cluster {
	return reach.Cluster{NodePort: i.nodePort, Ingress: i.ingress}
}

// site is a whole chain: zones, certificate, network load balancer, two nodes.
type site struct {
	*lab.Lab
	k                                 *inside
	apex, dev, cert, lb, tg, listener string
	record, ns                        string
	nodes                             []string
}

func newSite(t *testing.T) *site {
	l := lab.New(t)
	s := &site{Lab: l, k: newInside()}
	l.World.Seed(&world.Object{Kind: "kubernetes:networking.k8s.io/v1:IngressClass", Scope: scope, ID: "traefik", Owner: "release"})
	open := func(direction, id string, from, to int, over P) {
		p := P{"securityGroupId": id, "ipProtocol": "tcp", "fromPort": from, "toPort": to}
		for k, v := range over {
			p[k] = v
		}
		l.Put(direction, fmt.Sprintf("rule-%s-%d", id, from), p)
	}
	open(api.IngressRule, "sg-lb", 443, 443, P{"cidrIpv4": "0.0.0.0/0"})
	open(api.EgressRule, "sg-lb", 30080, 30080, P{"referencedSecurityGroupId": "sg-node"})
	open(api.IngressRule, "sg-node", 30080, 30080, P{"referencedSecurityGroupId": "sg-lb"})

	apex, _ := l.Make(api.Zone, "apex", P{"name": "test"})
	dev, zone := l.Make(api.Zone, "zone", P{"name": "acme.test"})
	s.apex, s.dev = apex, dev
	s.ns, _ = l.Make(api.Record, "ns", P{"zoneId": apex, "name": "acme.test", "type": "NS", "ttl": 60, "records": zone.List("nameServers")})
	cert, out := l.Make(api.Certificate, "cert", P{"domainName": "*.acme.test", "validationMethod": "DNS"})
	proof := out.Maps("domainValidationOptions")[0]
	l.Make(api.Record, "proof", P{"zoneId": dev, "name": proof["resourceRecordName"], "type": "CNAME", "ttl": 60, "records": []any{proof["resourceRecordValue"]}})
	l.Make(api.CertificateIssued, "wait", P{"certificateArn": cert})
	s.cert = cert

	s.lb, out = l.Make(api.LoadBalancer, "edge", P{"name": "edge", "loadBalancerType": "network", "subnets": []any{"subnet-a", "subnet-b"}, "securityGroups": []any{"sg-lb"}})
	s.tg, _ = l.Make(api.TargetGroup, "nodes", P{"name": "nodes", "port": 30080, "protocol": "TCP", "vpcId": "vpc-1"})
	s.listener, _ = l.Make(api.Listener, "tls", P{"loadBalancerArn": s.lb, "port": 443, "protocol": "TLS", "certificateArn": cert, "defaultActions": []any{P{"type": "forward", "targetGroupArn": s.tg}}})
	s.record, _ = l.Make(api.Record, "app", P{"zoneId": dev, "name": "app", "type": "A", "aliases": []any{P{"name": out.Str("dnsName"), "zoneId": out.Str("zoneId"), "evaluateTargetHealth": true}}})
	_, asg := l.Make(api.AutoScalingGroup, "eks-nodes", P{"name": "eks-nodes", "minSize": 2, "maxSize": 2, "launchTemplate": P{"id": "lt-1"}, "vpcZoneIdentifiers": []any{"subnet-a", "subnet-b"}})
	l.Make(api.ScalingAttachment, "attached", P{"autoscalingGroupName": "eks-nodes", "lbTargetGroupArn": s.tg})
	s.nodes = asg.Strs("instances")
	for _, id := range s.nodes {
		l.Set(api.Instance, id, P{"kubernetes": P{"cluster": "dev"}})
	}
	return s
}

func (s *site) ask(from reach.From, to string) reach.Report {
	var r reach.Report
	s.World.View(lab.Region, func(c *world.Call) { r = reach.Path(c, s.k.cluster(), from, to) })
	return r
}

func (s *site) bothNodes(p P) {
	for _, id := range s.nodes {
		s.Set(api.Instance, id, p)
	}
}
