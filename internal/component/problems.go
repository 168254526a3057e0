package component

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
)

// Problems collects everything that is wrong with a component's arguments, so
// that a user sees all of it at once. Each problem is one line:
//
//	network "core": CIDR "10.0.0.0/30": too small for a VPC: use /28 or larger
//
// that is, the component and instance, the field, the value, the rule it
// breaks and the repair.
type Problems struct {
	subject string
	list    []error
}

// NewProblems starts a collection for one instance of a component; kind is
// the domain's word for it, such as "network" or "cluster".
func NewProblems(kind, name string) *Problems {
	return &Problems{subject: fmt.Sprintf("%s %q", kind, name)}
}

// Add records that field has a value that breaks rule, and what would mend
// it. Strings are quoted; a nil value is left out.
func (p *Problems) Add(field string, value any, rule, repair string) {
	p.list = append(p.list, fmt.Errorf("%s: %s%s: %s: %s", p.subject, field, show(value), rule, repair))
}

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// Name checks the name of a component, which may have most characters: its
// children's names start with it, and so do those of things in AWS.
func (p *Problems) Name(name string, most int) {
	switch {
	case !nameForm.MatchString(name):
		p.Add("name", name, "not a name", "use lower-case letters, digits and hyphens, a letter first")
	case len(name) > most:
		p.Add("name", name, fmt.Sprintf("%d characters long", len(name)), fmt.Sprintf("use at most %d", most))
	}
}

// Join takes over the problems of a nested value, prefixing each with field.
func (p *Problems) Join(field string, err error) {
	for _, e := range Split(err) {
		p.list = append(p.list, fmt.Errorf("%s: %s: %w", p.subject, field, e))
	}
}

// Err returns all problems as one error with a line for each, or nil.
func (p *Problems) Err() error { return errors.Join(p.list...) }

// Split returns the errors that errors.Join put together, flattened; an error
// that is not a join is returned alone, nil as none.
func Split(err error) []error {
	if err == nil {
		return nil
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, e := range joined.Unwrap() {
		all = append(all, Split(e)...)
	}
	return all
}

func show(value any) string {
	if value == nil {
		return ""
	}
	if reflect.TypeOf(value).Kind() == reflect.String {
		return fmt.Sprintf(" %q", fmt.Sprint(value))
	}
	return fmt.Sprintf(" %v", value)
}
