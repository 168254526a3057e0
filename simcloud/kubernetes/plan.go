package kubernetes

import (
	"encoding/base64"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// plan works out what the cluster's controllers make of an admitted object.
func (r *request) plan() error {
	switch o := r.obj.(type) {
	case *corev1.Namespace:
		r.furnish()
	case *corev1.Secret:
		r.mergeStringData(o)
	case *corev1.Pod:
		return r.bare(o)
	case *corev1.Service:
		return r.service(o)
	case *corev1.PersistentVolumeClaim:
		r.claim(o)
	case *appsv1.Deployment:
		r.deploy(o)
	case *appsv1.StatefulSet:
		r.stateful(o)
	case *appsv1.DaemonSet:
		r.daemons(o)
	case *batchv1.Job:
		r.job(o)
	case *networkingv1.Ingress:
		r.ingress(o)
	case *autoscalingv2.HorizontalPodAutoscaler:
		r.scale(o)
	case *customObject:
		r.control()
	}
	return nil
}

// await fails where the Pulumi provider's wait would: unless the program told
// it not to wait.
func (r *request) await() error {
	if r.in.Map("metadata").Map("annotations").Str("pulumi.com/skipAwait") == "true" {
		r.waits = 0
		return nil
	}
	if len(r.unready) > 0 {
		return &Unready{Reasons: r.unready}
	}
	return nil
}

// mergeStringData does what the API server does with the write-only field.
func (r *request) mergeStringData(o *corev1.Secret) {
	r.out["type"] = string(secretType(o))
	if len(o.StringData) == 0 {
		return
	}
	data := r.in.Map("data").Clone()
	if data == nil {
		data = world.Props{}
	}
	for k, v := range o.StringData {
		data[k] = base64.StdEncoding.EncodeToString([]byte(v))
	}
	r.out["data"] = map[string]any(data)
}

// refresh brings the readiness of what a controller keeps up to date.
func refresh(c *world.Call, k *kind) {
	ready := 0
	switch k.token() {
	case tokenDeployment, tokenStatefulSet, tokenDaemonSet:
		for _, p := range c.Owned(c.Object) {
			if p.Kind == tokenPod && p.Props.Bool("ready") {
				ready++
			}
		}
	default:
		return
	}
	status := c.Out.Map("status").Clone()
	for _, field := range []string{"readyReplicas", "availableReplicas", "updatedReplicas", "numberReady"} {
		if status.Has(field) {
			status[field] = float64(ready)
		}
	}
	c.Out["status"] = map[string]any(status)
}
