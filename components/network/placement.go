package network

import (
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Placement is a network as other components see it: where to put things. It
// is a value, from [VPC.Placement] or [Adopt].
type Placement struct {
	// VPCID is the VPC's id.
	VPCID pulumi.StringOutput
	// CIDR is the VPC's primary IPv4 range.
	CIDR string
	// SecondaryCIDRs are further IPv4 ranges of an adopted VPC.
	SecondaryCIDRs []string
	// Region is the VPC's region, such as "eu-central-1".
	Region string
	// IPv6 reports whether the VPC and its subnets have IPv6 ranges too.
	IPv6 bool
	// Subnets of all tiers, tier by tier, zones in order.
	Subnets []Subnet
}

// Subnet is one subnet of a placement.
type Subnet struct {
	// Name is unique within the placement: "core-private-b".
	Name string
	// Zone is the zone's letter, such as "b". See [Placement.ZoneName].
	Zone string
	// Tier is the tier's name and Kind its kind.
	Tier string
	Kind Kind
	// CIDR is the subnet's IPv4 range.
	CIDR string
	// ID is the subnet's id, known as soon as the subnet exists.
	ID pulumi.StringOutput
	// Ready is the same id, known once the subnet's routes are in place, NAT
	// included. Give it to what reaches the internet as it starts, such as
	// instances and node groups; give ID to what does not, such as a cluster's
	// control plane, which then need not wait for NAT.
	Ready pulumi.StringOutput
}

// Tier returns the subnets of the tier with the name, in order of their zones.
// It is empty where there is no such tier.
func (p Placement) Tier(name string) []Subnet {
	return p.filter(func(s Subnet) bool { return s.Tier == name })
}

// Kind returns the subnets of all tiers of a kind.
func (p Placement) Kind(kind Kind) []Subnet {
	return p.filter(func(s Subnet) bool { return s.Kind == kind })
}

// Tiers returns the names of the tiers in the order of their subnets.
func (p Placement) Tiers() []string {
	var names []string
	for _, s := range p.Subnets {
		if !slices.Contains(names, s.Tier) {
			names = append(names, s.Tier)
		}
	}
	return names
}

// Zones returns the letters of the zones that have a subnet, sorted.
func (p Placement) Zones() []string {
	var letters []string
	for _, s := range p.Subnets {
		letters = append(letters, s.Zone)
	}
	slices.Sort(letters)
	return slices.Compact(letters)
}

// ZoneName is the full name of the zone with a letter: "eu-central-1b".
func (p Placement) ZoneName(letter string) string { return p.Region + letter }

// CIDRs returns all IPv4 ranges of the VPC, the primary one first.
func (p Placement) CIDRs() []string { return append([]string{p.CIDR}, p.SecondaryCIDRs...) }

func (p Placement) filter(keep func(Subnet) bool) []Subnet {
	var out []Subnet
	for _, s := range p.Subnets {
		if keep(s) {
			out = append(out, s)
		}
	}
	return out
}

// IDs returns the ids of subnets as a list to pass on.
func IDs(subnets []Subnet) pulumi.StringArray {
	out := make(pulumi.StringArray, len(subnets))
	for i, s := range subnets {
		out[i] = s.ID
	}
	return out
}

// ReadyIDs is IDs for what needs the subnets' routes: see [Subnet].
func ReadyIDs(subnets []Subnet) pulumi.StringArray {
	out := make(pulumi.StringArray, len(subnets))
	for i, s := range subnets {
		out[i] = s.Ready
	}
	return out
}
