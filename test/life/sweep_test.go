package life_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/archive"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/asset"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/simcloud"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/aws/lambda"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/test/simtest"
)

// place is where leftovers are.
type place struct {
	vpc             string
	private, public *world.Object
	// nodes is a security group of the program's, "" for none.
	nodes string
}

// placeOf is the program's network where program is set, else the account's
// default one.
func placeOf(t *testing.T, c *world.Call, program bool, nodes string) place {
	t.Helper()
	var p place
	for _, s := range c.All(api.Subnet) {
		if (s.URN != "") != program {
			continue
		}
		p.vpc = s.Props.Str("vpcId")
		if strings.Contains(s.Name(), "public") || !program {
			p.public = s
		}
		if strings.Contains(s.Name(), "private") || !program {
			p.private = s
		}
	}
	require.NotNil(t, p.public)
	require.NotNil(t, p.private)
	for _, g := range c.All(api.SecurityGroup) {
		if nodes != "" && g.Name() == nodes {
			p.nodes = g.ID
		}
	}
	require.Equal(t, nodes != "", p.nodes != "")
	return p
}

// leftovers makes what controllers of a cluster make in AWS: one of each kind,
// each in the other's way.
func leftovers(t *testing.T, c *world.Call, cluster string, p place) {
	t.Helper()
	put := func(kind, id string, props world.Props) *world.Object {
		o := c.Make(&world.Object{}, kind, id, props)
		o.Owner = ""
		return o
	}
	owned := map[string]any{"kubernetes.io/cluster/" + cluster: "owned"}
	balanced := map[string]any{"elbv2.k8s.aws/cluster": cluster}
	group := func(id string, tags map[string]any) string {
		put(api.SecurityGroup, id, world.Props{"vpcId": p.vpc, "name": id, "description": id, "tags": tags, "ingress": []any{}, "egress": []any{}})
		if p.nodes != "" {
			put(api.IngressRule, "sgr-"+id, world.Props{"securityGroupId": p.nodes, "referencedSecurityGroupId": id, "ipProtocol": "tcp", "fromPort": 30000, "toPort": 32767})
		}
		return id
	}
	backend, classic := group("sg-backend-"+cluster, balanced), group("sg-classic-"+cluster, owned)

	arn := "arn:aws:elasticloadbalancing:" + c.Scope + ":" + api.Account + ":"
	target := put(api.TargetGroup, arn+"targetgroup/k8s-"+cluster+"/1", world.Props{"arn": arn + "targetgroup/k8s-" + cluster + "/1", "vpcId": p.vpc, "tags": balanced})
	name := arn + "loadbalancer/app/k8s-" + cluster + "/1"
	balancer := put(api.LoadBalancer, name, world.Props{
		"arn": name, "vpcId": p.vpc, "loadBalancerType": "application", "tags": balanced,
		"subnets": []any{p.public.ID}, "securityGroups": []any{backend},
	})
	put(api.Listener, arn+"listener/app/k8s-"+cluster+"/1/1", world.Props{
		"loadBalancerArn": name, "port": 80, "defaultActions": []any{map[string]any{"type": "forward", "targetGroupArn": target.ID}},
	})
	eni := ec2.MakeInterface(c, balancer, p.public, "interface", "ELB app/k8s-"+cluster+"/1", []string{backend}, cluster)
	eni.Props["association"] = map[string]any{"publicIp": ec2.PublicIP(c, eni.ID), "ipOwnerId": "amazon-elb"}
	old := put("aws:elb/loadBalancer:LoadBalancer", "a-"+cluster, world.Props{"name": "a-" + cluster, "subnets": []any{p.public.ID}, "tags": owned})
	ec2.MakeInterface(c, old, p.public, "interface", "ELB a-"+cluster, []string{classic}, "classic"+cluster)

	put(api.LaunchTemplate, "lt-"+cluster, world.Props{"name": "karpenter-" + cluster, "tags": map[string]any{"karpenter.k8s.aws/cluster": cluster}})
	profile := put(api.InstanceProfile, cluster+"_1", world.Props{
		"name": cluster + "_1", "arn": "arn:aws:iam::" + api.Account + ":instance-profile/" + cluster + "_1",
		"tags": map[string]any{"kubernetes.io/cluster/" + cluster: "owned", "topology.kubernetes.io/region": c.Scope, "karpenter.k8s.aws/ec2nodeclass": "pool"},
	})
	groups := []string{backend}
	if p.nodes != "" {
		groups = append(groups, p.nodes)
	}
	machine := ec2.MakeInstance(c, &world.Object{}, ec2.InstanceSpec{
		Subnet: p.private, Type: "m7g.large", Groups: groups, Profile: profile.ID, Salt: cluster,
		Tags: map[string]string{"kubernetes.io/cluster/" + cluster: "owned", "eks:eks-cluster-name": cluster, "karpenter.sh/nodepool": "pool"},
	})
	machine.Owner = ""
	attached := func(i *world.Object) []any { return []any{map[string]any{"instanceId": i.ID, "device": "/dev/xvdaa"}} }
	put(api.Volume, "vol-used-"+cluster, world.Props{"size": 8, "tags": owned, "attachments": attached(machine)})
	put(api.Volume, "vol-kept-"+cluster, world.Props{"size": 8, "tags": map[string]any{"drydock/cluster": cluster}})
	put(ec2.KindSnapshot, "snap-"+cluster, world.Props{"tags": map[string]any{"CSIVolumeSnapshotName": "snapshot-1", "drydock/cluster": cluster}})

	plugin := ec2.MakeInterface(c, &world.Object{}, p.private, "interface", "aws-K8S-i-gone", groups, "plugin"+cluster)
	plugin.Owner = ""
	plugin.Props["tags"] = map[string]any{"cluster.k8s.amazonaws.com/name": cluster, "node.k8s.amazonaws.com/instance_id": "i-gone"}
}

// left makes leftovers of a cluster behind the program's back.
func left(t *testing.T, cloud *simcloud.Cloud, cluster, nodes string) {
	t.Helper()
	require.NoError(t, cloud.World().Mutate(region, "leftovers of "+cluster, func(c *world.Call) error {
		leftovers(t, c, cluster, placeOf(t, c, nodes != "", nodes))
		return nil
	}))
}

func TestAClusterIsDestroyedWithAllThatItsControllersMadeInOneRun(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, cluster, nodes string
		program              func(keep bool) *simtest.Stack
	}{
		{"EKS", "core", "core-nodes", func(keep bool) *simtest.Stack {
			return simtest.New(t, alsoEKS(minimalEKS, func(a *cluster.EKSArgs) { a.KeepVolumes = keep }), simtest.On(withAnother(t, "core")))
		}},
		{"RKE", "dock", "dock-attach", func(keep bool) *simtest.Stack {
			return simtest.New(t, onRKE(rkeWith(1, func(a *cluster.RKEArgs) { a.KeepVolumes = keep })), simtest.On(withAnother(t, "dock")))
		}},
	} {
		for _, keep := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, volumes kept: %v", c.name, keep), func(t *testing.T) {
				t.Parallel()
				s := c.program(keep)
				s.Up().NoError(t)
				left(t, s.Cloud, c.cluster, c.nodes)
				s.Destroy().NoError(t)
				if !keep {
					s.NothingLeft(t)
					return
				}
				var kept []string
				for _, o := range s.Cloud.World().Objects() {
					if (o.Kind == api.Volume || o.Kind == ec2.KindSnapshot) && strings.HasSuffix(o.ID, "-"+c.cluster) {
						kept = append(kept, o.ID)
					}
				}
				assert.ElementsMatch(t, []string{"vol-kept-" + c.cluster, "vol-used-" + c.cluster, "snap-" + c.cluster}, kept)
			})
		}
	}
}

// withAnother is an account with leftovers of another cluster, and of one with
// the same name in another network.
func withAnother(t *testing.T, name string) *simcloud.Cloud {
	t.Helper()
	cloud := established(t)
	left(t, cloud, "other", "")
	left(t, cloud, name+"2", "")
	return cloud
}

func TestADestructionThatLeavesSomethingSaysWhatAndCanBeRunAgain(t *testing.T) {
	t.Parallel()
	s := simtest.New(t, alsoEKS(minimalEKS), simtest.On(established(t)))
	s.Up().NoError(t)
	left(t, s.Cloud, "core", "core-nodes")
	const policy = "core-sweep-policy-sweep"
	var text string
	change := func(f func(role *world.Object)) {
		require.NoError(t, s.Cloud.World().Mutate(region, "policy", func(c *world.Call) error {
			all := c.All(api.RolePolicy)
			f(all[slices.IndexFunc(all, func(o *world.Object) bool { return o.Name() == policy })])
			return nil
		}))
	}
	change(func(o *world.Object) {
		text = o.Props.Str("policy")
		o.Props["policy"] = strings.ReplaceAll(text, `"ec2:DeleteVolume"`, `"ec2:DetachVolume"`)
	})
	r := s.Destroy()
	require.Error(t, r.Err)
	assert.Regexp(t, `invoking Lambda Function \(eks-core-sweep\): {"errorMessage":"cluster core: left after \d+ s: `+
		`volume vol-kept-core: UnauthorizedOperation: You are not authorized to perform this operation\. `+
		`User: arn:aws:sts::111122223333:assumed-role/core-sweep-role-\w+/eks-core-sweep is not authorized to perform: `+
		`ec2:DeleteVolume on resource: arn:aws:ec2:eu-central-1:111122223333:volume/vol-kept-core because no identity-based policy allows the ec2:DeleteVolume action; `+
		`volume vol-used-core: .*: see to them and run the destroy again"`, strings.Join(r.Diagnostics, "\n"))
	change(func(o *world.Object) { o.Props["policy"] = text })
	s.Destroy().NoError(t)
	s.NothingLeft(t)
}

func TestTheSweepIsReplacedWithoutSweepingALivingCluster(t *testing.T) {
	t.Parallel()
	s := simtest.New(t, alsoEKS(minimalEKS), simtest.On(established(t)))
	s.Up().NoError(t)
	left(t, s.Cloud, "core", "core-nodes")
	others := func() []simcloud.Item {
		return slices.DeleteFunc(s.Cloud.Inventory(), func(i simcloud.Item) bool { return i.Kind == "aws:lambda/invocation:Invocation" })
	}
	before := others()
	for _, r := range s.State().Resources {
		r.Taint = r.URN.Name() == "core-sweep-run"
	}
	assert.Equal(t, []string{"+ Invocation core-sweep-run", "+- Invocation core-sweep-run", "- Invocation core-sweep-run"}, steps(s.Up().NoError(t)))
	assert.ElementsMatch(t, before, others())
	s.Destroy().NoError(t)
	s.NothingLeft(t)
}

func TestNewCodeReachesTheFunctionInPlaceAndInvokesNothing(t *testing.T) {
	t.Parallel()
	s := simtest.New(t, alsoEKS(minimalEKS), simtest.On(established(t)))
	s.Up().NoError(t)
	old, err := asset.FromText("an earlier table")
	require.NoError(t, err)
	code, err := archive.FromAssets(map[string]any{"table.json": old})
	require.NoError(t, err)
	for _, r := range s.State().Resources {
		if r.URN.Name() == "core-sweep-function" {
			r.Inputs["code"], r.Outputs["code"] = resource.NewProperty(code), resource.NewProperty(code)
		}
	}
	var now string
	function := func(f func(o *world.Object)) {
		require.NoError(t, s.Cloud.World().Mutate(region, "code", func(c *world.Call) error {
			f(c.All(lambda.Function)[0])
			return nil
		}))
	}
	function(func(o *world.Object) {
		now = o.Props.Str("codeSha256")
		o.Props["code"], o.Props["codeSha256"] = map[string]any{"archive": code.Hash}, code.Hash
	})
	left(t, s.Cloud, "core", "core-nodes")
	assert.Equal(t, []string{"~ Function core-sweep-function"}, steps(s.Up().NoError(t)), "its invocation does not differ, so it is not invoked")
	function(func(o *world.Object) { assert.Equal(t, now, o.Props.Str("codeSha256")) })
	s.Destroy().NoError(t)
	s.NothingLeft(t)
}
