package policy_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/policy"
)

const (
	bucketPolicy = "aws:s3/bucketPolicy:BucketPolicy"
	bucketBlock  = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
)

func letting(statement string) policy.Resource {
	return res(bucketPolicy, "p", props{"policy": `{"Version":"2012-10-17","Statement":[` + statement + `]}`})
}

func TestNoBucketIsPublic(t *testing.T) {
	try(t, policy.PublicBuckets(), map[string]sample{
		"a role":             {[]policy.Resource{letting(`{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::1:role/r"},"Action":"s3:GetObject","Resource":"arn:b/*"}`)}, nil},
		"everybody by TLS":   {[]policy.Resource{letting(`{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:b/*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}`)}, nil},
		"an organisation":    {[]policy.Resource{letting(`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:b/*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o"}}}`)}, nil},
		"one object":         {[]policy.Resource{letting(`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:b/k"}`)}, nil},
		"not known yet":      {[]policy.Resource{res(bucketPolicy, "p", props{"policy": policy.Hidden{}})}, nil},
		"closed":             {[]policy.Resource{res(bucketBlock, "b", props{"blockPublicAcls": true, "ignorePublicAcls": true})}, nil},
		"everybody":          {[]policy.Resource{letting(`{"Effect":"Allow","Principal":"*","Action":["s3:GetObject"],"Resource":["arn:b/*"]}`)}, []string{`"p": %s: everybody may s3:GetObject on arn:b/*: name who may`}},
		"everybody else":     {[]policy.Resource{letting(`{"Effect":"Allow","NotPrincipal":{"AWS":"1"},"Action":"s3:GetObject","Resource":"arn:b/*"}`)}, []string{`"p": %s: everybody may s3:GetObject on arn:b/*: name who may`}},
		"writing one object": {[]policy.Resource{letting(`{"Effect":"Allow","Principal":{"AWS": "*"},"Action":"s3:PutObject","Resource":"arn:b/k"}`)}, []string{`"p": %s: everybody may s3:PutObject on arn:b/k: name who may`}},
		"public ACLs":        {[]policy.Resource{res(bucketBlock, "b", props{"blockPublicAcls": true})}, []string{`"b": %s: the switches against public ACLs are off: leave them on`}},
		"a public ACL":       {[]policy.Resource{res("aws:s3/bucketV2:BucketV2", "b", props{"acl": "public-read"})}, []string{`"b": %s: the ACL is public-read: leave it out`}},
	})
}

func TestNoObjectIsPublic(t *testing.T) {
	one := letting(`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":["arn:b/k","arn:b/l"]}`)
	open := res(bucketBlock, "b", props{"blockPublicAcls": true, "ignorePublicAcls": true})
	try(t, policy.PublicObjects(), map[string]sample{
		"a whole bucket":  {[]policy.Resource{letting(`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:b/*"}`)}, nil},
		"closed":          {[]policy.Resource{res(bucketBlock, "b", props{"blockPublicPolicy": true, "restrictPublicBuckets": true})}, nil},
		"two objects":     {[]policy.Resource{one}, []string{`"p": %s: everybody may read arn:b/k, arn:b/l: name who may`}},
		"public policies": {[]policy.Resource{open}, []string{`"b": %s: the switches against public policies are off: turn them on`}},
	})
}

// The bucket of a cluster's public keys is let pass for its two objects, and
// for nothing more.
func TestOnlyTheIssuersObjectsAreLetPass(t *testing.T) {
	named := func(name string, r policy.Resource) policy.Resource { r.Name = name; return r }
	objects := letting(`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:b/keys.json"}`)
	all := letting(`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:b/*"}`)
	open := res(bucketBlock, "b", props{"blockPublicAcls": true, "ignorePublicAcls": true})
	for _, c := range []struct {
		resource policy.Resource
		want     int
	}{
		{named("dev-issuer-policy", objects), 0}, {named("dev-issuer-block", open), 0},
		{named("dev-issuer-policy", all), 1}, {named("site-policy", objects), 1}, {named("site-block", open), 1},
	} {
		report := policy.Check(policy.NewPlan(c.resource), []policy.Rule{policy.PublicBuckets(), policy.PublicObjects()}, policy.Exceptions())
		assert.Len(t, report.Findings, c.want, c.resource.Name)
	}
}
