package kms_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/kms"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/stretchr/testify/require"
)

type bench struct {
	t *testing.T
	w *world.World
	s *world.Session
}

func newBench(t *testing.T) *bench {
	t.Helper()
	p := &world.Provider{Name: "aws", Types: map[string]*world.Type{}, Scope: func(*world.World, world.Props) (string, error) { return "eu-west-1", nil }}
	for _, ty := range kms.Types() {
		p.Types[ty.Token] = ty
	}
	w := world.New("test", p)
	s, err := w.Session("aws")
	require.NoError(t, err)
	return &bench{t, w, s}
}

func urn(kind, name string) string { return "urn:pulumi:test::test::" + kind + "::" + name }

func (b *bench) create(kind, name string, in world.Props) (string, world.Props, error) {
	b.t.Helper()
	checked, fails, err := b.s.Check(urn(kind, name), kind, nil, in)
	require.NoError(b.t, err)
	for _, f := range fails {
		return "", nil, fmt.Errorf("check: %s: %s", f.Property, f.Reason)
	}
	return b.s.Create(urn(kind, name), kind, checked, false)
}

func (b *bench) must(kind, name string, in world.Props) (string, world.Props) {
	b.t.Helper()
	id, out, err := b.create(kind, name, in)
	require.NoError(b.t, err)
	return id, out
}

// said is the code and message of a refusal, without the document's address.
func said(err error) string {
	if err == nil {
		return ""
	}
	_, text, found := strings.Cut(err.Error(), "api error ")
	if !found {
		return err.Error()
	}
	return text[:strings.LastIndex(text, " (https://")]
}

// policy lets the principals, each kind and value as JSON, do everything.
func policy(principals ...string) string {
	var statements []string
	for _, p := range principals {
		statements = append(statements, `{"Effect":"Allow","Principal":{`+p+`},"Action":"kms:*","Resource":"*"}`)
	}
	return `{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`
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
		{"a policy of a role that does not exist", api.Key, world.Props{"policy": policy(root, `"AWS":"arn:aws:iam::111122223333:role/none"`)}, "MalformedPolicyDocumentException: Policy contains a statement with one or more invalid principals."},
		{"a policy that locks everybody out", api.Key, world.Props{"policy": policy(cwl)}, "MalformedPolicyDocumentException: The new key policy will not allow you to update the key policy in the future."},
		{"an alias without its prefix", api.KeyAlias, world.Props{"name": "dev", "targetKeyId": "k"}, "check: name: \"name\" must begin with 'alias/' and be comprised of only [a-zA-Z0-9/_-]"},
		{"an alias of AWS", api.KeyAlias, world.Props{"name": "alias/aws/s3", "targetKeyId": "k"}, "check: name: \"name\" cannot begin with reserved AWS CMK name 'alias/aws/'"},
		{"an alias twice", api.KeyAlias, world.Props{"name": "alias/taken", "targetKeyId": "k"}, "AlreadyExistsException: An alias with the name arn:aws:kms:eu-west-1:111122223333:alias/taken already exists"},
		{"an alias of no key", api.KeyAlias, world.Props{"name": "alias/new", "targetKeyId": "none"}, "NotFoundException: Key 'arn:aws:kms:eu-west-1:111122223333:key/none' does not exist"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			key, _ := b.must(api.Key, "taken", world.Props{})
			b.must(api.KeyAlias, "taken", world.Props{"name": "alias/taken", "targetKeyId": key})
			_, _, err := b.create(c.kind, "new", c.in)
			require.Equal(t, c.want, said(err))
		})
	}
}

func TestAKeyIsFoundByEveryName(t *testing.T) {
	b := newBench(t)
	id, out := b.must(api.Key, "k", world.Props{"enableKeyRotation": true})
	require.Regexp(t, `^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`, id)
	require.Equal(t, 365, out.Int("rotationPeriodInDays"))
	_, alias := b.must(api.KeyAlias, "dev", world.Props{"targetKeyId": out.Str("arn")})
	require.Regexp(t, `^alias/dev-[0-9a-f]{7}$`, alias.Str("name"))
	require.Equal(t, id, alias.Str("targetKeyId"))
	b.w.View("eu-west-1", func(c *world.Call) {
		for _, ref := range []string{id, out.Str("arn"), alias.Str("name"), alias.Str("arn")} {
			found := kms.Find(c, ref)
			require.NotNil(t, found, ref)
			require.Equal(t, id, found.ID)
		}
		require.Nil(t, kms.Find(c, strings.Replace(out.Str("arn"), "eu-west-1", "eu-west-2", 1)), "a key of another region")
	})
}
