package iam

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// malformedTrust is Malformed for a role's trust policy, whose principals
// must exist where they belong to the simulated account.
func malformedTrust(c *world.Call, text string) string {
	d, fault := ParseDocument(text)
	if fault != "" {
		return fault
	}
	if fault := d.general(); fault != "" {
		return fault
	}
	for _, s := range d.Statements {
		switch {
		case s.Resources != nil:
			return "Has prohibited field Resource"
		case s.NotResources != nil:
			return "Has prohibited field NotResource"
		case s.Principals == nil && s.NotPrincipals == nil:
			return "Missing required field Principal"
		}
		for _, a := range slices.Concat(s.Actions, s.NotActions) {
			if a != "*" && !strings.HasPrefix(strings.ToLower(a), "sts:") {
				return "AssumeRole policy may only specify STS AssumeRole actions."
			}
		}
		for _, kind := range slices.Sorted(maps.Keys(s.Principals)) {
			for _, p := range s.Principals[kind] {
				if !knownPrincipal(c, kind, p) {
					return fmt.Sprintf("Invalid principal in policy: %q:%q", strings.ToUpper(kind), p)
				}
			}
		}
	}
	return ""
}

var (
	accountID    = regexp.MustCompile(`^\d{12}$`)
	serviceName  = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)*\.(amazonaws\.com(\.cn)?|amazon\.com|aws\.internal|aws\.dev)$`)
	principalARN = regexp.MustCompile(`^arn:aws[a-z-]*:(iam|sts)::(\d{12}):(root|(?:role|user|assumed-role|federated-user)/.+)$`)
	providerARN  = regexp.MustCompile(`^arn:aws[a-z-]*:iam::\d{12}:(oidc-provider|saml-provider)/[^:]+$`)
)

// knownPrincipal reports whether IAM takes a principal. Of other accounts it
// knows nothing and takes every well-formed one; users are not simulated, so
// those of this account count as known, too.
func knownPrincipal(c *world.Call, kind, p string) bool {
	switch kind {
	case "Service":
		return serviceName.MatchString(p)
	case "Federated":
		return providerARN.MatchString(p) ||
			slices.Contains([]string{"cognito-identity.amazonaws.com", "www.amazon.com", "graph.facebook.com", "accounts.google.com"}, p)
	case "AWS":
		if p == "*" || accountID.MatchString(p) {
			return true
		}
		m := principalARN.FindStringSubmatch(p)
		if m == nil {
			return false
		}
		if m[2] == api.Account && m[1] == "iam" && strings.HasPrefix(m[3], "role/") {
			return p == api.Caller || RoleByARN(c, p) != nil || strings.HasPrefix(m[3], "role/aws-")
		}
		return true
	}
	return true
}

// Trusts reports whether the role's trust policy lets the service principal
// ("ec2.amazonaws.com") call each of the actions; without actions it asks for
// sts:AssumeRole. Conditions count as fulfilled.
func Trusts(role *world.Object, service string, actions ...string) bool {
	if len(actions) == 0 {
		actions = []string{"sts:AssumeRole"}
	}
	for _, a := range actions {
		if !trustDecision(role, func(s Statement) bool {
			return slices.Contains(s.Principals["Service"], service) && matchesAny(s.Actions, a)
		}) {
			return false
		}
	}
	return true
}

func trustDecision(role *world.Object, applies func(Statement) bool) bool {
	d, fault := ParseDocument(role.Props.Str("assumeRolePolicy"))
	if fault != "" {
		return false
	}
	allowed := false
	for _, s := range d.Statements {
		if !applies(s) {
			continue
		}
		if s.Effect == "Deny" {
			return false
		}
		allowed = true
	}
	return allowed
}

func claimsFit(conditions map[string]map[string][]string, claims map[string]string) bool {
	for op, keys := range conditions {
		for key, values := range keys {
			claim, known := claims[key]
			if !known {
				continue // other keys are the caller's affair
			}
			fits := slices.Contains(values, claim)
			if strings.HasPrefix(strings.TrimPrefix(op, "ForAnyValue:"), "StringLike") {
				fits = matchesAny(values, claim)
			}
			if strings.Contains(op, "Not") {
				fits = !fits
			}
			if !fits {
				return false
			}
		}
	}
	return true
}
