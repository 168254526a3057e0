package cluster

import (
	"fmt"
	"maps"
	"slices"

	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/component"
	"github.com/drydock-iac/drydock/internal/versions"
)

func (pl *rkePlan) checkMachines(p *component.Problems) {
	if Architecture(pl.Servers.Type) == "" {
		p.Add("Servers.Type", pl.Servers.Type, "not an instance type", `write it as "m7g.large"`)
	}
	if pl.Servers.Disk < minDisk || pl.Servers.Disk > maxDisk {
		p.Add("Servers.Disk", pl.Servers.Disk, fmt.Sprintf("outside %d to %d GiB", minDisk, maxDisk), "choose a size within")
	}
	for _, arch := range slices.Sorted(maps.Keys(pl.Checksums)) {
		checkArchitecture(p, "Checksums", arch)
		if !checksumForm.MatchString(pl.Checksums[arch]) {
			p.Add(fmt.Sprintf("Checksums[%s]", arch), pl.Checksums[arch], "not a SHA-256 in hexadecimal", "write its 64 digits in lower case")
		}
	}
	for _, arch := range slices.Sorted(maps.Keys(pl.Images)) {
		checkArchitecture(p, "Images", arch)
		if image := pl.Images[arch]; !imageForm.MatchString(image) && !imageParameter.MatchString(image) {
			p.Add(fmt.Sprintf("Images[%s]", arch), image, "neither the id of an image nor the name of a parameter",
				`write "ami-…", or the parameter's full name with a slash first`)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(pl.Tags)) {
		if key == "Name" {
			p.Add("Tags", key, "every resource has a name of its own", "leave it out")
		}
	}
}

func checkArchitecture(p *component.Problems, field, arch string) {
	if !slices.Contains(rkeArchitectures, arch) {
		p.Add(field, arch, "not an architecture", fmt.Sprintf("choose among %q", rkeArchitectures))
	}
}

func (pl *rkePlan) checkAgents(p *component.Problems) {
	if open := checkEach(p, "Agents", pl.Agents, pl.checkAgent); len(pl.Agents) > 0 && !open {
		p.Add("Agents", nil, "no group starts with a node without taints, and servers take none but their own pods, so CoreDNS could not run",
			"give one group without taints Min or Desired of at least 1")
	}
}

func (pl *rkePlan) checkAgent(p *component.Problems, field string, g NodeGroup) {
	if !groupNameForm.MatchString(g.Name) {
		p.Add(field+".Name", g.Name, "not 1 to 30 lower-case letters, digits and hyphens", "name the group so")
	}
	if g.OS != "" && g.OS != AL2023 {
		p.Add(field+".OS", g.OS, "not an operating system that RKE2 is installed on here", "leave it out, or give an image in Images")
	}
	if g.Version != "" && g.Version != pl.Version {
		p.Add(field+".Version", g.Version, fmt.Sprintf("not the cluster's %s, of which agents are always", pl.Version), "leave it out")
	}
	if g.Disk < minDisk || g.Disk > maxDisk {
		p.Add(field+".Disk", g.Disk, fmt.Sprintf("outside %d to %d GiB", minDisk, maxDisk), "choose a size within")
	}
	for _, z := range g.Zones {
		if len(pl.subnets) > 0 && !slices.Contains(pl.zones(), z) {
			p.Add(field+".Zones", z, "not a zone of the tier", fmt.Sprintf("choose among %q", pl.zones()))
		}
	}
	g.checkTypes(p, field)
	g.checkSize(p, field)
	g.checkLabels(p, field)
}

// goArch is an architecture as Go and RKE2 name it.
func goArch(arch string) string {
	if arch == versions.ARM64 {
		return "arm64"
	}
	return "amd64"
}

// image is what a launch template names. A parameter is resolved whenever a
// machine starts:
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-systems-manager-parameter-to-find-AMI.html
func (pl *rkePlan) image(arch string) string {
	image := pl.Images[arch]
	if image == "" {
		image = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-" + arch
	}
	if image[0] == '/' {
		return "resolve:ssm:" + image
	}
	return image
}

// subnetsIn returns the tier's subnets in the given zones, all if none are.
func (pl *rkePlan) subnetsIn(zones []string) []network.Subnet {
	if len(zones) == 0 {
		return pl.subnets
	}
	return slices.DeleteFunc(slices.Clone(pl.subnets), func(s network.Subnet) bool { return !slices.Contains(zones, s.Zone) })
}
