package kubernetes

import (
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// instanceSize is what an EC2 instance type offers.
type instanceSize struct {
	vcpu, memoryMiB int
	// interfaces and addresses limit the pods of the VPC CNI.
	interfaces, addresses int
	arch                  string
}

// burstable are the t3, t3a and t4g sizes; the rest follows from the family
// (https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html).
var burstable = map[string]instanceSize{
	"micro": {2, 1024, 2, 2, ""}, "small": {2, 2048, 3, 4, ""}, "medium": {2, 4096, 3, 6, ""},
	"large": {2, 8192, 3, 12, ""}, "xlarge": {4, 16384, 4, 15, ""}, "2xlarge": {8, 32768, 4, 15, ""},
}

// regular sizes of the m, c and r families: vCPU and network interfaces
// (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AvailableIpPerENI.html).
var regular = map[string]instanceSize{
	"medium": {1, 0, 2, 4, ""}, "large": {2, 0, 3, 10, ""}, "xlarge": {4, 0, 4, 15, ""}, "2xlarge": {8, 0, 4, 15, ""},
	"4xlarge": {16, 0, 8, 30, ""}, "8xlarge": {32, 0, 8, 30, ""}, "12xlarge": {48, 0, 8, 30, ""},
	"16xlarge": {64, 0, 15, 50, ""}, "24xlarge": {96, 0, 15, 50, ""},
}

// sizeOf looks an instance type up; a type of another family is not known and
// not limited.
func sizeOf(name string) (instanceSize, bool) {
	family, size, _ := strings.Cut(name, ".")
	s := instanceSize{arch: "amd64"}
	if len(family) < 2 {
		return s, false
	}
	arm := strings.Contains(family[1:], "g")
	found := false
	switch {
	case slices.Contains([]string{"t3", "t3a", "t4g"}, family):
		s, found = burstable[size]
	case strings.ContainsAny(family[:1], "mcr") && slices.Contains([]string{"5", "5a", "6i", "6a", "6g", "7i", "7a", "7g", "8g"}, family[1:]):
		s, found = regular[size]
		s.memoryMiB = s.vcpu * 1024 * map[byte]int{'c': 2, 'm': 4, 'r': 8}[family[0]]
	}
	if s.arch = "amd64"; arm {
		s.arch = "arm64"
	}
	return s, found
}

// allocatable is what EKS leaves to pods: memory less 255 MiB, 11 MiB per pod
// and the eviction threshold of 100 MiB; CPU less 6 % of the first core, 1 % of
// the second, half a percent of the next two and a quarter of a percent of the
// rest; pods by interfaces and addresses, at most 110 below 30 cores and 250
// above (https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html,
// https://awslabs.github.io/amazon-eks-ami/usage/al2023/).
func (s instanceSize) allocatable() (cpuMilli, memoryMiB, pods int) {
	most := 110
	if s.vcpu > 30 {
		most = 250
	}
	pods = min(s.interfaces*(s.addresses-1)+2, most)
	reserved := 60
	if s.vcpu > 1 {
		reserved += 10
	}
	if s.vcpu > 2 {
		reserved += 5 * (min(s.vcpu, 4) - 2)
	}
	if s.vcpu > 4 {
		reserved += (s.vcpu - 4) * 5 / 2
	}
	return s.vcpu*1000 - reserved, s.memoryMiB - 255 - 11*pods - 100, pods
}

// overhead is what one pod of an add-on takes on every node.
type overhead struct{ cpuMilli, memoryMiB int }

// addons are the agents that run on every node of an EKS cluster: the network
// and proxy agents that EKS installs itself unless told not to, and those of
// the managed add-ons. Requests are the add-ons' defaults.
func addons(c *world.Call, cluster *world.Object) []overhead {
	installed := map[string]bool{}
	if cluster.Props.BoolOr("bootstrapSelfManagedAddons", true) {
		installed["vpc-cni"], installed["kube-proxy"] = true, true
	}
	for _, o := range c.Everywhere(api.Addon) {
		if o.Scope == cluster.Scope && o.Props.Str("clusterName") == cluster.Props.StrOr("name", cluster.ID) {
			installed[o.Props.Str("addonName")] = true
		}
	}
	var out []overhead
	for name, o := range map[string]overhead{
		"vpc-cni": {50, 0}, "kube-proxy": {100, 0}, "eks-pod-identity-agent": {0, 0}, "aws-ebs-csi-driver": {30, 120},
	} {
		if installed[name] {
			out = append(out, o)
		}
	}
	return out
}

// hasAddon reports whether an EKS cluster has a managed add-on.
func hasAddon(c *world.Call, cluster *world.Object, name string) *world.Object {
	for _, o := range c.Everywhere(api.Addon) {
		if o.Scope == cluster.Scope && o.Props.Str("clusterName") == cluster.Props.StrOr("name", cluster.ID) && o.Props.Str("addonName") == name {
			return o
		}
	}
	return nil
}
