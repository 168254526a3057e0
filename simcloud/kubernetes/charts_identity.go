package kubernetes

import (
	"encoding/base64"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// identityImage is the image of the webhook that gives pods their tokens for
// AWS, without its registry and tag:
// https://github.com/aws/amazon-eks-pod-identity-webhook
const identityImage = "/amazon-eks-pod-identity-webhook:"

var identityChart = &chart{
	name: "amazon-eks-pod-identity-webhook", version: "2.6.5", app: "v0.6.17",
	repositories: []string{"https://jkroepke.github.io/helm-charts", "oci://ghcr.io/jkroepke/helm-charts/amazon-eks-pod-identity-webhook"},
	closed: map[string]string{
		"": "affinity annotations config fullnameOverride global hostNetwork image imagePullSecrets livenessProbe metrics mutatingWebhook " +
			"nameOverride namespaceOverride nodeSelector pki podAnnotations podDisruptionBudget podLabels podSecurityContext priorityClassName " +
			"readinessProbe replicaCount resources securityContext service serviceAccount strategy tolerations",
		"pki": "caBundle cert certManager existingSecret key",
	},
	render: func(r *rendering) {
		name, labels := r.fullname(), r.labels("amazon-eks-pod-identity-webhook", "")
		config, pki := r.values.Map("config"), r.values.Map("pki")
		secret := pki.Str("existingSecret")
		if secret == "" {
			secret = name + "-cert"
			if !pki.Map("certManager").BoolOr("enabled", true) {
				r.add(kinds[tokenSecret], secret, map[string]any{"type": "kubernetes.io/tls", "data": map[string]any{
					"tls.crt": base64.StdEncoding.EncodeToString([]byte(pki.Str("cert"))), "tls.key": base64.StdEncoding.EncodeToString([]byte(pki.Str("key"))),
				}})
			}
		}
		r.deployment(name, r.values.IntOr("replicaCount", 1), pod{
			name: "amazon-eks-pod-identity-webhook", image: "public.ecr.aws/eks" + identityImage + "v0.6.17",
			account: r.account(r.values, name), labels: labels, values: r.values,
			ports: []any{
				map[string]any{"name": "https", "containerPort": config.Map("ports").IntOr("webhook", 8443)},
				map[string]any{"name": "metrics", "containerPort": config.Map("ports").IntOr("metrics", 9999)},
			},
			command: []any{
				"/webhook", "--annotation-prefix=" + config.StrOr("annotationPrefix", "eks.amazonaws.com"),
				"--token-audience=" + config.StrOr("tokenAudience", "sts.amazonaws.com"),
				"--tls-cert=/etc/webhook/certs/tls.crt",
			},
			security: over(map[string]any{"seccompProfile": runtimeDefault()}, r.values.Map("podSecurityContext")),
			containerSecurity: over(map[string]any{
				"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "runAsGroup": 1.0, "runAsNonRoot": false, "runAsUser": 65534.0,
				"capabilities": map[string]any{"drop": []any{"ALL"}},
			}, r.values.Map("securityContext")),
			more: map[string]any{"volumes": []any{map[string]any{"name": "cert", "secret": map[string]any{"secretName": secret}}}},
		})
		port := config.Map("ports").IntOr("webhook", 8443)
		r.service(name, map[string]any{"type": "ClusterIP", "selector": labels, "ports": []any{
			map[string]any{"name": "https", "port": port, "targetPort": "https"},
		}}, nil)
		client := map[string]any{"service": map[string]any{"name": name, "namespace": r.namespace, "path": "/mutate", "port": port}}
		if ca := pki.Str("caBundle"); ca != "" {
			client["caBundle"] = base64.StdEncoding.EncodeToString([]byte(ca))
		}
		objects := r.values.Map("mutatingWebhook").Map("objectSelector")
		one := map[string]any{
			"name": "pod-identity-webhook.amazonaws.com", "admissionReviewVersions": []any{"v1beta1"}, "sideEffects": "None",
			"failurePolicy": r.values.Map("mutatingWebhook").StrOr("failurePolicy", "Ignore"), "clientConfig": client,
			"rules": []any{map[string]any{"operations": []any{"CREATE"}, "apiGroups": []any{""}, "apiVersions": []any{"v1"}, "resources": []any{"pods"}}},
			"objectSelector": map[string]any{
				"matchLabels": map[string]any(objects.Map("matchLabels").Clone()),
				"matchExpressions": append([]any{
					map[string]any{"key": "eks.amazonaws.com/skip-pod-identity-webhook", "operator": "DoesNotExist"},
					map[string]any{"key": "app.kubernetes.io/name", "operator": "NotIn", "values": []any{"amazon-eks-pod-identity-webhook"}},
				}, objects.List("matchExpressions")...),
			},
		}
		if namespaces := r.values.Map("mutatingWebhook").Map("namespaceSelector"); len(namespaces) > 0 {
			one["namespaceSelector"] = map[string]any(namespaces)
		}
		r.add(kinds[tokenMutating], name, map[string]any{"webhooks": []any{one}})
	},
}

// argument is the value of a command line's option --name=value.
func argument(container world.Props, name, or string) string {
	for _, list := range []string{"command", "args"} {
		for _, a := range container.Strs(list) {
			if value, ok := strings.CutPrefix(a, "--"+name+"="); ok {
				return value
			}
		}
	}
	return or
}
