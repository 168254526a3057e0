package console_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/internal/console"
	"github.com/drydock-iac/drydock/internal/timeline"
)

const (
	vpcURN     = "urn:pulumi:dev::drydock::drydock:network:VPC$aws:ec2/vpc:Vpc::dev"
	clusterURN = "urn:pulumi:dev::drydock::drydock:cluster:EKS$aws:eks/cluster:Cluster::dev-cluster"
)

func TestKindsAreShortened(t *testing.T) {
	for token, want := range map[string]string{
		"aws:ec2/vpc:Vpc":                "aws.ec2.Vpc",
		"aws:eks/cluster:Cluster":        "aws.eks.Cluster",
		"kubernetes:apps/v1:Deployment":  "kubernetes.apps/v1.Deployment",
		"kubernetes:helm.sh/v3:Release":  "kubernetes.helm.sh/v3.Release",
		"random:index/randomId:RandomId": "random.index.RandomId",
		"pulumi:providers:kubernetes":    "pulumi.providers.kubernetes",
		"drydock:network:VPC":            "drydock.network.VPC",
		"odd":                            "odd",
	} {
		assert.Equal(t, want, console.Kind(token), token)
	}
	assert.Equal(t, "dev-cluster", console.Name(clusterURN))
	assert.Equal(t, "a::b", console.Name("urn:pulumi:dev::drydock::x:y:Z::a::b"))
	assert.Equal(t, "aws:eks/cluster:Cluster", console.TypeOf(clusterURN))
	assert.Empty(t, console.TypeOf("not a urn"))
}

func up() console.Report {
	schedule := timeline.Of(
		[]timeline.Resource{{URN: vpcURN}, {URN: clusterURN, Dependencies: []string{vpcURN}}},
		[]timeline.Operation{{URN: vpcURN, Took: 2 * time.Second}, {URN: clusterURN, Took: 9*time.Minute + 30*time.Second, Refs: []string{vpcURN}}})
	return console.Report{
		Command: "up", Environment: "dev", Cloud: "sim", Result: console.Succeeded,
		Outputs:   map[string]any{"url": "https://app.dev.example.com", "zones": []string{"a", "b"}, "token": console.Secret},
		Resources: map[string]int{"aws.ec2.Vpc": 1, "aws.ec2.Subnet": 4, "aws.eks.Cluster": 1},
		Changes:   map[string]int{"create": 8, "same": 0},
		Seconds:   2.3456, AWS: console.Timing(schedule),
	}
}

func TestAReportReadsWell(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, up().Text(&b))
	assert.Equal(t, `up dev in the simulated cloud: 8 created (2.3s)

Outputs
  token  [secret]
  url    https://app.dev.example.com
  zones  ["a","b"]

Resources: 6
  aws.ec2  Subnet 4, Vpc 1
  aws.eks  Cluster 1

Time: 2.3s here, about 9m32s on AWS (the longest chain of references alone takes 9m32s)
Critical path on AWS
  at       0s        2s  + dev          aws.ec2.Vpc
  at       2s     9m30s  + dev-cluster  aws.eks.Cluster
`, b.String())
}

func TestTheTimeIsThatOfWhereItWouldReallyBe(t *testing.T) {
	r := up()
	r.Where = "in your cluster"
	var b bytes.Buffer
	require.NoError(t, r.Text(&b))
	assert.Contains(t, b.String(), "about 9m32s in your cluster (")
	assert.Contains(t, b.String(), "\nCritical path in your cluster\n")
}

func TestHeadlinesTellHowItEnded(t *testing.T) {
	for _, c := range []struct {
		change func(*console.Report)
		want   string
	}{
		{func(r *console.Report) { r.Changes = map[string]int{"same": 8} }, "up dev in the simulated cloud: nothing changed (2.3s)"},
		{func(r *console.Report) { r.Command = "preview" }, "preview dev in the simulated cloud: 8 to create (2.3s)"},
		{func(r *console.Report) { r.Cloud, r.AWS = "aws", nil }, "up dev on AWS: 8 created (2.3s)"},
		{
			func(r *console.Report) { r.Result = console.Failed },
			"up dev in the simulated cloud: failed (2.3s): what was done is kept; repair the cause and run it again",
		},
		{func(r *console.Report) { r.Result = console.Refused }, "up dev in the simulated cloud: refused before anything was changed"},
		{
			func(r *console.Report) { r.Result = console.Interrupted },
			"up dev in the simulated cloud: interrupted (2.3s): what was done is kept; run it again to go on",
		},
	} {
		r := up()
		c.change(&r)
		var b bytes.Buffer
		require.NoError(t, r.Text(&b))
		line, _, _ := strings.Cut(b.String(), "\n")
		assert.Equal(t, c.want, line)
	}
}

func TestTheJSONKeepsItsShape(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, up().JSON(&b))
	assert.JSONEq(t, `{
		"command": "up", "environment": "dev", "cloud": "sim", "result": "succeeded",
		"outputs": {"url": "https://app.dev.example.com", "zones": ["a", "b"], "token": "[secret]"},
		"resources": {"aws.ec2.Vpc": 1, "aws.ec2.Subnet": 4, "aws.eks.Cluster": 1},
		"changes": {"create": 8, "same": 0},
		"seconds": 2.346, "awsSeconds": 572, "unavoidableSeconds": 572,
		"criticalPath": [
			{"urn": "`+vpcURN+`", "name": "dev", "kind": "aws.ec2.Vpc", "startSeconds": 0, "seconds": 2},
			{"urn": "`+clusterURN+`", "name": "dev-cluster", "kind": "aws.eks.Cluster", "startSeconds": 2, "seconds": 570}
		]
	}`, b.String())

	failed := console.Report{Command: "up", Environment: "dev", Cloud: "aws", Result: console.Failed, Problems: []string{"dev: no"}}
	text, err := json.Marshal(failed)
	require.NoError(t, err)
	assert.JSONEq(t, `{"command": "up", "environment": "dev", "cloud": "aws", "result": "failed",
		"outputs": {}, "resources": {}, "changes": {}, "seconds": 0, "problems": ["dev: no"]}`, string(text))
}

func step(op apitype.OpType, urn string) apitype.StepEventMetadata {
	return apitype.StepEventMetadata{
		Op: op, URN: urn, Type: console.TypeOf(urn),
		New: &apitype.StepEventStateMetadata{Custom: !strings.HasPrefix(console.TypeOf(urn), "drydock:")},
	}
}

func events() []apitype.EngineEvent {
	component := "urn:pulumi:dev::drydock::drydock:network:VPC::dev"
	return []apitype.EngineEvent{
		{ResourcePreEvent: &apitype.ResourcePreEvent{Metadata: step(apitype.OpCreate, component)}},
		{ResOutputsEvent: &apitype.ResOutputsEvent{Metadata: step(apitype.OpCreate, component)}},
		{ResourcePreEvent: &apitype.ResourcePreEvent{Metadata: step(apitype.OpCreate, vpcURN)}},
		{ResOutputsEvent: &apitype.ResOutputsEvent{Metadata: step(apitype.OpCreate, vpcURN)}},
		{ResOutputsEvent: &apitype.ResOutputsEvent{Metadata: step(apitype.OpSame, vpcURN)}},
		{ResourcePreEvent: &apitype.ResourcePreEvent{Metadata: step(apitype.OpUpdate, clusterURN)}},
		{DiagnosticEvent: &apitype.DiagnosticEvent{URN: clusterURN, Severity: "error", Message: "<{%fg 1%}>refused<{%reset%}>\n"}},
		{DiagnosticEvent: &apitype.DiagnosticEvent{URN: clusterURN, Severity: "error", Message: "refused"}},
		{DiagnosticEvent: &apitype.DiagnosticEvent{Severity: "debug", Message: "hidden"}},
		{DiagnosticEvent: &apitype.DiagnosticEvent{Severity: "error", Message: "update failed"}},
		{ResOpFailedEvent: &apitype.ResOpFailedEvent{Metadata: step(apitype.OpUpdate, clusterURN)}},
	}
}

func TestProgressIsALineForEachStep(t *testing.T) {
	var b bytes.Buffer
	p := console.NewProgress(&b, false)
	p.Took = func(urn string) (time.Duration, bool) { return 2 * time.Second, urn == vpcURN }
	assert.False(t, p.Touched())
	for _, e := range events() {
		p.Event(e)
	}
	p.Close()
	assert.Equal(t, ""+
		"  +       2s  dev                                             aws.ec2.Vpc\n"+
		"error: dev-cluster: refused\n"+
		"  ~           dev-cluster                                     aws.eks.Cluster: failed\n", b.String())
	assert.Equal(t, []string{"dev-cluster: refused"}, p.Problems())
	assert.Equal(t, map[string]int{"create": 1, "same": 1}, p.Changes())
	assert.True(t, p.Touched())
}

func TestATerminalShowsWhatIsUnderWay(t *testing.T) {
	var b bytes.Buffer
	p := console.NewProgress(&b, true)
	p.Event(events()[2])
	p.Note("hello")
	p.Close()
	assert.Equal(t, "\r  0 done, 1 under way: dev\x1b[K\r\x1b[Khello\n\r  0 done, 1 under way: dev\x1b[K\r\x1b[K", b.String())
}

func TestTheProgramsErrorIsPrintedAsItIs(t *testing.T) {
	var b bytes.Buffer
	p := console.NewProgress(&b, false)
	p.Program = func() error { return errors.New("CIDR: too small\nZones: none") }
	p.Event(apitype.EngineEvent{DiagnosticEvent: &apitype.DiagnosticEvent{
		URN: "urn:pulumi:dev::drydock::pulumi:pulumi:Stack::drydock-dev", Severity: "error",
		Message: "an unhandled error occurred: 2 errors occurred:\n\t* CIDR: too small\n",
	}})
	assert.Equal(t, "error: CIDR: too small\nZones: none\n", b.String())
}
