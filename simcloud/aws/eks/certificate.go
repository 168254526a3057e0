package eks

import (
	"crypto/ed25519"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"math/big"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// authority returns the cluster's certificate authority as the API gives it:
// PEM in base64. The key follows from the world's seed; Ed25519 signatures
// draw no random numbers, so that the same world gives the same certificate.
func authority(c *world.Call) (string, error) {
	seed, err := hex.DecodeString(c.Hex(64, "certificate authority"))
	if err != nil {
		return "", err
	}
	key := ed25519.NewKeyFromSeed(seed)
	from := c.Now().UTC()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(int64(1 + c.Number(1<<30, "serial"))), Subject: pkix.Name{CommonName: "kubernetes"},
		NotBefore: from, NotAfter: from.AddDate(10, 0, 0), DNSNames: []string{"kubernetes"},
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, BasicConstraintsValid: true, IsCA: true,
	}
	der, err := x509.CreateCertificate(nil, template, template, key.Public(), key)
	if err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), nil
}
