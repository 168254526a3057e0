package kubernetes

import (
	"github.com/drydock-iac/drydock/simcloud/world"
)

// charts are the charts that the simulation knows, by the facts of their own
// Chart.yaml, values.yaml and templates as published by their projects.
var charts = []*chart{
	traefikChart,
	{
		name: "cert-manager", version: "v1.21.1", app: "v1.21.1",
		repositories: []string{"https://charts.jetstack.io", "oci://quay.io/jetstack/charts/cert-manager"},
		closed: map[string]string{"": "acmesolver affinity approveSignerNames automountServiceAccountToken cainjector clusterResourceNamespace " +
			"config containerSecurityContext crds creator deploymentAnnotations disableAutoApproval dns01RecursiveNameservers " +
			"dns01RecursiveNameserversOnly enableCertificateOwnerRef enableServiceLinks enabled extraArgs extraContainers extraEnv " +
			"extraObjects featureGates fullnameOverride global hostAliases http_proxy https_proxy image imageNamespace imageRegistry " +
			"ingressShim installCRDs livenessProbe maxConcurrentChallenges nameOverride namespace networkPolicy no_proxy nodeSelector " +
			"podAnnotations podDisruptionBudget podDnsConfig podDnsPolicy podLabels prometheus replicaCount resources runtimeClassName " +
			"securityContext serviceAccount serviceAnnotations serviceIPFamilies serviceIPFamilyPolicy serviceLabels startupapicheck " +
			"strategy tolerations topologySpreadConstraints volumeMounts volumes webhook"},
		wanted: func(v world.Props) bool { return v.Map("crds").Bool("enabled") || v.Bool("installCRDs") },
		crds: []string{
			"cert-manager.io Certificate certificates Namespaced v1", "cert-manager.io CertificateRequest certificaterequests Namespaced v1",
			"cert-manager.io Issuer issuers Namespaced v1", "cert-manager.io ClusterIssuer clusterissuers Cluster v1",
			"acme.cert-manager.io Challenge challenges Namespaced v1", "acme.cert-manager.io Order orders Namespaced v1",
		},
		render: func(r *rendering) {
			name := r.fullname()
			r.deployment(name, r.values.IntOr("replicaCount", 1), pod{name: "cert-manager-controller", image: "quay.io/jetstack/cert-manager-controller:v1.21.1",
				account: r.account(r.values, name), labels: r.labels("cert-manager", "controller"), values: r.values})
			injector := r.values.Map("cainjector")
			if injector.BoolOr("enabled", true) {
				r.deployment(name+"-cainjector", injector.IntOr("replicaCount", 1), pod{name: "cert-manager-cainjector", image: "quay.io/jetstack/cert-manager-cainjector:v1.21.1",
					account: r.account(injector, name+"-cainjector"), labels: r.labels("cainjector", "cainjector"), values: injector})
			}
			hook := r.values.Map("webhook")
			labels := r.labels("webhook", "webhook")
			r.deployment(name+"-webhook", hook.IntOr("replicaCount", 1), pod{name: "cert-manager-webhook", image: "quay.io/jetstack/cert-manager-webhook:v1.21.1", delay: 5,
				account: r.account(hook, name+"-webhook"), labels: labels, values: hook, ports: []any{map[string]any{"name": "https", "containerPort": 10250}}})
			r.service(name+"-webhook", map[string]any{"type": "ClusterIP", "selector": labels,
				"ports": []any{map[string]any{"name": "https", "port": 443, "targetPort": "https"}}}, nil)
			r.webhook(name+"-webhook", name+"-webhook", "/validate", []any{"cert-manager.io", "acme.cert-manager.io"}, []any{"v1"}, []any{"*/*", "*"})
		},
	},
	{
		name: "external-dns", version: "1.21.1", app: "0.21.0",
		repositories: []string{"https://kubernetes-sigs.github.io/external-dns"},
		crds:         []string{"externaldns.k8s.io DNSEndpoint dnsendpoints Namespaced v1alpha1"},
		render: func(r *rendering) {
			name := r.fullname()
			r.deployment(name, r.values.IntOr("replicaCount", 1), pod{name: "external-dns", image: "registry.k8s.io/external-dns/external-dns:v0.21.0", delay: 5,
				account: r.account(r.values, name), labels: r.labels("external-dns", ""), values: r.values, ports: []any{map[string]any{"name": "http", "containerPort": 7979}}})
			r.service(name, map[string]any{"type": "ClusterIP", "selector": r.labels("external-dns", ""),
				"ports": []any{map[string]any{"name": "http", "port": 7979, "targetPort": "http"}}}, nil)
		},
	},
	{
		name: "metrics-server", version: "3.13.1", app: "0.8.1",
		repositories: []string{"https://kubernetes-sigs.github.io/metrics-server"},
		render: func(r *rendering) {
			name := r.fullname()
			labels := r.labels("metrics-server", "")
			r.deployment(name, r.values.IntOr("replicas", 1), pod{name: "metrics-server", image: "registry.k8s.io/metrics-server/metrics-server:v0.8.1", delay: 20,
				account: r.account(r.values, name), labels: labels, values: r.values, ports: []any{map[string]any{"name": "https", "containerPort": 10250}},
				resources: map[string]any{"requests": map[string]any{"cpu": "100m", "memory": "200Mi"}}, more: map[string]any{"priorityClassName": "system-cluster-critical"}})
			r.service(name, map[string]any{"type": "ClusterIP", "selector": labels, "ports": []any{map[string]any{"name": "https", "port": 443, "targetPort": "https"}}}, nil)
			r.add(kinds[tokenAPIService], "v1beta1.metrics.k8s.io", map[string]any{"spec": map[string]any{"group": "metrics.k8s.io", "version": "v1beta1",
				"groupPriorityMinimum": 100, "versionPriority": 100, "service": map[string]any{"name": name, "namespace": r.namespace, "port": 443}}})
		},
	},
	{
		name: "aws-ebs-csi-driver", version: "2.64.0", app: "1.64.0",
		repositories: []string{"https://kubernetes-sigs.github.io/aws-ebs-csi-driver"},
		closed: map[string]string{"": "aws-ebs-csi-driver additionalDaemonSets awsAccessSecret controller customLabels debugLogs defaultStorageClass " +
			"enabled fips fullnameOverride global helmTester image imagePullSecrets nameOverride node nodeAllocatableUpdatePeriodSeconds " +
			"nodeComponentOnly proxy sidecars storageClasses useOldCSIDriver volumeSnapshotClasses"},
		render: func(r *rendering) {
			account := func(part, name string) string { return r.account(r.values.Map(part), name) }
			small := map[string]any{"requests": map[string]any{"cpu": "10m", "memory": "40Mi"}}
			controller := r.values.Map("controller")
			r.deployment("ebs-csi-controller", controller.IntOr("replicaCount", 2), pod{name: "ebs-plugin", image: "public.ecr.aws/ebs-csi-driver/aws-ebs-csi-driver:v1.64.0",
				account: account("controller", "ebs-csi-controller-sa"), labels: map[string]any{"app": "ebs-csi-controller", "app.kubernetes.io/name": "aws-ebs-csi-driver"}, values: controller, resources: small})
			r.daemons("ebs-csi-node", pod{name: "ebs-plugin", image: "public.ecr.aws/ebs-csi-driver/aws-ebs-csi-driver:v1.64.0",
				account: account("node", "ebs-csi-node-sa"), labels: map[string]any{"app": "ebs-csi-node", "app.kubernetes.io/name": "aws-ebs-csi-driver"}, values: r.values.Map("node"), resources: small,
				more: map[string]any{"tolerations": []any{map[string]any{"operator": "Exists"}}}})
			r.add(kinds["kubernetes:storage.k8s.io/v1:CSIDriver"], "ebs.csi.aws.com", map[string]any{"spec": map[string]any{"attachRequired": true}})
			for _, c := range r.values.Maps("storageClasses") {
				r.class(c.Str("name"), map[string]any(c.Map("annotations")), c)
			}
			if r.values.Map("defaultStorageClass").Bool("enabled") {
				r.class("ebs-csi-default-sc", map[string]any{defaultClass: "true"}, world.Props{"volumeBindingMode": "WaitForFirstConsumer"})
			}
		},
	},
	{
		name: "aws-load-balancer-controller", version: "3.5.0", app: "v3.5.0",
		repositories: []string{"https://aws.github.io/eks-charts"},
		crds: []string{
			"elbv2.k8s.aws TargetGroupBinding targetgroupbindings Namespaced v1beta1", "elbv2.k8s.aws IngressClassParams ingressclassparams Cluster v1beta1",
		},
		render: func(r *rendering) {
			name := r.fullname()
			labels := r.labels("aws-load-balancer-controller", "")
			r.deployment(name, r.values.IntOr("replicaCount", 2), pod{name: "aws-load-balancer-controller", image: "public.ecr.aws/eks/aws-load-balancer-controller:v3.5.0", delay: 10,
				account: r.account(r.values, name), labels: labels, values: r.values, ports: []any{map[string]any{"name": "webhook-server", "containerPort": 9443}}})
			r.service("aws-load-balancer-webhook-service", map[string]any{"selector": labels, "ports": []any{map[string]any{"name": "webhook-server", "port": 443, "targetPort": "webhook-server"}}}, nil)
			if r.values.BoolOr("createIngressClassResource", true) {
				r.add(kinds[tokenIngressClass], r.values.StrOr("ingressClass", "alb"), map[string]any{"spec": map[string]any{"controller": "ingress.k8s.aws/alb"}})
			}
		},
	},
	{
		name: "external-secrets", version: "2.9.0", app: "v2.9.0",
		repositories: []string{"https://charts.external-secrets.io"},
		wanted:       func(v world.Props) bool { return v.BoolOr("installCRDs", true) },
		crds: []string{
			"external-secrets.io ExternalSecret externalsecrets Namespaced v1", "external-secrets.io SecretStore secretstores Namespaced v1",
			"external-secrets.io ClusterSecretStore clustersecretstores Cluster v1", "external-secrets.io ClusterExternalSecret clusterexternalsecrets Cluster v1",
			"external-secrets.io PushSecret pushsecrets Namespaced v1alpha1",
		},
		render: func(r *rendering) {
			name := r.fullname()
			r.deployment(name, r.values.IntOr("replicaCount", 1), pod{name: "external-secrets", image: "ghcr.io/external-secrets/external-secrets:v2.9.0",
				account: r.account(r.values, name), labels: r.labels("external-secrets", ""), values: r.values})
			controller := r.values.Map("certController")
			if controller.BoolOr("create", true) {
				r.deployment(name+"-cert-controller", controller.IntOr("replicaCount", 1), pod{name: "cert-controller", image: "ghcr.io/external-secrets/external-secrets:v2.9.0", delay: 20,
					account: r.account(controller, "external-secrets-cert-controller"), labels: r.labels("external-secrets-cert-controller", ""), values: controller})
			}
			hook := r.values.Map("webhook")
			if hook.BoolOr("create", true) {
				labels := r.labels("external-secrets-webhook", "")
				r.deployment(name+"-webhook", hook.IntOr("replicaCount", 1), pod{name: "webhook", image: "ghcr.io/external-secrets/external-secrets:v2.9.0", delay: 20,
					account: r.account(hook, "external-secrets-webhook"), labels: labels, values: hook, ports: []any{map[string]any{"name": "webhook", "containerPort": 10250}}})
				r.service(name+"-webhook", map[string]any{"type": "ClusterIP", "selector": labels, "ports": []any{map[string]any{"name": "webhook", "port": 443, "targetPort": "webhook"}}}, nil)
				r.webhook("secretstore-validate", name+"-webhook", "/validate-external-secrets-io-v1-secretstore", []any{"external-secrets.io"}, []any{"v1"}, []any{"secretstores", "clustersecretstores"})
			}
		},
	},
	{
		name: "karpenter", version: "1.14.1", app: "1.14.1",
		repositories: []string{"oci://public.ecr.aws/karpenter/karpenter"},
		crds: []string{
			"karpenter.sh NodePool nodepools Cluster v1", "karpenter.sh NodeClaim nodeclaims Cluster v1", "karpenter.k8s.aws EC2NodeClass ec2nodeclasses Cluster v1",
		},
		render: func(r *rendering) {
			name := r.fullname()
			more := map[string]any{"priorityClassName": r.values.StrOr("priorityClassName", "system-cluster-critical")}
			r.deployment(name, r.values.IntOr("replicas", 2), pod{name: "controller", image: "public.ecr.aws/karpenter/controller:1.14.1", delay: 5,
				account: r.account(r.values, name), labels: r.labels("karpenter", ""), values: r.values, more: more})
			r.service(name, map[string]any{"type": "ClusterIP", "selector": r.labels("karpenter", ""), "ports": []any{map[string]any{"name": "http-metrics", "port": 8080}}}, nil)
		},
	},
}

func (r *rendering) class(name string, annotations map[string]any, c world.Props) {
	p := map[string]any{"provisioner": "ebs.csi.aws.com", "annotations": annotations}
	for _, key := range []string{"parameters", "reclaimPolicy", "volumeBindingMode", "allowVolumeExpansion"} {
		if c[key] != nil {
			p[key] = c[key]
		}
	}
	r.add(kinds[tokenStorageClass], name, p)
}
