package lb

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func attachmentType() *world.Type {
	return &world.Type{
		Token:   api.TargetAttachment,
		Replace: []string{"targetGroupArn", "targetId", "port", "availabilityZone"},
		Refs: []world.Ref{{Path: "targetGroupArn", Kind: api.TargetGroup, Missing: func(c *world.Call, arn string) error {
			return registerOp(arn).Refuse("TargetGroupNotFound", "One or more target groups not found", docRegister)
		}}},
		Takes: world.Times{Create: 2 * time.Second, Delete: 2 * time.Second},
		Check: func(c *world.Check) { check.Of(c).Port("port") },
		Create: func(c *world.Call) error {
			if err := checkTarget(c); err != nil {
				return err
			}
			c.ID = c.In.Str("targetGroupArn") + "-" + c.Now().Format("20060102150405") + c.Hex(12, "attachment")
			return nil
		},
	}
}

func registerOp(group string) api.Op {
	return operation(fmt.Sprintf("registering ELBv2 Target Group (%s) target", group), "RegisterTargets")
}

func checkTarget(c *world.Call) error {
	group, id := c.Find(api.TargetGroup, c.In.Str("targetGroupArn")), c.In.Str("targetId")
	op := registerOp(group.ID)
	vpc := group.Props.Str("vpcId")
	switch group.Props.Str("targetType") {
	case "instance":
		i := c.Find(api.Instance, id)
		switch {
		case i == nil:
			return op.Refuse("InvalidTarget", "The specified target does not exist, is not in the same VPC as the target group, or has an unsupported instance type.", docRegister)
		case i.Props.Str("vpcId") != vpc:
			return op.Refuse("InvalidTarget", fmt.Sprintf("The following targets are not in the target group VPC '%s': '%s'", vpc, id), docRegister)
		case i.Props.Str("state") != "running":
			return op.Refuse("InvalidTarget", fmt.Sprintf("The following targets are not in a running state and cannot be registered: '%s'", id), docRegister)
		}
	case "ip":
		if _, err := netip.ParseAddr(id); err != nil {
			return op.Refuse("ValidationError", fmt.Sprintf("The IP address '%s' is not a valid IPv4 address", id), docRegister)
		}
	}
	return nil
}

// A Target is what a target group sends to.
type Target struct {
	// ID is the instance, the address or the ARN that is registered.
	ID string
	// Instance is the machine, nil for targets that are none.
	Instance *world.Object
	// IP is the private address, Port where the target receives traffic.
	IP   string
	Port int
	// Through is the auto scaling group that brought the target, or "".
	Through string
}

// Targets returns what a target group sends to: targets registered one by one
// and the instances of auto scaling groups attached to it, sorted.
func Targets(c *world.Call, group *world.Object) []Target {
	var out []Target
	port := group.Props.Int("port")
	for _, a := range c.Everywhere(api.TargetAttachment) {
		if a.Props.Str("targetGroupArn") != group.ID {
			continue
		}
		t := Target{ID: a.Props.Str("targetId"), IP: a.Props.Str("targetId"), Port: a.Props.IntOr("port", port)}
		if i := c.FindIn(group.Scope, api.Instance, t.ID); i != nil {
			t.Instance, t.IP = i, i.Props.Str("privateIp")
		}
		out = append(out, t)
	}
	for _, name := range ScalingGroupsOf(c, group) {
		asg := c.FindIn(group.Scope, api.AutoScalingGroup, name)
		if asg == nil {
			continue
		}
		for _, i := range c.Everywhere(api.Instance) {
			if i.Owner == asg.Key() {
				out = append(out, Target{ID: i.ID, Instance: i, IP: i.Props.Str("privateIp"), Port: port, Through: name})
			}
		}
	}
	slices.SortFunc(out, func(a, b Target) int { return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Port, b.Port)) })
	return slices.CompactFunc(out, func(a, b Target) bool { return a.ID == b.ID && a.Port == b.Port })
}

// ScalingGroupsOf returns the names of the auto scaling groups attached to a
// target group, by an attachment or by their own list.
func ScalingGroupsOf(c *world.Call, group *world.Object) []string {
	var out []string
	for _, a := range c.Everywhere(api.ScalingAttachment) {
		if a.Props.Str("lbTargetGroupArn") == group.ID {
			out = append(out, a.Props.Str("autoscalingGroupName"))
		}
	}
	for _, g := range c.Everywhere(api.AutoScalingGroup) {
		if slices.Contains(g.Props.Strs("targetGroupArns"), group.ID) {
			out = append(out, g.ID)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
