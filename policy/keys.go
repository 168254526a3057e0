package policy

import (
	"regexp"
	"strings"
)

// keyForm is the id of an access key, long-term or temporary:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
var keyForm = regexp.MustCompile(`\b(AKIA|ASIA)[A-Z2-7]{16}\b`)

// secretForm is an assignment of a secret key, which has no form of its own, as
// credential files, shells and options have it.
var secretForm = regexp.MustCompile(`(?i)\baws[_-]?secret[_-]?(access[_-]?)?key["']?\s*[=:]\s*["']?[0-9a-z/+]{16}`)

// keyNames are names under which credentials travel, in lower case without
// separators: configuration of providers, values of charts, environments.
var keyNames = map[string]bool{
	"accesskey": true, "accesskeyid": true, "awsaccesskeyid": true,
	"secretkey": true, "secretaccesskey": true, "awssecretaccesskey": true, "awssecretkey": true,
}

// AccessKeys is the rule that nothing uses an access key: machines have roles,
// workloads identities, people sign in.
func AccessKeys() Rule {
	return Rule{
		ID:   "access-key",
		Says: "Nothing makes, holds or passes on an access key.",
		Check: func(p *Plan) []Finding {
			const repair = "use a role: an instance profile, a pod identity or OIDC"
			var out []Finding
			for _, r := range p.Resources {
				if r.Type == "aws:iam/accessKey:AccessKey" {
					out = append(out, found(r, repair, "it makes an access key"))
					continue
				}
				told := map[string]bool{}
				tell := func(what string) {
					if !told[what] {
						told[what] = true
						out = append(out, found(r, repair, "%s", what))
					}
				}
				for _, values := range []map[string]any{readable(r), r.Outputs} {
					walk(spread(values), nil, func(path []string, text string) {
						at := strings.Join(path, ".")
						switch {
						case keyForm.MatchString(text), secretForm.MatchString(text):
							tell("an access key stands in " + at)
						case text != "" && len(path) > 0 && keyNames[squeeze(path[len(path)-1])] && !namesOnly(r):
							tell("credentials stand in " + at)
						}
					})
				}
			}
			return out
		},
	}
}

// namesOnly reports whether a resource names the keys of secrets and never
// holds one: https://external-secrets.io/latest/api/externalsecret/
func namesOnly(r Resource) bool { return strings.HasPrefix(r.Type, "kubernetes:external-secrets.io/") }

// spread is a value in which pairs of name and value, as environments have
// them, are settings by that name, and documents within texts are objects.
func spread(v any) any {
	switch v := v.(type) {
	case string:
		if inner, ok := document(v); ok {
			return spread(inner)
		}
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = spread(e)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			out[k] = spread(e)
		}
		name, named := v["name"].(string)
		if value, ok := v["value"].(string); ok && named {
			delete(out, "value")
			out[name] = value
		}
		return out
	}
	return v
}

// squeeze is a name in lower case without separators.
func squeeze(name string) string {
	return strings.NewReplacer("_", "", "-", "", ".", "").Replace(strings.ToLower(name))
}
