package policy

import (
	"encoding/json"
	"slices"
	"strings"
)

// documents are where policies of identities stand: type and path. Policies of
// resources are left out, for in them a resource of "*" is the resource that
// they are attached to; so it is in the policy of a KMS key:
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
var documents = []struct{ kind, path string }{
	{"aws:iam/policy:Policy", "policy"},
	{"aws:iam/rolePolicy:RolePolicy", "policy"},
	{"aws:iam/groupPolicy:GroupPolicy", "policy"},
	{"aws:iam/userPolicy:UserPolicy", "policy"},
	{"aws:iam/role:Role", "inlinePolicies[*].policy"},
	{"aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy", "inlinePolicy"},
}

// attachments are where managed policies are attached: type and path.
var attachments = []struct{ kind, path string }{
	{"aws:iam/rolePolicyAttachment:RolePolicyAttachment", "policyArn"},
	{"aws:iam/userPolicyAttachment:UserPolicyAttachment", "policyArn"},
	{"aws:iam/groupPolicyAttachment:GroupPolicyAttachment", "policyArn"},
	{"aws:iam/policyAttachment:PolicyAttachment", "policyArn"},
	{"aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", "policyArns[*]"},
	{"aws:iam/role:Role", "managedPolicyArns[*]"},
}

// Wildcards is the rule that no policy allows all actions, or all of a
// service, on every resource.
func Wildcards() Rule {
	return Rule{
		ID:   "iam-wildcard",
		Says: "No policy allows every action of a service on every resource.",
		Check: func(p *Plan) []Finding {
			var out []Finding
			for _, d := range documents {
				for _, r := range p.Of(d.kind) {
					for _, text := range r.all(d.path) {
						out = append(out, wide(r, text)...)
					}
				}
			}
			for _, a := range attachments {
				for _, r := range p.Of(a.kind) {
					for _, arn := range texts(r.all(a.path)) {
						if full(arn) {
							out = append(out, found(r, "write a policy of what is needed", "it attaches %s", arn[strings.LastIndex(arn, "/")+1:]))
						}
					}
				}
			}
			return out
		},
	}
}

// full reports whether a managed policy of AWS's is of everything, or of
// everything in a service.
func full(arn string) bool {
	_, name, ok := strings.Cut(arn, ":iam::aws:policy/")
	name = name[strings.LastIndex(name, "/")+1:]
	return ok && (name == "AdministratorAccess" || name == "PowerUserAccess" || strings.HasSuffix(name, "FullAccess"))
}

type statement struct {
	Sid, Effect                 string
	Action, NotAction, Resource oneOrMore
	NotResource                 oneOrMore
}

// oneOrMore is a string or a list of strings.
type oneOrMore []string

// UnmarshalJSON reads either form.
func (o *oneOrMore) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*o = oneOrMore{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(o))
}

// wide finds the statements of a document that allow too much.
func wide(r Resource, text any) []Finding {
	var out []Finding
	statements, err := parse(text)
	if err != nil {
		return []Finding{found(r, "write a policy document", "its policy cannot be read: %v", err)}
	}
	for _, s := range statements {
		everywhere := slices.Contains(s.Resource, "*") || len(s.NotResource) > 0
		if s.Effect != "Allow" || !everywhere {
			continue
		}
		for _, a := range s.Action {
			if _, action, _ := strings.Cut(a, ":"); a == "*" || action == "*" {
				out = append(out, found(r, "name the actions, or the resources", "it allows %s on every resource", a))
			}
		}
		if len(s.NotAction) > 0 {
			out = append(out, found(r, "name the actions that are allowed", "it allows all but some actions on every resource"))
		}
	}
	return out
}

// parse reads a document from its text or, as the SDKs also pass it, an object.
func parse(v any) ([]statement, error) {
	text, isText := v.(string)
	if !isText {
		if _, hidden := v.(Hidden); hidden || v == nil {
			return nil, nil
		}
		encoded, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		text = string(encoded)
	}
	var d struct{ Statement json.RawMessage }
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		return nil, err
	}
	var list []statement
	if err := json.Unmarshal(d.Statement, &list); err == nil {
		return list, nil
	}
	var one statement
	err := json.Unmarshal(d.Statement, &one)
	return []statement{one}, err
}
