package boot

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"math/big"

	"github.com/drydock-iac/drydock/simcloud/aws/secrets"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// ownIssuer is RKE2's own issuer:
// https://github.com/k3s-io/k3s/blob/master/pkg/daemons/control/server.go
const ownIssuer = "https://kubernetes.default.svc.cluster.local"

// Issuer is whom the tokens of a cluster's service accounts name as their
// issuer, and the public half of the key that signs them as a JSON Web Key:
// what its servers are told, and the key in their secret. The key is empty
// where the secret holds none that can be read.
func Issuer(c *world.Call, cluster *world.Object) (issuer string, key map[string]string) {
	told := cluster.Props.Map("told")
	inside := in(c, told.Str("region"))
	return told.StrOr("issuer", ownIssuer), public(field(inside, told.Str("secret"), "service.key"))
}

// field of a secret that is a JSON object.
func field(c *world.Call, arn, name string) string {
	for _, v := range c.All(secrets.Version) {
		var files map[string]string
		if v.Props.Str("secretId") != arn || json.Unmarshal([]byte(v.Props.Str("secretString")), &files) != nil {
			continue
		}
		return files[name]
	}
	return ""
}

// public is the public half of a private key (RFC 7517), with the identifier
// that Kubernetes gives it.
func public(text string) map[string]string {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return map[string]string{}
	}
	encode := base64.RawURLEncoding.EncodeToString
	identified := func(public any, key map[string]string) map[string]string {
		der, err := x509.MarshalPKIXPublicKey(public)
		if err != nil {
			return map[string]string{}
		}
		sum := sha256.Sum256(der)
		key["kid"] = encode(sum[:])
		return key
	}
	if k, err := x509.ParseECPrivateKey(block.Bytes); err == nil {
		return elliptic(&k.PublicKey, encode, identified)
	}
	if k, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return modular(&k.PublicKey, encode, identified)
	}
	parsed, _ := x509.ParsePKCS8PrivateKey(block.Bytes)
	switch k := parsed.(type) {
	case *ecdsa.PrivateKey:
		return elliptic(&k.PublicKey, encode, identified)
	case *rsa.PrivateKey:
		return modular(&k.PublicKey, encode, identified)
	}
	return map[string]string{}
}

func elliptic(k *ecdsa.PublicKey, encode func([]byte) string, identified func(any, map[string]string) map[string]string) map[string]string {
	point, err := k.Bytes()
	if err != nil {
		return map[string]string{}
	}
	half := len(point) / 2
	return identified(k, map[string]string{"kty": "EC", "crv": k.Curve.Params().Name, "x": encode(point[1 : 1+half]), "y": encode(point[1+half:])})
}

func modular(k *rsa.PublicKey, encode func([]byte) string, identified func(any, map[string]string) map[string]string) map[string]string {
	return identified(k, map[string]string{"kty": "RSA", "n": encode(k.N.Bytes()), "e": encode(big.NewInt(int64(k.E)).Bytes())})
}
