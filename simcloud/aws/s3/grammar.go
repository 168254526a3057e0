package s3

import (
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// parsePolicy reads a bucket policy. The second result is "" or the words with
// which S3 refuses it as a MalformedPolicy.
func parsePolicy(c *world.Call, bucket, text string) (iam.Document, string) {
	if !strings.HasPrefix(text, "{") {
		return iam.Document{}, "Policies must be valid JSON and the first byte must be '{'"
	}
	if fault := elements(text); fault != "" {
		return iam.Document{}, fault
	}
	d, fault := iam.ParseDocument(text)
	if fault != "" {
		return iam.Document{}, "Invalid policy syntax."
	}
	for _, s := range d.Statements {
		if fault := statementFault(c, bucket, s); fault != "" {
			return iam.Document{}, fault
		}
	}
	return d, ""
}

// elements looks for elements that are missing or unknown.
func elements(text string) string {
	var top struct {
		Version   *string
		Statement json.RawMessage
	}
	if json.Unmarshal([]byte(text), &top) != nil {
		return "This policy contains invalid Json"
	}
	if top.Statement == nil {
		return "Missing required field Statement"
	}
	if top.Version != nil && *top.Version != "2012-10-17" && *top.Version != "2008-10-17" {
		return "The policy must contain a valid version string"
	}
	var statements []map[string]json.RawMessage
	if json.Unmarshal(top.Statement, &statements) != nil {
		var one map[string]json.RawMessage
		if json.Unmarshal(top.Statement, &one) != nil {
			return "Invalid policy syntax."
		}
		statements = append(statements, one)
	}
	if len(statements) == 0 {
		return "Could not parse the policy: Statement is empty!"
	}
	for _, s := range statements {
		if fault := fields(s); fault != "" {
			return fault
		}
	}
	return ""
}

func fields(s map[string]json.RawMessage) string {
	known := strings.Fields("Sid Effect Principal NotPrincipal Action NotAction Resource NotResource Condition")
	names := make([]string, 0, len(s))
	for name := range s {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if !slices.Contains(known, name) {
			return "Unknown field " + name
		}
	}
	for _, name := range []string{"Effect", "Principal", "Action", "Resource"} {
		if s[name] == nil && s["Not"+name] == nil {
			return "Missing required field " + name
		}
	}
	var effect string
	if json.Unmarshal(s["Effect"], &effect) != nil || effect != "Allow" && effect != "Deny" {
		return "Invalid effect: " + effect
	}
	return ""
}

func statementFault(c *world.Call, bucket string, s iam.Statement) string {
	for _, p := range slices.Concat(s.Principals["AWS"], s.NotPrincipals["AWS"]) {
		if !principal(c, p) {
			return "Invalid principal in policy"
		}
	}
	for _, a := range slices.Concat(s.Actions, s.NotActions) {
		if a != "*" && !strings.HasPrefix(strings.ToLower(a), "s3:") {
			return "Policy has invalid action"
		}
	}
	objects, itself := false, false
	for _, r := range slices.Concat(s.Resources, s.NotResources) {
		object, ok := within(bucket, r)
		if !ok {
			return "Policy has invalid resource"
		}
		objects, itself = objects || object || strings.HasSuffix(r, "*"), itself || !object
	}
	if s.Resources == nil {
		return ""
	}
	for _, a := range s.Actions {
		if onObjects(a) && !objects || onBuckets(a) && !itself {
			return "Action does not apply to any resource(s) in statement"
		}
	}
	return ""
}

var (
	accountNumber = regexp.MustCompile(`^\d{12}$`)
	principalARN  = regexp.MustCompile(`^arn:aws[a-z-]*:(iam|sts)::(\d{12}|cloudfront):.+$`)
)

// principal reports whether a principal has a legal form and, if it is a role
// of this account, exists.
func principal(c *world.Call, p string) bool {
	if p == "*" || accountNumber.MatchString(p) {
		return true
	}
	role := strings.HasPrefix(p, "arn:aws:iam::"+api.Account+":role/")
	return principalARN.MatchString(p) && (!role || p == api.Caller || strings.Contains(p, ":role/aws-") || iam.RoleByARN(c, p) != nil)
}

// within reports whether a resource of a policy lies in the bucket, and
// whether it names objects. Wildcards in the name of the bucket count as it.
func within(bucket, resource string) (object, ok bool) {
	if resource == "*" {
		return false, true
	}
	parts := strings.SplitN(resource, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" || parts[2] != "s3" || parts[3]+parts[4] != "" {
		return false, false
	}
	name, _, object := strings.Cut(parts[5], "/")
	matched, err := path.Match(strings.NewReplacer("[", `\[`, `\`, `\\`).Replace(name), bucket)
	return object, err == nil && matched
}

// actions of which the level is sure:
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
const (
	objectActions = "AbortMultipartUpload BypassGovernanceRetention DeleteObject DeleteObjectTagging DeleteObjectVersion " +
		"DeleteObjectVersionTagging GetObject GetObjectAcl GetObjectAttributes GetObjectLegalHold GetObjectRetention GetObjectTagging " +
		"GetObjectVersion GetObjectVersionAcl GetObjectVersionTagging ListMultipartUploadParts PutObject PutObjectAcl " +
		"PutObjectLegalHold PutObjectRetention PutObjectTagging PutObjectVersionAcl PutObjectVersionTagging RestoreObject"
	bucketActions = "DeleteBucket DeleteBucketPolicy GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging " +
		"GetBucketNotification GetBucketPolicy GetBucketPublicAccessBlock GetBucketTagging GetBucketVersioning " +
		"GetEncryptionConfiguration GetLifecycleConfiguration ListBucket ListBucketMultipartUploads ListBucketVersions PutBucketAcl " +
		"PutBucketLogging PutBucketNotification PutBucketPolicy PutBucketPublicAccessBlock PutBucketTagging PutBucketVersioning " +
		"PutEncryptionConfiguration PutLifecycleConfiguration"
)

func onObjects(action string) bool { return named(objectActions, action) }
func onBuckets(action string) bool { return named(bucketActions, action) }

func named(list, action string) bool {
	return slices.ContainsFunc(strings.Fields(list), func(a string) bool { return strings.EqualFold(fmt.Sprint("s3:", a), action) })
}
