package network

import (
	"fmt"
	"math/bits"
)

// Bounds of a capacity and of what AWS takes.
const (
	// MaxZones is how many zones a VPC can span: the letters a to f.
	MaxZones = 6
	// MaxTiers bounds a capacity's Tiers: 32 tiers of 8 zone slots are the
	// 256 /64 ranges of a VPC's /56 of IPv6.
	MaxTiers = 32
	// LargestPrefix and SmallestPrefix bound the IPv4 range of a VPC and of a
	// subnet: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
	LargestPrefix  = 16
	SmallestPrefix = 28
)

// zoneSlots is the number of places for zones in the IPv6 layout.
const zoneSlots = 8

// Capacity is for how many zones and tiers the address range of a VPC is cut,
// whether or not they exist yet. With the range it decides every subnet, so
// changing it moves them all: choose it once.
//
// The range is cut into equal blocks for the tiers, and each block into equal
// subnets for the zones; both numbers are rounded up to a power of two. All
// subnets of a tier thus lie in one block, which a firewall rule can name.
type Capacity struct {
	// Zones is 1 to MaxZones; zone "a" is the first place, "f" the sixth.
	Zones int
	// Tiers is 1 to MaxTiers.
	Tiers int
}

// DefaultCapacity is the capacity of a VPC that states none. It depends on
// nothing but the length of the prefix:
//
//	/16 to /23   6 zones x 4 tiers
//	/24          4 zones x 4 tiers
//	/25          4 zones x 2 tiers
//	/26          2 zones x 2 tiers
//	/27          1 zone  x 2 tiers
//	/28          1 zone  x 1 tier
func DefaultCapacity(prefix int) Capacity {
	switch {
	case prefix <= 23:
		return Capacity{Zones: 6, Tiers: 4}
	case prefix == 24:
		return Capacity{Zones: 4, Tiers: 4}
	case prefix == 25:
		return Capacity{Zones: 4, Tiers: 2}
	case prefix == 26:
		return Capacity{Zones: 2, Tiers: 2}
	case prefix == 27:
		return Capacity{Zones: 1, Tiers: 2}
	}
	return Capacity{Zones: 1, Tiers: 1}
}

// Prefix is the length of the smallest range that can be cut for the
// capacity: its subnets are then as small as AWS allows.
func (c Capacity) Prefix() int { return SmallestPrefix - c.bits() }

// String writes the capacity as "6 zones x 4 tiers".
func (c Capacity) String() string {
	return fmt.Sprintf("%s x %s", count(c.Zones, "zone"), count(c.Tiers, "tier"))
}

func (c Capacity) bits() int { return log2(c.Zones) + log2(c.Tiers) }

// holds reports whether all places of other exist in c.
func (c Capacity) holds(other Capacity) bool { return other.Zones <= c.Zones && other.Tiers <= c.Tiers }

// log2 is the binary logarithm of n, rounded up.
func log2(n int) int { return bits.Len(uint(n - 1)) }

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
