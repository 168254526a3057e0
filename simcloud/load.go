package simcloud

import (
	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Load gives a Deployment ("namespace/name") of a cluster, by its name, that
// many cores of work from now on; 0 makes it idle. What follows takes its time
// on the world's clock: where pods are measured, the Deployment's autoscaler
// changes their number; where Karpenter runs, nodes come for those that find no
// room, and go when they are not needed. Of a workload that was never given a
// load nothing is known, and its autoscaler only keeps it within its bounds.
func (c *Cloud) Load(cluster, workload string, cores float64) error {
	if err := c.Settle(); err != nil { // what was before the load changes
		return err
	}
	if err := kubernetes.SetLoad(c.world, cluster, workload, cores); err != nil {
		return err
	}
	return c.Settle()
}

// Settle lets the controllers of every cluster catch up with the world's clock,
// as any request to the cluster does.
func (c *Cloud) Settle() error {
	defer c.notify()
	return c.world.Mutate("", "settle "+c.world.Now().String(), func(call *world.Call) error {
		kubernetes.Settle(call)
		return nil
	})
}
