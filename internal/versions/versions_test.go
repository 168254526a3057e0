package versions_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/internal/versions"
)

func TestEKSVersionsAreJudgedByTheDayGiven(t *testing.T) {
	for _, c := range []struct {
		name, version string
		day           versions.Date
		warning, err  string
	}{
		{"in standard support", "1.35", versions.AsOf, "", ""},
		{"the day before standard support ends", "1.34", "2026-12-01", "", ""},
		{"the day that standard support ends", "1.34", "2026-12-02",
			"standard support ended on 2026-12-02, a cluster hour costs six times as much: upgrade one minor version at a time before 2027-12-02", ""},
		{"in extended support", "1.33", versions.AsOf,
			"standard support ended on 2026-07-29, a cluster hour costs six times as much: upgrade one minor version at a time before 2027-07-29", ""},
		{"past extended support", "1.30", versions.AsOf, "", "extended support ended on 2026-07-23: choose 1.32 to 1.36"},
		{"past extended support later on", "1.32", "2027-03-23", "", "extended support ended on 2027-03-23: choose 1.33 to 1.36"},
		{"about to end and without add-ons", "1.31", versions.AsOf, "",
			"extended support ends on 2026-11-26 and the list has no add-ons for it: choose 1.32 to 1.36"},
		{"not yet known", "1.40", versions.AsOf, "", "not in the list of EKS versions as of 2026-11-21: choose 1.32 to 1.36"},
		{"a patch version", "1.35.1", versions.AsOf, "", `not a minor version of Kubernetes: write it as "1.35"`},
		{"nothing", "", versions.AsOf, "", `not a minor version of Kubernetes: write it as "1.35"`},
		{"a leading v", "v1.35", versions.AsOf, "", `not a minor version of Kubernetes: write it as "1.35"`},
		{"a leading zero", "1.035", versions.AsOf, "", `not a minor version of Kubernetes: write it as "1.35"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			warning, err := versions.CheckEKS(c.version, c.day)
			assert.Equal(t, c.warning, warning)
			if c.err == "" {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, c.err)
		})
	}
}

func TestUpgradesGoOneMinorVersionAtATime(t *testing.T) {
	upgrades(t, versions.CheckUpgrade, []upgrade{
		{"1.34", "1.34", ""},
		{"1.34", "1.35", ""},
		{"1.33", "1.35", "skips from 1.33 over 1 minor version(s), and EKS upgrades one at a time: go to 1.34 first"},
		{"1.32", "1.36", "skips from 1.32 over 3 minor version(s), and EKS upgrades one at a time: go to 1.33 first"},
		{"1.35", "1.34", "older than the running 1.35, and EKS has no way back: keep 1.35 or go to 1.36"},
		{"latest", "1.34", `"latest" is not a minor version of Kubernetes: write it as "1.35"`},
		{"1.34", "2.0", `"2.0" is not a minor version of Kubernetes: write it as "1.35"`},
	})
}

func TestNodesAreAtMostThreeMinorVersionsBehind(t *testing.T) {
	for _, c := range []struct{ control, nodes, err string }{
		{"1.36", "1.36", ""},
		{"1.36", "1.33", ""},
		{"1.36", "1.32", "4 minor versions behind the control plane's 1.36, above 3: upgrade the nodes first"},
		{"1.35", "1.36", "newer than the control plane's 1.35: upgrade the control plane first"},
		{"1.35", "x", `"x" is not a minor version of Kubernetes: write it as "1.35"`},
	} {
		t.Run(c.nodes+" under "+c.control, func(t *testing.T) { same(t, c.err, versions.CheckSkew(c.control, c.nodes)) })
	}
}

func TestReleasesAreNewestFirstAndTheirDatesInOrder(t *testing.T) {
	releases := versions.EKSReleases()
	for i, r := range releases {
		assert.True(t, r.ExtendedUntil.After(r.StandardUntil), r.Minor)
		assert.NotEmpty(t, r.Source.URL, r.Minor)
		if i > 0 {
			require.NoError(t, versions.CheckUpgrade(r.Minor, releases[i-1].Minor))
			assert.True(t, releases[i-1].StandardUntil.After(r.StandardUntil), r.Minor)
		}
	}
	_, err := versions.CheckEKS(versions.DefaultEKS, versions.AsOf)
	require.NoError(t, err)
}

func TestEveryBuildableReleaseHasEveryAddOn(t *testing.T) {
	names := []string{
		versions.AddOnVPCCNI, versions.AddOnKubeProxy, versions.AddOnPodIdentity,
		versions.AddOnCoreDNS, versions.AddOnMetricsServer, versions.AddOnEBS,
	}
	for _, r := range versions.EKSReleases() {
		if !r.Buildable() {
			continue
		}
		assert.Len(t, r.AddOns, len(names), r.Minor)
		for _, n := range names {
			assert.Regexp(t, `^v\d+\.\d+\.\d+-eksbuild\.\d+$`, r.AddOns[n], "%s of %s", n, r.Minor)
		}
		assert.True(t, strings.HasPrefix(r.AddOns[versions.AddOnKubeProxy], "v"+r.Minor+"."), r.Minor)
	}
	assert.Contains(t, versions.AddOnSource().URL, "https://docs.aws.amazon.com/eks/")
	assert.NotEmpty(t, versions.AddOnSource().Seen)
}

func TestEveryChartIsPinnedExactly(t *testing.T) {
	for _, c := range versions.Charts() {
		assert.Regexp(t, `^v?\d+\.\d+\.\d+$`, c.Version, c.Name)
		// The address of a chart in a registry says where it is.
		assert.Regexp(t, `^https://|^oci://`, c.Repository+c.Name, c.Name)
		assert.NotEmpty(t, c.Source.Seen, c.Name)
	}
}

func TestThePulumiPluginIsTheOneOfTheSDK(t *testing.T) {
	module, err := os.ReadFile("../../go.mod")
	require.NoError(t, err)
	assert.Contains(t, string(module), "github.com/pulumi/pulumi-kubernetes/sdk/v4 v"+versions.PulumiKubernetes+"\n")
}

// upgrade is one from a version to another, and what is wrong with it.
type upgrade struct{ from, to, err string }

func upgrades(t *testing.T, check func(from, to string) error, list []upgrade) {
	t.Helper()
	for _, c := range list {
		t.Run(c.from+" to "+c.to, func(t *testing.T) { same(t, c.err, check(c.from, c.to)) })
	}
}

func same(t *testing.T, want string, err error) {
	t.Helper()
	if want == "" {
		require.NoError(t, err)
		return
	}
	require.EqualError(t, err, want)
}
