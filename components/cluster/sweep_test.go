package cluster_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/internal/sweep"
)

// document is a policy as a mock registered it.
type document struct {
	Statement []struct {
		Sid              string
		Action, Resource []string
		Condition        map[string]map[string][]string
	}
}

func policyOf(t *testing.T, m *mocks, name string) (d document, size int) {
	t.Helper()
	text, ok := m.inputs(name)["policy"].(string)
	require.True(t, ok, name)
	require.NoError(t, json.Unmarshal([]byte(text), &d))
	return d, len(text)
}

func TestTheSweepIsInvokedOnDeletion(t *testing.T) {
	m := eks(t, func(*cluster.EKSArgs) {})
	function := m.inputs("dev-sweep-function")
	assert.Equal(t, "eks-dev-sweep", function["name"])
	assert.Equal(t, "python3.13", function["runtime"])
	assert.Equal(t, "sweep.handler", function["handler"])
	assert.EqualValues(t, 900, function["timeout"])
	assert.Equal(t, map[string]any{"logFormat": "Text", "logGroup": "/aws/lambda/eks-dev-sweep"}, function["loggingConfig"])
	code := m.Named("dev-sweep-function").Args.Inputs["code"]
	require.True(t, code.IsArchive())
	assert.Len(t, code.ArchiveValue().Assets, len(sweep.Files()))
	run := m.inputs("dev-sweep-run")
	assert.Equal(t, "CRUD", run["lifecycleScope"])
	assert.JSONEq(t, `{"cluster":"dev","vpc":"vpc-1","managed":true,"keepVolumes":false}`, run["input"].(string))
	logs := m.inputs("dev-sweep-logs")
	assert.Equal(t, []any{"/aws/lambda/eks-dev-sweep", float64(cluster.DefaultLogRetention)}, []any{logs["name"], logs["retentionInDays"]})
}

func TestTheSweepGoesAfterTheClusterAndBeforeItsNetwork(t *testing.T) {
	m := eks(t, func(*cluster.EKSArgs) {})
	assert.Contains(t, m.after("dev-cluster"), "dev-sweep-run")
	assert.ElementsMatch(t, []string{"dev-sweep-function", "dev-nodes", "dev-sweep-policy-sweep", "dev-sweep-policy-logs"}, m.after("dev-sweep-run"))
	r := rke(t, func(*cluster.RKEArgs) {})
	for i := range cluster.DefaultServers {
		assert.Contains(t, r.after(fmt.Sprintf("dev-server-%d", i)), "dev-sweep-run")
	}
	after := r.after("dev-sweep-run")
	for _, group := range []string{"dev-nodes", "dev-servers", "dev-attach"} {
		assert.Contains(t, strings.Join(after, " "), group)
	}
	assert.JSONEq(t, `{"cluster":"dev","vpc":"vpc-1","managed":false,"keepVolumes":false}`, r.inputs("dev-sweep-run")["input"].(string))
	assert.Equal(t, "rke-dev-sweep", r.inputs("dev-sweep-function")["name"], "a cluster of EKS may have the same name")
}

func TestTheSweepMayDeleteOnlyWhatIsTagged(t *testing.T) {
	d, _ := policyOf(t, eks(t, func(*cluster.EKSArgs) {}), "dev-sweep-policy-sweep")
	const ec2 = "arn:aws:ec2:eu-central-1:*:"
	for _, s := range d.Statement {
		switch s.Sid {
		case "Look":
			assert.Equal(t, []string{"*"}, s.Resource)
			for _, action := range s.Action {
				assert.Regexp(t, `^\w+:(Describe|List)\w+$`, action)
			}
		case "Rules":
			assert.Equal(t, []string{"ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress"}, s.Action)
			assert.Equal(t, []string{ec2 + "security-group-rule/*", ec2 + "security-group/dev-nodes-id"}, s.Resource)
		case "Cluster":
			assert.Equal(t, []string{"eks:DescribeCluster"}, s.Action)
			assert.Equal(t, []string{"arn:aws:eks:eu-central-1:*:cluster/dev"}, s.Resource)
		default:
			require.NotEmpty(t, s.Condition, s.Sid)
			text := fmt.Sprint(s.Condition)
			assert.Contains(t, text, "dev", "%s: a tag names the cluster", s.Sid)
			assert.Contains(t, text, "aws:ResourceTag/", s.Sid)
			assert.NotContains(t, s.Resource, "*", s.Sid)
		}
	}
	owned := d.Statement[len(d.Statement)-1]
	for _, s := range d.Statement {
		if s.Condition["StringEquals"]["aws:ResourceTag/kubernetes.io/cluster/dev"] != nil && len(s.Action) > 3 {
			owned = s
		}
	}
	assert.Equal(t, []string{
		"ec2:DeleteNetworkInterface", "ec2:DeleteSecurityGroup", "ec2:DeleteVolume", "ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress",
	}, owned.Action)
	assert.Equal(t, []string{ec2 + "network-interface/*", ec2 + "security-group/*", ec2 + "volume/*"}, owned.Resource)
	for _, s := range d.Statement {
		if slices.Contains(s.Action, "ec2:DeleteSnapshot") {
			assert.Equal(t, []string{"ec2:DeleteSnapshot"}, s.Action, s.Sid)
			assert.Equal(t, []string{ec2 + "snapshot/*"}, s.Resource, "the account of a snapshot's ARN is empty, which * matches")
			assert.Equal(t, []string{"*"}, s.Condition["StringLike"]["aws:ResourceTag/CSIVolumeSnapshotName"], "backups of volumes have no such tag")
		}
	}
}

func TestWhoKeepsVolumesMayNotDeleteThem(t *testing.T) {
	m := eks(t, func(a *cluster.EKSArgs) { a.KeepVolumes = true })
	assert.Contains(t, m.inputs("dev-sweep-run")["input"], `"keepVolumes":true`)
	d, _ := policyOf(t, m, "dev-sweep-policy-sweep")
	assert.NotContains(t, fmt.Sprint(d), "DeleteVolume")
	assert.NotContains(t, fmt.Sprint(d), "DeleteSnapshot")
	r := rke(t, func(a *cluster.RKEArgs) { a.KeepVolumes = true })
	assert.Contains(t, r.inputs("dev-sweep-run")["input"], `"keepVolumes":true`)
}

// A role's inline policies have at most 10,240 characters together:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
func TestTheSweepOfAClusterWithTheLongestNameFits(t *testing.T) {
	name := strings.Repeat("a", 100)
	m := eks(t, func(a *cluster.EKSArgs) { a.Name = name })
	function := m.inputs("dev-sweep-function")["name"].(string)
	assert.Len(t, function, 64)
	assert.Equal(t, "/aws/lambda/"+function, m.inputs("dev-sweep-logs")["name"])
	_, sweeps := policyOf(t, m, "dev-sweep-policy-sweep")
	_, logs := policyOf(t, m, "dev-sweep-policy-logs")
	assert.Less(t, sweeps+logs, 10240)
	t.Logf("%d characters", sweeps+logs)
}

func TestVolumesOfTheAddOnSayWhoseTheyAre(t *testing.T) {
	m := eks(t, func(a *cluster.EKSArgs) { a.Name = "platform" })
	assert.JSONEq(t, `{"controller":{"extraVolumeTags":{"drydock/cluster":"platform"}}}`, m.inputs("dev-addon-aws-ebs-csi-driver")["configurationValues"].(string))
}
