package kubernetes_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const (
	snapshotKind = "kubernetes:snapshot.storage.k8s.io/v1:VolumeSnapshot"
	contentKind  = "kubernetes:snapshot.storage.k8s.io/v1:VolumeSnapshotContent"
)

// snapping is an estate with a claim that a pod uses, with the add-on of the
// snapshot controller and the classes "drop", which is the default, and "keep".
func snapping(t *testing.T, configuration string) *estate {
	t.Helper()
	a := stored(t, configuration)
	a.Seed(&world.Object{Kind: api.Addon, ID: "dev:snapshot-controller", Scope: region, Props: world.Props{"clusterName": "dev", "addonName": "snapshot-controller"}})
	must(t, a.cluster, snapshotClass("drop", "ebs.csi.aws.com", "Delete"))
	must(t, a.cluster, snapshotClass("keep", "ebs.csi.aws.com", "Retain"))
	must(t, a.cluster, claimed("drop"))
	must(t, a.cluster, user())
	return a
}

func snapshotClass(name, driver, policy string) string {
	annotations := ""
	if name == "drop" {
		annotations = ", annotations: {snapshot.storage.kubernetes.io/is-default-class: 'true'}"
	}
	return "{apiVersion: snapshot.storage.k8s.io/v1, kind: VolumeSnapshotClass, metadata: {name: " + name + annotations + "}, driver: " + driver +
		", deletionPolicy: " + policy + ", parameters: {tagSpecification_1: owner=dock}}"
}

func snapshotOf(spec string) string {
	return "{apiVersion: snapshot.storage.k8s.io/v1, kind: VolumeSnapshot, metadata: {name: now, namespace: app}, spec: " + spec + "}"
}

const ofClaim = "source: {persistentVolumeClaimName: data}"

func TestASnapshotOfAClaimIsOneOfItsVolume(t *testing.T) {
	a := snapping(t, `{"controller": {"extraVolumeTags": {"team": "dock"}}}`)
	before := a.snapshot()
	_, out := must(t, a.cluster, snapshotOf("{"+ofClaim+"}"))
	assert.Equal(t, map[string]int{ec2.KindSnapshot: 1}, a.outside(before))
	taken, content, uid := a.has(ec2.KindSnapshot, before)[0], a.has(contentKind, before)[0], out.Map("metadata").Str("uid")
	assert.Equal(t, map[string]any{
		"CSIVolumeSnapshotName": "snapshot-" + uid, "ebs.csi.aws.com/cluster": "true", "ebs.csi.aws.com/cluster-name": "dev", "owner": "dock", "team": "dock",
		"kubernetes.io/cluster/dev": "owned", "Name": "dev-dynamic-snapshot-" + uid,
	}, taken.Props["tags"])
	volume := content.Props.Map("spec").Map("source").Str("volumeHandle")
	assert.Equal(t, []any{volume, 2.0, true, "arn:aws:ec2:" + region + "::snapshot/" + taken.ID},
		[]any{taken.Props["volumeId"], taken.Props["volumeSize"], taken.Props["encrypted"], taken.Props["arn"]})
	assert.Equal(t, []any{"snapcontent-" + uid, taken.ID, "drop"},
		[]any{content.ID, content.Props.Map("status")["snapshotHandle"], content.Props.Map("spec")["volumeSnapshotClassName"]})
	assert.Equal(t, map[string]any{"boundVolumeSnapshotContentName": content.ID, "readyToUse": true}, out["status"])
}

func TestASnapshotOutlivesItsObjectOrItsClusterWhereTheClassSaysSo(t *testing.T) {
	for name, tt := range map[string]struct {
		class string
		end   func(a *estate, id string)
		left  int
	}{
		"Delete, the object goes":    {"drop", func(a *estate, id string) { a.deleteIn(snapshotKind, id) }, 0},
		"Retain, the object goes":    {"keep", func(a *estate, id string) { a.deleteIn(snapshotKind, id) }, 1},
		"Delete, the namespace goes": {"drop", func(a *estate, _ string) { a.deleteIn("kubernetes:core/v1:Namespace", "app") }, 0},
		"Retain, the namespace goes": {"keep", func(a *estate, _ string) { a.deleteIn("kubernetes:core/v1:Namespace", "app") }, 1},
		"Delete, the volume goes": {"drop", func(a *estate, _ string) {
			a.deleteIn(deployment, "app/web")
			a.deleteIn(claimKind, "app/data")
		}, 1},
		"Delete, the cluster goes": {"drop", func(a *estate, _ string) { a.loseCluster() }, 1},
		"Retain, the cluster goes": {"keep", func(a *estate, _ string) { a.loseCluster() }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			a := snapping(t, "")
			before := a.snapshot()
			id, _ := must(t, a.cluster, snapshotOf("{volumeSnapshotClassName: "+tt.class+", "+ofClaim+"}"))
			require.Len(t, a.has(ec2.KindSnapshot, before), 1)
			tt.end(a, id)
			assert.Len(t, a.has(ec2.KindSnapshot, before), tt.left)
		})
	}
}

func TestASnapshotWaitsForWhatItNeeds(t *testing.T) {
	for name, tt := range map[string]struct {
		spec   string
		before func(a *estate)
		then   func(a *estate)
	}{
		"its class": {"{volumeSnapshotClassName: late, " + ofClaim + "}", func(*estate) {}, func(a *estate) {
			must(a.T, a.cluster, snapshotClass("late", "ebs.csi.aws.com", "Delete"))
		}},
		"the driver's permission": {"{" + ofClaim + "}", func(a *estate) {
			a.change("take", func(c *world.Call) { c.Find(api.Role, "node").Props["managedPolicyArns"] = []any{} })
		}, func(a *estate) {
			a.change("give", func(c *world.Call) {
				c.Find(api.Role, "node").Props["managedPolicyArns"] = []any{"arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy"}
			})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			a := snapping(t, "")
			before := a.snapshot()
			tt.before(a)
			must(t, a.cluster, snapshotOf(tt.spec))
			assert.Empty(t, a.has(ec2.KindSnapshot, before))
			tt.then(a)
			must(t, a.cluster, "{apiVersion: v1, kind: ConfigMap, metadata: {name: next, namespace: app}}")
			must(t, a.cluster, "{apiVersion: v1, kind: ConfigMap, metadata: {name: after, namespace: app}}")
			assert.Len(t, a.has(ec2.KindSnapshot, before), 1, "it is taken once")
		})
	}
}

func TestNoSnapshotIsTakenOfWhatTheDriverDoesNotHave(t *testing.T) {
	for name, spec := range map[string]string{
		"one that was there before": "{source: {volumeSnapshotContentName: old}}",
		"a claim that is not there": "{source: {persistentVolumeClaimName: other}}",
		"another driver's class":    "{volumeSnapshotClassName: foreign, " + ofClaim + "}",
	} {
		t.Run(name, func(t *testing.T) {
			a := snapping(t, "")
			must(t, a.cluster, snapshotClass("foreign", "example.com", "Delete"))
			before := a.snapshot()
			must(t, a.cluster, snapshotOf(spec))
			assert.Empty(t, a.outside(before))
		})
	}
}
