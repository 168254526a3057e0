package kubernetes_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/autoscaling"
	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const (
	claimKind  = "kubernetes:core/v1:PersistentVolumeClaim"
	deployment = "kubernetes:apps/v1:Deployment"
)

// stored is an estate whose cluster has the add-on of the EBS driver, which may
// make volumes as the nodes' role, and the classes "drop" and "keep".
func stored(t *testing.T, configuration string) *estate {
	t.Helper()
	a := newEstate(t)
	a.Seed(&world.Object{Kind: api.Addon, ID: "dev:aws-ebs-csi-driver", Scope: region, Props: world.Props{
		"clusterName": "dev", "addonName": "aws-ebs-csi-driver", "addonVersion": "v1.63.0-eksbuild.1", "configurationValues": configuration,
	}})
	a.Seed(&world.Object{Kind: api.Role, ID: "node", Props: world.Props{
		"arn": "arn:aws:iam::111122223333:role/node", "managedPolicyArns": []any{"arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy"},
	}})
	a.Seed(&world.Object{Kind: api.NodeGroup, ID: "dev:main", Scope: region, Props: world.Props{"clusterName": "dev", "nodeRoleArn": "arn:aws:iam::111122223333:role/node"}})
	for name, policy := range map[string]string{"drop": "Delete", "keep": "Retain"} {
		must(t, a.cluster, "{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: "+name+"}, provisioner: ebs.csi.aws.com, reclaimPolicy: "+policy+
			", volumeBindingMode: WaitForFirstConsumer, parameters: {encrypted: 'true', iops: '4000', tagSpecification_1: owner=dock}}")
	}
	return a
}

func claimed(class string) string {
	return "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data, namespace: app}, spec: {storageClassName: " + class +
		", accessModes: [ReadWriteOnce], resources: {requests: {storage: 1500Mi}}}}"
}

// user is a deployment of one pod that uses the claim.
func user() string {
	return web("replicas: 2", "replicas: 1", "      containers:", "      volumes: [{name: v, persistentVolumeClaim: {claimName: data}}]\n      containers:")
}

func (a *estate) volume(before map[string]bool) world.Object {
	a.Helper()
	volumes := a.has(api.Volume, before)
	require.Len(a, volumes, 1)
	return volumes[0]
}

func TestAClaimGetsItsVolumeWhereItsPodRuns(t *testing.T) {
	a := stored(t, "")
	before := a.snapshot()
	id, _ := must(t, a.cluster, claimed("drop"))
	assert.Empty(t, a.outside(before), "it waits for its first consumer")
	must(t, a.cluster, user())
	volume, pod := a.volume(before), pods(a.World)[0]
	assert.Equal(t, pod.Props.Str("zone"), volume.Props.Str("availabilityZone"))
	assert.Equal(t, []any{map[string]any{"instanceId": pod.Props.Str("instance"), "device": "/dev/xvdaa"}}, volume.Props["attachments"])
	assert.Equal(t, []any{2.0, "gp3", true, 4000.0}, []any{volume.Props["size"], volume.Props["type"], volume.Props["encrypted"], volume.Props["iops"]})
	assert.Equal(t, "VolumeInUse", a.refuses(api.Volume, volume.ID))

	claim := a.has(claimKind, before)[0]
	name := "pvc-" + claim.Props.Map("metadata").Str("uid")
	assert.Equal(t, name, claim.Props.Map("spec").Str("volumeName"))
	assert.Equal(t, map[string]any{
		"CSIVolumeName": name, "ebs.csi.aws.com/cluster": "true", "ebs.csi.aws.com/cluster-name": "dev", "owner": "dock",
		"kubernetes.io/created-for/pvc/name": "data", "kubernetes.io/created-for/pvc/namespace": "app", "kubernetes.io/created-for/pv/name": name,
		"kubernetes.io/cluster/dev": "owned", "KubernetesCluster": "dev", "Name": "dev-dynamic-" + name,
	}, volume.Props["tags"])

	a.deleteIn(deployment, "app/web")
	a.deleteIn(claimKind, id)
	assert.Empty(t, a.outside(before), "the class says Delete")
}

func TestTheAddOnsConfigurationShowsInTheTags(t *testing.T) {
	text, err := json.Marshal(map[string]any{"controller": map[string]any{
		"extraVolumeTags": map[string]any{"team": "dock"}, "k8sTagClusterId": "other", "extraCreateMetadata": false,
	}})
	require.NoError(t, err)
	a := stored(t, string(text))
	before := a.snapshot()
	must(t, a.cluster, claimed("drop"))
	must(t, a.cluster, user())
	tags := a.volume(before).Props.Map("tags")
	assert.Equal(t, []string{"dock", "owned", ""}, []string{tags.Str("team"), tags.Str("kubernetes.io/cluster/other"), tags.Str("kubernetes.io/created-for/pvc/name")})
}

func TestAVolumeOutlivesItsClaimOrItsClusterWhereTheClassSaysSo(t *testing.T) {
	for name, tt := range map[string]struct {
		class string
		end   func(a *estate, claim string)
		left  int
	}{
		"Retain, the claim goes": {"keep", func(a *estate, claim string) {
			a.deleteIn(deployment, "app/web")
			a.deleteIn(claimKind, claim)
		}, 1},
		"Delete, the namespace goes": {"drop", func(a *estate, _ string) { a.deleteIn("kubernetes:core/v1:Namespace", "app") }, 0},
		"Retain, the namespace goes": {"keep", func(a *estate, _ string) { a.deleteIn("kubernetes:core/v1:Namespace", "app") }, 1},
		"Delete, the cluster goes":   {"drop", func(a *estate, _ string) { a.loseCluster() }, 1},
		"Retain, the cluster goes":   {"keep", func(a *estate, _ string) { a.loseCluster() }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			a := stored(t, "")
			before := a.snapshot()
			id, _ := must(t, a.cluster, claimed(tt.class))
			must(t, a.cluster, user())
			a.volume(before)
			tt.end(a, id)
			left := a.has(api.Volume, before)
			require.Len(t, left, tt.left)
			for _, o := range left {
				assert.Empty(t, o.Owner)
			}
		})
	}
}

func TestAPodStaysInTheZoneOfItsVolume(t *testing.T) {
	a := stored(t, "")
	before := a.snapshot()
	must(t, a.cluster, claimed("drop"))
	must(t, a.cluster, user())
	volume := a.volume(before)
	a.change("kill", func(c *world.Call) {
		require.NoError(t, autoscaling.Kill(c, volume.Props.Maps("attachments")[0].Str("instanceId")))
	})
	a.deleteIn(deployment, "app/web")
	_, _, err := apply(t, a.cluster, strings.Replace(user(), "name: web, namespace", "name: again, namespace", 1))
	assert.Contains(t, reasons(t, err)[2], "0/1 nodes are available: 1 node(s) didn't match PersistentVolume's node affinity.")
	a.deleteIn(claimKind, "app/data")
	assert.Empty(t, a.has(api.Volume, before), "a machine that is gone holds no volume")
}

func TestAStatefulSetLeavesItsVolumes(t *testing.T) {
	a := stored(t, "")
	before := a.snapshot()
	id, _ := must(t, a.cluster, `
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: app}
spec:
  serviceName: db
  replicas: 2
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: example.com/db:1}]}
  volumeClaimTemplates: [{metadata: {name: data}, spec: {storageClassName: drop, accessModes: [ReadWriteOnce], resources: {requests: {storage: 8Gi}}}}]
`)
	zones := map[string]bool{}
	for _, o := range a.has(api.Volume, before) {
		zones[o.Props.Str("availabilityZone")] = true
	}
	assert.Len(t, zones, 2, "each pod has its own, where it runs")
	a.deleteIn("kubernetes:apps/v1:StatefulSet", id)
	assert.Len(t, a.has(api.Volume, before), 2)
}

func TestAnInterfaceOfTheNetworkPluginOutlivesItsNode(t *testing.T) {
	a := newEstate(t)
	before := a.snapshot()
	a.change("lose a node", func(c *world.Call) {
		_, err := kubernetes.Strand(c, a.nodes[0])
		require.NoError(t, err)
		require.NoError(t, autoscaling.Kill(c, a.nodes[0]))
	})
	left := a.has(api.NetworkInterface, before)
	require.Len(t, left, 1)
	eni := left[0].Props
	assert.Equal(t, map[string]any{
		"cluster.k8s.amazonaws.com/name": "dev", "node.k8s.amazonaws.com/instance_id": a.nodes[0],
		"node.k8s.amazonaws.com/createdAt": "2026-11-01T00:00:00Z", "eks:eni:owner": "amazon-vpc-cni",
	}, eni["tags"])
	assert.Equal(t, "aws-K8S-"+a.nodes[0], eni.Str("description"))
	assert.Empty(t, eni.List("attachments"))
	assert.Equal(t, "DependencyViolation", a.refuses(api.Subnet, a.subnets["private-a"]))
	a.change("the other node", func(c *world.Call) { c.Remove(c.Find(api.Instance, a.nodes[1])) })
	assert.Equal(t, "DependencyViolation", a.refuses(api.SecurityGroup, a.group))
	require.NoError(t, a.aws.Delete("urn:pulumi:dev::p::x::x", api.NetworkInterface, left[0].ID, nil))
	require.NoError(t, a.aws.Delete("urn:pulumi:dev::p::x::x", api.SecurityGroup, a.group, nil))
}

func TestOnlyANodeOfEKSLeavesAnInterface(t *testing.T) {
	a := newEstate(t)
	a.change("nodes of nothing", func(c *world.Call) {
		_, err := kubernetes.Strand(c, "i-0")
		assert.EqualError(t, err, `simcloud: instance "i-0": does not exist`)
		delete(c.Find(api.Instance, a.nodes[0]).Props, "kubernetes")
		_, err = kubernetes.Strand(c, a.nodes[0])
		assert.EqualError(t, err, `simcloud: instance "`+a.nodes[0]+`": is no node of an EKS, whose network plugin makes interfaces`)
	})
}
