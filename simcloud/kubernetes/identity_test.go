package kubernetes_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/world"
)

const webhookHost = "amazon-eks-pod-identity-webhook.pod-identity.svc"

// serving is a certificate for a host that signs itself.
func serving(t *testing.T, host string) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{host}, NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<33, 0),
	}, &x509.Certificate{SerialNumber: big.NewInt(1)}, &key.PublicKey, key)
	require.NoError(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// identityWebhook installs the webhook with a certificate and what the API
// server is told to trust.
func identityWebhook(t *testing.T, s *world.Session, certificate, bundle string) {
	t.Helper()
	quote := func(text string) string { q, _ := json.Marshal(text); return string(q) }
	must(t, s, fmt.Sprintf(`{apiVersion: helm.sh/v3, kind: Release, name: amazon-eks-pod-identity-webhook, namespace: pod-identity, createNamespace: true,
chart: amazon-eks-pod-identity-webhook, version: 2.6.5, repositoryOpts: {repo: "https://jkroepke.github.io/helm-charts"},
values: {pki: {certManager: {enabled: false}, cert: %s, key: k, caBundle: %s}}}`, quote(certificate), quote(bundle)))
}

// equipped installs the webhook as it should be.
func equipped(t *testing.T, s *world.Session) {
	t.Helper()
	certificate := serving(t, webhookHost)
	identityWebhook(t, s, certificate, certificate)
}

func TestAPodGetsItsTokenOnlyFromAWebhookThatAnswersAndIsTrusted(t *testing.T) {
	const account = `{apiVersion: v1, kind: ServiceAccount, metadata: {name: web, namespace: app, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/web"}}}`
	for name, tt := range map[string]struct {
		install func(*testing.T, *world.Session)
		labels  string
		want    any
	}{
		"as it should be": {equipped, "app: web", "sts.amazonaws.com"},
		"none":            {func(*testing.T, *world.Session) {}, "app: web", nil},
		"not to be seen":  {equipped, `app: web, eks.amazonaws.com/skip-pod-identity-webhook: "true"`, nil},
		"another authority's": {func(t *testing.T, s *world.Session) {
			identityWebhook(t, s, serving(t, webhookHost), serving(t, webhookHost))
		}, "app: web", nil},
		"without a bundle": {func(t *testing.T, s *world.Session) { identityWebhook(t, s, serving(t, webhookHost), "") }, "app: web", nil},
		"for another host": {func(t *testing.T, s *world.Session) {
			c := serving(t, "webhook.example.com")
			identityWebhook(t, s, c, c)
		}, "app: web", nil},
	} {
		t.Run(name, func(t *testing.T) {
			w, s := lab(t)
			for _, text := range []string{namespace, account} {
				must(t, s, text)
			}
			tt.install(t, s)
			must(t, s, web("labels: {app: web}", "labels: {"+tt.labels+"}", "    spec:\n", "    spec:\n      serviceAccountName: web\n"))
			seen := 0
			for _, p := range pods(w) {
				if p.Props.Map("metadata").Str("namespace") != "app" {
					continue
				}
				seen++
				var got any
				for _, v := range p.Props.Map("spec").Maps("volumes") {
					for _, source := range v.Map("projected").Maps("sources") {
						got = source.Map("serviceAccountToken")["audience"]
					}
				}
				assert.Equal(t, tt.want, got)
				if tt.want != nil {
					assert.Contains(t, p.Props.Map("spec").Maps("containers")[0].List("env"),
						map[string]any{"name": "AWS_ROLE_ARN", "value": "arn:aws:iam::111122223333:role/web"})
				}
			}
			assert.Equal(t, 2, seen)
		})
	}
}
