package autoscaling

import (
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Refresh is the kind of the record that a group keeps of each instance
// refresh. Its properties are status ("Successful", "Failed" or "Pending"),
// statusReason, percentageComplete, startTime and endTime (RFC 3339), batches
// and replaced (a list of objects with old and new).
const Refresh = "autoscaling:instanceRefresh"

// launchTime is about what a machine needs from the call to the state
// InService.
const launchTime = time.Minute

// refreshAfterUpdate starts an instance refresh where the group asks for one
// and a property changed that triggers it. The provider does not wait for its
// end; the record says when it would have ended.
func refreshAfterUpdate(c *world.Call) error {
	if !c.In.Has("instanceRefresh") || !triggered(c.Object.Inputs, c.In) {
		return nil
	}
	g, err := work(c, groupOp(c))
	if err != nil {
		return err
	}
	record := c.Make(c.Object, Refresh, c.UUID("refresh", strconv.Itoa(len(Refreshes(c, c.Object)))), world.Props{
		"status": "Pending", "percentageComplete": 0, "startTime": c.Now().UTC().Format(time.RFC3339),
	})
	for _, process := range []string{"InstanceRefresh", "Launch", "Terminate"} {
		if suspended(c.In, process) {
			record.Props["statusReason"] = "The process " + process + " is suspended."
			return nil
		}
	}
	g.refresh(record)
	return nil
}

// triggered reports whether old and new inputs differ in a property that
// starts a refresh.
func triggered(old, in world.Props) bool {
	names := append([]string{"launch_configuration", "launch_template", "mixed_instances_policy"}, in.Map("instanceRefresh").Strs("triggers")...)
	keys := map[string]string{}
	for _, p := range []world.Props{old, in} {
		for key := range p {
			argument := check.Argument(key)
			if key == "tags" {
				argument = "tag"
			}
			keys[argument] = key
		}
	}
	for _, name := range names {
		if key := keys[name]; key != "" && !reflect.DeepEqual(old[key], in[key]) {
			return true
		}
	}
	return false
}

// refresh replaces the instances batch by batch. With more than the desired
// capacity allowed, new ones come before old ones go; else old ones go first.
// Source:
// https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-overview.html
func (g *crew) refresh(record *world.Object) {
	p := g.in.Map("instanceRefresh").Map("preferences")
	var old []*world.Object
	for _, i := range g.have {
		kept := i.Props.Bool("protectedFromScaleIn") && p.StrOr("scaleInProtectedInstances", "Ignore") != "Refresh"
		if !kept && !(p.Bool("skipMatching") && g.matches(i)) {
			old = append(old, i)
		}
	}
	size, ahead := batch(len(g.have), p.IntOr("minHealthyPercentage", 90), p.IntOr("maxHealthyPercentage", 100))
	var replaced []any
	batches, reason := 0, ""
	for start := 0; start < len(old) && reason == ""; start += size {
		now := old[start:min(start+size, len(old))]
		batches++
		for _, i := range now {
			subnet, spot := g.c.Find(api.Subnet, i.Props.Str("subnetId")), g.fleet.spot(g.without(i), units(g.have))
			if !ahead {
				g.end(i)
			}
			fresh, err := g.launch(g.byNeed(subnet), spot)
			if err != nil {
				_, reason, _ = strings.Cut(err.Error(), "Failed: ")
				break
			}
			if ahead {
				g.end(i)
			}
			replaced = append(replaced, map[string]any{"old": i.ID, "new": fresh.ID})
		}
	}
	g.note()
	warm, err := strconv.Atoi(p.Str("instanceWarmup"))
	if err != nil {
		warm = g.in.IntOr("defaultInstanceWarmup", g.in.IntOr("healthCheckGracePeriod", 300))
	}
	took := time.Duration(batches) * (launchTime + time.Duration(warm)*time.Second)
	status, percent := "Successful", 100
	if reason != "" {
		status, percent = "Failed", len(replaced)*100/len(old)
	}
	for key, v := range (world.Props{
		"status": status, "statusReason": reason, "percentageComplete": percent, "batches": batches, "replaced": replaced,
		"endTime": g.c.Now().Add(took).UTC().Format(time.RFC3339),
	}).Clone() {
		record.Props[key] = v
	}
}

// without is the on-demand capacity apart from an instance.
func (g *crew) without(i *world.Object) int {
	n := g.onDemand()
	if i.Props.Str("instanceLifecycle") != "spot" {
		n -= weight(i)
	}
	return n
}

// batch is how many instances are replaced at a time, and whether new ones
// come first.
func batch(instances, low, high int) (size int, ahead bool) {
	if high > 100 {
		return max(1, instances*(high-100)/100), true
	}
	must := (instances*low + 99) / 100
	return max(1, instances-must), false
}

// matches reports whether an instance is already as the group would launch it.
func (g *crew) matches(i *world.Object) bool {
	t := i.Props.Map("launchTemplate")
	for _, c := range g.fleet.choices {
		if t.Str("id") == c.template && t.Str("version") == strconv.Itoa(c.version) && i.Props.Str("instanceType") == c.spec.Type && i.Props.Str("ami") == c.spec.ImageID {
			return true
		}
	}
	return false
}

// Refreshes returns the records of a group's instance refreshes, sorted by
// the time at which they started.
func Refreshes(c *world.Call, group *world.Object) []*world.Object {
	var out []*world.Object
	for _, o := range c.Owned(group) {
		if o.Kind == Refresh {
			out = append(out, o)
		}
	}
	sortByStart(out)
	return out
}
