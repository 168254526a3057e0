package lambda_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/archive"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/asset"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/internal/sweep"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/aws/lambda"
	"github.com/drydock-iac/drydock/simcloud/aws/lb"
	"github.com/drydock-iac/drydock/simcloud/aws/logs"
	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// everything is a statement that allows all; a sweep's own role has less.
const everything = `{"Effect":"Allow","Action":"*","Resource":"*"}`

// sweptLab is a world with the sweep of the cluster dev, whose role has the
// statements, and its invocation.
func sweptLab(t *testing.T, in sweep.Input, statements ...string) (l *worldtest.Lab, destroy func() error) {
	t.Helper()
	l = worldtest.New(t, "sweep", iam.Types(), lambda.Types(), logs.Types(), ec2.Types(), lb.Types())
	l.Make(api.Role, "runner", p{"name": "runner", "assumeRolePolicy": trust})
	l.Make(api.RolePolicy, "sweep", p{
		"name": "sweep", "role": "runner", "policy": `{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`,
	})
	files := map[string]any{}
	for name, text := range sweep.Files() {
		file, err := asset.FromText(text)
		require.NoError(t, err)
		files[name] = file
	}
	code, err := archive.FromAssets(files)
	require.NoError(t, err)
	l.Make(lambda.Function, "job", with(p{"timeout": 900, "handler": sweep.Handler, "code": map[string]any{"archive": code.Hash}}))
	in.Cluster, in.VPC = "dev", "vpc-1"
	id, out := l.Make(lambda.Invocation, "run", p{"functionName": "job", "input": in.JSON(), "lifecycleScope": "CRUD"})
	assert.Equal(t, `{"swept":[]}`, out["result"])
	return l, func() error { return l.Delete(lambda.Invocation, "run", id) }
}

func tags(pairs ...string) map[string]any {
	out := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i]] = pairs[i+1]
	}
	return out
}

// left are the ids of what is there, without the function, its role and logs.
func left(l *worldtest.Lab) []string {
	own := map[string]bool{lambda.Function: true, lambda.Invocation: true, api.Role: true, api.RolePolicy: true, api.LogGroup: true}
	out := []string{}
	for _, o := range l.World.Objects() {
		if !own[o.Kind] {
			out = append(out, o.ID)
		}
	}
	return out
}

func TestTheSweepTakesTheClustersOwnAndNothingElse(t *testing.T) {
	l, destroy := sweptLab(t, sweep.Input{Managed: true}, everything)
	arn := func(resource string) string {
		return "arn:aws:elasticloadbalancing:eu-central-1:111122223333:" + resource
	}
	for cluster, n := range map[string]string{"dev": "1", "other": "2"} {
		owned := tags("kubernetes.io/cluster/"+cluster, "owned")
		balancer := tags("elbv2.k8s.aws/cluster", cluster)
		l.Put(api.Instance, "i-"+n, p{"vpcId": "vpc-1", "instanceState": "running", "tags": tags("kubernetes.io/cluster/"+cluster, "owned", "karpenter.sh/nodepool", "a")})
		l.Put(api.LaunchTemplate, "lt-"+n, p{"tags": tags("karpenter.k8s.aws/cluster", cluster)})
		l.Put(api.LoadBalancer, arn("loadbalancer/app/x/"+n), p{"vpcId": "vpc-1", "tags": balancer, "securityGroups": []any{"sg-" + n}})
		l.Put(api.TargetGroup, arn("targetgroup/x/"+n), p{"vpcId": "vpc-1", "tags": balancer})
		l.Put(api.Subnet, "subnet-"+n, p{"vpcId": "vpc-1"})
		l.Put("aws:elb/loadBalancer:LoadBalancer", "a"+n, p{"subnets": []any{"subnet-" + n}, "tags": owned})
		l.Put(api.NetworkInterface, "eni-"+n, p{"vpcId": "vpc-1", "tags": tags("cluster.k8s.amazonaws.com/name", cluster), "securityGroups": []any{"sg-" + n}})
		l.Put(api.SecurityGroup, "sg-"+n, p{"vpcId": "vpc-1", "tags": balancer})
		l.Put(api.IngressRule, "sgr-"+n, p{"securityGroupId": "sg-nodes", "referencedSecurityGroupId": "sg-" + n})
		l.Put(api.Volume, "vol-"+n, p{"tags": owned, "attachments": []any{map[string]any{"instanceId": "i-" + n}}})
		l.Put(ec2.KindSnapshot, "snap-"+n, p{"tags": tags("kubernetes.io/cluster/"+cluster, "owned", "CSIVolumeSnapshotName", "snapshot-"+n)})
	}
	l.Put(ec2.KindSnapshot, "snap-backup", p{"tags": tags("kubernetes.io/cluster/dev", "owned")})
	l.Put(api.SecurityGroup, "sg-nodes", p{"vpcId": "vpc-1"})
	require.NoError(t, destroy())
	assert.ElementsMatch(t, []string{
		"i-2", "lt-2", arn("loadbalancer/app/x/2"), arn("targetgroup/x/2"), "subnet-1", "subnet-2", "a2", "eni-2", "sg-2", "sgr-2", "vol-2", "sg-nodes", "snap-2", "snap-backup",
	}, left(l))
}

func TestTheSweepTakesRulesOutOfTheGroupsThatHaveThem(t *testing.T) {
	own := tags("elbv2.k8s.aws/cluster", "dev")
	rule := func(more p, groups ...any) map[string]any {
		r := map[string]any{"protocol": "tcp", "fromPort": 80, "toPort": 80, "securityGroups": groups}
		for key, value := range more {
			r[key] = value
		}
		return r
	}
	l, destroy := sweptLab(t, sweep.Input{Managed: true}, everything)
	l.Put(api.SecurityGroup, "sg-1", p{"vpcId": "vpc-1", "tags": own})
	l.Put(api.SecurityGroup, "sg-2", p{"vpcId": "vpc-1", "tags": own, "ingress": []any{rule(nil, "sg-1", "sg-2")}})
	l.Put(api.SecurityGroup, "sg-nodes", p{
		"vpcId": "vpc-1", "ingress": []any{rule(nil, "sg-1", "sg-2"), rule(p{"cidrBlocks": []any{"10.0.0.0/16"}}, "sg-2"), rule(p{"self": true}, "sg-1")},
		"egress": []any{rule(nil, "sg-other"), rule(p{"protocol": "udp"}, "sg-1", "sg-other")},
	})
	l.Put(api.SecurityGroup, "sg-other", p{"vpcId": "vpc-1"})
	require.NoError(t, destroy())
	assert.ElementsMatch(t, []string{"sg-nodes", "sg-other"}, left(l))
	nodes := l.World.Objects()[slices.IndexFunc(l.World.Objects(), func(o world.Object) bool { return o.ID == "sg-nodes" })].Props
	type kept struct {
		CIDR, Groups []string
		Self         bool
	}
	rules := func(direction string) (out []kept) {
		for _, r := range nodes.Maps(direction) {
			out = append(out, kept{r.Strs("cidrBlocks"), append([]string{}, r.Strs("securityGroups")...), r.Bool("self")})
		}
		return out
	}
	assert.Equal(t, []kept{{[]string{"10.0.0.0/16"}, []string{}, false}, {nil, []string{}, true}}, rules("ingress"))
	assert.Equal(t, []kept{{nil, []string{"sg-other"}, false}, {nil, []string{"sg-other"}, false}}, rules("egress"))
}

func TestTheSweepIsRefusedRulesOfGroupsThatAreNotTheProgramsOwn(t *testing.T) {
	look := `{"Effect":"Allow","Action":["ec2:Describe*","ec2:DeleteSecurityGroup","elasticloadbalancing:Describe*","iam:List*","eks:DescribeCluster"],"Resource":"*"}`
	nodes := `{"Effect":"Allow","Action":"ec2:RevokeSecurityGroupIngress","Resource":"arn:aws:ec2:*:*:security-group/sg-nodes"}`
	l, destroy := sweptLab(t, sweep.Input{Managed: true}, look, nodes)
	l.Put(api.SecurityGroup, "sg-1", p{"vpcId": "vpc-1", "tags": tags("elbv2.k8s.aws/cluster", "dev")})
	for _, group := range []string{"sg-nodes", "sg-other"} {
		l.Put(api.SecurityGroup, group, p{"vpcId": "vpc-1", "ingress": []any{map[string]any{"protocol": "-1", "securityGroups": []any{"sg-1"}}}})
	}
	err := destroy()
	require.Error(t, err)
	assert.Regexp(t, `security group rule sgr-0[0-9a-f]{16}: UnauthorizedOperation: .*ec2:RevokeSecurityGroupIngress on resource: `+
		`arn:aws:ec2:eu-central-1:111122223333:security-group/sg-other because .*; security group sg-1: DependencyViolation: resource sg-1 has a dependent object`, err.Error())
	assert.ElementsMatch(t, []string{"sg-1", "sg-nodes", "sg-other"}, left(l))
}

func TestTheSweepTellsWhatItTakesOfTheTime(t *testing.T) {
	l, destroy := sweptLab(t, sweep.Input{Managed: true}, everything)
	require.NoError(t, destroy())
	took := func() time.Duration { e := l.World.Events(); return e[len(e)-1].Took }
	assert.Equal(t, 2*time.Second, took(), "nothing to sweep")
	l, destroy = sweptLab(t, sweep.Input{Managed: true}, everything)
	l.Put(api.Volume, "vol-1", p{"tags": tags("KubernetesCluster", "dev")})
	require.NoError(t, destroy())
	assert.Equal(t, 23*time.Second, took(), "a volume, and a look whether it is gone")
}

func TestTheSweepIsRefusedWhatItsRoleDoesNotAllow(t *testing.T) {
	look := `{"Effect":"Allow","Action":["ec2:Describe*","elasticloadbalancing:Describe*","iam:List*","eks:DescribeCluster"],"Resource":"*"}`
	volumes := func(cluster string) string {
		return `{"Effect":"Allow","Action":"ec2:DeleteVolume","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/kubernetes.io/cluster/` + cluster + `":"owned"}}}`
	}
	failed := func(after int, what string) string {
		return fmt.Sprintf(`^invoking Lambda Function \(job\): {"errorMessage":"cluster dev: left after %d s: %s: see to them and run the destroy again","errorType":"Left","requestId":"[0-9a-f-]{36}"}$`, after, what)
	}
	user := "User: arn:aws:sts::111122223333:assumed-role/runner/job is not authorized to perform: "
	for _, c := range []struct {
		name       string
		statements []string
		want       string
	}{
		{"all that it needs", []string{look, volumes("dev")}, ""},
		{"no deletion", []string{look}, failed(0, "volume vol-1: UnauthorizedOperation: You are not authorized to perform this operation. "+user+
			"ec2:DeleteVolume on resource: arn:aws:ec2:eu-central-1:111122223333:volume/vol-1 because no identity-based policy allows the ec2:DeleteVolume action")},
		{"deletion of another cluster's", []string{look, volumes("other")}, failed(0, "volume vol-1: UnauthorizedOperation: .*")},
		{"a denial", []string{everything, strings.Replace(volumes("dev"), "Allow", "Deny", 1)}, failed(0, "volume vol-1: UnauthorizedOperation: .*")},
		{"no look at volumes", []string{strings.Replace(look, "ec2:Describe*", "ec2:DescribeI*", 1), volumes("dev")},
			failed(0, "every launch template: UnauthorizedOperation: .*; every volume: UnauthorizedOperation: .*ec2:DescribeVolumes.*")},
		{"no question whether the cluster exists", []string{strings.Replace(look, "eks:", "ecs:", 1)}, failed(0, "the cluster itself: AccessDeniedException: "+user+
			"eks:DescribeCluster on resource: arn:aws:eks:eu-central-1:111122223333:cluster/dev because no identity-based policy allows the eks:DescribeCluster action")},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, destroy := sweptLab(t, sweep.Input{Managed: true}, c.statements...)
			l.Put(api.Volume, "vol-1", p{"tags": tags("kubernetes.io/cluster/dev", "owned")})
			err := destroy()
			if c.want == "" {
				require.NoError(t, err)
				assert.Empty(t, left(l))
				return
			}
			require.Error(t, err)
			assert.Regexp(t, c.want, err.Error())
			assert.Equal(t, []string{"vol-1"}, left(l))
			assert.Equal(t, 1, l.Kinds(lambda.Invocation), "it may be destroyed again")
		})
	}
}

func TestTheSweepMeetsTheRulesOfServices(t *testing.T) {
	const balancer = "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/net/x/1"
	l, destroy := sweptLab(t, sweep.Input{Managed: true}, everything)
	l.Put(api.LoadBalancer, balancer, p{"vpcId": "vpc-1", "tags": tags("kubernetes.io/cluster/dev", "owned"), "enableDeletionProtection": true})
	err := destroy()
	require.Error(t, err)
	assert.Contains(t, err.Error(), "left after 0 s: load balancer "+balancer+": OperationNotPermitted: Load balancer '"+balancer+"' cannot be deleted because deletion protection is enabled: see to them")
	l, destroy = sweptLab(t, sweep.Input{Managed: true}, everything)
	l.Put(api.Instance, "i-1", p{"vpcId": "vpc-1", "instanceState": "running"})
	l.Put(api.Volume, "vol-1", p{"tags": tags("kubernetes.io/cluster/dev", "owned"), "attachments": []any{map[string]any{"instanceId": "i-1"}}})
	err = destroy()
	require.Error(t, err)
	assert.Contains(t, err.Error(), "left after 840 s: volume vol-1: in-use: see to them")
	events := l.World.Events()
	assert.Equal(t, 842*time.Second, events[len(events)-1].Took, "all of the function's time but what it keeps")
}

func TestTheSweepDoesNothingWhileTheClusterLives(t *testing.T) {
	owned := tags("kubernetes.io/cluster/dev", "owned")
	for _, c := range []struct {
		name  string
		in    sweep.Input
		lives func(*worldtest.Lab)
		left  []string
	}{
		{"a cluster of EKS", sweep.Input{Managed: true}, func(l *worldtest.Lab) { l.Put(api.Cluster, "dev", p{}) }, []string{"vol-1", "dev"}},
		{"another cluster of EKS", sweep.Input{Managed: true}, func(l *worldtest.Lab) { l.Put(api.Cluster, "other", p{}) }, []string{"other"}},
		{"a machine of its own", sweep.Input{}, func(l *worldtest.Lab) {
			l.Put(api.Instance, "i-1", p{"vpcId": "vpc-1", "state": "running", "tags": owned})
		}, []string{"vol-1", "i-1"}},
		{"a dead machine of its own", sweep.Input{}, func(l *worldtest.Lab) {
			l.Put(api.Instance, "i-1", p{"vpcId": "vpc-1", "instanceState": "terminated", "state": "terminated", "tags": owned})
		}, []string{"i-1"}},
		{"a machine elsewhere", sweep.Input{}, func(l *worldtest.Lab) {
			l.Put(api.Instance, "i-1", p{"vpcId": "vpc-2", "state": "running", "tags": owned})
		}, []string{"i-1"}},
		{"kept volumes", sweep.Input{KeepVolumes: true}, func(*worldtest.Lab) {}, []string{"vol-1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, destroy := sweptLab(t, c.in, everything)
			l.Put(api.Volume, "vol-1", p{"tags": owned})
			c.lives(l)
			require.NoError(t, destroy())
			assert.ElementsMatch(t, c.left, left(l))
		})
	}
}
