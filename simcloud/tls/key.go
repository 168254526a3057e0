package tls

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"

	"github.com/drydock-iac/drydock/simcloud/random"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func privateKeyType() *world.Type {
	return &world.Type{
		Token: PrivateKey,
		Schema: schema("algorithm:string! ecdsaCurve:string rsaBits:integer",
			"privateKeyOpenssh:string privateKeyPem:string privateKeyPemPkcs8:string publicKeyFingerprintMd5:string "+
				"publicKeyFingerprintSha256:string publicKeyOpenssh:string publicKeyPem:string",
			"privateKeyOpenssh privateKeyPem privateKeyPemPkcs8"),
		Defaults: world.Props{"ecdsaCurve": "P224", "rsaBits": 2048.0},
		Check: func(c *world.Check) {
			oneOf(c, "algorithm", "RSA", "ECDSA", "ED25519")
			oneOf(c, "ecdsaCurve", "P224", "P256", "P384", "P521")
		},
		Create: createKey,
	}
}

// oneOf refuses a value outside the list, in the words of the provider's
// framework.
func oneOf(c *world.Check, property string, values ...string) {
	if !c.In.Known(property) {
		return
	}
	list := ""
	for i, v := range values {
		if v == c.In.Str(property) {
			return
		}
		if i > 0 {
			list += " "
		}
		list += fmt.Sprintf("%q", v)
	}
	c.Fail(property, fmt.Sprintf("Attribute %s value must be one of: [%s], got: %q", property, list, c.In.Str(property)))
}

func createKey(c *world.Call) error {
	r := random.NewReader(c, "private key")
	var key crypto.Signer
	var block *pem.Block
	var err error
	switch c.In.Str("algorithm") {
	case "RSA":
		var k *rsa.PrivateKey
		if k, err = newRSA(r, c.Out.Int("rsaBits")); err != nil {
			return err
		}
		key, block = k, &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(k)}
	case "ECDSA":
		var k *ecdsa.PrivateKey
		if k, err = newECDSA(r, c.Out.Str("ecdsaCurve")); err != nil {
			return err
		}
		der, err := x509.MarshalECPrivateKey(k)
		if err != nil {
			return err
		}
		key, block = k, &pem.Block{Type: "EC PRIVATE KEY", Bytes: der}
	default:
		seed := make([]byte, ed25519.SeedSize)
		_, _ = io.ReadFull(r, seed)
		key = ed25519.NewKeyFromSeed(seed)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	if block == nil {
		block = &pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}
	}
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return err
	}
	c.Out["privateKeyPem"] = string(pem.EncodeToMemory(block))
	c.Out["privateKeyPemPkcs8"] = string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}))
	c.Out["publicKeyPem"] = string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}))
	sum := sha1.Sum(public)
	c.ID = hex.EncodeToString(sum[:])
	openSSH(c.Out, key, r)
	return nil
}

// newECDSA finds a scalar by drawing until one is in range: the library's own
// generator ignores a given source of randomness since Go 1.26.
func newECDSA(r io.Reader, name string) (*ecdsa.PrivateKey, error) {
	curve, ok := map[string]elliptic.Curve{
		"P224": elliptic.P224(), "P256": elliptic.P256(), "P384": elliptic.P384(), "P521": elliptic.P521(),
	}[name]
	if !ok {
		return nil, fmt.Errorf("invalid ECDSA curve %q", name)
	}
	bits := curve.Params().BitSize
	for {
		b := make([]byte, (bits+7)/8)
		_, _ = io.ReadFull(r, b)
		b[0] >>= (8 - bits%8) % 8
		if k, err := ecdsa.ParseRawPrivateKey(curve, b); err == nil {
			return k, nil
		}
	}
}

// rsaExponent is the public exponent of all RSA keys (FIPS 186-5, A.1.1).
const rsaExponent = 65537

// newRSA finds two primes whose product has exactly the number of bits asked
// for; the library's own generator takes no source of randomness.
func newRSA(r io.Reader, bits int) (*rsa.PrivateKey, error) {
	if bits < 1024 {
		return nil, fmt.Errorf("crypto/rsa: %d-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)", bits)
	}
	e, one := big.NewInt(rsaExponent), big.NewInt(1)
	for {
		p, q := prime(r, (bits+1)/2), prime(r, bits/2)
		n := new(big.Int).Mul(p, q)
		if p.Cmp(q) == 0 || n.BitLen() != bits {
			continue
		}
		phi := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
		d := new(big.Int).ModInverse(e, phi)
		if d == nil {
			continue
		}
		k := &rsa.PrivateKey{PublicKey: rsa.PublicKey{N: n, E: rsaExponent}, D: d, Primes: []*big.Int{p, q}}
		k.Precompute()
		return k, k.Validate()
	}
}

// prime walks up from a drawn odd number with its two top bits set, past
// multiples of small primes, to the next prime.
func prime(r io.Reader, bits int) *big.Int {
	b := make([]byte, (bits+7)/8)
	_, _ = io.ReadFull(r, b)
	n := new(big.Int).SetBytes(b)
	n.SetBit(n.Rsh(n, uint(len(b)*8-bits)), bits-1, 1)
	n.SetBit(n.SetBit(n, bits-2, 1), 0, 1)
	small := smallPrimes(4000)
	rest := make([]uint64, len(small))
	for i, p := range small {
		rest[i] = new(big.Int).Mod(n, new(big.Int).SetUint64(p)).Uint64()
	}
	for step := uint64(0); ; step += 2 {
		composite := false
		for i, p := range small {
			if (rest[i]+step)%p == 0 {
				composite = true
				break
			}
		}
		if composite {
			continue
		}
		if c := new(big.Int).Add(n, new(big.Int).SetUint64(step)); c.ProbablyPrime(0) && c.ProbablyPrime(20) {
			return c
		}
	}
}

// smallPrimes are the odd primes below limit.
func smallPrimes(limit int) []uint64 {
	var out []uint64
	composite := make([]bool, limit)
	for i := 3; i < limit; i += 2 {
		if composite[i] {
			continue
		}
		out = append(out, uint64(i))
		for j := i * i; j < limit; j += i {
			composite[j] = true
		}
	}
	return out
}

// parseKey reads a private key in any of the forms that the provider writes.
func parseKey(text string) (crypto.Signer, string, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, "", errors.New("failed to decode PEM block: decoded bytes 0, undecoded: all")
	}
	var key any
	var err error
	switch block.Type {
	case "RSA PRIVATE KEY":
		key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	case "EC PRIVATE KEY":
		key, err = x509.ParseECPrivateKey(block.Bytes)
	case "PRIVATE KEY":
		key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	default:
		return nil, "", fmt.Errorf("unsupported PEM preamble %q: want a private key", block.Type)
	}
	if err != nil {
		return nil, "", fmt.Errorf("private key: %w", err)
	}
	switch k := key.(type) {
	case *rsa.PrivateKey:
		return k, "RSA", nil
	case *ecdsa.PrivateKey:
		return k, "ECDSA", nil
	case ed25519.PrivateKey:
		return k, "ED25519", nil
	}
	return nil, "", fmt.Errorf("private key: unsupported kind %T", key)
}
