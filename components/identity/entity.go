package identity

import (
	"fmt"
	"regexp"

	"github.com/drydock-iac/drydock/internal/component"
)

// maxEntityName is the longest name of a profile or a policy:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const maxEntityName = 128

func pathOr(path string) string {
	if path == "" {
		return DefaultPath
	}
	return path
}

func checkPath(p *component.Problems, path string, form *regexp.Regexp) {
	if !form.MatchString(path) {
		p.Add("Path", path, "not a path", "start and end it with a slash")
	}
}

func checkDescription(p *component.Problems, text string) {
	if len(text) > maxDescription {
		p.Add("Description", nil, fmt.Sprintf("%d characters, above %d", len(text), maxDescription), "shorten it")
	}
}

// checkEntityName checks the name of a profile or a managed policy in IAM, or
// that of its component where the engine derives the one from the other.
func checkEntityName(p *component.Problems, instance, name, role string) {
	most := maxEntityName - autoNameSuffix - len(role)
	switch {
	case name != "" && !policyNameForm.MatchString(name):
		p.Add("Name", name, fmt.Sprintf("not a name of 1 to %d letters, digits and _+=,.@-", maxEntityName),
			"shorten or change it, or leave it empty")
	case name == "" && len(instance) > most:
		p.Add("name", nil, fmt.Sprintf("%d characters, above %d, which leave room for what the engine adds", len(instance), most),
			"shorten it, or set Name")
	}
}

// checkTags checks the tags of a caller, to which a name is added.
func checkTags(p *component.Problems, tags map[string]string) {
	if n := len(tags) + 1; n > component.MaxTags {
		p.Add("Tags", nil, fmt.Sprintf("%d with the name", n), fmt.Sprintf("IAM allows %d: use fewer", component.MaxTags))
	}
	p.Tags("Tags", tags, component.NameTag)
}
