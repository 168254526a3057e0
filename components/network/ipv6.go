package network

import (
	"fmt"
	"net/netip"
)

// IPv6 ranges of a VPC and a subnet:
// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
const (
	vpcIPv6Bits    = 56
	subnetIPv6Bits = 64
)

// SubnetIPv6 returns the /64 with the index slot, 0 to 255, of a VPC's /56.
func SubnetIPv6(block string, slot int) (string, error) {
	vpc, err := netip.ParsePrefix(block)
	if err != nil || !vpc.Addr().Is6() || vpc.Bits() != vpcIPv6Bits {
		return "", fmt.Errorf("IPv6 range %q of the VPC: not a /56", block)
	}
	if slot < 0 || slot > 255 {
		return "", fmt.Errorf("IPv6 slot %d: outside 0 to 255", slot)
	}
	address := vpc.Masked().Addr().As16()
	// The eighth byte is what lies between the /56 and the /64.
	address[7] = byte(slot)
	return netip.PrefixFrom(netip.AddrFrom16(address), subnetIPv6Bits).String(), nil
}
