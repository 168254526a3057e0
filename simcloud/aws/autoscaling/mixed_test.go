package autoscaling_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/lb/lab"
	"github.com/drydock-iac/drydock/simcloud/aws/ssm"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func merge(all ...P) P {
	out := P{}
	for _, p := range all {
		for k, v := range p {
			out[k] = v
		}
	}
	return out
}

func replace(s, old, new string) string { return strings.ReplaceAll(s, old, new) }

// publicImage is a published image of a region.
func publicImage(t *testing.T, region string) (id, arch string) {
	t.Helper()
	world.New("x").View(region, func(c *world.Call) { id, _ = ssm.Image(c, image) })
	_, arch = ssm.Architecture(id)
	return id, arch
}

func (y *yard) mixed(distribution P, overrides ...any) P {
	return y.group(P{"launchTemplate": nil, "maxSize": 10, "desiredCapacity": 6, "mixedInstancesPolicy": P{
		"instancesDistribution": distribution,
		"launchTemplate":        P{"launchTemplateSpecification": P{"launchTemplateId": y.template, "version": "$Latest"}, "overrides": overrides},
	}})
}

func kind(name string) P { return P{"instanceType": name} }

func TestAMixedGroupSplitsOnDemandAndSpot(t *testing.T) {
	for name, c := range map[string]struct {
		distribution P
		onDemand     int
	}{
		"all on demand by default":   {P{}, 6},
		"all Spot":                   {P{"onDemandPercentageAboveBaseCapacity": 0}, 0},
		"a base":                     {P{"onDemandBaseCapacity": 2, "onDemandPercentageAboveBaseCapacity": 0}, 2},
		"a share, rounded up":        {P{"onDemandBaseCapacity": 1, "onDemandPercentageAboveBaseCapacity": 50}, 4},
		"a base above what is asked": {P{"onDemandBaseCapacity": 8, "onDemandPercentageAboveBaseCapacity": 0}, 6},
	} {
		t.Run(name, func(t *testing.T) {
			y := newYard(t)
			y.World.Set("quota:ec2/L-34B43A08", "64")
			y.Make(api.AutoScalingGroup, "nodes", y.mixed(c.distribution, kind("t3.micro"), kind("t3a.micro"), kind("t3.small")))
			require.Equal(t, c.onDemand, y.count("instanceLifecycle")[""])
			require.Len(t, y.machines(), 6)
		})
	}
}

func TestSpotPoolsWithoutCapacityAreLeftOut(t *testing.T) {
	y := newYard(t)
	y.World.Set("quota:ec2/L-34B43A08", "64")
	for _, zone := range []string{"a", "b"} {
		y.World.Set("capacity:eu-central-1"+zone+"/t3.micro/spot", "none")
	}
	y.Make(api.AutoScalingGroup, "nodes", y.mixed(P{"onDemandPercentageAboveBaseCapacity": 0, "spotAllocationStrategy": "capacity-optimized-prioritized"}, kind("t3.micro"), kind("t3a.micro")))
	require.Equal(t, map[string]int{"t3a.micro": 6}, y.count("instanceType"))
}

func TestWeightsCountAsCapacity(t *testing.T) {
	y := newYard(t)
	y.Make(api.AutoScalingGroup, "nodes", y.mixed(P{}, P{"instanceType": "t3.small", "weightedCapacity": "4"}))
	require.Equal(t, map[string]int{"t3.small": 2}, y.count("instanceType"))
}

func TestRequirementsChooseTypes(t *testing.T) {
	y := newYard(t)
	id, _ := publicImage(t, lab.Region)
	y.version(P{"imageId": id})
	y.Make(api.AutoScalingGroup, "nodes", y.mixed(P{}, P{"instanceRequirements": P{"vcpuCount": P{"min": 2, "max": 2}, "memoryMib": P{"min": 8192, "max": 8192}, "excludedInstanceTypes": []any{"m5*", "m6*"}}}))
	require.Equal(t, map[string]int{"m7a.large": 6}, y.count("instanceType"))
}

func TestWhatTheServiceRefusesOfAMixedGroup(t *testing.T) {
	many := make([]any, 41)
	for i := range many {
		many[i] = kind(strings.Repeat("x", i+1))
	}
	for name, c := range map[string]struct {
		distribution P
		overrides    []any
		template     P
		message      string
	}{
		"a share above all":         {P{"onDemandPercentageAboveBaseCapacity": 101}, nil, nil, "OnDemandPercentageAboveBaseCapacity must be between 0 and 100, got 101"},
		"a base below nothing":      {P{"onDemandBaseCapacity": -1}, nil, nil, "OnDemandBaseCapacity must not be negative, got -1"},
		"a strategy that is none":   {P{"spotAllocationStrategy": "cheapest"}, nil, nil, `Invalid allocation strategy: cheapest. Valid values: ["lowest-price" "capacity-optimized" "capacity-optimized-prioritized" "price-capacity-optimized"]`},
		"a strategy of the other":   {P{"onDemandAllocationStrategy": "capacity-optimized"}, nil, nil, `Invalid allocation strategy: capacity-optimized. Valid values: ["lowest-price" "prioritized"]`},
		"pools for another":         {P{"spotAllocationStrategy": "capacity-optimized", "spotInstancePools": 2}, nil, nil, "SpotInstancePools option is only available with the lowest-price allocation strategy."},
		"too many types":            {P{}, many, nil, "A mixed instances policy can have at most 40 instance types, got 41"},
		"a type twice":              {P{}, []any{kind("t3.micro"), kind("t3.micro")}, nil, "Duplicate instance type t3.micro in the overrides of the mixed instances policy"},
		"half of them weighted":     {P{}, []any{kind("t3.micro"), P{"instanceType": "t3.small", "weightedCapacity": "2"}}, nil, "If any override has a weighted capacity, all of them must have one"},
		"a template that asks Spot": {P{}, nil, P{"instanceMarketOptions": P{"marketType": "spot"}}, "Incompatible launch template: You cannot use a launch template that is set to request Spot Instances (InstanceMarketOptions) when you configure an Auto Scaling group with a mixed instances policy. Add a different launch template to the group and try again."},
		"requirements with a parameter": {P{}, []any{P{"instanceRequirements": P{"vcpuCount": P{"min": 2}, "memoryMib": P{"min": 4096}}}}, nil,
			`Invalid id: "` + image + `" (expecting "ami-...")`},
	} {
		t.Run(name, func(t *testing.T) {
			y := newYard(t)
			if c.template != nil {
				y.version(c.template)
			}
			before := y.World.Objects()
			_, _, err := y.Try(api.AutoScalingGroup, "nodes", y.mixed(c.distribution, c.overrides...))
			y.Refused(err, "creating Auto Scaling Group (nodes)", "ValidationError", c.message)
			require.Equal(t, before, y.World.Objects())
		})
	}
}

func TestWhatThePlanRefusesOfRefreshAndPolicy(t *testing.T) {
	y := newYard(t)
	require.Equal(t, []string{
		`instanceRefresh.strategy: expected instance_refresh.0.strategy to be one of ["Rolling"], got AllAtOnce`,
		"instanceRefresh.triggers[1]: 'tags' is not a recognized parameter name for aws_autoscaling_group",
		"instanceRefresh.preferences.minHealthyPercentage: expected instance_refresh.0.preferences.0.min_healthy_percentage to be in the range (0 - 100), got 101",
		"instanceRefresh.preferences.maxHealthyPercentage: expected instance_refresh.0.preferences.0.max_healthy_percentage to be in the range (100 - 200), got 90",
		"instanceRefresh.preferences.instanceWarmup: instance_refresh.0.preferences.0.instance_warmup: cannot parse 'soon' as int: expected a number of at least 0",
	}, y.Fails(api.AutoScalingGroup, y.group(P{"instanceRefresh": P{"strategy": "AllAtOnce", "triggers": []any{"tag", "tags"}, "preferences": P{
		"minHealthyPercentage": 101, "maxHealthyPercentage": 90, "instanceWarmup": "soon",
	}}})))
	require.Equal(t, []string{
		"mixedInstancesPolicy.launchTemplate.overrides[0].weightedCapacity: invalid value for mixed_instances_policy.0.launch_template.0.overrides.0.weighted_capacity (must be between 1 and 999)",
	}, y.Fails(api.AutoScalingGroup, y.mixed(P{}, P{"instanceType": "t3.micro", "weightedCapacity": "0"})))
}
