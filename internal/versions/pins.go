package versions

// PulumiKubernetes is the version of the Kubernetes plugin. It equals the
// version of the SDK in go.mod, so that resources registered by their tokens
// and the SDK's own agree on one provider.
const PulumiKubernetes = "4.30.0"

// Chart is a pinned Helm chart.
type Chart struct {
	// Name of the chart in its repository.
	Name string
	// Repository is the URL of the chart repository.
	Repository string
	// Version of the chart, exact.
	Version string
	// AppVersion is the version of the application that the chart installs.
	AppVersion string
	// Source of the version.
	Source Source
}

// Traefik is the ingress controller.
func Traefik() Chart {
	return Chart{
		Name:       "traefik",
		Repository: "https://traefik.github.io/charts",
		Version:    "41.3.0",
		AppVersion: "v3.7.11",
		Source: Source{
			URL:  "https://github.com/traefik/traefik-helm-chart/blob/a8a66d0098/traefik/Chart.yaml",
			Seen: "2026-08-21",
		},
	}
}

// Processor architectures of machine images.
const (
	AMD64 = "x86_64"
	ARM64 = "arm64"
)

// ImageFamily is a family of node images that EKS keeps up to date for each
// version of Kubernetes.
type ImageFamily struct {
	// Name as the library calls it.
	Name string
	// AMITypes are the EKS names by architecture.
	AMITypes map[string]string
	// RootDevice holds the operating system.
	RootDevice string
	// DataDevice holds images and volumes of pods. Empty if that is the root
	// device, too.
	DataDevice string
	// Source of the names.
	Source Source
}

// ImageFamilies lists the families for nodes on Linux, the default first.
func ImageFamilies() []ImageFamily {
	amiTypes := "https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html"
	return []ImageFamily{
		{
			Name:       "al2023",
			AMITypes:   map[string]string{AMD64: "AL2023_x86_64_STANDARD", ARM64: "AL2023_ARM_64_STANDARD"},
			RootDevice: "/dev/xvda",
			Source:     Source{URL: amiTypes, Seen: AsOf},
		},
		{
			Name:       "bottlerocket",
			AMITypes:   map[string]string{AMD64: "BOTTLEROCKET_x86_64", ARM64: "BOTTLEROCKET_ARM_64"},
			RootDevice: "/dev/xvda",
			DataDevice: "/dev/xvdb",
			Source:     Source{URL: amiTypes, Seen: AsOf},
		},
	}
}

// ImageFamilyOf returns a family by its name.
func ImageFamilyOf(name string) (ImageFamily, bool) {
	for _, f := range ImageFamilies() {
		if f.Name == name {
			return f, true
		}
	}
	return ImageFamily{}, false
}
