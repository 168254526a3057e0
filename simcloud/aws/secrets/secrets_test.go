package secrets_test

import (
	"encoding/base64"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/aws/kms"
	"github.com/drydock-iac/drydock/simcloud/aws/secrets"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const region = "eu-central-1"

type lab struct {
	*testing.T
	w *world.World
	s *world.Session
}

func newLab(t *testing.T) *lab {
	t.Helper()
	p := &world.Provider{
		Name: "aws", Types: map[string]*world.Type{},
		Scope: func(_ *world.World, config world.Props) (string, error) { return config.StrOr("region", region), nil },
	}
	for _, list := range [][]*world.Type{secrets.Types(), kms.Types(), iam.Types()} {
		for _, ty := range list {
			p.Types[ty.Token] = ty
		}
	}
	w := world.New("secrets", p)
	s, err := w.Session("aws")
	require.NoError(t, err)
	return &lab{t, w, s}
}

func urn(token, name string) string { return "urn:pulumi:dev::test::" + token + "::" + name }

func (l *lab) try(token, name string, in world.Props) (string, world.Props, error) {
	l.Helper()
	full, fails, err := l.s.Check(urn(token, name), token, nil, in.Clone())
	require.NoError(l, err)
	require.Empty(l, fails)
	return l.s.Create(urn(token, name), token, full, false)
}

func (l *lab) make(token, name string, in world.Props) (string, world.Props) {
	l.Helper()
	id, out, err := l.try(token, name, in)
	require.NoError(l, err)
	return id, out
}

func (l *lab) out(token, id string) world.Props {
	l.Helper()
	_, out, err := l.s.Read(urn(token, ""), token, id)
	require.NoError(l, err)
	return out
}

func (l *lab) delete(token, name, id string) {
	l.Helper()
	require.NoError(l, l.s.Delete(urn(token, name), token, id, nil))
}

func (l *lab) value(ref string) (v string, ok bool) {
	l.w.View(region, func(c *world.Call) { v, ok = secrets.Value(c, ref) })
	return v, ok
}

func refused(t *testing.T, err error, doing, code, message string) {
	t.Helper()
	var r *world.Error
	require.ErrorAs(t, err, &r)
	require.Equal(t, []string{doing, code, message}, []string{r.Doing, r.Code, r.Message})
	require.Contains(t, r.Doc, "https://docs.aws.amazon.com/secretsmanager/")
}

func secret(over world.Props) world.Props {
	in := world.Props{"name": "join/token"}
	maps.Copy(in, over)
	return in
}

const open = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"secretsmanager:GetSecretValue","Resource":"*"}]}`

func TestASecretLivesAndWaitsOutItsWindow(t *testing.T) {
	l := newLab(t)
	id, out := l.make(secrets.Secret, "token", secret(nil))
	require.Regexp(t, `^arn:aws:secretsmanager:eu-central-1:111122223333:secret:join/token-[A-Za-z0-9]{6}$`, id)
	require.Equal(t, []any{id, "join/token", 30.0, false, ""}, []any{out["arn"], out["name"], out["recoveryWindowInDays"], out["forceOverwriteReplicaSecret"], out["policy"]})
	l.delete(secrets.Secret, "token", id)

	_, _, err := l.try(secrets.Secret, "token", secret(nil))
	refused(t, err, "creating Secrets Manager Secret (join/token)", "InvalidRequestException",
		"You can't create this secret because a secret with this name is already scheduled for deletion.")
	_, _, err = l.try(secrets.Version, "v", world.Props{"secretId": id, "secretString": "x"})
	refused(t, err, "putting Secrets Manager Secret ("+id+") value", "InvalidRequestException",
		"You can't perform this operation on the secret because it was marked for deletion.")

	l.w.Advance(30 * 24 * time.Hour)
	again, _ := l.make(secrets.Secret, "token", secret(nil))
	require.NotEqual(t, id, again)
}

func TestASecretWithoutAWindowLeavesNothing(t *testing.T) {
	l := newLab(t)
	before := l.w.Objects()
	id, _ := l.make(secrets.Secret, "token", secret(world.Props{"recoveryWindowInDays": 0}))
	l.make(secrets.Version, "v", world.Props{"secretId": id, "secretString": "x"})
	for _, o := range l.w.Objects() {
		if o.Kind == secrets.Version {
			l.delete(secrets.Version, "v", o.ID)
		}
	}
	got, ok := l.value(id)
	require.Equal(t, []any{"x", true}, []any{got, ok}) // the current version cannot be taken away
	l.delete(secrets.Secret, "token", id)
	require.Equal(t, before, l.w.Objects())
	l.make(secrets.Secret, "token", secret(nil))
}

func TestLabelsMoveToTheNewVersion(t *testing.T) {
	l := newLab(t)
	id, _ := l.make(secrets.Secret, "token", secret(nil))
	one, out := l.make(secrets.Version, "one", world.Props{"secretId": id, "secretString": "first"})
	require.Equal(t, one, id+"|"+out.Str("versionId"))
	require.Regexp(t, `^terraform-\d{18}[0-9a-f]{8}$`, out["versionId"])
	require.Equal(t, id, out["arn"])
	two, _ := l.make(secrets.Version, "two", world.Props{"secretId": "join/token", "secretBinary": base64.StdEncoding.EncodeToString([]byte("second"))})
	require.Equal(t, []any{"AWSPREVIOUS"}, l.out(secrets.Version, one)["versionStages"])
	require.Equal(t, []any{"AWSCURRENT"}, l.out(secrets.Version, two)["versionStages"])
	got, ok := l.value("join/token")
	require.Equal(t, []any{"second", true}, []any{got, ok})

	l.make(secrets.Version, "three", world.Props{"secretId": id, "secretString": "third", "versionStages": []any{"next"}})
	got, _ = l.value(id)
	require.Equal(t, "second", got)
	_, err := l.s.Update(urn(secrets.Version, "two"), secrets.Version, two, world.Props{"secretId": "join/token", "versionStages": []any{"mine"}}, nil, false)
	refused(t, err, "updating Secrets Manager Secret Version ("+two+") stages", "InvalidParameterException",
		"You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.")
	_, err = l.s.Update(urn(secrets.Version, "one"), secrets.Version, one, world.Props{"secretId": id, "secretString": "first", "versionStages": []any{"AWSCURRENT"}}, nil, false)
	require.NoError(t, err)
	got, _ = l.value(id)
	require.Equal(t, "first", got)
	require.Equal(t, []any{"AWSPREVIOUS"}, l.out(secrets.Version, two)["versionStages"])
}

func TestWhatTheServiceRefusesOfASecret(t *testing.T) {
	for name, c := range map[string]struct {
		in            world.Props
		doing         string
		code, message string
	}{
		"the name again":       {secret(world.Props{"name": "taken"}), "creating Secrets Manager Secret (taken)", "ResourceExistsException", "The operation failed because the secret taken already exists."},
		"a replica at home":    {secret(world.Props{"replicas": []any{map[string]any{"region": region}}}), "creating Secrets Manager Secret (join/token)", "InvalidParameterException", "Invalid replica region."},
		"a replica nowhere":    {secret(world.Props{"replicas": []any{map[string]any{"region": "eu-middle-1"}}}), "creating Secrets Manager Secret (join/token)", "InvalidParameterException", "Invalid replica region."},
		"a policy of nonsense": {secret(world.Props{"policy": `{"a":1}`}), "", "MalformedPolicyDocumentException", "This resource policy contains a syntax error."},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			l.make(secrets.Secret, "taken", secret(world.Props{"name": "taken"}))
			before := l.w.Objects()
			_, _, err := l.try(secrets.Secret, "token", c.in)
			var r *world.Error
			require.ErrorAs(t, err, &r)
			if c.doing == "" {
				require.Regexp(t, `^putting Secrets Manager Secret \(arn:.*-[A-Za-z0-9]{6}\) policy$`, r.Doing)
				c.doing = r.Doing
			}
			refused(t, err, c.doing, c.code, c.message)
			require.Equal(t, before, l.w.Objects())
		})
	}
}

func TestWhatTheServiceRefusesOfAVersion(t *testing.T) {
	long := func(field string, n int) string {
		return fmt.Sprintf("1 validation error detected: Value at '%s' failed to satisfy constraint: Member must have length less than or equal to %d.", field, n)
	}
	const unencrypted = "Secrets Manager can't encrypt the protected secret text using the provided KMS key. Check that the KMS key is available, enabled, and not in an invalid state."
	many := make([]any, 21)
	for i := range many {
		many[i] = fmt.Sprint("stage", i)
	}
	for name, c := range map[string]struct {
		in            world.Props
		code, message string
	}{
		"no such secret":         {world.Props{"secretId": "gone", "secretString": "x"}, "ResourceNotFoundException", "Secrets Manager can't find the specified secret."},
		"no value":               {world.Props{"secretId": "plain"}, "InvalidRequestException", "You must provide either SecretString or SecretBinary."},
		"too long a text":        {world.Props{"secretId": "plain", "secretString": strings.Repeat("x", 65537)}, "ValidationException", long("secretString", 65536)},
		"too long a binary":      {world.Props{"secretId": "plain", "secretBinary": base64.StdEncoding.EncodeToString(make([]byte, 65537))}, "ValidationException", long("secretBinary", 65536)},
		"too many labels":        {world.Props{"secretId": "plain", "secretString": "x", "versionStages": many}, "ValidationException", long("versionStages", 20)},
		"too long a label":       {world.Props{"secretId": "plain", "secretString": "x", "versionStages": []any{strings.Repeat("l", 257)}}, "ValidationException", long("versionStages", 256)},
		"a key that is gone":     {world.Props{"secretId": "gone-key", "secretString": "x"}, "EncryptionFailure", unencrypted},
		"a key that cannot":      {world.Props{"secretId": "rsa-key", "secretString": "x"}, "EncryptionFailure", unencrypted},
		"a key that is disabled": {world.Props{"secretId": "off-key", "secretString": "x"}, "EncryptionFailure", unencrypted},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			l.make(secrets.Secret, "plain", world.Props{"name": "plain"})
			l.make(secrets.Secret, "gone-key", world.Props{"name": "gone-key", "kmsKeyId": "alias/gone"})
			rsa, _ := l.make(api.Key, "rsa", world.Props{"customerMasterKeySpec": "RSA_2048"})
			l.make(secrets.Secret, "rsa-key", world.Props{"name": "rsa-key", "kmsKeyId": rsa})
			off, _ := l.make(api.Key, "off", world.Props{"isEnabled": false})
			l.make(secrets.Secret, "off-key", world.Props{"name": "off-key", "kmsKeyId": off})
			before := l.w.Objects()
			_, _, err := l.try(secrets.Version, "v", c.in)
			refused(t, err, fmt.Sprintf("putting Secrets Manager Secret (%s) value", c.in["secretId"]), c.code, c.message)
			require.Equal(t, before, l.w.Objects())
		})
	}
	l := newLab(t)
	_, _, err := l.try(secrets.Version, "v", world.Props{"secretId": "x", "secretBinary": "%"})
	require.EqualError(t, err, "illegal base64 data at input byte 0")
}

func TestASecretKeptWithAKeyOfTheAccountTakesAValue(t *testing.T) {
	l := newLab(t)
	_, key := l.make(api.Key, "k", world.Props{})
	id, _ := l.make(secrets.Secret, "token", secret(world.Props{"kmsKeyId": key.Str("arn")}))
	l.make(secrets.Version, "v", world.Props{"secretId": id, "secretString": strings.Repeat("x", 65536)})
}

func TestAReplicaShowsItsState(t *testing.T) {
	l := newLab(t)
	far, err := l.w.Session("aws")
	require.NoError(t, err)
	far.Configure(world.Props{"region": "eu-west-1"})
	_, _, err = far.Create(urn(secrets.Secret, "far"), secrets.Secret, secret(nil), false)
	require.NoError(t, err)
	id, out := l.make(secrets.Secret, "token", secret(world.Props{"replicas": []any{map[string]any{"region": "eu-west-1"}, map[string]any{"region": "eu-west-2"}}}))
	require.Equal(t, []string{"Failed", "InSync"}, []string{out.Maps("replicas")[0].Str("status"), out.Maps("replicas")[1].Str("status")})
	require.Equal(t, "Replication failed: Secret name join/token already exists in region eu-west-1.", out.Maps("replicas")[0].Str("statusMessage"))
	_, err = l.s.Update(urn(secrets.Secret, "token"), secrets.Secret, id, secret(world.Props{"replicas": []any{map[string]any{"region": region}}}), out, false)
	refused(t, err, "adding Secrets Manager Secret ("+id+") replicas", "InvalidParameterException", "Invalid replica region.")
}

func TestWhatThePlanRefusesOfASecret(t *testing.T) {
	l := newLab(t)
	for name, c := range map[string]struct {
		token string
		in    world.Props
		want  []world.Failure
	}{
		"characters": {secrets.Secret, world.Props{"name": "a secret!", "recoveryWindowInDays": 3, "policy": "{"}, []world.Failure{
			{Property: "name", Reason: `only alphanumeric characters and /_+=.@- special characters are allowed in "name"`},
			{Property: "recoveryWindowInDays", Reason: "expected recovery_window_in_days to be one of [0], got 3"},
			{Property: "policy", Reason: `"policy" contains an invalid JSON: unexpected end of JSON input`},
		}},
		"length": {secrets.Secret, world.Props{"name": strings.Repeat("n", 513)}, []world.Failure{{Property: "name", Reason: `"name" cannot be greater than 512 characters`}}},
		"prefix": {secrets.Secret, world.Props{"namePrefix": strings.Repeat("n", 487)}, []world.Failure{{Property: "namePrefix", Reason: `"name_prefix" cannot be greater than 486 characters`}}},
		"both":   {secrets.Secret, world.Props{"name": "a", "namePrefix": "b"}, []world.Failure{{Property: "name", Reason: `"name": conflicts with name_prefix`}}},
		"values": {secrets.Version, world.Props{"secretId": "x", "secretString": "a", "secretBinary": "YQ=="}, []world.Failure{{Property: "secretBinary", Reason: `"secret_binary": conflicts with secret_string`}}},
	} {
		_, fails, err := l.s.Check(urn(c.token, "x"), c.token, nil, c.in.Clone())
		require.NoError(t, err)
		require.Equal(t, c.want, fails, name)
	}
	d, err := l.s.Diff(secrets.Version, world.Props{"secretId": "x", "secretString": "a"}, world.Props{"secretId": "x", "secretString": "b"})
	require.NoError(t, err)
	require.Equal(t, []string{"secretString"}, d.Replace)
}

func TestTheSameProgramMakesTheSameSecrets(t *testing.T) {
	run := func() []world.Object {
		l := newLab(t)
		id, _ := l.make(secrets.Secret, "token", world.Props{})
		l.make(secrets.Version, "v", world.Props{"secretId": id, "secretString": "x"})
		return l.w.Objects()
	}
	require.Equal(t, run(), run())
}
