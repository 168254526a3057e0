package autoscaling

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// SettingCapacity begins the settings of a world by which EC2 has no capacity
// left: "capacity:ZONE", "capacity:ZONE/TYPE" and "capacity:ZONE/TYPE/MARKET"
// with the value "none", where MARKET is "spot" or "on-demand". Groups launch
// elsewhere, or fail to.
const SettingCapacity = "capacity:"

// A crew is a group at work on its instances.
type crew struct {
	c       *world.Call
	group   *world.Object // nil while the group is being made
	id      string
	in, out world.Props // the group's settings, and where it keeps its books
	subnets []*world.Object
	fleet   fleet
	have    []*world.Object // instances in service
	made    []*world.Object // those launched by this crew
}

// inService are the instances that count towards a group's capacity.
func inService(instances []*world.Object) []*world.Object {
	return slices.DeleteFunc(slices.Clone(instances), func(i *world.Object) bool { return !healthy(i) })
}

func healthy(i *world.Object) bool {
	return i.Props.StrOr("state", "running") == "running" && i.Props.StrOr("healthStatus", "Healthy") == "Healthy"
}

func weight(i *world.Object) int { return i.Props.IntOr("weightedCapacity", 1) }

// units is the capacity of instances.
func units(instances []*world.Object) int {
	n := 0
	for _, i := range instances {
		n += weight(i)
	}
	return n
}

// scale launches or ends instances, evenly over the subnets, until there is as
// much capacity as wanted.
func (g *crew) scale(want int) error {
	for units(g.have) < want {
		if _, err := g.launch(g.byNeed(nil), g.fleet.spot(g.onDemand(), want)); err != nil {
			for _, m := range g.made {
				g.c.Remove(m)
			}
			g.have = slices.DeleteFunc(g.have, func(i *world.Object) bool { return slices.Contains(g.made, i) })
			g.note()
			return err
		}
	}
	for {
		i := g.surplus()
		if i == nil || units(g.have)-weight(i) < want {
			break
		}
		g.end(i)
	}
	g.note()
	return nil
}

func (g *crew) onDemand() int {
	return units(slices.DeleteFunc(slices.Clone(g.have), func(i *world.Object) bool { return i.Props.Str("instanceLifecycle") == "spot" }))
}

// note writes down the instances of the group.
func (g *crew) note() { g.out["instances"] = anys(ids(g.have)) }

// byNeed are the subnets, those with the fewest instances first; prefer comes
// before all.
func (g *crew) byNeed(prefer *world.Object) []*world.Object {
	count := g.perSubnet()
	order := slices.Clone(g.subnets)
	slices.SortStableFunc(order, func(a, b *world.Object) int { return count[a.ID] - count[b.ID] })
	if prefer != nil {
		order = append([]*world.Object{prefer}, slices.DeleteFunc(order, func(s *world.Object) bool { return s == prefer })...)
	}
	return order
}

func (g *crew) perSubnet() map[string]int {
	count := map[string]int{}
	for _, i := range g.have {
		count[i.Props.Str("subnetId")]++
	}
	return count
}

// launch starts one machine in the first of the subnets that can take it.
func (g *crew) launch(subnets []*world.Object, spot bool) (*world.Object, error) {
	var first string
	for _, s := range subnets {
		for _, choice := range g.order(spot, s) {
			i, why := g.start(choice, s, spot)
			if i != nil {
				return i, nil
			}
			if first == "" {
				first = why
			}
		}
	}
	if first == "" {
		first = "Could not find any instance type that meets the requirements. Launching EC2 instance failed."
	}
	return nil, g.failed(first)
}

// order is the order in which the group tries its machines: as they are listed,
// or, among Spot pools, from a place that differs from launch to launch, which
// stands for prices and spare capacity.
func (g *crew) order(spot bool, s *world.Object) []choice {
	all := slices.Clone(g.fleet.choices)
	if !spot || g.fleet.prioritized || len(all) < 2 {
		return all
	}
	start := g.c.Number(len(all), "pool", g.id, s.Props.Str("availabilityZone"), strconv.Itoa(g.out.Int("launched")))
	return append(slices.Clone(all[start:]), all[:start]...)
}

func (g *crew) start(what choice, s *world.Object, spot bool) (*world.Object, string) {
	spec := what.spec
	if why := g.missing(spec, s, spot); why != "" {
		return nil, why
	}
	launched := g.out.Int("launched")
	spec.Subnet, spec.Spot, spec.Salt = s, spot, strconv.Itoa(launched)
	spec.Tags = g.tags(what)
	i := ec2.MakeInstance(g.c, g.group, spec)
	if i == nil {
		return nil, fmt.Sprintf("There are not enough free addresses in subnet '%s' to satisfy the requested number of instances. Launching EC2 instance failed.", s.ID)
	}
	g.out["launched"] = float64(launched + 1)
	i.Props["launchNumber"] = float64(launched + 1)
	if k := i.Props.Map("kubernetes"); k.Str("cluster") != "" {
		k["joining"] = true // it is no node before it has reached the API and a registry
	}
	i.Props["healthStatus"], i.Props["launchTime"] = "Healthy", g.c.Now().UTC().Format("2006-01-02T15:04:05Z")
	if what.weight > 1 {
		i.Props["weightedCapacity"] = float64(what.weight)
	}
	if g.in.Bool("protectFromScaleIn") {
		i.Props["protectedFromScaleIn"] = true
	}
	g.have, g.made = append(g.have, i), append(g.made, i)
	return i, ""
}

// missing says what EC2 lacks for a launch, "" for nothing.
func (g *crew) missing(spec ec2.InstanceSpec, s *world.Object, spot bool) string {
	zone, market := s.Props.Str("availabilityZone"), "on-demand"
	if spot {
		market = "spot"
	}
	_, none := ec2.ZoneLostFor(g.c, zone)
	for _, key := range []string{zone, zone + "/" + spec.Type, zone + "/" + spec.Type + "/" + market} {
		none = none || g.c.Setting(SettingCapacity+key, "") == "none"
	}
	if none {
		if spot {
			return "Could not launch Spot Instances. InsufficientInstanceCapacity - There is no Spot capacity available that matches your request. Launching EC2 instance failed."
		}
		return fmt.Sprintf("We currently do not have sufficient %s capacity in the Availability Zone you requested (%s). "+
			"Our system will be working on provisioning additional capacity. Launching EC2 instance failed.", spec.Type, zone)
	}
	for _, id := range spec.Groups {
		switch o := g.c.Find(api.SecurityGroup, id); {
		case o == nil:
			return fmt.Sprintf("The security group '%s' does not exist. Launching EC2 instance failed.", id)
		case o.Props.Str("vpcId") != s.Props.Str("vpcId"):
			return fmt.Sprintf("The security group '%s' does not exist in VPC '%s'. Launching EC2 instance failed.", id, s.Props.Str("vpcId"))
		}
	}
	if ec2.InstanceTypes[spec.Type].VCPU > ec2.VCPUsLeft(g.c, spot) {
		if spot {
			return "Max spot instance count exceeded. Launching EC2 instance failed."
		}
		return vcpuLimit(g.c.Quota(ec2.QuotaStandardVCPUs, 5))
	}
	return ""
}

// tags are those of the machine: the launch template's, those that the group
// hands on, and the group's name.
func (g *crew) tags(what choice) map[string]string {
	out := map[string]string{}
	for k, v := range what.spec.Tags {
		out[k] = v
	}
	out["aws:autoscaling:groupName"] = g.id
	for _, t := range g.in.Maps("tags") {
		if t.Bool("propagateAtLaunch") && !strings.HasPrefix(t.Str("key"), "aws:") {
			out[t.Str("key")] = t.Str("value")
		}
	}
	return out
}

// surplus is the instance that goes next when the group shrinks, nil where
// all are protected: from the fullest subnet, and there one of the oldest
// version of the launch template. Among equals the termination policies
// decide; without one the newest goes. Source:
// https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-termination-policies.html
func (g *crew) surplus() *world.Object {
	count := g.perSubnet()
	oldest := slices.Contains(g.in.Strs("terminationPolicies"), "OldestInstance")
	var best *world.Object
	for _, i := range g.have {
		if i.Props.Bool("protectedFromScaleIn") {
			continue
		}
		if best == nil || g.before(i, best, count, oldest) {
			best = i
		}
	}
	return best
}

func (g *crew) before(a, b *world.Object, count map[string]int, oldest bool) bool {
	if x, y := count[a.Props.Str("subnetId")], count[b.Props.Str("subnetId")]; x != y {
		return x > y
	}
	if x, y := versionOf(a), versionOf(b); x != y {
		return x < y
	}
	x, y := a.Props.Int("launchNumber"), b.Props.Int("launchNumber")
	return x > y != oldest
}

func versionOf(i *world.Object) int {
	n, _ := strconv.Atoi(i.Props.Map("launchTemplate").Str("version"))
	return n
}

// end terminates an instance with all that it brought along.
func (g *crew) end(i *world.Object) {
	farewell(g.c, g.out, i)
	g.c.Remove(i)
	g.have = slices.DeleteFunc(g.have, func(o *world.Object) bool { return o == i })
}

// failed is how the provider reports a launch that fails while it waits for
// the group's capacity.
func (g *crew) failed(why string) error {
	return fmt.Errorf("waiting for Auto Scaling Group (%s) capacity satisfied: scaling activity (%s): Failed: %s (%s)", g.id, g.c.UUID("activity"), why, docLaunch)
}

func vcpuLimit(limit int) string {
	return fmt.Sprintf("You have requested more vCPU capacity than your current vCPU limit of %d allows for the instance bucket that the specified instance type belongs to. "+
		"Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit. Launching EC2 instance failed.", limit)
}
