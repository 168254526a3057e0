package kubernetes

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// fleet is the pods of one workload on their way: those that stay, those that
// come and why some do not become ready.
type fleet struct {
	r        *request
	s        *scheduler
	template *corev1.PodTemplateSpec
	ready    int
	reasons  []string
	// refused is why the API server takes none of the pods.
	refused string
}

func (r *request) fleet(template *corev1.PodTemplateSpec) *fleet {
	return &fleet{r: r, s: newScheduler(r.c, nil), template: template, refused: createable(r.c, r.namespace, &template.Spec)}
}

// start makes one more pod and reports whether it becomes ready.
func (f *fleet) start(name string, extra ...corev1.Volume) bool {
	if f.refused != "" {
		return false
	}
	template := f.template.DeepCopy()
	template.Spec.Volumes = append(template.Spec.Volumes, extra...)
	equip(f.r.c, f.r.namespace, template)
	id := f.r.namespace + "/" + name
	node, why := Node{}, ""
	if len(extra) == 0 {
		why = claimsReady(f.r.c, f.r.namespace, &template.Spec)
	}
	if why == "" {
		node, why = f.s.place(id, f.r.namespace, &template.Spec, template.Labels)
	}
	unscheduled := why != ""
	if why == "" {
		why = startable(f.r.c, f.r.namespace, &template.Spec)
	}
	if why == "" {
		why = unpulled(f.r.c, id, node, &template.Spec)
	}
	f.r.pods = append(f.r.pods, f.r.newPod(name, template, node, why, false))
	switch {
	case why == "":
		f.ready++
		return true
	case unscheduled:
		f.reasons = append(f.reasons, fmt.Sprintf("[Pod %s]: %s", id, why))
	default:
		var names []string
		for _, c := range template.Spec.Containers {
			names = append(names, c.Name)
		}
		f.reasons = append(f.reasons, fmt.Sprintf("[Pod %s]: containers with unready status: [%s] -- %s", id, strings.Join(names, " "), why))
	}
	return false
}

// startTime is how long one pod takes to become ready.
func startTime(spec *corev1.PodSpec) time.Duration {
	longest := time.Duration(0)
	for _, c := range spec.Containers {
		for _, p := range []*corev1.Probe{c.ReadinessProbe, c.StartupProbe} {
			if p != nil {
				longest = max(longest, time.Duration(p.InitialDelaySeconds)*time.Second)
			}
		}
	}
	return podStart + longest
}

// owned are the pods that the workload has already.
func (r *request) owned() []*world.Object {
	if r.old == nil {
		return nil
	}
	return slices.DeleteFunc(r.c.Owned(r.old), func(o *world.Object) bool { return o.Kind != tokenPod })
}

func (r *request) deploy(o *appsv1.Deployment) {
	old := r.owned()
	want := r.replicas(o, len(old))
	revision := 1
	if r.old != nil {
		revision, _ = strconv.Atoi(r.old.Props.Map("metadata").Map("annotations").Str("deployment.kubernetes.io/revision"))
		if !reflect.DeepEqual(typed[appsv1.Deployment](r.old.Inputs).Spec.Template, o.Spec.Template) {
			revision++
		}
	}
	meta := r.out.Map("metadata")
	annotations := meta.Map("annotations").Clone()
	annotations["deployment.kubernetes.io/revision"] = strconv.Itoa(revision)
	meta["annotations"] = map[string]any(annotations)

	set := r.name + "-" + r.c.Hex(10, "replicaset", r.id(), strconv.Itoa(revision))
	var keep, leave []*world.Object
	for _, p := range old {
		if strings.HasPrefix(p.ID, r.namespace+"/"+set+"-") || r.old != nil && sameTemplate(r.old, o) {
			keep = append(keep, p)
		} else {
			leave = append(leave, p)
		}
	}
	f := r.fleet(&o.Spec.Template)
	steps := r.roll(f, o, set, want, keep, leave)
	r.waits = 5*time.Second + time.Duration(steps)*startTime(&o.Spec.Template.Spec)
	r.set("status", "replicas", want)
	r.set("status", "readyReplicas", f.ready)
	r.set("status", "availableReplicas", f.ready)
	r.set("status", "updatedReplicas", f.ready)
	r.set("status", "observedGeneration", r.out.Map("metadata")["generation"])
	if f.ready < want {
		r.unready = append(r.unready, "[MinimumReplicasUnavailable] Deployment does not have minimum availability.", "Minimum number of live Pods was not attained")
		r.unready = append(r.unready, f.reasons...)
		if f.refused != "" {
			r.unready = append(r.unready, fmt.Sprintf("[FailedCreate] Error creating: pods %q is forbidden: %s", set+"-"+r.c.Hex(5, set, "0"), f.refused))
		}
	}
}

func sameTemplate(old *world.Object, o *appsv1.Deployment) bool {
	return reflect.DeepEqual(typed[appsv1.Deployment](old.Inputs).Spec.Template, o.Spec.Template)
}

// roll replaces old pods by new ones within the strategy's bounds
// (https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment)
// and returns in how many rounds of new pods.
func (r *request) roll(f *fleet, o *appsv1.Deployment, set string, want int, keep, leave []*world.Object) int {
	surge, down := bounds(o, want)
	if o.Spec.Strategy.Type == appsv1.RecreateDeploymentStrategyType {
		surge, down = 0, want
	}
	for len(keep) > want {
		last := keep[len(keep)-1]
		keep, r.gone = keep[:len(keep)-1], append(r.gone, last)
		f.s.forget(last.ID)
	}
	for _, p := range keep {
		if p.Props.Bool("ready") {
			f.ready++
		} else {
			f.reasons = append(f.reasons, fmt.Sprintf("[Pod %s]: %s", p.ID, p.Props.Str("reason")))
		}
	}
	steps, n := 0, 0
	fresh := len(keep)
	for fresh < want || len(leave) > 0 {
		progress, started := false, n
		for len(leave) > 0 && fresh+len(leave)-1 >= want-down || len(leave) > 0 && o.Spec.Strategy.Type == appsv1.RecreateDeploymentStrategyType {
			f.s.forget(leave[0].ID)
			r.gone, leave, progress = append(r.gone, leave[0]), leave[1:], true
		}
		for fresh < want && fresh+len(leave) < want+surge {
			name := podName(r.c, set, n)
			for n++; r.c.Find(tokenPod, r.namespace+"/"+name) != nil; n++ {
				name = podName(r.c, set, n)
			}
			if !f.start(name) {
				if f.refused != "" || len(f.reasons) >= want {
					return 1
				}
				fresh++ // a pod that waits counts as one of the set
				continue
			}
			fresh++
			progress = true
		}
		if n > started {
			steps++
		}
		if !progress || len(f.reasons) > 0 {
			break
		}
	}
	return steps
}

func podName(c *world.Call, set string, n int) string {
	return set + "-" + c.Hex(5, set, strconv.Itoa(n))
}

// bounds are maxSurge, rounded up, and maxUnavailable, rounded down, a quarter
// each by default.
func bounds(o *appsv1.Deployment, want int) (surge, down int) {
	quarter := intstr.FromString("25%")
	s, d := &quarter, &quarter
	if u := o.Spec.Strategy.RollingUpdate; u != nil {
		if u.MaxSurge != nil {
			s = u.MaxSurge
		}
		if u.MaxUnavailable != nil {
			d = u.MaxUnavailable
		}
	}
	surge = scaled(s, want, math.Ceil)
	if down = scaled(d, want, math.Floor); surge == 0 && down == 0 {
		down = 1
	}
	return surge, down
}

func scaled(v *intstr.IntOrString, of int, round func(float64) float64) int {
	if v.Type == intstr.Int {
		return v.IntValue()
	}
	percent, _ := strconv.Atoi(strings.TrimSuffix(v.StrVal, "%"))
	return int(round(float64(percent*of) / 100))
}

func count(n *int32, or int) int {
	if n == nil {
		return or
	}
	return int(*n)
}

func (r *request) stateful(o *appsv1.StatefulSet) {
	want := count(o.Spec.Replicas, 1)
	f := r.fleet(&o.Spec.Template)
	same := r.old != nil && reflect.DeepEqual(typed[appsv1.StatefulSet](r.old.Inputs).Spec.Template, o.Spec.Template)
	have := map[string]*world.Object{}
	for _, p := range r.owned() {
		have[p.ID] = p
	}
	for i := range want {
		name := fmt.Sprintf("%s-%d", r.name, i)
		p := have[r.namespace+"/"+name]
		delete(have, r.namespace+"/"+name)
		if p != nil && same && p.Props.Bool("ready") {
			f.ready++
			continue
		}
		if p != nil {
			f.s.forget(p.ID)
			r.gone = append(r.gone, p)
		}
		var volumes []corev1.Volume
		blocked := ""
		for _, claim := range o.Spec.VolumeClaimTemplates {
			claimName := claim.Name + "-" + name
			volumes = append(volumes, corev1.Volume{Name: claim.Name, VolumeSource: corev1.VolumeSource{
				PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: claimName}}})
			if why := bindable(r.c, claim.Spec.StorageClassName); why != "" {
				blocked = why
			}
			r.claims = append(r.claims, claimProps(r.c, r.namespace, claimName, &claim.Spec, blocked == ""))
		}
		if blocked != "" {
			f.reasons = append(f.reasons, fmt.Sprintf("[Pod %s/%s]: %s", r.namespace, name, blocked))
			break
		}
		if !f.start(name, volumes...) && o.Spec.PodManagementPolicy != appsv1.ParallelPodManagement {
			break
		}
	}
	for _, id := range sortedKeys(have) {
		r.gone = append(r.gone, have[id])
	}
	r.waits = 5*time.Second + time.Duration(max(len(r.pods), 1))*startTime(&o.Spec.Template.Spec)
	r.set("status", "replicas", want)
	r.set("status", "readyReplicas", f.ready)
	if f.ready < want {
		r.unready = append(r.unready, fmt.Sprintf("%v out of %v replicas succeeded readiness checks", f.ready, want))
		r.unready = append(r.unready, f.reasons...)
		if f.refused != "" {
			r.unready = append(r.unready, fmt.Sprintf("[FailedCreate] create Pod %s-0 in StatefulSet %s failed error: pods %q is forbidden: %s", r.name, r.name, r.name+"-0", f.refused))
		}
	}
}

func (r *request) daemons(o *appsv1.DaemonSet) {
	f := r.fleet(&o.Spec.Template)
	for _, p := range r.owned() {
		f.s.forget(p.ID)
		r.gone = append(r.gone, p)
	}
	nodes := f.eligible()
	for _, n := range nodes {
		f.daemon(n, fmt.Sprint(r.out.Map("metadata")["generation"]))
	}
	want := len(nodes)
	r.waits = 5*time.Second + startTime(&o.Spec.Template.Spec)
	r.set("status", "desiredNumberScheduled", want)
	r.set("status", "numberReady", f.ready)
	if f.ready < want {
		r.unready = append(r.unready, f.reasons...)
		if f.refused != "" {
			r.unready = append(r.unready, fmt.Sprintf("[FailedCreate] Error creating: pods %q is forbidden: %s", r.name+"-", f.refused))
		}
	}
}

func (r *request) job(o *batchv1.Job) {
	if o.Spec.Suspend != nil && *o.Spec.Suspend {
		return
	}
	if r.old != nil {
		r.resume(o)
		return
	}
	want := count(o.Spec.Completions, 1)
	f := r.fleet(&o.Spec.Template)
	for i := range want {
		if f.start(r.name + "-" + r.c.Hex(5, "job", r.id(), strconv.Itoa(i))) {
			done := r.pods[len(r.pods)-1]
			done.Props["ready"] = false
			done.Props.Map("status")["phase"] = "Succeeded"
			f.s.forget(done.ID)
		}
	}
	rounds := (want + max(count(o.Spec.Parallelism, 1), 1) - 1) / max(count(o.Spec.Parallelism, 1), 1)
	r.waits = 5*time.Second + time.Duration(rounds)*startTime(&o.Spec.Template.Spec)
	r.set("status", "succeeded", f.ready)
	if f.ready < want {
		r.unready = append(r.unready, f.reasons...)
		if f.refused != "" {
			r.unready = append(r.unready, fmt.Sprintf("[FailedCreate] Error creating: pods %q is forbidden: %s", r.name+"-", f.refused))
		}
	}
}

// bare is a pod that the program itself makes.
func (r *request) bare(o *corev1.Pod) error {
	if why := createable(r.c, r.namespace, &o.Spec); why != "" {
		return forbidden("pods %q is forbidden: %s", r.name, why)
	}
	if r.old != nil {
		for _, key := range []string{"status", "ready", "reason", "zone", "instance", "requests", "hostPorts"} {
			r.out[key] = r.old.Props[key]
		}
		r.set("spec", "nodeName", r.old.Props.Map("spec")["nodeName"])
		if !r.old.Props.Bool("ready") && r.old.Props.Map("status").Str("phase") != "Succeeded" {
			r.unready = append(r.unready, fmt.Sprintf("[Pod %s]: %s", r.id(), r.old.Props.Str("reason")))
		}
		return nil
	}
	f := r.fleet(&corev1.PodTemplateSpec{ObjectMeta: o.ObjectMeta, Spec: o.Spec})
	f.start(r.name)
	self := r.pods[0]
	r.pods = nil
	r.out["spec"] = self.Props["spec"] // what a webhook added is there to be seen
	for _, key := range []string{"status", "ready", "reason", "zone", "instance", "requests", "hostPorts"} {
		r.out[key] = self.Props[key]
	}
	if node := self.Props.Map("spec").Str("nodeName"); node != "" {
		r.set("spec", "nodeName", node)
	}
	r.waits = 2*time.Second + startTime(&o.Spec)
	r.unready = append(r.unready, f.reasons...)
	return nil
}
