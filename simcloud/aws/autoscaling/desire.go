package autoscaling

import (
	"fmt"
	"slices"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// SetDesired sets the desired capacity of a group and launches or ends
// instances until it is met, as the API call SetDesiredCapacity does for an
// autoscaler.
func SetDesired(c *world.Call, group *world.Object, want int) error {
	op := api.Op{Doing: fmt.Sprintf("setting the desired capacity of Auto Scaling Group (%s)", group.ID), Service: "Auto Scaling", Name: "SetDesiredCapacity"}
	if high := group.Props.Int("maxSize"); want > high {
		return op.Refuse("ValidationError", fmt.Sprintf("New SetDesiredCapacity value %d is above max value %d for the AutoScalingGroup.", want, high), docDesired)
	}
	if low := group.Props.Int("minSize"); want < low {
		return op.Refuse("ValidationError", fmt.Sprintf("New SetDesiredCapacity value %d is below min value %d for the AutoScalingGroup.", want, low), docDesired)
	}
	group.Props["desiredCapacity"] = float64(want)
	g := at(c, group)
	switch have := units(g.have); {
	case want > have && suspended(group.Props, "Launch"), want < have && suspended(group.Props, "Terminate"):
		return nil
	case want > have && len(g.fleet.choices) == 0:
		return fmt.Errorf("simcloud: auto scaling group %q: has no instance to take as a model: scale it by its node group", group.ID)
	}
	return g.scale(want)
}

const docDesired = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SetDesiredCapacity.html"

// RunSchedule does what a scheduled action does when its time has come: it
// sets the sizes that the action names and scales the group.
func RunSchedule(c *world.Call, group *world.Object, action string) error {
	i := slices.IndexFunc(c.Where(Schedule, "autoscalingGroupName", group.ID), func(o *world.Object) bool { return o.Props.Str("scheduledActionName") == action })
	if i < 0 {
		return fmt.Errorf("simcloud: auto scaling group %q: has no scheduled action %q", group.ID, action)
	}
	if suspended(group.Props, "ScheduledActions") {
		return nil
	}
	p := c.Where(Schedule, "autoscalingGroupName", group.ID)[i].Props
	for _, name := range []string{"minSize", "maxSize"} {
		if n := p.IntOr(name, unchanged); n != unchanged {
			group.Props[name] = float64(n)
		}
	}
	want := group.Props.Int("desiredCapacity")
	if n := p.IntOr("desiredCapacity", unchanged); n != unchanged {
		want = n
	}
	return SetDesired(c, group, min(max(want, group.Props.Int("minSize")), group.Props.Int("maxSize")))
}
