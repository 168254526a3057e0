package autoscaling

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const docSchedule = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScheduledUpdateGroupAction.html"

// unchanged is the size of a scheduled action that leaves the group's alone.
const unchanged = -1

// scheduleTime is how the provider writes times.
const scheduleTime = "2006-01-02T15:04:05Z"

// maxActions is the quota of scheduled actions of a group: docQuotas.
const maxActions = 125

func scheduleType() *world.Type {
	return &world.Type{
		Token:   Schedule,
		Replace: []string{"autoscalingGroupName", "scheduledActionName"},
		Refs:    []world.Ref{ofGroup(scheduleOp)},
		Takes:   world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Check: func(c *world.Check) {
			for _, name := range []string{"startTime", "endTime"} {
				if v := c.In.Str(name); v != "" {
					if _, err := time.Parse(scheduleTime, v); err != nil {
						c.Fail(name, fmt.Sprintf("%q cannot be parsed as iso8601 Timestamp Format", v))
					}
				}
			}
		},
		Create: func(c *world.Call) error {
			name := c.In.Str("scheduledActionName")
			if len(c.Where(Schedule, "autoscalingGroupName", c.In.Str("autoscalingGroupName"))) >= maxActions {
				return scheduleOp(c).Refuse("LimitExceeded", "You have already reached a limit for your Amazon EC2 Auto Scaling resources "+
					"(for example, Auto Scaling groups, launch configurations, or lifecycle hooks per Region).", docQuotas)
			}
			within(c, Schedule, name)
			c.Out["arn"] = api.ARN(c, "autoscaling", fmt.Sprintf("scheduledUpdateGroupAction:%s:autoScalingGroupName/%s:scheduledActionName/%s",
				c.UUID("action"), c.In.Str("autoscalingGroupName"), name))
			return schedule(c)
		},
		Update: func(c *world.Call) error {
			c.Out["arn"] = c.Object.Props["arn"]
			return schedule(c)
		},
	}
}

func scheduleOp(c *world.Call) api.Op {
	return api.Op{
		Doing:   fmt.Sprintf("putting Auto Scaling Scheduled Action (%s)", c.In.Str("scheduledActionName")),
		Service: "Auto Scaling", Name: "PutScheduledUpdateGroupAction",
	}
}

func schedule(c *world.Call) error {
	refuse := func(format string, args ...any) error {
		return scheduleOp(c).Refuse("ValidationError", fmt.Sprintf(format, args...), docSchedule)
	}
	// Where the program leaves a size out, the provider sends 0; -1 leaves it
	// out of the call.
	low, high, want := c.In.Int("minSize"), c.In.Int("maxSize"), c.In.Int("desiredCapacity")
	switch {
	case low == unchanged && high == unchanged && want == unchanged:
		return refuse("You must specify at least one of the following properties: MaxSize, MinSize, or DesiredCapacity.")
	case low != unchanged && high != unchanged && low > high:
		return refuse("Max bound, %d, must be greater than or equal to min bound, %d", high, low)
	case want != unchanged && (low != unchanged && want < low || high != unchanged && want > high):
		return refuse("Desired capacity:%d must be between the specified min size:%d and max size:%d", want, low, high)
	}
	if r := c.In.Str("recurrence"); r != "" && !cron(r) {
		return refuse("Given recurrence string: %s is invalid", r)
	}
	start, unset := time.Parse(scheduleTime, c.In.Str("startTime"))
	if unset == nil && start.Before(c.Now()) && (c.Object == nil || c.Object.Inputs.Str("startTime") != c.In.Str("startTime")) {
		return refuse("Given start time is in the past")
	}
	if end, err := time.Parse(scheduleTime, c.In.Str("endTime")); err == nil && unset == nil && !start.Before(end) {
		return refuse("Given start time is not before end time")
	}
	if zone := c.In.Str("timeZone"); zone != "" && !zoneForm.MatchString(zone) {
		return refuse("Given time zone: %s is invalid", zone)
	}
	if c.In.Str("recurrence") == "" && c.In.Str("startTime") == "" {
		return refuse("At least one of start time and recurrence must be specified")
	}
	c.Out["minSize"], c.Out["maxSize"], c.Out["desiredCapacity"] = float64(low), float64(high), float64(want)
	for _, name := range []string{"recurrence", "startTime", "endTime", "timeZone"} {
		c.Out[name] = c.In.Str(name)
	}
	return nil
}

var zoneForm = regexp.MustCompile(`^(UTC|[A-Z][A-Za-z_]+(/[A-Za-z0-9_+-]+)+)$`)

// fields are the bounds of the five fields of a Unix cron expression and the
// names that the last two may use.
var fields = []struct {
	low, high int
	names     string
}{{0, 59, ""}, {0, 23, ""}, {1, 31, ""}, {1, 12, "jan feb mar apr may jun jul aug sep oct nov dec"}, {0, 7, "sun mon tue wed thu fri sat"}}

// cron reports whether a text is a Unix cron expression of five fields.
func cron(text string) bool {
	parts := strings.Fields(text)
	if len(parts) != len(fields) {
		return false
	}
	for i, part := range parts {
		for item := range strings.SplitSeq(part, ",") {
			value, step, stepped := strings.Cut(item, "/")
			if n, err := strconv.Atoi(step); stepped && (err != nil || n < 1) {
				return false
			}
			if value == "*" {
				continue
			}
			from, to, ranged := strings.Cut(value, "-")
			a, okA := number(from, i)
			b, okB := number(to, i)
			if !okA || ranged && (!okB || b < a) {
				return false
			}
		}
	}
	return true
}

func number(s string, field int) (int, bool) {
	f := fields[field]
	for i, name := range strings.Fields(f.names) {
		if strings.EqualFold(s, name) {
			return f.low + i, true
		}
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= f.low && n <= f.high
}
