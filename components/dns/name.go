package dns

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/drydock-iac/drydock/internal/component"
)

// Limits of names: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html
const (
	maxLabel  = 63
	maxDomain = 253
)

var (
	hostLabel    = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`)
	serviceLabel = regexp.MustCompile(`^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$`)
)

// naming says which names are allowed.
type naming struct {
	// service allows underscores, as in _acme-challenge.
	service bool
	// wildcard allows * as the first label.
	wildcard bool
	// single allows a name of one label.
	single bool
}

// checkDomain reports what is wrong with a name, and whether it is right.
func checkDomain(p *component.Problems, field, name string, allow naming) bool {
	rule, repair := domainFault(name, allow)
	if rule == "" {
		return true
	}
	p.Add(field, name, rule, repair)
	return false
}

func domainFault(name string, allow naming) (rule, repair string) {
	lower := strings.TrimSuffix(strings.ToLower(name), ".")
	switch {
	case name == "":
		return "empty", `write a domain such as "dev.example.com"`
	case strings.HasSuffix(name, "."):
		return "ends in a dot", fmt.Sprintf("write %q", lower)
	case name != lower:
		return "has upper-case letters", fmt.Sprintf("write %q", lower)
	case len(name) > maxDomain:
		return fmt.Sprintf("%d characters long", len(name)), fmt.Sprintf("use at most %d", maxDomain)
	}
	rest := name
	if allow.wildcard {
		rest = strings.TrimPrefix(name, "*.")
	}
	labels := strings.Split(rest, ".")
	for _, label := range labels {
		if rule, repair := labelFault(label, allow); rule != "" {
			return rule, repair
		}
	}
	if len(labels) == 1 && !allow.single {
		return "a single label", fmt.Sprintf(`write a domain of your own, such as %q`, "example."+rest)
	}
	return "", ""
}

func labelFault(label string, allow naming) (rule, repair string) {
	form := hostLabel
	if allow.service {
		form = serviceLabel
	}
	switch {
	case label == "":
		return "has an empty label", "remove the dot too many"
	case label == "*":
		return `has a "*" where none may be`, "leave it out, or make it the first label of a name that may have one"
	case len(label) > maxLabel:
		return fmt.Sprintf("label %q of %d characters", label, len(label)), fmt.Sprintf("use at most %d", maxLabel)
	case !form.MatchString(label):
		return fmt.Sprintf("label %q is not legal", label), "use letters, digits and, between them, hyphens"
	}
	return "", ""
}

// within reports whether a name is the domain or lies below it.
func within(name, domain string) bool {
	return name == domain || strings.HasSuffix(name, "."+domain)
}

// checkWithin refuses a name outside the zone.
func checkWithin(p *component.Problems, field, name, domain string) {
	if !within(name, domain) {
		p.Add(field, name, fmt.Sprintf("outside zone %q", domain),
			fmt.Sprintf("use %q or a name that ends in %q, or pass another zone", domain, "."+domain))
	}
}

// maxName bounds the name of a component of this package.
const maxName = 100

func checkName(p *component.Problems, name string) { p.Name(name, maxName) }
