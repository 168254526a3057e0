package tls

import (
	"crypto/x509"
	"fmt"
	"net"
	"slices"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// keyUses and extendedUses are the values of allowedUses:
// https://registry.terraform.io/providers/hashicorp/tls/latest/docs/resources/self_signed_cert
var keyUses = map[string]x509.KeyUsage{
	"digital_signature":  x509.KeyUsageDigitalSignature,
	"content_commitment": x509.KeyUsageContentCommitment,
	"key_encipherment":   x509.KeyUsageKeyEncipherment,
	"data_encipherment":  x509.KeyUsageDataEncipherment,
	"key_agreement":      x509.KeyUsageKeyAgreement,
	"cert_signing":       x509.KeyUsageCertSign,
	"crl_signing":        x509.KeyUsageCRLSign,
	"encipher_only":      x509.KeyUsageEncipherOnly,
	"decipher_only":      x509.KeyUsageDecipherOnly,
}

var extendedUses = map[string]x509.ExtKeyUsage{
	"any_extended":                      x509.ExtKeyUsageAny,
	"server_auth":                       x509.ExtKeyUsageServerAuth,
	"client_auth":                       x509.ExtKeyUsageClientAuth,
	"code_signing":                      x509.ExtKeyUsageCodeSigning,
	"email_protection":                  x509.ExtKeyUsageEmailProtection,
	"ipsec_end_system":                  x509.ExtKeyUsageIPSECEndSystem,
	"ipsec_tunnel":                      x509.ExtKeyUsageIPSECTunnel,
	"ipsec_user":                        x509.ExtKeyUsageIPSECUser,
	"timestamping":                      x509.ExtKeyUsageTimeStamping,
	"ocsp_signing":                      x509.ExtKeyUsageOCSPSigning,
	"microsoft_server_gated_crypto":     x509.ExtKeyUsageMicrosoftServerGatedCrypto,
	"netscape_server_gated_crypto":      x509.ExtKeyUsageNetscapeServerGatedCrypto,
	"microsoft_commercial_code_signing": x509.ExtKeyUsageMicrosoftCommercialCodeSigning,
	"microsoft_kernel_code_signing":     x509.ExtKeyUsageMicrosoftKernelCodeSigning,
}

func checkValidity(c *world.Check) {
	for i, use := range c.In.Strs("allowedUses") {
		_, plain := keyUses[use]
		_, extended := extendedUses[use]
		if !plain && !extended {
			c.Fail(fmt.Sprintf("allowedUses[%d]", i), fmt.Sprintf("Attribute allowed_uses[%d] value must be one of the documented key uses, got: %q", i, use))
		}
	}
	for _, hours := range []string{"validityPeriodHours", "earlyRenewalHours"} {
		if c.In.Known(hours) && c.In.Int(hours) < 0 {
			c.Fail(hours, fmt.Sprintf("Attribute %s value must be at least 0, got: %d", hours, c.In.Int(hours)))
		}
	}
}

func checkNames(c *world.Check) {
	for i, text := range c.In.Strs("ipAddresses") {
		if net.ParseIP(text) == nil {
			c.Fail(fmt.Sprintf("ipAddresses[%d]", i), fmt.Sprintf("failed to parse IP address %q", text))
		}
	}
	for _, list := range []string{"dnsNames", "uris"} {
		if i := slices.Index(c.In.Strs(list), ""); i >= 0 {
			c.Fail(fmt.Sprintf("%s[%d]", list, i), "must not be empty")
		}
	}
}
