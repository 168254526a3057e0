package autoscaling_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/autoscaling"
	"github.com/drydock-iac/drydock/simcloud/aws/lb/lab"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func schedule(over P) P {
	return merge(P{"autoscalingGroupName": "nodes", "scheduledActionName": "night", "minSize": 0, "maxSize": 4, "desiredCapacity": 1, "recurrence": "0 20 * * MON-FRI"}, over)
}

func tracking(over P) P {
	return merge(P{"autoscalingGroupName": "nodes", "name": "cpu", "policyType": "TargetTrackingScaling", "targetTrackingConfiguration": P{
		"targetValue": 60, "predefinedMetricSpecification": P{"predefinedMetricType": "ASGAverageCPUUtilization"},
	}}, over)
}

func predefined(metric, label string) P {
	return P{"targetTrackingConfiguration": P{"targetValue": 60, "predefinedMetricSpecification": P{"predefinedMetricType": metric, "resourceLabel": label}}}
}

func step(low, high string) P {
	return P{"metricIntervalLowerBound": low, "metricIntervalUpperBound": high, "scalingAdjustment": 1}
}

func TestAScheduledActionScalesItsGroup(t *testing.T) {
	y := newYard(t)
	y.Make(api.AutoScalingGroup, "nodes", y.group(nil))
	id, out := y.Make(autoscaling.Schedule, "night", schedule(P{"maxSize": -1}))
	require.Equal(t, "nodes/night", id)
	require.Regexp(t, `^arn:aws:autoscaling:eu-central-1:111122223333:scheduledUpdateGroupAction:[0-9a-f-]{36}:autoScalingGroupName/nodes:scheduledActionName/night$`, out["arn"])
	y.drill("night", func(c *world.Call, g *world.Object) error { return autoscaling.RunSchedule(c, g, "night") })
	require.Len(t, y.machines(), 1)
	y.drill("more", func(c *world.Call, g *world.Object) error {
		require.EqualError(t, autoscaling.RunSchedule(c, g, "day"), `simcloud: auto scaling group "nodes": has no scheduled action "day"`)
		err := autoscaling.SetDesired(c, g, 9)
		y.Refused(err, "setting the desired capacity of Auto Scaling Group (nodes)", "ValidationError", "New SetDesiredCapacity value 9 is above max value 4 for the AutoScalingGroup.")
		g.Props["minSize"] = 1.0
		err = autoscaling.SetDesired(c, g, 0)
		y.Refused(err, "setting the desired capacity of Auto Scaling Group (nodes)", "ValidationError", "New SetDesiredCapacity value 0 is below min value 1 for the AutoScalingGroup.")
		return autoscaling.SetDesired(c, g, 4)
	})
	require.Equal(t, map[string]int{"subnet-a": 2, "subnet-b": 2}, y.count("subnetId"))
}

func TestWhatTheServiceRefusesOfASchedule(t *testing.T) {
	for message, over := range map[string]P{
		"You must specify at least one of the following properties: MaxSize, MinSize, or DesiredCapacity.": {"minSize": -1, "maxSize": -1, "desiredCapacity": -1},
		"Max bound, 1, must be greater than or equal to min bound, 2":                                      {"minSize": 2, "maxSize": 1},
		"Desired capacity:5 must be between the specified min size:0 and max size:4":                       {"desiredCapacity": 5},
		"Given recurrence string: 0 0 6 * * 1-5 is invalid":                                                {"recurrence": "0 0 6 * * 1-5"},
		"Given recurrence string: 0 24 * * * is invalid":                                                   {"recurrence": "0 24 * * *"},
		"Given recurrence string: 0 8 ? * MON is invalid":                                                  {"recurrence": "0 8 ? * MON"},
		"Given start time is in the past":                                                                  {"startTime": "2020-01-01T00:00:00Z"},
		"Given start time is not before end time":                                                          {"startTime": "2030-01-01T00:00:00Z", "endTime": "2029-01-01T00:00:00Z"},
		"Given time zone: berlin is invalid":                                                               {"timeZone": "berlin"},
		"At least one of start time and recurrence must be specified":                                      {"recurrence": ""},
		"AutoScalingGroup name not found - AutoScalingGroup gone not found":                                {"autoscalingGroupName": "gone"},
	} {
		y := newYard(t)
		y.Make(api.AutoScalingGroup, "nodes", y.group(nil))
		before := y.World.Objects()
		_, _, err := y.Try(autoscaling.Schedule, "night", schedule(over))
		y.Refused(err, "putting Auto Scaling Scheduled Action (night)", "ValidationError", message)
		require.Equal(t, before, y.World.Objects())
	}
	y := newYard(t)
	require.Equal(t, []string{`startTime: "tomorrow" cannot be parsed as iso8601 Timestamp Format`}, y.Fails(autoscaling.Schedule, schedule(P{"startTime": "tomorrow"})))
}

func TestTwoGroupsMayUseOneName(t *testing.T) {
	y := newYard(t)
	for _, name := range []string{"nodes", "others"} {
		y.Make(api.AutoScalingGroup, name, y.group(P{"name": name}))
		y.Make(autoscaling.Schedule, name, schedule(P{"autoscalingGroupName": name}))
		y.Make(autoscaling.Policy, name, tracking(P{"autoscalingGroupName": name}))
	}
	y.Make(autoscaling.Schedule, "again", schedule(nil)) // put again: it overwrites
	require.Equal(t, 2, y.Kinds(autoscaling.Schedule))
	require.Equal(t, 2, y.Kinds(autoscaling.Policy))
}

func TestWhatTheServiceRefusesOfAPolicy(t *testing.T) {
	stepped := P{"policyType": "StepScaling", "targetTrackingConfiguration": nil, "adjustmentType": "ChangeInCapacity"}
	for message, over := range map[string]P{
		"AutoScalingGroup name not found - AutoScalingGroup gone not found":                                                                             {"autoscalingGroupName": "gone"},
		"You must specify either a customized or predefined metric specification.":                                                                      {"targetTrackingConfiguration": P{"targetValue": 60}},
		`Predefined metric type CPU is not one of ["ASGAverageCPUUtilization" "ASGAverageNetworkIn" "ASGAverageNetworkOut" "ALBRequestCountPerTarget"]`: predefined("CPU", ""),
		"Resource label should be specified for predefined metric type ALBRequestCountPerTarget":                                                        predefined("ALBRequestCountPerTarget", ""),
		"Resource label web is not of the form app/<load-balancer-name>/<load-balancer-id>/targetgroup/<target-group-name>/<target-group-id>":           predefined("ALBRequestCountPerTarget", "web"),
		`AdjustmentType must be one of ["ChangeInCapacity" "ExactCapacity" "PercentChangeInCapacity"], got "Some"`:                                      merge(stepped, P{"adjustmentType": "Some", "stepAdjustments": []any{step("0", "")}}),
		"At least one bound of a step adjustment must be specified.":                                                                                    merge(stepped, P{"stepAdjustments": []any{step("", "")}}),
		"The upper bound of a step adjustment must be greater than the lower bound.":                                                                    merge(stepped, P{"stepAdjustments": []any{step("5", "5")}}),
		"Step adjustment intervals can't overlap.":                                                                                                      merge(stepped, P{"stepAdjustments": []any{step("0", "10"), step("5", "")}}),
	} {
		y := newYard(t)
		y.Make(api.AutoScalingGroup, "nodes", y.group(nil))
		before := y.World.Objects()
		_, _, err := y.Try(autoscaling.Policy, "cpu", tracking(over))
		y.Refused(err, "creating Auto Scaling Policy (cpu)", "ValidationError", message)
		require.Equal(t, before, y.World.Objects())
	}
}

func TestWhatTheProviderRefusesOfAPolicy(t *testing.T) {
	for message, over := range map[string]P{
		"cooldown is only supported for policy type SimpleScaling":                                          {"cooldown": 60},
		"scaling_adjustment is only supported for policy type SimpleScaling":                                {"scalingAdjustment": 1},
		"step_adjustment is only supported for policy type StepScaling":                                     {"stepAdjustments": []any{step("0", "")}},
		"target_tracking_configuration is required for policy type TargetTrackingScaling":                   {"targetTrackingConfiguration": nil},
		"scaling_adjustment is required for policy type SimpleScaling":                                      {"policyType": "SimpleScaling", "targetTrackingConfiguration": nil},
		"estimated_instance_warmup is only supported for policy type StepScaling and TargetTrackingScaling": {"policyType": "SimpleScaling", "scalingAdjustment": 1, "estimatedInstanceWarmup": 30},
		"step_adjustment is required for policy type StepScaling":                                           {"policyType": "StepScaling", "targetTrackingConfiguration": nil},
		"target_tracking_configuration is only supported for policy type TargetTrackingScaling":             {"policyType": "StepScaling", "stepAdjustments": []any{step("0", "")}},
	} {
		y := newYard(t)
		y.Make(api.AutoScalingGroup, "nodes", y.group(nil))
		_, _, err := y.Try(autoscaling.Policy, "cpu", tracking(over))
		require.EqualError(t, err, message)
	}
	y := newYard(t)
	require.Equal(t, []string{
		`policyType: expected policy_type to be one of ["SimpleScaling" "StepScaling" "TargetTrackingScaling" "PredictiveScaling"], got Magic`,
		"minAdjustmentMagnitude: expected min_adjustment_magnitude to be at least (1), got 0",
	}, y.Fails(autoscaling.Policy, tracking(P{"policyType": "Magic", "minAdjustmentMagnitude": 0})))
}

func hook(over P) P {
	return merge(P{"autoscalingGroupName": "nodes", "name": "wait", "lifecycleTransition": "autoscaling:EC2_INSTANCE_LAUNCHING"}, over)
}

func TestWhatIsRefusedOfALifecycleHook(t *testing.T) {
	y := newYard(t)
	y.Make(api.AutoScalingGroup, "nodes", y.group(nil))
	id, out := y.Make(autoscaling.LifecycleHook, "wait", hook(nil))
	require.Equal(t, []any{"nodes/wait", "ABANDON"}, []any{id, out["defaultResult"]})
	_, _, err := y.Try(autoscaling.LifecycleHook, "x", hook(P{"name": "x", "heartbeatTimeout": 7201}))
	y.Refused(err, "creating Auto Scaling Lifecycle Hook (x)", "ValidationError", "HeartbeatTimeout must be between 30 and 7200 seconds, got 7201")
	_, _, err = y.Try(autoscaling.LifecycleHook, "x", hook(P{"name": "x", "autoscalingGroupName": "gone"}))
	y.Refused(err, "creating Auto Scaling Lifecycle Hook (x)", "ValidationError", "AutoScalingGroup name not found - AutoScalingGroup gone not found")
	require.Equal(t, []string{
		`name: no spaces or special characters except "-", "_", and "/" in "name"`,
		`lifecycleTransition: expected lifecycle_transition to be one of ["autoscaling:EC2_INSTANCE_LAUNCHING" "autoscaling:EC2_INSTANCE_TERMINATING"], got launching`,
		`defaultResult: expected default_result to be one of ["CONTINUE" "ABANDON"], got STOP`,
		"notificationMetadata: expected length of notification_metadata to be in the range (0 - 1023), got " + strings.Repeat("m", 1024),
	}, y.Fails(autoscaling.LifecycleHook, hook(P{"name": "a b", "lifecycleTransition": "launching", "defaultResult": "STOP", "notificationMetadata": strings.Repeat("m", 1024)})))
	for i := range 49 {
		y.Make(autoscaling.LifecycleHook, fmt.Sprint("h", i), hook(P{"name": fmt.Sprint("h", i)}))
	}
	_, _, err = y.Try(autoscaling.LifecycleHook, "x", hook(P{"name": "x"}))
	var refused *world.Error
	require.True(t, errors.As(err, &refused))
	require.Equal(t, "LimitExceeded", refused.Code)
	_, err = y.Session.Update(lab.URN(autoscaling.LifecycleHook, "wait"), autoscaling.LifecycleHook, id, world.Props(hook(P{"heartbeatTimeout": 60})).Clone(), nil, false)
	require.NoError(t, err)
}
