package settings_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/apps/skeleton/internal/settings"
)

func env(vars map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		value, set := vars[name]
		return value, set
	}
}

func TestAnEmptyEnvironmentGivesTheDocumentedDefaults(t *testing.T) {
	got, err := settings.Parse(env(nil))
	require.NoError(t, err)
	assert.Equal(t, settings.Settings{
		Port:            7777,
		DrainDelay:      5 * time.Second,
		ShutdownTimeout: 20 * time.Second,
		LogLevel:        slog.LevelInfo,
	}, got)
	assert.Equal(t, ":7777", got.Address())
}

func TestEveryVariableIsRead(t *testing.T) {
	vars := map[string]string{
		"PORT": "8080", "DRAIN_DELAY": "0s", "SHUTDOWN_TIMEOUT": "1m", "LOG_LEVEL": "debug",
	}
	got, err := settings.Parse(env(vars))
	require.NoError(t, err)
	assert.Equal(t, settings.Settings{
		Port: 8080, DrainDelay: 0, ShutdownTimeout: time.Minute, LogLevel: slog.LevelDebug,
	}, got)
	for _, name := range settings.Names() {
		assert.Contains(t, vars, name, "Names lists a variable this test does not know")
	}
	assert.Len(t, settings.Names(), len(vars))
}

func TestEachBadValueIsRefusedWithItsName(t *testing.T) {
	bad := map[string][]string{
		"PORT":             {"", "0", "65536", "-1", "+80", "http", "80 ", "1e3"},
		"DRAIN_DELAY":      {"", "5", "-1s", "6m", "soon"},
		"SHUTDOWN_TIMEOUT": {"", "20", "0s", "-1s", "1h"},
		"LOG_LEVEL":        {"", "INFO", "trace", "0"},
	}
	for name, values := range bad {
		for _, value := range values {
			_, err := settings.Parse(env(map[string]string{name: value}))
			if assert.Errorf(t, err, "%s=%q", name, value) {
				assert.True(t, strings.HasPrefix(err.Error(), "settings: "+name+` "`+value+`": `), err.Error())
			}
		}
	}
}

func TestAllProblemsAreReportedAtOnce(t *testing.T) {
	_, err := settings.Parse(env(map[string]string{
		"PORT": "0", "DRAIN_DELAY": "5", "SHUTDOWN_TIMEOUT": "0s", "LOG_LEVEL": "loud",
	}))
	require.EqualError(t, err, strings.Join([]string{
		`settings: PORT "0": is not a port number from 1 to 65535: set a number such as 7777 or unset it`,
		`settings: DRAIN_DELAY "5": is not a duration with a unit: set one such as 5s or unset it`,
		`settings: SHUTDOWN_TIMEOUT "0s": is outside 1ms to 5m0s: set one such as 20s or unset it`,
		`settings: LOG_LEVEL "loud": is not a log level: set debug, info, warn or error, or unset it`,
	}, "\n"))
}
