package acm

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const (
	docRequest = "https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html"
	docDelete  = "https://docs.aws.amazon.com/acm/latest/APIReference/API_DeleteCertificate.html"
	docQuotas  = "https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html"
)

// Service quotas by service and quota code; a world's setting "quota:<code>"
// raises one. Source: docQuotas.
const (
	QuotaCertificates = "acm/L-F141DD1D" // certificates per Region
	QuotaNames        = "acm/L-FB94F0B0" // domain names per certificate
)

// Defaults of the quotas above.
const (
	defaultCertificates = 2500
	defaultNames        = 10
)

// maxCommonName is the longest first domain name, a limit of RFC 5280.
const maxCommonName = 64

// propagation is how long the provider goes on trying to delete a certificate
// that is in use.
const propagation = 20 * time.Minute

func certificateType() *world.Type {
	return &world.Type{
		Token:   api.Certificate,
		Replace: []string{"certificateAuthorityArn", "domainName", "keyAlgorithm", "subjectAlternativeNames", "validationMethod", "validationOptions"},
		Takes:   world.Times{Create: 10 * time.Second, Update: time.Second, Delete: time.Second},
		Check:   checkCertificate, Create: createCertificate, Update: updateCertificate,
		InUse: func(c *world.Call, _ []*world.Object) error {
			c.Takes(propagation)
			op := api.Op{Doing: fmt.Sprintf("deleting ACM Certificate (%s)", c.ID), Service: "ACM", Name: "DeleteCertificate"}
			return op.Refuse("ResourceInUseException", fmt.Sprintf("Certificate %s in account %s is in use.", c.ID, api.Account), docDelete)
		},
		Read: func(c *world.Call) error {
			if Provable(c, c.Object) == nil {
				issue(c, c.Object)
				c.Out = c.Object.Props.Clone()
			}
			return nil
		},
	}
}

func checkCertificate(c *world.Check) {
	f := check.Of(c)
	f.ExactlyOne("domainName", "privateKey")
	f.Needs("certificateBody", "privateKey")
	f.Conflicts("certificateAuthorityArn", "certificateBody", "privateKey", "validationMethod")
	f.Conflicts("certificateBody", "domainName", "validationMethod")
	f.Conflicts("certificateChain", "certificateAuthorityArn", "domainName", "validationMethod")
	f.Conflicts("subjectAlternativeNames", "certificateBody", "certificateChain", "privateKey")
	f.Conflicts("earlyRenewalDuration", "certificateBody", "certificateChain", "privateKey", "validationMethod")
	f.OneOf("validationMethod", "EMAIL", "DNS", "HTTP")
	f.OneOf("keyAlgorithm", "RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1")
	f.Block("options").OneOf("certificateTransparencyLoggingPreference", "ENABLED", "DISABLED")
	if strings.HasSuffix(c.In.Str("domainName"), ".") {
		f.Fail("domainName", "invalid value for domain_name (cannot end with a period)")
	}
	for i, san := range c.In.List("subjectAlternativeNames") {
		name, _ := san.(string)
		at := fmt.Sprintf("subjectAlternativeNames[%d]", i)
		switch {
		case strings.HasSuffix(name, "."):
			f.Fail(at, "invalid value for subject_alternative_names.%d (cannot end with a period)", i)
		case len(name) > 253:
			f.Fail(at, "expected length of subject_alternative_names.%d to be in the range (1 - 253), got %s", i, name)
		}
	}
}

// namePattern is the service's own for domain names.
const namePattern = `(\*\.)?(((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9])\.)+((?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9])`

// legalName says the same without look-ahead.
var legalName = regexp.MustCompile(`^(\*\.)?(([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)\.)+[A-Za-z0-9][A-Za-z0-9-]{0,61}[A-Za-z0-9]$`)

func createCertificate(c *world.Call) error {
	if c.In.Has("privateKey") {
		return importCertificate(c)
	}
	domain := c.In.Str("domainName")
	if !c.In.Has("certificateAuthorityArn") && !c.In.Has("validationMethod") {
		return errors.New("`certificate_authority_arn` or `validation_method` must be set when creating an ACM certificate")
	}
	op := api.Op{Doing: fmt.Sprintf("requesting ACM Certificate (%s)", domain), Service: "ACM", Name: "RequestCertificate"}
	names := namesOf(c.In)
	if err := checkNames(c, op, names); err != nil {
		return err
	}
	if quota := c.Quota(QuotaCertificates, defaultCertificates); len(c.All(api.Certificate)) >= quota {
		return op.Refuse("LimitExceededException", fmt.Sprintf("An ACM quota has been exceeded: %d certificates.", quota), docQuotas)
	}
	identify(c, "AMAZON_ISSUED")
	c.Out["domainName"], c.Out["subjectAlternativeNames"] = domain, anys(names)
	c.Out["keyAlgorithm"] = c.In.StrOr("keyAlgorithm", "RSA_2048")
	c.Out["status"] = "PENDING_VALIDATION"
	c.Out["notBefore"], c.Out["notAfter"] = "", ""
	c.Out["renewalEligibility"] = "INELIGIBLE"
	switch {
	case c.In.Str("validationMethod") == "DNS":
		c.Out["domainValidationOptions"] = options(names)
	case c.In.Str("validationMethod") == "EMAIL":
		c.Out["validationEmails"] = emails(c.In, names)
	case c.In.Has("certificateAuthorityArn"):
		c.Out["type"], c.Out["validationMethod"], c.Out["status"] = "PRIVATE", "NONE", "ISSUED"
		valid(c, c.Out)
	}
	return nil
}

// identify sets what every certificate has.
func identify(c *world.Call, kind string) {
	if c.ID == "" {
		c.ID = api.ARN(c, "acm", "certificate/"+c.UUID())
	}
	c.Out["arn"], c.Out["type"] = c.ID, kind
	c.Out["domainValidationOptions"], c.Out["validationEmails"], c.Out["renewalSummaries"] = []any{}, []any{}, []any{}
	c.Out["pendingRenewal"] = false
	if !c.In.Has("options") {
		c.Out["options"] = map[string]any{"certificateTransparencyLoggingPreference": "ENABLED"}
	}
}

// updateCertificate imports again under the same ARN, or keeps what was
// computed and completed at creation.
func updateCertificate(c *world.Call) error {
	if c.In.Has("privateKey") {
		return importCertificate(c)
	}
	for _, name := range []string{"domainName", "subjectAlternativeNames", "keyAlgorithm", "validationMethod", "options"} {
		if !c.In.Has(name) || name == "subjectAlternativeNames" {
			c.Out[name] = c.Object.Props[name]
		}
	}
	return nil
}

// namesOf returns the domain names of a request without repetition, the first
// one first: the service adds it to the alternative names.
func namesOf(in world.Props) []string {
	names := []string{in.Str("domainName")}
	for _, san := range in.Strs("subjectAlternativeNames") {
		if !slices.Contains(names, san) {
			names = append(names, san)
		}
	}
	return names
}

func checkNames(c *world.Call, op api.Op, names []string) error {
	for i, name := range names {
		at := "domainName"
		if i > 0 {
			at = "subjectAlternativeNames"
		}
		why := ""
		switch {
		case len(name) > 253:
			why = "Member must have length less than or equal to 253"
		case !legalName.MatchString(name):
			why = "Member must satisfy regular expression pattern: " + namePattern
		case i == 0 && len(name) > maxCommonName:
			// The limit is the reference's; it does not give the words of the answer.
			return op.Refuse("ValidationException", fmt.Sprintf("The first domain name cannot exceed %d octets, including periods: '%s' has %d.", maxCommonName, name, len(name)), docRequest)
		}
		if why != "" {
			return op.Refuse("ValidationException", fmt.Sprintf("1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: %s", name, at, why), docRequest)
		}
	}
	if quota := c.Quota(QuotaNames, defaultNames); len(names) > quota {
		return op.Refuse("LimitExceededException", fmt.Sprintf("An ACM quota has been exceeded: %d domain names in one certificate, %d asked for.", quota, len(names)), docQuotas)
	}
	return nil
}

func anys(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}
