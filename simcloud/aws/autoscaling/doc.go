// Package autoscaling simulates Amazon EC2 Auto Scaling: groups that launch
// machines from a launch template into their subnets, and what is attached to
// them.
//
// A group keeps as many instances as it is asked for, spread over its subnets.
// With a mixed instances policy it chooses among several types and between
// on-demand and Spot. When its launch template changes and it has an instance
// refresh, it replaces its instances, no more at a time than the refresh
// allows. The groups that Amazon EKS makes for its node groups are of the same
// kind.
//
// Drills use [Kill], [KillZone] and [MarkUnhealthy] to take instances away and
// [Reconcile] to let the groups notice; [SetDesired] and [RunSchedule] scale a
// group as an autoscaler and a scheduled action do. All of them are for
// world.World.Mutate:
//
//	err := w.Mutate("eu-central-1", "drill", func(c *world.Call) error {
//		if _, err := autoscaling.KillZone(c, "eu-central-1a"); err != nil {
//			return err
//		}
//		replaced = autoscaling.ReconcileAll(c)
//		return nil
//	})
package autoscaling
