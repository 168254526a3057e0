package s3_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/s3"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const (
	readAll  = `"Action":"s3:GetObject","Resource":"arn:aws:s3:::one/*"`
	everyone = `"Effect":"Allow","Principal":"*",`
	account  = `"Effect":"Allow","Principal":{"AWS":"111122223333"},`
	isPublic = `403 AccessDenied: User: ` + api.Caller + ` is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::one" ` +
		`because public policies are blocked by the BlockPublicPolicy block public access setting.`
)

func TestPoliciesThatABucketDoesNotTake(t *testing.T) {
	when := func(condition string) string {
		return statements(`{` + everyone + readAll + `,"Condition":` + condition + `}`)
	}
	for _, c := range []struct{ name, policy, want string }{
		{"no JSON", `{"Statement"`, `check: policy: "policy" contains an invalid JSON: unexpected end of JSON input`},
		{"a list", `[]`, `400 MalformedPolicy: Policies must be valid JSON and the first byte must be '{'`},
		{"a version that does not exist", `{"Version":"2024-01-01","Statement":[{` + account + readAll + `}]}`, "400 MalformedPolicy: The policy must contain a valid version string"},
		{"no statement", `{"Version":"2012-10-17"}`, "400 MalformedPolicy: Missing required field Statement"},
		{"an empty list of statements", statements(), "400 MalformedPolicy: Could not parse the policy: Statement is empty!"},
		{"an unknown element", statements(`{"Efect":"Allow","Principal":"*",` + readAll + `}`), "400 MalformedPolicy: Unknown field Efect"},
		{"no effect", statements(`{"Principal":"*",` + readAll + `}`), "400 MalformedPolicy: Missing required field Effect"},
		{"an effect that does not exist", statements(`{"Effect":"Maybe","Principal":"*",` + readAll + `}`), "400 MalformedPolicy: Invalid effect: Maybe"},
		{"no principal", statements(`{"Effect":"Allow",` + readAll + `}`), "400 MalformedPolicy: Missing required field Principal"},
		{"no action", statements(`{` + account + `"Resource":"arn:aws:s3:::one/*"}`), "400 MalformedPolicy: Missing required field Action"},
		{"no resource", statements(`{` + account + `"Action":"s3:GetObject"}`), "400 MalformedPolicy: Missing required field Resource"},
		{"an unknown operator", when(`{"StringSimilar":{"aws:SourceArn":"a"}}`), "400 MalformedPolicy: Invalid policy syntax."},
		{"a principal of no form", statements(`{"Effect":"Allow","Principal":{"AWS":"reader"},` + readAll + `}`), "400 MalformedPolicy: Invalid principal in policy"},
		{"a role that does not exist", statements(`{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/none"},` + readAll + `}`), "400 MalformedPolicy: Invalid principal in policy"},
		{"an action of another service", statements(`{` + account + `"Action":"ec2:RunInstances","Resource":"arn:aws:s3:::one/*"}`), "400 MalformedPolicy: Policy has invalid action"},
		{"another bucket", statements(`{` + account + `"Action":"s3:GetObject","Resource":"arn:aws:s3:::two/*"}`), "400 MalformedPolicy: Policy has invalid resource"},
		{"a bare name", statements(`{` + account + `"Action":"s3:GetObject","Resource":"one/*"}`), "400 MalformedPolicy: Policy has invalid resource"},
		{"objects read from the bucket itself", statements(`{` + account + `"Action":"s3:GetObject","Resource":"arn:aws:s3:::one"}`), "400 MalformedPolicy: Action does not apply to any resource(s) in statement"},
		{"a listing of objects", statements(`{` + account + `"Action":"s3:ListBucket","Resource":"arn:aws:s3:::one/*"}`), "400 MalformedPolicy: Action does not apply to any resource(s) in statement"},
		{"everybody", statements(`{` + everyone + readAll + `}`), isPublic},
		{"everybody in a map", statements(`{"Effect":"Allow","Principal":{"AWS":"*"},` + readAll + `}`), isPublic},
		{"everybody but one", statements(`{"Effect":"Allow","NotPrincipal":{"AWS":"444455556666"},` + readAll + `}`), isPublic},
		{"everybody by TLS", when(`{"Bool":{"aws:SecureTransport":"true"}}`), isPublic},
		{"everybody from anywhere", when(`{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}`), isPublic},
		{"everybody of any bucket's log", when(`{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::*"}}`), isPublic},
		{"everybody not of an account", when(`{"StringNotEquals":{"aws:SourceAccount":"444455556666"}}`), isPublic},
		{"everybody of an organisation", when(`{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}`), ""},
		{"everybody through one endpoint", when(`{"StringEquals":{"aws:SourceVpce":"vpce-1"}}`), ""},
		{"nobody without TLS", statements(`{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::one","arn:aws:s3:::one/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}}`), ""},
		{"a role that exists", statements(`{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/reader"},` + readAll + `}`), ""},
		{"the service of the logs", statements(`{"Effect":"Allow","Principal":{"Service":"logging.s3.amazonaws.com"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::one/log/*"}`), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			b.bucket("one")
			b.Make(api.Role, "reader", world.Props{"name": "reader", "assumeRolePolicy": statements(
				`{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}`)})
			_, _, err := b.Try(s3.Policy, "p", world.Props{"bucket": "one", "policy": c.policy})
			require.Equal(t, c.want, said(err))
		})
	}
}

func TestABucketIsOpenedOnPurpose(t *testing.T) {
	b := newBench(t)
	b.bucket("one")
	open := world.Props{"bucket": "one", "policy": statements(`{` + everyone + readAll + `}`)}
	block, _ := b.Make(s3.PublicAccess, "b", world.Props{"bucket": "one", "blockPublicAcls": true})
	b.Make(s3.Policy, "p", open)
	require.NoError(t, b.Delete(s3.Policy, "p", "one"))
	_, err := b.Update(s3.PublicAccess, "b", block, world.Props{"bucket": "one", "blockPublicPolicy": true})
	require.NoError(t, err)
	_, _, err = b.Try(s3.Policy, "p", open)
	require.Equal(t, isPublic, said(err))
	require.NoError(t, b.Delete(s3.PublicAccess, "b", block), "without a block of its own nothing is blocked")
	b.Make(s3.Policy, "p", open)
}

func TestThePolicyOfABucketsOwnArgumentFollowsTheSameRules(t *testing.T) {
	b := newBench(t)
	_, _, err := b.Try(s3.Bucket, "one", world.Props{"bucket": "one", "policy": statements(`{` + everyone + readAll + `}`)})
	require.Equal(t, isPublic, said(err))
	_, _, err = b.Try(s3.Bucket, "one", world.Props{"bucket": "one", "policy": `{"Statement"`})
	require.EqualError(t, err, `check: policy: "policy" contains an invalid JSON: unexpected end of JSON input`)
	require.Empty(t, b.World.Objects())
}
