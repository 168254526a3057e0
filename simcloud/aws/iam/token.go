package iam

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Token is a web identity token as STS sees it, with who signed it.
type Token struct {
	Issuer, Subject, Audience string
	// Key is the JSON Web Key of the public half of the key that signed it,
	// with at least kid, kty and the key itself. Nil for an issuer of AWS's
	// own, whose documents are always right.
	Key map[string]string
}

// AssumeWithToken says why STS gives no credentials of the role for a token,
// "" if it does, in its words. fetch is a request without credentials for one
// of the issuer's documents; it returns "" where there is no answer. Source:
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
func AssumeWithToken(c *world.Call, role *world.Object, t Token, fetch func(url string) string) string {
	host := strings.TrimPrefix(t.Issuer, "https://")
	var provider *world.Object
	for _, p := range c.Everywhere(api.OIDCProvider) {
		if p.Props.Str("url") == host {
			provider = p
		}
	}
	switch {
	case provider == nil:
		return "InvalidIdentityToken: No OpenIDConnect provider found in your account for " + t.Issuer
	case !slices.Contains(provider.Props.Strs("clientIdLists"), t.Audience):
		return "InvalidIdentityToken: Incorrect token audience"
	case t.Key != nil && !verifiable(t, fetch):
		return "InvalidIdentityToken: Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements"
	}
	if role == nil || !TrustsToken(role, provider, WebToken{Subject: t.Subject, Audience: t.Audience}) {
		return "AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity"
	}
	return ""
}

// verifiable reports whether the issuer's documents lead to the key: the
// discovery document must name the issuer itself and a set that holds the key.
func verifiable(t Token, fetch func(url string) string) bool {
	var discovery struct {
		Issuer string `json:"issuer"`
		Set    string `json:"jwks_uri"`
	}
	text := fetch(t.Issuer + "/.well-known/openid-configuration")
	if json.Unmarshal([]byte(text), &discovery) != nil || discovery.Issuer != t.Issuer {
		return false
	}
	var set struct {
		Keys []map[string]any `json:"keys"`
	}
	if json.Unmarshal([]byte(fetch(discovery.Set)), &set) != nil {
		return false
	}
	return slices.ContainsFunc(set.Keys, func(k map[string]any) bool {
		for name, value := range t.Key {
			if fmt.Sprint(k[name]) != value {
				return false
			}
		}
		return true
	})
}
