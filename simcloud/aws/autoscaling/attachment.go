package autoscaling

import (
	"fmt"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const invalidGroups = "Provided Target Groups may not be valid. Please ensure they exist and try again."

func attachmentType() *world.Type {
	return &world.Type{
		Token:   api.ScalingAttachment,
		Replace: []string{"autoscalingGroupName", "elb", "lbTargetGroupArn"},
		Refs: []world.Ref{
			{Path: "autoscalingGroupName", Kind: api.AutoScalingGroup, Missing: func(c *world.Call, name string) error {
				return attachOp(c).Refuse("ValidationError", fmt.Sprintf("AutoScalingGroup name not found - AutoScalingGroup %s not found", name), docAttach)
			}},
			{Path: "lbTargetGroupArn", Kind: api.TargetGroup, Missing: func(c *world.Call, _ string) error {
				return attachOp(c).Refuse("ValidationError", invalidGroups, docAttach)
			}},
		},
		Takes: world.Times{Create: 15 * time.Second, Delete: 15 * time.Second},
		Check: func(c *world.Check) { check.Of(c).ExactlyOne("elb", "lbTargetGroupArn") },
		Create: func(c *world.Call) error {
			if elb := c.In.Str("elb"); elb != "" {
				return api.Op{Doing: fmt.Sprintf("attaching Auto Scaling Group (%s) load balancer (%s)", c.In.Str("autoscalingGroupName"), elb), Service: "Auto Scaling", Name: "AttachLoadBalancers"}.
					Refuse("ValidationError", "Provided Load Balancers may not be valid. Please ensure they exist and try again.", docAttach)
			}
			c.ID = c.In.Str("autoscalingGroupName") + "-" + c.Now().Format("20060102150405") + c.Hex(12, "attachment")
			return nil
		},
	}
}

func attachOp(c *world.Call) api.Op {
	return api.Op{
		Doing:   fmt.Sprintf("attaching Auto Scaling Group (%s) target group (%s)", c.In.Str("autoscalingGroupName"), c.In.Str("lbTargetGroupArn")),
		Service: "Auto Scaling", Name: "AttachLoadBalancerTargetGroups",
	}
}

// tagType is one tag of a group that another resource or service manages.
func tagType() *world.Type {
	return &world.Type{
		Token:   Tag,
		Replace: []string{"autoscalingGroupName", "tag.key"},
		Refs: []world.Ref{{Path: "autoscalingGroupName", Kind: api.AutoScalingGroup, Missing: func(c *world.Call, name string) error {
			return api.Op{Doing: "creating Auto Scaling Tag", Service: "Auto Scaling", Name: "CreateOrUpdateTags"}.
				Refuse("ValidationError", fmt.Sprintf("AutoScalingGroup name not found - AutoScalingGroup %s not found", name), docCreate)
		}}},
		Takes: world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Create: func(c *world.Call) error {
			c.ID = c.In.Str("autoscalingGroupName") + "," + c.In.Map("tag").Str("key")
			if other := c.Find(Tag, c.ID); other != nil {
				c.Remove(other) // setting a tag again overwrites it; from here on it is this resource's
			}
			return nil
		},
	}
}
