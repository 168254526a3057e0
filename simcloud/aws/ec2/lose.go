package ec2

import (
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// LostProperty of an instance, and of each pod that ran on it, says when the
// machine failed (RFC 3339). A machine that a service ends in good order is
// gone without it.
const LostProperty = "lostAt"

// podKind is what package kubernetes of the simulation calls a pod.
const podKind = "kubernetes:core/v1:Pod"

// Lose ends a machine as a failing host does: its network interface and its
// volumes go, nobody is told, and whoever counted on it finds out in time. The
// instance stays as a terminated one.
func Lose(c *world.Call, instance *world.Object) {
	at := c.Now().UTC().Format(time.RFC3339)
	for _, pod := range c.Everywhere(podKind) {
		if pod.Props.Str("instance") == instance.ID && pod.Props.Str(LostProperty) == "" {
			pod.Props[LostProperty] = at
		}
	}
	for _, o := range c.Owned(instance) {
		c.Remove(o)
	}
	instance.Props["state"], instance.Props["instanceState"] = "terminated", "terminated"
	instance.Props[LostProperty] = at
}

// LostFor is how long an instance or a pod has been lost, false for one that
// is not.
func LostFor(c *world.Call, o *world.Object) (time.Duration, bool) {
	return since(c, o.Props.Str(LostProperty))
}

// SettingZone begins the settings of a world by which an availability zone is
// lost: "zone:ZONE" with the time since when (RFC 3339), "" for one that is
// not. No machine starts there, and the zone's NAT gateways and load balancer
// nodes do not work, for both are of one zone:
// https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html
// https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html
const SettingZone = "zone:"

// ZoneLostFor is how long a zone ("eu-central-1a") has been lost, false for
// one that is not.
func ZoneLostFor(c *world.Call, zone string) (time.Duration, bool) {
	return since(c, c.Setting(SettingZone+zone, ""))
}

func since(c *world.Call, text string) (time.Duration, bool) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return 0, false
	}
	return c.Now().Sub(t), true
}

// natGone says why the route of a subnet to the internet does not work although
// it leads to a NAT gateway, "" where it works or leads elsewhere.
func natGone(c *world.Call, subnetID string) string {
	target, _ := RouteFor(c, subnetID, internet)
	if nat := c.Find(api.NATGateway, target); nat == nil {
		return ""
	}
	_, why := natEgress(c, target)
	return why
}

// Offline says why a machine can fetch nothing from the internet although its
// subnet has a NAT gateway for that, "" where it can, or where its subnet was
// meant to do without.
func Offline(c *world.Call, instance *world.Object) string {
	if instance.Props.Str("publicIp") != "" {
		return ""
	}
	return natGone(c, instance.Props.Str("subnetId"))
}
