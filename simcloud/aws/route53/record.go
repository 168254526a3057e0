package route53

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const (
	docChange = "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html"
	docSet    = "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html"
	docAlias  = "https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html"
)

// policies are the routing policies, of which a record has at most one.
var policies = []string{
	"cidrRoutingPolicy", "failoverRoutingPolicies", "geolocationRoutingPolicies", "geoproximityRoutingPolicy",
	"latencyRoutingPolicies", "multivalueAnswerRoutingPolicy", "weightedRoutingPolicies",
}

var recordTypes = []string{
	"SOA", "A", "TXT", "NS", "CNAME", "MX", "NAPTR", "PTR", "SRV", "SPF", "AAAA", "CAA", "DS", "TLSA", "SSHFP", "SVCB", "HTTPS",
}

func recordType() *world.Type {
	return &world.Type{
		Token: api.Record, Global: true,
		Replace: []string{"name", "zoneId"},
		Refs: []world.Ref{
			{Path: "zoneId", Kind: api.Zone, Missing: func(c *world.Call, id string) error {
				op := api.Op{Doing: fmt.Sprintf("reading Route 53 Hosted Zone (%s)", id), Service: "Route 53", Name: "GetHostedZone"}
				return op.RefuseStatus(404, "NoSuchHostedZone", "No hosted zone found with ID: "+id, docChange)
			}},
			{Path: "healthCheckId", Kind: api.HealthCheck, Missing: func(_ *world.Call, id string) error {
				return change.RefuseStatus(404, "NoSuchHealthCheck", "No health check exists with the specified ID.", docChange)
			}},
		},
		Takes: world.Times{Create: 35 * time.Second, Update: 35 * time.Second, Delete: 35 * time.Second},
		Check: checkRecord, Create: createRecord, Update: updateRecord,
	}
}

var change = api.Op{Doing: "creating Route53 Record", Service: "Route 53", Name: "ChangeResourceRecordSets"}

func checkRecord(c *world.Check) {
	f := check.Of(c)
	f.OneOf("type", recordTypes...)
	f.ExactlyOne("aliases", "records")
	f.Conflicts("aliases", "ttl")
	f.Needs("ttl", "records")
	for _, p := range policies {
		f.Conflicts(p, slices.DeleteFunc(slices.Clone(policies), func(o string) bool { return o == p })...)
		f.Needs(p, "setIdentifier")
	}
	if len(c.In.List("aliases")) > 1 {
		f.Fail("aliases", "Too many list items: Attribute alias supports 1 item maximum, but config has %d declared.", len(c.In.List("aliases")))
	}
	for _, a := range f.Blocks("aliases") {
		a.Length("name", 1, 1024)
		a.Length("zoneId", 1, 32)
	}
	for _, p := range f.Blocks("failoverRoutingPolicies") {
		p.OneOf("type", "PRIMARY", "SECONDARY")
	}
}

func createRecord(c *world.Call) error {
	zone := c.Find(api.Zone, c.In.Str("zoneId"))
	name := plain(c.In.Str("name"))
	parts := []string{zone.ID, name, c.In.Str("type")}
	if s := c.In.Str("setIdentifier"); s != "" {
		parts = append(parts, s)
	}
	c.ID = strings.Join(parts, "_")
	c.Out["name"], c.Out["fqdn"] = name, fullName(name, zone.Props.Str("name"))
	overwrite := c.In.Bool("allowOverwrite")
	c.Out["allowOverwrite"] = overwrite
	if err := checkChange(c, zone, overwrite); err != nil {
		return err
	}
	// An overwritten set has one owner from here on: this resource.
	for _, r := range setsAt(c, zone, c.Out.Str("fqdn")) {
		if sameSet(r.Props, c.Out) {
			c.Remove(r)
		}
	}
	return nil
}

func updateRecord(c *world.Call) error {
	zone := c.Find(api.Zone, c.In.Str("zoneId"))
	c.Out["name"], c.Out["fqdn"] = plain(c.In.Str("name")), c.Object.Props.Str("fqdn")
	c.Out["allowOverwrite"] = c.In.Bool("allowOverwrite")
	return checkChange(c, zone, true)
}

// fullName completes a name by its zone unless it ends in the zone's name, as
// the provider does before it asks the service.
func fullName(name, zone string) string {
	switch {
	case name == "":
		return zone
	case strings.HasSuffix(name, zone):
		return name
	}
	return name + "." + zone
}

// sameSet reports whether two records of one name are the same record set.
func sameSet(a, b world.Props) bool {
	return a.Str("type") == b.Str("type") && a.Str("setIdentifier") == b.Str("setIdentifier")
}

// setsAt returns the zone's records of one name, without the one at work.
func setsAt(c *world.Call, zone *world.Object, fqdn string) []*world.Object {
	var out []*world.Object
	for _, r := range c.Where(api.Record, "zoneId", zone.ID) {
		if r.Props.Str("fqdn") == fqdn && r != c.Object {
			out = append(out, r)
		}
	}
	return out
}

// checkChange refuses a change of record sets that Route 53 would refuse.
func checkChange(c *world.Call, zone *world.Object, upsert bool) error {
	fqdn, kind, apex := c.Out.Str("fqdn"), c.Out.Str("type"), zone.Props.Str("name")
	batch := func(format string, args ...any) error {
		return change.Refuse("InvalidChangeBatch", "["+fmt.Sprintf(format, args...)+"]", docChange)
	}
	if err := checkNumbers(c, fqdn, kind); err != nil {
		return err
	}
	if !within(fqdn, apex) {
		return batch("RRSet with DNS name %s. is not permitted in zone %s.", fqdn, apex)
	}
	if kind == "CNAME" && fqdn == apex {
		return batch("RRSet of type CNAME with DNS name %s. is not permitted at apex in zone %s.", fqdn, apex)
	}
	if why := badValue(kind, c.In.Strs("records")); why != "" {
		return batch("Invalid Resource Record: 'FATAL problem: %s'", why)
	}
	implicit := fqdn == apex && (kind == "NS" || kind == "SOA")
	if implicit && !upsert {
		return batch("Tried to create resource record set [name='%s.', type='%s'] but it already exists", fqdn, kind)
	}
	for _, r := range setsAt(c, zone, fqdn) {
		if err := conflict(c, r, apex, upsert, batch); err != nil {
			return err
		}
	}
	return checkAlias(c, zone, batch)
}

func conflict(c *world.Call, r *world.Object, apex string, upsert bool, batch func(string, ...any) error) error {
	fqdn, kind, other := c.Out.Str("fqdn"), c.Out.Str("type"), r.Props.Str("type")
	switch {
	case sameSet(r.Props, c.Out):
		if upsert {
			return nil
		}
		set := ""
		if s := c.Out.Str("setIdentifier"); s != "" {
			set = ", set-identifier='" + s + "'"
		}
		return batch("Tried to create resource record set [name='%s.', type='%s'%s] but it already exists", fqdn, kind, set)
	case kind == "CNAME" && other != "CNAME":
		return batch("RRSet of type CNAME with DNS name %s. is not permitted as it conflicts with other records with the same DNS name in zone %s.", fqdn, apex)
	case kind != "CNAME" && other == "CNAME":
		return batch("RRSet of type %s with DNS name %s. is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone %s.", kind, fqdn, apex)
	case kind == other && policyOf(r.Props) != policyOf(c.Out):
		// The rule is the reference's; the words stand for an answer that it does not give.
		return batch("RRSet with DNS name %s., type %s, SetIdentifier %s cannot be created as it has another routing policy than the RRSet with the same name and type",
			fqdn, kind, c.Out.StrOr("setIdentifier", "null"))
	}
	return nil
}

// policyOf names the routing policy of a record, "" for a simple one.
func policyOf(p world.Props) string {
	for _, name := range policies {
		if p.Has(name) {
			return name
		}
	}
	return ""
}

// checkNumbers refuses what the service refuses before it looks at a zone.
func checkNumbers(c *world.Call, fqdn, kind string) error {
	invalid := func(format string, args ...any) error {
		return change.Refuse("InvalidInput", fmt.Sprintf(format, args...), docSet)
	}
	if len(c.In.List("records")) > 0 && !c.In.Has("ttl") {
		return invalid("Invalid request: Missing field 'TTL' in Change with [Action=CREATE, Name=%s, Type=%s, SetIdentifier=%s]",
			fqdn, kind, c.In.StrOr("setIdentifier", "null"))
	}
	member := func(at string, n int, rule string, limit int) error {
		return invalid("1 validation error detected: Value '%d' at 'changeBatch.changes.1.member.resourceRecordSet.%s' failed to satisfy constraint: Member must have value %s than or equal to %d", n, at, rule, limit)
	}
	if n := c.In.Int("ttl"); n < 0 {
		return member("tTL", n, "greater", 0)
	} else if n > 2147483647 {
		return member("tTL", n, "less", 2147483647)
	}
	for _, p := range c.In.Maps("weightedRoutingPolicies") {
		if n := p.Int("weight"); n < 0 {
			return member("weight", n, "greater", 0)
		} else if n > 255 {
			return member("weight", n, "less", 255)
		}
	}
	if n := len(c.In.Str("setIdentifier")); n > 128 {
		return invalid("1 validation error detected: Value '%s' at 'changeBatch.changes.1.member.resourceRecordSet.setIdentifier' failed to satisfy constraint: Member must have length less than or equal to 128", c.In.Str("setIdentifier"))
	}
	return nil
}
