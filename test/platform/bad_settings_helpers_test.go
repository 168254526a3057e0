package platform_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/resource/deploy"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/stacks/platform"
	"github.com/drydock-iac/drydock/test/simtest"
)

// setup is an environment and its configuration, for a row of the table to change.
type setup struct {
	// platform.Settings of the environment.
	platform.Settings
	// stack is the name of the stack.
	stack string
	// config is the object drydock:platform.
	config map[string]any
	// raw is its text; empty means that of config.
	raw string
	// keys are further keys of the configuration.
	keys map[string]string
}

// sound is an environment as it is, with a configuration without fault.
func sound(s platform.Settings) *setup {
	return &setup{Settings: s, stack: s.Name, keys: map[string]string{}, config: map[string]any{
		"domain":    "dev.drydock.example",
		"admins":    []string{"arn:aws:iam::111122223333:role/drydock"},
		"apiAccess": []string{"203.0.113.0/24"},
		"image":     image,
	}}
}

// bad is one row: what is changed, and every line that the user then reads.
type bad struct {
	name   string
	change func(*setup)
	want   []string
}

func (s *setup) options(t testing.TB) []simtest.Option {
	t.Helper()
	text := s.raw
	if text == "" {
		encoded, err := json.Marshal(s.config)
		require.NoError(t, err)
		text = string(encoded)
	}
	options := []simtest.Option{simtest.Named("drydock", s.stack)}
	if s.config != nil {
		options = append(options, simtest.Config(platform.ConfigKey, text))
	}
	for key, value := range s.keys {
		options = append(options, simtest.Config(key, value))
	}
	return options
}

// stack is the environment's, in a cloud of its own.
func stack(t testing.TB, s *setup) *simtest.Stack {
	t.Helper()
	return simtest.New(t, func(ctx *pulumi.Context) error { return platform.Run(ctx, s.Settings) },
		append(s.options(t), simtest.On(account(t)))...)
}

// refused takes the environment up and returns the lines of the complaint.
func refused(t *testing.T, s *setup) []string {
	t.Helper()
	return untouched(t, stack(t, s))
}

// untouched takes a stack up, which must fail before a resource is registered.
func untouched(t *testing.T, stack *simtest.Stack) []string {
	t.Helper()
	up := stack.Up()
	assert.Error(t, up.Err)
	assert.LessOrEqual(t, len(up.Steps(deploy.OpCreate)), 1, "nothing but the stack itself is registered")
	for _, r := range up.State.Resources {
		assert.Equal(t, resource.RootStackType, r.Type, "nothing but the stack itself is in the state")
	}
	stack.NothingLeft(t)
	return complaint(t, up)
}

// frame is what the engine and the SDK put around a program's error.
const frame = "error: an unhandled error occurred: 1 error occurred:\n\t* "

// complaint returns the lines of the only diagnostic, without its frame.
func complaint(t *testing.T, r *simtest.Result) []string {
	t.Helper()
	require.Len(t, r.Diagnostics, 1)
	text, framed := strings.CutPrefix(r.Diagnostics[0], frame)
	assert.True(t, framed, "%s", r.Diagnostics[0])
	return strings.Split(text, "\n")
}
