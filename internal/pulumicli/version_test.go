package pulumicli_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/blang/semver"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/internal/pulumicli"
)

func TestVersionsAreReadAsTheCLIPrintsThem(t *testing.T) {
	for _, c := range []struct{ printed, want, err string }{
		{printed: "v3.250.0\n", want: "3.250.0"},
		{printed: "3.250.0", want: "3.250.0"},
		{printed: "v3.251.0-dev.0+dirty\n", want: "3.251.0-dev.0+dirty"},
		{printed: "v3.206.1\nwarning: a newer version is available\n", want: "3.206.1"},
		{printed: "", err: "pulumi version: printed nothing"},
		{printed: "zsh: not found\n", err: `pulumi version: "zsh: not found" is not a version`},
	} {
		got, err := pulumicli.ParseVersion(c.printed)
		if c.err != "" {
			assert.EqualError(t, err, c.err)
			continue
		}
		require.NoError(t, err, c.printed)
		assert.Equal(t, c.want, got.String())
	}
}

func TestOldAndForeignVersionsAreUnsuitable(t *testing.T) {
	for version, want := range map[string]string{
		"3.206.0":       "",
		"3.206.0-dev.1": "",
		"3.999.9":       "",
		"3.205.9":       "version 3.205.9 is older than 3.206.0",
		"2.300.0":       "version 2.300.0 is older than 3.206.0",
		"4.0.0":         "version 4.0.0 is of another major version than 3.206.0",
	} {
		assert.Equal(t, want, pulumicli.Suitable(semver.MustParse(version)), version)
	}
	assert.Empty(t, pulumicli.Suitable(semver.MustParse(pulumicli.Pinned)))
}

func TestThePinIsThatOfTheToolsModule(t *testing.T) {
	for _, name := range []string{"go.mod", "go.sum"} {
		tools, err := os.ReadFile(filepath.Join("..", "..", "tools", name))
		require.NoError(t, err)
		pin, err := os.ReadFile(filepath.Join("pin", name+".txt"))
		require.NoError(t, err)
		assert.Equal(t, string(tools), string(pin), "copy tools/%s to internal/pulumicli/pin/%s.txt", name, name)
		if name == "go.mod" {
			assert.Contains(t, string(pin), "\nrequire github.com/pulumi/pulumi/pkg/v3 v"+pulumicli.Pinned+"\n")
		}
	}
}

func TestProgressIsPutIntoWords(t *testing.T) {
	for _, c := range []struct {
		fetches, done, packages int
		elapsed, building       time.Duration
		want                    string
	}{
		{12, 0, 0, 3 * time.Second, 0, "fetching modules: 12 so far, 3s"},
		{12, 10, 1000, 9 * time.Second, 5 * time.Second, "10 of 1000 packages, 9s"},
		{12, 250, 1000, 64 * time.Second, time.Minute, "250 of 1000 packages, 1m4s, about 3m0s left"},
		{12, 1001, 1000, 4 * time.Minute, 3 * time.Minute, "1000 of 1000 packages, 4m0s, linking"},
	} {
		assert.Equal(t, c.want, pulumicli.Estimate(c.fetches, c.done, c.packages, c.elapsed, c.building))
	}
}
