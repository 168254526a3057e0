package reach

import (
	"fmt"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/lb"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// The states of a target, as Elastic Load Balancing names them.
const (
	Healthy   = "healthy"
	Unhealthy = "unhealthy"
	Unused    = "unused"
)

// Health is the state of one target.
type Health struct {
	lb.Target
	// State is Healthy, Unhealthy or Unused.
	State string
	// Why is the reason for any other state than Healthy, and for Healthy what
	// the checks have not shown yet.
	Why string
}

// TargetHealth returns the state of each target of a target group, by its ARN,
// sorted by target; nil for a group that does not exist. A target is unused
// while no listener sends to its group, its zone is not the load balancer's, or
// it does not run:
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html
// k answers for the inside of clusters.
func TargetHealth(c *world.Call, k Cluster, arn string) []Health {
	var group *world.Object
	for _, g := range c.Everywhere(api.TargetGroup) {
		if g.ID == arn {
			group = g
		}
	}
	if group == nil {
		return nil
	}
	k.settle(c)
	c = in(c, group.Scope)
	balancers := lb.BalancersOf(c, arn)
	var out []Health
	for _, t := range lb.Targets(c, group) {
		h := Health{Target: t, State: Healthy}
		switch {
		case len(balancers) == 0:
			h.State, h.Why = Unused, "target group is not configured to receive traffic from a load balancer"
		case t.Instance != nil && zoneOff(c, c.Find(api.LoadBalancer, balancers[0]), t) != "":
			h.State, h.Why = Unused, zoneOff(c, c.Find(api.LoadBalancer, balancers[0]), t)
		case t.Instance != nil && stateOf(t.Instance) != "running" && unmissed(c, group, t) == "":
			h.State, h.Why = Unused, fmt.Sprintf("Target is in the %s state", stateOf(t.Instance))
		case unmissed(c, group, t) != "":
			h.Why = unmissed(c, group, t)
		default:
			if h.Why = serves(c, k, c.Find(api.LoadBalancer, balancers[0]), group, t); h.Why != "" {
				h.State = Unhealthy
			}
		}
		out = append(out, h)
	}
	return out
}

func stateOf(instance *world.Object) string {
	return instance.Props.StrOr("state", instance.Props.Str("instanceState"))
}

// serves returns the reason why a target fails its health check.
func serves(c *world.Call, k Cluster, balancer, group *world.Object, t lb.Target) string {
	if why := unwell(c, k, balancer, group, t); why != "" || !group.Props.Map("healthCheck").BoolOr("enabled", true) {
		return why
	}
	return silent(c, k, t, healthPort(group, t))
}
