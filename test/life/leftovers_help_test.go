package life_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/autoscaling"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/aws/lambda"
	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/stacks/platform"
	"github.com/drydock-iac/drydock/stacks/program"
	"github.com/drydock-iac/drydock/test/simtest"
)

// byHand is the namespace of what somebody made in a cluster with kubectl.
const byHand = "by-hand"

// estate is an environment that is up, and somebody who changes things in its
// account and its cluster without the program.
type estate struct {
	*testing.T
	*simtest.Stack
	kube, aws *world.Session
	n         int
}

// unprotected is an environment whose settings let it go down.
func unprotected(t testing.TB, name string) *simtest.Stack {
	t.Helper()
	settings, err := program.Settings(name)
	require.NoError(t, err)
	settings.Protect = false
	s := environment(t, name)
	s.Program = func(ctx *pulumi.Context) error { return platform.Run(ctx, settings) }
	return s
}

// risen is a stack that is up, with the kubeconfig that its program uses.
func risen(t *testing.T, s *simtest.Stack) *estate {
	t.Helper()
	s.Up().NoError(t)
	e := &estate{T: t, Stack: s}
	var err error
	e.aws, err = s.Cloud.World().Session("aws")
	require.NoError(t, err)
	e.aws.Configure(world.Props{"region": region})
	e.kube, err = s.Cloud.World().Session("kubernetes")
	require.NoError(t, err)
	for _, r := range s.State().Resources {
		if r.Type == "pulumi:providers:kubernetes" && r.Inputs.HasValue("kubeconfig") {
			v := r.Inputs["kubeconfig"]
			if v.IsSecret() {
				v = v.SecretValue().Element
			}
			e.kube.Configure(world.Props{"kubeconfig": v.StringValue()})
		}
	}
	return e
}

// apply makes an object in the cluster, as kubectl does.
func (e *estate) apply(token, apiVersion, kind, name string, rest map[string]any) {
	e.Helper()
	in := world.Props{"apiVersion": apiVersion, "kind": kind, "metadata": map[string]any{"name": name, "namespace": byHand}}
	for key, value := range rest {
		in[key] = value
	}
	if annotations, ok := rest["annotations"]; ok {
		in["metadata"].(map[string]any)["annotations"] = annotations
		delete(in, "annotations")
	}
	if strings.HasSuffix(token, "Namespace") || strings.HasSuffix(token, "Class") {
		delete(in["metadata"].(map[string]any), "namespace")
	}
	e.n++
	urn := fmt.Sprintf("urn:pulumi:hand::kubectl::%s::%s-%d", token, name, e.n)
	checked, fails, err := e.kube.Check(urn, token, nil, in.Clone())
	require.NoError(e, err)
	require.Empty(e, fails)
	_, _, err = e.kube.Create(urn, token, checked, false)
	require.NoError(e, err, "%s %s", kind, name)
}

func (e *estate) namespace() {
	e.Helper()
	e.apply("kubernetes:core/v1:Namespace", "v1", "Namespace", byHand, nil)
}

// balancers are services of type LoadBalancer: a classic one and a network one,
// in front of the same pods.
func (e *estate) balancers() {
	e.Helper()
	e.workload("web", 2)
	e.service("classic", nil, "")
	e.service("network", map[string]any{"service.beta.kubernetes.io/aws-load-balancer-type": "nlb"}, "")
}

// service is one of type LoadBalancer; class names its controller, "" for the
// cloud's own.
func (e *estate) service(name string, annotations map[string]any, class string) {
	e.Helper()
	spec := map[string]any{
		"type": "LoadBalancer", "selector": map[string]any{"app": "web"}, "ports": []any{map[string]any{"port": 80, "targetPort": 8080}},
	}
	if class != "" {
		spec["loadBalancerClass"] = class
	}
	e.apply("kubernetes:core/v1:Service", "v1", "Service", name, map[string]any{"annotations": annotations, "spec": spec})
}

// volumes are claims of two classes, of which one deletes its volumes and one
// keeps them, each used by a pod.
func (e *estate) volumes() {
	e.Helper()
	for _, policy := range []string{"Delete", "Retain"} {
		name := strings.ToLower(policy)
		e.apply("kubernetes:storage.k8s.io/v1:StorageClass", "storage.k8s.io/v1", "StorageClass", name, map[string]any{
			"provisioner": "ebs.csi.aws.com", "reclaimPolicy": policy, "volumeBindingMode": "WaitForFirstConsumer",
			"parameters": map[string]any{"type": "gp3", "encrypted": "true"},
		})
		e.apply("kubernetes:core/v1:PersistentVolumeClaim", "v1", "PersistentVolumeClaim", name, map[string]any{"spec": map[string]any{
			"storageClassName": name, "accessModes": []any{"ReadWriteOnce"}, "resources": map[string]any{"requests": map[string]any{"storage": "2Gi"}},
		}})
		e.workload(name, 1, name)
	}
}

// snapshots are those of a volume by two classes, of which one deletes them
// with their objects and one keeps them.
func (e *estate) snapshots() {
	e.Helper()
	const group = "snapshot.storage.k8s.io/v1"
	for _, policy := range []string{"Delete", "Retain"} {
		name := strings.ToLower(policy)
		e.apply("kubernetes:"+group+":VolumeSnapshotClass", group, "VolumeSnapshotClass", name, map[string]any{
			"driver": "ebs.csi.aws.com", "deletionPolicy": policy,
		})
		e.apply("kubernetes:"+group+":VolumeSnapshot", group, "VolumeSnapshot", name, map[string]any{"spec": map[string]any{
			"volumeSnapshotClassName": name, "source": map[string]any{"persistentVolumeClaimName": "retain"},
		}})
	}
}

// workload is a deployment whose pods use claims.
func (e *estate) workload(name string, replicas int, claims ...string) {
	e.Helper()
	volumes, mounts := []any{}, []any{}
	for _, claim := range claims {
		volumes = append(volumes, map[string]any{"name": claim, "persistentVolumeClaim": map[string]any{"claimName": claim}})
		mounts = append(mounts, map[string]any{"name": claim, "mountPath": "/data"})
	}
	e.apply("kubernetes:apps/v1:Deployment", "apps/v1", "Deployment", name, map[string]any{"spec": map[string]any{
		"replicas": replicas, "selector": map[string]any{"matchLabels": map[string]any{"app": name}},
		"template": map[string]any{"metadata": map[string]any{"labels": map[string]any{"app": name}}, "spec": map[string]any{
			"volumes": volumes,
			"securityContext": map[string]any{
				"runAsNonRoot": true, "runAsUser": 65532, "seccompProfile": map[string]any{"type": "RuntimeDefault"},
			},
			"containers": []any{map[string]any{
				"name": name, "image": "registry.example/" + name + ":1", "volumeMounts": mounts, "securityContext": map[string]any{
					"allowPrivilegeEscalation": false, "capabilities": map[string]any{"drop": []any{"ALL"}},
				},
			}},
		}},
	}})
}

// leave makes all kinds of leftovers: balancers, volumes, and interfaces of
// the network plugin of a node that is killed and of those that go in good
// order later.
func (e *estate) leave() {
	e.Helper()
	e.namespace()
	e.balancers()
	e.volumes()
	nodes := e.nodes()
	require.NotEmpty(e, nodes)
	e.mutate("kill a node", func(c *world.Call) error {
		if _, err := kubernetes.Strand(c, nodes[0]); err != nil {
			return err
		}
		return autoscaling.Kill(c, nodes[0])
	})
	e.Cloud.World().Set(kubernetes.StrayInterfacesSetting, "true")
}

// nodes are the machines of clusters of EKS that run.
func (e *estate) nodes() []string {
	var out []string
	for _, o := range e.Cloud.World().Objects() {
		if o.Kind == api.Instance && o.Props.Map("kubernetes").Str("cluster") != "" && o.Props.Str("state") == "running" {
			out = append(out, o.ID)
		}
	}
	return out
}

func (e *estate) mutate(salt string, f func(*world.Call) error) {
	e.Helper()
	require.NoError(e, e.Cloud.World().Mutate(region, salt, f))
}

// remove deletes every object of a kind in the account, as in the console.
func (e *estate) remove(kind string) {
	e.Helper()
	found := false
	for _, o := range e.Cloud.World().Objects() {
		if o.Kind == kind {
			found = true
			require.NoError(e, e.aws.Delete(fmt.Sprintf("urn:pulumi:hand::console::%s::%s", kind, o.ID), kind, o.ID, nil))
		}
	}
	require.True(e, found, "there is no %s", kind)
}

// unsweep makes the sweep's function another one, which does nothing.
func (e *estate) unsweep() {
	e.Helper()
	e.mutate("other code", func(c *world.Call) error {
		functions := c.All(lambda.Function)
		require.Len(e, functions, 1)
		functions[0].Props["handler"] = "other.handler"
		return nil
	})
}

// left counts what is there of the kinds that controllers make and that no
// program made.
func (e *estate) left() map[string]int {
	out := map[string]int{}
	for _, o := range e.Cloud.World().Objects() {
		switch o.Kind {
		case kubernetes.KindClassicBalancer, api.LoadBalancer, api.TargetGroup, api.Volume, ec2.KindSnapshot:
			if o.URN == "" {
				out[o.Kind]++
			}
		case api.NetworkInterface:
			if o.URN == "" && strings.HasPrefix(o.Props.Str("description"), "aws-K8S-") {
				out[o.Kind]++
			}
		case api.SecurityGroup:
			if strings.HasPrefix(o.Props.Str("name"), "k8s-") {
				out[o.Kind]++
			}
		}
	}
	return out
}
