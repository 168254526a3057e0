package kubernetes

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/aws/route53"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// What the service controller of EKS does, which is that of AWS's cloud
// controller manager:
// https://github.com/kubernetes/cloud-provider-aws/blob/master/pkg/providers/v1/aws.go
// The balancers, groups and rules go with their service, by the finalizer
// service.kubernetes.io/load-balancer-cleanup, and stay when the cluster goes.

// KindClassicBalancer is the kind of the load balancer that EKS makes for a
// service of type LoadBalancer without a load balancer class.
const KindClassicBalancer = "aws:elb/loadBalancer:LoadBalancer"

// unsynced is the event of a service whose balancer fails.
func unsynced(format string, args ...any) string {
	return "[SyncLoadBalancerFailed] Error syncing load balancer: failed to ensure load balancer: " + fmt.Sprintf(format, args...)
}

// cloudBalancer makes the balancer of a service that names no class: a Classic
// Load Balancer, or a network one where the annotation says nlb. It returns
// the balancer's host name, or the event that says what is in the way.
func (r *request) cloudBalancer(s *site, o *corev1.Service) (host, why string) {
	value := o.Annotations[balancerInternal]
	internal := value != "" && value != "false"
	subnets := s.balancerSubnets(internal)
	if len(subnets) == 0 {
		return "", unsynced("could not find any suitable subnets for creating the ELB")
	}
	name := ("a" + strings.ReplaceAll(r.out.Map("metadata").Str("uid"), "-", ""))[:32]
	build := r.classic
	if o.Annotations[balancerType] == "nlb" {
		build = r.network
	}
	host, err := build(s, o, name, subnets, internal)
	if err != nil {
		r.takeBack()
		return "", unsynced("%s", err)
	}
	group, why := s.nodeGroup(r.c)
	if why != "" {
		return "", unsynced("%s", why) // the balancer itself is there
	}
	if err := r.admitted(s, o, name, group); err != nil {
		return "", unsynced("Error opening ingress rules for the load balancer to the instances: %s", said(err))
	}
	return host, ""
}

// balancerSubnets are the subnets in which the controller puts a balancer: one
// of each zone among those of the VPC that no other cluster's tag claims, for
// one that faces the internet only public ones. The role's tag decides between
// two of a zone, then the cluster's, then the identifier.
func (s *site) balancerSubnets(internal bool) []*world.Object {
	role := roleTag(internal)
	subnets := slices.DeleteFunc(s.c.Where(api.Subnet, "vpcId", s.vpc), func(o *world.Object) bool {
		return s.foreign(o) || !internal && !s.public(o)
	})
	return perZone(subnets, func(a, b *world.Object) bool {
		if x, y := a.Props.Map("tags").Has(role), b.Props.Map("tags").Has(role); x != y {
			return x
		}
		if x, y := s.tagged(a), s.tagged(b); x != y {
			return x
		}
		return a.ID < b.ID
	})
}

// owned are the tags of what the controller makes for a service.
func (s *site) owned(service string) map[string]any {
	return map[string]any{"kubernetes.io/service-name": service, s.clusterTag(): "owned"}
}

// classic makes a Classic Load Balancer with a security group of its own, or
// in those that the annotation names, and an interface in each subnet.
func (r *request) classic(s *site, o *corev1.Service, name string, subnets []*world.Object, internal bool) (host string, _ error) {
	var groups []string
	for _, id := range strings.Split(o.Annotations[balancerGroups], ",") {
		if id = strings.TrimSpace(id); id != "" {
			groups = append(groups, id)
		}
	}
	if len(groups) == 0 {
		group, err := r.order(s, api.SecurityGroup, world.Props{
			"name": "k8s-elb-" + name, "vpcId": s.vpc, "description": fmt.Sprintf("Security group for Kubernetes ELB %s (%s)", name, r.id()),
			"ingress": ingressOf(o), "egress": anywhere(), "tags": map[string]any{s.clusterTag(): "owned"},
		}, "balancer group")
		if err != nil {
			return "", errors.New(said(err))
		}
		groups = append(groups, group.ID)
	}
	label, scheme := name, "internet-facing"
	if internal {
		label, scheme = "internal-"+name, "internal"
	}
	host = fmt.Sprintf("%s-%d.%s.elb.amazonaws.com", label, 100000000+r.c.Number(900000000, "balancer", r.id()), s.c.Scope)
	lb := s.c.Make(&world.Object{Kind: r.kind.token(), Scope: r.c.Scope, ID: r.id()}, KindClassicBalancer, name, world.Props{
		"name": name, "dnsName": host, "zoneId": route53.ALBZoneID(s.c.Scope), "scheme": scheme, "internal": internal,
		"vpcId": s.vpc, "subnets": idsOf(subnets), "securityGroups": list(groups), "instances": idsOf(s.machines(r.c)), "tags": s.owned(r.id()),
	})
	r.ordered = append(r.ordered, lb)
	for _, subnet := range subnets {
		eni := ec2.MakeInterface(s.c, lb, subnet, "interface", "ELB "+name, groups, "balancer "+name)
		if eni == nil {
			return "", fmt.Errorf("error creating load balancer: InvalidSubnet: Not enough IP space available in %s", subnet.ID)
		}
		eni.Props["requesterManaged"] = true
		if !internal {
			eni.Props["association"] = map[string]any{"publicIp": ec2.PublicIP(s.c, eni.ID), "ipOwnerId": "amazon-elb"}
		}
	}
	return host, nil
}

// network makes a Network Load Balancer, which has no security group unless
// the controller is configured to give it one.
func (r *request) network(s *site, o *corev1.Service, name string, subnets []*world.Object, internal bool) (host string, _ error) {
	lb, err := r.order(s, api.LoadBalancer, world.Props{
		"name": name, "loadBalancerType": "network", "internal": internal, "subnets": idsOf(subnets), "tags": s.owned(r.id()),
	}, "balancer")
	if err != nil {
		return "", errors.New("error creating load balancer: " + said(err))
	}
	if err := r.listen(s, lb, o, func(string) map[string]any { return s.owned(r.id()) }); err != nil {
		return "", errors.New("error creating listener: " + said(err))
	}
	return lb.Props.Str("dnsName"), nil
}

// nodeGroup is the security group of the nodes that lets balancers in: the one
// of a node's groups that carries the cluster's tag, or its only one.
func (s *site) nodeGroup(c *world.Call) (group, why string) {
	for _, i := range s.machines(c) {
		all := i.Props.Strs("vpcSecurityGroupIds")
		var tagged, names []string
		for _, id := range all {
			if g := s.c.Find(api.SecurityGroup, id); g != nil && s.tagged(g) {
				tagged, names = append(tagged, id), append(names, fmt.Sprintf("%s(%s) ", id, g.Props.Str("name")))
			}
		}
		switch {
		case len(tagged) == 1:
			group = tagged[0]
		case len(tagged) > 1:
			return "", fmt.Sprintf("Multiple tagged security groups found for instance %s; ensure only the k8s security group is tagged; the tagged groups were %s", i.ID, strings.Join(names, ""))
		case len(all) > 1:
			return "", fmt.Sprintf("Multiple untagged security groups found for instance %s; ensure the k8s security group is tagged", i.ID)
		case len(all) == 1:
			group = all[0]
		}
	}
	return group, ""
}

// admitted lets the balancer's traffic into the nodes: all of a classic one's
// group, from everywhere to the node ports behind a network one.
func (r *request) admitted(s *site, o *corev1.Service, name, group string) error {
	if group == "" {
		return nil // there is no node yet
	}
	for _, made := range r.ordered {
		if made.Kind == KindClassicBalancer {
			_, err := r.order(s, api.IngressRule, world.Props{
				"securityGroupId": group, "ipProtocol": "-1", "referencedSecurityGroupId": made.Props.Strs("securityGroups")[0],
			}, "node rule")
			return err
		}
	}
	nodePorts := r.nodePorts()
	for _, p := range o.Spec.Ports {
		if _, err := r.order(s, api.IngressRule, world.Props{
			"securityGroupId": group, "ipProtocol": strings.ToLower(string(protocolOf(p.Protocol))), "cidrIpv4": "0.0.0.0/0",
			"fromPort": nodePorts[p.Port], "toPort": nodePorts[p.Port], "description": "kubernetes.io/rule/nlb/client=" + name,
		}, "node rule", fmt.Sprint(p.Port)); err != nil {
			return err
		}
	}
	return nil
}
