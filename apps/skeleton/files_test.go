package main_test

import (
	"fmt"
	"os"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/apps/skeleton/internal/metrics"
	"github.com/drydock-iac/drydock/apps/skeleton/internal/settings"
)

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(text)
}

func TestTheImageKeepsItsPromises(t *testing.T) {
	text := read(t, "Dockerfile")
	assert.Contains(t, text, fmt.Sprintf("\nEXPOSE %d\n", settings.DefaultPort))
	assert.Contains(t, text, "\nUSER 65532:65532\n")
	assert.Contains(t, text, "-X main.version=$VERSION")
	assert.Contains(t, text, "CGO_ENABLED=0")
	stages := regexp.MustCompile(`(?m)^FROM (?:--platform=\S+ )?(\S+)`).FindAllStringSubmatch(text, -1)
	require.Len(t, stages, 2)
	assert.Regexp(t, `^golang:\d+\.\d+\.\d+-\w+$`, stages[0][1], "pinned to a patch release")
	assert.Equal(t, "scratch", stages[1][1])
}

func TestTheReadmeNamesEverySettingAndMetric(t *testing.T) {
	text := read(t, "README.md")
	for _, name := range settings.Names() {
		assert.Contains(t, text, "| `"+name+"` |")
	}
	families := regexp.MustCompile(`(?m)^# TYPE (\S+)`).FindAllStringSubmatch(string(metrics.New("", time.Unix(0, 0)).Text()), -1)
	require.NotEmpty(t, families)
	for _, f := range families {
		assert.Contains(t, text, "`"+f[1])
	}
}
