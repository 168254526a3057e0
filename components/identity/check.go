package identity

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Kind is what a document is for, which decides what its statements must and
// must not have.
type Kind int

const (
	// Permissions of a role: resources, no principals.
	Permissions Kind = iota
	// Trust of a role: principals, no resources.
	Trust
	// ResourcePolicy of a bucket, key, queue or endpoint: both.
	ResourcePolicy
)

// Sizes in characters, white space not counted:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const (
	// MaxInlineSize is what all inline policies of one role may take together.
	MaxInlineSize = 10240
	// MaxTrustSize is the most a trust document can be raised to; 2,048 is
	// the quota before a raise.
	MaxTrustSize = 4096
)

var actionForm = regexp.MustCompile(`^(\*|[a-z0-9-]+:[A-Za-z0-9*?]+)$`)

var serviceForm = regexp.MustCompile(`^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$`)

var sidForm = regexp.MustCompile(`^[A-Za-z0-9]*$`)

// faults collects what is wrong with a document, one line each:
// field, value, rule, repair.
type faults []error

func (f *faults) add(field, value, rule, repair string) {
	if value != "" {
		field = fmt.Sprintf("%s %q", field, value)
	}
	*f = append(*f, fmt.Errorf("%s: %s: %s", field, rule, repair))
}

// Check returns everything that is wrong with the document as one of the
// given kind, or nil.
func (d Document) Check(kind Kind) error {
	var f faults
	if len(d.Statements) == 0 {
		f.add("Statements", "", "none given", "give at least one statement")
	}
	seen := map[string]bool{}
	for i, s := range d.Statements {
		field := fmt.Sprintf("Statements[%d]", i)
		if s.SID != "" && seen[s.SID] {
			f.add(field+".SID", s.SID, "used twice in the document", "give each statement a SID of its own, or none")
		}
		seen[s.SID] = true
		s.check(&f, field, kind)
	}
	if size := len(d.JSON()); kind == Trust && size > MaxTrustSize {
		f.add("Statements", "", fmt.Sprintf("%d characters, above the %d of a trust document", size, MaxTrustSize),
			"split the trust over several roles")
	}
	return errors.Join(f...)
}

func (s Statement) check(f *faults, field string, kind Kind) {
	if !sidForm.MatchString(s.SID) {
		f.add(field+".SID", s.SID, "has other characters than letters and digits", "leave them out")
	}
	if e := s.effect(); e != EffectAllow && e != EffectDeny {
		f.add(field+".Effect", string(e), "not an effect", "choose Allow or Deny")
	}
	s.checkActions(f, field)
	s.checkScope(f, field, kind)
	s.checkConditions(f, field)
	s.checkBreadth(f, field)
}

func (s Statement) checkActions(f *faults, field string) {
	if len(s.Actions) == 0 {
		f.add(field+".Actions", "", "none given", `name at least one, such as "s3:GetObject"`)
	}
	form := actionForm
	for _, a := range s.Actions {
		if !form.MatchString(a) {
			f.add(field+".Actions", a, "not an action", `write service:Action, such as "s3:GetObject"`)
		}
	}
}

func (s Statement) checkScope(f *faults, field string, kind Kind) {
	switch {
	case kind == Trust && len(s.Resources) > 0:
		f.add(field+".Resources", s.Resources[0], "a trust document is about its own role", "leave Resources empty")
	case kind != Trust && len(s.Resources) == 0:
		f.add(field+".Resources", "", "none given", `name ARNs, or "*" where the action knows no resources`)
	}
	switch {
	case kind == Permissions && !s.Principals.empty():
		f.add(field+".Principals", "", "a role's permissions are about the role", "leave Principals empty")
	case kind != Permissions && s.Principals.empty():
		f.add(field+".Principals", "", "none given", "say who the statement is about")
	}
	for _, r := range s.Resources {
		if r != "*" && !strings.HasPrefix(r, "arn:") {
			f.add(field+".Resources", r, "not an ARN", `write an ARN, or "*"`)
		}
	}
	form := serviceForm
	for _, p := range s.Principals.Services {
		if !form.MatchString(p) {
			f.add(field+".Principals.Services", p, "not a service principal", `write it as "ec2.amazonaws.com"`)
		}
	}
	if s.Principals.Anyone && kind == Trust {
		f.add(field+".Principals.Anyone", "", "the role could be assumed by anybody", "name who may assume it")
	}
}

func (s Statement) checkConditions(f *faults, field string) {
	seen := map[string]bool{}
	for i, c := range s.Conditions {
		at := fmt.Sprintf("%s.Conditions[%d]", field, i)
		if test := c.Operator + " " + c.Key; seen[test] {
			// The language has one list of values for both: the second would
			// widen the first, where the reader expects it to narrow.
			f.add(at, test, "given twice", "give all values in one condition")
		} else {
			seen[test] = true
		}
		if c.Operator == "" || c.Key == "" || len(c.Values) == 0 {
			f.add(at, "", "incomplete", "give an operator, a key and at least one value")
		}
	}
}

// checkBreadth refuses all actions of a service on all resources. A prefix
// such as "ec2:Describe*" is no such action: most read-only actions of AWS
// know no resources.
func (s Statement) checkBreadth(f *faults, field string) {
	if s.AllowWildcard || s.effect() == EffectDeny {
		return
	}
	everywhere := false
	for _, r := range s.Resources {
		everywhere = everywhere || r == "*"
	}
	for _, a := range s.Actions {
		if everywhere && (a == "*" || strings.HasSuffix(a, ":*")) {
			f.add(field+".Actions", a, `every action on every resource`,
				"name the actions or the resources, or set AllowWildcard")
		}
	}
}
