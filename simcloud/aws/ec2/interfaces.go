package ec2

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"strconv"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// PrivateIP returns a free address of the subnet that follows from the call
// and the salt, or "" when the subnet has none. The first four addresses and
// the last one belong to the service:
// https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
func PrivateIP(c *world.Call, subnet *world.Object, salt string) string {
	p, err := netip.ParsePrefix(subnet.Props.Str("cidrBlock"))
	if err != nil || !p.Addr().Is4() {
		return ""
	}
	n := usable(p)
	if n <= 0 {
		return ""
	}
	used := addressesIn(c, subnet.ID)
	start := c.Number(n, "address", subnet.ID, salt)
	for i := range n {
		a := offset(p.Addr(), reservedFirst+(start+i)%n).String()
		if !used[a] {
			return a
		}
	}
	return ""
}

// FreeAddresses returns how many IPv4 addresses of the subnet are free.
func FreeAddresses(c *world.Call, subnet *world.Object) int {
	p, err := netip.ParsePrefix(subnet.Props.Str("cidrBlock"))
	if err != nil || !p.Addr().Is4() {
		return 0
	}
	return max(0, usable(p)-len(addressesIn(c, subnet.ID)))
}

const reservedFirst = 4

func usable(p netip.Prefix) int { return 1<<(32-p.Bits()) - reservedFirst - 1 }

func offset(a netip.Addr, n int) netip.Addr {
	b := a.As4()
	binary.BigEndian.PutUint32(b[:], binary.BigEndian.Uint32(b[:])+uint32(n))
	return netip.AddrFrom4(b)
}

// interfacesIn returns the network interfaces in a subnet, sorted by id.
func interfacesIn(c *world.Call, subnetID string) []*world.Object {
	return c.Where(api.NetworkInterface, "subnetId", subnetID)
}

func addressesIn(c *world.Call, subnetID string) map[string]bool {
	used := map[string]bool{}
	for _, eni := range interfacesIn(c, subnetID) {
		used[eni.Props.Str("privateIp")] = true
		for _, a := range eni.Props.Strs("privateIps") {
			used[a] = true
		}
	}
	delete(used, "")
	return used
}

// MakeInterface puts a network interface for owner into the subnet; a nil
// owner on a create means the object being created. Kind is the service's
// interface type ("interface", "nat_gateway", "network_load_balancer",
// "vpc_endpoint", ...), groups are security group ids, salt tells several of
// one call apart. It returns nil when the subnet has no free address, which
// callers that must refuse with their own error find out by FreeAddresses.
func MakeInterface(c *world.Call, owner *world.Object, subnet *world.Object, kind, description string, groups []string, salt string) *world.Object {
	address := PrivateIP(c, subnet, kind+salt)
	if address == "" {
		return nil
	}
	id := freshID(c, api.NetworkInterface, "eni", kind, subnet.ID, salt)
	props := interfaceProps(c, subnet, id, address)
	props["interfaceType"] = kind
	props["description"] = description
	props["securityGroups"] = groups
	props["requesterManaged"] = kind != "interface"
	return c.Make(owner, api.NetworkInterface, id, props)
}

// interfaceProps are the computed properties of every network interface.
func interfaceProps(c *world.Call, subnet *world.Object, id, address string) world.Props {
	props := world.Props{
		"arn":              api.ARN(c, "ec2", "network-interface/"+id),
		"availabilityZone": subnet.Props.Str("availabilityZone"),
		"macAddress":       mac(c, id),
		"ownerId":          api.Account,
		"privateDnsName":   privateName(c, address),
		"privateIp":        address,
		"privateIps":       []string{address},
		"privateIpsCount":  0,
		"sourceDestCheck":  true,
		"subnetId":         subnet.ID,
		"vpcId":            subnet.Props.Str("vpcId"),
		"ipv6Addresses":    []string{},
		"ipv6AddressCount": 0,
		"ipv6AddressLists": []string{},
		"ipv4PrefixCount":  0,
		"ipv6PrefixCount":  0,
		"attachments":      []any{},
	}
	if subnet.Props.Bool("assignIpv6AddressOnCreation") && subnet.Props.Str("ipv6CidrBlock") != "" {
		props["ipv6Addresses"] = []string{addressSix(c, subnet, id)}
		props["ipv6AddressCount"] = 1
	}
	return props
}

// freshID is an id that no object of the kind has yet.
func freshID(c *world.Call, kind, prefix string, salt ...string) string {
	id := c.NewID(prefix, salt...)
	for i := 1; c.Find(kind, id) != nil; i++ {
		id = c.NewID(prefix, append(slices.Clone(salt), strconv.Itoa(i))...)
	}
	return id
}

func mac(c *world.Call, salt string) string {
	h := c.Hex(10, "mac", salt)
	return fmt.Sprintf("06:%s:%s:%s:%s:%s", h[:2], h[2:4], h[4:6], h[6:8], h[8:])
}

// privateName is the name by address of an interface; in us-east-1 its domain
// has no region. Source:
// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html
func privateName(c *world.Call, address string) string {
	domain := c.Scope + ".compute.internal"
	if c.Scope == "us-east-1" {
		domain = "ec2.internal"
	}
	return "ip-" + dashed(address) + "." + domain
}

func publicName(c *world.Call, address string) string {
	domain := c.Scope + ".compute.amazonaws.com"
	if c.Scope == "us-east-1" {
		domain = "compute-1.amazonaws.com"
	}
	return "ec2-" + dashed(address) + "." + domain
}

func dashed(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil || !a.Is4() {
		return address
	}
	b := a.As4()
	return fmt.Sprintf("%d-%d-%d-%d", b[0], b[1], b[2], b[3])
}

func addressSix(c *world.Call, subnet *world.Object, salt string) string {
	p, err := netip.ParsePrefix(subnet.Props.Str("ipv6CidrBlock"))
	if err != nil {
		return ""
	}
	b := p.Addr().As16()
	n, _ := strconv.ParseUint(c.Hex(16, "ipv6", subnet.ID, salt), 16, 64)
	binary.BigEndian.PutUint64(b[8:], n)
	return netip.AddrFrom16(b).String()
}

// PublicIP returns a public IPv4 address that nothing in the region has. It
// comes from 198.18.0.0/15, which RFC 2544 keeps off the internet, so that no
// simulated address is somebody's real one.
func PublicIP(c *world.Call, salt string) string {
	used := map[string]bool{}
	for _, o := range c.All(api.EIP) {
		used[o.Props.Str("publicIp")] = true
	}
	for _, o := range c.All(api.NetworkInterface) {
		used[o.Props.Map("association").Str("publicIp")] = true
	}
	const size = 1 << 17
	start := c.Number(size-2, "public", salt)
	for i := range size - 2 {
		a := offset(netip.AddrFrom4([4]byte{198, 18, 0, 0}), 1+(start+i)%(size-2)).String()
		if !used[a] {
			return a
		}
	}
	return ""
}
