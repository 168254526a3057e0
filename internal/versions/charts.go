package versions

// Charts lists every pinned chart.
func Charts() []Chart {
	return []Chart{
		Traefik(), CertManager(), ExternalDNS(), EBSDriver(), MetricsServer(),
		Karpenter(), LoadBalancerController(), ExternalSecrets(),
	}
}

// CertManager issues certificates. The file in its repository has a
// placeholder for the version; a release has that of its tag.
func CertManager() Chart {
	return Chart{
		Name:       "cert-manager",
		Repository: "https://charts.jetstack.io",
		Version:    "v1.21.1",
		AppVersion: "v1.21.1",
		Source:     Source{URL: "https://github.com/cert-manager/cert-manager/releases/tag/v1.21.1", Seen: "2026-07-29"},
	}
}

// ExternalDNS writes the records of ingresses and services.
func ExternalDNS() Chart {
	return Chart{
		Name:       "external-dns",
		Repository: "https://kubernetes-sigs.github.io/external-dns",
		Version:    "1.21.1",
		AppVersion: "0.21.0",
		Source: Source{
			URL:  "https://github.com/kubernetes-sigs/external-dns/blob/2bf1bf8af2/charts/external-dns/Chart.yaml",
			Seen: "2026-08-22",
		},
	}
}

// EBSDriver makes volumes of EBS, for clusters that do not get it as an
// add-on of EKS.
func EBSDriver() Chart {
	return Chart{
		Name:       "aws-ebs-csi-driver",
		Repository: "https://kubernetes-sigs.github.io/aws-ebs-csi-driver",
		Version:    "2.64.0",
		AppVersion: "1.64.0",
		Source: Source{
			URL:  "https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/429e202e58/charts/aws-ebs-csi-driver/Chart.yaml",
			Seen: "2026-08-19",
		},
	}
}

// MetricsServer measures pods and nodes, for clusters that do not get it as
// an add-on of EKS.
func MetricsServer() Chart {
	return Chart{
		Name:       "metrics-server",
		Repository: "https://kubernetes-sigs.github.io/metrics-server",
		Version:    "3.13.1",
		AppVersion: "0.8.1",
		Source: Source{
			URL:  "https://github.com/kubernetes-sigs/metrics-server/blob/5ed5d3a2cf/charts/metrics-server/Chart.yaml",
			Seen: "2026-08-04",
		},
	}
}

// Karpenter makes nodes as pods need them. Its chart is in a registry only.
func Karpenter() Chart {
	return Chart{
		Name:       "oci://public.ecr.aws/karpenter/karpenter",
		Version:    "1.14.1",
		AppVersion: "1.14.1",
		Source: Source{
			URL:  "https://github.com/aws/karpenter-provider-aws/blob/1d927085dd/charts/karpenter/Chart.yaml",
			Seen: "2026-08-21",
		},
	}
}

// LoadBalancerController makes load balancers of AWS for ingresses and
// services.
func LoadBalancerController() Chart {
	return Chart{
		Name:       "aws-load-balancer-controller",
		Repository: "https://aws.github.io/eks-charts",
		Version:    "3.5.0",
		AppVersion: "v3.5.0",
		Source: Source{
			URL:  "https://github.com/aws/eks-charts/blob/5239609242/stable/aws-load-balancer-controller/Chart.yaml",
			Seen: "2026-08-03",
		},
	}
}

// ExternalSecrets copies secrets between AWS and the cluster.
func ExternalSecrets() Chart {
	return Chart{
		Name:       "external-secrets",
		Repository: "https://charts.external-secrets.io",
		Version:    "2.9.0",
		AppVersion: "v2.9.0",
		Source: Source{
			URL:  "https://github.com/external-secrets/external-secrets/blob/cc5bfbc223/deploy/charts/external-secrets/Chart.yaml",
			Seen: "2026-08-08",
		},
	}
}
