package kms_test

import (
	"strings"
	"testing"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/kms"
	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/stretchr/testify/require"
)

func newLab(t *testing.T) *worldtest.Lab {
	t.Helper()
	return worldtest.New(t, "test", kms.Types()).In("eu-west-1")
}

const (
	root = `"AWS":"arn:aws:iam::111122223333:root"`
	cwl  = `"Service":"logs.eu-west-1.amazonaws.com"`
)

func TestWhatKMSRefuses(t *testing.T) {
	for _, c := range []struct {
		name, kind string
		in         world.Props
		want       string
	}{
		{"a deletion too soon", api.Key, world.Props{"deletionWindowInDays": 3}, "check: deletionWindowInDays: expected deletion_window_in_days to be in the range (7 - 30), got 3"},
		{"a rotation too often", api.Key, world.Props{"rotationPeriodInDays": 30}, "check: rotationPeriodInDays: expected rotation_period_in_days to be in the range (90 - 2560), got 30"},
		{"a use that does not exist", api.Key, world.Props{"keyUsage": "HASH"}, `check: keyUsage: expected key_usage to be one of ["ENCRYPT_DECRYPT" "SIGN_VERIFY" "GENERATE_VERIFY_MAC" "KEY_AGREEMENT"], got HASH`},
		{"a use that the key cannot have", api.Key, world.Props{"keyUsage": "SIGN_VERIFY"}, "ValidationException: KeyUsage SIGN_VERIFY is not compatible with KeySpec SYMMETRIC_DEFAULT"},
		{"rotation of an asymmetric key", api.Key, world.Props{"customerMasterKeySpec": "RSA_2048", "enableKeyRotation": true}, "UnsupportedOperationException: Automatic key rotation is not supported for keys of spec RSA_2048."},
		{"a policy that is malformed", api.Key, world.Props{"policy": `{"Statement":[{"Efect":"Allow"}]}`}, "MalformedPolicyDocumentException: The request was rejected because the specified policy is not syntactically or semantically correct."},
		{"a policy of a role that does not exist", api.Key, world.Props{"policy": worldtest.KeyPolicy(root, `"AWS":"arn:aws:iam::111122223333:role/none"`)}, "MalformedPolicyDocumentException: Policy contains a statement with one or more invalid principals."},
		{"a policy that locks everybody out", api.Key, world.Props{"policy": worldtest.KeyPolicy(cwl)}, "MalformedPolicyDocumentException: The new key policy will not allow you to update the key policy in the future."},
		{"an alias without its prefix", api.KeyAlias, world.Props{"name": "dev", "targetKeyId": "k"}, "check: name: \"name\" must begin with 'alias/' and be comprised of only [a-zA-Z0-9/_-]"},
		{"an alias of AWS", api.KeyAlias, world.Props{"name": "alias/aws/s3", "targetKeyId": "k"}, "check: name: \"name\" cannot begin with reserved AWS CMK name 'alias/aws/'"},
		{"an alias twice", api.KeyAlias, world.Props{"name": "alias/taken", "targetKeyId": "k"}, "AlreadyExistsException: An alias with the name arn:aws:kms:eu-west-1:111122223333:alias/taken already exists"},
		{"an alias of no key", api.KeyAlias, world.Props{"name": "alias/new", "targetKeyId": "none"}, "NotFoundException: Key 'arn:aws:kms:eu-west-1:111122223333:key/none' does not exist"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLab(t)
			key, _ := l.Make(api.Key, "taken", world.Props{})
			l.Make(api.KeyAlias, "taken", world.Props{"name": "alias/taken", "targetKeyId": key})
			_, _, err := l.Try(c.kind, "new", c.in)
			require.Equal(t, c.want, worldtest.Said(err))
		})
	}
}

func TestAKeyIsFoundByEveryName(t *testing.T) {
	l := newLab(t)
	id, out := l.Make(api.Key, "k", world.Props{"enableKeyRotation": true})
	require.Regexp(t, `^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`, id)
	require.Equal(t, 365, out.Int("rotationPeriodInDays"))
	_, alias := l.Make(api.KeyAlias, "dev", world.Props{"targetKeyId": out.Str("arn")})
	require.Regexp(t, `^alias/dev-[0-9a-f]{7}$`, alias.Str("name"))
	require.Equal(t, id, alias.Str("targetKeyId"))
	l.View(func(c *world.Call) {
		for _, ref := range []string{id, out.Str("arn"), alias.Str("name"), alias.Str("arn")} {
			found := kms.Find(c, ref)
			require.NotNil(t, found, ref)
			require.Equal(t, id, found.ID)
		}
		require.Nil(t, kms.Find(c, strings.Replace(out.Str("arn"), "eu-west-1", "eu-west-2", 1)), "a key of another region")
	})
}
