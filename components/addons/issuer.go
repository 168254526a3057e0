package addons

import (
	"github.com/drydock-iac/drydock/internal/kube"
)

// Issuer is a ClusterIssuer of a CertManager.
type Issuer string

// The issuers.
const (
	// Staging is Let's Encrypt's test service: certificates that no browser
	// trusts, with limits that nobody meets. The default.
	Staging Issuer = "letsencrypt-staging"
	// Production is Let's Encrypt itself. Of one set of names it issues 5
	// certificates in 7 days: https://letsencrypt.org/docs/rate-limits/
	Production Issuer = "letsencrypt-production"
	// PrivateCA is an authority that exists in this cluster only.
	PrivateCA Issuer = "private-ca"
)

// Names of what the private authority is made of.
const (
	rootIssuer = "private-root"
	rootSecret = "private-root"
)

const certAPI = "cert-manager.io/v1"

// server is the ACME directory: https://letsencrypt.org/getting-started/
func (i Issuer) server() string {
	if i == Production {
		return "https://acme-v02.api.letsencrypt.org/directory"
	}
	return "https://acme-staging-v02.api.letsencrypt.org/directory"
}

func clusterIssuer(name string, spec map[string]any) kube.Manifest {
	return kube.Unstructured(map[string]any{
		"apiVersion": certAPI, "kind": "ClusterIssuer",
		"metadata": map[string]any{"name": name, "annotations": map[string]any{waitFor: untilReady}},
		"spec":     spec,
	})
}

// acmeIssuer proves names with the controller's own role, so it has no
// credentials. The zone is named: it need not be searched for, and the role
// need not be allowed to.
func (a CertManagerArgs) acmeIssuer(i Issuer) kube.Manifest {
	return clusterIssuer(string(i), map[string]any{"acme": map[string]any{
		"server": i.server(), "email": a.ACME.Email,
		"privateKeySecretRef": map[string]any{"name": string(i) + "-account"},
		"solvers": []any{map[string]any{
			"selector": map[string]any{"dnsZones": []any{a.ACME.Zone.Domain}},
			"dns01": map[string]any{"route53": map[string]any{
				"region": a.Cluster.Region, "hostedZoneID": a.ACME.Zone.ID,
			}},
		}},
	}})
}

// rootCertificate is the private authority's own, for ten years: whoever
// trusts it must be told of its successor.
func (a CertManagerArgs) rootCertificate() kube.Manifest {
	return kube.Unstructured(map[string]any{
		"apiVersion": certAPI, "kind": "Certificate",
		"metadata": map[string]any{
			"name": rootSecret, "namespace": a.Namespace, "annotations": map[string]any{waitFor: untilReady},
		},
		"spec": map[string]any{
			"isCA": true, "commonName": "Private CA of " + a.Cluster.Name, "secretName": rootSecret,
			"duration": "87600h", "renewBefore": "8760h",
			"privateKey": map[string]any{"algorithm": "ECDSA", "size": 256, "rotationPolicy": "Never"},
			"issuerRef":  map[string]any{"name": rootIssuer, "kind": "ClusterIssuer", "group": "cert-manager.io"},
		},
	})
}
