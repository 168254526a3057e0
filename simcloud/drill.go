package simcloud

import (
	"fmt"
	"slices"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/autoscaling"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Lose ends an instance as a failing host does. What follows takes its time on
// the world's clock: health checks fail, the node stops being ready, its pods
// start elsewhere where there is room. A new machine comes with Replace.
func (c *Cloud) Lose(instance string) error {
	defer c.notify()
	return c.world.Mutate(c.regionOf(instance), "lose "+instance, func(call *world.Call) error {
		return autoscaling.Kill(call, instance)
	})
}

// LoseZone takes an availability zone ("eu-central-1a") away and returns the
// instances that end with it, sorted: no machine starts in it, and its NAT
// gateways and load balancer nodes do not work, until RestoreZone.
func (c *Cloud) LoseZone(zone string) ([]string, error) {
	if !slices.Contains(api.Zones(region(zone)), zone) {
		return nil, fmt.Errorf("simcloud: availability zone %q: does not exist", zone)
	}
	defer c.notify()
	c.world.Set(ec2.SettingZone+zone, c.world.Now().UTC().Format(time.RFC3339))
	var ended []string
	err := c.world.Mutate(region(zone), "lose "+zone, func(call *world.Call) (err error) {
		ended, err = autoscaling.KillZone(call, zone)
		return err
	})
	return ended, err
}

// RestoreZone gives a zone back. The machines that it had do not come back by
// themselves.
func (c *Cloud) RestoreZone(zone string) {
	defer c.notify()
	c.world.Set(ec2.SettingZone+zone, "")
}

// Replace lets the auto scaling groups of a region ("eu-central-1") look after
// their instances: those that are gone are replaced, in their zone or, where
// that has no capacity, in another. It says what each group did; the clock
// stands still.
func (c *Cloud) Replace(region string) ([]autoscaling.Replacement, error) {
	defer c.notify()
	var all []autoscaling.Replacement
	err := c.world.Mutate(region, "replace "+c.world.Now().String(), func(call *world.Call) error {
		all = autoscaling.ReconcileAll(call)
		return nil
	})
	return all, err
}

// region of a zone's name: all but its last letter.
func region(zone string) string {
	if zone == "" {
		return ""
	}
	return zone[:len(zone)-1]
}

func (c *Cloud) regionOf(instance string) string {
	scope := ""
	c.world.View("", func(call *world.Call) {
		for _, i := range call.Everywhere(api.Instance) {
			if i.ID == instance {
				scope = i.Scope
			}
		}
	})
	return scope
}
