package network

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// AdoptArgs describe a VPC that exists already. Nothing about it is changed
// or looked up; what is written here is believed once it fits together.
type AdoptArgs struct {
	// Region of the VPC. Required.
	Region string
	// VPCID is the VPC's id. Required.
	VPCID pulumi.StringInput
	// CIDR is the VPC's primary IPv4 range. Required.
	CIDR string
	// SecondaryCIDRs are its further IPv4 ranges.
	SecondaryCIDRs []string
	// IPv6 states that the VPC and all subnets have IPv6 ranges too.
	IPv6 bool
	// Subnets to use: one for each tier and zone. Required.
	Subnets []AdoptedSubnet
}

// AdoptedSubnet is one subnet of a VPC that exists already.
type AdoptedSubnet struct {
	// Kind says how far the subnet reaches; it is for you to know. Required.
	Kind Kind
	// Tier is the name of the tier. Empty means the kind.
	Tier string
	// Zone is the zone's letter. Required.
	Zone string
	// CIDR is the subnet's IPv4 range. Required.
	CIDR string
	// ID is the subnet's id. Required.
	ID pulumi.StringInput
}

// Adopt returns the placement of a VPC that exists already. The name enters
// the names of its subnets. The error has a line for each problem.
func Adopt(name string, args *AdoptArgs) (Placement, error) {
	p := component.NewProblems("adopted network", name)
	if args == nil {
		p.Add("args", nil, "nil", "describe the VPC")
		return Placement{}, p.Err()
	}
	checkName(p, name)
	checkRegion(p, args.Region)
	if args.VPCID == nil {
		p.Add("VPCID", nil, "not given", "pass the id of the VPC")
	}
	ranges := adoptedRanges(p, args)
	if len(args.Subnets) == 0 {
		p.Add("Subnets", nil, "none given", "list the subnets to use")
	}
	subnets := make([]AdoptedSubnet, len(args.Subnets))
	for i, s := range args.Subnets {
		if s.Tier == "" {
			s.Tier = string(s.Kind)
		}
		subnets[i] = s
	}
	checkAdopted(p, args.Region, subnets, ranges)
	if err := p.Err(); err != nil {
		return Placement{}, err
	}
	return adopted(name, args, subnets), nil
}

func adopted(name string, args *AdoptArgs, subnets []AdoptedSubnet) Placement {
	out := Placement{
		VPCID: args.VPCID.ToStringOutput(), CIDR: args.CIDR, SecondaryCIDRs: slices.Clone(args.SecondaryCIDRs),
		Region: args.Region, IPv6: args.IPv6,
	}
	var tiers []string
	for _, s := range subnets {
		if !slices.Contains(tiers, s.Tier) {
			tiers = append(tiers, s.Tier)
		}
	}
	slices.SortStableFunc(subnets, func(a, b AdoptedSubnet) int {
		if c := slices.Index(tiers, a.Tier) - slices.Index(tiers, b.Tier); c != 0 {
			return c
		}
		return strings.Compare(a.Zone, b.Zone)
	})
	for _, s := range subnets {
		id := s.ID.ToStringOutput()
		out.Subnets = append(out.Subnets, Subnet{
			Name: component.Name(name, s.Tier, s.Zone), Zone: s.Zone, Tier: s.Tier, Kind: s.Kind, CIDR: s.CIDR, ID: id, Ready: id,
		})
	}
	return out
}

// adoptedRanges are the VPC's ranges as far as they are legal.
func adoptedRanges(p *component.Problems, args *AdoptArgs) []netip.Prefix {
	var ranges []netip.Prefix
	fields := []string{"CIDR"}
	for i := range args.SecondaryCIDRs {
		fields = append(fields, fmt.Sprintf("SecondaryCIDRs[%d]", i))
	}
	for i, r := range append([]string{args.CIDR}, args.SecondaryCIDRs...) {
		prefix, ok := checkCIDR(p, fields[i], r)
		if !ok {
			continue
		}
		for _, other := range ranges {
			if prefix.Overlaps(other) {
				p.Add(fields[i], r, fmt.Sprintf("overlaps %s", other), "a VPC's ranges are apart: correct one")
			}
		}
		ranges = append(ranges, prefix)
	}
	return ranges
}

func checkAdopted(p *component.Problems, region string, subnets []AdoptedSubnet, vpc []netip.Prefix) {
	prefixes := make([]netip.Prefix, len(subnets))
	for i, s := range subnets {
		at := fmt.Sprintf("Subnets[%d]", i)
		checkAdoptedPlace(p, at, region, s)
		if s.ID == nil {
			p.Add(at+".ID", nil, "not given", "pass the id of the subnet")
		}
		prefix, ok := checkIPv4(p, at+".CIDR", s.CIDR, "subnet")
		if ok {
			prefixes[i] = prefix
			within := slices.ContainsFunc(vpc, func(v netip.Prefix) bool { return v.Bits() <= prefix.Bits() && v.Contains(prefix.Addr()) })
			if !within && len(vpc) > 0 {
				p.Add(at+".CIDR", s.CIDR, "outside the VPC's ranges", "correct it, or add the range to SecondaryCIDRs")
			}
		}
		for j, other := range subnets[:i] {
			if ok && prefixes[j].IsValid() && prefixes[j].Overlaps(prefix) {
				p.Add(at+".CIDR", s.CIDR, fmt.Sprintf("overlaps Subnets[%d] %s", j, prefixes[j]), "subnets are apart: correct one")
			}
			if other.Tier != s.Tier {
				continue
			}
			if other.Zone == s.Zone {
				p.Add(at+".Zone", s.Zone, fmt.Sprintf("tier %q has it already, in Subnets[%d]", s.Tier, j),
					"use one subnet for each tier and zone, or name another tier")
			}
			if other.Kind != s.Kind {
				p.Add(at+".Kind", string(s.Kind), fmt.Sprintf("tier %q is %q in Subnets[%d]", s.Tier, other.Kind, j), "a tier has one kind: name another tier")
			}
		}
	}
}

func checkAdoptedPlace(p *component.Problems, at, region string, s AdoptedSubnet) {
	if s.Kind != Public && s.Kind != Private && s.Kind != Isolated {
		p.Add(at+".Kind", string(s.Kind), "not a kind of tier", "use network.Public, network.Private or network.Isolated")
	} else if s.Tier != string(s.Kind) && !tierForm.MatchString(s.Tier) {
		p.Add(at+".Tier", s.Tier, "not a tier name", "use 1 to 20 lower-case letters, digits and hyphens, a letter first")
	}
	if zoneLetter(s.Zone) {
		return
	}
	repair := `use a letter from "a" to "f"`
	if m := zoneForm.FindStringSubmatch(s.Zone); m != nil {
		repair = fmt.Sprintf("write its letter, %q", m[2])
		if m[1] != region {
			p.Add(at+".Zone", s.Zone, fmt.Sprintf("zone of another region than %q", region),
				"correct the region, or list the subnets of this one")
			return
		}
	}
	p.Add(at+".Zone", s.Zone, "not a zone letter", repair)
}

// checkPlacement refuses a placement that was made by neither NewVPC nor
// Adopt.
func checkPlacement(p *component.Problems, n Placement) bool {
	if n.Region == "" || len(n.Subnets) == 0 {
		p.Add("Network", nil, "not given", "pass vpc.Placement(), or the result of network.Adopt")
		return false
	}
	return true
}
