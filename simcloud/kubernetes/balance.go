package kubernetes

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Annotations of services that both controllers of load balancers read
// (https://cloud-provider-aws.sigs.k8s.io/service_controller/,
// https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/).
const (
	balancerType     = "service.beta.kubernetes.io/aws-load-balancer-type"
	balancerInternal = "service.beta.kubernetes.io/aws-load-balancer-internal"
	balancerScheme   = "service.beta.kubernetes.io/aws-load-balancer-scheme"
	balancerGroups   = "service.beta.kubernetes.io/aws-load-balancer-security-groups"
)

// notAllocated is the provider's complaint about a service without an address.
const notAllocated = "Service was not allocated an IP address; does your cloud provider support this?"

// balance has a service of type LoadBalancer get its load balancer, from the
// controller that is in charge of it. One that has an address keeps it. Without
// a controller the address stays pending; so it does in a cluster that is not
// in the account, and in one of RKE2 whose cloud controller manager runs
// without the service controller.
func (r *request) balance(o *corev1.Service) {
	if r.old != nil && len(r.old.Props.Map("status").Map("loadBalancer").List("ingress")) > 0 {
		return
	}
	host, why := "", ""
	switch s := siteOf(r.c); {
	case s == nil || s.network(r.c) == "":
	case delegated(o):
		host, why = r.controllerBalancer(s, o)
	case o.Spec.LoadBalancerClass == nil && clusterOf(r.c, r.c.Scope).Kind == api.Cluster:
		host, why = r.cloudBalancer(s, o)
	}
	if host == "" {
		r.unready = append(r.unready, notAllocated)
		if why != "" {
			r.unready = append(r.unready, why)
		}
		return
	}
	r.out["status"] = map[string]any{"loadBalancer": map[string]any{"ingress": []any{map[string]any{"hostname": host}}}}
	r.waits += 2 * time.Minute
}

// unbalance takes the load balancer of a service away that is to have none any
// more.
func (r *request) unbalance() {
	if r.old == nil {
		return
	}
	for _, o := range r.c.Owned(r.old) {
		if o.Scope != r.c.Scope {
			r.gone = append(r.gone, o)
		}
	}
	r.out["status"] = map[string]any{"loadBalancer": map[string]any{}}
}

// order has a controller make something in the account for the object at work.
// What it made is taken back if the object itself fails.
func (r *request) order(s *site, token string, in world.Props, salt ...string) (*world.Object, error) {
	owner := &world.Object{Kind: r.kind.token(), Scope: r.c.Scope, ID: r.id()}
	o, err := r.c.Order(owner, s.c.Scope, token, in, strings.Join(append([]string{r.id()}, salt...), "/"))
	if err != nil {
		return nil, err
	}
	r.ordered = append(r.ordered, o)
	return o, nil
}

// said is the refusal of a service without what the provider would say of it:
// a controller's own words stand around it.
func said(err error) string {
	var refusal *world.Error
	if errors.As(err, &refusal) {
		return refusal.Code + ": " + refusal.Message
	}
	return err.Error()
}

// takeBack removes what controllers made for an object that came to nothing.
func (r *request) takeBack() {
	for _, o := range slices.Backward(r.ordered) {
		r.c.Remove(o)
	}
	r.ordered = nil
}

// ingressOf are a group's rules for what a service lets in: its ports, from its
// source ranges.
func ingressOf(o *corev1.Service) []any {
	ranges := o.Spec.LoadBalancerSourceRanges
	if len(ranges) == 0 {
		ranges = []string{"0.0.0.0/0"}
	}
	rules := []any{}
	for _, p := range o.Spec.Ports {
		rules = append(rules, map[string]any{
			"protocol": strings.ToLower(string(protocolOf(p.Protocol))), "fromPort": float64(p.Port), "toPort": float64(p.Port), "cidrBlocks": list(ranges),
		})
	}
	return rules
}

// anywhere is the rule that every new group has by which all may leave it
// (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html).
func anywhere() []any {
	return []any{map[string]any{"protocol": "-1", "fromPort": 0.0, "toPort": 0.0, "cidrBlocks": []any{"0.0.0.0/0"}}}
}

func list(values []string) []any {
	out := []any{}
	for _, v := range values {
		out = append(out, v)
	}
	return out
}

// nodePorts are the node ports of a service by its own, as it got them.
func (r *request) nodePorts() map[int32]int {
	out := map[int32]int{}
	for _, p := range r.out.Map("spec").Maps("ports") {
		out[int32(p.Int("port"))] = p.Int("nodePort")
	}
	return out
}

// listen gives a network load balancer a listener and a target group for each
// port of the service, with the cluster's machines as targets. What changes
// among the machines later does not reach the target groups here.
func (r *request) listen(s *site, balancer *world.Object, o *corev1.Service, tags func(port string) map[string]any) error {
	nodePorts := r.nodePorts()
	machines := s.machines(r.c)
	for _, p := range o.Spec.Ports {
		port, protocol := fmt.Sprint(p.Port), string(protocolOf(p.Protocol))
		group, err := r.order(s, api.TargetGroup, world.Props{
			"name": fmt.Sprintf("k8s-%.8s-%.8s-%.10s", alphanumeric(r.namespace), alphanumeric(r.name), r.c.Hex(10, "target group", r.id(), port)),
			"port": nodePorts[p.Port], "protocol": protocol, "vpcId": s.vpc, "targetType": "instance", "tags": tags(port),
		}, "target group", port)
		if err != nil {
			return err
		}
		for _, i := range machines {
			if _, err := r.c.Order(group, s.c.Scope, api.TargetAttachment, world.Props{
				"targetGroupArn": group.ID, "targetId": i.ID, "port": nodePorts[p.Port],
			}, strings.Join([]string{r.id(), "target", port, i.ID}, "/")); err != nil {
				return err
			}
		}
		if _, err := r.order(s, api.Listener, world.Props{
			"loadBalancerArn": balancer.ID, "port": float64(p.Port), "protocol": protocol, "tags": tags(port),
			"defaultActions": []any{map[string]any{"type": "forward", "targetGroupArn": group.ID}},
		}, "listener", port); err != nil {
			return err
		}
	}
	return nil
}

// alphanumeric is a name without what the controllers leave out of it.
func alphanumeric(name string) string {
	return strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
			return c
		}
		return -1
	}, name)
}
