package kubernetes_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const provider = "arn:aws:iam::111122223333:oidc-provider/lab.example.com"

// certManager installs it with the annotation of a role on its account.
const certManager = `{apiVersion: helm.sh/v3, kind: Release, name: cert-manager, namespace: cert-manager, createNamespace: true, chart: cert-manager, version: v1.21.1,
repositoryOpts: {repo: "https://charts.jetstack.io"}, values: {crds: {enabled: true}, serviceAccount: {annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/prover"}}}}`

const operator = `{apiVersion: helm.sh/v3, kind: Release, name: external-secrets, namespace: external-secrets, createNamespace: true, chart: external-secrets, version: 2.9.0,
repositoryOpts: {repo: "https://charts.external-secrets.io"}, values: {serviceAccount: {annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/reader"}}}}`

// account puts a role into the world that one service account may act as.
func account(w *world.World, role, namespace, name, policy string) {
	host := strings.TrimPrefix(provider, "arn:aws:iam::111122223333:oidc-provider/")
	trust := fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"%s"},"Action":"sts:AssumeRoleWithWebIdentity",`+
		`"Condition":{"StringEquals":{"%s:sub":"system:serviceaccount:%s:%s","%s:aud":"sts.amazonaws.com"}}}]}`, provider, host, namespace, name, host)
	w.Seed(&world.Object{Kind: "aws:iam/openIdConnectProvider:OpenIdConnectProvider", ID: provider, Props: world.Props{"arn": provider, "url": host, "clientIdLists": []any{"sts.amazonaws.com"}}})
	w.Seed(&world.Object{Kind: "aws:iam/role:Role", ID: role, Props: world.Props{"arn": "arn:aws:iam::111122223333:role/" + role, "name": role, "assumeRolePolicy": trust}})
	w.Seed(&world.Object{Kind: "aws:iam/rolePolicy:RolePolicy", ID: role + ":p", Props: world.Props{"role": role, "policy": policy}})
}

func statusOf(w *world.World, kind, id string) string {
	for _, o := range w.Objects() {
		if strings.HasSuffix(o.Kind, ":"+kind) && o.ID == id {
			c := o.Props.Map("status").Maps("conditions")[0]
			return c.Str("status") + " " + c.Str("message")
		}
	}
	return "none"
}

func secretOf(w *world.World, id, key string) string {
	for _, o := range w.Objects() {
		if o.Kind == "kubernetes:core/v1:Secret" && o.ID == id {
			text, _ := base64.StdEncoding.DecodeString(o.Props.Map("data").Str(key))
			return string(text)
		}
	}
	return ""
}

// leaf is a certificate of an issuer, and what waits for it.
func leaf(issuer, name string) string {
	return fmt.Sprintf(`{apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: %s, namespace: app, annotations: {pulumi.com/waitFor: condition=Ready}},
spec: {secretName: %s-tls, dnsNames: [app.dock.drydock.example], issuerRef: {name: %s, kind: ClusterIssuer}}}`, name, name, issuer)
}

func clusterIssuer(name, spec string) string {
	return "{apiVersion: cert-manager.io/v1, kind: ClusterIssuer, metadata: {name: " + name + ", annotations: {pulumi.com/waitFor: condition=Ready}}, spec: " + spec + "}"
}

func TestAPrivateAuthorityIsMadeStepByStep(t *testing.T) {
	w, s := lab(t)
	for _, text := range []string{namespace, certManager} {
		must(t, s, text)
	}
	_, _, err := apply(t, s, clusterIssuer("ca", "{ca: {secretName: root}}"))
	assert.Equal(t, []string{`[ErrGetKeyPair] Error getting keypair for CA issuer: secrets "root" not found`}, reasons(t, err))
	must(t, s, clusterIssuer("self", "{selfSigned: {}}"))
	must(t, s, `{apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: root, namespace: cert-manager}, spec: {isCA: true, commonName: Root, secretName: root, issuerRef: {name: self, kind: ClusterIssuer}}}`)
	mend(t, s, clusterIssuer("ca", "{ca: {secretName: root}}"))
	_, _, err = apply(t, s, leaf("nobody", "web"))
	assert.Equal(t, []string{`[DoesNotExist] Referenced "ClusterIssuer" not found: clusterissuer.cert-manager.io "nobody" not found`}, reasons(t, err))
	mend(t, s, leaf("ca", "web"))
	assert.Contains(t, secretOf(w, "app/web-tls", "tls.crt"), "Names: app.dock.drydock.example")
	assert.Equal(t, "True Certificate is up to date and has not expired", statusOf(w, "Certificate", "app/web"))
}

// acme is an issuer of Let's Encrypt that proves by the zone Z1.
func acme(email string) string {
	return clusterIssuer("le", fmt.Sprintf(`{acme: {server: "https://acme-v02.api.letsencrypt.org/directory", email: %s, privateKeySecretRef: {name: account},
solvers: [{selector: {dnsZones: [dock.drydock.example]}, dns01: {route53: {region: eu-central-1, hostedZoneID: Z1}}}]}}`, email))
}

const mayProve = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"route53:ChangeResourceRecordSets","Resource":"arn:aws:route53:::hostedzone/%s"},` +
	`{"Effect":"Allow","Action":"route53:GetChange","Resource":"arn:aws:route53:::change/*"}]}`

func TestANameIsProvenOnlyInAZoneThatTheRoleMayChange(t *testing.T) {
	const doing = "[Failed] The certificate request has failed to complete and will be retried: "
	for name, tt := range map[string]struct{ account, mayChange, zone, want string }{
		"no role":      {"other", "Z1", "Z1", "failed to change Route 53 record set: get credentials: failed to refresh cached credentials, failed to retrieve credentials, operation error STS: AssumeRoleWithWebIdentity, AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity"},
		"another zone": {"cert-manager", "Z2", "Z1", "is not authorized to perform: route53:ChangeResourceRecordSets on resource: arn:aws:route53:::hostedzone/Z1 because no identity-based policy allows the route53:ChangeResourceRecordSets action"},
		"no zone":      {"cert-manager", "Z1", "Z9", "failed to determine Route 53 hosted zone ID: zone  not found in Route 53 for domain _acme-challenge.app.dock.drydock.example."},
	} {
		t.Run(name, func(t *testing.T) {
			w, s := lab(t)
			equipped(t, s)
			account(w, "prover", "cert-manager", tt.account, fmt.Sprintf(mayProve, tt.mayChange))
			w.Seed(&world.Object{Kind: "aws:route53/zone:Zone", ID: tt.zone, Props: world.Props{"name": "dock.drydock.example"}})
			for _, text := range []string{namespace, certManager, acme("ops@drydock.example")} {
				must(t, s, text)
			}
			_, _, err := apply(t, s, leaf("le", "web"))
			require.Len(t, reasons(t, err), 1)
			assert.True(t, strings.HasPrefix(reasons(t, err)[0], doing), reasons(t, err)[0])
			assert.Contains(t, reasons(t, err)[0], tt.want)
		})
	}
}

func TestLetsEncryptRefusesTheSixthOfAWeekAndGivesBackLittleByLittle(t *testing.T) {
	w, s := lab(t)
	equipped(t, s)
	account(w, "prover", "cert-manager", "cert-manager", fmt.Sprintf(mayProve, "Z1"))
	w.Seed(&world.Object{Kind: "aws:route53/zone:Zone", ID: "Z1", Props: world.Props{"name": "dock.drydock.example"}})
	for _, text := range []string{namespace, certManager} {
		must(t, s, text)
	}
	_, _, err := apply(t, s, acme("ops@example.com"))
	assert.Equal(t, []string{`[ErrRegisterACMEAccount] Failed to register ACME account: 400 urn:ietf:params:acme:error:invalidContact: Error validating contact(s) :: contact email has forbidden domain "example.com"`}, reasons(t, err))
	mend(t, s, acme("ops@drydock.example"))
	for i := range 5 {
		must(t, s, leaf("le", fmt.Sprintf("web%d", i)))
	}
	_, _, err = apply(t, s, leaf("le", "web5"))
	assert.Equal(t, []string{`[Failed] The certificate request has failed to complete and will be retried: Failed to create Order: 429 urn:ietf:params:acme:error:rateLimited: ` +
		`too many certificates (5) already issued for this exact set of identifiers in the last 168h0m0s, retry after 2026-11-02 09:36:00 UTC: ` +
		`see https://letsencrypt.org/docs/rate-limits/#new-certificates-per-exact-set-of-identifiers`}, reasons(t, err))
	w.Advance(34 * time.Hour)
	mend(t, s, leaf("le", "web5"))
	_, _, err = apply(t, s, leaf("le", "web6"))
	require.Error(t, err, "one came back, not all")
	orders := 0
	for _, o := range w.Objects() {
		if o.Kind == kubernetes.KindOrder {
			orders++
		}
	}
	assert.Equal(t, 6, orders)
}

func TestACertificateThatIsThereIsNotOrderedAgain(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(secret world.Props)
		orders int
	}{
		"as it was issued":          {func(world.Props) {}, 1},
		"without annotations":       {func(p world.Props) { p.Map("metadata")["annotations"] = map[string]any{} }, 1},
		"of another issuer":         {func(p world.Props) { p.Map("metadata").Map("annotations")["cert-manager.io/issuer-name"] = "staging" }, 2},
		"of another certificate":    {func(p world.Props) { p.Map("metadata").Map("annotations")["cert-manager.io/certificate-name"] = "api" }, 2},
		"without its key":           {func(p world.Props) { p.Map("data")["tls.key"] = "" }, 2},
		"with nothing but its keys": {func(p world.Props) { p["data"] = map[string]any{"tls.crt": "", "tls.key": ""} }, 2},
	} {
		t.Run(name, func(t *testing.T) {
			w, s := lab(t)
			equipped(t, s)
			account(w, "prover", "cert-manager", "cert-manager", fmt.Sprintf(mayProve, "Z1"))
			w.Seed(&world.Object{Kind: "aws:route53/zone:Zone", ID: "Z1", Props: world.Props{"name": "dock.drydock.example"}})
			for _, text := range []string{namespace, certManager, acme("ops@drydock.example")} {
				must(t, s, text)
			}
			id, _ := must(t, s, leaf("le", "web"))
			require.NoError(t, s.Delete("urn:pulumi:dev::p::t::web", "kubernetes:cert-manager.io/v1:Certificate", id, nil))
			require.NoError(t, w.Mutate("cluster:lab", "restore", func(c *world.Call) error {
				tt.change(c.Find("kubernetes:core/v1:Secret", "app/web-tls").Props)
				return nil
			}))
			must(t, s, leaf("le", "web"))
			orders := 0
			for _, o := range w.Objects() {
				if o.Kind == kubernetes.KindOrder {
					orders++
				}
			}
			assert.Equal(t, tt.orders, orders)
		})
	}
}
