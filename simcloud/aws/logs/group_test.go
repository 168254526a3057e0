package logs_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/kms"
	"github.com/drydock-iac/drydock/simcloud/aws/logs"
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
	for _, ty := range append(kms.Types(), logs.Types()...) {
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
			b := newBench(t)
			b.must(api.LogGroup, "taken", world.Props{"name": "/taken"})
			_, _, err := b.create(api.LogGroup, "new", c.in)
			require.Equal(t, c.want, said(err))
		})
	}
}

func TestLogsNeedAKeyWhosePolicyLetsThemIn(t *testing.T) {
	b := newBench(t)
	_, closed := b.must(api.Key, "closed", world.Props{})
	_, _, err := b.create(api.LogGroup, "l", world.Props{"name": "l", "kmsKeyId": closed.Str("arn")})
	require.Equal(t, "AccessDeniedException", world.CodeOf(err))
	_, open := b.must(api.Key, "open", world.Props{"policy": policy(root, cwl)})
	b.must(api.LogGroup, "l", world.Props{"name": "l", "kmsKeyId": open.Str("arn")})
}

func TestALogGroupThatIsNotDestroyedStays(t *testing.T) {
	b := newBench(t)
	for _, skip := range []bool{false, true} {
		name := fmt.Sprintf("skip-%v", skip)
		b.must(api.LogGroup, name, world.Props{"name": name, "skipDestroy": skip})
		require.NoError(t, b.s.Delete(urn(api.LogGroup, name), api.LogGroup, name, nil))
	}
	left := b.w.Objects()
	require.Len(t, left, 1)
	require.Equal(t, "skip-true", left[0].ID)
	require.Empty(t, left[0].URN)
}
