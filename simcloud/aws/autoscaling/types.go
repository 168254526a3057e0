package autoscaling

import (
	"fmt"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// The resource types that belong to this service alone.
const (
	// Tag is a single tag of a group that something else manages.
	Tag = "aws:autoscaling/tag:Tag"
	// Policy scales a group by a metric.
	Policy = "aws:autoscaling/policy:Policy"
	// Schedule scales a group at a time.
	Schedule = "aws:autoscaling/schedule:Schedule"
	// LifecycleHook holds instances back as they come or go.
	LifecycleHook = "aws:autoscaling/lifecycleHook:LifecycleHook"
)

// Types returns the resource types of EC2 Auto Scaling.
func Types() []*world.Type {
	return []*world.Type{groupType(), attachmentType(), tagType(), policyType(), scheduleType(), hookType()}
}

// Policies, scheduled actions and hooks are known to the service by a name
// within their group, which is what the provider uses as their id. An id here
// is GROUP/NAME, so that two groups can use the same name. To put one again
// overwrites it: from there on it is the later resource's.
func within(c *world.Call, kind, name string) {
	c.ID = c.In.Str("autoscalingGroupName") + "/" + name
	if other := c.Find(kind, c.ID); other != nil {
		c.Remove(other)
	}
}

// ofGroup is the reference of a part to its group.
func ofGroup(op func(c *world.Call) api.Op) world.Ref {
	return world.Ref{Path: "autoscalingGroupName", Kind: api.AutoScalingGroup, Missing: func(c *world.Call, name string) error {
		return op(c).Refuse("ValidationError", fmt.Sprintf("AutoScalingGroup name not found - AutoScalingGroup %s not found", name), docCreate)
	}}
}
