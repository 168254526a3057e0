package kubernetes

import (
	"github.com/drydock-iac/drydock/simcloud/world"
)

// charts are the charts that the simulation knows, by the facts of their own
// Chart.yaml, values.yaml and templates as published by their projects.
var charts = []*chart{
	traefikChart, ebsChart, balancerChart, operatorChart, karpenterChart, identityChart,
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
				account: r.account(r.values, name), labels: r.labels("cert-manager", "controller"), values: r.values,
				security: certSecurity(r.values), containerSecurity: certContainer(r.values)})
			injector := r.values.Map("cainjector")
			if injector.BoolOr("enabled", true) {
				r.deployment(name+"-cainjector", injector.IntOr("replicaCount", 1), pod{name: "cert-manager-cainjector", image: "quay.io/jetstack/cert-manager-cainjector:v1.21.1",
					account: r.account(injector, name+"-cainjector"), labels: r.labels("cainjector", "cainjector"), values: injector,
					security: certSecurity(injector), containerSecurity: certContainer(injector)})
			}
			hook := r.values.Map("webhook")
			labels := r.labels("webhook", "webhook")
			r.deployment(name+"-webhook", hook.IntOr("replicaCount", 1), pod{name: "cert-manager-webhook", image: "quay.io/jetstack/cert-manager-webhook:v1.21.1", delay: 5,
				account: r.account(hook, name+"-webhook"), labels: labels, values: hook, ports: []any{map[string]any{"name": "https", "containerPort": 10250}},
				security: certSecurity(hook), containerSecurity: certContainer(hook)})
			r.service(name+"-webhook", map[string]any{"type": "ClusterIP", "selector": labels,
				"ports": []any{map[string]any{"name": "https", "port": 443, "targetPort": "https"}}}, nil)
			r.hook(webhook{
				configuration: name + "-webhook", name: "webhook.cert-manager.io", service: name + "-webhook", path: "/validate",
				groups: []any{"cert-manager.io", "acme.cert-manager.io"}, versions: []any{"v1"}, resources: []any{"*/*", "*"}, seconds: hook.IntOr("timeoutSeconds", 30),
			})
		},
	},
	{
		name: "external-dns", version: "1.21.1", app: "0.21.0",
		repositories: []string{"https://kubernetes-sigs.github.io/external-dns"},
		crds:         []string{"externaldns.k8s.io DNSEndpoint dnsendpoints Namespaced v1alpha1"},
		render: func(r *rendering) {
			name := r.fullname()
			r.deployment(name, r.values.IntOr("replicaCount", 1), pod{name: "external-dns", image: "registry.k8s.io/external-dns/external-dns:v0.21.0", delay: 5,
				account: r.account(r.values, name), labels: r.labels("external-dns", ""), values: r.values, ports: []any{map[string]any{"name": "http", "containerPort": 7979}},
				security:          over(map[string]any{"runAsNonRoot": true, "fsGroup": 65534.0, "seccompProfile": runtimeDefault()}, r.values.Map("podSecurityContext")),
				containerSecurity: over(userSecurity(65532), r.values.Map("securityContext"))})
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
				resources: map[string]any{"requests": map[string]any{"cpu": "100m", "memory": "200Mi"}}, more: map[string]any{"priorityClassName": "system-cluster-critical"},
				security: over(map[string]any{}, r.values.Map("podSecurityContext")), containerSecurity: over(measuringSecurity(), r.values.Map("securityContext"))})
			r.service(name, map[string]any{"type": "ClusterIP", "selector": labels, "ports": []any{map[string]any{"name": "https", "port": 443, "targetPort": "https"}}}, nil)
			r.add(kinds[tokenAPIService], "v1beta1.metrics.k8s.io", map[string]any{"spec": map[string]any{"group": "metrics.k8s.io", "version": "v1beta1",
				"groupPriorityMinimum": 100, "versionPriority": 100, "service": map[string]any{"name": name, "namespace": r.namespace, "port": 443}}})
		},
	},
}
