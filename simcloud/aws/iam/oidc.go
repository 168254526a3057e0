package iam

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

var thumbprint = regexp.MustCompile(`^[0-9a-fA-F]{40}$`)

func oidcProvider() *world.Type {
	return &world.Type{
		Token: api.OIDCProvider, Global: true,
		Replace: []string{"url"},
		Takes:   world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Check: func(c *world.Check) {
			if u := c.In.Str("url"); c.In.Known("url") && !strings.HasPrefix(u, "https://") {
				c.Fail("url", fmt.Sprintf("expected \"url\" to have a url with schema of: \"https\", got %s", u))
			}
			for i, t := range c.In.Strs("thumbprintLists") {
				if !thumbprint.MatchString(t) {
					c.Fail(fmt.Sprintf("thumbprintLists[%d]", i), fmt.Sprintf("expected length of thumbprint_list.%d to be in the range (40 - 40), got %s", i, t))
				}
			}
			for i, id := range c.In.Strs("clientIdLists") {
				if len(id) < 1 || len(id) > 255 {
					c.Fail(fmt.Sprintf("clientIdLists[%d]", i), fmt.Sprintf("expected length of client_id_list.%d to be in the range (1 - 255), got %s", i, id))
				}
			}
		},
		Create: createOIDC,
	}
}

// createOIDC makes a provider. IAM allows one for each URL and account. It
// fetches no certificate here: thumbprints that were not given stay empty.
func createOIDC(c *world.Call) error {
	raw := c.In.Str("url")
	op := operation("creating IAM OIDC Provider", "CreateOpenIDConnectProvider")
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Port() != "" {
		return op.Refuse("ValidationError", "Invalid Open ID Connect Provider URL", docOIDC)
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
