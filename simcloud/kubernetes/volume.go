package kubernetes

import (
	"fmt"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// What the EBS driver does for the claims of pods:
// https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/parameters.md
// https://kubernetes.io/docs/concepts/storage/persistent-volumes/

const tokenPV = "kubernetes:core/v1:PersistentVolume"

// storage lets the driver catch up: every claim of a pod that has a node gets
// its volume, and every volume is attached to the machine that uses it.
func storage(c *world.Call) {
	claims := false
	for _, o := range c.All(tokenClaim) {
		claims = claims || o.Scope == c.Scope
	}
	if !claims {
		return
	}
	users := map[string]string{} // claims by the machine of their pod
	for _, o := range c.All(tokenPod) {
		if o.Scope != c.Scope || o.Props.Map("spec").Str("nodeName") == "" || o.Props.Map("status").Str("phase") == "Succeeded" {
			continue
		}
		namespace := o.Props.Map("metadata").Str("namespace")
		for _, id := range claimsOf(namespace, o.Props.Map("spec")) {
			users[id] = o.Props.Str("instance")
			provision(c, id, o.Props.Str("zone"))
		}
	}
	s := siteOf(c)
	if s == nil {
		return
	}
	for _, pv := range c.All(tokenPV) {
		ref := pv.Props.Map("spec").Map("claimRef")
		volume := s.c.Find(api.Volume, handleOf(pv))
		if pv.Scope != c.Scope || volume == nil {
			continue
		}
		attached := []any{}
		if instance := users[ref.Str("namespace")+"/"+ref.Str("name")]; instance != "" {
			attached = append(attached, map[string]any{"instanceId": instance, "device": "/dev/xvdaa"})
		}
		volume.Props["attachments"] = attached
	}
}

// claimsOf are the claims that a pod uses, by their ids.
func claimsOf(namespace string, spec world.Props) []string {
	var out []string
	for _, v := range spec.Maps("volumes") {
		if name := v.Map("persistentVolumeClaim").Str("claimName"); name != "" {
			out = append(out, namespace+"/"+name)
		}
	}
	return out
}

// handleOf is the EBS volume of a persistent volume, "" for one of another
// kind.
func handleOf(pv *world.Object) string {
	if csi := pv.Props.Map("spec").Map("csi"); csi.Str("driver") == driverName {
		return csi.Str("volumeHandle")
	}
	return ""
}

// provision makes the volume of a claim in a zone, if it has none: a
// PersistentVolume in the cluster and an EBS volume in the account. Both go
// with the claim where the class says Delete, and outlive it where it says
// Retain; the EBS volume outlives the cluster in either case.
func provision(c *world.Call, id, zone string) {
	claim, s := c.Find(tokenClaim, id), siteOf(c)
	if claim == nil || s == nil || zone == "" || claim.Props.Map("spec").Str("volumeName") != "" {
		return
	}
	o := typed[corev1.PersistentVolumeClaim](claim.Props)
	k := classOf(c, o.Spec.StorageClassName)
	if k == nil || !ebs[k.provisioner] || unbound(c, o) != "" {
		return
	}
	meta := claim.Props.Map("metadata")
	name := "pvc-" + meta.Str("uid")
	owner := claim
	if k.reclaim == string(corev1.PersistentVolumeReclaimRetain) {
		owner = clusterOf(c, c.Scope)
	}
	pv := &world.Object{Kind: tokenPV, Scope: c.Scope, ID: name}
	holder := pv
	if owner != claim {
		holder = nil
	}
	want := restored(c, o, k.volume(o, zone, driverOf(c, s).tags(o.Namespace, o.Name, name)))
	volume, err := c.Order(holder, s.c.Scope, api.Volume, want, "volume "+id+meta.Str("uid"))
	if err != nil {
		return // the claim stays as it is, and the driver tries again
	}
	spec := claim.Props.Map("spec").Clone()
	c.Make(owner, tokenPV, name, world.Props{
		"apiVersion": "v1", "kind": "PersistentVolume",
		"metadata": map[string]any{
			"name": name, "uid": c.UUID(tokenPV, name), "annotations": map[string]any{"pv.kubernetes.io/provisioned-by": driverName},
		},
		"spec": map[string]any{
			"capacity": map[string]any{"storage": fmt.Sprintf("%dGi", volume.Props.Int("size"))}, "accessModes": spec["accessModes"],
			"persistentVolumeReclaimPolicy": k.reclaim, "storageClassName": k.name, "volumeMode": spec.StrOr("volumeMode", "Filesystem"),
			"claimRef": map[string]any{"kind": "PersistentVolumeClaim", "namespace": o.Namespace, "name": o.Name, "uid": meta.Str("uid")},
			"csi":      map[string]any{"driver": driverName, "volumeHandle": volume.ID},
			"nodeAffinity": map[string]any{"required": map[string]any{"nodeSelectorTerms": []any{map[string]any{"matchExpressions": []any{
				map[string]any{"key": corev1.LabelTopologyZone, "operator": "In", "values": []any{zone}},
			}}}}},
		},
		"status": map[string]any{"phase": "Bound"},
	})
	spec["volumeName"], spec["storageClassName"] = name, k.name
	claim.Props["spec"], claim.Props["status"] = map[string]any(spec), map[string]any{"phase": "Bound"}
}

// volume is what the driver asks EC2 for. Its type is gp3 unless the class
// says otherwise, its size a whole number of GiB. The keys of a class's
// parameters may be in any case.
func (k *class) volume(o *corev1.PersistentVolumeClaim, zone string, tags map[string]any) world.Props {
	const gib = 1 << 30
	size := o.Spec.Resources.Requests[corev1.ResourceStorage]
	in := world.Props{"availabilityZone": zone, "type": "gp3", "size": float64((size.Value() + gib - 1) / gib), "tags": tags}
	for key := range k.parameters {
		value := k.parameters.Str(key)
		switch lower := strings.ToLower(key); {
		case lower == "type":
			in["type"] = value
		case lower == "encrypted":
			in["encrypted"] = value == "true"
		case lower == "kmskeyid":
			in["kmsKeyId"] = value
		case lower == "iops", lower == "throughput":
			if n, err := strconv.Atoi(value); err == nil {
				in[lower] = float64(n)
			}
		case strings.HasPrefix(key, "tagSpecification") && !strings.Contains(value, "{{"):
			tag, text, _ := strings.Cut(value, "=")
			tags[tag] = text
		}
	}
	return in
}

// volumeZones are the zones of the cluster's volumes by claim: a pod that uses
// one runs nowhere else.
func volumeZones(c *world.Call) map[string]string {
	out := map[string]string{}
	s := siteOf(c)
	if s == nil {
		return out
	}
	for _, pv := range c.All(tokenPV) {
		ref := pv.Props.Map("spec").Map("claimRef")
		if volume := s.c.Find(api.Volume, handleOf(pv)); pv.Scope == c.Scope && volume != nil {
			out[ref.Str("namespace")+"/"+ref.Str("name")] = volume.Props.Str("availabilityZone")
		}
	}
	return out
}
