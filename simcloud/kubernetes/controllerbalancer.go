package kubernetes

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// What the AWS Load Balancer Controller does about services:
// https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/nlb/
// What it makes goes with the service while the controller runs, by the
// finalizer service.k8s.aws/resources, and stays when the cluster goes.

// balancerClass is the class of services that are the controller's.
const balancerClass = "service.k8s.aws/nlb"

// balancerLabels find the controller's pods.
var balancerLabels = map[string]string{"app.kubernetes.io/name": "aws-load-balancer-controller"}

// delegated reports whether a service is the controller's and not the cloud's
// own controller's.
func delegated(o *corev1.Service) bool {
	if class := o.Spec.LoadBalancerClass; class != nil {
		return *class == balancerClass
	}
	kind := o.Annotations[balancerType]
	return kind == "external" || kind == "nlb-ip"
}

// adopt does what the controller's mutating webhook does to a new service of
// type LoadBalancer that names no class: it makes it the controller's.
func (r *request) adopt(o *corev1.Service, spec world.Props) {
	if r.old != nil || o.Spec.Type != corev1.ServiceTypeLoadBalancer || o.Spec.LoadBalancerClass != nil {
		return
	}
	for _, hooks := range r.c.All(tokenMutating) {
		if hooks.Scope == r.c.Scope && slices.ContainsFunc(hooks.Props.Maps("webhooks"), func(w world.Props) bool { return w.Str("name") == "mservice.elbv2.k8s.aws" }) {
			class := balancerClass
			o.Spec.LoadBalancerClass, spec["loadBalancerClass"] = &class, class
		}
	}
}

// undeployed is the event of a service whose balancer fails.
func undeployed(reason, format string, args ...any) string {
	return fmt.Sprintf("[%s] ", reason) + fmt.Sprintf(format, args...)
}

// controllerBalancer makes the network load balancer of a service that is the
// controller's, internal unless the annotations say otherwise: with a security
// group for its clients, in the group that all balancers of the cluster share
// towards its nodes, in the subnets that are tagged for it.
func (r *request) controllerBalancer(s *site, o *corev1.Service) (host, why string) {
	pod := running(r.c, balancerLabels)
	if pod == nil {
		return "", ""
	}
	for _, action := range []string{"elasticloadbalancing:CreateLoadBalancer", "ec2:CreateSecurityGroup"} {
		if why := may(r.c, pod, action, "*"); why != "" {
			return "", undeployed("FailedDeployModel", "Failed deploy model due to %s", why)
		}
	}
	internal := o.Annotations[balancerScheme] != "internet-facing" && o.Annotations[balancerInternal] != "false"
	subnets := s.controllerSubnets(internal)
	if len(subnets) == 0 {
		return "", undeployed("FailedBuildModel", "Failed build model due to unable to resolve at least one subnet")
	}
	host, err := r.controlled(s, o, subnets, internal)
	if err != nil {
		r.takeBack()
		return "", undeployed("FailedDeployModel", "Failed deploy model due to %s", said(err))
	}
	return host, ""
}

// controllerSubnets are the subnets that carry the role's tag, or else those
// from which the internet is reached or not; one of each zone, those with the
// cluster's tag first.
func (s *site) controllerSubnets(internal bool) []*world.Object {
	all := slices.DeleteFunc(s.c.Where(api.Subnet, "vpcId", s.vpc), s.foreign)
	fit := slices.DeleteFunc(slices.Clone(all), func(o *world.Object) bool { return !o.Props.Map("tags").Has(roleTag(internal)) })
	if len(fit) == 0 {
		fit = slices.DeleteFunc(all, func(o *world.Object) bool { return s.public(o) == internal })
	}
	return perZone(fit, func(a, b *world.Object) bool {
		if x, y := s.tagged(a), s.tagged(b); x != y {
			return x
		}
		return a.ID < b.ID
	})
}

// controlled makes the groups, the balancer and the rules.
func (r *request) controlled(s *site, o *corev1.Service, subnets []*world.Object, internal bool) (string, error) {
	tags := func(resource string) map[string]any {
		return map[string]any{"elbv2.k8s.aws/cluster": s.cluster, "service.k8s.aws/stack": r.id(), "service.k8s.aws/resource": resource}
	}
	name := func(salt string) string {
		return fmt.Sprintf("k8s-%.8s-%.8s-%.10s", alphanumeric(r.namespace), alphanumeric(r.name), r.c.Hex(10, salt, r.id()))
	}
	front, err := r.order(s, api.SecurityGroup, world.Props{
		"name": name("balancer group"), "vpcId": s.vpc, "description": "[k8s] Managed SecurityGroup for LoadBalancer",
		"ingress": ingressOf(o), "egress": anywhere(), "tags": tags("ManagedLBSecurityGroup"),
	}, "balancer group")
	if err != nil {
		return "", err
	}
	back, err := r.backend(s)
	if err != nil {
		return "", err
	}
	lb, err := r.order(s, api.LoadBalancer, world.Props{
		"name": name("balancer"), "loadBalancerType": "network", "internal": internal, "subnets": idsOf(subnets),
		"securityGroups": []any{front.ID, back.ID}, "tags": tags("LoadBalancer"),
	}, "balancer")
	if err != nil {
		return "", err
	}
	if err := r.listen(s, lb, o, func(port string) map[string]any { return tags(r.id() + ":" + port) }); err != nil {
		return "", err
	}
	group, why := s.nodeGroup(r.c)
	if why != "" || group == "" {
		return lb.Props.Str("dnsName"), nil // a later round of the controller's adds the rules
	}
	ports := r.nodePorts()
	for _, p := range o.Spec.Ports {
		if _, err := r.order(s, api.IngressRule, world.Props{
			"securityGroupId": group, "ipProtocol": strings.ToLower(string(protocolOf(p.Protocol))), "referencedSecurityGroupId": back.ID,
			"fromPort": ports[p.Port], "toPort": ports[p.Port], "description": "elbv2.k8s.aws/targetGroupBinding=shared",
		}, "node rule", fmt.Sprint(p.Port)); err != nil {
			return "", err
		}
	}
	return lb.Props.Str("dnsName"), nil
}

// backend is the group that all balancers of the controller share towards the
// nodes. It belongs to no service.
func (r *request) backend(s *site) (*world.Object, error) {
	name := fmt.Sprintf("k8s-traffic-%.232s-%.10s", alphanumeric(s.cluster), r.c.Hex(10, "backend", s.cluster))
	for _, o := range s.c.Where(api.SecurityGroup, "vpcId", s.vpc) {
		if tags := o.Props.Map("tags"); tags.Str("elbv2.k8s.aws/cluster") == s.cluster && tags.Str("elbv2.k8s.aws/resource") == "backend-sg" {
			return o, nil
		}
	}
	return r.c.Order(nil, s.c.Scope, api.SecurityGroup, world.Props{
		"name": name, "vpcId": s.vpc, "description": "[k8s] Shared Backend SecurityGroup for LoadBalancer", "egress": anywhere(),
		"tags": map[string]any{"elbv2.k8s.aws/cluster": s.cluster, "elbv2.k8s.aws/resource": "backend-sg"},
	}, "backend "+s.cluster)
}

// settleBalancers is what becomes of the balancers of a service that goes:
// those of the controller stay where it does not run any more, and with the
// last of them goes the group that they shared.
func settleBalancers(c *world.Call, service *world.Object) {
	s := siteOf(c)
	if s == nil || s.network(c) == "" {
		return
	}
	made := c.Owned(service)
	if !slices.ContainsFunc(made, func(o *world.Object) bool { return o.Props.Map("tags").Has("service.k8s.aws/stack") }) {
		return
	}
	if running(c, balancerLabels) == nil {
		for _, o := range made {
			if o.Scope != c.Scope {
				o.Owner = ""
			}
		}
		return
	}
	for _, o := range s.c.All(api.LoadBalancer) {
		if o.Props.Map("tags").Str("elbv2.k8s.aws/cluster") == s.cluster && o.Owner != service.Key() {
			return
		}
	}
	for _, o := range made {
		c.Remove(o)
	}
	for _, o := range s.c.Where(api.SecurityGroup, "vpcId", s.vpc) {
		if tags := o.Props.Map("tags"); tags.Str("elbv2.k8s.aws/cluster") == s.cluster && tags.Str("elbv2.k8s.aws/resource") == "backend-sg" {
			c.Remove(o)
		}
	}
}
