package autoscaling

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// detection is about what passes until a group notices that an instance is
// gone: EC2 checks instances every minute. Source:
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-system-instance-status-check.html
const detection = time.Minute

func sortByStart(records []*world.Object) {
	slices.SortStableFunc(records, func(a, b *world.Object) int {
		return cmp.Or(cmp.Compare(a.Props.Str("startTime"), b.Props.Str("startTime")), cmp.Compare(a.ID, b.ID))
	})
}

// Kill ends an instance behind everybody's back, as a failing host does: its
// network interface and its volumes go with it. An instance of a group stays
// as a terminated one until the group notices (Reconcile); any other is gone.
func Kill(c *world.Call, instanceID string) error {
	i := c.Find(api.Instance, instanceID)
	if i == nil {
		return fmt.Errorf("simcloud: instance %q: does not exist", instanceID)
	}
	ec2.Lose(c, i)
	if groupOf(c, i) == nil {
		c.Remove(i)
	}
	return nil
}

// KillZone kills every running instance in a zone ("eu-central-1a") and
// returns their ids, sorted. That nothing else works there either is a setting
// of the world: see ec2.SettingZone.
func KillZone(c *world.Call, zone string) ([]string, error) {
	var killed []string
	for _, i := range c.Where(api.Instance, "availabilityZone", zone) {
		if i.Props.StrOr("state", "running") != "running" {
			continue
		}
		killed = append(killed, i.ID)
		if err := Kill(c, i.ID); err != nil {
			return killed, err
		}
	}
	return killed, nil
}

// MarkUnhealthy sets the health of an instance as the API call
// SetInstanceHealth does, or the check of a load balancer that the group
// trusts. The group replaces it on Reconcile.
func MarkUnhealthy(c *world.Call, instanceID string) error {
	i := c.Find(api.Instance, instanceID)
	if i == nil || groupOf(c, i) == nil {
		return fmt.Errorf("simcloud: instance %q: is not in an auto scaling group", instanceID)
	}
	i.Props["healthStatus"] = "Unhealthy"
	return nil
}

func groupOf(c *world.Call, i *world.Object) *world.Object {
	for _, g := range c.All(api.AutoScalingGroup) {
		if g.Key() == i.Owner {
			return g
		}
	}
	return nil
}

// A Replacement is what a group did about one instance.
type Replacement struct {
	// Group is the group's name. Old is the instance that went, "" where the
	// group was merely short; New is the one that came, "" where none did.
	Group, Old, New string
	// Zone is where the new instance is, else where the old one was.
	Zone string
	// After is how long the change takes in virtual time, from the loss to the
	// new instance in service.
	After time.Duration
	// Failure is the service's message where the launch failed.
	Failure string
}

// ReconcileAll reconciles every group of the call's region, by name.
func ReconcileAll(c *world.Call) []Replacement {
	var all []Replacement
	for _, g := range c.All(api.AutoScalingGroup) {
		all = append(all, Reconcile(c, g)...)
	}
	return all
}

// Reconcile lets a group look after its instances: it replaces those that are
// gone, stopped or unhealthy in their own zone, or in another where that one
// has no capacity; launches what it is short of; and evens out its zones. The
// groups of EKS node groups do the same, with machines like those they had.
// Suspended processes are honoured.
func Reconcile(c *world.Call, group *world.Object) []Replacement {
	g := at(c, group)
	var all []Replacement
	for _, i := range Instances(c, group) {
		if healthy(i) || !mayReplace(group.Props, i) {
			continue
		}
		all = append(all, g.replace(i))
	}
	if !suspended(group.Props, "Launch") {
		all = append(all, g.fill()...)
		all = append(all, g.rebalance()...)
	}
	g.note()
	return all
}

// at is a group at work outside a call of the provider.
func at(c *world.Call, group *world.Object) *crew {
	g := &crew{c: c, group: group, id: group.ID, in: group.Props, out: group.Props, have: inService(Instances(c, group))}
	for _, id := range group.Props.Strs("vpcZoneIdentifiers") {
		if s := c.Find(api.Subnet, id); s != nil {
			g.subnets = append(g.subnets, s)
		}
	}
	if f, err := (settings{c, api.Op{}, group.Props}).fleet(); err == nil {
		g.fleet = f
	} else if known := Instances(c, group); len(known) > 0 {
		g.fleet = like(known[0])
	}
	return g
}

// like is the fleet of one machine like i.
func like(i *world.Object) fleet {
	p := i.Props
	spec := ec2.InstanceSpec{
		Type: p.Str("instanceType"), ImageID: p.Str("ami"), Groups: p.Strs("vpcSecurityGroupIds"), Public: p.Bool("associatePublicIpAddress"),
		Profile: p.Str("iamInstanceProfile"), RootGiB: p.Map("rootBlockDevice").Int("volumeSize"), Encrypted: p.Map("rootBlockDevice").Bool("encrypted"),
		Tags: map[string]string{}, Extra: world.Props{},
	}
	for k := range p.Map("tags") {
		spec.Tags[k] = p.Map("tags").Str(k)
	}
	if k := p.Map("kubernetes"); len(k) > 0 {
		spec.Extra["kubernetes"] = map[string]any(k.Clone())
	}
	f := fleet{choices: []choice{{spec: spec, weight: 1}}, percent: 100}
	if p.Str("instanceLifecycle") == "spot" {
		f.percent = 0
	}
	return f
}

// mayReplace reports whether the group's processes let it replace an
// instance. One that is terminated already needs no Terminate.
func mayReplace(group world.Props, i *world.Object) bool {
	gone := i.Props.Str("state") == "terminated"
	return !suspended(group, "HealthCheck") && !suspended(group, "ReplaceUnhealthy") && (gone || !suspended(group, "Terminate"))
}

func (g *crew) replace(i *world.Object) Replacement {
	r := Replacement{Group: g.id, Old: i.ID, Zone: i.Props.Str("availabilityZone"), After: detection}
	subnet, spot, own := g.c.Find(api.Subnet, i.Props.Str("subnetId")), i.Props.Str("instanceLifecycle") == "spot", g.fleet
	if g.group.Props["launchTemplate"] == nil && g.group.Props["mixedInstancesPolicy"] == nil {
		g.fleet = like(i)
	}
	total := units(g.have) + weight(i)
	if units(g.have) >= g.out.IntOr("desiredCapacity", total) || suspended(g.group.Props, "Launch") {
		g.end(i)
		return r
	}
	g.end(i)
	if g.fleet.percent != 100 {
		spot = g.fleet.spot(g.onDemand(), total)
	}
	fresh, err := g.launch(g.byNeed(subnet), spot)
	g.fleet = own
	return r.with(fresh, err)
}

// with notes what became of a launch.
func (r Replacement) with(fresh *world.Object, err error) Replacement {
	if err != nil {
		_, why, _ := strings.Cut(err.Error(), "Failed: ")
		r.Failure = strings.TrimSuffix(why, " ("+docLaunch+")")
		return r
	}
	r.New, r.Zone = fresh.ID, fresh.Props.Str("availabilityZone")
	r.After += launchTime
	return r
}

// fill launches what the group is short of.
func (g *crew) fill() []Replacement {
	var all []Replacement
	want := g.out.IntOr("desiredCapacity", units(g.have))
	for units(g.have) < want && len(g.fleet.choices) > 0 {
		fresh, err := g.launch(g.byNeed(nil), g.fleet.spot(g.onDemand(), want))
		r := Replacement{Group: g.id, After: detection}.with(fresh, err)
		all = append(all, r)
		if err != nil {
			break
		}
	}
	return all
}

// rebalance moves instances from the fullest subnet to the emptiest one with
// capacity until they differ by one at most; new ones come before old ones go.
// Source:
// https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html#AutoScalingBehavior.InstanceUsage
func (g *crew) rebalance() []Replacement {
	var all []Replacement
	for !suspended(g.group.Props, "AZRebalance") && !suspended(g.group.Props, "Terminate") && len(g.subnets) > 1 {
		count, to := g.perSubnet(), g.byNeed(nil)[0]
		from := g.surplus()
		if from == nil || count[from.Props.Str("subnetId")]-count[to.ID] < 2 {
			break
		}
		own := g.fleet
		if g.group.Props["launchTemplate"] == nil && g.group.Props["mixedInstancesPolicy"] == nil {
			g.fleet = like(from)
		}
		fresh, err := g.launch([]*world.Object{to}, from.Props.Str("instanceLifecycle") == "spot")
		g.fleet = own
		if err != nil {
			break // it tries again another time; nothing is lost
		}
		g.end(from)
		all = append(all, Replacement{Group: g.id, Old: from.ID}.with(fresh, nil))
	}
	return all
}
