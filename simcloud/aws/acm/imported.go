package acm

import (
	"crypto/x509"
	"encoding/pem"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const docImport = "https://docs.aws.amazon.com/acm/latest/APIReference/API_ImportCertificate.html"

// importCertificate takes a certificate that somebody else issued. Names and
// dates are those in it.
func importCertificate(c *world.Call) error {
	op := api.Op{Doing: "importing ACM Certificate", Service: "ACM", Name: "ImportCertificate"}
	block, _ := pem.Decode([]byte(c.In.Str("certificateBody")))
	if block == nil || block.Type != "CERTIFICATE" {
		return op.Refuse("ValidationException", "Unable to parse certificate. Please ensure the certificate is in PEM format.", docImport)
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return op.Refuse("ValidationException", "Unable to parse certificate. Please ensure the certificate is in PEM format.", docImport)
	}
	if c.Now().After(cert.NotAfter) {
		return op.Refuse("ValidationException", "The certificate has expired. Please provide a valid certificate.", docImport)
	}
	identify(c, "IMPORTED")
	domain := cert.Subject.CommonName
	if domain == "" && len(cert.DNSNames) > 0 {
		domain = cert.DNSNames[0]
	}
	c.Out["domainName"], c.Out["subjectAlternativeNames"] = domain, anys(cert.DNSNames)
	c.Out["status"], c.Out["renewalEligibility"], c.Out["validationMethod"] = "ISSUED", "INELIGIBLE", "NONE"
	c.Out["notBefore"] = cert.NotBefore.UTC().Format(time.RFC3339)
	c.Out["notAfter"] = cert.NotAfter.UTC().Format(time.RFC3339)
	return nil
}
