package policy

import (
	"fmt"
	"slices"
	"strings"
)

// skipping are the ends of names of settings that turn the verification of
// certificates off, in lower case without separators. They are those of the
// command lines, environments, values and provider arguments in use:
// insecureSkipVerify, --kubelet-insecure-tls, VAULT_SKIP_VERIFY.
var skipping = []string{
	"skipverify", "skipverification", "skiptlsverify", "skiptlsverification", "skiptls", "skipsslverify", "skipsslverification",
	"skipsslvalidation", "skipcertverify", "skipcertificateverification", "insecuretls", "tlsinsecure", "insecuressl", "sslinsecure",
	"nocheckcertificate", "noverifyssl", "noverifytls", "sslnoverify",
}

// insecure are whole names of such settings. Some servers mean by "insecure"
// that they serve without TLS, which is no better.
var insecure = []string{"insecure", "curlinsecure", "proxyinsecure", "dohinsecure"}

// verifying are the ends of names of settings that keep it on:
// NODE_TLS_REJECT_UNAUTHORIZED, --tls-verify, http.sslVerify.
var verifying = []string{
	"tlsverify", "sslverify", "httpsverify", "verifytls", "verifyssl", "verifycert", "verifycerts", "verifycertificate", "verifycertificates",
	"validatecerts", "rejectunauthorized", "strictssl",
}

// present are settings that skip by being there, whatever they say: git only
// looks whether the variable is set, and the others name whom not to verify.
// https://git-scm.com/docs/git#Documentation/git.txt-GITSSLNOVERIFY
var present = []string{"gitsslnoverify", "insecureregistry", "insecureregistries"}

// fetched are the names of settings from where charts come.
var fetched = []string{"repo", "repoURL", "repository", "chart"}

// leftOn are charts that skip the verification unless they are told not to.
var leftOn = []struct{ chart, path, source string }{
	{
		"metrics-server", "values.apiService.insecureSkipTLSVerify",
		"https://github.com/kubernetes-sigs/metrics-server/blob/master/charts/metrics-server/values.yaml",
	},
}

// verify is what mends a client that does not.
const verify = "let it verify: give it the authority that signed the certificate"

// Verification is the rule that no client takes any certificate for good. It
// looks at the arguments of providers and their kubeconfigs, at what pods and
// machines run and with which environment, at what Kubernetes objects and the
// values of charts say, and at where charts come from. It says nothing about
// what is not encrypted at all; see [Encryption].
func Verification() Rule {
	return Rule{
		ID:   "tls-verification",
		Says: "Every client verifies whom it speaks to.",
		Check: func(p *Plan) []Finding {
			var out []Finding
			for _, r := range p.Resources {
				s := skips{told: map[string]bool{}, tell: func(repair, what string) { out = append(out, found(r, repair, "%s", what)) }}
				s.value(nil, readable(r))
				for _, l := range leftOn {
					if r.Type == typeRelease && chartOf(r) == l.chart && dig(r.Inputs, l.path) == nil {
						s.once("set it to false", "the chart turns %s on", l.path)
					}
				}
			}
			return out
		},
	}
}

// chartOf is the name of a release's chart, without repository or folder.
func chartOf(r Resource) string {
	chart := r.at("chart")
	return chart[strings.LastIndex(chart, "/")+1:]
}

// skips looks for what skips the verification in the inputs of one resource.
type skips struct {
	told map[string]bool
	tell func(repair, what string)
}

// once tells a thing if it has not been told.
func (s skips) once(repair, what string, args ...any) {
	if text := fmt.Sprintf(what, args...); !s.told[text] {
		s.told[text] = true
		s.tell(repair, text)
	}
}

// setting looks at a name and its value.
func (s skips) setting(path []string, name string, value any) {
	if !skip(name, value) {
		return
	}
	in := ""
	if len(path) > 0 {
		in = " in " + strings.Join(path, ".")
	}
	s.once(verify, "%s is %v%s", name, value, in)
}

// skip reports whether a setting of this name and value turns the
// verification off. It takes the last part of a name that has several.
func skip(name string, value any) bool {
	name = strings.ToLower(name[strings.LastIndexAny(name, "./")+1:])
	plain := squeeze(name)
	if slices.Contains(present, plain) {
		list, isList := value.([]any)
		_, hidden := value.(Hidden)
		return value != nil && !hidden && (!isList || len(list) > 0)
	}
	ends := func(end string) bool { return strings.HasSuffix(plain, end) }
	if slices.Contains(insecure, plain) || slices.ContainsFunc(skipping, ends) {
		rest, denied := strings.CutPrefix(name, "no-")
		denied = denied && slices.ContainsFunc(skipping, func(end string) bool { return strings.HasSuffix(squeeze(rest), end) })
		return truth(value) == "true" && !denied
	}
	return slices.ContainsFunc(verifying, ends) && truth(value) == "false"
}

// truth reads a switch as programs do: "true", "false" or "" for neither.
func truth(value any) string {
	switch value := value.(type) {
	case bool:
		return fmt.Sprint(value)
	case float64:
		return truth(fmt.Sprint(value))
	case int:
		return truth(fmt.Sprint(value))
	case string:
		switch strings.ToLower(strings.TrimSpace(value)) {
		case "true", "1", "yes", "on":
			return "true"
		case "false", "0", "no", "off":
			return "false"
		}
	}
	return ""
}
