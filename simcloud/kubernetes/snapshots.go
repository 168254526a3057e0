package kubernetes

import (
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// snapshotKinds are the kinds of the group snapshot.storage.k8s.io with their
// scope.
var snapshotKinds = map[string]string{
	"VolumeSnapshot": "Namespaced", "VolumeSnapshotClass": "Cluster", "VolumeSnapshotContent": "Cluster",
}

// addOnDefinition is a definition that an add-on of EKS brings along, or RKE2
// itself: the snapshot controller's
// (https://docs.aws.amazon.com/eks/latest/userguide/csi-snapshot-controller.html).
func addOnDefinition(c *world.Call, k *kind) *definition {
	if k.group != "snapshot.storage.k8s.io" || k.version != "v1" {
		return nil
	}
	scope, known := snapshotKinds[k.name]
	cluster := clusterOf(c, c.Scope)
	if !known || cluster == nil || !packaged(cluster, "rke2-snapshot-controller-crd") &&
		(cluster.Kind != api.Cluster || hasAddon(c, cluster, "snapshot-controller") == nil) {
		return nil
	}
	d := &definition{}
	d.Spec.Group, d.Spec.Scope = k.group, scope
	d.Spec.Names.Kind, d.Spec.Names.Plural = k.name, plural(k.name)
	return d
}
