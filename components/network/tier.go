package network

import "maps"

// Kind says how far the subnets of a tier reach.
type Kind string

// The kinds of tiers. They are untyped so that they also serve as the names of
// the tiers that carry no name of their own.
const (
	// Public subnets have a route to and from the internet.
	Public = "public"
	// Private subnets reach the internet through NAT and are not reached
	// from it.
	Private = "private"
	// Isolated subnets have no route out of the VPC.
	Isolated = "isolated"
)

// Slots of the tiers that are named after their kind.
const (
	PublicSlot   = 1
	PrivateSlot  = 2
	IsolatedSlot = 3
)

// Tier is a set of subnets, one in each zone, that share a purpose.
//
// A tier's addresses follow from its slot alone. Tiers may be added, removed
// and written in any order; none of it moves the subnets of another tier.
type Tier struct {
	// Kind of the tier. Required.
	Kind Kind
	// Name of the tier: 1 to 20 lower-case letters, digits and hyphens. It
	// enters the names of the subnets. Empty means the kind.
	Name string
	// Slot is the tier's place in the address range, from 1 to the capacity's
	// Tiers. Zero means PublicSlot, PrivateSlot or IsolatedSlot for a tier
	// named after its kind; any other tier must state it.
	Slot int
	// Span is how many slots the tier takes, starting at Slot: 1, 2, 4, 8 or
	// 16. Its subnets are as many times larger. Slot-1 must be a multiple of
	// it. Zero means 1.
	Span int
	// AssignPublicIP gives every instance that starts in the tier a public
	// address. Only for public tiers. Off unless set: load balancers and NAT
	// do not need it.
	AssignPublicIP bool
	// Tags are added to the tier's subnets and win over those of the VPC.
	Tags map[string]string
}

// DefaultTiers are the tiers of a VPC that names none: public and private.
func DefaultTiers() []Tier { return []Tier{{Kind: Public}, {Kind: Private}} }

func (t Tier) withDefaults() Tier {
	if t.Name == "" {
		t.Name = string(t.Kind)
	}
	if t.Slot == 0 && t.Name == string(t.Kind) {
		t.Slot = map[Kind]int{Public: PublicSlot, Private: PrivateSlot, Isolated: IsolatedSlot}[t.Kind]
	}
	if t.Span == 0 {
		t.Span = 1
	}
	t.Tags = maps.Clone(t.Tags)
	return t
}

func tiersWithDefaults(tiers []Tier) []Tier {
	if len(tiers) == 0 {
		tiers = DefaultTiers()
	}
	out := make([]Tier, len(tiers))
	for i, t := range tiers {
		out[i] = t.withDefaults()
	}
	return out
}

// last is the last slot that the tier takes.
func (t Tier) last() int { return t.Slot + t.Span - 1 }
