package logs_test

import (
	"fmt"
	"testing"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/kms"
	"github.com/drydock-iac/drydock/simcloud/aws/logs"
	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/stretchr/testify/require"
)

func newLab(t *testing.T) *worldtest.Lab {
	t.Helper()
	return worldtest.New(t, "test", kms.Types(), logs.Types()).In("eu-west-1")
}

const (
	root = `"AWS":"arn:aws:iam::111122223333:root"`
	cwl  = `"Service":"logs.eu-west-1.amazonaws.com"`
)

func TestWhatCloudWatchLogsRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		in   world.Props
		want string
	}{
		{"a log group twice", world.Props{"name": "/taken"}, "ResourceAlreadyExistsException: The specified log group already exists"},
		{"a log group of wrong letters", world.Props{"name": "a b"}, `check: name: "name" isn't a valid log group name (alphanumeric characters, underscores, hyphens, slashes, hash signs and dots are allowed): "a b"`},
		{"a retention that does not exist", world.Props{"name": "a", "retentionInDays": 2}, "check: retentionInDays: expected retention_in_days to be one of [0 1 3 5 7 14 30 60 90 120 150 180 365 400 545 731 1096 1827 2192 2557 2922 3288 3653], got 2"},
		{"logs with a key that does not exist", world.Props{"name": "a", "kmsKeyId": "arn:aws:kms:eu-west-1:111122223333:key/none"}, "AccessDeniedException: The specified KMS key does not exist or is not allowed to be used with Arn 'arn:aws:logs:eu-west-1:111122223333:log-group:a'"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLab(t)
			l.Make(api.LogGroup, "taken", world.Props{"name": "/taken"})
			_, _, err := l.Try(api.LogGroup, "new", c.in)
			require.Equal(t, c.want, worldtest.Said(err))
		})
	}
}

func TestLogsNeedAKeyWhosePolicyLetsThemIn(t *testing.T) {
	l := newLab(t)
	_, closed := l.Make(api.Key, "closed", world.Props{})
	_, _, err := l.Try(api.LogGroup, "l", world.Props{"name": "l", "kmsKeyId": closed.Str("arn")})
	require.Equal(t, "AccessDeniedException", world.CodeOf(err))
	_, open := l.Make(api.Key, "open", world.Props{"policy": worldtest.KeyPolicy(root, cwl)})
	l.Make(api.LogGroup, "l", world.Props{"name": "l", "kmsKeyId": open.Str("arn")})
}

func TestALogGroupThatIsNotDestroyedStays(t *testing.T) {
	l := newLab(t)
	for _, skip := range []bool{false, true} {
		name := fmt.Sprintf("skip-%v", skip)
		l.Make(api.LogGroup, name, world.Props{"name": name, "skipDestroy": skip})
		require.NoError(t, l.Delete(api.LogGroup, name, name))
	}
	left := l.World.Objects()
	require.Len(t, left, 1)
	require.Equal(t, "skip-true", left[0].ID)
	require.Empty(t, left[0].URN)
}
