package tls_test

import (
	"crypto/x509"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
	"github.com/drydock-iac/drydock/simcloud/tls"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func open(t *testing.T, seed string) *worldtest.Lab {
	t.Helper()
	return worldtest.Of(t, seed, tls.Provider())
}

func certificate(t *testing.T, out world.Props) *x509.Certificate {
	t.Helper()
	block, _ := pem.Decode([]byte(out.Str("certPem")))
	require.NotNil(t, block)
	c, err := x509.ParseCertificate(block.Bytes)
	require.NoError(t, err)
	return c
}

func TestBadInputIsRefusedInTheProvidersWords(t *testing.T) {
	cert := world.Props{"privateKeyPem": "k", "validityPeriodHours": 1.0, "allowedUses": []any{"server_auth"}}
	with := func(key string, value any) world.Props {
		p := cert.Clone()
		p[key] = value
		return p
	}
	for name, tt := range map[string]struct {
		token string
		in    world.Props
		want  string
	}{
		"algorithm": {tls.PrivateKey, world.Props{"algorithm": "DSA"}, `algorithm: Attribute algorithm value must be one of: ["RSA" "ECDSA" "ED25519"], got: "DSA"`},
		"curve":     {tls.PrivateKey, world.Props{"algorithm": "ECDSA", "ecdsaCurve": "P1"}, `ecdsaCurve: Attribute ecdsaCurve value must be one of: ["P224" "P256" "P384" "P521"], got: "P1"`},
		"use":       {tls.SelfSignedCert, with("allowedUses", []any{"sign"}), `allowedUses[0]: Attribute allowed_uses[0] value must be one of the documented key uses, got: "sign"`},
		"address":   {tls.SelfSignedCert, with("ipAddresses", []any{"1.2.3"}), `ipAddresses[0]: failed to parse IP address "1.2.3"`},
		"subject":   {tls.SelfSignedCert, with("subject", map[string]any{"comonName": "x"}), `subject.comonName: Invalid or unknown key "comonName"; did you mean "commonName"?`},
		"hours":     {tls.SelfSignedCert, with("validityPeriodHours", -1.0), "validityPeriodHours: Attribute validityPeriodHours value must be at least 0, got: -1"},
		"name":      {tls.CertRequest, world.Props{"privateKeyPem": "k", "dnsNames": []any{""}}, "dnsNames[0]: must not be empty"},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, []string{tt.want}, open(t, "a").Fails(tt.token, tt.in))
		})
	}
}

func TestWhatIsNoKeyIsRefused(t *testing.T) {
	l := open(t, "a")
	for text, want := range map[string]string{
		"no key": "failed to decode PEM block: decoded bytes 0, undecoded: all",
		"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n": `unsupported PEM preamble "CERTIFICATE": want a private key`,
	} {
		_, _, err := l.Try(tls.CertRequest, "c", world.Props{"privateKeyPem": text})
		assert.EqualError(t, err, want)
	}
	_, _, err := l.Try(tls.PrivateKey, "k", world.Props{"algorithm": "RSA", "rsaBits": 512.0})
	assert.EqualError(t, err, "crypto/rsa: 512-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)")
}

func TestKeysAndCertificatesFollowFromTheSeed(t *testing.T) {
	for _, key := range []world.Props{
		{"algorithm": "ED25519"},
		{"algorithm": "ECDSA"}, {"algorithm": "ECDSA", "ecdsaCurve": "P256"},
		{"algorithm": "ECDSA", "ecdsaCurve": "P384"}, {"algorithm": "ECDSA", "ecdsaCurve": "P521"},
		{"algorithm": "RSA", "rsaBits": 1024.0},
	} {
		t.Run(key.Str("algorithm")+key.Str("ecdsaCurve"), func(t *testing.T) {
			build := func(seed string) (world.Props, world.Props) {
				l := open(t, seed)
				_, k := l.Make(tls.PrivateKey, "k", key)
				_, c := l.Make(tls.SelfSignedCert, "c", world.Props{
					"privateKeyPem": k.Str("privateKeyPem"), "validityPeriodHours": 24.0, "allowedUses": []any{"server_auth", "digital_signature"},
					"dnsNames": []any{"a.example.com"},
				})
				return k, c
			}
			k, c := build("a")
			k2, c2 := build("a")
			other, _ := build("b")
			assert.Equal(t, k, k2)
			assert.Equal(t, c, c2)
			assert.NotEqual(t, k.Str("privateKeyPem"), other.Str("privateKeyPem"))
			assert.NoError(t, certificate(t, c).VerifyHostname("a.example.com"))
			assert.Equal(t, key.Str("algorithm"), c.Str("keyAlgorithm"))
		})
	}
}

func TestAChainOfAuthorityAndServerVerifies(t *testing.T) {
	l := open(t, "a")
	_, caKey := l.Make(tls.PrivateKey, "ca", world.Props{"algorithm": "ECDSA", "ecdsaCurve": "P256"})
	_, ca := l.Make(tls.SelfSignedCert, "ca", world.Props{
		"privateKeyPem": caKey.Str("privateKeyPem"), "validityPeriodHours": 240.0, "isCaCertificate": true,
		"allowedUses": []any{"cert_signing"}, "subject": map[string]any{"commonName": "root", "organization": "Example"},
	})
	_, key := l.Make(tls.PrivateKey, "srv", world.Props{"algorithm": "ED25519"})
	_, req := l.Make(tls.CertRequest, "srv", world.Props{
		"privateKeyPem": key.Str("privateKeyPem"), "dnsNames": []any{"srv.example.com"}, "ipAddresses": []any{"10.0.0.1"},
	})
	_, cert := l.Make(tls.LocallySignedCert, "srv", world.Props{
		"caCertPem": ca.Str("certPem"), "caPrivateKeyPem": caKey.Str("privateKeyPem"), "certRequestPem": req.Str("certRequestPem"),
		"validityPeriodHours": 48.0, "earlyRenewalHours": 12.0, "allowedUses": []any{"server_auth"},
	})
	roots := x509.NewCertPool()
	roots.AddCert(certificate(t, ca))
	_, err := certificate(t, cert).Verify(x509.VerifyOptions{Roots: roots, DNSName: "srv.example.com", CurrentTime: world.Epoch.Add(time.Hour)})
	assert.NoError(t, err)
	assert.Equal(t, "2026-11-03T00:00:00Z", cert.Str("validityEndTime"))
	l.World.Advance(37 * time.Hour)
	assert.True(t, l.Read(tls.LocallySignedCert, "srv", certificate(t, cert).SerialNumber.String()).Bool("readyForRenewal"))
}

func TestTheOpenSSHFormIsOneThatSSHReads(t *testing.T) {
	keygen, err := exec.LookPath("ssh-keygen")
	if err != nil {
		t.Skip("ssh-keygen is not installed")
	}
	for _, key := range []world.Props{{"algorithm": "ED25519"}, {"algorithm": "ECDSA", "ecdsaCurve": "P256"}, {"algorithm": "RSA", "rsaBits": 1024.0}} {
		l := open(t, "a")
		_, out := l.Make(tls.PrivateKey, "k", key)
		file := filepath.Join(t.TempDir(), "key")
		require.NoError(t, os.WriteFile(file, []byte(out.Str("privateKeyOpenssh")), 0o600))
		public, err := exec.Command(keygen, "-y", "-f", file).CombinedOutput()
		require.NoError(t, err, string(public))
		assert.Equal(t, out.Str("publicKeyOpenssh"), string(public))
		print, err := exec.Command(keygen, "-l", "-f", file).CombinedOutput()
		require.NoError(t, err)
		assert.Contains(t, string(print), out.Str("publicKeyFingerprintSha256"))
	}
}

func TestAChangeMakesANewKeyAndALaterRenewalDoesNot(t *testing.T) {
	l := open(t, "a")
	d, err := l.Session.Diff(tls.PrivateKey, world.Props{"algorithm": "RSA"}, world.Props{"algorithm": "RSA", "rsaBits": 4096.0})
	require.NoError(t, err)
	assert.Equal(t, []string{"rsaBits"}, d.Replace)
	d, err = l.Session.Diff(tls.SelfSignedCert, world.Props{"earlyRenewalHours": 1.0}, world.Props{"earlyRenewalHours": 2.0})
	require.NoError(t, err)
	assert.Empty(t, d.Replace)
}
