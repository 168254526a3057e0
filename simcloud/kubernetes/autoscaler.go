package kubernetes

import (
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// An autoscaler keeps a Deployment within its bounds whether or not anything
// is measured: below the least number it scales up before it looks at metrics
// (https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/).
// What it does within the bounds follows from load, where the world has any:
// see SetLoad.

// bound are an autoscaler's bounds for one Deployment.
type bound struct{ least, most int }

// bounded finds the autoscaler of a Deployment.
func bounded(c *world.Call, namespace, name string) (bound, bool) {
	for _, o := range c.All("kubernetes:autoscaling/v2:HorizontalPodAutoscaler") {
		meta := o.Props.Map("metadata")
		if o.Scope != c.Scope || meta.Str("namespace") != namespace {
			continue
		}
		if b, to := boundsOf(typed[autoscalingv2.HorizontalPodAutoscaler](o.Props)); to == name {
			return b, true
		}
	}
	return bound{}, false
}

func boundsOf(h *autoscalingv2.HorizontalPodAutoscaler) (b bound, deployment string) {
	if h.Spec.ScaleTargetRef.Kind != "Deployment" {
		return bound{}, ""
	}
	return bound{least: count(h.Spec.MinReplicas, 1), most: int(h.Spec.MaxReplicas)}, h.Spec.ScaleTargetRef.Name
}

// replicas is how many pods a Deployment is to have: what it says, or else
// what it has within the bounds of its autoscaler, or else one.
func (r *request) replicas(o *appsv1.Deployment, have int) int {
	if o.Spec.Replicas != nil {
		return int(*o.Spec.Replicas)
	}
	if b, ok := bounded(r.c, r.namespace, r.name); ok {
		return min(max(have, b.least), b.most)
	}
	return max(have, 1)
}

// scale brings a Deployment that does not say how many pods it has within the
// bounds of its new or changed autoscaler. Nobody waits for the pods.
func (r *request) scale(h *autoscalingv2.HorizontalPodAutoscaler) {
	b, name := boundsOf(h)
	o := r.c.Find(tokenDeployment, r.namespace+"/"+name)
	if o == nil {
		return
	}
	d := typed[appsv1.Deployment](o.Props)
	if d.Spec.Replicas != nil {
		return
	}
	var pods []*world.Object
	for _, p := range r.c.Owned(o) {
		if p.Kind == tokenPod {
			pods = append(pods, p)
		}
	}
	for len(pods) > b.most {
		r.gone = append(r.gone, pods[len(pods)-1])
		pods = pods[:len(pods)-1]
	}
	inner := &request{c: r.c, kind: kinds[tokenDeployment], in: o.Inputs, namespace: r.namespace, name: name}
	f := inner.fleet(&d.Spec.Template)
	set := name + "-" + r.c.Hex(10, "autoscaled", o.ID)
	for n := len(pods); n < b.least; n++ {
		f.start(podName(r.c, set, n))
	}
	inner.settle(o)
	status := o.Props.Map("status").Clone()
	for _, p := range pods {
		if p.Props.Bool("ready") {
			f.ready++
		}
	}
	status["replicas"] = float64(max(len(pods), b.least))
	for _, field := range []string{"readyReplicas", "availableReplicas", "updatedReplicas"} {
		status[field] = float64(f.ready)
	}
	o.Props["status"] = map[string]any(status)
}
