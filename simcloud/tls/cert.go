package tls

import (
	"crypto"
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/url"
	"time"

	"github.com/drydock-iac/drydock/simcloud/random"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const (
	names    = "dnsNames:array ipAddresses:array uris:array subject:subject"
	validity = "allowedUses:array! validityPeriodHours:integer! earlyRenewalHours:integer isCaCertificate:boolean setSubjectKeyId:boolean"
	computed = "certPem:string readyForRenewal:boolean validityStartTime:string validityEndTime:string"
)

func requestType() *world.Type {
	return &world.Type{
		Token:  CertRequest,
		Schema: schema("privateKeyPem:string! "+names, "certRequestPem:string keyAlgorithm:string", "privateKeyPem"),
		Check:  checkNames,
		Create: func(c *world.Call) error {
			t, key, algorithm, err := applicant(c.In)
			if err != nil {
				return err
			}
			// Without a source of randomness the signature is the deterministic
			// one of RFC 6979.
			der, err := x509.CreateCertificateRequest(nil, &x509.CertificateRequest{
				Subject: t.Subject, DNSNames: t.DNSNames, IPAddresses: t.IPAddresses, URIs: t.URIs,
			}, key)
			if err != nil {
				return fmt.Errorf("failed to create certificate request: %w", err)
			}
			c.Out["certRequestPem"] = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: der}))
			c.Out["keyAlgorithm"] = algorithm
			sum := sha1.Sum(der)
			c.ID = taken(c, hex.EncodeToString(sum[:]))
			return nil
		},
	}
}

func selfSignedType() *world.Type {
	return &world.Type{
		Token: SelfSignedCert,
		Schema: schema("privateKeyPem:string! setAuthorityKeyId:boolean "+names+" "+validity,
			"keyAlgorithm:string "+computed, "privateKeyPem"),
		Defaults: world.Props{"earlyRenewalHours": 0.0, "isCaCertificate": false, "setSubjectKeyId": false, "setAuthorityKeyId": false},
		Check:    func(c *world.Check) { checkNames(c); checkValidity(c) },
		Read:     readRenewal, Expired: renewal,
		Create: func(c *world.Call) error {
			t, key, algorithm, err := applicant(c.In)
			if err != nil {
				return err
			}
			c.Out["keyAlgorithm"] = algorithm
			if c.Out.Bool("setAuthorityKeyId") {
				if t.AuthorityKeyId, err = keyID(key.Public()); err != nil {
					return err
				}
			}
			return sign(c, t, t, key.Public(), key)
		},
	}
}

func locallySignedType() *world.Type {
	return &world.Type{
		Token: LocallySignedCert,
		Schema: schema("caCertPem:string! caPrivateKeyPem:string! certRequestPem:string! "+validity,
			"caKeyAlgorithm:string "+computed, "caPrivateKeyPem"),
		Defaults: world.Props{"earlyRenewalHours": 0.0, "isCaCertificate": false, "setSubjectKeyId": false},
		Check:    checkValidity,
		Read:     readRenewal, Expired: renewal,
		Create: func(c *world.Call) error {
			key, algorithm, err := parseKey(c.In.Str("caPrivateKeyPem"))
			if err != nil {
				return err
			}
			ca, err := decode(c.In.Str("caCertPem"), "CERTIFICATE", x509.ParseCertificate)
			if err != nil {
				return err
			}
			request, err := decode(c.In.Str("certRequestPem"), "CERTIFICATE REQUEST", x509.ParseCertificateRequest)
			if err != nil {
				return err
			}
			c.Out["caKeyAlgorithm"] = algorithm
			t := &x509.Certificate{
				Subject: request.Subject, DNSNames: request.DNSNames, IPAddresses: request.IPAddresses, URIs: request.URIs,
			}
			return sign(c, t, ca, request.PublicKey, key)
		},
	}
}

// decode reads one PEM block of the kind wanted.
func decode[T any](text, kind string, parse func([]byte) (*T, error)) (*T, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil || block.Type != kind {
		return nil, fmt.Errorf("failed to decode PEM: want a block of %s", kind)
	}
	v, err := parse(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", kind, err)
	}
	return v, nil
}

// sign completes the template with what the inputs say of validity and use,
// signs it and sets the outputs.
func sign(c *world.Call, t, parent *x509.Certificate, public crypto.PublicKey, key crypto.Signer) error {
	serial := make([]byte, 16)
	_, _ = io.ReadFull(random.NewReader(c, "serial"), serial)
	serial[0] &= 0x7f
	t.SerialNumber = new(big.Int).SetBytes(serial)
	t.NotBefore = c.Now().UTC().Truncate(time.Second)
	t.NotAfter = t.NotBefore.Add(time.Duration(c.In.Int("validityPeriodHours")) * time.Hour)
	t.BasicConstraintsValid = true
	for _, use := range c.In.Strs("allowedUses") {
		t.KeyUsage |= keyUses[use]
		if extended, ok := extendedUses[use]; ok {
			t.ExtKeyUsage = append(t.ExtKeyUsage, extended)
		}
	}
	var err error
	if t.IsCA = c.Out.Bool("isCaCertificate"); t.IsCA || c.Out.Bool("setSubjectKeyId") {
		if t.SubjectKeyId, err = keyID(public); err != nil {
			return err
		}
	}
	der, err := x509.CreateCertificate(nil, t, parent, public, key)
	if err != nil {
		return fmt.Errorf("failed to create certificate: %w", err)
	}
	c.Out["certPem"] = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	c.Out["validityStartTime"] = t.NotBefore.Format(time.RFC3339)
	c.Out["validityEndTime"] = t.NotAfter.Format(time.RFC3339)
	c.Out["readyForRenewal"] = false
	c.ID = t.SerialNumber.String()
	return nil
}

// readRenewal says whether the certificate has come within its renewal time.
func readRenewal(c *world.Call) error {
	due, err := renewalDue(c, c.Out)
	if err != nil {
		return err
	}
	c.Out["readyForRenewal"] = due
	return nil
}

func renewalDue(c *world.Call, certificate world.Props) (bool, error) {
	end, err := time.Parse(time.RFC3339, certificate.Str("validityEndTime"))
	if err != nil {
		return false, err
	}
	early := time.Duration(certificate.Int("earlyRenewalHours")) * time.Hour
	return !c.Now().Before(end.Add(-early)), nil
}

// renewal makes the provider plan a new certificate in the place of one that
// is due:
// https://registry.terraform.io/providers/hashicorp/tls/latest/docs/resources/locally_signed_cert#early_renewal_hours-1
func renewal(c *world.Call) []string {
	if due, err := renewalDue(c, c.Object.Props); err != nil || !due {
		return nil
	}
	return []string{"readyForRenewal"}
}

// keyID is the SHA-1 of the public key's bits (RFC 5280, section 4.2.1.2).
func keyID(public crypto.PublicKey) ([]byte, error) {
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return nil, err
	}
	var info struct {
		Algorithm pkix.AlgorithmIdentifier
		Bits      asn1.BitString
	}
	if _, err := asn1.Unmarshal(der, &info); err != nil {
		return nil, err
	}
	sum := sha1.Sum(info.Bits.Bytes)
	return sum[:], nil
}

// applicant is the certificate that the inputs describe, and the key that it is
// for with its algorithm.
func applicant(in world.Props) (*x509.Certificate, crypto.Signer, string, error) {
	key, algorithm, err := parseKey(in.Str("privateKeyPem"))
	if err != nil {
		return nil, nil, "", err
	}
	t, err := subjectOf(in)
	return t, key, algorithm, err
}

func subjectOf(in world.Props) (*x509.Certificate, error) {
	s := in.Map("subject")
	one := func(key string) []string {
		if v := s.Str(key); v != "" {
			return []string{v}
		}
		return nil
	}
	t := &x509.Certificate{DNSNames: in.Strs("dnsNames"), Subject: pkix.Name{
		CommonName: s.Str("commonName"), SerialNumber: s.Str("serialNumber"),
		Country: one("country"), Locality: one("locality"), Organization: one("organization"),
		OrganizationalUnit: one("organizationalUnit"), PostalCode: one("postalCode"), Province: one("province"),
		StreetAddress: s.Strs("streetAddresses"),
	}}
	for _, text := range in.Strs("ipAddresses") {
		ip := net.ParseIP(text)
		if ip == nil {
			return nil, fmt.Errorf("failed to parse IP address %#v", text)
		}
		t.IPAddresses = append(t.IPAddresses, ip)
	}
	for _, text := range in.Strs("uris") {
		u, err := url.Parse(text)
		if err != nil {
			return nil, fmt.Errorf("failed to parse URI %#v: %w", text, errors.Unwrap(err))
		}
		t.URIs = append(t.URIs, u)
	}
	return t, nil
}

func taken(c *world.Call, id string) string {
	if c.Find(c.Type.Token, id) != nil {
		return ""
	}
	return id
}
