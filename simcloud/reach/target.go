package reach

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/aws/lb"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// groups goes on through target groups to each target of them.
func (q *question) groups(c *world.Call, balancer, listener *world.Object, arns []string) {
	for _, arn := range arns {
		group := c.Find(api.TargetGroup, arn)
		if group == nil {
			q.add("target group", arn, "it does not exist")
			return
		}
		targets := lb.Targets(c, group)
		why := ""
		if len(targets) == 0 {
			why = "no target is registered"
			if g := lb.ScalingGroupsOf(c, group); len(g) > 0 {
				why = fmt.Sprintf("no target is registered: auto scaling group %s has no instances", strings.Join(g, ", "))
			}
		}
		if !q.add("target group", group.Props.Str("name"), why) {
			return
		}
		for _, t := range targets {
			q.target, q.shut = t.ID, false
			q.through(c, balancer, group, t)
		}
		q.target, q.shut = "", false
	}
}

// through goes on to one target and what answers on it.
func (q *question) through(c *world.Call, balancer, group *world.Object, t lb.Target) {
	what := fmt.Sprintf("%s:%d", t.ID, t.Port)
	why := unwell(c, q.k, balancer, group, t)
	if why == "" {
		why = between(c, balancer, group, t, t.Port, q.source(c, balancer, group))
	}
	if why == "" && t.Instance != nil {
		why = stranger(t.Instance, t.Port)
	}
	if q.add("target", what, why) && t.Instance != nil {
		q.node(t.Instance, t.Port)
	} else if t.Instance != nil {
		q.stray(unmissed(c, group, t))
	}
}

// source is the peer that a target sees: the client where the load balancer
// preserves its address, else the load balancer. A rule that names the load
// balancer's security group covers both.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#client-ip-preservation
func (q *question) source(c *world.Call, balancer, group *world.Object) peer {
	p := balancerPeer(c, balancer)
	if preserves(group) {
		p.addresses = q.peer.addresses
	}
	return p
}

func preserves(group *world.Object) bool {
	return group.Props.Str("preserveClientIp") == "true" && !strings.HasPrefix(group.Props.Str("protocol"), "HTTP")
}

// balancerPeer is the load balancer as its targets see it: the private
// addresses of its network interfaces and its security groups.
func balancerPeer(c *world.Call, balancer *world.Object) peer {
	p := peer{groups: balancer.Props.Strs("securityGroups")}
	for _, eni := range lb.Interfaces(c, balancer) {
		if a, err := netip.ParseAddr(eni.Props.Str("privateIp")); err == nil {
			p.addresses = append(p.addresses, netip.PrefixFrom(a, a.BitLen()))
		}
	}
	return p
}

// between returns the reason why a load balancer does not reach a port of a
// target: its own security groups going out, network ACLs on both sides, the
// target's security groups.
func between(c *world.Call, balancer, group *world.Object, t lb.Target, port int, source peer) string {
	to := peer{}
	if a, err := netip.ParseAddr(t.IP); err == nil {
		to.addresses = []netip.Prefix{netip.PrefixFrom(a, a.BitLen())}
	}
	var subnet string
	subnet, to.groups = whereIs(c, group, t)
	if why := closedBy(c, balancer.Props.Strs("securityGroups"), "egress", port, to); why != "" {
		return why
	}
	if subnet == "" {
		return ""
	}
	for _, eni := range senders(c, balancer, group, t) {
		if eni.Props.Str("subnetId") == subnet {
			continue // a network ACL does not filter inside its subnet
		}
		if why := aclClosed(c, eni.Props.Str("subnetId"), port, peer{addresses: to.addresses}, true); why != "" {
			return why
		}
		if why := aclClosed(c, subnet, port, peer{addresses: source.addresses}, false); why != "" {
			return why
		}
	}
	return closedBy(c, to.groups, "ingress", port, source)
}

// whereIs returns the subnet and the security groups of a target: the
// instance's, or those of the interface or the pod that has the address; "" for
// an address that is neither's.
func whereIs(c *world.Call, group *world.Object, t lb.Target) (subnet string, groups []string) {
	if t.Instance != nil {
		return t.Instance.Props.Str("subnetId"), groupsOf(t.Instance)
	}
	for _, eni := range c.All(api.NetworkInterface) {
		if eni.Props.Str("privateIp") == t.IP && eni.Props.Str("vpcId") == group.Props.Str("vpcId") {
			return eni.Props.Str("subnetId"), eni.Props.Strs("securityGroups")
		}
	}
	if pod, instance := podWith(c, group, t.IP); pod != nil {
		return instance.Props.Str("subnetId"), groupsOf(instance)
	}
	return "", nil
}

// podWith returns the pod that has an address of the target group's VPC and the
// instance that it is on, nil for none: pods have addresses of the VPC on EKS,
// and the security groups of their node.
// https://docs.aws.amazon.com/eks/latest/userguide/pod-networking.html
func podWith(c *world.Call, group *world.Object, ip string) (pod, instance *world.Object) {
	for _, pod := range c.Everywhere(podKind) {
		if pod.Props.Map("status").Str("podIP") != ip || !strings.HasPrefix(pod.Scope, "eks:") {
			continue
		}
		if i := c.Find(api.Instance, pod.Props.Str("instance")); i != nil && i.Props.Str("vpcId") == group.Props.Str("vpcId") {
			return pod, i
		}
	}
	return nil, nil
}

// podDown says that a target is a pod which does not answer, "" if it is none or
// does.
func podDown(c *world.Call, group *world.Object, t lb.Target) string {
	if t.Instance != nil {
		return ""
	}
	pod, _ := podWith(c, group, t.IP)
	switch {
	case pod == nil:
		return ""
	case pod.Props.Str(ec2.LostProperty) != "":
		return fmt.Sprintf("the machine of pod %s is gone", pod.ID)
	case !pod.Props.Bool("ready"):
		return fmt.Sprintf("pod %s is not ready: %s", pod.ID, pod.Props.Str("reason"))
	}
	return ""
}

func groupsOf(instance *world.Object) []string {
	if g := instance.Props.Strs("vpcSecurityGroupIds"); len(g) > 0 {
		return g
	}
	return instance.Props.Strs("securityGroups")
}

// healthPort is the port that a target's health is asked for on.
func healthPort(group *world.Object, t lb.Target) int {
	if n, err := strconv.Atoi(group.Props.Map("healthCheck").Str("port")); err == nil {
		return n
	}
	return t.Port
}

// unwell returns the reason why a target fails its health check, "" if it
// passes. The check comes from the load balancer's own addresses.
func unwell(c *world.Call, k Cluster, balancer, group *world.Object, t lb.Target) string {
	if t.Instance != nil {
		if s := t.Instance.Props.StrOr("state", t.Instance.Props.Str("instanceState")); s != "running" {
			return fmt.Sprintf("instance %s is %s", t.ID, s)
		}
		if why := zoneOff(c, balancer, t); why != "" {
			return why
		}
	}
	if !group.Props.Map("healthCheck").BoolOr("enabled", true) {
		return ""
	}
	if why := podDown(c, group, t); why != "" {
		return "health check fails: " + why
	}
	port := healthPort(group, t)
	if why := between(c, balancer, group, t, port, balancerPeer(c, balancer)); why != "" {
		return "health check fails: " + why
	}
	if port == t.Port {
		return "" // the path itself goes on to what answers there
	}
	return silent(c, k, t, port)
}

// silent returns the reason why nothing answers the health check on a node,
// "" if something does or the target is no node.
func silent(c *world.Call, k Cluster, t lb.Target, port int) string {
	if t.Instance != nil {
		if why := stranger(t.Instance, port); why != "" {
			return "health check fails: " + why
		}
	}
	if t.Instance == nil || k.NodePort == nil || scopeOf(t.Instance) == "" || ownPort(t.Instance, port) {
		return ""
	}
	if e := k.on(c, t.Instance, scopeOf(t.Instance), port); e.why != "" {
		return fmt.Sprintf("health check fails: node port %d: %s", port, e.why)
	}
	return ""
}

// node goes on from a node of a cluster to the service on a port of it.
func (q *question) node(instance *world.Object, port int) {
	if why := stranger(instance, port); why != "" {
		q.add("port", strconv.Itoa(port), why)
		return
	}
	scope := scopeOf(instance)
	if port == apiPort && ownPort(instance, port) && q.k.Leader != nil {
		q.add("API server", strings.TrimPrefix(scope, "cluster:"), q.k.Leader(q.c, scope))
		return
	}
	if scope == "" || q.k.NodePort == nil || ownPort(instance, port) {
		return
	}
	e := q.k.on(q.c, instance, scope, port)
	if !q.follow("node port", strconv.Itoa(port), e) || !q.web() {
		return
	}
	q.onward(scope, port, e)
}
