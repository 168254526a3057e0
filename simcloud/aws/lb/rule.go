package lb

import (
	"fmt"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// lastPriority is the highest priority of a rule that a program may set.
const lastPriority = 50000

func ruleType() *world.Type {
	return &world.Type{
		Token:   ListenerRule,
		Replace: []string{"listenerArn"},
		Refs: append(groupRefs("actions"), world.Ref{Path: "listenerArn", Kind: api.Listener, Missing: func(c *world.Call, arn string) error {
			return operation("creating ELBv2 Listener Rule", "CreateRule").Refuse("ListenerNotFound", fmt.Sprintf("Listener '%s' not found", arn), docCreateRule)
		}}),
		Takes: world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Check: func(c *world.Check) {
			f := check.Of(c)
			f.Between("priority", 1, lastPriority)
			checkActions(f, "actions")
			checkConditions(f)
			if len(c.In.List("conditions")) == 0 && !unknown(c.In["conditions"]) {
				f.Fail("conditions", "Not enough list items: Attribute condition requires 1 item minimum, but config has only 0 declared.")
			}
		},
		Create: func(c *world.Call) error {
			listener := c.Find(api.Listener, c.In.Str("listenerArn"))
			if !c.In.Has("priority") {
				c.Out["priority"] = nextPriority(c, listener.ID)
			}
			op := operation("creating ELBv2 Listener Rule", "CreateRule")
			if limit := c.Quota(QuotaRules, defaultRules); rulesOfBalancer(c, listener) >= limit {
				return op.Refuse("TooManyRules", "You've reached the limit on the number of rules per load balancer.", docALBQuotas)
			}
			if err := completeRule(c, op, listener); err != nil {
				return err
			}
			c.ID = strings.Replace(listener.ID, ":listener/", ":listener-rule/", 1) + "/" + c.Hex(16, "rule")
			c.Out["arn"] = c.ID
			return nil
		},
		Update: func(c *world.Call) error {
			if !c.In.Has("priority") {
				c.Out["priority"] = c.Object.Props["priority"]
			}
			return completeRule(c, operation(fmt.Sprintf("modifying ELBv2 Listener Rule (%s)", c.ID), "ModifyRule"), c.Find(api.Listener, c.In.Str("listenerArn")))
		},
	}
}

// rulesOfBalancer counts the rules of all listeners of a listener's balancer.
func rulesOfBalancer(c *world.Call, listener *world.Object) int {
	n := 0
	for _, l := range c.Where(api.Listener, "loadBalancerArn", listener.Props.Str("loadBalancerArn")) {
		n += len(c.Where(ListenerRule, "listenerArn", l.ID))
	}
	return n
}

func nextPriority(c *world.Call, listener string) float64 {
	highest := 0
	for _, r := range c.Where(ListenerRule, "listenerArn", listener) {
		highest = max(highest, r.Props.Int("priority"))
	}
	return float64(highest + 1)
}

func completeRule(c *world.Call, op api.Op, listener *world.Object) error {
	for _, r := range c.Where(ListenerRule, "listenerArn", listener.ID) {
		if r != c.Object && r.Props["priority"] == c.Out["priority"] {
			return op.Refuse("PriorityInUse", fmt.Sprintf("Priority '%d' is currently in use", r.Props.Int("priority")), docCreateRule)
		}
	}
	if err := completeConditions(c, func(code, message string) error { return op.Refuse(code, message, docCreateRule) }); err != nil {
		return err
	}
	balancer := c.Find(api.LoadBalancer, listener.Props.Str("loadBalancerArn"))
	if err := checkGroups(c, op, balancer, listener.Props.Str("protocol"), "actions", docCreateRule); err != nil {
		return err
	}
	c.Out["actions"] = ordered(c.In.List("actions"))
	return nil
}

// certificateType is a further certificate of a listener, chosen by the name
// that the client asks for.
func certificateType() *world.Type {
	op := operation("adding ELBv2 Listener Certificate", "AddListenerCertificates")
	return &world.Type{
		Token:   ListenerCertificate,
		Replace: []string{"listenerArn", "certificateArn"},
		Refs: []world.Ref{
			{Path: "listenerArn", Kind: api.Listener, Missing: func(_ *world.Call, arn string) error {
				return op.Refuse("ListenerNotFound", fmt.Sprintf("Listener '%s' not found", arn), docCreateListener)
			}},
			{Path: "certificateArn", Kind: api.Certificate, Holds: true},
		},
		Takes: world.Times{Create: time.Second, Delete: time.Second},
		Create: func(c *world.Call) error {
			arn, listener := c.In.Str("certificateArn"), c.In.Str("listenerArn")
			if err := checkCertificate(c, op, arn); err != nil {
				return err
			}
			if err := checkCertificateQuota(c, op, c.Find(api.Listener, listener)); err != nil {
				return err
			}
			c.ID = listener + "_" + arn
			for _, other := range c.Where(ListenerCertificate, "listenerArn", listener) {
				if other.ID == c.ID {
					c.Remove(other) // adding it again is the same certificate, now this resource's
				}
			}
			return nil
		},
	}
}

// checkCertificateQuota refuses a certificate more than a load balancer may
// have besides the default ones.
func checkCertificateQuota(c *world.Call, op api.Op, listener *world.Object) error {
	balancer := c.Find(api.LoadBalancer, listener.Props.Str("loadBalancerArn"))
	quota, doc := QuotaALBCertificates, docALBQuotas
	if balancer.Props.Str("loadBalancerType") == network {
		quota, doc = QuotaNLBCertificates, docNLBQuotas
	}
	n := 0
	for _, l := range ListenersOf(c, balancer) {
		n += len(c.Where(ListenerCertificate, "listenerArn", l.ID))
	}
	if n >= c.Quota(quota, defaultCertificates) {
		return op.Refuse("TooManyCertificates", "You've reached the limit on the number of certificates per load balancer.", doc)
	}
	return nil
}
