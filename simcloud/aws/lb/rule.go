package lb

import (
	"fmt"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/lb/check"
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
			if len(c.In.List("conditions")) == 0 && !unknown(c.In["conditions"]) {
				f.Fail("conditions", "Not enough list items: Attribute condition requires 1 item minimum, but config has only 0 declared.")
			}
		},
		Create: func(c *world.Call) error {
			listener := c.Find(api.Listener, c.In.Str("listenerArn"))
			if !c.In.Has("priority") {
				c.Out["priority"] = nextPriority(c, listener.ID)
			}
			if err := completeRule(c, operation("creating ELBv2 Listener Rule", "CreateRule"), listener); err != nil {
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
