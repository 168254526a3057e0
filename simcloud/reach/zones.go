package reach

import (
	"fmt"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/aws/lb"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// nameTTL is how long clients keep the addresses of a load balancer, and so go
// on using one of a zone that is lost:
// https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html
const nameTTL = time.Minute

// interfaces are the network interfaces of a load balancer in zones that work;
// astray says which requests still go to another, and why is what is wrong
// where there is none.
func interfaces(c *world.Call, balancer *world.Object) (enis []*world.Object, astray, why string) {
	why = "it has no network interface"
	for _, eni := range lb.Interfaces(c, balancer) {
		zone := zoneOf(c, eni.Props.Str("subnetId"))
		age, lost := ec2.ZoneLostFor(c, zone)
		if !lost {
			enis = append(enis, eni)
			continue
		}
		if why = fmt.Sprintf("its zone %s is lost", zone); age < nameTTL {
			astray = fmt.Sprintf("requests to its address in zone %s fail: the zone is lost and clients still know the address", zone)
		}
	}
	if len(enis) > 0 {
		why = ""
	}
	return enis, astray, why
}

func zoneOf(c *world.Call, subnetID string) string {
	if s := c.Find(api.Subnet, subnetID); s != nil {
		return s.Props.Str("availabilityZone")
	}
	return ""
}

// crosses reports whether a load balancer sends to targets in other zones than
// that of the address that a client came to. An application load balancer
// does unless the target group says otherwise:
// https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html#cross-zone-load-balancing
func crosses(balancer, group *world.Object) bool {
	switch group.Props.Str("loadBalancingCrossZoneEnabled") {
	case "true":
		return true
	case "false":
		return false
	}
	return balancer.Props.StrOr("loadBalancerType", "application") == "application" || balancer.Props.Bool("enableCrossZoneLoadBalancing")
}

// senders are the interfaces of a load balancer from which a target gets
// requests.
func senders(c *world.Call, balancer, group *world.Object, t lb.Target) []*world.Object {
	all, _, _ := interfaces(c, balancer)
	if t.Instance == nil || crosses(balancer, group) {
		return all
	}
	var near []*world.Object
	for _, eni := range all {
		if zoneOf(c, eni.Props.Str("subnetId")) == t.Instance.Props.Str("availabilityZone") {
			near = append(near, eni)
		}
	}
	return near
}

// zoneOff says that a target lies in a zone from which the load balancer does
// not send to it, "" if it does not: one in which it has no subnet, or one that
// is lost.
func zoneOff(c *world.Call, balancer *world.Object, t lb.Target) string {
	zone := t.Instance.Props.Str("availabilityZone")
	for _, eni := range lb.Interfaces(c, balancer) {
		if zoneOf(c, eni.Props.Str("subnetId")) == zone {
			return ""
		}
	}
	return fmt.Sprintf("target is in zone %s, which is not enabled for the load balancer", zone)
}

// unmissed says that the checks of a target group have not shown yet that a
// machine is gone, "" if they have, or if it is not: connections go to it.
func unmissed(c *world.Call, group *world.Object, t lb.Target) string {
	if t.Instance == nil {
		return ""
	}
	check := group.Props.Map("healthCheck")
	age, lost := ec2.LostFor(c, t.Instance)
	if limit := time.Duration(check.Int("interval")*check.Int("unhealthyThreshold")) * time.Second; !lost || age >= limit {
		return ""
	}
	return fmt.Sprintf("requests to it fail until %d checks, %d seconds apart, have", check.Int("unhealthyThreshold"), check.Int("interval"))
}
