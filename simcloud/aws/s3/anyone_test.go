package s3_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/s3"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func TestStrangersReadWhatTheBucketLetsThemAndNothingElse(t *testing.T) {
	const denied = "AccessDenied: Access Denied"
	one := `{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::one/keys.json"}`
	allow := func(condition string) string {
		return fmt.Sprintf(`{"Effect":"Allow","Principal":"*","Action":"s3:Get*","Resource":"arn:aws:s3:::one/*","Condition":%s}`, condition)
	}
	deny := func(condition string) string {
		return fmt.Sprintf(`{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::one/*","Condition":%s}`, condition)
	}
	const at = "https://one.s3.eu-central-1.amazonaws.com/"
	for _, c := range []struct {
		name, policy string
		blocked      bool
		object       world.Props
		url          string
		content, why string
		mine         bool
	}{
		{"the object itself", statements(one), false, nil, at + "keys.json", "{}", "", true},
		{"by the global name", statements(one), false, nil, "https://one.s3.amazonaws.com/keys.json", "{}", "", true},
		{"another object", statements(one), false, nil, at + "other.json", "", denied, true},
		{"an object that is not there", statements(allow(`{"Bool":{"aws:SecureTransport":"true"}}`)), false, nil, at + "none.json", "", denied, true},
		{"with plain HTTP and old TLS denied", statements(one, deny(`{"Bool":{"aws:SecureTransport":"false"}}`), deny(`{"NumericLessThan":{"s3:TlsVersion":"1.2"}}`)), false, nil, at + "keys.json", "{}", "", true},
		{"with all but plain HTTP denied", statements(one, deny(`{"Bool":{"aws:SecureTransport":"true"}}`)), false, nil, at + "keys.json", "", denied, true},
		{"under a condition", statements(allow(`{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}`)), false, nil, at + "keys.json", "", denied, true},
		{"of a public bucket that is restricted", statements(one), true, nil, at + "keys.json", "", denied, true},
		{"encrypted by KMS", statements(one), false, world.Props{"serverSideEncryption": "aws:kms"}, at + "keys.json", "",
			"InvalidArgument: Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.", true},
		{"in plain", statements(one), false, nil, "http://one.s3.eu-central-1.amazonaws.com/keys.json", "", "", false},
		{"of another region", statements(one), false, nil, "https://one.s3.eu-west-1.amazonaws.com/keys.json", "", "", false},
		{"elsewhere", statements(one), false, nil, "https://example.com/keys.json", "", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			b.bucket("one")
			b.Make(s3.PublicAccess, "open", world.Props{
				"bucket": "one", "blockPublicAcls": true, "blockPublicPolicy": false, "ignorePublicAcls": true, "restrictPublicBuckets": c.blocked,
			})
			b.Make(s3.Policy, "policy", world.Props{"bucket": "one", "policy": c.policy})
			for _, key := range []string{"keys.json", "other.json"} {
				in := world.Props{"bucket": "one", "key": key, "content": "{}"}
				for k, v := range c.object {
					in[k] = v
				}
				b.Make(s3.Object, key, in)
			}
			b.View(func(w *world.Call) {
				content, why, mine := s3.Anyone(w, c.url)
				require.Equal(t, []any{c.content, c.why, c.mine}, []any{content, why, mine})
			})
		})
	}
}
