package cloudfront

import (
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// refuse holds a configuration against what the service takes.
func refuse(c *world.Call, op api.Op, doc string) error {
	if err := origins(c, op, doc); err != nil {
		return err
	}
	if err := certificate(c, op); err != nil {
		return err
	}
	return names(c, op, doc)
}

// origins demands that behaviours lead to origins that there are, and say what
// they cache.
func origins(c *world.Call, op api.Op, doc string) error {
	known := append(c.In.StrsAt("origins[*].originId"), c.In.StrsAt("originGroups[*].originId")...)
	behaviours := append([]world.Props{c.In.Map("defaultCacheBehavior")}, c.In.Maps("orderedCacheBehaviors")...)
	for _, b := range behaviours {
		if !slices.Contains(known, b.Str("targetOriginId")) {
			return op.RefuseStatus(404, "NoSuchOrigin", "One or more of your origins or origin groups do not exist.", doc)
		}
		if !b.Has("cachePolicyId") && !b.Has("forwardedValues") {
			return op.Refuse("InvalidArgument", "The parameter ForwardedValues is required.", doc)
		}
	}
	return nil
}

// certificate looks at the viewers' certificate.
func certificate(c *world.Call, op api.Op) error {
	aliases, viewer := c.In.Strs("aliases"), c.In.Map("viewerCertificate")
	arn := viewer.Str("acmCertificateArn")
	if arn == "" {
		if len(aliases) > 0 && !viewer.Has("iamCertificateId") {
			return op.Refuse("InvalidViewerCertificate", "To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a trusted certificate "+
				"that validates your authorization to use the domain name. For more details, see: "+docNames, docCertificate)
		}
		return nil
	}
	cert := c.FindIn(CertificateRegion, api.Certificate, arn)
	if cert == nil || cert.Props.Str("status") != "ISSUED" {
		return op.Refuse("InvalidViewerCertificate",
			"The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid certificate chain.", docCertificate)
	}
	covered := append(cert.Props.Strs("subjectAlternativeNames"), cert.Props.Str("domainName"))
	for _, alias := range aliases {
		if !slices.ContainsFunc(covered, func(name string) bool { return covers(name, alias) }) {
			return op.Refuse("InvalidViewerCertificate", "The certificate that is attached to your distribution doesn't cover the alternate domain name (CNAME) "+
				"that you're trying to add. For more details, see: "+docNames, docNames)
		}
	}
	return nil
}

// covers reports whether a name of a certificate is good for another name: the
// same, or one label in place of a star.
func covers(name, alias string) bool {
	if strings.EqualFold(name, alias) {
		return true
	}
	suffix, wild := strings.CutPrefix(name, "*.")
	_, parent, _ := strings.Cut(alias, ".")
	return wild && strings.EqualFold(suffix, parent)
}

// names refuses names that another distribution answers to, in this account or
// any other, and more than there may be.
func names(c *world.Call, op api.Op, doc string) error {
	aliases := c.In.Strs("aliases")
	if len(aliases) > c.Quota(QuotaNames, defaultNames) {
		return op.Refuse("TooManyDistributionCNAMEs", "Your request contains more CNAMEs than are allowed per distribution.", docQuotas)
	}
	taken := strings.Split(c.Setting(SettingTaken, ""), ",")
	for _, other := range c.Everywhere(Distribution) {
		if other != c.Object {
			taken = append(taken, other.Props.Strs("aliases")...)
		}
	}
	for _, alias := range aliases {
		if slices.ContainsFunc(taken, func(t string) bool { return strings.EqualFold(t, alias) }) {
			return op.RefuseStatus(409, "CNAMEAlreadyExists", "One or more of the CNAMEs you provided are already associated with a different resource.", doc)
		}
	}
	return nil
}
