package keys_test

import (
	"os"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/internal/keys"
	"github.com/drydock-iac/drydock/internal/recorder"
)

// computed are the values that the providers make.
func computed(m recorder.Made) map[string]any {
	return map[string]any{
		"result": "pass", "privateKeyPem": "key of " + m.Name, "certPem": "certificate of " + m.Name, "certRequestPem": "request of " + m.Name,
	}
}

func TestKeysAreMadeAsTheProvidersSDKsMakeThem(t *testing.T) {
	r := recorder.Run(t, computed, func(ctx *pulumi.Context) error {
		if _, err := keys.NewPassword(ctx, "token", 48); err != nil {
			return err
		}
		key, err := keys.NewPrivate(ctx, "ca-key")
		if err != nil {
			return err
		}
		ca, err := keys.NewAuthority(ctx, "ca", "dev-ca", key, 87600)
		if err != nil {
			return err
		}
		if _, err := keys.NewServer(ctx, "server", []string{strings.Repeat("a", 60) + ".b.svc", "a.b"}, key, 48); err != nil {
			return err
		}
		_, err = keys.NewClient(ctx, "admin", keys.ClientArgs{
			CommonName: "me", Organization: "us", Key: key, Authority: ca, AuthorityKey: key, Hours: 24, Early: 8,
		})
		return err
	})
	for name, want := range map[string]struct {
		token, version string
		secret         []string
	}{
		"token":         {"random:index/randomPassword:RandomPassword", keys.RandomVersion, []string{"bcryptHash", "result"}},
		"ca-key":        {"tls:index/privateKey:PrivateKey", keys.TLSVersion, []string{"privateKeyOpenssh", "privateKeyPem", "privateKeyPemPkcs8"}},
		"ca":            {"tls:index/selfSignedCert:SelfSignedCert", keys.TLSVersion, []string{"privateKeyPem"}},
		"server":        {"tls:index/selfSignedCert:SelfSignedCert", keys.TLSVersion, []string{"privateKeyPem"}},
		"admin-request": {"tls:index/certRequest:CertRequest", keys.TLSVersion, []string{"privateKeyPem"}},
		"admin":         {"tls:index/locallySignedCert:LocallySignedCert", keys.TLSVersion, []string{"caPrivateKeyPem"}},
	} {
		got := r.Named(name)
		assert.Equal(t, want.token, got.Token, name)
		assert.Equal(t, want.version, got.Args.RegisterRPC.GetVersion(), name)
		assert.Equal(t, want.secret, got.Args.RegisterRPC.GetAdditionalSecretOutputs(), name)
	}
	for name, property := range map[string]resource.PropertyKey{"ca": "privateKeyPem", "admin-request": "privateKeyPem", "admin": "caPrivateKeyPem"} {
		assert.True(t, r.Named(name).Args.Inputs[property].IsSecret(), name)
	}
	assert.Equal(t, map[string]any{"length": 48.0, "special": false}, r.Named("token").Inputs)
	assert.Equal(t, map[string]any{"algorithm": "ECDSA", "ecdsaCurve": "P256"}, r.Named("ca-key").Inputs)
	server := r.Named("server").Inputs
	assert.Equal(t, []any{strings.Repeat("a", 60) + ".b.svc", "a.b"}, server["dnsNames"])
	assert.Equal(t, map[string]any{"commonName": strings.Repeat("a", 60) + ".b.s"}, server["subject"])
	admin := r.Named("admin").Args.Inputs
	assert.Equal(t, "request of admin-request", admin["certRequestPem"].StringValue())
	assert.Equal(t, "certificate of ca", admin["caCertPem"].StringValue())
	assert.Equal(t, []any{24.0, 8.0}, []any{admin["validityPeriodHours"].NumberValue(), admin["earlyRenewalHours"].NumberValue()})
}

// The versions are those of the providers that the simulated cloud follows.
func TestVersionsAreThoseOfTheSimulatedProviders(t *testing.T) {
	for file, version := range map[string]string{"random": keys.RandomVersion, "tls": keys.TLSVersion} {
		text, err := os.ReadFile("../../simcloud/" + file + "/provider.go")
		require.NoError(t, err)
		assert.True(t, strings.Contains(string(text), `const Version = "`+version+`"`), file)
	}
}
