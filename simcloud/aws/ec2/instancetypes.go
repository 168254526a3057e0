package ec2

import (
	"slices"
	"strings"
)

// An InstanceType is what the service says of one instance type.
type InstanceType struct {
	// Name is such as "m7g.large", Family "m7g".
	Name, Family string
	// Arch is "x86_64" or "arm64".
	Arch string
	// VCPU is the number of virtual processors, MemoryMiB the memory.
	VCPU, MemoryMiB int
	// Interfaces is the most network interfaces, AddressesEach the most IPv4
	// addresses on each of them.
	Interfaces, AddressesEach int
	// Spot says whether Spot capacity of the type is sold.
	Spot bool
}

// MaxPods is how many pods a Kubernetes node of the type can run with the
// Amazon VPC CNI in its default mode:
// interfaces * (addresses each - 1) + 2. Source:
// https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html
func (t InstanceType) MaxPods() int { return t.Interfaces*(t.AddressesEach-1) + 2 }

// size is one size of a family: vCPUs and the limits of its interfaces.
type size struct {
	name                  string
	vcpu                  int
	interfaces, addresses int
}

// Sizes of the families. Source of vCPUs and memory:
// https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html (co.html,
// mo.html); of the interface limits:
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AvailableIpPerENI.html
var (
	upTo8 = []size{
		{"large", 2, 3, 10}, {"xlarge", 4, 4, 15}, {"2xlarge", 8, 4, 15}, {"4xlarge", 16, 8, 30}, {"8xlarge", 32, 8, 30},
	}
	upTo16 = append(slices.Clip(upTo8), size{"12xlarge", 48, 8, 30}, size{"16xlarge", 64, 15, 50})
	upTo24 = append(slices.Clip(upTo16), size{"24xlarge", 96, 15, 50})
	upTo32 = append(slices.Clip(upTo24), size{"32xlarge", 128, 15, 50})
	upTo48 = append(slices.Clip(upTo24), size{"48xlarge", 192, 15, 50})
	with32 = append(slices.Clip(upTo32), size{"48xlarge", 192, 15, 50})
	arm16  = append([]size{{"medium", 1, 2, 4}}, upTo16...)
	arm48  = append([]size{{"medium", 1, 2, 4}}, upTo48...)
	amd48  = append([]size{{"medium", 1, 2, 4}}, with32...)
	c5     = []size{
		{"large", 2, 3, 10}, {"xlarge", 4, 4, 15}, {"2xlarge", 8, 4, 15}, {"4xlarge", 16, 8, 30}, {"9xlarge", 36, 8, 30},
		{"12xlarge", 48, 8, 30}, {"18xlarge", 72, 15, 50}, {"24xlarge", 96, 15, 50},
	}
)

// families are the families whose sizes all follow one ratio of memory (GiB) per vCPU.
var families = []struct {
	name, arch string
	gib        int
	sizes      []size
}{
	{"m5", "x86_64", 4, upTo24}, {"m5a", "x86_64", 4, upTo24}, {"m6i", "x86_64", 4, upTo32}, {"m6a", "x86_64", 4, with32},
	{"m6g", "arm64", 4, arm16}, {"m7i", "x86_64", 4, upTo48}, {"m7a", "x86_64", 4, amd48}, {"m7g", "arm64", 4, arm16},
	{"m7i-flex", "x86_64", 4, upTo8}, {"m8g", "arm64", 4, arm48},
	{"c5", "x86_64", 2, c5}, {"c6i", "x86_64", 2, upTo32}, {"c6a", "x86_64", 2, with32},
	{"c6g", "arm64", 2, arm16}, {"c7i", "x86_64", 2, upTo48}, {"c7a", "x86_64", 2, amd48}, {"c7g", "arm64", 2, arm16},
	{"c8g", "arm64", 2, arm48},
	{"r5", "x86_64", 8, upTo24}, {"r6i", "x86_64", 8, upTo32}, {"r6a", "x86_64", 8, with32},
	{"r6g", "arm64", 8, arm16}, {"r7i", "x86_64", 8, upTo48}, {"r7a", "x86_64", 8, amd48}, {"r7g", "arm64", 8, arm16},
	{"r8g", "arm64", 8, arm48},
}

// burstable are the T families, whose memory follows no single ratio.
var burstable = []struct {
	name, arch string
	small      int // interfaces of the size small
}{
	{"t3", "x86_64", 3}, {"t3a", "x86_64", 2}, {"t4g", "arm64", 3},
}

// InstanceTypes are the instance types of the common families, by name.
var InstanceTypes = instanceTypes()

func instanceTypes() map[string]InstanceType {
	all := map[string]InstanceType{}
	add := func(family, arch string, s size, mib int) {
		name := family + "." + s.name
		all[name] = InstanceType{
			Name: name, Family: family, Arch: arch, VCPU: s.vcpu, MemoryMiB: mib,
			Interfaces: s.interfaces, AddressesEach: s.addresses, Spot: true,
		}
	}
	for _, f := range families {
		for _, s := range f.sizes {
			add(f.name, f.arch, s, s.vcpu*f.gib*1024)
		}
	}
	for _, f := range burstable {
		add(f.name, f.arch, size{"nano", 2, 2, 2}, 512)
		add(f.name, f.arch, size{"micro", 2, 2, 2}, 1024)
		add(f.name, f.arch, size{"small", 2, f.small, 4}, 2048)
		add(f.name, f.arch, size{"medium", 2, 3, 6}, 4096)
		add(f.name, f.arch, size{"large", 2, 3, 12}, 8192)
		add(f.name, f.arch, size{"xlarge", 4, 4, 15}, 16384)
		add(f.name, f.arch, size{"2xlarge", 8, 4, 15}, 32768)
	}
	return all
}

// otherFamilies are the families that exist besides those of InstanceTypes;
// their sizes are not listed here, so the simulation accepts any.
const otherFamilies = "a1 c1 c3 c4 c5a c5ad c5d c5n c6gd c6gn c6id c6in c7gd c7gn c7i-flex c8gd c8gn c8i c8i-flex d2 d3 d3en dl1 dl2q f1 f2 " +
	"g3 g3s g4ad g4dn g5 g5g g6 g6e gr6 h1 hpc6a hpc6id hpc7a hpc7g i2 i3 i3en i4g i4i i7i i7ie i8g im4gn inf1 inf2 is4gen " +
	"m1 m2 m3 m4 m5ad m5d m5dn m5n m5zn m6gd m6id m6idn m6in m7gd m8gd m8i m8i-flex mac1 mac2 mac2-m1ultra mac2-m2 mac2-m2pro " +
	"p2 p3 p3dn p4d p4de p5 p5e p5en p6-b200 r3 r4 r5a r5ad r5b r5d r5dn r5n r6gd r6id r6idn r6in r7gd r7iz r8gd r8i " +
	"t1 t2 trn1 trn1n trn2 u-3tb1 u-6tb1 u-9tb1 u-12tb1 u-18tb1 u-24tb1 u7i-6tb u7i-8tb u7i-12tb u7in-16tb u7in-24tb u7in-32tb " +
	"vt1 x1 x1e x2gd x2idn x2iedn x2iezn x8g z1d"

// KnownInstanceType reports whether EC2 has the instance type. Of the
// families outside InstanceTypes it knows only the family, not the sizes;
// bare-metal sizes count as known in every family that is neither burstable
// nor flexible.
func KnownInstanceType(name string) bool {
	if _, ok := InstanceTypes[name]; ok {
		return true
	}
	family, size, ok := strings.Cut(name, ".")
	if !ok || size == "" {
		return false
	}
	if slices.Contains(strings.Fields(otherFamilies), family) {
		return true
	}
	metal := size == "metal" || strings.HasPrefix(size, "metal-")
	return metal && family[0] != 't' && !strings.HasSuffix(family, "-flex") && InstanceTypes[family+".large"].Family != ""
}
