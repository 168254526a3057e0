package compute

import (
	"regexp"
	"strings"

	"github.com/drydock-iac/drydock/internal/component"
)

// Arch is a processor architecture.
type Arch string

// The architectures.
const (
	AMD64 Arch = "x86_64"
	ARM64 Arch = "arm64"
)

// Image says which machine image to run. Give one of Parameter and ID; neither
// means Amazon Linux 2023 for the architecture of the instance type.
type Image struct {
	// Parameter is the name of a Systems Manager parameter that holds the id:
	// a public one such as
	// "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64", or
	// one of your own of data type aws:ec2:image. It is resolved whenever a
	// machine starts.
	Parameter string
	// ID is the image itself, "ami-…".
	ID string
	// RootDevice is the device name of the image's root volume. Empty means
	// /dev/sda1 for Canonical's parameters and /dev/xvda for all others, as
	// Amazon Linux, Bottlerocket and Debian have it.
	RootDevice string
}

// AmazonLinux2023 is the current Amazon Linux 2023 with its default kernel:
// https://docs.aws.amazon.com/linux/al2023/ug/ec2.html
func AmazonLinux2023(arch Arch) Image {
	return Image{Parameter: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-" + string(arch)}
}

// EKSOptimized is the current image of Amazon EKS for a version of Kubernetes
// ("1.35"), on Amazon Linux 2023:
// https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id.html
func EKSOptimized(version string, arch Arch) Image {
	return Image{Parameter: "/aws/service/eks/optimized-ami/" + version + "/amazon-linux-2023/" + string(arch) + "/standard/recommended/image_id"}
}

func (i Image) withDefaults(arch Arch) Image {
	if i.Parameter == "" && i.ID == "" {
		device := i.RootDevice
		i = AmazonLinux2023(arch)
		i.RootDevice = device
	}
	if i.RootDevice == "" {
		i.RootDevice = "/dev/xvda"
		if strings.HasPrefix(i.Parameter, "/aws/service/canonical/") {
			i.RootDevice = "/dev/sda1"
		}
	}
	return i
}

// reference is the image as a launch template names it:
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-systems-manager-parameter-to-find-AMI.html
func (i Image) reference() string {
	if i.ID != "" {
		return i.ID
	}
	return "resolve:ssm:" + i.Parameter
}

var (
	imageForm     = regexp.MustCompile(`^ami-([0-9a-f]{8}|[0-9a-f]{17})$`)
	parameterForm = regexp.MustCompile(`^/?[a-zA-Z0-9_.-]+(/[a-zA-Z0-9_.-]+)*(:[0-9]+)?$`)
	deviceForm    = regexp.MustCompile(`^/dev/(xvd[a-z]|sd[a-z][0-9]?)$`)
	typeForm      = regexp.MustCompile(`^[a-z][a-z0-9-]*\.(nano|micro|small|medium|[0-9]*x?large|metal|metal-[0-9a-z]+)$`)
	gravitonForm  = regexp.MustCompile(`^(a1|[a-z]+[0-9]+g[a-z]*)$`)
)

// ArchOf is the architecture of an instance type, by its family: those with a
// g after the generation have Graviton processors. Source:
// https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
func ArchOf(instanceType string) Arch {
	family, _, _ := strings.Cut(instanceType, ".")
	if gravitonForm.MatchString(family) {
		return ARM64
	}
	return AMD64
}

// arch is the architecture that the name of a public parameter states, "" for none.
func (i Image) arch() Arch {
	for _, part := range strings.FieldsFunc(i.Parameter, func(r rune) bool { return r == '/' || r == '-' }) {
		switch part {
		case "x86_64", "amd64":
			return AMD64
		case "arm64":
			return ARM64
		}
	}
	return ""
}

func (i Image) check(p *component.Problems, field, instanceType string) {
	switch {
	case i.Parameter != "" && i.ID != "":
		p.Add(field, nil, "both Parameter and ID given", "give one of them")
	case i.ID != "" && !imageForm.MatchString(i.ID):
		p.Add(field+".ID", i.ID, "not the id of an image", `use "ami-" and 8 or 17 hexadecimal digits`)
	case i.Parameter != "" && !parameterForm.MatchString(i.Parameter):
		p.Add(field+".Parameter", i.Parameter, "not the name of a parameter",
			`use a name such as "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"`)
	}
	if !deviceForm.MatchString(i.RootDevice) {
		p.Add(field+".RootDevice", i.RootDevice, "not a device name", `use a name such as "/dev/xvda"`)
	}
	if a := i.arch(); a != "" && typeForm.MatchString(instanceType) && a != ArchOf(instanceType) {
		p.Add(field+".Parameter", i.Parameter, "an image for "+string(a)+", and "+instanceType+" is "+string(ArchOf(instanceType)),
			"choose an image and a type of one architecture")
	}
}
