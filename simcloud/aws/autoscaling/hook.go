package autoscaling

import (
	"fmt"
	"regexp"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const docHook = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutLifecycleHook.html"

// maxHooks is the quota of hooks of a group: docQuotas.
const maxHooks = 50

var hookName = regexp.MustCompile(`^[0-9A-Za-z_/-]+$`)

// hookType is a lifecycle hook. Whoever completes it is not simulated, so an
// instance never waits for one.
func hookType() *world.Type {
	return &world.Type{
		Token:    LifecycleHook,
		AutoName: &world.AutoName{Property: "name", Max: 255},
		Replace:  []string{"autoscalingGroupName", "name"},
		Defaults: world.Props{"defaultResult": "ABANDON"},
		Refs:     []world.Ref{ofGroup(hookOp)},
		Takes:    world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Check: func(c *world.Check) {
			f := check.Of(c)
			f.Length("name", 1, 255)
			if v := c.In.Str("name"); v != "" && !hookName.MatchString(v) {
				f.Fail("name", "no spaces or special characters except \"-\", \"_\", and \"/\" in %q", "name")
			}
			f.OneOf("lifecycleTransition", "autoscaling:EC2_INSTANCE_LAUNCHING", "autoscaling:EC2_INSTANCE_TERMINATING")
			f.OneOf("defaultResult", "CONTINUE", "ABANDON")
			f.Length("notificationMetadata", 0, 1023)
		},
		Create: func(c *world.Call) error {
			if len(c.Where(LifecycleHook, "autoscalingGroupName", c.In.Str("autoscalingGroupName"))) >= maxHooks {
				return hookOp(c).Refuse("LimitExceeded", "You have already reached a limit for your Amazon EC2 Auto Scaling resources "+
					"(for example, Auto Scaling groups, launch configurations, or lifecycle hooks per Region).", docQuotas)
			}
			within(c, LifecycleHook, c.In.Str("name"))
			return hook(c)
		},
		Update: hook,
	}
}

func hookOp(c *world.Call) api.Op {
	return api.Op{
		Doing:   fmt.Sprintf("creating Auto Scaling Lifecycle Hook (%s)", c.In.Str("name")),
		Service: "Auto Scaling", Name: "PutLifecycleHook",
	}
}

func hook(c *world.Call) error {
	if n := c.In.IntOr("heartbeatTimeout", 3600); n < 30 || n > 7200 {
		return hookOp(c).Refuse("ValidationError", fmt.Sprintf("HeartbeatTimeout must be between 30 and 7200 seconds, got %d", n), docHook)
	}
	return nil
}
