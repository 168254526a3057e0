package ec2_test

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// TestASubnetIsTakenExactlyWhenItFits compares the service's answer with what
// the documents say, for every block of a small VPC's neighbourhood beside
// one existing subnet.
func TestASubnetIsTakenExactlyWhenItFits(t *testing.T) {
	whole, taken := netip.MustParsePrefix("10.0.0.0/24"), netip.MustParsePrefix("10.0.0.64/27")
	l := newLab(t, "seed")
	vpc := l.make(api.VPC, "net", world.Props{"cidrBlock": whole.String()})
	l.make(api.Subnet, "taken", world.Props{"vpcId": vpc, "cidrBlock": taken.String()})
	accepted := 0
	for bits := 22; bits <= 30; bits++ {
		for start := 0; start < 512; start += 1 << (32 - bits) {
			p := netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 0, byte(start >> 8), byte(start)}), bits)
			want := ""
			switch {
			case bits > 28 || bits < 24 || !whole.Contains(p.Addr()):
				want = "InvalidSubnet.Range"
			case p.Overlaps(taken):
				want = "InvalidSubnet.Conflict"
			}
			id, _, err := l.Try(api.Subnet, p.String(), world.Props{"vpcId": vpc, "cidrBlock": p.String()})
			require.Equal(t, want, world.CodeOf(err), p)
			if err == nil {
				accepted++
				require.NoError(t, l.Delete(api.Subnet, p.String(), id))
			}
		}
	}
	assert.Equal(t, 1+3+7+14, accepted, "of /25, /26, /27 and /28; no /24 fits beside another subnet")
}

func TestASubnetGivesAllItsAddressesAndNoOther(t *testing.T) {
	l := newLab(t, "seed")
	vpc := l.bare("net")
	subnet := l.make(api.Subnet, "small", world.Props{"vpcId": vpc, "cidrBlock": "10.9.0.16/28"})
	seen := map[string]bool{}
	for i := range 11 {
		l.View(func(c *world.Call) { assert.Equal(t, 11-i, ec2.FreeAddresses(c, c.Find(api.Subnet, subnet))) })
		eni := l.make(api.NetworkInterface, fmt.Sprint(i), world.Props{"subnetId": subnet})
		seen[l.out(api.NetworkInterface, eni).Str("privateIp")] = true
	}
	for last := 20; last <= 30; last++ {
		assert.True(t, seen[fmt.Sprintf("10.9.0.%d", last)], last)
	}
	assert.Len(t, seen, 11)
	l.View(func(c *world.Call) { assert.Empty(t, ec2.PrivateIP(c, c.Find(api.Subnet, subnet), "more")) })
	_, _, err := l.Try(api.NetworkInterface, "more", world.Props{"subnetId": subnet})
	assert.Equal(t, "InsufficientFreeAddressesInSubnet", world.CodeOf(err))
}

func TestPodsOfANodeFollowTheInterfaceFormula(t *testing.T) {
	for name, want := range map[string]struct {
		vcpu, mib, pods int
		arch            string
	}{
		"t3.medium": {2, 4096, 17, "x86_64"}, "t3.large": {2, 8192, 35, "x86_64"}, "t3a.small": {2, 2048, 8, "x86_64"}, "t4g.small": {2, 2048, 11, "arm64"},
		"m5.large": {2, 8192, 29, "x86_64"}, "m6i.xlarge": {4, 16384, 58, "x86_64"}, "m7g.medium": {1, 4096, 8, "arm64"},
		"c6i.4xlarge": {16, 32768, 234, "x86_64"}, "r6i.16xlarge": {64, 524288, 737, "x86_64"}, "c5.9xlarge": {36, 73728, 234, "x86_64"},
	} {
		got, ok := ec2.InstanceTypes[name]
		require.True(t, ok, name)
		assert.Equal(t, want.vcpu, got.VCPU, name)
		assert.Equal(t, want.mib, got.MemoryMiB, name)
		assert.Equal(t, want.pods, got.MaxPods(), name)
		assert.Equal(t, want.arch, got.Arch, name)
	}
	for name, want := range map[string]bool{
		"m5.large": true, "m5.metal": true, "m5.huge": false, "t3.metal2": false, "p5.48xlarge": true, "q9.large": false, "m5": false, "": false,
	} {
		assert.Equal(t, want, ec2.KnownInstanceType(name), name)
	}
}
