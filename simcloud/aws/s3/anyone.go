package s3

import (
	"net/url"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Anyone answers what somebody without credentials gets for a URL of an object
// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html):
// its content, or why not in the service's words, "" for content. mine is false
// for a URL that is none of a bucket.
//
// The bucket's policy must allow everybody to get the object, and Block Public
// Access must not restrict public policies. Of a policy's conditions it knows
// that the request comes by TLS; what is allowed under any other condition is
// not allowed here, and what is denied under any other is not denied.
func Anyone(c *world.Call, address string) (content, why string, mine bool) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" {
		return "", "", false
	}
	bucket := virtualHost(c, u.Host)
	if bucket == nil {
		return "", "", false
	}
	inside := *c
	inside.Scope = bucket.Scope
	const denied = "AccessDenied: Access Denied"
	key := strings.TrimPrefix(u.Path, "/")
	if !open(&inside, bucket, arnOf(bucket.ID)+"/"+key) {
		return "", denied, true
	}
	o := inside.Find(Object, bucket.ID+"/"+key)
	if o == nil {
		return "", denied, true // Who may not list is not told that there is none: docErrors.
	}
	if o.Props.StrOr("serverSideEncryption", aes) != aes {
		return "", "InvalidArgument: Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.", true
	}
	content, _ = contentOf(o.Inputs)
	return content, "", true
}

// virtualHost is the bucket of a host name, or nil.
func virtualHost(c *world.Call, host string) *world.Object {
	name, rest, found := strings.Cut(host, ".s3.")
	if !found {
		return nil
	}
	for _, b := range c.Everywhere(Bucket) {
		if b.ID == name && slices.Contains([]string{"amazonaws.com", b.Scope + ".amazonaws.com", b.Scope + ".amazonaws.com.cn"}, rest) {
			return b
		}
	}
	return nil
}

// open reports whether the bucket's policy lets everybody get an object.
func open(c *world.Call, bucket *world.Object, arn string) bool {
	policy := c.Find(Policy, bucket.ID)
	if policy == nil || stateOf(c, bucket).Props.Map(stateBlocks).Bool("restrictPublicBuckets") {
		return false
	}
	document, fault := iam.ParseDocument(policy.Props.Str("policy"))
	if fault != "" {
		return false
	}
	allowed := false
	for _, s := range document.Statements {
		everybody := slices.Contains(s.Principals["AWS"], "*") || s.NotPrincipals != nil
		if !everybody || !s.Covers("s3:GetObject", arn) {
			continue
		}
		holds, sure := byTLS(s)
		if s.Effect == "Deny" && holds && sure {
			return false
		}
		allowed = allowed || s.Effect == "Allow" && holds && sure
	}
	return allowed
}

// byTLS judges a statement's conditions for a request by a recent TLS; sure
// reports whether there are none but those.
func byTLS(s iam.Statement) (holds, sure bool) {
	holds, sure = true, true
	for operator, keys := range s.Conditions {
		for key, values := range keys {
			switch {
			case operator == "Bool" && strings.EqualFold(key, "aws:SecureTransport"):
				holds = holds && slices.Contains(values, "true")
			case operator == "NumericLessThan" && strings.EqualFold(key, "s3:TlsVersion"):
				holds = false
			default:
				sure = false
			}
		}
	}
	return holds, sure
}
