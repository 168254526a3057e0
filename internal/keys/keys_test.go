package keys_test

import (
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/internal/keys"
)

type recorder struct {
	mu  sync.Mutex
	all map[string]pulumi.MockResourceArgs
}

func (*recorder) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) { return nil, nil }

func (r *recorder) NewResource(a pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all[a.Name] = a
	out := a.Inputs.Copy()
	for k, v := range map[resource.PropertyKey]string{
		"result": "pass", "privateKeyPem": "key of " + a.Name, "certPem": "certificate of " + a.Name, "certRequestPem": "request of " + a.Name,
	} {
		out[k] = resource.NewStringProperty(v)
	}
	return a.Name, out, nil
}

func TestKeysAreMadeAsTheProvidersSDKsMakeThem(t *testing.T) {
	r := &recorder{all: map[string]pulumi.MockResourceArgs{}}
	err := pulumi.RunErr(func(ctx *pulumi.Context) error {
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
		_, err = keys.NewClient(ctx, "admin", keys.ClientArgs{
			CommonName: "me", Organization: "us", Key: key, Authority: ca, AuthorityKey: key, Hours: 24, Early: 8,
		})
		return err
	}, pulumi.WithMocks("project", "stack", r))
	require.NoError(t, err)
	for name, want := range map[string]struct {
		token, version string
		secret         []string
	}{
		"token":         {"random:index/randomPassword:RandomPassword", keys.RandomVersion, []string{"bcryptHash", "result"}},
		"ca-key":        {"tls:index/privateKey:PrivateKey", keys.TLSVersion, []string{"privateKeyOpenssh", "privateKeyPem", "privateKeyPemPkcs8"}},
		"ca":            {"tls:index/selfSignedCert:SelfSignedCert", keys.TLSVersion, []string{"privateKeyPem"}},
		"admin-request": {"tls:index/certRequest:CertRequest", keys.TLSVersion, []string{"privateKeyPem"}},
		"admin":         {"tls:index/locallySignedCert:LocallySignedCert", keys.TLSVersion, []string{"caPrivateKeyPem"}},
	} {
		got := r.all[name]
		assert.Equal(t, want.token, got.TypeToken, name)
		assert.Equal(t, want.version, got.RegisterRPC.GetVersion(), name)
		assert.Equal(t, want.secret, got.RegisterRPC.GetAdditionalSecretOutputs(), name)
	}
	for name, property := range map[string]resource.PropertyKey{"ca": "privateKeyPem", "admin-request": "privateKeyPem", "admin": "caPrivateKeyPem"} {
		assert.True(t, r.all[name].Inputs[property].IsSecret(), name)
	}
	assert.Equal(t, map[string]any{"length": 48.0, "special": false}, r.all["token"].Inputs.Mappable())
	assert.Equal(t, map[string]any{"algorithm": "ECDSA", "ecdsaCurve": "P256"}, r.all["ca-key"].Inputs.Mappable())
	admin := r.all["admin"].Inputs
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
