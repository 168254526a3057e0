package autoscaling

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const (
	docPolicy = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutScalingPolicy.html"
	docMetric = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PredefinedMetricSpecification.html"
)

const (
	simple     = "SimpleScaling"
	stepped    = "StepScaling"
	tracking   = "TargetTrackingScaling"
	predictive = "PredictiveScaling"
)

// requestCount is the one predefined metric that needs to know a target group.
const requestCount = "ALBRequestCountPerTarget"

var (
	metrics      = []string{"ASGAverageCPUUtilization", "ASGAverageNetworkIn", "ASGAverageNetworkOut", requestCount}
	adjustments  = []string{"ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity"}
	resourceForm = regexp.MustCompile(`^app/[^/]+/[0-9a-f]+/targetgroup/[^/]+/[0-9a-f]+$`)
)

func policyType() *world.Type {
	return &world.Type{
		Token:    Policy,
		AutoName: &world.AutoName{Property: "name", Max: 255},
		Replace:  []string{"autoscalingGroupName", "name"},
		Defaults: world.Props{"enabled": true, "policyType": simple},
		Refs:     []world.Ref{ofGroup(policyOp)},
		Takes:    world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Check: func(c *world.Check) {
			f := check.Of(c)
			f.OneOf("policyType", simple, stepped, tracking, predictive)
			f.Conflicts("stepAdjustments", "scalingAdjustment")
			if n, ok := c.In["minAdjustmentMagnitude"].(float64); ok && n < 1 {
				f.Fail("minAdjustmentMagnitude", "expected min_adjustment_magnitude to be at least (1), got %d", int(n))
			}
			if c.In.Has("targetTrackingConfiguration") {
				f.Block("targetTrackingConfiguration").Conflicts("customizedMetricSpecification", "predefinedMetricSpecification")
			}
		},
		Create: func(c *world.Call) error {
			within(c, Policy, c.In.Str("name"))
			c.Out["arn"] = api.ARN(c, "autoscaling", fmt.Sprintf("scalingPolicy:%s:autoScalingGroupName/%s:policyName/%s",
				c.UUID("policy"), c.In.Str("autoscalingGroupName"), c.In.Str("name")))
			return policy(c)
		},
		Update: func(c *world.Call) error {
			c.Out["arn"] = c.Object.Props["arn"]
			return policy(c)
		},
	}
}

func policyOp(c *world.Call) api.Op {
	doing := fmt.Sprintf("creating Auto Scaling Policy (%s)", c.In.Str("name"))
	if c.Object != nil {
		doing = fmt.Sprintf("updating Auto Scaling Policy (%s)", c.ID)
	}
	return api.Op{Doing: doing, Service: "Auto Scaling", Name: "PutScalingPolicy"}
}

func policy(c *world.Call) error {
	if err := arguments(c.In); err != nil {
		return err
	}
	refuse := func(doc, format string, args ...any) error {
		return policyOp(c).Refuse("ValidationError", fmt.Sprintf(format, args...), doc)
	}
	kind := c.In.StrOr("policyType", simple)
	if v := c.In.Str("adjustmentType"); (kind == simple || kind == stepped) && !slices.Contains(adjustments, v) {
		return refuse(docPolicy, "AdjustmentType must be one of %q, got %q", adjustments, v)
	}
	if kind == stepped {
		c.Out["metricAggregationType"] = c.In.StrOr("metricAggregationType", "Average")
		return steps(c, refuse)
	}
	if kind != tracking {
		return nil
	}
	t := c.In.Map("targetTrackingConfiguration")
	m := t.Map("predefinedMetricSpecification")
	metric := m.Str("predefinedMetricType")
	switch {
	case len(m) == 0 && !t.Has("customizedMetricSpecification"):
		return refuse(docPolicy, "You must specify either a customized or predefined metric specification.")
	case len(m) > 0 && !slices.Contains(metrics, metric):
		return refuse(docMetric, "Predefined metric type %s is not one of %q", metric, metrics)
	case metric == requestCount && m.Str("resourceLabel") == "":
		return refuse(docMetric, "Resource label should be specified for predefined metric type %s", metric)
	case metric == requestCount && !resourceForm.MatchString(m.Str("resourceLabel")):
		return refuse(docMetric, "Resource label %s is not of the form app/<load-balancer-name>/<load-balancer-id>/targetgroup/<target-group-name>/<target-group-id>", m.Str("resourceLabel"))
	}
	return nil
}

// arguments are the rules that the provider keeps itself before it calls.
func arguments(in world.Props) error {
	kind := in.StrOr("policyType", simple)
	only := func(argument string, given bool, supported string, kinds ...string) error {
		if given && !slices.Contains(kinds, kind) {
			return errors.New(argument + " is only supported for policy type " + supported)
		}
		return nil
	}
	needs := func(argument string, given bool, of string) error {
		if !given && kind == of {
			return errors.New(argument + " is required for policy type " + of)
		}
		return nil
	}
	for _, err := range []error{
		only("cooldown", in.Int("cooldown") != 0, simple, simple),
		only("estimated_instance_warmup", in.Int("estimatedInstanceWarmup") != 0, stepped+" and "+tracking, stepped, tracking),
		only("scaling_adjustment", in.Int("scalingAdjustment") != 0, simple, simple),
		needs("scaling_adjustment", in.Has("scalingAdjustment"), simple),
		only("step_adjustment", len(in.List("stepAdjustments")) > 0, stepped, stepped),
		needs("step_adjustment", len(in.List("stepAdjustments")) > 0, stepped),
		only("target_tracking_configuration", in.Has("targetTrackingConfiguration"), tracking, tracking),
		needs("target_tracking_configuration", in.Has("targetTrackingConfiguration"), tracking),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

// steps refuses steps that overlap or are open at both ends. Source:
// https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-simple-step.html
func steps(c *world.Call, refuse func(doc, format string, args ...any) error) error {
	type interval struct {
		low, high       float64
		hasLow, hasHigh bool
	}
	var all []interval
	for _, s := range c.In.Maps("stepAdjustments") {
		var i interval
		var err error
		if v := s.Str("metricIntervalLowerBound"); v != "" {
			if i.low, err = strconv.ParseFloat(v, 64); err == nil {
				i.hasLow = true
			}
		}
		if v := s.Str("metricIntervalUpperBound"); v != "" {
			if i.high, err = strconv.ParseFloat(v, 64); err == nil {
				i.hasHigh = true
			}
		}
		switch {
		case !i.hasLow && !i.hasHigh:
			return refuse(docPolicy, "At least one bound of a step adjustment must be specified.")
		case i.hasLow && i.hasHigh && i.low >= i.high:
			return refuse(docPolicy, "The upper bound of a step adjustment must be greater than the lower bound.")
		}
		for _, o := range all {
			if (!i.hasLow || !o.hasHigh || i.low < o.high) && (!o.hasLow || !i.hasHigh || o.low < i.high) {
				return refuse(docPolicy, "Step adjustment intervals can't overlap.")
			}
		}
		all = append(all, i)
	}
	return nil
}
