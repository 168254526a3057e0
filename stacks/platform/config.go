package platform

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// ConfigKey is the configuration key that holds a Config as an object.
const ConfigKey = "drydock:platform"

// RegionKey is the AWS provider's own key for the region.
const RegionKey = "aws:region"

// Config is what differs from one account to another. Its keys in the
// configuration are the field names with a small first letter.
type Config struct {
	// Region is the AWS region, from RegionKey. Required.
	Region string `json:"-"`
	// Domain is the environment's DNS domain, such as "dev.drydock.example"; the
	// platform makes a public zone for it. Required.
	Domain string `json:"domain"`
	// ParentZone is the id of the hosted zone that the domain is delegated
	// from, in the same account. Empty means that you enter the name servers
	// (output nameServers) with whoever holds the parent domain; the
	// certificate is issued only after that.
	ParentZone string `json:"parentZone"`
	// Admins are the ARNs of the IAM roles and users that administer the
	// cluster, the deploying role among them. Required: access is by access
	// entries only, and nobody has it by chance.
	Admins []string `json:"admins"`
	// APIAccess are the address ranges from which the cluster's API is reached,
	// besides the network itself. Required, for the deployment itself talks to
	// the API.
	APIAccess []string `json:"apiAccess"`
	// Image of the skeleton, "repository@sha256:digest": what a pipeline
	// changes to ship it. Required.
	Image string `json:"image"`
}

// accessKeys are configuration keys that would put long-lived credentials
// into a file.
var accessKeys = []string{"aws:accessKey", "aws:secretKey", "aws:token"}

// ReadConfig decodes the stack's configuration. Every problem is reported at
// once; where a value could not be read, the Config has a stand-in for it.
func ReadConfig(ctx *pulumi.Context) (Config, error) {
	p := component.NewProblems("config", ctx.Stack())
	for _, key := range accessKeys {
		if _, set := ctx.GetConfig(key); set {
			p.Add(key, nil, "a long-lived credential in the stack's configuration",
				"remove it and assume a role (AWS_PROFILE, OIDC in CI)")
		}
	}
	text, _ := ctx.GetConfig(ConfigKey)
	c := decodeConfig(p, text)
	c.Region, _ = ctx.GetConfig(RegionKey)
	c.check(p)
	return c, p.Err()
}
