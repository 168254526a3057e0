package platform

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/internal/component"
)

// place is where a key of the configuration has a meaning.
type place struct {
	key string
	// given reports whether the Config has it.
	given func(Config) bool
	// fits reports whether the environment uses it; otherwise why says the
	// reason, and repair what to do.
	fits        func(Settings) bool
	why, repair string
}

// places are the keys that not every environment has.
func places() []place {
	const leaveOut = "leave it out"
	kind := func(kinds ...ClusterKind) func(Settings) bool {
		return func(s Settings) bool { return slices.Contains(kinds, s.Cluster.Kind) }
	}
	return []place{
		{RegionKey, func(c Config) bool { return c.Region != "" }, kind(EKS, RKE),
			"nothing of the environment is in AWS", leaveOut},
		{"admins", func(c Config) bool { return len(c.Admins) > 0 }, kind(EKS),
			"roles and users of AWS are known to EKS only", "leave it out, and use the cluster's kubeconfig"},
		{"apiAccess", func(c Config) bool { return len(c.APIAccess) > 0 }, kind(EKS, RKE),
			"the cluster exists, and who reaches it is not decided here", leaveOut},
		{"parentZone", func(c Config) bool { return c.ParentZone != "" }, kind(EKS, RKE),
			"the environment has no zone that could be delegated", leaveOut},
		{"email", func(c Config) bool { return c.Email != "" }, func(s Settings) bool { return s.TLS.acme() },
			"only Let's Encrypt writes letters, and it is not asked for the certificate",
			"leave it out, or set TLS to platform.LetsEncrypt"},
		{"archive", func(c Config) bool { return c.Archive != "" }, func(s Settings) bool { return s.TLS == LetsEncrypt },
			"only certificates of Let's Encrypt proper are kept", "leave it out, or set TLS to platform.LetsEncrypt"},
		{"images", func(c Config) bool { return len(c.Images) > 0 }, kind(RKE),
			"only RKE's machines are of an image that is named", leaveOut},
		{"restoreFrom", func(c Config) bool { return c.RestoreFrom != "" }, kind(RKE),
			"only RKE keeps snapshots of etcd", leaveOut},
		{"context", func(c Config) bool { return c.Context != "" }, kind(Existing), "the environment makes its cluster itself", leaveOut},
		{"port", func(c Config) bool { return c.Port != 0 }, kind(Existing), "the load balancer answers on 443", leaveOut},
		{"ownMetrics", func(c Config) bool { return c.OwnMetrics }, kind(Existing),
			"the environment makes its cluster itself, with a metrics server", leaveOut},
		{KubeconfigKey, func(c Config) bool { return c.Kubeconfig != nil }, kind(Existing),
			"the environment makes its cluster itself", leaveOut},
	}
}

// checkPlace refuses what has no meaning in the environment.
func (c Config) checkPlace(p *component.Problems, s Settings) {
	for _, l := range places() {
		if l.given(c) && !l.fits(s) {
			field := l.key
			if !strings.Contains(field, ":") {
				field = ConfigKey + "." + field
			}
			p.Add(field, nil, l.why, l.repair)
		}
	}
}

// configKeys are the keys of a Config that the environment uses.
func (s Settings) configKeys() []string {
	var keys []string
	for _, key := range configKeys {
		strange := slices.ContainsFunc(places(), func(l place) bool { return l.key == key && !l.fits(s) })
		if !strange {
			keys = append(keys, key)
		}
	}
	return keys
}

// contextForm leaves out what no context can be meant by.
var contextForm = regexp.MustCompile(`^\S+$`)

func (c Config) checkExisting(p *component.Problems) {
	const field = ConfigKey + ".context"
	switch {
	case c.Context == "" && c.Kubeconfig == nil:
		p.Add(field, nil, "not set, and whatever cluster is current would be changed",
			"name the context of your kubeconfig, such as kind-drydock or k3d-drydock")
	case c.Context != "" && !contextForm.MatchString(c.Context):
		p.Add(field, c.Context, "not the name of a context", "write one that kubectl config get-contexts shows")
	}
	if c.Port < 0 || c.Port > 65535 {
		p.Add(ConfigKey+".port", c.Port, "not a port", "write 1 to 65535, or leave it out for 443")
	}
}

// secretARNForm is of https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html#term_secret
var secretARNForm = regexp.MustCompile(`^arn:aws[a-z-]*:secretsmanager:([a-z0-9-]+):\d{12}:secret:(.+)-[A-Za-z0-9]{6}$`)

// checkArchive reports what is wrong with the archive's ARN, and whether it is
// right.
func (c Config) checkArchive(p *component.Problems, s Settings) bool {
	const field = ConfigKey + ".archive"
	copyOutput := "copy the output " + ArchiveOutput(s.Name) + ` of the stack "shared"`
	found := secretARNForm.FindStringSubmatch(c.Archive)
	switch {
	case c.Archive == "":
		p.Add(field, nil, "not set, and a certificate that is kept nowhere is ordered anew by every cluster",
			`run up of the stack "shared" and write its output `+ArchiveOutput(s.Name)+" here")
	case found == nil:
		p.Add(field, c.Archive, "not the ARN of a secret", copyOutput)
	case regionForm.MatchString(c.Region) && found[1] != c.Region:
		p.Add(field, c.Archive, fmt.Sprintf("in %s, and the environment is in %s", found[1], c.Region),
			`run up of the stack "shared" in the region of the environment`)
	case found[2] != ArchiveOf(s).SecretName():
		p.Add(field, c.Archive, fmt.Sprintf("the secret is called %q, not %q", found[2], ArchiveOf(s).SecretName()),
			copyOutput)
	default:
		return true
	}
	return false
}
