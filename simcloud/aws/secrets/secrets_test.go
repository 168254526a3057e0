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
	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func newLab(t *testing.T) *worldtest.Lab {
	t.Helper()
	return worldtest.New(t, "secrets", secrets.Types(), kms.Types(), iam.Types())
}

// value is what a reader of the secret gets.
func value(l *worldtest.Lab, ref string) (v string, ok bool) {
	l.View(func(c *world.Call) { v, ok = secrets.Value(c, ref) })
	return v, ok
}

func secret(over world.Props) world.Props {
	in := world.Props{"name": "join/token"}
	maps.Copy(in, over)
	return in
}

const open = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"secretsmanager:GetSecretValue","Resource":"*"}]}`

func TestASecretLivesAndWaitsOutItsWindow(t *testing.T) {
	l := newLab(t)
	id, out := l.Make(secrets.Secret, "token", secret(nil))
	require.Regexp(t, `^arn:aws:secretsmanager:eu-central-1:111122223333:secret:join/token-[A-Za-z0-9]{6}$`, id)
	require.Equal(t, []any{id, "join/token", 30.0, false, ""}, []any{out["arn"], out["name"], out["recoveryWindowInDays"], out["forceOverwriteReplicaSecret"], out["policy"]})
	require.NoError(t, l.Delete(secrets.Secret, "token", id))

	_, _, err := l.Try(secrets.Secret, "token", secret(nil))
	l.Refused(err, "creating Secrets Manager Secret (join/token)", "InvalidRequestException",
		"You can't create this secret because a secret with this name is already scheduled for deletion.")
	_, _, err = l.Try(secrets.Version, "v", world.Props{"secretId": id, "secretString": "x"})
	l.Refused(err, "putting Secrets Manager Secret ("+id+") value", "InvalidRequestException",
		"You can't perform this operation on the secret because it was marked for deletion.")

	l.World.Advance(30 * 24 * time.Hour)
	again, _ := l.Make(secrets.Secret, "token", secret(nil))
	require.NotEqual(t, id, again)
}

func TestASecretWithoutAWindowLeavesNothing(t *testing.T) {
	l := newLab(t)
	before := l.World.Objects()
	id, _ := l.Make(secrets.Secret, "token", secret(world.Props{"recoveryWindowInDays": 0}))
	l.Make(secrets.Version, "v", world.Props{"secretId": id, "secretString": "x"})
	for _, o := range l.World.Objects() {
		if o.Kind == secrets.Version {
			require.NoError(t, l.Delete(secrets.Version, "v", o.ID))
		}
	}
	got, ok := value(l, id)
	require.Equal(t, []any{"x", true}, []any{got, ok}) // the current version cannot be taken away
	require.NoError(t, l.Delete(secrets.Secret, "token", id))
	require.Equal(t, before, l.World.Objects())
	l.Make(secrets.Secret, "token", secret(nil))
}

func TestLabelsMoveToTheNewVersion(t *testing.T) {
	l := newLab(t)
	id, _ := l.Make(secrets.Secret, "token", secret(nil))
	one, out := l.Make(secrets.Version, "one", world.Props{"secretId": id, "secretString": "first"})
	require.Equal(t, one, id+"|"+out.Str("versionId"))
	require.Regexp(t, `^terraform-\d{18}[0-9a-f]{8}$`, out["versionId"])
	require.Equal(t, id, out["arn"])
	two, _ := l.Make(secrets.Version, "two", world.Props{"secretId": "join/token", "secretBinary": base64.StdEncoding.EncodeToString([]byte("second"))})
	require.Equal(t, []any{"AWSPREVIOUS"}, l.Read(secrets.Version, "", one)["versionStages"])
	require.Equal(t, []any{"AWSCURRENT"}, l.Read(secrets.Version, "", two)["versionStages"])
	got, ok := value(l, "join/token")
	require.Equal(t, []any{"second", true}, []any{got, ok})

	l.Make(secrets.Version, "three", world.Props{"secretId": id, "secretString": "third", "versionStages": []any{"next"}})
	got, _ = value(l, id)
	require.Equal(t, "second", got)
	_, err := l.Update(secrets.Version, "two", two, world.Props{"secretId": "join/token", "versionStages": []any{"mine"}})
	l.Refused(err, "updating Secrets Manager Secret Version ("+two+") stages", "InvalidParameterException",
		"You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.")
	_, err = l.Update(secrets.Version, "one", one, world.Props{"secretId": id, "secretString": "first", "versionStages": []any{"AWSCURRENT"}})
	require.NoError(t, err)
	got, _ = value(l, id)
	require.Equal(t, "first", got)
	require.Equal(t, []any{"AWSPREVIOUS"}, l.Read(secrets.Version, "", two)["versionStages"])
}

func TestWhatTheServiceRefusesOfASecret(t *testing.T) {
	for name, c := range map[string]struct {
		in            world.Props
		doing         string
		code, message string
	}{
		"the name again":       {secret(world.Props{"name": "taken"}), "creating Secrets Manager Secret (taken)", "ResourceExistsException", "The operation failed because the secret taken already exists."},
		"a replica at home":    {secret(world.Props{"replicas": []any{map[string]any{"region": worldtest.Region}}}), "creating Secrets Manager Secret (join/token)", "InvalidParameterException", "Invalid replica region."},
		"a replica nowhere":    {secret(world.Props{"replicas": []any{map[string]any{"region": "eu-middle-1"}}}), "creating Secrets Manager Secret (join/token)", "InvalidParameterException", "Invalid replica region."},
		"a policy of nonsense": {secret(world.Props{"policy": `{"a":1}`}), "", "MalformedPolicyDocumentException", "This resource policy contains a syntax error."},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			l.Make(secrets.Secret, "taken", secret(world.Props{"name": "taken"}))
			before := l.World.Objects()
			_, _, err := l.Try(secrets.Secret, "token", c.in)
			var r *world.Error
			require.ErrorAs(t, err, &r)
			if c.doing == "" {
				require.Regexp(t, `^putting Secrets Manager Secret \(arn:.*-[A-Za-z0-9]{6}\) policy$`, r.Doing)
				c.doing = r.Doing
			}
			l.Refused(err, c.doing, c.code, c.message)
			require.Equal(t, before, l.World.Objects())
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
			l.Make(secrets.Secret, "plain", world.Props{"name": "plain"})
			l.Make(secrets.Secret, "gone-key", world.Props{"name": "gone-key", "kmsKeyId": "alias/gone"})
			rsa, _ := l.Make(api.Key, "rsa", world.Props{"customerMasterKeySpec": "RSA_2048"})
			l.Make(secrets.Secret, "rsa-key", world.Props{"name": "rsa-key", "kmsKeyId": rsa})
			off, _ := l.Make(api.Key, "off", world.Props{"isEnabled": false})
			l.Make(secrets.Secret, "off-key", world.Props{"name": "off-key", "kmsKeyId": off})
			before := l.World.Objects()
			_, _, err := l.Try(secrets.Version, "v", c.in)
			l.Refused(err, fmt.Sprintf("putting Secrets Manager Secret (%s) value", c.in["secretId"]), c.code, c.message)
			require.Equal(t, before, l.World.Objects())
		})
	}
	l := newLab(t)
	_, _, err := l.Try(secrets.Version, "v", world.Props{"secretId": "x", "secretBinary": "%"})
	require.EqualError(t, err, "illegal base64 data at input byte 0")
}

func TestASecretKeptWithAKeyOfTheAccountTakesAValue(t *testing.T) {
	l := newLab(t)
	_, key := l.Make(api.Key, "k", world.Props{})
	id, _ := l.Make(secrets.Secret, "token", secret(world.Props{"kmsKeyId": key.Str("arn")}))
	l.Make(secrets.Version, "v", world.Props{"secretId": id, "secretString": strings.Repeat("x", 65536)})
}

func TestAReplicaShowsItsState(t *testing.T) {
	l := newLab(t)
	far, err := l.World.Session("aws")
	require.NoError(t, err)
	far.Configure(world.Props{"region": "eu-west-1"})
	_, _, err = far.Create(worldtest.URN(secrets.Secret, "far"), secrets.Secret, secret(nil), false)
	require.NoError(t, err)
	id, out := l.Make(secrets.Secret, "token", secret(world.Props{"replicas": []any{map[string]any{"region": "eu-west-1"}, map[string]any{"region": "eu-west-2"}}}))
	require.Equal(t, []string{"Failed", "InSync"}, []string{out.Maps("replicas")[0].Str("status"), out.Maps("replicas")[1].Str("status")})
	require.Equal(t, "Replication failed: Secret name join/token already exists in region eu-west-1.", out.Maps("replicas")[0].Str("statusMessage"))
	_, err = l.Update(secrets.Secret, "token", id, secret(world.Props{"replicas": []any{map[string]any{"region": worldtest.Region}}}))
	l.Refused(err, "adding Secrets Manager Secret ("+id+") replicas", "InvalidParameterException", "Invalid replica region.")
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
		_, fails, err := l.Session.Check(worldtest.URN(c.token, "x"), c.token, nil, c.in.Clone())
		require.NoError(t, err)
		require.Equal(t, c.want, fails, name)
	}
	d, err := l.Session.Diff(secrets.Version, world.Props{"secretId": "x", "secretString": "a"}, world.Props{"secretId": "x", "secretString": "b"})
	require.NoError(t, err)
	require.Equal(t, []string{"secretString"}, d.Replace)
}

func TestTheSameProgramMakesTheSameSecrets(t *testing.T) {
	run := func() []world.Object {
		l := newLab(t)
		id, _ := l.Make(secrets.Secret, "token", world.Props{})
		l.Make(secrets.Version, "v", world.Props{"secretId": id, "secretString": "x"})
		return l.World.Objects()
	}
	require.Equal(t, run(), run())
}
