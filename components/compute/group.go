package compute

import (
	"maps"
	"slices"
	"strconv"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/autoscaling"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/component"
)

// TypeGroup is the type token of Group. Changing it needs an alias.
const TypeGroup = "drydock:compute:Group"

// Group is an auto scaling group: it keeps as many machines as asked for,
// replaces those that fail, and brings in a new launch template a few at a
// time.
type Group struct {
	pulumi.ResourceState

	// Name and ARN of the auto scaling group.
	Name pulumi.StringOutput `pulumi:"groupName"`
	ARN  pulumi.StringOutput `pulumi:"arn"`
	// SecurityGroupID is the machines' own group.
	SecurityGroupID pulumi.StringOutput `pulumi:"securityGroupId"`
	// RoleName and RoleARN are the machines' role.
	RoleName pulumi.StringOutput `pulumi:"roleName"`
	RoleARN  pulumi.StringOutput `pulumi:"roleArn"`
	// LaunchTemplateID is what they are launched from.
	LaunchTemplateID pulumi.StringOutput `pulumi:"launchTemplateId"`
}

// NewGroup makes a group. The error, if the arguments are wrong, has one line
// for each problem, and nothing was registered.
func NewGroup(ctx *pulumi.Context, name string, args *GroupArgs, opts ...pulumi.ResourceOption) (*Group, error) {
	plan, err := planGroup(name, args)
	if err != nil {
		return nil, err
	}
	g := &Group{}
	if err := component.Register(ctx, TypeGroup, name, plan.inputs(), g, opts...); err != nil {
		return nil, err
	}
	made, err := plan.build(ctx, g)
	if err != nil {
		return nil, err
	}
	group, err := plan.group(ctx, g, made)
	if err != nil {
		return nil, err
	}
	if err := plan.attach(ctx, g, group); err != nil {
		return nil, err
	}
	if err := plan.scaling(ctx, g, group); err != nil {
		return nil, err
	}
	g.Name, g.ARN, g.LaunchTemplateID = group.Name, group.Arn, made.template.ID().ToStringOutput()
	g.SecurityGroupID, g.RoleName, g.RoleARN = made.group.ID, made.role.Name, made.role.ARN
	return g, component.Publish(ctx, g)
}

// metrics of the group itself, which cost nothing:
// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html
var metrics = []string{"GroupDesiredCapacity", "GroupInServiceInstances", "GroupMaxSize", "GroupMinSize", "GroupPendingInstances", "GroupTerminatingInstances", "GroupTotalInstances"}

const secondsPerDay = 86400

func (g groupPlan) group(ctx *pulumi.Context, owner pulumi.Resource, made parts) (*autoscaling.Group, error) {
	a := g.args
	args := &autoscaling.GroupArgs{
		MinSize: pulumi.Int(a.Min), MaxSize: pulumi.Int(a.Max),
		VpcZoneIdentifiers: network.ReadyIDs(g.place.subnets()),
		HealthCheckType:    pulumi.String(a.Health.Check), HealthCheckGracePeriod: pulumi.Int(a.Health.Grace),
		DefaultInstanceWarmup: pulumi.Int(a.Refresh.Warmup),
		EnabledMetrics:        pulumi.ToStringArray(metrics), Tags: g.groupTags(),
	}
	if a.Desired != 0 {
		args.DesiredCapacity = pulumi.Int(a.Desired)
	}
	if a.MaxLifetimeDays != 0 {
		args.MaxInstanceLifetime = pulumi.Int(a.MaxLifetimeDays * secondsPerDay)
	}
	id := made.template.ID().ToStringOutput().ToStringPtrOutput()
	if a.Spot == nil {
		args.LaunchTemplate = autoscaling.GroupLaunchTemplateArgs{Id: id, Version: made.version.ToStringPtrOutput()}
	} else {
		args.CapacityRebalance = pulumi.Bool(true)
		args.MixedInstancesPolicy = g.mixed(id, made.version)
	}
	if r := a.Refresh; !r.Disabled {
		args.InstanceRefresh = autoscaling.GroupInstanceRefreshArgs{
			Strategy: pulumi.String("Rolling"), Triggers: pulumi.ToStringArray([]string{"tag"}),
			Preferences: autoscaling.GroupInstanceRefreshPreferencesArgs{
				MinHealthyPercentage: pulumi.Int(r.MinHealthy), MaxHealthyPercentage: pulumi.Int(r.MaxHealthy),
				InstanceWarmup: pulumi.String(strconv.Itoa(r.Warmup)),
			},
		}
	}
	// The machines act with their role from the first second on, and end
	// before its policies go.
	return autoscaling.NewGroup(ctx, component.Name(g.name, "group"), args, pulumi.Parent(owner), pulumi.DependsOn(made.role.Policies()))
}

// mixed is the policy of a group on Spot: among the types, the pools with the
// lowest risk of reclaim and the lowest price of those.
func (g groupPlan) mixed(template, version pulumi.StringPtrInput) autoscaling.GroupMixedInstancesPolicyArgs {
	var overrides autoscaling.GroupMixedInstancesPolicyLaunchTemplateOverrideArray
	for _, t := range append([]string{g.machine.Type}, g.args.Spot.Types...) {
		overrides = append(overrides, autoscaling.GroupMixedInstancesPolicyLaunchTemplateOverrideArgs{InstanceType: pulumi.String(t)})
	}
	return autoscaling.GroupMixedInstancesPolicyArgs{
		InstancesDistribution: autoscaling.GroupMixedInstancesPolicyInstancesDistributionArgs{
			OnDemandBaseCapacity: pulumi.Int(g.args.Spot.OnDemandBase), OnDemandPercentageAboveBaseCapacity: pulumi.Int(g.args.Spot.OnDemandPercent),
			OnDemandAllocationStrategy: pulumi.String("prioritized"), SpotAllocationStrategy: pulumi.String("price-capacity-optimized"),
		},
		LaunchTemplate: autoscaling.GroupMixedInstancesPolicyLaunchTemplateArgs{
			LaunchTemplateSpecification: autoscaling.GroupMixedInstancesPolicyLaunchTemplateLaunchTemplateSpecificationArgs{
				LaunchTemplateId: template, Version: version,
			},
			Overrides: overrides,
		},
	}
}

// groupTags are handed on to the machines.
func (g groupPlan) groupTags() autoscaling.GroupTagArray {
	all := maps.Clone(g.tags)
	if all == nil {
		all = map[string]string{}
	}
	all[component.NameTag] = g.name
	var out autoscaling.GroupTagArray
	for _, key := range slices.Sorted(maps.Keys(all)) {
		out = append(out, autoscaling.GroupTagArgs{Key: pulumi.String(key), Value: pulumi.String(all[key]), PropagateAtLaunch: pulumi.Bool(true)})
	}
	return out
}

func (g groupPlan) attach(ctx *pulumi.Context, owner pulumi.Resource, group *autoscaling.Group) error {
	for _, key := range slices.Sorted(maps.Keys(g.args.TargetGroups)) {
		_, err := autoscaling.NewAttachment(ctx, component.Name(g.name, "target", key), &autoscaling.AttachmentArgs{
			AutoscalingGroupName: group.Name, LbTargetGroupArn: g.args.TargetGroups[key].ToStringOutput().ToStringPtrOutput(),
		}, pulumi.Parent(owner))
		if err != nil {
			return err
		}
	}
	return nil
}

// scaling makes the schedules and the tracking.
func (g groupPlan) scaling(ctx *pulumi.Context, owner pulumi.Resource, group *autoscaling.Group) error {
	for _, key := range slices.Sorted(maps.Keys(g.args.Schedules)) {
		s := g.args.Schedules[key]
		args := &autoscaling.ScheduleArgs{
			AutoscalingGroupName: group.Name, ScheduledActionName: pulumi.String(key), Recurrence: pulumi.String(s.Cron),
			MinSize: pulumi.Int(size(s.Min)), MaxSize: pulumi.Int(size(s.Max)), DesiredCapacity: pulumi.Int(size(s.Desired)),
		}
		if s.TimeZone != "" {
			args.TimeZone = pulumi.String(s.TimeZone)
		}
		if _, err := autoscaling.NewSchedule(ctx, component.Name(g.name, "schedule", key), args, pulumi.Parent(owner)); err != nil {
			return err
		}
	}
	for _, key := range slices.Sorted(maps.Keys(g.args.Tracking)) {
		t := g.args.Tracking[key]
		metric := autoscaling.PolicyTargetTrackingConfigurationPredefinedMetricSpecificationArgs{PredefinedMetricType: pulumi.String(t.Metric)}
		if t.Label != nil {
			metric.ResourceLabel = t.Label.ToStringOutput().ToStringPtrOutput()
		}
		_, err := autoscaling.NewPolicy(ctx, component.Name(g.name, "tracking", key), &autoscaling.PolicyArgs{
			AutoscalingGroupName: group.Name, PolicyType: pulumi.String("TargetTrackingScaling"),
			TargetTrackingConfiguration: autoscaling.PolicyTargetTrackingConfigurationArgs{
				TargetValue: pulumi.Float64(t.Target), DisableScaleIn: pulumi.Bool(t.NeverShrink), PredefinedMetricSpecification: metric,
			},
		}, pulumi.Parent(owner))
		if err != nil {
			return err
		}
	}
	return nil
}

// inputs are what was decided, for the state.
func (g groupPlan) inputs() pulumi.Map {
	in := g.order.inputs()
	in["min"], in["max"] = pulumi.Int(g.args.Min), pulumi.Int(g.args.Max)
	in["spot"] = pulumi.Bool(g.args.Spot != nil)
	in["health"] = pulumi.String(g.args.Health.Check)
	return in
}
