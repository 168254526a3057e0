package secrets_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/secrets"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func TestWhatTheServiceRefusesOfAPolicy(t *testing.T) {
	for name, c := range map[string]struct {
		in            world.Props
		code, message string
	}{
		"no such secret": {world.Props{"secretArn": "gone", "policy": open}, "ResourceNotFoundException", "Secrets Manager can't find the specified secret."},
		"no statement":   {world.Props{"secretArn": "plain", "policy": "{}"}, "MalformedPolicyDocumentException", "This resource policy contains a syntax error."},
		"no principal": {world.Props{"secretArn": "plain", "policy": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:*","Resource":"*"}]}`},
			"MalformedPolicyDocumentException", "This resource policy contains a syntax error."},
		"a role that is gone": {world.Props{"secretArn": "plain", "policy": strings.Replace(open, `"*"`, `{"AWS":"arn:aws:iam::111122223333:role/gone"}`, 1)},
			"MalformedPolicyDocumentException", "This resource policy contains an unsupported principal."},
		"open to everybody": {world.Props{"secretArn": "plain", "policy": open, "blockPublicPolicy": true}, "PublicPolicyException",
			"The BlockPublicPolicy parameter is set to true, and the resource policy did not prevent broad access to the secret."},
		"too long": {world.Props{"secretArn": "plain", "policy": open + strings.Repeat(" ", 20480)}, "ValidationException",
			"1 validation error detected: Value at 'resourcePolicy' failed to satisfy constraint: Member must have length less than or equal to 20480."},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			l.Make(secrets.Secret, "plain", world.Props{"name": "plain"})
			before := l.World.Objects()
			_, _, err := l.Try(secrets.Policy, "p", c.in)
			l.Refused(err, fmt.Sprintf("putting Secrets Manager Secret (%s) policy", c.in["secretArn"]), c.code, c.message)
			require.Equal(t, before, l.World.Objects())
		})
	}
}

func TestAPolicyShowsOnItsSecret(t *testing.T) {
	l := newLab(t)
	id, _ := l.Make(secrets.Secret, "token", secret(nil))
	policy, _ := l.Make(secrets.Policy, "p", world.Props{"secretArn": id, "policy": open})
	require.Equal(t, id, policy)
	require.Equal(t, open, l.Read(secrets.Secret, "", id)["policy"])
	_, err := l.Update(secrets.Policy, "p", policy, world.Props{"secretArn": id, "policy": "[]"})
	l.Refused(err, "putting Secrets Manager Secret ("+id+") policy", "MalformedPolicyDocumentException", "This resource policy contains a syntax error.")
}
