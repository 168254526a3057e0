package kubernetes

import (
	"github.com/drydock-iac/drydock/simcloud/world"
)

var operatorChart = &chart{
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
			account: r.account(r.values, name), labels: r.labels("external-secrets", ""), values: r.values,
			containerSecurity: operatorSecurity(r.values)})
		controller := r.values.Map("certController")
		if controller.BoolOr("create", true) {
			r.deployment(name+"-cert-controller", controller.IntOr("replicaCount", 1), pod{name: "cert-controller", image: "ghcr.io/external-secrets/external-secrets:v2.9.0", delay: 20,
				account: r.account(controller, "external-secrets-cert-controller"), labels: r.labels("external-secrets-cert-controller", ""), values: controller,
				containerSecurity: operatorSecurity(controller)})
		}
		hook := r.values.Map("webhook")
		if hook.BoolOr("create", true) {
			labels := r.labels("external-secrets-webhook", "")
			r.deployment(name+"-webhook", hook.IntOr("replicaCount", 1), pod{name: "webhook", image: "ghcr.io/external-secrets/external-secrets:v2.9.0", delay: 20,
				account: r.account(hook, "external-secrets-webhook"), labels: labels, values: hook, ports: []any{map[string]any{"name": "webhook", "containerPort": 10250}},
				containerSecurity: operatorSecurity(hook)})
			r.service(name+"-webhook", map[string]any{"type": "ClusterIP", "selector": labels, "ports": []any{map[string]any{"name": "webhook", "port": 443, "targetPort": "webhook"}}}, nil)
			for _, kind := range []string{"secretstore", "clustersecretstore", "externalsecret"} {
				configuration := "secretstore-validate"
				if kind == "externalsecret" {
					configuration = "externalsecret-validate"
				}
				r.hook(webhook{
					configuration: configuration, name: "validate." + kind + ".external-secrets.io", service: name + "-webhook",
					path:   "/validate-external-secrets-io-v1-" + kind,
					groups: []any{"external-secrets.io"}, versions: []any{"v1"}, resources: []any{kind + "s"}, seconds: 5,
				})
			}
		}
	},
}

var karpenterChart = &chart{
	name: "karpenter", version: "1.14.1", app: "1.14.1",
	repositories: []string{"oci://public.ecr.aws/karpenter/karpenter"},
	crds: []string{
		"karpenter.sh NodePool nodepools Cluster v1", "karpenter.sh NodeClaim nodeclaims Cluster v1", "karpenter.k8s.aws EC2NodeClass ec2nodeclasses Cluster v1",
	},
	render: func(r *rendering) {
		name := r.fullname()
		more := map[string]any{"priorityClassName": r.values.StrOr("priorityClassName", "system-cluster-critical")}
		r.deployment(name, r.values.IntOr("replicas", 2), pod{name: "controller", image: "public.ecr.aws/karpenter/controller:1.14.1", delay: 5,
			account: r.account(r.values, name), labels: r.labels("karpenter", ""), values: r.values, more: more,
			security: over(map[string]any{"fsGroup": 65532.0, "seccompProfile": runtimeDefault()}, r.values.Map("podSecurityContext")),
			containerSecurity: map[string]any{"privileged": false, "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true,
				"runAsNonRoot": true, "runAsUser": 65532.0, "runAsGroup": 65532.0, "capabilities": dropAll()}})
		r.service(name, map[string]any{"type": "ClusterIP", "selector": r.labels("karpenter", ""), "ports": []any{map[string]any{"name": "http-metrics", "port": 8080}}}, nil)
	},
}
