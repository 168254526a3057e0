package network

import (
	"encoding/binary"
	"fmt"
	"net/netip"

	"github.com/drydock-iac/drydock/internal/component"
)

// Block is the place of one subnet.
type Block struct {
	// Tier is the tier's name, Kind its kind.
	Tier string
	Kind Kind
	// Zone is the zone's letter.
	Zone string
	// CIDR is the IPv4 range.
	CIDR string
	// IPv6Slot is the index, 0 to 255, of the subnet's /64 in the /56 of a
	// dual-stack VPC. It depends on the zone and the tier's slot only, not on
	// the capacity.
	IPv6Slot int
}

// Layout places the subnets of tiers and zones in an IPv4 range: one block for
// each tier and zone, tier by tier in the order given.
//
// It is append-only: a block follows from the range, the capacity, the tier's
// slot and span, and the zone's letter, and from nothing else. Zones and tiers
// can be added, removed and reordered without moving any other block.
//
// The zero Capacity means DefaultCapacity of the range; no tiers means
// DefaultTiers. The error has a line for each problem; a range that is too
// small is told the size that would do.
func Layout(cidr string, capacity Capacity, tiers []Tier, zones []string) ([]Block, error) {
	p := component.NewProblems("layout", cidr)
	prefix, ok := checkCIDR(p, "CIDR", cidr)
	tiers = tiersWithDefaults(tiers)
	checkZoneLetters(p, zones, nil)
	checkTiers(p, tiers)
	if !ok || p.Err() != nil {
		return nil, p.Err()
	}
	blocks := layout(p, prefix, capacity, tiers, zones)
	return blocks, p.Err()
}

// layout does the work of Layout on arguments that are legal one by one.
func layout(p *component.Problems, vpc netip.Prefix, capacity Capacity, tiers []Tier, zones []string) []Block {
	stated := capacity != Capacity{}
	if !stated {
		capacity = DefaultCapacity(vpc.Bits())
	}
	if !checkCapacity(p, vpc, capacity, stated, needed(tiers, zones)) {
		return nil
	}
	blocks := make([]Block, 0, len(tiers)*len(zones))
	for _, t := range tiers {
		for _, z := range zones {
			blocks = append(blocks, Block{
				Tier: t.Name, Kind: t.Kind, Zone: z,
				CIDR:     subnet(vpc, capacity, t, zoneIndex(z)).String(),
				IPv6Slot: (t.Slot-1)*zoneSlots + zoneIndex(z),
			})
		}
	}
	return blocks
}

// subnet is the range of a tier in the zone with the index.
func subnet(vpc netip.Prefix, c Capacity, t Tier, zone int) netip.Prefix {
	tier := tierBlock(vpc, c, t)
	return nth(tier, log2(c.Zones), zone)
}

// tierBlock is the range that holds all subnets of a tier.
func tierBlock(vpc netip.Prefix, c Capacity, t Tier) netip.Prefix {
	return nth(vpc, log2(c.Tiers)-log2(t.Span), (t.Slot-1)/t.Span)
}

// nth returns the part with the index of the 2^bits equal parts of a range.
func nth(of netip.Prefix, bits, index int) netip.Prefix {
	length := of.Bits() + bits
	start := of.Addr().As4()
	binary.BigEndian.PutUint32(start[:], binary.BigEndian.Uint32(start[:])+uint32(index)<<(32-length))
	return netip.PrefixFrom(netip.AddrFrom4(start), length)
}

// needed is the least capacity that has a place for all tiers and zones.
func needed(tiers []Tier, zones []string) Capacity {
	var c Capacity
	for _, z := range zones {
		c.Zones = max(c.Zones, zoneIndex(z)+1)
	}
	for _, t := range tiers {
		c.Tiers = max(c.Tiers, t.last())
	}
	return c
}

// zoneIndex is 0 for "a" and 5 for "f".
func zoneIndex(letter string) int { return int(letter[0] - 'a') }

// checkCapacity reports whether the range can be cut for the capacity and the
// capacity has a place for everything that is needed.
func checkCapacity(p *component.Problems, vpc netip.Prefix, c Capacity, stated bool, need Capacity) bool {
	if c.Zones < 1 || c.Zones > MaxZones {
		p.Add("Capacity.Zones", c.Zones, "outside 1 to 6", "reserve room for as many zones as you may ever use")
		return false
	}
	if c.Tiers < 1 || c.Tiers > MaxTiers {
		p.Add("Capacity.Tiers", c.Tiers, "outside 1 to 32", "reserve room for as many tiers as you may ever use")
		return false
	}
	if stated && c.Prefix() < vpc.Bits() {
		p.Add("CIDR", vpc.String(), "too small for "+c.String(),
			fmt.Sprintf("use /%d or larger%s", c.Prefix(), orSmaller(need.Prefix() >= vpc.Bits())))
		return false
	}
	if c.holds(need) {
		return true
	}
	switch {
	case need.Prefix() < LargestPrefix:
		p.Add("Tiers", nil, fmt.Sprintf("%s do not fit into any VPC", need), "use lower slots")
	case need.Prefix() < vpc.Bits() && !stated && DefaultCapacity(need.Prefix()).holds(need):
		p.Add("CIDR", vpc.String(), "too small for "+need.String(), fmt.Sprintf("use /%d or larger", need.Prefix()))
	case need.Prefix() < vpc.Bits():
		p.Add("CIDR", vpc.String(), "too small for "+need.String(),
			fmt.Sprintf("use /%d or larger with Capacity{Zones: %d, Tiers: %d}", need.Prefix(), need.Zones, need.Tiers))
	default:
		p.Add("Capacity", c, "no place for "+need.String(),
			fmt.Sprintf("state Capacity{Zones: %d, Tiers: %d} or use lower slots", max(c.Zones, need.Zones), max(c.Tiers, need.Tiers)))
	}
	return false
}

func orSmaller(possible bool) string {
	if possible {
		return ", or a smaller Capacity"
	}
	return ""
}
