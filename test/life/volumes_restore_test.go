package life_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/kube"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/drydock-iac/drydock/test/simtest"
)

// disk is a claim of so much, empty or made from the snapshot of that name.
func disk(name, size, snapshot string) map[string]any {
	spec := map[string]any{
		"accessModes": []any{"ReadWriteOnce"}, "storageClassName": addons.DefaultVolumeClass,
		"resources": map[string]any{"requests": map[string]any{"storage": size}},
	}
	if snapshot != "" {
		spec["dataSource"] = map[string]any{"apiGroup": "snapshot.storage.k8s.io", "kind": "VolumeSnapshot", "name": snapshot}
	}
	return map[string]any{
		"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": map[string]any{"name": name, "namespace": "default"}, "spec": spec,
	}
}

// onDisk is a deployment of one pod that uses the claim of its name.
func onDisk(name string) map[string]any {
	labels := map[string]any{"app": name}
	return map[string]any{
		"apiVersion": "apps/v1", "kind": "Deployment", "metadata": map[string]any{"name": name, "namespace": "default"},
		"spec": map[string]any{
			"replicas": 1, "strategy": map[string]any{"type": "Recreate"}, "selector": map[string]any{"matchLabels": labels},
			"template": map[string]any{"metadata": map[string]any{"labels": labels}, "spec": map[string]any{
				"containers": []any{map[string]any{"name": "db", "image": image, "volumeMounts": []any{map[string]any{"name": "data", "mountPath": "/data"}}}},
				"volumes":    []any{map[string]any{"name": "data", "persistentVolumeClaim": map[string]any{"claimName": name}}},
			}},
		},
	}
}

// restoring is a cluster with a database on a disk, a snapshot of the disk and,
// unless size is empty, a second database on a disk of that size made from the
// snapshot.
func restoring(size string) pulumi.RunFunc {
	return onEKS(minimalEKS, func(ctx *pulumi.Context, _ network.Placement, c cluster.Cluster) error {
		disks, err := addons.NewVolumes(ctx, "disks", &addons.VolumesArgs{Cluster: c, Snapshots: addons.SnapshotsAddOn})
		if err != nil {
			return err
		}
		last := disks.Ready()
		add := func(name string, m map[string]any) {
			if err != nil {
				return
			}
			var o pulumi.Resource
			o, err = kube.New(ctx, name, kube.Unstructured(m), append(c.ReadyOptions(), pulumi.DependsOn(last))...)
			last = []pulumi.Resource{o}
		}
		add("first-disk", disk("first", "8Gi", ""))
		add("first", onDisk("first"))
		add("first-copy", map[string]any{
			"apiVersion": "snapshot.storage.k8s.io/v1", "kind": "VolumeSnapshot", "metadata": map[string]any{"name": "copy", "namespace": "default"},
			"spec": map[string]any{"volumeSnapshotClassName": disks.SnapshotClass, "source": map[string]any{"persistentVolumeClaimName": "first"}},
		})
		if size != "" {
			add("second-disk", disk("second", size, "copy"))
			add("second", onDisk("second"))
		}
		return err
	})
}

// ofClaim are the objects of a kind in the account that the driver made for the
// claim of that name.
func ofClaim(s *simtest.Stack, claim string) []world.Object {
	var out []world.Object
	for _, o := range s.Cloud.World().Objects() {
		if o.Kind == api.Volume && o.Props.Map("tags").Str("kubernetes.io/created-for/pvc/name") == claim {
			out = append(out, o)
		}
	}
	return out
}

// The whole way of a disk: data, snapshot, and the second
// with what the snapshot holds, encrypted and where its pod runs.
func TestADiskIsRestoredFromItsSnapshot(t *testing.T) {
	t.Parallel()
	s := simtest.New(t, restoring(""), simtest.On(established(t)))
	s.Up().NoError(t)
	var taken []world.Object
	for _, o := range s.Cloud.World().Objects() {
		if o.Kind == ec2.KindSnapshot {
			taken = append(taken, o)
		}
	}
	assert.Len(t, taken, 1)
	first := ofClaim(s, "first")
	assert.Len(t, first, 1)
	assert.Equal(t, first[0].ID, taken[0].Props.Str("volumeId"))

	s.Program = restoring("12Gi")
	did := steps(s.Up().NoError(t))
	assert.Equal(t, []string{"+ Deployment second", "+ PersistentVolumeClaim second-disk"}, did)
	second := ofClaim(s, "second")
	assert.Len(t, second, 1)
	volume := second[0].Props
	assert.Equal(t, []any{taken[0].ID, true, 12.0, "gp3"}, []any{volume["snapshotId"], volume["encrypted"], volume["size"], volume["type"]})
	var zone string
	for _, o := range s.Cloud.World().Objects() {
		if o.Kind == "kubernetes:core/v1:Pod" && o.Props.Map("metadata").Map("labels").Str("app") == "second" {
			zone = o.Props.Str("zone")
		}
	}
	assert.NotEmpty(t, zone)
	assert.Equal(t, zone, volume.Str("availabilityZone"))
	settle(t, s)

	s.Destroy().NoError(t)
	s.NothingLeft(t)
}

// What cannot be restored is no success: the pod waits for its disk, and the
// deployment fails and says why.
func TestADiskSmallerThanItsSnapshotIsNotRestored(t *testing.T) {
	t.Parallel()
	cloud := established(t)
	cloud.World().SetPatience(hasteOfAll)
	s := simtest.New(t, restoring("4Gi"), simtest.On(cloud))
	s.Up().Failed(t, "'second' timed out waiting to be Ready", "requested volume size 4294967296 is less than the size 8589934592 for the source snapshot copy")
	assert.Empty(t, ofClaim(s, "second"))
	s.Program = restoring("8Gi")
	s.Up().NoError(t)
	assert.Len(t, ofClaim(s, "second"), 1)
}
