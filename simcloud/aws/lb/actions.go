package lb

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// groupPaths are where the actions of a listener or a rule name target groups.
func groupPaths(actions string) []string {
	return []string{actions + "[*].targetGroupArn", actions + "[*].forward.targetGroups[*].arn"}
}

// groupsIn returns the target groups that actions name, each once.
func groupsIn(p world.Props, actions string) []string {
	var out []string
	for _, path := range groupPaths(actions) {
		for _, arn := range p.StrsAt(path) {
			if !slices.Contains(out, arn) {
				out = append(out, arn)
			}
		}
	}
	return out
}

func groupRefs(actions string) []world.Ref {
	var out []world.Ref
	for _, path := range groupPaths(actions) {
		out = append(out, world.Ref{Path: path, Kind: api.TargetGroup, Holds: true})
	}
	return out
}

// GroupsOf returns the target groups that a listener and its rules send to.
func GroupsOf(c *world.Call, listener *world.Object) []string {
	out := groupsIn(listener.Props, "defaultActions")
	for _, r := range c.Everywhere(ListenerRule) {
		if r.Props.Str("listenerArn") == listener.ID {
			for _, arn := range groupsIn(r.Props, "actions") {
				if !slices.Contains(out, arn) {
					out = append(out, arn)
				}
			}
		}
	}
	return out
}

// BalancersOf returns the load balancers whose listeners and rules use a
// target group.
func BalancersOf(c *world.Call, group string) []string {
	var out []string
	for _, l := range c.Everywhere(api.Listener) {
		if arn := l.Props.Str("loadBalancerArn"); slices.Contains(GroupsOf(c, l), group) && !slices.Contains(out, arn) {
			out = append(out, arn)
		}
	}
	return out
}

// checkActions holds the actions of a listener or a rule against their types.
func checkActions(f check.Fields, name string) {
	for i, a := range f.Blocks(name) {
		at := fmt.Sprintf("%s[%d].", check.Argument(name), i)
		kind := a.In().Str("type")
		a.OneOf("type", "forward", "authenticate-oidc", "authenticate-cognito", "redirect", "fixed-response")
		need := map[string]string{
			"redirect": "redirect", "fixed-response": "fixedResponse",
			"authenticate-oidc": "authenticateOidc", "authenticate-cognito": "authenticateCognito",
		}[kind]
		switch {
		case need != "" && !a.In().Has(need):
			a.Fail(need, "Attribute %q must be specified when %q is %q.", at+check.Argument(need), at+"type", kind)
		case kind == "forward" && !a.In().Has("targetGroupArn") && !a.In().Has("forward"):
			a.Fail("targetGroupArn", "Either %q or %q must be specified when %q is %q.", at+"target_group_arn", at+"forward", at+"type", kind)
		}
		r := a.Block("redirect")
		r.OneOf("statusCode", "HTTP_301", "HTTP_302")
		r.OneOf("protocol", "#{protocol}", "HTTP", "HTTPS")
		x := a.Block("fixedResponse")
		x.OneOf("contentType", "text/plain", "text/css", "text/html", "application/javascript", "application/json")
		x.Length("messageBody", 0, 1024)
	}
}

// compatible are the protocols of target groups that a listener of a network
// load balancer can send to. Source: docNLBListeners.
var compatible = map[string][]string{
	"TCP": {"TCP", "TCP_UDP"}, "TLS": {"TCP", "TLS"}, "UDP": {"UDP", "TCP_UDP"}, "TCP_UDP": {"TCP_UDP"},
	"HTTP": {"HTTP", "HTTPS"}, "HTTPS": {"HTTP", "HTTPS"},
}

// checkGroups refuses target groups that a listener cannot send to.
func checkGroups(c *world.Call, op api.Op, balancer *world.Object, protocol, actions, doc string) error {
	for _, a := range c.In.Maps(actions) {
		if balancer.Props.Str("loadBalancerType") == network && a.Str("type") != "forward" {
			return op.Refuse("InvalidLoadBalancerAction", "The requested action is not valid.", doc)
		}
	}
	for _, arn := range groupsIn(c.In, actions) {
		g := c.Find(api.TargetGroup, arn)
		if g == nil {
			return op.Refuse("TargetGroupNotFound", "One or more target groups not found", doc)
		}
		if g.Props.Str("vpcId") != "" && g.Props.Str("vpcId") != balancer.Props.Str("vpcId") {
			// The rule is the guide's ("Target groups"); it does not give the words of the answer.
			return op.Refuse("InvalidConfigurationRequest", fmt.Sprintf("The target group '%s' and the load balancer '%s' are in different VPCs", arn, balancer.ID), doc)
		}
		gateway := balancer.Props.Str("loadBalancerType") == "gateway" // it has listeners without a protocol
		if p := g.Props.Str("protocol"); p != "" && !gateway && !slices.Contains(compatible[protocol], p) {
			return op.Refuse("IncompatibleProtocols", fmt.Sprintf("The listener and its associated target group '%s' have incompatible protocols: '%s' and '%s'", arn, protocol, p), doc)
		}
		if slices.ContainsFunc(BalancersOf(c, arn), func(other string) bool { return other != balancer.ID }) {
			return op.Refuse("TargetGroupAssociationLimit", "The following target groups cannot be associated with more than one load balancer: "+arn, doc)
		}
	}
	return nil
}

// ordered completes the order of actions, which counts from 1.
func ordered(actions []any) []any {
	out := []any{}
	for i, v := range actions {
		m := map[string]any{}
		if a, ok := v.(map[string]any); ok {
			for k, e := range a {
				m[k] = e
			}
		}
		if m["order"] == nil {
			m["order"] = i + 1
		}
		out = append(out, m)
	}
	return out
}

// isACM reports whether a certificate is one of Certificate Manager's.
func isACM(arn string) bool { return strings.Contains(arn, ":acm:") }
