package autoscaling

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// checkRefresh checks the settings of an instance refresh.
func checkRefresh(f check.Fields) {
	if !f.In().Has("instanceRefresh") {
		return
	}
	r := f.Block("instanceRefresh")
	r.OneOf("strategy", "Rolling")
	for i, t := range r.In().List("triggers") {
		if name, ok := t.(string); ok && !slices.Contains(triggers, name) {
			r.Fail(fmt.Sprintf("triggers[%d]", i), "'%s' is not a recognized parameter name for aws_autoscaling_group", name)
		}
	}
	p := r.Block("preferences")
	p.Between("minHealthyPercentage", 0, 100)
	p.Between("maxHealthyPercentage", 100, 200)
	p.OneOf("scaleInProtectedInstances", "Refresh", "Ignore", "Wait")
	p.OneOf("standbyInstances", "Terminate", "Ignore", "Wait")
	for _, name := range []string{"instanceWarmup", "checkpointDelay"} {
		if v := p.In().Str(name); v != "" {
			if n, err := strconv.Atoi(v); err != nil || n < 0 {
				p.Fail(name, "%s: cannot parse '%s' as int: expected a number of at least 0", p.Key(name), v)
			}
		}
	}
}

// triggers are the properties, as the provider names them, of which a change
// may start a refresh besides those that always do.
var triggers = []string{
	"availability_zones", "capacity_rebalance", "context", "default_cooldown", "default_instance_warmup", "desired_capacity", "desired_capacity_type",
	"enabled_metrics", "force_delete", "force_delete_warm_pool", "health_check_grace_period", "health_check_type", "initial_lifecycle_hook",
	"instance_maintenance_policy", "launch_configuration", "launch_template", "load_balancers", "max_instance_lifetime", "max_size", "metrics_granularity",
	"min_elb_capacity", "min_size", "mixed_instances_policy", "name", "name_prefix", "placement_group", "protect_from_scale_in", "service_linked_role_arn",
	"suspended_processes", "tag", "target_group_arns", "termination_policies", "traffic_source", "vpc_zone_identifier", "wait_for_capacity_timeout",
	"wait_for_elb_capacity", "warm_pool",
}

// checkMixed checks a mixed instances policy.
func checkMixed(f check.Fields) {
	if !f.In().Has("mixedInstancesPolicy") {
		return
	}
	t := f.Block("mixedInstancesPolicy").Block("launchTemplate")
	t.Block("launchTemplateSpecification").ExactlyOne("launchTemplateId", "launchTemplateName")
	for _, o := range t.Blocks("overrides") {
		o.Conflicts("instanceType", "instanceRequirements")
		if v := o.In().Str("weightedCapacity"); v != "" {
			if n, err := strconv.Atoi(v); err != nil || n < 1 || n > 999 {
				o.Fail("weightedCapacity", "invalid value for %s (must be between 1 and 999)", o.Key("weightedCapacity"))
			}
		}
	}
}

// maxOverrides is the quota of instance types in a policy: docQuotas.
const maxOverrides = 40

// strategies are the allocation strategies by market: docMixed.
var strategies = []struct {
	property string
	values   []string
}{
	{"onDemandAllocationStrategy", []string{"lowest-price", "prioritized"}},
	{"spotAllocationStrategy", []string{"lowest-price", "capacity-optimized", "capacity-optimized-prioritized", "price-capacity-optimized"}},
}

// groupRules refuses settings that the service does not take together.
func groupRules(c *world.Call, op api.Op) error {
	refuse := func(doc, format string, args ...any) error {
		return op.Refuse("ValidationError", fmt.Sprintf(format, args...), doc)
	}
	policy := c.In.Map("mixedInstancesPolicy")
	d := policy.Map("instancesDistribution")
	if n := d.IntOr("onDemandPercentageAboveBaseCapacity", 100); n < 0 || n > 100 {
		return refuse(docMixed, "OnDemandPercentageAboveBaseCapacity must be between 0 and 100, got %d", n)
	}
	if n := d.Int("onDemandBaseCapacity"); n < 0 {
		return refuse(docMixed, "OnDemandBaseCapacity must not be negative, got %d", n)
	}
	for _, s := range strategies {
		if v := d.Str(s.property); v != "" && !slices.Contains(s.values, v) {
			return refuse(docMixed, "Invalid allocation strategy: %s. Valid values: %q", v, s.values)
		}
	}
	if d.Int("spotInstancePools") > 0 && d.StrOr("spotAllocationStrategy", "lowest-price") != "lowest-price" {
		return refuse(docMixed, "SpotInstancePools option is only available with the lowest-price allocation strategy.")
	}
	overrides := policy.Map("launchTemplate").Maps("overrides")
	if len(overrides) > maxOverrides {
		return refuse(docQuotas, "A mixed instances policy can have at most %d instance types, got %d", maxOverrides, len(overrides))
	}
	weighted, seen := 0, map[string]bool{}
	for _, o := range overrides {
		t := o.Str("instanceType")
		if t != "" && seen[t] {
			return refuse(docMixed, "Duplicate instance type %s in the overrides of the mixed instances policy", t)
		}
		seen[t] = true
		if o.Has("weightedCapacity") {
			weighted++
		}
	}
	if weighted > 0 && weighted < len(overrides) {
		return refuse(docMixed, "If any override has a weighted capacity, all of them must have one")
	}
	return refreshRules(c, refuse)
}

// maxSpread is the most that the two percentages of a refresh may differ by.
const maxSpread = 100

func refreshRules(c *world.Call, refuse func(doc, format string, args ...any) error) error {
	p := c.In.Map("instanceRefresh").Map("preferences")
	low, high := p.IntOr("minHealthyPercentage", 90), p.IntOr("maxHealthyPercentage", 100)
	if high-low > maxSpread {
		return refuse(docRefresh, "The difference between MinHealthyPercentage %d and MaxHealthyPercentage %d can't be greater than %d", low, high, maxSpread)
	}
	last := 0
	for _, v := range p.List("checkpointPercentages") {
		n, ok := v.(float64)
		if !ok {
			continue
		}
		if int(n) <= last || n > 100 {
			return refuse(docRefresh, "CheckpointPercentages must be unique, in ascending order and between 1 and 100, got %d", int(n))
		}
		last = int(n)
	}
	return nil
}
