package route53

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// maxAliases is how many CNAME records a look-up follows.
const maxAliases = 8

// Answer is how a name is answered.
type Answer struct {
	// Zone is the hosted zone that answers, nil if none of the account does.
	Zone *world.Object
	// Records are the record sets that answer, several where a routing policy
	// chooses among them; empty if there are none.
	Records []*world.Object
	// Why says what keeps the name from being answered, "" if nothing does.
	Why string
}

// Lookup asks for a name and a record type ("A"), following CNAME records. It
// answers as the internet sees it, or, with the id of a VPC, as a machine
// there does: private zones of that VPC come before public ones.
func Lookup(c *world.Call, vpcID, name, kind string) Answer {
	name = plain(name)
	var a Answer
	for range maxAliases {
		a = lookupOnce(c, vpcID, name, kind)
		if len(a.Records) == 0 || kind == "CNAME" || a.Records[0].Props.Str("type") != "CNAME" {
			return a
		}
		values := a.Records[0].Props.Strs("records")
		if len(values) == 0 {
			return a
		}
		name = plain(values[0])
	}
	return Answer{Zone: a.Zone, Why: fmt.Sprintf("name %s.: more than %d CNAME records in a row", name, maxAliases)}
}

func lookupOnce(c *world.Call, vpcID, name, kind string) Answer {
	zones := zonesFor(c, vpcID, name)
	if len(zones) == 0 {
		return Answer{Why: fmt.Sprintf("name %s.: no hosted zone of the account holds it", name)}
	}
	var first Answer
	for _, z := range zones {
		a := Answer{Zone: z}
		if ok, why := Delegated(c, z); !ok {
			a.Why = why
		} else if a.Records = recordsFor(c, z, name, kind); len(a.Records) == 0 {
			a.Why = fmt.Sprintf("zone %s.: no %s record for %s.", z.Props.Str("name"), kind, name)
		}
		if a.Why == "" {
			return a
		}
		if first.Zone == nil {
			first = a
		}
	}
	return first
}

// zonesFor returns the zones with the longest name that holds name: private
// ones of the VPC if there are any, else public ones.
func zonesFor(c *world.Call, vpcID, name string) []*world.Object {
	longest := func(keep func(*world.Object) bool) []*world.Object {
		var best []*world.Object
		length := 0
		for _, z := range c.Everywhere(api.Zone) {
			apex := z.Props.Str("name")
			switch {
			case !within(name, apex) || !keep(z) || len(apex) < length:
			case len(apex) > length:
				best, length = []*world.Object{z}, len(apex)
			default:
				best = append(best, z)
			}
		}
		return best
	}
	if vpcID != "" {
		if z := longest(func(z *world.Object) bool { return slices.Contains(z.Props.StrsAt("vpcs[*].vpcId"), vpcID) }); len(z) > 0 {
			return z
		}
	}
	return longest(func(z *world.Object) bool { return !private(z) })
}

func private(z *world.Object) bool { return len(z.Props.List("vpcs")) > 0 }

// Delegated reports whether a zone answers: a private one always does, in its
// VPCs; a public one if the closest zone above it in the account names its
// servers in an NS record, or if the account has no zone above it, in which
// case the registrar's part is taken as done. The second result is the reason
// if it does not.
func Delegated(c *world.Call, zone *world.Object) (bool, string) {
	if private(zone) {
		return true, ""
	}
	name := zone.Props.Str("name")
	_, above, found := strings.Cut(name, ".")
	if !found {
		return true, ""
	}
	parents := zonesFor(c, "", above)
	if len(parents) == 0 {
		return true, ""
	}
	why := ""
	for _, p := range parents {
		records := recordsFor(c, p, name, "NS")
		if len(records) == 0 {
			why = fmt.Sprintf("zone %s.: not delegated: its parent zone %s. has no NS record for it", name, p.Props.Str("name"))
			continue
		}
		for _, r := range records {
			for _, server := range r.Props.Strs("records") {
				if slices.Contains(zone.Props.Strs("nameServers"), plain(server)) {
					return Delegated(c, p)
				}
			}
		}
		why = fmt.Sprintf("zone %s.: not delegated: the NS record in its parent zone %s. names other servers", name, p.Props.Str("name"))
	}
	return false, why
}

// recordsFor returns a zone's records that answer a name and a type: of that
// type or CNAME, by the name itself or else by the closest wildcard.
func recordsFor(c *world.Call, zone *world.Object, name, kind string) []*world.Object {
	sets := c.Everywhere(api.Record)
	at := func(fqdn string) (match []*world.Object, exists bool) {
		for _, r := range sets {
			if r.Props.Str("zoneId") != zone.ID || r.Props.Str("fqdn") != fqdn {
				continue
			}
			exists = true
			if t := r.Props.Str("type"); t == kind || t == "CNAME" {
				match = append(match, r)
			}
		}
		return match, exists
	}
	match, exists := at(name)
	for above := name; !exists && above != zone.Props.Str("name"); {
		_, rest, found := strings.Cut(above, ".")
		if !found {
			break
		}
		above = rest
		match, exists = at("*." + above)
	}
	return match
}
