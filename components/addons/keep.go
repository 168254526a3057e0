package addons

import (
	"github.com/drydock-iac/drydock/internal/kube"
)

// archiveInterval is how often the secret is copied to its archive.
const archiveInterval = "1h"

func storeRef() map[string]any {
	return map[string]any{"kind": "ClusterSecretStore", "name": SecretStore}
}

// restore puts the archive's content into the certificate's secret, once for
// each cluster. Under the policy Orphan the operator makes the secret and
// never looks at it again, so that it does not undo what cert-manager writes:
// https://github.com/external-secrets/external-secrets/pull/4956 and
// https://external-secrets.io/latest/guides/ownership-deletion-policy/.
//
// The annotations are those by which cert-manager knows whose certificate it
// is. An archive holds those of one issuer only, so they are true.
func (a IssuedCertificateArgs) restore(name string) kube.Manifest {
	return kube.Unstructured(map[string]any{
		"apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret", "metadata": a.metadata(name),
		"spec": map[string]any{
			"refreshPolicy": "CreatedOnce", "secretStoreRef": storeRef(),
			"target": map[string]any{
				"name": a.SecretName, "creationPolicy": "Orphan", "deletionPolicy": "Retain",
				"template": map[string]any{
					"type": "kubernetes.io/tls",
					"metadata": map[string]any{"annotations": map[string]any{
						"cert-manager.io/issuer-name": string(a.Issuer), "cert-manager.io/issuer-kind": "ClusterIssuer",
						"cert-manager.io/issuer-group": "cert-manager.io", "cert-manager.io/certificate-name": name,
					}},
				},
			},
			"dataFrom": []any{map[string]any{"extract": map[string]any{"key": a.Archive.SecretName}}},
		},
	})
}

// keep copies the secret to the archive, as text, and leaves it there when
// the object goes: https://external-secrets.io/latest/guides/pushsecrets/
func (a IssuedCertificateArgs) keep(name string) kube.Manifest {
	return kube.Unstructured(map[string]any{
		"apiVersion": "external-secrets.io/v1alpha1", "kind": "PushSecret", "metadata": a.metadata(name),
		"spec": map[string]any{
			"updatePolicy": "Replace", "deletionPolicy": "None", "refreshInterval": archiveInterval,
			"secretStoreRefs": []any{storeRef()},
			"selector":        map[string]any{"secret": map[string]any{"name": a.SecretName}},
			"data": []any{map[string]any{
				"match": map[string]any{"remoteRef": map[string]any{"remoteKey": a.Archive.SecretName}},
				"metadata": map[string]any{
					"apiVersion": "kubernetes.external-secrets.io/v1alpha1", "kind": "PushSecretMetadata",
					"spec": map[string]any{"secretPushFormat": "string", "tags": a.Archive.tags},
				},
			}},
		},
	})
}
