package policy

import (
	"encoding/json"
	"slices"
	"strings"
)

// Types by which a bucket is opened.
const (
	typeBucketPolicy = "aws:s3/bucketPolicy:BucketPolicy"
	typeBucketBlock  = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
	typeBucketACL    = "aws:s3/bucketAclV2:BucketAclV2"
)

// PublicBuckets is the rule that no bucket is open to everybody. Single objects
// have a rule of their own: see [PublicObjects].
func PublicBuckets() Rule {
	return Rule{
		ID:   "public-bucket",
		Says: "Nobody without a name reads a bucket, or does anything else to it.",
		Check: func(p *Plan) []Finding {
			var out []Finding
			for _, r := range p.Of(typeBucketPolicy) {
				for _, s := range forEverybody(r) {
					if !single(s) {
						out = append(out, found(r, "name who may", "everybody may %s on %s", strings.Join(s.Action, ", "), strings.Join(s.Resource, ", ")))
					}
				}
			}
			for _, r := range p.Of(typeBucketBlock) {
				if off(r, "blockPublicAcls") || off(r, "ignorePublicAcls") {
					out = append(out, found(r, "leave them on", "the switches against public ACLs are off"))
				}
			}
			for _, r := range p.Of(append(bucketTypes, typeBucketACL)...) {
				if acl := r.at("acl"); strings.HasPrefix(acl, "public-") || acl == "authenticated-read" {
					out = append(out, found(r, "leave it out", "the ACL is %s", acl))
				}
			}
			return out
		},
	}
}

// PublicObjects is the rule that no single object is for everybody to read.
// What is public by its nature, such as public keys, is an exception.
func PublicObjects() Rule {
	return Rule{
		ID:   "public-object",
		Says: "Nobody without a name reads an object, but where that is its purpose.",
		Check: func(p *Plan) []Finding {
			var out []Finding
			for _, r := range p.Of(typeBucketPolicy) {
				for _, s := range forEverybody(r) {
					if single(s) {
						out = append(out, found(r, "name who may", "everybody may read %s", strings.Join(s.Resource, ", ")))
					}
				}
			}
			for _, r := range p.Of(typeBucketBlock) {
				if off(r, "blockPublicPolicy") || off(r, "restrictPublicBuckets") {
					out = append(out, found(r, "turn them on", "the switches against public policies are off"))
				}
			}
			return out
		},
	}
}

// off reports whether a switch of a block is known to be off, as it is where
// it is left out.
func off(r Resource, name string) bool { return !r.unknown(name) && !r.on(name) }

// opening is a statement of a bucket's policy.
type opening struct {
	Effect           string
	Principal        json.RawMessage
	Action, Resource oneOrMore
	NotPrincipal     json.RawMessage
	Condition        map[string]any
}

// forEverybody are the statements that allow everybody something under no
// condition.
func forEverybody(r Resource) []opening {
	text, ok := r.get("policy").(string)
	var document struct{ Statement []opening }
	if !ok || json.Unmarshal([]byte(text), &document) != nil {
		return nil
	}
	return slices.DeleteFunc(document.Statement, func(s opening) bool {
		all := slices.Contains([]string{`"*"`, `{"AWS":"*"}`, `{"AWS":["*"]}`}, strings.ReplaceAll(string(s.Principal), " ", ""))
		return s.Effect != "Allow" || !all && s.NotPrincipal == nil || len(s.Condition) > 0
	})
}

// single reports whether a statement is about reading objects by their whole
// keys.
func single(s opening) bool {
	return len(s.Action) == 1 && s.Action[0] == "s3:GetObject" && !slices.ContainsFunc(s.Resource, func(arn string) bool {
		return strings.ContainsAny(arn, "*?")
	})
}
