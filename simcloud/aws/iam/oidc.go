package iam

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Bounds of an OpenID Connect provider, which no request raises: docOIDC.
const (
	maxProviderURL = 255
	maxClientIDs   = 100
	maxClientID    = 255
	maxThumbprints = 5
	thumbprintSize = 40
)

// oidcProvider is what makes an account accept the tokens of an issuer.
func oidcProvider() *world.Type {
	return &world.Type{
		Token: api.OIDCProvider, Global: true,
		Replace: []string{"url"},
		Takes:   world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Check:   checkOIDC, Create: createOIDC,
		Update: func(c *world.Call) error {
			return oidcRules(c, operation(fmt.Sprintf("updating IAM OIDC Provider (%s)", c.ID), "UpdateOpenIDConnectProviderThumbprint"))
		},
	}
}

// checkOIDC refuses what the provider refuses before any call.
func checkOIDC(c *world.Check) {
	if raw := c.In.Str("url"); c.In.Known("url") {
		u, err := url.Parse(raw)
		switch {
		case err != nil:
			c.Fail("url", fmt.Sprintf("expected \"url\" to be a valid url, got %s: %s", raw, err))
		case u.Host == "" && u.Scheme == "https":
			c.Fail("url", fmt.Sprintf("expected \"url\" to have a host, got %s", raw))
		case u.Scheme != "https":
			c.Fail("url", fmt.Sprintf("expected \"url\" to have a url with schema of: \"https\", got %s", raw))
		case len(u.Query()) > 0:
			c.Fail("url", `"url" cannot contain query parameters per the OIDC standard`)
		}
	}
	for i, t := range c.In.Strs("thumbprintLists") {
		if len(t) != thumbprintSize {
			c.Fail(fmt.Sprintf("thumbprintLists[%d]", i), fmt.Sprintf("expected length of thumbprint_list.%d to be in the range (40 - 40), got %s", i, t))
		}
	}
	for i, id := range c.In.Strs("clientIdLists") {
		if len(id) < 1 || len(id) > maxClientID {
			c.Fail(fmt.Sprintf("clientIdLists[%d]", i), fmt.Sprintf("expected length of client_id_list.%d to be in the range (1 - 255), got %s", i, id))
		}
	}
}

// createOIDC makes a provider. IAM allows one for each URL and account. It
// fetches no certificate here: thumbprints that were not given stay empty.
func createOIDC(c *world.Call) error {
	raw := c.In.Str("url")
	op := operation("creating IAM OIDC Provider", "CreateOpenIDConnectProvider")
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Port() != "" || len(raw) > maxProviderURL {
		return op.Refuse("ValidationError", "Invalid Open ID Connect Provider URL", docOIDC)
	}
	if err := oidcRules(c, op); err != nil {
		return err
	}
	c.ID = api.GlobalARN("iam", "oidc-provider/"+strings.TrimPrefix(raw, "https://"))
	if c.Find(api.OIDCProvider, c.ID) != nil {
		return op.RefuseStatus(409, "EntityAlreadyExists", fmt.Sprintf("Provider with url %s already exists.", raw), docOIDC)
	}
	if most := c.Quota(QuotaOIDCProviders, 100); len(c.All(api.OIDCProvider)) >= most {
		return limit(op, "OpenIdConnectProvidersPerAccount", most)
	}
	c.Out["arn"] = c.ID
	// The provider keeps the URL without its scheme.
	c.Out["url"] = strings.TrimPrefix(raw, "https://")
	if !c.Out.Has("thumbprintLists") {
		c.Out["thumbprintLists"] = []string{}
	}
	return nil
}

// oidcRules hold for a new provider and a changed one.
func oidcRules(c *world.Call, op api.Op) error {
	if len(c.In.Strs("thumbprintLists")) > maxThumbprints {
		return op.Refuse("InvalidInput", "Thumbprint list must contain fewer than 5 entries.", docOIDC)
	}
	if len(c.In.Strs("clientIdLists")) > maxClientIDs {
		return limit(op, "ClientIdsPerOpenIdConnectProvider", maxClientIDs)
	}
	return nil
}

// WebToken is what a token of an issuer claims: who it is about and whom it is
// for. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
type WebToken struct{ Subject, Audience string }

// TrustsToken reports whether a token of the provider's issuer lets its bearer
// assume the role: the audience is one of those that the provider was
// registered with, and the role's trust policy names the provider, allows
// sts:AssumeRoleWithWebIdentity, and has no condition on subject or audience
// that the token fails.
func TrustsToken(role, provider *world.Object, token WebToken) bool {
	if !slices.Contains(provider.Props.Strs("clientIdLists"), token.Audience) {
		return false
	}
	arn := provider.Props.StrOr("arn", provider.ID)
	_, issuer, _ := strings.Cut(arn, ":oidc-provider/")
	claims := map[string]string{issuer + ":sub": token.Subject, issuer + ":aud": token.Audience}
	return trustDecision(role, func(s Statement) bool {
		return slices.Contains(s.Principals["Federated"], arn) &&
			matchesAny(s.Actions, "sts:AssumeRoleWithWebIdentity") && claimsFit(s.Conditions, claims)
	})
}
