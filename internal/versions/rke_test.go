package versions_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/internal/versions"
)

func TestReleasesOfRKEAreNewestFirstAndExact(t *testing.T) {
	releases := versions.RKEReleases()
	for i, r := range releases {
		assert.Regexp(t, `^v\d+\.\d+\.\d+\+rke2r\d+$`, r.Version)
		assert.True(t, strings.HasPrefix(r.Version, "v"+r.Minor+"."), r.Minor)
		assert.Contains(t, r.Source.URL, strings.ReplaceAll(r.Version, "+", "%2B"))
		assert.NotEmpty(t, r.Source.Seen)
		if i > 0 {
			require.NoError(t, versions.CheckRKEUpgrade(r.Minor, releases[i-1].Minor))
		}
	}
	require.NoError(t, versions.CheckRKE(versions.DefaultRKE))
	_, known := versions.RKEReleaseOf("1.20")
	assert.False(t, known)
}

func TestUpgradesOfRKEGoOneMinorVersionAtATime(t *testing.T) {
	upgrades(t, versions.CheckRKEUpgrade, []upgrade{
		{"1.35", "1.35", ""},
		{"1.35", "1.36", ""},
		{"1.34", "1.36", "skips from 1.34 over 1 minor version(s), and servers are upgraded one at a time: go to 1.35 first"},
		{"1.36", "1.35", "older than the running 1.36, and Kubernetes has no way back: keep 1.36 or go to 1.37"},
		{"x", "1.35", `"x" is not a minor version of Kubernetes: write it as "1.35"`},
		{"1.35", "x", `"x" is not a minor version of Kubernetes: write it as "1.35"`},
	})
}

func TestTheChartOfTheCloudControllerIsExact(t *testing.T) {
	c := versions.CloudController()
	assert.Regexp(t, `^\d+\.\d+\.\d+$`, c.Version)
	assert.Regexp(t, `^https://`, c.Repository)
}
