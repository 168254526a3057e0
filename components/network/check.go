package network

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/internal/component"
)

// maxName bounds the name of a component of this package, so that the names
// which the engine derives from it stay within the services' limits: the
// shortest is 64, for the role of the flow logs.
const maxName = 40

var (
	nameForm   = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)
	tierForm   = regexp.MustCompile(`^[a-z][a-z0-9-]{0,19}$`)
	keyForm    = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{0,63}$`)
	regionForm = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+){1,2}-[1-9][0-9]?$`)
	zoneForm   = regexp.MustCompile(`^(.*-[0-9]+)([a-z])$`)
)

func checkName(p *component.Problems, name string) {
	switch {
	case !nameForm.MatchString(name):
		p.Add("name", name, "not a name", "use lower-case letters, digits and hyphens, a letter first")
	case len(name) > maxName:
		p.Add("name", name, fmt.Sprintf("%d characters long", len(name)),
			fmt.Sprintf("use at most %d, for other names are derived from it", maxName))
	case strings.HasPrefix(name+"-", "sg-"):
		// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
		p.Add("name", name, `the names of security groups may not start with "sg-"`, "use another name")
	}
}

func checkRegion(p *component.Problems, region string) bool {
	if regionForm.MatchString(region) {
		return true
	}
	repair := `name a region such as "eu-central-1"`
	if m := zoneForm.FindStringSubmatch(region); m != nil && regionForm.MatchString(m[1]) {
		repair = fmt.Sprintf("this is a zone: write Region %q and Zones %q", m[1], m[2])
	}
	p.Add("Region", region, "not a region", repair)
	return false
}

// checkCIDR parses the IPv4 range of a VPC.
func checkCIDR(p *component.Problems, field, cidr string) (netip.Prefix, bool) {
	return checkIPv4(p, field, cidr, "VPC")
}

// checkIPv4 parses the IPv4 range of a VPC or a subnet, which have the same
// bounds.
func checkIPv4(p *component.Problems, field, cidr, of string) (netip.Prefix, bool) {
	prefix, ok := parseRange(p, field, cidr)
	if !ok {
		return prefix, false
	}
	switch {
	case !prefix.Addr().Is4():
		p.Add(field, cidr, "not an IPv4 range", `write a range such as "10.20.0.0/16"; set IPv6 for a dual-stack network`)
		return prefix, false
	case prefix.Bits() < LargestPrefix:
		p.Add(field, cidr, "too large for a "+of, fmt.Sprintf("use /%d or smaller", LargestPrefix))
		return prefix, false
	case prefix.Bits() > SmallestPrefix:
		p.Add(field, cidr, "too small for a "+of, fmt.Sprintf("use /%d or larger", SmallestPrefix))
		return prefix, false
	}
	return prefix, true
}

// parseRange parses a range of either family and refuses set host bits.
func parseRange(p *component.Problems, field, cidr string) (netip.Prefix, bool) {
	prefix, err := netip.ParsePrefix(cidr)
	if err != nil {
		p.Add(field, cidr, "not an address range", `write it as "10.20.0.0/16"`)
		return prefix, false
	}
	if prefix.Masked() != prefix {
		p.Add(field, cidr, "host bits are set", fmt.Sprintf("write %q", prefix.Masked()))
		return prefix, false
	}
	return prefix, true
}

// checkReserved refuses overlap of the VPC with ranges kept for others.
func checkReserved(p *component.Problems, vpc netip.Prefix, reserved []string) {
	for i, r := range reserved {
		field := fmt.Sprintf("Reserved[%d]", i)
		if other, ok := parseRange(p, field, r); ok && vpc.IsValid() && other.Overlaps(vpc) {
			p.Add("CIDR", vpc.String(), fmt.Sprintf("overlaps %s %s", field, r), "choose a range of its own")
		}
	}
}

// checkZones checks zone letters, and tells full zone names what to write.
func checkZones(p *component.Problems, region string, zones []string) {
	letters, elsewhere := make([]string, len(zones)), map[int]bool{}
	for i, z := range zones {
		letters[i] = z
		m := zoneForm.FindStringSubmatch(z)
		if m == nil {
			continue
		}
		// The letter of the region's own zone takes part in the checks below, the
		// name is reported here.
		letters[i] = m[2]
		field := fmt.Sprintf("Zones[%d]", i)
		switch {
		case m[1] == region:
			p.Add(field, z, "a full zone name", fmt.Sprintf("write its letter, %q", m[2]))
		default:
			elsewhere[i] = true
			p.Add(field, z, fmt.Sprintf("zone of another region than %q", region),
				`name zones of the VPC's own region by letter, such as "a"`)
		}
	}
	checkZoneLetters(p, letters, elsewhere)
}

// checkZoneLetters leaves out the zones, by index, of other regions.
func checkZoneLetters(p *component.Problems, zones []string, elsewhere map[int]bool) {
	if len(zones) == 0 {
		p.Add("Zones", nil, "none named", `name one to six zones by letter, such as "a", "b"`)
	}
	for i, z := range zones {
		field := fmt.Sprintf("Zones[%d]", i)
		switch {
		case elsewhere[i]:
		case !zoneLetter(z):
			p.Add(field, z, "not a zone letter", `use a letter from "a" to "f"`)
		case slices.Contains(zones[:i], z):
			p.Add(field, z, "named twice", "remove it")
		}
	}
}

func zoneLetter(z string) bool { return len(z) == 1 && z[0] >= 'a' && z[0] < 'a'+MaxZones }

func checkTiers(p *component.Problems, tiers []Tier) {
	for i, t := range tiers {
		field := fmt.Sprintf("Tiers[%d]", i)
		if t.Kind != Public && t.Kind != Private && t.Kind != Isolated {
			p.Add(field+".Kind", string(t.Kind), "not a kind of tier", "use network.Public, network.Private or network.Isolated")
		}
		if t.Name != string(t.Kind) && !tierForm.MatchString(t.Name) {
			p.Add(field+".Name", t.Name, "not a tier name", "use 1 to 20 lower-case letters, digits and hyphens, a letter first")
		}
		if t.AssignPublicIP && t.Kind != Public {
			p.Add(field+".AssignPublicIP", true, fmt.Sprintf("the tier is %s", t.Kind), "leave it out, or make the tier public")
		}
		checkSlot(p, field, t)
		for j, other := range tiers[:i] {
			if other.Name == t.Name {
				p.Add(field+".Name", t.Name, fmt.Sprintf("same as Tiers[%d]", j), "give each tier a name of its own")
			}
			if t.Slot > 0 && other.Slot > 0 && t.Slot <= other.last() && other.Slot <= t.last() {
				p.Add(field+".Slot", t.Slot, fmt.Sprintf("taken by tier %q", other.Name),
					fmt.Sprintf("use a free one, such as %d", freeSlot(tiers, t.Span)))
			}
		}
	}
}

func checkSlot(p *component.Problems, field string, t Tier) {
	switch {
	case t.Slot == 0:
		p.Add(field+".Slot", 0, "not stated", fmt.Sprintf("a tier not named after its kind needs one, from 1 to %d", MaxTiers))
	case t.Slot < 1 || t.last() > MaxTiers:
		p.Add(field+".Slot", t.Slot, fmt.Sprintf("outside 1 to %d", MaxTiers), "use a lower slot, or a smaller Span")
	case t.Span < 1 || t.Span > 16 || t.Span&(t.Span-1) != 0:
		p.Add(field+".Span", t.Span, "not 1, 2, 4, 8 or 16", "use a power of two")
	case (t.Slot-1)%t.Span != 0:
		p.Add(field+".Slot", t.Slot, fmt.Sprintf("not at a multiple of Span %d", t.Span),
			fmt.Sprintf("use slot %d or %d", (t.Slot-1)/t.Span*t.Span+1, ((t.Slot-1)/t.Span+1)*t.Span+1))
	}
}

// freeSlot is the lowest slot where span slots are free.
func freeSlot(tiers []Tier, span int) int {
	slot := 1
	for slices.ContainsFunc(tiers, func(t Tier) bool { return t.Slot <= slot+span-1 && slot <= t.last() }) {
		slot += max(span, 1)
	}
	return slot
}

// checkTags checks the tags of a caller; more is how many tags the component
// adds to a resource by itself.
func checkTags(p *component.Problems, field string, tags map[string]string, more int) {
	if n := len(tags) + more; n > component.MaxTags {
		p.Add(field, nil, fmt.Sprintf("%d tags on one resource, with %d of the component's own", n, more),
			fmt.Sprintf("AWS allows %d: use fewer", component.MaxTags))
	}
	p.Tags(field, tags, component.NameTag)
}

func checkPort(p *component.Problems, field string, port int) bool {
	if port < 1 || port > 65535 {
		p.Add(field, port, "not a port", "use 1 to 65535")
		return false
	}
	return true
}
