package compute

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/drydock-iac/drydock/internal/component"
)

// Bounds of Auto Scaling:
// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-quotas.html,
// https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html
const (
	maxSpotTypes = 39
	maxSeconds   = 7200
	maxSpread    = 100
)

// groupPlan is a group with everything decided.
type groupPlan struct {
	order
	args GroupArgs
}

// CheckGroup returns what is wrong with the arguments of a group, without
// making it.
func CheckGroup(name string, args *GroupArgs) error {
	_, err := planGroup(name, args)
	return err
}

func planGroup(name string, args *GroupArgs) (groupPlan, error) {
	p := component.NewProblems("instance group", name)
	if args == nil {
		p.Add("args", nil, "nil", "pass the settings of the group")
		return groupPlan{}, p.Err()
	}
	a := args.withDefaults()
	plan := groupPlan{args: a, order: order{
		grouped: true, name: name, machine: a.Machine.withDefaults(), tags: a.Tags,
		place: place{network: a.Network, tier: a.Tier, zones: a.Zones, public: a.Public}.withDefaults(),
	}}
	checkName(p, name)
	placed := plan.place.check(p, "Zones")
	plan.machine.check(p)
	a.checkSizes(p)
	a.checkSpot(p, plan.machine.Type)
	a.checkUpkeep(p)
	for _, key := range slices.Sorted(maps.Keys(a.Schedules)) {
		a.Schedules[key].check(p, key)
	}
	for _, key := range slices.Sorted(maps.Keys(a.Tracking)) {
		a.Tracking[key].check(p, key)
	}
	for _, key := range slices.Sorted(maps.Keys(a.TargetGroups)) {
		checkKey(p, "TargetGroups", key)
		if a.TargetGroups[key] == nil {
			p.Add(fmt.Sprintf("TargetGroups[%s]", key), nil, "nil", "pass an ARN or leave the key out")
		}
	}
	checkTags(p, a.Tags)
	if placed {
		plan.machine.checkParts(p, name, a.Network)
	}
	return plan, p.Err()
}

func checkKey(p *component.Problems, field, key string) {
	if !keyForm.MatchString(key) {
		p.Add(field, key, "not a key", "use up to 32 lower-case letters, digits and hyphens")
	}
}

func (a GroupArgs) checkSizes(p *component.Problems) {
	switch {
	case a.Min < 0:
		p.Add("Min", a.Min, "below zero", "use 0 or more")
	case a.Max < 1:
		p.Add("Max", a.Max, "no machine at all", "use 1 or more")
	case a.Max < a.Min:
		p.Add("Max", a.Max, fmt.Sprintf("below Min %d", a.Min), "raise Max, or lower Min")
	case a.Desired != 0 && (a.Desired < a.Min || a.Desired > a.Max):
		p.Add("Desired", a.Desired, fmt.Sprintf("outside %d to %d", a.Min, a.Max), "choose a number between Min and Max, or leave it out")
	}
	if a.Desired != 0 && len(a.Schedules)+len(a.Tracking) > 0 {
		p.Add("Desired", a.Desired, "every update would undo what schedules and tracking decided", "leave it out, or remove those")
	}
}

func (a GroupArgs) checkSpot(p *component.Problems, own string) {
	if a.Spot == nil {
		return
	}
	s := a.Spot
	switch {
	case len(s.Types) == 0:
		p.Add("Spot.Types", nil, "none given", "name further types, so that one that runs out does not stop the group")
	case len(s.Types) > maxSpotTypes:
		p.Add("Spot.Types", nil, fmt.Sprintf("%d types", len(s.Types)), fmt.Sprintf("use at most %d", maxSpotTypes))
	}
	for i, t := range s.Types {
		at := fmt.Sprintf("Spot.Types[%d]", i)
		switch {
		case !typeForm.MatchString(t):
			p.Add(at, t, "not an instance type", `use one such as "m6i.large"`)
		case t == own || slices.Contains(s.Types[:i], t):
			p.Add(at, t, "named twice, with the machine's own type", "remove it")
		case typeForm.MatchString(own) && ArchOf(t) != ArchOf(own):
			p.Add(at, t, fmt.Sprintf("is %s, and the machine's %s is %s", ArchOf(t), own, ArchOf(own)), "choose types of one architecture")
		}
	}
	if s.OnDemandPercent < 0 || s.OnDemandPercent > 100 {
		p.Add("Spot.OnDemandPercent", s.OnDemandPercent, "outside 0 to 100", "choose a percentage")
	}
	if s.OnDemandBase < 0 || s.OnDemandBase > max(a.Max, 0) {
		p.Add("Spot.OnDemandBase", s.OnDemandBase, fmt.Sprintf("outside 0 to Max %d", a.Max), "choose a part of the machines")
	}
}

func (a GroupArgs) checkUpkeep(p *component.Problems) {
	h, r := a.Health, a.Refresh
	switch {
	case h.Check != HealthEC2 && h.Check != HealthELB:
		p.Add("Health.Check", h.Check, "not a choice", "use compute.HealthEC2 or compute.HealthELB")
	case h.Check == HealthELB && len(a.TargetGroups) == 0:
		p.Add("Health.Check", h.Check, "no target group is given", "name one in TargetGroups, or use compute.HealthEC2")
	}
	if h.Grace < 0 || h.Grace > maxSeconds {
		p.Add("Health.Grace", h.Grace, fmt.Sprintf("outside 0 to %d seconds", maxSeconds), "choose what a machine needs to start")
	}
	if r.MinHealthy < 0 || r.MinHealthy > 100 {
		p.Add("Refresh.MinHealthy", r.MinHealthy, "outside 0 to 100", "choose a percentage")
	}
	if r.MaxHealthy < 100 || r.MaxHealthy > 200 {
		p.Add("Refresh.MaxHealthy", r.MaxHealthy, "outside 100 to 200", "choose a percentage")
	} else if r.MaxHealthy-r.MinHealthy > maxSpread {
		p.Add("Refresh.MaxHealthy", r.MaxHealthy, fmt.Sprintf("more than %d above MinHealthy %d", maxSpread, r.MinHealthy), "raise MinHealthy, or lower MaxHealthy")
	}
	if r.ReplaceFirst && r.MaxHealthy > 100 {
		p.Add("Refresh.ReplaceFirst", true, fmt.Sprintf("MaxHealthy %d starts new machines first", r.MaxHealthy), "leave one of them out")
	}
	if r.Warmup < 0 || r.Warmup > maxSeconds {
		p.Add("Refresh.Warmup", r.Warmup, fmt.Sprintf("outside 0 to %d seconds", maxSeconds), "choose what a machine needs to be ready")
	}
	if a.MaxLifetimeDays < 0 || a.MaxLifetimeDays > 365 {
		p.Add("MaxLifetimeDays", a.MaxLifetimeDays, "outside 0 to 365", "choose a number of days")
	}
}

var timeZoneForm = regexp.MustCompile(`^(UTC|[A-Z][A-Za-z_]+(/[A-Za-z0-9_+-]+)+)$`)

func (s Schedule) check(p *component.Problems, key string) {
	checkKey(p, "Schedules", key)
	at := fmt.Sprintf("Schedules[%s]", key)
	if !cron(s.Cron) {
		p.Add(at+".Cron", s.Cron, "not a Unix cron expression", `use five fields, such as "0 20 * * MON-FRI"`)
	}
	if s.TimeZone != "" && !timeZoneForm.MatchString(s.TimeZone) {
		p.Add(at+".TimeZone", s.TimeZone, "not a time zone", `use a name such as "Europe/Berlin"`)
	}
	if s.Min == nil && s.Max == nil && s.Desired == nil {
		p.Add(at, nil, "changes nothing", "give Min, Max or Desired")
	}
	low, high, want := size(s.Min), size(s.Max), size(s.Desired)
	switch {
	case s.Min != nil && low < 0, s.Max != nil && high < 0, s.Desired != nil && want < 0:
		p.Add(at, nil, "a size below zero", "use 0 or more, or nil to leave it alone")
	case s.Min != nil && s.Max != nil && low > high:
		p.Add(at+".Max", high, fmt.Sprintf("below Min %d", low), "raise Max, or lower Min")
	case s.Desired != nil && (s.Min != nil && want < low || s.Max != nil && want > high):
		p.Add(at+".Desired", want, "outside Min to Max of the schedule", "choose a number between them")
	}
}

// unchanged is how the provider writes a size that stays as it is.
const unchanged = -1

func size(n *int) int {
	if n == nil {
		return unchanged
	}
	return *n
}

func (t Tracking) check(p *component.Problems, key string) {
	checkKey(p, "Tracking", key)
	at := fmt.Sprintf("Tracking[%s]", key)
	switch {
	case !slices.Contains([]string{MetricCPU, MetricNetworkIn, MetricNetworkOut, MetricRequests}, t.Metric):
		p.Add(at+".Metric", t.Metric, "not a metric", "use one of the constants compute.MetricCPU, …In, …Out and …Requests")
	case t.Metric == MetricRequests && t.Label == nil:
		p.Add(at+".Label", nil, "not given", "name the target group whose requests count")
	case t.Metric != MetricRequests && t.Label != nil:
		p.Add(at+".Label", nil, "given for a metric of the machines", "leave it out, or use compute.MetricRequests")
	}
	if t.Target <= 0 || t.Metric == MetricCPU && t.Target > 100 {
		p.Add(at+".Target", t.Target, "not a value to keep", "choose one above 0, for the processor at most 100")
	}
}

// fields are the bounds of the five fields of cron and the names that the last
// two may use.
var fields = []struct {
	low, high int
	names     string
}{{0, 59, ""}, {0, 23, ""}, {1, 31, ""}, {1, 12, "jan feb mar apr may jun jul aug sep oct nov dec"}, {0, 7, "sun mon tue wed thu fri sat"}}

// cron reports whether a text is a cron expression as Auto Scaling reads it.
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
			from, to, ranged := strings.Cut(value, "-")
			low, ok := moment(from, i)
			high, also := moment(to, i)
			if value != "*" && (!ok || ranged && (!also || high < low)) {
				return false
			}
		}
	}
	return true
}

func moment(s string, field int) (int, bool) {
	f := fields[field]
	for i, name := range strings.Fields(f.names) {
		if strings.EqualFold(s, name) {
			return f.low + i, true
		}
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= f.low && n <= f.high
}
