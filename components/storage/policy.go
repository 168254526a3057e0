package storage

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/internal/component"
)

// maxPolicy is the longest policy of a bucket in bytes:
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
const maxPolicy = 20 << 10

// The statements that every bucket has, by name.
const (
	sidTransport = "DenyInsecureTransport"
	sidOldTLS    = "DenyOldTLS"
	sidLogs      = "AcceptAccessLogs"
	sidPublic    = "PublicRead"
)

// source is the policy once the bucket's ARN is known.
func (a BucketArgs) source(bucket pulumi.StringInput) identity.Source {
	values := []pulumi.StringInput{bucket}
	if a.Policy != nil {
		values = append(values, a.Policy.Values...)
	}
	return identity.Render(func(v []string) identity.Document { return a.document(v[0], v[1:]) }, values...)
}

// document is the policy for a bucket: no plain HTTP, no old TLS, the access
// logs where they are accepted, what is public, then what the caller adds.
func (a BucketArgs) document(bucket string, values []string) identity.Document {
	all := []string{bucket, bucket + "/*"}
	statements := []identity.Statement{
		{
			SID: sidTransport, Effect: identity.EffectDeny, Principals: identity.Principals{Anyone: true},
			Actions: []string{"s3:*"}, Resources: all,
			Conditions: []identity.Condition{{Operator: "Bool", Key: "aws:SecureTransport", Values: []string{"false"}}},
		},
		{
			SID: sidOldTLS, Effect: identity.EffectDeny, Principals: identity.Principals{Anyone: true},
			Actions: []string{"s3:*"}, Resources: all,
			Conditions: []identity.Condition{{Operator: "NumericLessThan", Key: "s3:TlsVersion", Values: []string{MinTLS}}},
		},
	}
	if a.AcceptLogsOf != "" {
		// https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
		statements = append(statements, identity.Statement{
			SID: sidLogs, Principals: identity.Principals{Services: []string{"logging.s3.amazonaws.com"}},
			Actions: []string{"s3:PutObject"}, Resources: []string{bucket + "/*"},
			Conditions: []identity.Condition{{Operator: "StringEquals", Key: "aws:SourceAccount", Values: []string{a.AcceptLogsOf}}},
		})
	}
	if len(a.Public) > 0 {
		objects := make([]string, len(a.Public))
		for i, key := range a.Public {
			objects[i] = bucket + "/" + key
		}
		statements = append(statements, identity.Statement{
			SID: sidPublic, Principals: identity.Principals{Anyone: true}, Actions: []string{"s3:GetObject"}, Resources: objects,
		})
	}
	return identity.Document{Statements: append(statements, a.added(bucket, values)...)}
}

func (a BucketArgs) added(bucket string, values []string) []identity.Statement {
	if a.Policy == nil || a.Policy.Statements == nil {
		return nil
	}
	return a.Policy.Statements(bucket, values)
}

// checkPolicy looks at the caller's statements with stand-ins for what is not
// known yet.
func (a BucketArgs) checkPolicy(p *component.Problems) {
	if a.Policy == nil {
		return
	}
	if a.Policy.Statements == nil {
		p.Add("Policy.Statements", nil, "nil", "give a function that returns the statements, or leave Policy nil")
		return
	}
	values := make([]string, len(a.Policy.Values))
	for i, v := range a.Policy.Values {
		values[i] = fmt.Sprintf("arn:aws:sample:::value-%d", i)
		if v == nil {
			p.Add(fmt.Sprintf("Policy.Values[%d]", i), nil, "nil", "pass an output or a string")
		}
	}
	const sample = "arn:aws:s3:::bucket"
	added := a.added(sample, values)
	p.Join("Policy", identity.Document{Statements: added}.Check(identity.ResourcePolicy))
	for i, s := range added {
		field := fmt.Sprintf("Policy: Statements[%d]", i)
		if s.SID == sidTransport || s.SID == sidOldTLS || s.SID == sidLogs || s.SID == sidPublic {
			p.Add(field+".SID", s.SID, "a name of the bucket's own statements", "choose another")
		}
		if s.Principals.Anyone && s.Effect != identity.EffectDeny && len(s.Conditions) == 0 {
			p.Add(field+".Principals.Anyone", nil, "the bucket would be public, which is blocked",
				"name who may, or add a condition such as aws:PrincipalOrgID")
		}
	}
	if size := len(a.document(sample, values).JSON()); size > maxPolicy {
		p.Add("Policy.Statements", nil, fmt.Sprintf("%d bytes with the bucket's own statements", size),
			fmt.Sprintf("S3 takes %d: join statements, or move some into the policies of roles", maxPolicy))
	}
}
