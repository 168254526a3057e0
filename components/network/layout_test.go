package network_test

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/network"
)

// letters are all zone letters.
var letters = []string{"a", "b", "c", "d", "e", "f"}

// everyLayout calls f with every prefix length, capacity of powers of two
// that fits, and all of the tiers and zones that the capacity holds.
func everyLayout(f func(cidr string, c network.Capacity, tiers []network.Tier, zones []string)) {
	for prefix := network.LargestPrefix; prefix <= network.SmallestPrefix; prefix++ {
		cidr := netip.PrefixFrom(netip.MustParseAddr("10.20.0.0"), prefix).String()
		for zones := 1; zones <= network.MaxZones; zones++ {
			for tiers := 1; tiers <= 16; tiers *= 2 {
				c := network.Capacity{Zones: zones, Tiers: tiers}
				if c.Prefix() >= prefix {
					f(cidr, c, fill(tiers), letters[:zones])
				}
			}
		}
	}
}

// fill makes a tier for each slot.
func fill(n int) []network.Tier {
	kinds := []network.Kind{network.Public, network.Private, network.Isolated}
	tiers := make([]network.Tier, n)
	for i := range tiers {
		tiers[i] = network.Tier{Kind: kinds[i%3], Name: fmt.Sprintf("t%d", i+1), Slot: i + 1}
	}
	return tiers
}

func lay(t *testing.T, cidr string, c network.Capacity, tiers []network.Tier, zones []string) []network.Block {
	t.Helper()
	blocks, err := network.Layout(cidr, c, tiers, zones)
	require.NoError(t, err)
	return blocks
}

func TestEverySubnetIsContainedAlignedLegalAndDisjoint(t *testing.T) {
	layouts := 0
	everyLayout(func(cidr string, c network.Capacity, tiers []network.Tier, zones []string) {
		layouts++
		vpc := netip.MustParsePrefix(cidr)
		blocks := lay(t, cidr, c, tiers, zones)
		require.Len(t, blocks, len(tiers)*len(zones))
		var seen []netip.Prefix
		slots := map[int]bool{}
		for _, b := range blocks {
			p := netip.MustParsePrefix(b.CIDR)
			require.Equal(t, p.Masked(), p, "aligned: %s in %s", p, cidr)
			require.True(t, vpc.Contains(p.Addr()) && p.Bits() >= vpc.Bits(), "contained: %s in %s", p, cidr)
			require.GreaterOrEqual(t, p.Bits(), network.LargestPrefix)
			require.LessOrEqual(t, p.Bits(), network.SmallestPrefix)
			require.False(t, slots[b.IPv6Slot] || b.IPv6Slot < 0 || b.IPv6Slot > 255, "IPv6 slot %d", b.IPv6Slot)
			slots[b.IPv6Slot] = true
			seen = append(seen, p)
		}
		slices.SortFunc(seen, func(a, b netip.Prefix) int { return a.Addr().Compare(b.Addr()) })
		for i := 1; i < len(seen); i++ {
			require.False(t, seen[i-1].Overlaps(seen[i]), "disjoint: %s and %s in %s", seen[i-1], seen[i], cidr)
		}
	})
	require.Greater(t, layouts, 200)
}

func TestAddingRemovingAndReorderingMovesNoSubnet(t *testing.T) {
	everyLayout(func(cidr string, c network.Capacity, tiers []network.Tier, zones []string) {
		whole := lay(t, cidr, c, tiers, zones)
		for i := range zones {
			fewer := slices.Delete(slices.Clone(zones), i, i+1)
			if len(fewer) > 0 {
				require.Subset(t, whole, lay(t, cidr, c, tiers, fewer), "%s without zone %s", cidr, zones[i])
			}
		}
		for i := range tiers {
			fewer := slices.Delete(slices.Clone(tiers), i, i+1)
			if len(fewer) > 0 {
				require.Subset(t, whole, lay(t, cidr, c, fewer, zones), "%s without tier %s", cidr, tiers[i].Name)
			}
		}
		back, last := slices.Clone(tiers), slices.Clone(zones)
		slices.Reverse(back)
		slices.Reverse(last)
		require.ElementsMatch(t, whole, lay(t, cidr, c, back, last), "%s reversed", cidr)
	})
}

func TestSpansAreLargerAndStayApart(t *testing.T) {
	tiers := []network.Tier{
		{Kind: network.Public}, {Kind: network.Private, Slot: 5, Span: 4}, {Kind: network.Isolated, Slot: 3, Span: 2},
	}
	c := network.Capacity{Zones: 3, Tiers: 8}
	var got []string
	for _, b := range lay(t, "10.0.0.0/16", c, tiers, []string{"a", "c"}) {
		got = append(got, b.Tier+b.Zone+" "+b.CIDR)
	}
	assert.Equal(t, []string{
		"publica 10.0.0.0/21", "publicc 10.0.16.0/21",
		"privatea 10.0.128.0/19", "privatec 10.0.192.0/19",
		"isolateda 10.0.64.0/20", "isolatedc 10.0.96.0/20",
	}, got)
}

// A change of these is a change of every network that exists.
func TestDefaultLayoutsAreFrozen(t *testing.T) {
	for _, c := range []struct {
		cidr  string
		zones []string
		want  []string
	}{
		{"10.20.0.0/16", letters[:3], []string{
			"10.20.0.0/21", "10.20.8.0/21", "10.20.16.0/21", "10.20.64.0/21", "10.20.72.0/21", "10.20.80.0/21",
		}},
		{"10.20.0.0/16", []string{"f"}, []string{"10.20.40.0/21", "10.20.104.0/21"}},
		{"192.168.0.0/20", []string{"a", "b"}, []string{
			"192.168.0.0/25", "192.168.0.128/25", "192.168.4.0/25", "192.168.4.128/25",
		}},
		{"10.0.0.0/23", []string{"a"}, []string{"10.0.0.0/28", "10.0.0.128/28"}},
		{"10.0.0.0/24", []string{"a", "d"}, []string{"10.0.0.0/28", "10.0.0.48/28", "10.0.0.64/28", "10.0.0.112/28"}},
		{"10.0.0.0/25", []string{"b"}, []string{"10.0.0.16/28", "10.0.0.80/28"}},
		{"10.0.0.0/26", []string{"a", "b"}, []string{"10.0.0.0/28", "10.0.0.16/28", "10.0.0.32/28", "10.0.0.48/28"}},
		{"10.0.0.0/27", []string{"a"}, []string{"10.0.0.0/28", "10.0.0.16/28"}},
	} {
		var got []string
		for _, b := range lay(t, c.cidr, network.Capacity{}, nil, c.zones) {
			got = append(got, b.CIDR)
		}
		assert.Equal(t, c.want, got, "%s %v", c.cidr, c.zones)
	}
	only := lay(t, "10.0.0.0/28", network.Capacity{}, []network.Tier{{Kind: network.Public}}, []string{"a"})
	assert.Equal(t, "10.0.0.0/28", only[0].CIDR)
}

func TestDefaultCapacitiesFitTheirPrefixExactlyOrWithRoom(t *testing.T) {
	for prefix := network.LargestPrefix; prefix <= network.SmallestPrefix; prefix++ {
		assert.GreaterOrEqual(t, network.DefaultCapacity(prefix).Prefix(), prefix, "/%d", prefix)
	}
	assert.Equal(t, network.Capacity{Zones: 6, Tiers: 4}, network.DefaultCapacity(16))
}

func TestARangeThatIsTooSmallIsToldTheSizeThatWouldDo(t *testing.T) {
	for needed := network.LargestPrefix; needed <= network.SmallestPrefix; needed++ {
		everyCapacity(func(c network.Capacity) {
			if c.Prefix() != needed {
				return
			}
			for prefix := needed + 1; prefix <= network.SmallestPrefix; prefix++ {
				cidr := netip.PrefixFrom(netip.MustParseAddr("10.0.0.0"), prefix).String()
				_, err := network.Layout(cidr, c, fill(c.Tiers), letters[:c.Zones])
				require.EqualError(t, err, fmt.Sprintf(
					"layout %q: CIDR %q: too small for %s: use /%d or larger", cidr, cidr, c, needed))
			}
			cidr := netip.PrefixFrom(netip.MustParseAddr("10.0.0.0"), needed).String()
			lay(t, cidr, c, fill(c.Tiers), letters[:c.Zones])
		})
	}
}

func everyCapacity(f func(network.Capacity)) {
	for zones := 1; zones <= network.MaxZones; zones++ {
		for tiers := 1; tiers <= network.MaxTiers; tiers++ {
			f(network.Capacity{Zones: zones, Tiers: tiers})
		}
	}
}

func TestIPv6SubnetsAreCutFromTheVPCsRange(t *testing.T) {
	for slot, want := range map[int]string{
		0: "2001:db8:1234:1a00::/64", 9: "2001:db8:1234:1a09::/64", 255: "2001:db8:1234:1aff::/64",
	} {
		got, err := network.SubnetIPv6("2001:db8:1234:1a00::/56", slot)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	_, err := network.SubnetIPv6("2001:db8::/64", 0)
	require.EqualError(t, err, `IPv6 range "2001:db8::/64" of the VPC: not a /56`)
	_, err = network.SubnetIPv6("10.0.0.0/16", 0)
	require.EqualError(t, err, `IPv6 range "10.0.0.0/16" of the VPC: not a /56`)
	_, err = network.SubnetIPv6("2001:db8:1234:1a00::/56", 256)
	require.EqualError(t, err, `IPv6 slot 256: outside 0 to 255`)
}
