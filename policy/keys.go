package policy

import (
	"regexp"
	"strings"
)

// keyForm is the id of an access key, long-term or temporary:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
var keyForm = regexp.MustCompile(`\b(AKIA|ASIA)[A-Z2-7]{16}\b`)

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
				for _, values := range []map[string]any{r.Inputs, r.Outputs} {
					walk(values, nil, func(path []string, text string) {
						at := strings.Join(path, ".")
						switch {
						case keyForm.MatchString(text):
							tell("an access key stands in " + at)
						case text != "" && len(path) > 0 && keyNames[squeeze(path[len(path)-1])]:
							tell("credentials stand in " + at)
						}
					})
				}
			}
			return out
		},
	}
}

// squeeze is a name in lower case without separators.
func squeeze(name string) string {
	return strings.NewReplacer("_", "", "-", "", ".", "").Replace(strings.ToLower(name))
}
