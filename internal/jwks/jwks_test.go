package jwks_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/internal/jwks"
)

func number(t *testing.T, text string) *big.Int {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(text)
	require.NoError(t, err)
	return new(big.Int).SetBytes(b)
}

func encoded(t *testing.T, public any) (text string, der []byte) {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(public)
	require.NoError(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})), der
}

// The keys of RFC 7517, appendix A.1.
const (
	rfcX = "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4"
	rfcY = "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"
	rfcN = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W" +
		"-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyr" +
		"dkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
)

func TestTheSetHoldsTheKeysOfTheStandardsExample(t *testing.T) {
	curve, curveDER := encoded(t, &ecdsa.PublicKey{Curve: elliptic.P256(), X: number(t, rfcX), Y: number(t, rfcY)})
	modulus, modulusDER := encoded(t, &rsa.PublicKey{N: number(t, rfcN), E: 65537})
	id := func(der []byte) string {
		sum := sha256.Sum256(der)
		return base64.RawURLEncoding.EncodeToString(sum[:])
	}
	text, err := jwks.Set(curve, modulus)
	require.NoError(t, err)
	assert.JSONEq(t, `{"keys":[
		{"kty":"EC","crv":"P-256","alg":"ES256","use":"sig","kid":"`+id(curveDER)+`","x":"`+rfcX+`","y":"`+rfcY+`"},
		{"kty":"RSA","alg":"RS256","use":"sig","kid":"`+id(modulusDER)+`","n":"`+rfcN+`","e":"AQAB"}]}`, text)
	again, err := jwks.Set(curve, modulus)
	require.NoError(t, err)
	assert.Equal(t, text, again, "the same keys are the same text")
}

// The identifier was computed apart from this code, with Python's hashlib, of
// the DER form of the example's key.
func TestTheIdentifierIsThatOfKubernetes(t *testing.T) {
	id, err := jwks.ID(&ecdsa.PublicKey{Curve: elliptic.P256(), X: number(t, rfcX), Y: number(t, rfcY)})
	require.NoError(t, err)
	assert.Equal(t, "UblEzfpUTUwyc6pr81BiWn3VO7tqcXIydPU4sZogd2A", id)
}

func TestCoordinatesHaveTheirFullLength(t *testing.T) {
	curve := elliptic.P521()
	text, _ := encoded(t, &ecdsa.PublicKey{Curve: curve, X: curve.Params().Gx, Y: curve.Params().Gy})
	set, err := jwks.Set(text)
	require.NoError(t, err)
	var got struct{ Keys []map[string]string }
	require.NoError(t, json.Unmarshal([]byte(set), &got))
	assert.Equal(t, []string{"ES512", "P-521"}, []string{got.Keys[0]["alg"], got.Keys[0]["crv"]})
	for _, c := range []string{"x", "y"} {
		b, err := base64.RawURLEncoding.DecodeString(got.Keys[0][c])
		require.NoError(t, err)
		assert.Len(t, b, 66, "521 bits, zeros in front")
	}
}

func TestTheDiscoveryDocumentSaysWhereTheKeysAre(t *testing.T) {
	text, err := jwks.Discovery("https://b.s3.eu-central-1.amazonaws.com", "ES256")
	require.NoError(t, err)
	assert.JSONEq(t, `{"issuer":"https://b.s3.eu-central-1.amazonaws.com","jwks_uri":"https://b.s3.eu-central-1.amazonaws.com/keys.json",
		"authorization_endpoint":"urn:kubernetes:programmatic_authorization","response_types_supported":["id_token"],
		"subject_types_supported":["public"],"id_token_signing_alg_values_supported":["ES256"],"claims_supported":["sub","iss"]}`, text)
}

func TestKeysThatCannotSignAreRefused(t *testing.T) {
	edwards, _ := encoded(t, ed25519.PublicKey(make([]byte, ed25519.PublicKeySize)))
	small, _ := encoded(t, &rsa.PublicKey{N: new(big.Int).Lsh(big.NewInt(1), 1023), E: 3})
	old := elliptic.P224()
	curve, _ := encoded(t, &ecdsa.PublicKey{Curve: old, X: old.Params().Gx, Y: old.Params().Gy})
	for name, c := range map[string]struct {
		keys []string
		want string
	}{
		"none":           {nil, "no public key: give the one that signs"},
		"no PEM":         {[]string{"key"}, "public key 0: not PEM of a public key: pass a block PUBLIC KEY"},
		"a private one":  {[]string{"-----BEGIN EC PRIVATE KEY-----\nAA==\n-----END EC PRIVATE KEY-----\n"}, "public key 0: not PEM of a public key: pass a block PUBLIC KEY"},
		"another kind":   {[]string{edwards}, "public key 0: a key of the kind ed25519.PublicKey, with which Kubernetes does not sign: use RSA or ECDSA"},
		"a short one":    {[]string{small}, "public key 0: RSA of 1024 bits: use 2048 or more"},
		"an older curve": {[]string{curve}, "public key 0: on the curve P-224, with which Kubernetes does not sign: use P-256"},
	} {
		_, err := jwks.Set(c.keys...)
		assert.EqualError(t, err, c.want, name)
	}
}
