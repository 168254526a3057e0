package kubernetes

import (
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// The kinds of the snapshot controller, and the annotation of the class that a
// snapshot without one gets:
// https://kubernetes.io/docs/concepts/storage/volume-snapshots/
const (
	tokenSnapshot        = "kubernetes:snapshot.storage.k8s.io/v1:VolumeSnapshot"
	tokenSnapshotClass   = "kubernetes:snapshot.storage.k8s.io/v1:VolumeSnapshotClass"
	tokenSnapshotContent = "kubernetes:snapshot.storage.k8s.io/v1:VolumeSnapshotContent"

	defaultSnapshotClass = "snapshot.storage.kubernetes.io/is-default-class"
)

// snapshots lets the driver catch up: what waited for its class or its volume
// is taken once both are there.
func snapshots(c *world.Call) {
	for _, o := range c.All(tokenSnapshot) {
		if o.Scope != c.Scope || o.Props.Map("status").Str("boundVolumeSnapshotContentName") != "" {
			continue
		}
		if status := snap(c, o); status != nil {
			o.Props["status"] = status
		}
	}
}

// snap takes the snapshot of a claim's volume: a VolumeSnapshotContent in the
// cluster and a snapshot of EBS in the account. Both go with the VolumeSnapshot
// where the class says Delete, and outlive it where it says Retain; that of EBS
// outlives the cluster in either case. It returns the object's status, nil
// while nothing can be taken: then the controllers try again. Where the
// definitions came otherwise than with the controller, or the snapshot is one
// that was there before, nothing is known and nothing done.
func snap(c *world.Call, o *world.Object) map[string]any {
	meta, spec := o.Props.Map("metadata"), o.Props.Map("spec")
	claim := c.Find(tokenClaim, meta.Str("namespace")+"/"+spec.Map("source").Str("persistentVolumeClaimName"))
	class, s := snapshotClassOf(c, spec), siteOf(c)
	if addOnDefinition(c, &kind{group: "snapshot.storage.k8s.io", version: "v1", name: "VolumeSnapshot"}) == nil || s == nil || claim == nil || class == nil {
		return nil
	}
	pv := c.Find(tokenPV, claim.Props.Map("spec").Str("volumeName"))
	if pv == nil || !driverMay(c, clusterOf(c, c.Scope), "ec2:CreateSnapshot") {
		return nil
	}
	volume := s.c.Find(api.Volume, handleOf(pv))
	if volume == nil {
		return nil
	}
	uid, keeps := meta.Str("uid"), class.Props.Str("deletionPolicy") == "Retain"
	name, owner := "snapcontent-"+uid, o
	taken := ec2.MakeSnapshot(s.c, volume, "Created by AWS EBS CSI driver for volume "+volume.ID, driverOf(c, s).snapshotTags("snapshot-"+uid, class), uid)
	if keeps {
		owner = clusterOf(c, c.Scope)
	} else {
		taken.Owner = (&world.Object{Kind: tokenSnapshotContent, Scope: c.Scope, ID: name}).Key()
	}
	c.Make(owner, tokenSnapshotContent, name, world.Props{
		"apiVersion": "snapshot.storage.k8s.io/v1", "kind": "VolumeSnapshotContent",
		"metadata": map[string]any{"name": name, "uid": c.UUID(tokenSnapshotContent, name)},
		"spec": map[string]any{
			"deletionPolicy": class.Props.Str("deletionPolicy"), "driver": driverName,
			"source":                  map[string]any{"volumeHandle": volume.ID},
			"volumeSnapshotClassName": class.Props.Map("metadata").Str("name"),
			"volumeSnapshotRef": map[string]any{
				"apiVersion": "snapshot.storage.k8s.io/v1", "kind": "VolumeSnapshot", "namespace": meta.Str("namespace"), "name": meta.Str("name"), "uid": uid,
			},
		},
		"status": map[string]any{"snapshotHandle": taken.ID, "readyToUse": true},
	})
	return map[string]any{"boundVolumeSnapshotContentName": name, "readyToUse": true}
}

// snapshotClassOf finds the class of a snapshot, if it is one of the EBS
// driver.
func snapshotClassOf(c *world.Call, spec world.Props) *world.Object {
	name, given := spec["volumeSnapshotClassName"].(string)
	for _, o := range c.All(tokenSnapshotClass) {
		meta := o.Props.Map("metadata")
		found := !given && meta.Map("annotations").Str(defaultSnapshotClass) == "true" || given && meta.Str("name") == name
		if o.Scope == c.Scope && found && o.Props.Str("driver") == driverName {
			return o
		}
	}
	return nil
}

// snapshotTags are those of a snapshot:
// https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/tagging.md
// and, for its name and for what the cluster's name adds,
// https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/pkg/driver/controller.go
func (d driver) snapshotTags(name string, class *world.Object) map[string]any {
	tags := map[string]any{"CSIVolumeSnapshotName": name, driverName + "/cluster": "true"}
	if d.cluster != "" {
		tags[clusterTagPrefix+d.cluster] = "owned"
		tags["Name"] = d.cluster + "-dynamic-" + name
		if d.named {
			tags[driverName+"/cluster-name"] = d.cluster
		}
	}
	for key, value := range d.extra {
		tags[key] = value
	}
	parameters := class.Props.Map("parameters")
	for key := range parameters {
		if value := parameters.Str(key); strings.HasPrefix(key, "tagSpecification") && !strings.Contains(value, "{{") {
			tag, text, _ := strings.Cut(value, "=")
			tags[tag] = text
		}
	}
	return tags
}
