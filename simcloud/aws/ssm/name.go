package ssm

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
)

// Bounds of names: docNames.
const (
	maxLevels = 15
	maxName   = 1011
)

var nameForm = regexp.MustCompile(`^(/?[a-zA-Z0-9_.-]+)(/[a-zA-Z0-9_.-]+)*$`)

const nameGrammar = `Parameter name: can't be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; ` +
	`each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_`

// nameRules refuses a name that no parameter can have.
func nameRules(op api.Op, name string) error {
	lower, path := strings.ToLower(name), strings.Count(name, "/") > 1
	bare := strings.TrimPrefix(lower, "/")
	switch {
	case strings.HasPrefix(lower, "/aws/"):
		return op.Refuse("AccessDeniedException", fmt.Sprintf("No access to reserved parameter name: %s.", name), docNames)
	case !path && (strings.HasPrefix(bare, "aws") || strings.HasPrefix(bare, "ssm")):
		return op.Refuse("ValidationException", `Parameter name: can't be prefixed with "aws" or "ssm" (case-insensitive).`, docNames)
	case strings.HasPrefix(bare, "aws"), strings.HasPrefix(bare, "ssm"), !nameForm.MatchString(name):
		return op.Refuse("ValidationException", nameGrammar, docNames)
	case strings.Contains(name, "/") && !strings.HasPrefix(name, "/"):
		return op.Refuse("ValidationException", "Parameter name must be a fully qualified name.", docNames)
	case strings.Count(name, "/") > maxLevels:
		return op.Refuse("HierarchyLevelLimitExceededException", fmt.Sprintf("A hierarchy can have a maximum of %d levels.", maxLevels), docNames)
	case len(name) > maxName:
		return op.Refuse("ValidationException", fmt.Sprintf("The maximum length for the fully qualified parameter name is %d characters.", maxName), docNames)
	}
	return nil
}
