package simcloud

import (
	"fmt"
	"slices"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/boot"
	"github.com/drydock-iac/drydock/simcloud/reach"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// awaitBalancers has the provider wait, when it makes an auto scaling group,
// until as many of its instances are healthy in every target group of its own
// list as waitForElbCapacity says, or else minElbCapacity:
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/autoscaling_group#waiting-for-capacity
// A group that is short when waitForCapacityTimeout ends is there all the same,
// and the deployment fails. That an update waits, too, is not simulated.
func awaitBalancers(group *world.Type) {
	create := group.Create
	group.Create = func(c *world.Call) error {
		if err := create(c); err != nil {
			return err
		}
		want := c.In.Int("waitForElbCapacity")
		if want == 0 {
			want = c.In.Int("minElbCapacity")
		}
		patience, err := time.ParseDuration(c.In.StrOr("waitForCapacityTimeout", "10m"))
		if want == 0 || err != nil || patience == 0 {
			return nil
		}
		have := serving(c)
		if have >= want {
			return nil
		}
		c.Takes(patience)
		missing := &short{fmt.Sprintf("waiting for Auto Scaling Group (%s) capacity satisfied: timeout while waiting for state to become 'ok' "+
			"(last state: 'want at least %d healthy instance(s) registered to Load Balancer, have %d', timeout: %s)", c.ID, want, have, patience)}
		if c.Last {
			return &world.Unfinished{Err: missing, Reasons: []string{missing.Error()}}
		}
		return missing
	}
}

// short is the complaint that a group has too few healthy targets.
type short struct{ text string }

func (s *short) Error() string { return s.text }

// Waiting says that a target may become healthy yet.
func (s *short) Waiting() bool { return true }

// serving counts the instances of a group on its way into the world that are
// healthy in all its target groups. To be asked about, it is put into the world
// for that long.
func serving(c *world.Call) int {
	standIn := c.Make(&world.Object{}, api.AutoScalingGroup, c.ID, c.Out)
	var mine []*world.Object
	for _, i := range c.Everywhere(api.Instance) {
		if i.Scope == c.Scope && i.Owner == "" && slices.Contains(c.Out.Strs("instances"), i.ID) {
			i.Owner = standIn.Key()
			mine = append(mine, i)
		}
	}
	boot.Reconcile(c) // servers of RKE2 begin and join in the meantime
	well := map[string]int{}
	arns := c.In.Strs("targetGroupArns")
	for _, arn := range arns {
		for _, h := range reach.TargetHealth(c, inside(), arn) {
			if h.State == reach.Healthy && h.Why == "" {
				well[h.ID]++
			}
		}
	}
	n := 0
	for _, i := range mine {
		i.Owner = ""
		if well[i.ID] == len(arns) {
			n++
		}
	}
	c.Remove(standIn)
	return n
}
