package kubernetes

import (
	"encoding/json"
	"fmt"

	corev1 "k8s.io/api/core/v1"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// defaultClass marks the class that a claim without one gets.
const defaultClass = "storageclass.kubernetes.io/is-default-class"

// class is what the simulation needs of a storage class.
type class struct {
	name, provisioner, mode, reclaim string
	parameters                       world.Props
}

// classOf finds a claim's storage class; nil name means the default one.
func classOf(c *world.Call, name *string) *class {
	for _, o := range c.All(tokenStorageClass) {
		meta := o.Props.Map("metadata")
		if o.Scope == c.Scope && (name != nil && meta.Str("name") == *name || name == nil && meta.Map("annotations").Str(defaultClass) == "true") {
			return &class{
				meta.Str("name"), o.Props.Str("provisioner"), o.Props.StrOr("volumeBindingMode", "Immediate"),
				o.Props.StrOr("reclaimPolicy", string(corev1.PersistentVolumeReclaimDelete)), o.Props.Map("parameters"),
			}
		}
	}
	if name != nil && virtual(c, tokenStorageClass, *name) {
		return &class{
			*name, "kubernetes.io/aws-ebs", "WaitForFirstConsumer",
			string(corev1.PersistentVolumeReclaimDelete), world.Props{"type": "gp2", "fsType": "ext4"},
		}
	}
	return nil
}

// ebs names the provisioners that need the EBS driver: its own and the one that
// moved to it (https://docs.aws.amazon.com/eks/latest/userguide/ebs-csi.html).
var ebs = map[string]bool{"ebs.csi.aws.com": true, "kubernetes.io/aws-ebs": true}

// bindable says why a claim of a class would get no volume, "" if it would.
// Of provisioners other than EBS nothing is known: they are taken to work.
func bindable(c *world.Call, name *string) string {
	k := classOf(c, name)
	if k == nil {
		if name == nil {
			return "no persistent volumes available for this claim and no storage class is set"
		}
		return fmt.Sprintf("storageclass.storage.k8s.io %q not found", *name)
	}
	if cluster := clusterOf(c, c.Scope); ebs[k.provisioner] && cluster != nil {
		if hasAddon(c, cluster, "aws-ebs-csi-driver") == nil && !exists(c, "kubernetes:storage.k8s.io/v1:CSIDriver", "ebs.csi.aws.com") {
			return `Waiting for a volume to be created either by the external provisioner 'ebs.csi.aws.com' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`
		}
		if siteOf(c) != nil && !driverMay(c, cluster, "ec2:CreateVolume") {
			return fmt.Sprintf("failed to provision volume with StorageClass %q: rpc error: code = Internal desc = Could not create volume: "+
				"could not create volume in EC2: operation error EC2: CreateVolume, api error UnauthorizedOperation: You are not authorized to perform this operation.", k.name)
		}
	}
	return ""
}

// claim works out a claim's phase: bound at once, or pending until a pod uses
// it where the class says so; the provider waits for neither more.
func (r *request) claim(o *corev1.PersistentVolumeClaim) {
	if r.old != nil {
		if name := r.old.Props.Map("spec").Str("volumeName"); name != "" {
			r.set("spec", "volumeName", name)
		}
		return
	}
	o.Namespace = r.namespace
	why := unbound(r.c, o)
	phase := "Pending"
	if k := classOf(r.c, o.Spec.StorageClassName); why == "" && k.mode != "WaitForFirstConsumer" {
		phase = "Bound"
	} else if k == nil || k.mode != "WaitForFirstConsumer" {
		r.unready = append(r.unready, why)
	}
	r.out["status"] = map[string]any{"phase": phase}
}

// claimsReady says what keeps a pod's claims from being bound, "" if nothing.
func claimsReady(c *world.Call, namespace string, spec *corev1.PodSpec) string {
	for _, v := range spec.Volumes {
		if v.PersistentVolumeClaim == nil {
			continue
		}
		name := v.PersistentVolumeClaim.ClaimName
		o := c.Find(tokenClaim, namespace+"/"+name)
		if o == nil {
			return fmt.Sprintf("persistentvolumeclaim %q not found", name)
		}
		if o.Props.Map("status").Str("phase") == "Bound" {
			continue
		}
		if why := unbound(c, typed[corev1.PersistentVolumeClaim](o.Props)); why != "" {
			return "pod has unbound immediate PersistentVolumeClaims: " + why
		}
		o.Props["status"] = map[string]any{"phase": "Bound"}
	}
	return ""
}

// claimProps is a claim that a StatefulSet makes; it outlives the set.
func claimProps(c *world.Call, namespace, name string, spec *corev1.PersistentVolumeClaimSpec, bound bool) world.Props {
	p := world.Props{}
	if text, err := json.Marshal(spec); err == nil {
		m := map[string]any{}
		_ = json.Unmarshal(text, &m)
		p["spec"] = m
	}
	phase := "Pending"
	if bound {
		phase = "Bound"
	}
	p["apiVersion"], p["kind"] = "v1", "PersistentVolumeClaim"
	p["metadata"] = map[string]any{"name": name, "namespace": namespace, "uid": c.UUID(tokenClaim, namespace, name)}
	p["status"] = map[string]any{"phase": phase}
	return p
}
