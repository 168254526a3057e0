package versions

// Names of the add-ons of EKS that the library uses.
const (
	AddOnVPCCNI        = "vpc-cni"
	AddOnKubeProxy     = "kube-proxy"
	AddOnPodIdentity   = "eks-pod-identity-agent"
	AddOnCoreDNS       = "coredns"
	AddOnMetricsServer = "metrics-server"
	AddOnEBS           = "aws-ebs-csi-driver"
	// AddOnSnapshots is installed only where it is asked for.
	AddOnSnapshots = "snapshot-controller"
)

// SnapshotsAddOnVersion is that of AddOnSnapshots, for every release in the
// table.
const SnapshotsAddOnVersion = "v8.3.0-eksbuild.1"

// Versions of the add-ons that are the same for every release in the table.
const (
	vpcCNI        = "v1.22.4-eksbuild.3"
	podIdentity   = "v1.3.10-eksbuild.3"
	metricsServer = "v0.9.0-eksbuild.11"
	ebs           = "v1.66.0-eksbuild.1"
)

// AddOnSource is how the versions of add-ons are listed for a release:
// aws eks describe-addon-versions --kubernetes-version 1.35. Those here were
// in use on clusters of the releases in September 2026.
func AddOnSource() Source {
	return Source{
		URL:     "https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeAddonVersions.html",
		Through: "public records of clusters that run them",
		Seen:    "2026-09-20",
	}
}

// addOns is the set for one release: CoreDNS and kube-proxy are built per
// release of Kubernetes, the others are not.
func addOns(coreDNS, kubeProxy string) map[string]string {
	return map[string]string{
		AddOnVPCCNI:        vpcCNI,
		AddOnKubeProxy:     kubeProxy,
		AddOnPodIdentity:   podIdentity,
		AddOnCoreDNS:       coreDNS,
		AddOnMetricsServer: metricsServer,
		AddOnEBS:           ebs,
	}
}
