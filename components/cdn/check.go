package cdn

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/internal/component"
)

// Limits of a distribution:
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
const (
	maxName       = 40
	maxDomains    = 100
	maxBehaviours = 75 // with the default one
	maxPath       = 255
)

// maxOriginSeconds bounds how long an origin is waited for, and for how long a
// connection to it is kept:
// https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CustomOriginConfig.html
const maxOriginSeconds = 120

var (
	domainForm  = regexp.MustCompile(`^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`)
	countryForm = regexp.MustCompile(`^[A-Z]{2}$`)
)

// CheckDistribution returns what is wrong with the arguments of a
// distribution, without making it.
func CheckDistribution(name string, args *DistributionArgs) error {
	_, err := planDistribution(name, args)
	return err
}

func planDistribution(name string, args *DistributionArgs) (DistributionArgs, error) {
	p := component.NewProblems("distribution", name)
	if args == nil {
		p.Add("args", nil, "nil", "pass the settings of the distribution")
		return DistributionArgs{}, p.Err()
	}
	a := args.withDefaults()
	checkName(p, name)
	checkDomains(p, a.Domains)
	if a.Certificate == nil {
		p.Add("Certificate", nil, "not given", "pass the ARN of a certificate in us-east-1, such as that of a dns.Certificate")
	}
	checkOrigin(p, a.Origin)
	if a.Lock == nil {
		p.Add("Lock", nil, "not given", "pass a cdn.Lock, whose Header a rule of the balancer asks for")
	}
	checkCaching(p, "Caching", a.Caching, a.Domains)
	checkBehaviours(p, a.Behaviours, a.Domains)
	if a.Edges != EdgesAll && a.Edges != EdgesMost && a.Edges != EdgesFew {
		p.Add("Edges", string(a.Edges), "not a set of edges", "use cdn.EdgesAll, cdn.EdgesMost or cdn.EdgesFew")
	}
	checkCountries(p, a.Countries)
	for i, r := range a.After {
		if r == nil {
			p.Add(fmt.Sprintf("After[%d]", i), nil, "nil", "pass a resource")
		}
	}
	checkTags(p, a.Tags)
	return a, p.Err()
}

func checkName(p *component.Problems, name string) { p.Name(name, maxName) }

func checkDomains(p *component.Problems, domains []string) {
	switch n := len(domains); {
	case n == 0:
		p.Add("Domains", nil, "none given", "name what viewers ask for")
	case n > maxDomains:
		p.Add("Domains", nil, fmt.Sprintf("%d names", n), fmt.Sprintf("CloudFront takes %d: use a wildcard", maxDomains))
	}
	for i, d := range domains {
		at := fmt.Sprintf("Domains[%d]", i)
		switch {
		case !domainForm.MatchString(d):
			p.Add(at, d, "not a domain name", `write one such as "www.example.com", in lower case`)
		case strings.HasSuffix(d, ".cloudfront.net"):
			p.Add(at, d, "a name of CloudFront's own", "use a name of yours")
		case slices.Contains(domains[:i], d):
			p.Add(at, d, "named twice", "remove it")
		}
	}
}

func checkOrigin(p *component.Problems, o Origin) {
	if o.Domain == nil {
		p.Add("Origin.Domain", nil, "not given", "pass a name, such as the DNSName of a load balancer")
	}
	// https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CustomOriginConfig.html
	if o.Port != 443 && (o.Port < 1024 || o.Port > 65535) {
		p.Add("Origin.Port", o.Port, "not a port that CloudFront asks over HTTPS", "use 443, or 1024 to 65535")
	}
	for _, s := range []struct {
		field string
		value int
	}{{"Origin.ReadSeconds", o.ReadSeconds}, {"Origin.KeepAliveSeconds", o.KeepAliveSeconds}} {
		if s.value < 1 || s.value > maxOriginSeconds {
			p.Add(s.field, s.value, fmt.Sprintf("outside 1 to %d", maxOriginSeconds), "choose a number within")
		}
	}
}

func checkCaching(p *component.Problems, at string, c Caching, domains []string) {
	switch {
	case cachePolicies[c] == "":
		p.Add(at, string(c), "not a way of caching", "use cdn.CachingNone, cdn.CachingOrigin or cdn.CachingOptimized")
	case c == CachingOptimized && severalHosts(domains):
		p.Add(at, string(c), "there are several domains, and it keeps one answer for all of them", "use cdn.CachingOrigin, or a distribution for each")
	}
}

func severalHosts(domains []string) bool {
	return len(domains) > 1 || len(domains) == 1 && strings.HasPrefix(domains[0], "*.")
}

func checkBehaviours(p *component.Problems, behaviours []Behaviour, domains []string) {
	if n := len(behaviours) + 1; n > maxBehaviours {
		p.Add("Behaviours", nil, fmt.Sprintf("%d with the default one", n), fmt.Sprintf("CloudFront takes %d: use wildcards", maxBehaviours))
	}
	for i, b := range behaviours {
		at := fmt.Sprintf("Behaviours[%d]", i)
		switch {
		case b.Path == "" || len(b.Path) > maxPath || strings.ContainsAny(b.Path, " #"):
			p.Add(at+".Path", b.Path, "not a path", `write one such as "/assets/*", of at most 255 characters`)
		case b.Path == "*" || b.Path == "/*":
			p.Add(at+".Path", b.Path, "matches everything", "set Caching of the distribution instead")
		case slices.ContainsFunc(behaviours[:i], func(other Behaviour) bool { return other.Path == b.Path }):
			p.Add(at+".Path", b.Path, "named twice", "remove it")
		}
		checkCaching(p, at+".Caching", b.Caching, domains)
	}
}

func checkCountries(p *component.Problems, c Countries) {
	if len(c.Only) > 0 && len(c.Except) > 0 {
		p.Add("Countries", nil, "both Only and Except given", "give one of them")
	}
	for _, set := range []struct {
		field string
		codes []string
	}{{"Countries.Only", c.Only}, {"Countries.Except", c.Except}} {
		for i, code := range set.codes {
			at := fmt.Sprintf("%s[%d]", set.field, i)
			switch {
			case !countryForm.MatchString(code):
				p.Add(at, code, "not a country code", `write two capital letters, such as "DE"`)
			case slices.Contains(set.codes[:i], code):
				p.Add(at, code, "named twice", "remove it")
			}
		}
	}
}

func checkTags(p *component.Problems, tags map[string]string) {
	if n := len(tags) + 1; n > component.MaxTags {
		p.Add("Tags", nil, fmt.Sprintf("%d tags with the component's own", n), fmt.Sprintf("AWS allows %d: use fewer", component.MaxTags))
	}
	p.Tags("Tags", tags, component.NameTag)
}
