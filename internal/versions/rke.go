package versions

import (
	"fmt"
	"strings"
)

// RKERelease is a release of RKE2 for a minor version of Kubernetes.
type RKERelease struct {
	// Minor is the version of Kubernetes, "1.35".
	Minor string
	// Version of RKE2, exact.
	Version string
	// Source of the version.
	Source Source
}

// RKEReleases lists the pinned releases, newest first.
func RKEReleases() []RKERelease {
	release := func(minor, version string, seen Date) RKERelease {
		return RKERelease{minor, version, Source{
			URL: "https://github.com/rancher/rke2/releases/tag/" + strings.ReplaceAll(version, "+", "%2B"), Seen: seen,
		}}
	}
	return []RKERelease{
		release("1.36", "v1.36.5+rke2r1", "2026-09-30"),
		release("1.35", "v1.35.6+rke2r1", "2026-06-25"),
		release("1.34", "v1.34.9+rke2r1", "2026-06-25"),
	}
}

// DefaultRKE is the version of Kubernetes to begin with.
const DefaultRKE = "1.35"

// RKEReleaseOf returns the release for a minor version of Kubernetes.
func RKEReleaseOf(minor string) (RKERelease, bool) {
	for _, r := range RKEReleases() {
		if r.Minor == minor {
			return r, true
		}
	}
	return RKERelease{}, false
}

// CheckRKE returns what is wrong with a minor version of Kubernetes for RKE2.
func CheckRKE(version string) error {
	all := RKEReleases()
	if _, err := parse(version); err != nil {
		return fmt.Errorf("not a minor version of Kubernetes: write it as %q", DefaultRKE)
	}
	if _, known := RKEReleaseOf(version); !known {
		return fmt.Errorf("not in the list of RKE2 versions as of %s: choose %s to %s", AsOf, all[len(all)-1].Minor, all[0].Minor)
	}
	return nil
}

// CheckRKEUpgrade returns what is wrong with going from one minor version of
// Kubernetes to another: https://kubernetes.io/releases/version-skew-policy/
func CheckRKEUpgrade(from, to string) error {
	return checkStep(from, to, "Kubernetes", "servers are upgraded one at a time")
}

// CloudController is the chart of the cloud controller manager for AWS.
func CloudController() Chart {
	return Chart{
		Name:       "aws-cloud-controller-manager",
		Repository: "https://kubernetes.github.io/cloud-provider-aws",
		Version:    "0.0.10",
		AppVersion: "v1.34.0",
		Source: Source{
			URL:  "https://github.com/kubernetes/cloud-provider-aws/blob/059b0b65a5/charts/aws-cloud-controller-manager/Chart.yaml",
			Seen: AsOf,
		},
	}
}

// PodIdentityWebhook gives pods their tokens for AWS where no EKS does. The
// chart is a person's; the image in it is that of Amazon.
func PodIdentityWebhook() Chart {
	return Chart{
		Name:       "amazon-eks-pod-identity-webhook",
		Repository: "https://jkroepke.github.io/helm-charts",
		Version:    "2.6.5",
		AppVersion: "v0.6.17",
		Source: Source{
			URL:  "https://github.com/jkroepke/helm-charts/blob/855206b/charts/amazon-eks-pod-identity-webhook/Chart.yaml",
			Seen: "2026-06-04",
		},
	}
}
