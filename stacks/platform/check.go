package platform

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/internal/component"
)

var (
	regionForm = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+){1,2}-[1-9][0-9]?$`)
	// principalForm is of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
	principalForm = regexp.MustCompile(`^arn:aws[a-z-]*:iam::\d{12}:(role|user)/([\w+=,.@/-]+/)?[\w+=,.@-]{1,64}$`)
	zoneIDForm    = regexp.MustCompile(`^Z[A-Z0-9]{1,31}$`)
)

// standInDomain takes the place of a wrong domain.
const standInDomain = "env.example.com"

// standIn is a Config without fault for the environment. Its parts take the
// place of wrong ones while the components are asked what else is wrong.
func (s Settings) standIn() Config {
	const region = "eu-central-1"
	c := Config{Domain: standInDomain, Image: "registry.example.com/skeleton@sha256:" + strings.Repeat("0", digestDigits)}
	if !s.inAWS() {
		c.Context = "stand-in"
		return c
	}
	c.Region, c.APIAccess = region, []string{"203.0.113.0/24"}
	switch s.Cluster.Kind {
	case RKE:
		c.Images = map[string]string{}
		for _, architecture := range s.architectures() {
			c.Images[architecture] = "ami-0123456789abcdef0"
		}
	case EKS, Existing:
		c.Admins = []string{"arn:aws:iam::111122223333:role/admin"}
	}
	if s.TLS.acme() {
		c.Email = "ops@" + standInDomain
	}
	if s.TLS == LetsEncrypt {
		c.Archive = "arn:aws:secretsmanager:" + region + ":111122223333:secret:" + ArchiveOf(s).SecretName() + "-AbCdEf"
	}
	return c
}

// check adds what is wrong, in the words of the configuration, and returns a
// Config with a stand-in for each wrong part, so that no component says the
// same again. The domain and the form of the email are left to the components
// that use them.
func (c Config) check(p *component.Problems, s Settings) Config {
	sound, other := c, s.standIn()
	if s.inAWS() && !c.checkRegion(p) {
		sound.Region = other.Region
	}
	c.checkPlace(p, s)
	if c.Domain == "" {
		p.Add(ConfigKey+".domain", nil, "not set", s.domainRepair())
	}
	if s.inAWS() {
		c.checkAWS(p, s, &sound)
	} else {
		c.checkExisting(p)
		sound.Context = other.Context
	}
	if !checkImage(p, c.Image) {
		sound.Image = other.Image
	}
	return sound
}

func (s Settings) domainRepair() string {
	if s.inAWS() {
		return "set it to a domain you control, such as dev.drydock.example"
	}
	return "set it to a name that leads to your machine, such as drydock.localhost"
}

// checkAWS checks what only environments in AWS have.
func (c Config) checkAWS(p *component.Problems, s Settings, sound *Config) {
	other := s.standIn()
	c.checkParent(p)
	if s.Cluster.Kind == EKS && !c.checkAdmins(p) {
		sound.Admins = other.Admins
	}
	if !c.checkAPIAccess(p) {
		sound.APIAccess = other.APIAccess
	}
	if s.TLS.acme() && c.Email == "" {
		p.Add(ConfigKey+".email", nil, "not set", "set it to an address that is read, for Let's Encrypt to write to")
		sound.Email = other.Email
	}
	if s.Cluster.Kind == RKE && !c.checkImages(p, s) {
		sound.Images = other.Images
	}
	if s.TLS == LetsEncrypt && !c.checkArchive(p, s) {
		sound.Archive = other.Archive
	}
}

func (c Config) checkRegion(p *component.Problems) bool {
	const example = "such as eu-central-1"
	switch {
	case c.Region == "":
		p.Add(RegionKey, nil, "not set", "set it to the region of the environment, "+example)
	case regionForm.MatchString(c.Region):
		return true
	case regionForm.MatchString(c.Region[:len(c.Region)-1]):
		p.Add(RegionKey, c.Region, "a zone, not a region", fmt.Sprintf("write %q", c.Region[:len(c.Region)-1]))
	default:
		p.Add(RegionKey, c.Region, "not a region", "write one "+example)
	}
	return false
}

func (c Config) checkParent(p *component.Problems) {
	const field = ConfigKey + ".parentZone"
	switch {
	case c.ParentZone == "":
	case !zoneIDForm.MatchString(c.ParentZone):
		p.Add(field, c.ParentZone, "not the id of a hosted zone", "write it as Z0123456789ABCDEFGHIJ")
	case c.Domain != "" && strings.Count(c.Domain, ".") < 2:
		p.Add(field, c.ParentZone, fmt.Sprintf("the parent of domain %q belongs to a registry", c.Domain),
			"leave it out and enter the name servers with the registrar")
	}
}

func (c Config) checkAdmins(p *component.Problems) bool {
	const field = ConfigKey + ".admins"
	if len(c.Admins) == 0 {
		p.Add(field, nil, "nobody could administer the cluster", "name the deploying role by its ARN")
		return false
	}
	sound, seen := true, map[string]string{}
	for _, arn := range c.Admins {
		other, taken := seen[adminKey(arn)]
		switch {
		case strings.ContainsAny(arn, "*?"):
			p.Add(field, arn, "a pattern, and access is given to one principal at a time", "name each role or user by its ARN")
		case !principalForm.MatchString(arn):
			p.Add(field, arn, "not the ARN of an IAM role or user", "write it as arn:aws:iam::111122223333:role/name")
		case taken && other == arn:
			p.Add(field, arn, "named twice", "remove one")
		case taken:
			p.Add(field, arn, fmt.Sprintf("called the same as %q", other), "give one of the two another name")
		default:
			seen[adminKey(arn)] = arn
			continue
		}
		sound = false
	}
	return sound
}

func (c Config) checkAPIAccess(p *component.Problems) bool {
	const field = ConfigKey + ".apiAccess"
	if len(c.APIAccess) == 0 {
		p.Add(field, nil, "the deployment could not reach the cluster's API", "name the address ranges you deploy from")
		return false
	}
	sound := true
	for i, cidr := range c.APIAccess {
		prefix, err := netip.ParsePrefix(cidr)
		address, _ := netip.ParseAddr(cidr)
		switch {
		case address.Is4():
			p.Add(field, cidr, "an address, not a range", fmt.Sprintf("write %s/32 for it alone", cidr))
		case err != nil:
			p.Add(field, cidr, "not an address range", "write it as 203.0.113.0/24")
		case prefix.Bits() == 0:
			p.Add(field, cidr, "opens the API to the world", "name the address ranges you deploy from")
		case prefix != prefix.Masked():
			p.Add(field, cidr, "has bits beyond its length", "write "+prefix.Masked().String())
		case prefix.Addr().Is6():
			// https://docs.aws.amazon.com/eks/latest/APIReference/API_VpcConfigRequest.html
			p.Add(field, cidr, "an IPv6 range, and the API of an IPv4 cluster is reached over IPv4 only", "name IPv4 ranges")
		case prefix.Addr().IsPrivate():
			p.Add(field, cidr, "a private range, and nothing reaches a public endpoint from one",
				"name the public addresses you deploy from")
		case slices.Contains(c.APIAccess[:i], cidr):
			p.Add(field, cidr, "named twice", "remove one")
		default:
			continue
		}
		sound = false
	}
	return sound
}
