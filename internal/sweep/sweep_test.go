package sweep_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/internal/sweep"
)

func accounts(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("testdata/accounts/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	return paths
}

func TestTheTableSweepsAccountsAsTheirFilesSay(t *testing.T) {
	for _, path := range accounts(t) {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".json"), func(t *testing.T) {
			a := open(t, path)
			got := a.run(t)
			assert.Equal(t, a.Want.Deleted, append([]string{}, got.Deleted...), a.About)
			got.Deleted = a.Want.Deleted
			assert.Equal(t, a.Want, got, a.About)
		})
	}
}

// TestTheFunctionSweepsTheSameAsTheTable needs python3; where tests run by
// themselves it must be there.
func TestTheFunctionSweepsTheSameAsTheTable(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("python3 is not installed: apt-get install python3")
		}
		t.Skip("python3 is not installed")
	}
	folder := t.TempDir()
	for name, text := range sweep.Files() {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
	}
	for _, path := range accounts(t) {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".json"), func(t *testing.T) {
			t.Parallel()
			var errs strings.Builder
			command := exec.Command(python, "testdata/drive.py", folder, path)
			command.Stderr = &errs
			text, err := command.Output()
			require.NoError(t, err, errs.String())
			var got struct {
				outcome
				Report sweep.Report
			}
			require.NoError(t, json.Unmarshal(text, &got))
			got.Why = got.Report.Why
			a := open(t, path)
			assert.Equal(t, a.Want, got.outcome, a.About)
			assert.Equal(t, a.run(t).Deleted, append([]string(nil), got.Deleted...))
		})
	}
}

func TestTheRoleNeedsWhatTheTableCalls(t *testing.T) {
	assert.Equal(t, []string{
		"ec2:DescribeInstances", "ec2:DescribeLaunchTemplates", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSecurityGroupRules",
		"ec2:DescribeSecurityGroups", "ec2:DescribeSnapshots", "ec2:DescribeVolumes", "elasticloadbalancing:DescribeLoadBalancers",
		"elasticloadbalancing:DescribeTags", "elasticloadbalancing:DescribeTargetGroups",
		"iam:ListInstanceProfileTags", "iam:ListInstanceProfiles",
	}, sweep.Looks())
	var actions []string
	for _, d := range sweep.Deletions(false) {
		assert.NotEmpty(t, d.Own, d.Actions)
		assert.NotEqual(t, "*", d.Resource, d.Actions)
		actions = append(actions, d.Actions...)
	}
	assert.Equal(t, []string{
		"ec2:TerminateInstances", "ec2:DeleteLaunchTemplate", "iam:DeleteInstanceProfile", "iam:RemoveRoleFromInstanceProfile",
		"elasticloadbalancing:DeleteLoadBalancer", "elasticloadbalancing:DeleteTargetGroup",
		"ec2:DeleteNetworkInterface", "ec2:DeleteSecurityGroup", "ec2:DeleteVolume", "ec2:DeleteSnapshot",
	}, actions)
	for _, action := range []string{"ec2:DeleteVolume", "ec2:DeleteSnapshot"} {
		kept := slices.ContainsFunc(sweep.Deletions(true), func(d sweep.Deletion) bool { return slices.Contains(d.Actions, action) })
		assert.False(t, kept, "%s: whoever keeps volumes may not", action)
	}
}

// A filter by tags has the keys whose values matter, so there must be one.
func TestEveryAlternativeOfTagsNamesTheCluster(t *testing.T) {
	for _, k := range sweep.Kinds() {
		for _, own := range k.Own {
			named := false
			for key, value := range own.Fill("dev", "eu-central-1") {
				named = named || strings.HasSuffix(key, "/dev") && value == "owned" || value == "dev"
			}
			assert.True(t, named, "%s %v", k.Name, own)
		}
	}
}

func TestTagsMatchOnlyWhole(t *testing.T) {
	tags := sweep.Tags{"kubernetes.io/cluster/{cluster}": "owned", "region": "{region}", "pool": sweep.Any}.Fill("dev", "eu-central-1")
	all := map[string]string{"kubernetes.io/cluster/dev": "owned", "region": "eu-central-1", "pool": ""}
	assert.True(t, tags.Match(all))
	for _, missing := range []string{"kubernetes.io/cluster/dev", "region", "pool"} {
		some := map[string]string{"kubernetes.io/cluster/dev2": "owned"}
		for k, v := range all {
			if k != missing {
				some[k] = v
			}
		}
		assert.False(t, tags.Match(some), missing)
	}
}

func TestTheFunctionIsSmallAndPlain(t *testing.T) {
	files := sweep.Files()
	for name, text := range files {
		assert.Less(t, len(text), 15000, name)
	}
	for i, line := range strings.Split(files["sweep.py"], "\n") {
		assert.LessOrEqual(t, len(line), 100, "line %d", i+1)
		assert.Equal(t, strings.TrimRight(line, " \t"), line, "line %d", i+1)
		assert.NotContains(t, line, "\t", "line %d", i+1)
	}
}
