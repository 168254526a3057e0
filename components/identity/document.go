package identity

import (
	"encoding/json"
	"slices"
)

// languageVersion is the only current version of the policy language:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
const languageVersion = "2012-10-17"

// Effect says what a statement does. The zero value is Allow.
type Effect string

// The two effects of the policy language.
const (
	EffectAllow Effect = "Allow"
	EffectDeny  Effect = "Deny"
)

// Document is a policy: permissions of a role, a role's trust, or the policy
// of a resource such as a bucket or a key.
type Document struct {
	// Statements in the order in which they are written out.
	Statements []Statement
}

// Statement is one rule of a policy.
type Statement struct {
	// SID names the statement within its document: letters and digits.
	// Empty leaves it out.
	SID string
	// Effect is EffectAllow when empty.
	Effect Effect
	// Actions such as "s3:GetObject" or "ec2:Describe*". At least one.
	Actions []string
	// Resources are ARNs, in which * and ? may stand, or "*". A trust
	// document has none.
	Resources []string
	// Principals say who the statement is about. A role's own permissions
	// have none.
	Principals Principals
	// Conditions must all hold.
	Conditions []Condition
	// AllowWildcard states that every action of a service on every resource
	// is meant, as in the policy of a KMS key, where "*" is the key itself.
	AllowWildcard bool
}

// Principals are those a statement is about, by kind.
type Principals struct {
	// Services are service principals, such as "ec2.amazonaws.com".
	Services []string
	// AWS are ARNs of accounts, roles and users, or account numbers.
	AWS []string
	// Federated are ARNs of identity providers.
	Federated []string
	// Anyone is everybody, signed in or not. A statement for anyone should
	// have conditions.
	Anyone bool
}

// Condition is one test of a statement.
type Condition struct {
	// Operator such as "StringEquals" or "ArnLike".
	Operator string
	// Key such as "aws:SourceArn".
	Key string
	// Values of which one must match.
	Values []string
}

// Allow is a document of one statement that allows actions on resources.
func Allow(actions []string, resources ...string) Document {
	return Document{Statements: []Statement{{Actions: actions, Resources: resources}}}
}

// JSON returns the document as compact JSON. Actions, resources, principals
// and the values of conditions are sorted and without repetition; statements
// keep their order. It does not check: see [Document.Check].
func (d Document) JSON() string {
	statements := make([]any, len(d.Statements))
	for i, s := range d.Statements {
		statements[i] = s.encode()
	}
	text, err := json.Marshal(map[string]any{"Version": languageVersion, "Statement": statements})
	if err != nil {
		// Maps, slices and strings alone cannot fail to encode.
		panic(err)
	}
	return string(text)
}

func (s Statement) encode() map[string]any {
	out := map[string]any{"Effect": string(s.effect()), "Action": sorted(s.Actions)}
	if s.SID != "" {
		out["Sid"] = s.SID
	}
	if len(s.Resources) > 0 {
		out["Resource"] = sorted(s.Resources)
	}
	if p := s.Principals.encode(); p != nil {
		out["Principal"] = p
	}
	if len(s.Conditions) > 0 {
		out["Condition"] = encodeConditions(s.Conditions)
	}
	return out
}

func (s Statement) effect() Effect {
	if s.Effect == "" {
		return EffectAllow
	}
	return s.Effect
}

func (p Principals) empty() bool {
	return !p.Anyone && len(p.Services)+len(p.AWS)+len(p.Federated) == 0
}

func (p Principals) encode() any {
	if p.empty() {
		return nil
	}
	if p.Anyone {
		return "*"
	}
	out := map[string]any{}
	for kind, values := range map[string][]string{"Service": p.Services, "AWS": p.AWS, "Federated": p.Federated} {
		if len(values) > 0 {
			out[kind] = sorted(values)
		}
	}
	return out
}

// encodeConditions groups conditions by operator and key.
func encodeConditions(conditions []Condition) map[string]map[string][]string {
	out := map[string]map[string][]string{}
	for _, c := range conditions {
		if out[c.Operator] == nil {
			out[c.Operator] = map[string][]string{}
		}
		out[c.Operator][c.Key] = sorted(append(out[c.Operator][c.Key], c.Values...))
	}
	return out
}

func sorted(values []string) []string {
	out := slices.Clone(values)
	slices.Sort(out)
	return slices.Compact(out)
}
