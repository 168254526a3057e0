package compute

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/drydock-iac/drydock/internal/component"
)

// secrets are what must not stand in user data, by what gives it away.
var secrets = []struct {
	what string
	form *regexp.Regexp
}{
	{"a private key", regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY`)},
	{"an AWS access key", regexp.MustCompile(`\b(AKIA|ASIA)[0-9A-Z]{16}\b`)},
	{"an AWS secret key", regexp.MustCompile(`(?i)aws_secret_access_key\s*[=:]\s*['"]?[0-9A-Za-z/+]{16}`)},
	{"a GitHub token", regexp.MustCompile(`\b(gh[pousr]_[0-9A-Za-z]{30}|github_pat_[0-9A-Za-z_]{30})`)},
	{"a Vault token", regexp.MustCompile(`\bhv[sb]\.[0-9A-Za-z_-]{20}`)},
	{"a Slack token", regexp.MustCompile(`\bxox[abprs]-[0-9A-Za-z-]{10}`)},
}

// secretIn names the secret that a text seems to hold, "" for none.
func secretIn(text string) string {
	for _, s := range secrets {
		if s.form.MatchString(text) {
			return s.what
		}
	}
	return ""
}

var (
	packageForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9+._=:~-]*$`)
	modeForm    = regexp.MustCompile(`^0?[0-7]{3,4}$`)
	ownerForm   = regexp.MustCompile(`^[a-z_][a-z0-9_-]*:[a-z_][a-z0-9_-]*$`)
	unitForm    = regexp.MustCompile(`^[A-Za-z0-9@:_.-]+\.(service|timer|socket|path|mount|target)$`)
	factForm    = regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`)
)

// check finds what is wrong with the document as far as it is known.
func (c CloudInit) check(p *component.Problems, field string) {
	for i, name := range c.Packages {
		at := fmt.Sprintf("%s.Packages[%d]", field, i)
		switch {
		case !packageForm.MatchString(name):
			p.Add(at, name, "not the name of a package", "use the distribution's name for it")
		case slices.Contains(c.Packages[:i], name):
			p.Add(at, name, "named twice", "remove it")
		}
	}
	seen := map[string]string{FactsPath: "the facts"}
	for i, f := range c.Files {
		f.check(p, fmt.Sprintf("%s.Files[%d]", field, i), seen)
	}
	for i, u := range c.Units {
		at := fmt.Sprintf("%s.Units[%d]", field, i)
		if !unitForm.MatchString(u.Name) {
			p.Add(at+".Name", u.Name, "not the name of a unit", `use a name with its kind, such as "agent.service"`)
		}
		if u.Content == "" && u.Disabled {
			p.Add(at, nil, "neither content nor to be started", "give Content, or leave the unit out")
		}
		content(p, at+".Content", u.Content)
	}
	for i, argv := range c.RunCommands {
		at := fmt.Sprintf("%s.RunCommands[%d]", field, i)
		if len(argv) == 0 || argv[0] == "" {
			p.Add(at, nil, "empty", "name the program and its arguments")
		}
		content(p, at, strings.Join(argv, " "))
	}
	sample := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(c.Facts)) {
		if !factForm.MatchString(name) {
			p.Add(field+".Facts", name, "not the name of a fact", "use upper-case letters, digits and underscores, a letter first")
		}
		if c.Facts[name] == nil {
			p.Add(fmt.Sprintf("%s.Facts[%s]", field, name), nil, "nil", "pass an output or a string, or leave the fact out")
		}
		sample[name] = "a value that is not known yet"
	}
	if _, err := c.UserData(sample); err != nil {
		p.Join(field, err)
	}
}

func (f File) check(p *component.Problems, at string, seen map[string]string) {
	switch other := seen[f.Path]; {
	case !path.IsAbs(f.Path) || path.Clean(f.Path) != f.Path:
		p.Add(at+".Path", f.Path, "not an absolute path", "begin it with a slash and leave out dots and double slashes")
	case other != "":
		p.Add(at+".Path", f.Path, "written by "+other, "use another path")
	default:
		seen[f.Path] = at
	}
	if f.Mode != "" && !modeForm.MatchString(f.Mode) {
		p.Add(at+".Mode", f.Mode, "not a mode in octal", `use one such as "0644"`)
	}
	if f.Owner != "" && !ownerForm.MatchString(f.Owner) {
		p.Add(at+".Owner", f.Owner, "not an owner", `write USER:GROUP, such as "root:root"`)
	}
	content(p, at+".Content", f.Content)
}

func content(p *component.Problems, at, text string) {
	if !utf8.ValidString(text) {
		p.Add(at, nil, "not text", "user data carry text only: fetch binaries from a package or a bucket")
	}
	if what := secretIn(text); what != "" {
		p.Add(at, nil, "holds "+what, "everything on the machine reads user data: let it fetch the secret by its role")
	}
}
