package jwks

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
)

// key is a JSON Web Key, with its fields in the order of their names.
type key struct {
	Algorithm string `json:"alg"`
	Curve     string `json:"crv,omitempty"`
	Exponent  string `json:"e,omitempty"`
	ID        string `json:"kid"`
	Type      string `json:"kty"`
	Modulus   string `json:"n,omitempty"`
	Use       string `json:"use"`
	X         string `json:"x,omitempty"`
	Y         string `json:"y,omitempty"`
}

// minRSA is the shortest modulus of RFC 7518, section 3.3, in bits.
const minRSA = 2048

// Set returns the set of the public keys, each PEM (PKIX), as JSON. The first
// is the one that signs; the others are old ones whose tokens still count. RSA
// keys sign with RS256, those on P-256, P-384 and P-521 with ES256, ES384 and
// ES512, as Kubernetes does.
func Set(public ...string) (string, error) {
	set := struct {
		Keys []key `json:"keys"`
	}{}
	for i, text := range public {
		k, err := of(text)
		if err != nil {
			return "", fmt.Errorf("public key %d: %w", i, err)
		}
		set.Keys = append(set.Keys, k)
	}
	if len(set.Keys) == 0 {
		return "", errors.New("no public key: give the one that signs")
	}
	text, err := json.Marshal(set)
	return string(text), err
}

// Algorithm returns the algorithm with which the key signs: "ES256".
func Algorithm(public string) (string, error) {
	k, err := of(public)
	return k.Algorithm, err
}

// ID returns the identifier that Kubernetes gives a key and writes into the
// head of every token: the SHA-256 of the key's DER form (PKIX), in the URL's
// base 64 without padding.
// https://github.com/kubernetes/kubernetes/blob/master/pkg/serviceaccount/jwt.go
func ID(public crypto.PublicKey) (string, error) {
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(der)
	return encode(sum[:]), nil
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func of(text string) (key, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil || block.Type != "PUBLIC KEY" {
		return key{}, errors.New("not PEM of a public key: pass a block PUBLIC KEY")
	}
	public, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return key{}, err
	}
	id, err := ID(public)
	if err != nil {
		return key{}, err
	}
	switch p := public.(type) {
	case *rsa.PublicKey:
		if n := p.N.BitLen(); n < minRSA {
			return key{}, fmt.Errorf("RSA of %d bits: use %d or more", n, minRSA)
		}
		return key{
			Algorithm: "RS256", ID: id, Type: "RSA", Use: "sig", Modulus: encode(p.N.Bytes()), Exponent: encode(big.NewInt(int64(p.E)).Bytes()),
		}, nil
	case *ecdsa.PublicKey:
		return elliptic(p, id)
	}
	return key{}, fmt.Errorf("a key of the kind %T, with which Kubernetes does not sign: use RSA or ECDSA", public)
}

// elliptic is a key on a curve. Its coordinates are as long as the curve's
// field, zeros in front (RFC 7518, section 6.2.1.2).
func elliptic(p *ecdsa.PublicKey, id string) (key, error) {
	algorithms := map[string]string{"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}
	curve := p.Curve.Params().Name
	if algorithms[curve] == "" {
		return key{}, fmt.Errorf("on the curve %s, with which Kubernetes does not sign: use P-256", curve)
	}
	point, err := p.Bytes() // 4, then both coordinates at full length
	if err != nil {
		return key{}, err
	}
	half := (len(point) - 1) / 2
	return key{
		Algorithm: algorithms[curve], Curve: curve, ID: id, Type: "EC", Use: "sig", X: encode(point[1 : 1+half]), Y: encode(point[1+half:]),
	}, nil
}
