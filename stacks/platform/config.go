package platform

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// ConfigKey is the configuration key that holds a Config as an object.
const ConfigKey = "drydock:platform"

// RegionKey is the AWS provider's own key for the region.
const RegionKey = "aws:region"

// KubeconfigKey is the key of the kubeconfig for an existing cluster.
const KubeconfigKey = "drydock:kubeconfig"

// Config is what differs from one account, or machine, to another. Its keys in
// the configuration are the field names with a small first letter. Each field
// belongs to some environments and is refused in the others.
type Config struct {
	// Region is the AWS region, from RegionKey. Required in AWS.
	Region string `json:"-"`
	// Domain is the environment's DNS domain, such as "dev.drydock.example"; in
	// AWS the platform makes a public zone for it. Required.
	Domain string `json:"domain"`
	// ParentZone is the id of the hosted zone that the domain is delegated
	// from, in the same account. Empty means that you enter the name servers
	// (output nameServers) with whoever holds the parent domain; the
	// certificate is issued only after that. For AWS.
	ParentZone string `json:"parentZone"`
	// Admins are the ARNs of the IAM roles and users that administer the
	// cluster, the deploying role among them. Required with EKS, and only
	// there: access is by access entries only, and nobody has it by chance.
	Admins []string `json:"admins"`
	// APIAccess are the address ranges from which the cluster's API is reached,
	// besides the network itself. Required in AWS, for the deployment itself
	// talks to the API.
	APIAccess []string `json:"apiAccess"`
	// Image of the skeleton, "repository@sha256:digest": what a pipeline
	// changes to ship it. Required.
	Image string `json:"image"`
	// Email is where Let's Encrypt writes to. Required where TLS is
	// LetsEncrypt or LetsEncryptStaging, and only there.
	Email string `json:"email"`
	// Archive is the ARN of the secret that keeps the certificate: the output
	// devArchive, for dev, of the stack "shared". Required where TLS is LetsEncrypt,
	// and only there.
	Archive string `json:"archive"`
	// Images of the machines of RKE by their architecture, "arm64" and "x86_64":
	// ids of images of Amazon Linux 2023 in the region. Required with RKE for
	// each architecture that its machines have, and only there: what is not
	// named would be another image for every machine that starts.
	Images map[string]string `json:"images"`
	// RestoreFrom is the name of a snapshot of etcd, without its folder, that
	// the servers of RKE begin with when they are all lost. It may stay
	// afterwards: the same name restores once. Only for RKE.
	RestoreFrom string `json:"restoreFrom"`
	// Context of the kubeconfig for an existing cluster. Required unless
	// Kubeconfig is given, lest whatever is current on a machine be changed.
	Context string `json:"context"`
	// Port of the machine that leads to IngressTLSPort of an existing cluster's
	// nodes. Zero means DefaultPort.
	Port int `json:"port"`
	// OwnMetrics says that an existing cluster has a metrics server already, as
	// those of k3s have.
	OwnMetrics bool `json:"ownMetrics"`
	// Kubeconfig for an existing cluster, from KubeconfigKey, where it must be
	// a secret. Nil means that which kubectl would read, too.
	Kubeconfig pulumi.StringInput `json:"-"`
}

// DefaultPort is that of HTTPS.
const DefaultPort = 443

// accessKeys are configuration keys that would put long-lived credentials
// into a file.
var accessKeys = []string{"aws:accessKey", "aws:secretKey", "aws:token"}

// ReadConfig decodes the configuration of an environment's stack. Every problem
// is reported at once; where a value could not be read, the Config has a
// stand-in for it.
func ReadConfig(ctx *pulumi.Context, s Settings) (Config, error) {
	p := component.NewProblems("config", ctx.Stack())
	s = s.check(component.NewProblems("", ""))
	checkCredentials(ctx, p)
	text, _ := ctx.GetConfig(ConfigKey)
	c := decodeConfig(p, text, s)
	c.Region, _ = ctx.GetConfig(RegionKey)
	c.readKubeconfig(ctx, p)
	c.check(p, s)
	return c, p.Err()
}

// CheckAccount checks the configuration of a stack that is in AWS and no
// environment: it needs a region, and must hold no long-lived credentials.
func CheckAccount(ctx *pulumi.Context) error {
	p := component.NewProblems("config", ctx.Stack())
	checkCredentials(ctx, p)
	region, _ := ctx.GetConfig(RegionKey)
	Config{Region: region}.checkRegion(p)
	return p.Err()
}

// checkCredentials refuses what would put long-lived credentials into a file.
func checkCredentials(ctx *pulumi.Context, p *component.Problems) {
	for _, key := range accessKeys {
		if _, set := ctx.GetConfig(key); set {
			p.Add(key, nil, "a long-lived credential in the stack's configuration",
				"remove it and assume a role (AWS_PROFILE, OIDC in CI)")
		}
	}
}

func (c *Config) readKubeconfig(ctx *pulumi.Context, p *component.Problems) {
	text, set := ctx.GetConfig(KubeconfigKey)
	if !set {
		return
	}
	if !ctx.IsConfigSecret(KubeconfigKey) {
		p.Add(KubeconfigKey, nil, "in plain text, and whoever reads it may do everything in the cluster",
			"set it with pulumi config set --secret "+KubeconfigKey)
	}
	c.Kubeconfig = pulumi.ToSecret(pulumi.String(text)).(pulumi.StringOutput)
}
