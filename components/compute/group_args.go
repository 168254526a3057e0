package compute

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/network"
)

// Defaults of GroupArgs and Refresh.
const (
	DefaultGrace      = 300
	DefaultWarmup     = 120
	DefaultMinHealthy = 100
	DefaultMaxHealthy = 110
)

// GroupArgs are the settings of a Group.
type GroupArgs struct {
	// Network in which the machines stand. Required.
	Network network.Placement
	// Tier in whose subnets they stand. Empty means the network's first
	// private tier, or its first public one with Public.
	Tier string
	// Zones are letters of the zones to use. None means all zones of the tier.
	Zones []string
	// Public gives each machine a public address and puts it into a public
	// tier. Off unless set.
	Public bool
	// Machine is what each of them runs.
	Machine Machine
	// Min and Max bound how many machines there are. Zero Min means none at
	// the least; Max zero means Min.
	Min, Max int
	// Desired is how many there are. Zero means Min at the start, and that
	// schedules, tracking and autoscalers decide from then on. A number here
	// is set again by every update.
	Desired int
	// Spot runs machines on Spot capacity. Nil means on demand.
	Spot *Spot
	// Health says when a machine is given up.
	Health Health
	// Refresh is how a new launch template reaches the machines.
	Refresh Refresh
	// TargetGroups are ARNs of the target groups that the machines register
	// with; the key enters the name of the attachment.
	TargetGroups map[string]pulumi.StringInput
	// Schedules change the sizes by the clock.
	Schedules map[string]Schedule
	// Tracking keeps metrics at a value by the number of machines.
	Tracking map[string]Tracking
	// MaxLifetimeDays replaces a machine of that age, 1 to 365. Zero means
	// never.
	MaxLifetimeDays int
	// Tags of every resource and machine. Each has a Name tag besides.
	Tags map[string]string
}

// Spot is how a group uses Spot capacity. Machines may be reclaimed with two
// minutes of warning; many types in many zones make that rare.
type Spot struct {
	// Types that may run instead of the machine's own type, of the same
	// architecture. At least one, at most 39.
	Types []string
	// OnDemandBase is how many machines run on demand before any on Spot.
	OnDemandBase int
	// OnDemandPercent is the share of on-demand machines above that.
	OnDemandPercent int
}

// Checks of machines.
const (
	// HealthEC2 trusts the checks of EC2: the machine runs.
	HealthEC2 = "EC2"
	// HealthELB trusts the target groups, too: the service on it answers.
	HealthELB = "ELB"
)

// Health says when a group replaces a machine.
type Health struct {
	// Check is HealthEC2 or HealthELB. Empty means HealthEC2, for a service
	// that fails everywhere would otherwise have all machines replaced again
	// and again.
	Check string
	// Grace is how many seconds a new machine is left alone, 0 to 7200. Zero
	// means DefaultGrace.
	Grace int
}

// Refresh is how a group replaces its machines when their launch template or
// tags change:
// https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html
type Refresh struct {
	// Disabled leaves machines as they are; only later ones are new.
	Disabled bool
	// ReplaceFirst ends old machines before new ones start, one at a time,
	// for groups in which there must never be one more, such as a group of
	// one that keeps a disk or an identity.
	ReplaceFirst bool
	// MinHealthy is the percentage of the machines that stays in service, 0
	// to 100. Zero means DefaultMinHealthy, or 0 with ReplaceFirst.
	MinHealthy int
	// MaxHealthy is the percentage up to which there may be more of them, 100
	// to 200. Zero means DefaultMaxHealthy, or 100 with ReplaceFirst.
	MaxHealthy int
	// Warmup is how many seconds a new machine has before the next one's
	// turn, at most 7200. Zero means DefaultWarmup.
	Warmup int
}

// Schedule changes a group's sizes by the clock.
type Schedule struct {
	// Cron is when, in the five fields of Unix. Required.
	Cron string
	// TimeZone of the times, such as "Europe/Berlin". Empty means UTC.
	TimeZone string
	// Min, Max and Desired are the new sizes. Nil leaves a size alone; one
	// at least is given. See Size.
	Min, Max, Desired *int
}

// Size is a size of a Schedule.
func Size(n int) *int { return &n }

// Metrics that a group can track:
// https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PredefinedMetricSpecification.html
const (
	MetricCPU        = "ASGAverageCPUUtilization"
	MetricNetworkIn  = "ASGAverageNetworkIn"
	MetricNetworkOut = "ASGAverageNetworkOut"
	MetricRequests   = "ALBRequestCountPerTarget"
)

// Tracking keeps a metric at a value.
type Tracking struct {
	// Metric is one of the constants above. Empty means MetricCPU.
	Metric string
	// Target is its value: per cent, bytes a minute, or requests a minute.
	// Required.
	Target float64
	// Label names the target group, for MetricRequests only:
	// "app/NAME/ID/targetgroup/NAME/ID".
	Label pulumi.StringInput
	// NeverShrink only adds machines.
	NeverShrink bool
}

func (a GroupArgs) withDefaults() GroupArgs {
	if a.Max == 0 {
		a.Max = a.Min
	}
	if a.Health.Check == "" {
		a.Health.Check = HealthEC2
	}
	if a.Health.Grace == 0 {
		a.Health.Grace = DefaultGrace
	}
	a.Refresh = a.Refresh.withDefaults()
	if a.Spot != nil {
		spot := *a.Spot
		spot.Types = slices.Clone(spot.Types)
		a.Spot = &spot
	}
	a.Schedules, a.TargetGroups, a.Tags = maps.Clone(a.Schedules), maps.Clone(a.TargetGroups), maps.Clone(a.Tags)
	tracking := map[string]Tracking{}
	for key, t := range a.Tracking {
		if t.Metric == "" {
			t.Metric = MetricCPU
		}
		tracking[key] = t
	}
	a.Tracking = tracking
	return a
}

func (r Refresh) withDefaults() Refresh {
	low, high := DefaultMinHealthy, DefaultMaxHealthy
	if r.ReplaceFirst {
		low, high = 0, 100
	}
	if r.MinHealthy == 0 {
		r.MinHealthy = low
	}
	if r.MaxHealthy == 0 {
		r.MaxHealthy = high
	}
	if r.Warmup == 0 {
		r.Warmup = DefaultWarmup
	}
	return r
}
