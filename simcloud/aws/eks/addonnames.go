package eks

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// selfManagedKind is what the service puts into a new cluster unless
// bootstrapSelfManagedAddons is false: the default network add-ons, which no
// resource of a program manages.
const selfManagedKind = "aws:eks/selfManagedAddon"

var selfManaged = []string{"coredns", "kube-proxy", "vpc-cni"}

// addonInfo is what the simulation knows of an add-on.
type addonInfo struct {
	// replicas: a Deployment, which needs nodes that take its pods; else a
	// DaemonSet, which is content with none.
	replicas bool
	// namespace of its service accounts; "" is kube-system.
	namespace string
	// latest is the newest version by Kubernetes minor version, 0 for all;
	// empty where the simulation knows none.
	latest map[int]string
}

// addons are the AWS add-ons. Source of the names: docAddons; of the versions,
// which are those of September 2026,
// https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeAddonVersions.html.
var addons = map[string]addonInfo{
	"vpc-cni": {latest: map[int]string{0: "v1.22.4-eksbuild.3"}},
	"kube-proxy": {latest: map[int]string{
		31: "v1.31.14-eksbuild.20", 32: "v1.32.13-eksbuild.24", 33: "v1.33.10-eksbuild.21",
		34: "v1.34.6-eksbuild.21", 35: "v1.35.3-eksbuild.29", 36: "v1.36.0-eksbuild.25",
	}},
	"coredns": {replicas: true, latest: map[int]string{
		31: "v1.11.4-eksbuild.51", 32: "v1.11.4-eksbuild.51", 33: "v1.12.4-eksbuild.29",
		34: "v1.12.4-eksbuild.29", 35: "v1.13.2-eksbuild.31", 36: "v1.14.3-eksbuild.23",
	}},
	"eks-pod-identity-agent":          {latest: map[int]string{0: "v1.3.10-eksbuild.3"}},
	"eks-node-monitoring-agent":       {},
	"aws-ebs-csi-driver":              {replicas: true, latest: map[int]string{0: "v1.66.0-eksbuild.1"}},
	"aws-efs-csi-driver":              {replicas: true},
	"aws-fsx-csi-driver":              {replicas: true},
	"aws-mountpoint-s3-csi-driver":    {replicas: true},
	"snapshot-controller":             {replicas: true},
	"metrics-server":                  {replicas: true, latest: map[int]string{0: "v0.9.0-eksbuild.11"}},
	"kube-state-metrics":              {replicas: true},
	"prometheus-node-exporter":        {},
	"cert-manager":                    {replicas: true, namespace: "cert-manager"},
	"external-dns":                    {replicas: true, namespace: "external-dns"},
	"adot":                            {replicas: true, namespace: "opentelemetry-operator-system"},
	"amazon-cloudwatch-observability": {replicas: true, namespace: "amazon-cloudwatch"},
	"aws-guardduty-agent":             {namespace: "amazon-guardduty"},
	"aws-network-flow-monitoring-agent": {
		namespace: "amazon-network-flow-monitor",
	},
	"aws-privateca-connector-for-kubernetes":      {replicas: true, namespace: "aws-privateca-issuer"},
	"aws-secrets-store-csi-driver-provider":       {namespace: "aws-secrets-manager"},
	"amazon-sagemaker-hyperpod-taskgovernance":    {replicas: true, namespace: "kueue-system"},
	"amazon-sagemaker-hyperpod-training-operator": {replicas: true, namespace: "aws-hyperpod"},
}

func (a addonInfo) space() string {
	if a.namespace == "" {
		return "kube-system"
	}
	return a.namespace
}

// newest is the newest version of an add-on for a Kubernetes version, "" where
// the simulation knows none.
func newest(addon, kubernetes string) string {
	latest := addons[addon].latest
	if v := latest[minor(kubernetes)]; v != "" {
		return v
	}
	return latest[0]
}

var addonVersion = regexp.MustCompile(`^v(\d+)\.(\d+)\.(\d+)-eksbuild\.(\d+)$`)

// versionFits reports whether a version of an add-on can be had on a cluster.
// The simulation does not know every build, so it takes every version of the
// service's pattern; that of kube-proxy is no newer than the cluster and no
// more than three minor versions older: docSkew.
func versionFits(addon, version, kubernetes string) bool {
	m := addonVersion.FindStringSubmatch(version)
	if m == nil {
		// Others than the three network add-ons have other patterns, too.
		return !slices.Contains(selfManaged, addon) && strings.HasPrefix(version, "v")
	}
	if addon != "kube-proxy" {
		return true
	}
	n, _ := strconv.Atoi(m[2])
	return m[1] == "1" && n <= minor(kubernetes) && minor(kubernetes)-n <= maxSkew
}
