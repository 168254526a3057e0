package iam

import (
	"encoding/json"
	"slices"
	"strings"
)

// A Document is a policy document that IAM's grammar allows.
type Document struct {
	Version    string
	Statements []Statement
}

// A Statement is one statement of a policy document. Single values are lists
// of one.
type Statement struct {
	SID string
	// Effect is Allow or Deny.
	Effect string
	// Principals are the principals by kind: AWS, Service, Federated,
	// CanonicalUser; a bare "*" is AWS *.
	Principals, NotPrincipals map[string][]string
	Actions, NotActions       []string
	Resources, NotResources   []string
	// Conditions are values by operator and key.
	Conditions map[string]map[string][]string
}

// ParseDocument reads a policy document. The second result is "" or IAM's
// word for what breaks the grammar.
func ParseDocument(text string) (Document, string) {
	const syntax = "Syntax errors in policy."
	var top map[string]json.RawMessage
	if json.Unmarshal([]byte(text), &top) != nil {
		return Document{}, "This policy contains invalid Json"
	}
	var d Document
	for key, raw := range top {
		switch key {
		case "Version":
			if json.Unmarshal(raw, &d.Version) != nil || d.Version != "2008-10-17" && d.Version != "2012-10-17" {
				return Document{}, syntax
			}
		case "Id":
			var id string
			if json.Unmarshal(raw, &id) != nil {
				return Document{}, syntax
			}
		case "Statement":
			var ok bool
			if d.Statements, ok = statements(raw); !ok {
				return Document{}, syntax
			}
		default:
			return Document{}, syntax
		}
	}
	if len(d.Statements) == 0 {
		return Document{}, syntax
	}
	return d, ""
}

func statements(raw json.RawMessage) ([]Statement, bool) {
	var list []map[string]json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		var one map[string]json.RawMessage
		if json.Unmarshal(raw, &one) != nil {
			return nil, false
		}
		list = []map[string]json.RawMessage{one}
	}
	var out []Statement
	for _, fields := range list {
		s, ok := statement(fields)
		if !ok {
			return nil, false
		}
		out = append(out, s)
	}
	return out, true
}

func statement(fields map[string]json.RawMessage) (Statement, bool) {
	var s Statement
	for key, raw := range fields {
		var ok bool
		switch key {
		case "Sid":
			ok = json.Unmarshal(raw, &s.SID) == nil
		case "Effect":
			ok = json.Unmarshal(raw, &s.Effect) == nil && (strings.EqualFold(s.Effect, "Allow") || strings.EqualFold(s.Effect, "Deny"))
		case "Principal":
			s.Principals, ok = principals(raw)
		case "NotPrincipal":
			s.NotPrincipals, ok = principals(raw)
		case "Action":
			s.Actions, ok = oneOrMore(raw)
		case "NotAction":
			s.NotActions, ok = oneOrMore(raw)
		case "Resource":
			s.Resources, ok = oneOrMore(raw)
		case "NotResource":
			s.NotResources, ok = oneOrMore(raw)
		case "Condition":
			s.Conditions, ok = conditions(raw)
		default:
			ok = false
		}
		if !ok {
			return Statement{}, false
		}
	}
	both := func(a, b string) bool { return fields[a] != nil && fields[b] != nil }
	return s, s.Effect != "" && !both("Action", "NotAction") && !both("Resource", "NotResource") && !both("Principal", "NotPrincipal")
}

// oneOrMore reads a string or a list of strings. An empty list stays empty,
// which is not the same as absent.
func oneOrMore(raw json.RawMessage) ([]string, bool) {
	if raw[0] == '"' {
		var one string
		err := json.Unmarshal(raw, &one)
		return []string{one}, err == nil
	}
	list := []string{}
	return list, json.Unmarshal(raw, &list) == nil
}

func principals(raw json.RawMessage) (map[string][]string, bool) {
	var star string
	if json.Unmarshal(raw, &star) == nil {
		return map[string][]string{"AWS": {star}}, star == "*"
	}
	var kinds map[string]json.RawMessage
	if json.Unmarshal(raw, &kinds) != nil || len(kinds) == 0 {
		return nil, false
	}
	out := map[string][]string{}
	for kind, v := range kinds {
		values, ok := oneOrMore(v)
		if !ok || !slices.Contains([]string{"AWS", "Service", "Federated", "CanonicalUser"}, kind) {
			return nil, false
		}
		out[kind] = values
	}
	return out, true
}

// operators are the condition operators. Source:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
const operators = "StringEquals StringNotEquals StringEqualsIgnoreCase StringNotEqualsIgnoreCase StringLike StringNotLike " +
	"NumericEquals NumericNotEquals NumericLessThan NumericLessThanEquals NumericGreaterThan NumericGreaterThanEquals " +
	"DateEquals DateNotEquals DateLessThan DateLessThanEquals DateGreaterThan DateGreaterThanEquals " +
	"Bool BinaryEquals IpAddress NotIpAddress ArnEquals ArnLike ArnNotEquals ArnNotLike Null"

func conditions(raw json.RawMessage) (map[string]map[string][]string, bool) {
	var ops map[string]map[string]json.RawMessage
	if json.Unmarshal(raw, &ops) != nil {
		return nil, false
	}
	out := map[string]map[string][]string{}
	for op, keys := range ops {
		plain := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(op, "ForAnyValue:"), "ForAllValues:"), "IfExists")
		if !slices.ContainsFunc(strings.Fields(operators), func(o string) bool { return strings.EqualFold(o, plain) }) {
			return nil, false
		}
		out[op] = map[string][]string{}
		for key, v := range keys {
			values, ok := scalars(v)
			if !ok {
				return nil, false
			}
			out[op][key] = values
		}
	}
	return out, true
}

// scalars reads a condition's value: a string, a boolean, a number, or a list
// of them, all as text.
func scalars(raw json.RawMessage) ([]string, bool) {
	if list, ok := oneOrMore(raw); ok {
		return list, true
	}
	text := strings.TrimSpace(string(raw))
	if strings.HasPrefix(text, "{") || text == "null" {
		return nil, false
	}
	if !strings.HasPrefix(text, "[") {
		return []string{text}, true
	}
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		return nil, false
	}
	var out []string
	for _, item := range items {
		v, ok := scalars(item)
		if !ok {
			return nil, false
		}
		out = append(out, v...)
	}
	return out, true
}
