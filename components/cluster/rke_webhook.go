package cluster

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/drydock-iac/drydock/internal/helm"
	"github.com/drydock-iac/drydock/internal/keys"
	"github.com/drydock-iac/drydock/internal/kube"
	"github.com/drydock-iac/drydock/internal/versions"
)

const (
	// webhookNamespace is one of its own: the network policies of the CIS
	// profile close kube-system to other servers' API servers, whose requests
	// come from their nodes: https://docs.rke2.io/security/hardening_guide
	webhookNamespace = "pod-identity"
	// webhookSecret holds its certificate.
	webhookSecret = "pod-identity-webhook-tls"
	// webhookReplicas is how many there are where there are two servers.
	webhookReplicas = 2
	// webhookUser is the user of the chart, nobody.
	webhookUser = 65534
)

// podIdentity installs the webhook that gives a pod what it needs to act as
// the role that its service account names: a token for AWS, which the kubelet
// renews, and the variables by which AWS's SDKs find it. EKS has the same one
// in its control plane.
//
// It runs on servers, before there is an agent, so it is there before the
// first pod that needs it: Ready has it. Its certificate is made here and not
// by cert-manager, which itself may need a role. A pod that is made while no
// webhook answers is made without a role (failurePolicy Ignore): to refuse
// every pod of the cluster then, the network's own among them, could keep a
// cluster from ever coming back after all its servers were lost.
func (b *rkeBuilder) podIdentity() error {
	if b.plan.DisableIdentity {
		return nil
	}
	chart := versions.PodIdentityWebhook()
	release := chart.Name[strings.LastIndex(chart.Name, "/")+1:]
	key, err := keys.NewPrivate(b.ctx, b.child("webhook-key"), b.own())
	if err != nil {
		return err
	}
	host := release + "." + webhookNamespace + ".svc"
	certificate, err := keys.NewServer(b.ctx, b.child("webhook-cert"), []string{host, host + ".cluster.local"}, key, authorityHours, b.own())
	if err != nil {
		return err
	}
	options := func(after ...pulumi.Resource) []pulumi.ResourceOption {
		return []pulumi.ResourceOption{
			pulumi.Provider(b.provider), b.own(), pulumi.DeletedWith(b.state), pulumi.DependsOn(after),
		}
	}
	namespace, err := kube.New(b.ctx, b.child("webhook-namespace"), kube.From(&corev1.Namespace{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Namespace"},
		ObjectMeta: metav1.ObjectMeta{Name: webhookNamespace, Labels: map[string]string{
			"pod-security.kubernetes.io/enforce": "restricted",
		}},
	}), options()...)
	if err != nil {
		return err
	}
	secret, err := kube.New(b.ctx, b.child("webhook-secret"), kube.From(&corev1.Secret{
		TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "Secret"},
		ObjectMeta: metav1.ObjectMeta{Name: webhookSecret, Namespace: webhookNamespace},
		Type:       corev1.SecretTypeTLS,
	}).With(certificate.PEM, "stringData", corev1.TLSCertKey).With(key.PEM, "stringData", corev1.TLSPrivateKeyKey), options(namespace)...)
	if err != nil {
		return err
	}
	values := b.plan.webhookValues()
	values["pki"] = map[string]any{
		"certManager": map[string]any{"enabled": false}, "existingSecret": webhookSecret, "caBundle": certificate.PEM,
	}
	after := []pulumi.Resource{secret}
	for _, g := range b.serverGroups {
		after = append(after, g.resource)
	}
	b.webhook, err = helm.NewRelease(b.ctx, b.child("webhook"), &helm.ReleaseArgs{
		Chart: chart.Name, Repository: chart.Repository, Version: chart.Version,
		Name: release, Namespace: webhookNamespace, Values: values, Atomic: true,
	}, options(after...)...)
	return err
}

// webhookValues are the chart's values without the certificate.
func (pl *rkePlan) webhookValues() map[string]any {
	replicas := min(webhookReplicas, len(pl.servers))
	return map[string]any{
		"replicaCount":        replicas,
		"podDisruptionBudget": map[string]any{"enabled": replicas > 1, "maxUnavailable": 1},
		"priorityClassName":   "system-cluster-critical",
		"config":              map[string]any{"defaultAwsRegion": pl.Network.Region},
		"mutatingWebhook":     map[string]any{"failurePolicy": "Ignore"},
		"nodeSelector":        map[string]any{"node-role.kubernetes.io/control-plane": "true"},
		"tolerations":         []any{map[string]any{"key": "CriticalAddonsOnly", "operator": "Exists"}},
		"affinity": map[string]any{"podAntiAffinity": map[string]any{"preferredDuringSchedulingIgnoredDuringExecution": []any{map[string]any{
			"weight": 100, "podAffinityTerm": map[string]any{
				"topologyKey":   "kubernetes.io/hostname",
				"labelSelector": map[string]any{"matchLabels": map[string]any{"app.kubernetes.io/name": "amazon-eks-pod-identity-webhook"}},
			},
		}}}},
		"podSecurityContext": map[string]any{"runAsNonRoot": true, "seccompProfile": map[string]any{"type": "RuntimeDefault"}},
		"securityContext": map[string]any{
			"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "runAsNonRoot": true,
			"runAsUser": webhookUser, "runAsGroup": webhookUser, "capabilities": map[string]any{"drop": []any{"ALL"}},
		},
		"resources": map[string]any{
			"requests": map[string]any{"cpu": "10m", "memory": "32Mi"}, "limits": map[string]any{"memory": "64Mi"},
		},
	}
}
