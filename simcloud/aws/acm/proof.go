package acm

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/route53"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// options are the validation records of names, in their order. A record
// follows from the account and the domain alone, the same for a wildcard as
// for the domain under it, so that one record proves every certificate for it.
// https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
func options(names []string) []any {
	var out []any
	for _, name := range names {
		domain := strings.TrimPrefix(strings.ToLower(name), "*.")
		key, value := digest("name", domain), digest("value", domain)
		out = append(out, map[string]any{
			"domainName":          name,
			"resourceRecordName":  fmt.Sprintf("_%s.%s.", key[:32], domain),
			"resourceRecordType":  "CNAME",
			"resourceRecordValue": fmt.Sprintf("_%s.%s.acm-validations.aws.", value[:32], lettersOf(value[32:42])),
		})
	}
	return out
}

func digest(part, domain string) string {
	sum := sha256.Sum256([]byte("acm|" + api.Account + "|" + part + "|" + domain))
	return hex.EncodeToString(sum[:])
}

// lettersOf turns hexadecimal digits into lower-case letters.
func lettersOf(digits string) string {
	return strings.Map(func(r rune) rune {
		if r <= '9' {
			return r - '0' + 'g'
		}
		return r
	}, digits)
}

// mailboxes are those that ACM writes to for each domain.
// https://docs.aws.amazon.com/acm/latest/userguide/email-validation.html
var mailboxes = []string{"admin", "administrator", "hostmaster", "postmaster", "webmaster"}

func emails(in world.Props, names []string) []any {
	var out []string
	for _, name := range names {
		domain := strings.TrimPrefix(name, "*.")
		for _, o := range in.Maps("validationOptions") {
			if o.Str("domainName") == name {
				domain = o.Str("validationDomain")
			}
		}
		for _, m := range mailboxes {
			if address := m + "@" + domain; !slices.Contains(out, address) {
				out = append(out, address)
			}
		}
	}
	return anys(out)
}

// Issued reports whether a certificate can be used.
func Issued(certificate *world.Object) bool { return certificate.Props.Str("status") == "ISSUED" }

// Provable returns nil if every name of a pending certificate has its
// validation record where the internet finds it, and else what is missing. A
// certificate that is not proven by DNS is never provable here.
func Provable(c *world.Call, certificate *world.Object) error {
	records := certificate.Props.Maps("domainValidationOptions")
	if certificate.Props.Str("status") != "PENDING_VALIDATION" || len(records) == 0 {
		return fmt.Errorf("certificate %s: status %s: not waiting for DNS records", certificate.ID, certificate.Props.Str("status"))
	}
	for _, r := range records {
		name, value := r.Str("resourceRecordName"), r.Str("resourceRecordValue")
		answer := route53.Lookup(c, "", name, "CNAME")
		if answer.Why != "" {
			return fmt.Errorf("domain %s: %s", r.Str("domainName"), answer.Why)
		}
		found := slices.ContainsFunc(answer.Records, func(o *world.Object) bool {
			return slices.ContainsFunc(o.Props.Strs("records"), func(v string) bool {
				return strings.EqualFold(strings.TrimSuffix(v, "."), strings.TrimSuffix(value, "."))
			})
		})
		if !found {
			return fmt.Errorf("domain %s: record %s has another value than %s", r.Str("domainName"), name, value)
		}
	}
	return nil
}

// issue turns a proven certificate into an issued one.
func issue(c *world.Call, certificate *world.Object) {
	certificate.Props["status"] = "ISSUED"
	valid(c, certificate.Props)
}

// validity is how long a public certificate is valid.
// https://docs.aws.amazon.com/acm/latest/userguide/acm-certificate-characteristics.html
const validity = 198 * 24 * time.Hour

func valid(c *world.Call, p world.Props) {
	p["notBefore"] = c.Now().Truncate(24 * time.Hour).Format(time.RFC3339)
	p["notAfter"] = c.Now().Truncate(24 * time.Hour).Add(validity - time.Second).Format(time.RFC3339)
}
