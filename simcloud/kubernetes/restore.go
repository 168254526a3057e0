package kubernetes

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"

	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// snapshotSource is the name of the VolumeSnapshot that a claim is to be made
// from, "" for one that begins empty or from something else. It is one of the
// claim's own namespace:
// https://kubernetes.io/docs/concepts/storage/persistent-volumes/#volume-snapshot-and-restore-volume-from-snapshot-support
func snapshotSource(o *corev1.PersistentVolumeClaim) string {
	const group, kind = "snapshot.storage.k8s.io", "VolumeSnapshot"
	if s := o.Spec.DataSource; s != nil {
		if s.APIGroup != nil && *s.APIGroup == group && s.Kind == kind {
			return s.Name
		}
		return ""
	}
	if s := o.Spec.DataSourceRef; s != nil && s.Namespace == nil && s.APIGroup != nil && *s.APIGroup == group && s.Kind == kind {
		return s.Name
	}
	return ""
}

// unbound says why a claim would get no volume, "" if it would: for its class,
// or for the snapshot that it is to be made from. The words are those of the
// provisioner beside the driver, which tries again until there is no reason
// any more:
// https://github.com/kubernetes-csi/external-provisioner/blob/master/pkg/controller/controller.go
func unbound(c *world.Call, o *corev1.PersistentVolumeClaim) string {
	if why := bindable(c, o.Spec.StorageClassName); why != "" {
		return why
	}
	name, k := snapshotSource(o), classOf(c, o.Spec.StorageClassName)
	if name == "" || !ebs[k.provisioner] || siteOf(c) == nil {
		return ""
	}
	why := ""
	switch snapshot := c.Find(tokenSnapshot, o.Namespace+"/"+name); {
	case snapshot == nil:
		why = fmt.Sprintf("error getting snapshot %s from api server: volumesnapshots.snapshot.storage.k8s.io %q not found", name, name)
	case snapshot.Props.Map("status").Str("boundVolumeSnapshotContentName") == "":
		why = fmt.Sprintf("snapshot %s not bound", name)
	default:
		const gib = 1 << 30
		taken := takenOf(c, snapshot)
		if taken == nil { // somebody deleted it in the account
			return fmt.Sprintf("failed to provision volume with StorageClass %q: the snapshot in EC2 does not exist", k.name)
		}
		size := o.Spec.Resources.Requests[corev1.ResourceStorage]
		if least := int64(taken.Props.Int("volumeSize")) * gib; size.Value() < least {
			why = fmt.Sprintf("requested volume size %d is less than the size %d for the source snapshot %s", size.Value(), least, name)
		}
	}
	if why == "" {
		return ""
	}
	return fmt.Sprintf("failed to provision volume with StorageClass %q: error getting handle for DataSource Type VolumeSnapshot by Name %s: %s", k.name, name, why)
}

// takenOf is the snapshot in the account behind a VolumeSnapshot, nil where
// there is none.
func takenOf(c *world.Call, snapshot *world.Object) *world.Object {
	content, s := c.Find(tokenSnapshotContent, snapshot.Props.Map("status").Str("boundVolumeSnapshotContentName")), siteOf(c)
	if content == nil || s == nil {
		return nil
	}
	return s.c.Find(ec2.KindSnapshot, content.Props.Map("status").Str("snapshotHandle"))
}

// restored adds to what the driver asks EC2 for the snapshot that the claim is
// made from. What is made from an encrypted snapshot is encrypted, by the
// snapshot's key unless the class names another:
// https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html
func restored(c *world.Call, o *corev1.PersistentVolumeClaim, in world.Props) world.Props {
	name := snapshotSource(o)
	if name == "" {
		return in
	}
	snapshot := c.Find(tokenSnapshot, o.Namespace+"/"+name)
	if snapshot == nil {
		return in
	}
	if taken := takenOf(c, snapshot); taken != nil {
		in["snapshotId"] = taken.ID
		if taken.Props.Bool("encrypted") {
			in["encrypted"] = true
			if key := taken.Props.Str("kmsKeyId"); key != "" && in.Str("kmsKeyId") == "" {
				in["kmsKeyId"] = key
			}
		}
	}
	return in
}
