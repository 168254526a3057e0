package route53

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// badValue says what is wrong with the values of a record, "" if nothing is.
// https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html
func badValue(kind string, values []string) string {
	for _, v := range values {
		addr, err := netip.ParseAddr(v)
		switch kind {
		case "A":
			if err != nil || !addr.Is4() {
				return fmt.Sprintf("ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) encountered with '%s'", v)
			}
		case "AAAA":
			if err != nil || !addr.Is6() || addr.Zone() != "" {
				return fmt.Sprintf("AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address) encountered with '%s'", v)
			}
		case "TXT", "SPF":
			// The provider quotes the whole value; `""` within it begins the next string.
			for part := range strings.SplitSeq(v, `""`) {
				if len(strings.Trim(part, `"`)) > 255 {
					return fmt.Sprintf(`CharacterStringTooLong (Value is too long) encountered with '"%s"'`, part)
				}
			}
		}
	}
	return ""
}

// checkAlias holds the target of an alias against the zone that it is said to
// lie in, and looks for it there.
func checkAlias(c *world.Call, zone *world.Object, batch func(string, ...any) error) error {
	for _, a := range c.In.Maps("aliases") {
		id, target, kind := a.Str("zoneId"), plain(a.Str("name")), c.Out.Str("type")
		tried := fmt.Sprintf("Tried to create an alias that targets %s., type %s in zone %s, but ", target, kind, id)
		outside := func() error {
			return batch("%sthe alias target name does not lie within the target zone, %sthat target was not found", tried, tried)
		}
		if suffix := serviceSuffix(id); suffix != "" {
			if !strings.HasSuffix(target, suffix) {
				return outside()
			}
			if strings.Contains(suffix, ".elb.") && balancerAt(c, id, target) == nil {
				return batch("%sthat target was not found", tried)
			}
			continue
		}
		in := c.Find(api.Zone, id)
		if in == nil {
			continue // a zone of another service or account, of which nothing is known here
		}
		if !within(target, in.Props.Str("name")) {
			return outside()
		}
		if !hasSet(c, in, target, kind) {
			return batch("%sthat target was not found", tried)
		}
	}
	return nil
}

// balancerAt finds the load balancer of a name in a canonical hosted zone.
// The prefix "dualstack." is the name of both address families.
func balancerAt(c *world.Call, zoneID, name string) *world.Object {
	name = strings.TrimPrefix(name, "dualstack.")
	for _, lb := range c.Everywhere(api.LoadBalancer) {
		if lb.Props.Str("zoneId") == zoneID && plain(lb.Props.Str("dnsName")) == name {
			return lb
		}
	}
	return nil
}

func hasSet(c *world.Call, zone *world.Object, fqdn, kind string) bool {
	if fqdn == zone.Props.Str("name") && (kind == "NS" || kind == "SOA") {
		return true
	}
	for _, r := range setsAt(c, zone, fqdn) {
		if r.Props.Str("type") == kind {
			return true
		}
	}
	return false
}
