package route53

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const (
	docCreateZone = "https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHostedZone.html"
	docDeleteZone = "https://docs.aws.amazon.com/Route53/latest/APIReference/API_DeleteHostedZone.html"
	docAssociate  = "https://docs.aws.amazon.com/Route53/latest/APIReference/API_AssociateVPCWithHostedZone.html"
	docLeaveVPC   = "https://docs.aws.amazon.com/Route53/latest/APIReference/API_DisassociateVPCFromHostedZone.html"
	docNames      = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html"
	docQuotas     = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html"
)

// Service quotas by service and quota code; a world's setting "quota:<code>"
// raises one. Source: docQuotas.
const (
	QuotaZones        = "route53/L-4EA4796A" // hosted zones per account
	QuotaHealthChecks = "route53/L-ACB674F3" // active health checks per account
)

// Defaults of the quotas above.
const (
	defaultZones        = 500
	defaultHealthChecks = 200
)

func zoneType() *world.Type {
	return &world.Type{
		Token: api.Zone, Global: true,
		AutoName: &world.AutoName{Property: "name", Max: 1024},
		Replace:  []string{"name", "delegationSetId"},
		Defaults: world.Props{"comment": "Managed by Pulumi", "forceDestroy": false},
		Refs:     []world.Ref{{Path: "vpcs[*].vpcId", Kind: api.VPC}},
		Takes:    world.Times{Create: 40 * time.Second, Update: 2 * time.Second, Delete: time.Second},
		Check: func(c *world.Check) {
			f := check.Of(c)
			f.Length("name", 1, 1024)
			f.Length("comment", 0, 256)
			f.Length("delegationSetId", 0, 32)
			f.Conflicts("delegationSetId", "vpcs")
		},
		Create: createZone, Update: updateZone, Delete: deleteZone,
	}
}

func createZone(c *world.Call) error {
	name := plain(c.In.Str("name"))
	op := api.Op{Doing: fmt.Sprintf("creating Route53 Hosted Zone (%s)", name), Service: "Route 53", Name: "CreateHostedZone"}
	if err := checkDomain(op, name); err != nil {
		return err
	}
	private := len(c.In.List("vpcs")) > 0
	if !private && within(name, "example.com") {
		// Not in the reference; every attempt on example.com and below it gets this answer.
		return op.Refuse("InvalidDomainName", name+" is reserved by AWS!", docCreateZone)
	}
	if quota := c.Quota(QuotaZones, defaultZones); len(c.All(api.Zone)) >= quota {
		return op.Refuse("TooManyHostedZones", "Limits Exceeded: MAX_HOSTED_ZONES_BY_OWNER - Cannot create more hosted zones.", docQuotas)
	}
	for _, v := range c.In.Maps("vpcs") {
		if err := associate(c, op, name, v); err != nil {
			return err
		}
	}
	c.ID = "Z0" + digits(c, 7, "zone") + letters(c, 12, "zone")
	servers := nameServers(c, private)
	c.Out["name"], c.Out["zoneId"] = name, c.ID
	c.Out["arn"] = "arn:aws:route53:::hostedzone/" + c.ID
	c.Out["nameServers"], c.Out["primaryNameServer"] = servers, servers[0]
	c.Out["vpcs"] = vpcsOf(c)
	return nil
}

func updateZone(c *world.Call) error {
	was, now := c.Object.Props.StrsAt("vpcs[*].vpcId"), c.In.StrsAt("vpcs[*].vpcId")
	op := api.Op{Doing: fmt.Sprintf("updating Route53 Hosted Zone (%s)", c.ID), Service: "Route 53", Name: "AssociateVPCWithHostedZone"}
	if len(was) == 0 && len(now) > 0 {
		return op.Refuse("PublicZoneVPCAssociation", "You're trying to associate a VPC with a public hosted zone. Amazon Route 53 doesn't support associating a VPC with a public hosted zone.", docAssociate)
	}
	if len(was) > 0 && len(now) == 0 {
		op.Name = "DisassociateVPCFromHostedZone"
		return op.Refuse("LastVPCAssociation", "The VPC that you're trying to disassociate from the private hosted zone is the last VPC that is associated with the hosted zone. Amazon Route 53 doesn't support disassociating the last VPC from a hosted zone.", docLeaveVPC)
	}
	for _, v := range c.In.Maps("vpcs") {
		if !slices.Contains(was, v.Str("vpcId")) {
			if err := associate(c, op, c.Object.Props.Str("name"), v); err != nil {
				return err
			}
		}
	}
	c.Out["name"], c.Out["vpcs"] = c.Object.Props.Str("name"), vpcsOf(c)
	return nil
}

// associate checks one VPC of a private zone.
func associate(c *world.Call, op api.Op, name string, v world.Props) error {
	id := v.Str("vpcId")
	if vpc := anywhere(c, api.VPC, id); vpc == nil || v.StrOr("vpcRegion", vpc.Scope) != vpc.Scope {
		return op.Refuse("InvalidVPCId", "The VPC ID that you specified either isn't a valid ID or the current account is not authorized to access this VPC.", docCreateZone)
	}
	for _, z := range c.All(api.Zone) {
		if z != c.Object && z.Props.Str("name") == name && slices.Contains(z.Props.StrsAt("vpcs[*].vpcId"), id) {
			return op.Refuse("ConflictingDomainExists", fmt.Sprintf(
				"The VPC %s in region %s has already been associated with the hosted zone %s with the same domain name.",
				id, anywhere(c, api.VPC, id).Scope, z.ID), docCreateZone)
		}
	}
	return nil
}

func deleteZone(c *world.Call) error {
	records := c.Where(api.Record, "zoneId", c.ID)
	if len(records) > 0 && !c.Out.Bool("forceDestroy") {
		op := api.Op{Doing: fmt.Sprintf("deleting Route53 Hosted Zone (%s)", c.ID), Service: "Route 53", Name: "DeleteHostedZone"}
		return op.Refuse("HostedZoneNotEmpty", "The specified hosted zone contains non-required resource record sets  and so cannot be deleted.", docDeleteZone)
	}
	for _, r := range records {
		c.Remove(r)
	}
	return nil
}

var domainLabel = regexp.MustCompile(`^[!-~]+$`)

// checkDomain holds a domain name against the format that Route 53 takes:
// labels of 1 to 63 printable characters, 255 in all.
func checkDomain(op api.Op, name string) error {
	bad := func(why string) error {
		return op.Refuse("InvalidDomainName", why, docNames)
	}
	if len(name) > 255 {
		return bad("The domain name is too long: at most 255 characters are allowed")
	}
	for label := range strings.SplitSeq(name, ".") {
		switch {
		case label == "":
			return bad("Invalid domain name: a label is empty in '" + name + "'")
		case len(label) > 63:
			return bad("Invalid domain name: label '" + label + "' is longer than 63 characters")
		case !domainLabel.MatchString(label) || label == "*":
			return bad("Invalid domain name: label '" + label + "' has a character that is not allowed")
		}
	}
	return nil
}

// nameServers makes up a delegation set: one server in each of four top-level
// domains. Private zones have a set that all share.
func nameServers(c *world.Call, private bool) []any {
	var out []any
	for i, tld := range []string{"com", "net", "org", "co.uk"} {
		n, d := 0, 0
		if !private {
			n, d = c.Number(512, "ns", tld), c.Number(64, "awsdns", tld)
		}
		out = append(out, fmt.Sprintf("ns-%d.awsdns-%02d.%s", i*512+n, d, tld))
	}
	slices.SortFunc(out, func(a, b any) int { return strings.Compare(a.(string), b.(string)) })
	return out
}

// vpcsOf is the output for the associated VPCs, with the region of each.
func vpcsOf(c *world.Call) []any {
	out := []any{}
	for _, v := range c.In.Maps("vpcs") {
		region := v.Str("vpcRegion")
		if vpc := anywhere(c, api.VPC, v.Str("vpcId")); vpc != nil {
			region = vpc.Scope
		}
		out = append(out, map[string]any{"vpcId": v.Str("vpcId"), "vpcRegion": region})
	}
	return out
}

// anywhere finds a regional object by its id, which is unique over regions.
func anywhere(c *world.Call, kind, id string) *world.Object {
	for _, o := range c.Everywhere(kind) {
		if o.ID == id {
			return o
		}
	}
	return nil
}

// digits and letters make up parts of identifiers.
func digits(c *world.Call, n int, salt string) string {
	return pick(c, n, "0123456789", salt+"-digits")
}

func letters(c *world.Call, n int, salt string) string {
	return pick(c, n, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", salt+"-letters")
}

func pick(c *world.Call, n int, from, salt string) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = from[c.Number(len(from), salt, fmt.Sprint(i))]
	}
	return string(b)
}
