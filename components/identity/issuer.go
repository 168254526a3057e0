package identity

import (
	"fmt"
	"net/url"
	"strings"
)

// Bounds of https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
const (
	maxIssuer      = 255
	maxAudiences   = 100
	maxAudience    = 255
	maxThumbprints = 5
)

const scheme = "https://"

// withScheme is an issuer as a URL: one that names no scheme is served over
// HTTPS.
func withScheme(issuer string) string {
	if strings.Contains(issuer, "://") {
		return issuer
	}
	return scheme + issuer
}

// issuerFault is the rule that the URL of a token issuer breaks, and the
// repair; "" for none.
func issuerFault(issuer string) (rule, repair string) {
	u, err := url.Parse(issuer)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.Fragment != "":
		return "not the URL of an issuer", `write one such as "https://ci.example.com"`
	case u.Scheme != "https":
		return "not served over https, and IAM trusts no other issuer", "serve it over https"
	case u.Port() != "":
		return "has a port, which IAM does not take", "serve the issuer on port 443"
	case u.RawQuery != "" || u.ForceQuery:
		return "has a query, which the OpenID Connect standard forbids", "leave it out"
	case len(issuer) > maxIssuer:
		return fmt.Sprintf("%d characters, above %d", len(issuer), maxIssuer), "use a shorter one"
	}
	return "", ""
}
