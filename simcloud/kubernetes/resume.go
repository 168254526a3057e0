package kubernetes

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// resume goes on with a job that did not end when the provider last waited for
// it: pods that can start by now run to their end, and those that the API
// server refused are made.
func (r *request) resume(o *batchv1.Job) {
	want := count(o.Spec.Completions, 1)
	f := r.fleet(&o.Spec.Template)
	pods := r.owned()
	for _, p := range pods {
		switch {
		case p.Props.Map("status").Str("phase") == "Succeeded":
			f.ready++
		case p.Props.Bool("ready"):
			f.ready++
			r.ended = append(r.ended, p)
		default:
			f.reasons = append(f.reasons, fmt.Sprintf("[Pod %s]: %s", p.ID, p.Props.Str("reason")))
		}
	}
	for i := len(pods); i < want; i++ {
		if f.start(r.name + "-" + r.c.Hex(5, "job", r.id(), strconv.Itoa(i))) {
			finish(r.pods[len(r.pods)-1])
		}
	}
	if len(r.ended)+len(r.pods) > 0 {
		r.waits = 5*time.Second + startTime(&o.Spec.Template.Spec)
	}
	r.set("status", "succeeded", f.ready)
	if f.ready < want {
		r.unready = append(r.unready, f.reasons...)
		if f.refused != "" {
			r.unready = append(r.unready, fmt.Sprintf("[FailedCreate] Error creating: pods %q is forbidden: %s", r.name+"-", f.refused))
		}
	}
}

// finish marks a job's pod as one that has run to its end.
func finish(p *world.Object) {
	p.Props["ready"] = false
	status := p.Props.Map("status").Clone()
	status["phase"] = "Succeeded"
	p.Props["status"] = map[string]any(status)
}

// awaited are the kinds that the provider looks at on a refresh, too, to say
// whether they are ready
// (https://github.com/pulumi/pulumi-kubernetes/blob/v4.30.0/provider/pkg/await/awaiters.go).
var awaited = []string{tokenDeployment, tokenStatefulSet, tokenDaemonSet, tokenPod, tokenService}

// noPods is what the provider says of a service without endpoints.
const noPods = "Service does not target any Pods. Selected Pods may not be ready, or field '.spec.selector' may not match labels on any Pods"

// unhealthy says what keeps an object that is looked at from being as the
// provider wants it, nil where nothing does.
func unhealthy(c *world.Call, k *kind) error {
	if !slices.Contains(awaited, k.token()) || c.Object.Inputs.Map("metadata").Map("annotations").Str("pulumi.com/skipAwait") == "true" {
		return nil
	}
	why := lacking(c, k)
	if len(why) == 0 {
		return nil
	}
	name := c.Object.Props.Map("metadata").Str("name")
	u := &Unready{Doing: fmt.Sprintf("Resource '%s' was created but failed to initialize", name), Reasons: why}
	return &world.Unfinished{Err: u, Reasons: u.lines()}
}

// lacking is what keeps an object from being ready.
func lacking(c *world.Call, k *kind) []string {
	status := c.Out.Map("status")
	var why []string
	switch k.token() {
	case tokenDeployment:
		// Pods of a rollout that does not get on count, too.
		rolling := slices.ContainsFunc(c.Owned(c.Object), func(p *world.Object) bool { return p.Kind == tokenPod && !p.Props.Bool("ready") })
		if rolling || status.Int("readyReplicas") < status.Int("replicas") {
			why = []string{"[MinimumReplicasUnavailable] Deployment does not have minimum availability.", "Minimum number of live Pods was not attained"}
		}
	case tokenStatefulSet:
		if have, want := status.Int("readyReplicas"), status.Int("replicas"); have < want {
			why = []string{fmt.Sprintf("%v out of %v replicas succeeded readiness checks", have, want)}
		}
	case tokenDaemonSet:
		if have, want := status.Int("numberReady"), status.Int("desiredNumberScheduled"); have < want {
			why = []string{fmt.Sprintf("%v out of %v replicas succeeded readiness checks", have, want)}
		}
	case tokenPod:
		if !c.Object.Props.Bool("ready") && status.Str("phase") != "Succeeded" {
			return []string{c.Object.Props.Str("reason")}
		}
	case tokenService:
		o := typed[corev1.Service](c.Object.Props)
		if len(o.Spec.Selector) > 0 && o.Spec.ClusterIP != corev1.ClusterIPNone && o.Spec.Type != corev1.ServiceTypeExternalName &&
			len(selected(c, o.Namespace, o.Spec.Selector)) == 0 {
			return []string{noPods}
		}
	}
	if len(why) > 0 {
		for _, p := range c.Owned(c.Object) {
			if p.Kind == tokenPod && !p.Props.Bool("ready") {
				why = append(why, fmt.Sprintf("[Pod %s]: %s", p.ID, p.Props.Str("reason")))
			}
		}
	}
	return why
}
