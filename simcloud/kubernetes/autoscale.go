package kubernetes

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// What an autoscaler of pods does by default:
// https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
const (
	// syncEvery is --horizontal-pod-autoscaler-sync-period.
	syncEvery = 15 * time.Second
	// tolerance is --horizontal-pod-autoscaler-tolerance.
	tolerance = 0.1
	// ScaleDownAfter is how long a lower number must have been right before an
	// autoscaler goes down to it: --horizontal-pod-autoscaler-downscale-stabilization.
	ScaleDownAfter = 5 * time.Minute
)

const tokenAutoscaler = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler"

// scaleByLoad brings the autoscalers of workloads that have a load up to date,
// until one of them changes its workload: reports whether one did.
func scaleByLoad(c *world.Call) bool {
	demand := loads(c)
	if len(demand) == 0 {
		return false
	}
	for _, o := range c.All(tokenAutoscaler) {
		if o.Scope != c.Scope {
			continue
		}
		h := typed[autoscalingv2.HorizontalPodAutoscaler](o.Props)
		_, name := boundsOf(h)
		id := o.Props.Map("metadata").Str("namespace") + "/" + name
		cores, loaded := demand[id]
		target := c.Find(tokenDeployment, id)
		if !loaded || target == nil || peculiar(h) || target.Inputs.Map("spec").Has("replicas") {
			continue
		}
		s := &scaler{c: c, o: o, h: h, target: target, milli: cores * 1000}
		if s.catchUp() {
			return true
		}
	}
	return false
}

// peculiar reports whether an autoscaler has policies of its own on how fast it
// goes, which are not simulated.
func peculiar(h *autoscalingv2.HorizontalPodAutoscaler) bool {
	b := h.Spec.Behavior
	return b != nil && slices.ContainsFunc([]*autoscalingv2.HPAScalingRules{b.ScaleUp, b.ScaleDown}, func(r *autoscalingv2.HPAScalingRules) bool {
		return r != nil && (len(r.Policies) > 0 || r.SelectPolicy != nil || r.Tolerance != nil)
	})
}

// scaler is an autoscaler at work on its Deployment.
type scaler struct {
	c         *world.Call
	o, target *world.Object
	h         *autoscalingv2.HorizontalPodAutoscaler
	// milli is the workload's demand in thousandths of a core.
	milli float64
	pods  []*world.Object
}

// windows are for how long a higher and a lower number must have been right.
func (s *scaler) windows() (up, down time.Duration) {
	down = ScaleDownAfter
	if b := s.h.Spec.Behavior; b != nil {
		if b.ScaleUp != nil && b.ScaleUp.StabilizationWindowSeconds != nil {
			up = time.Duration(*b.ScaleUp.StabilizationWindowSeconds) * time.Second
		}
		if b.ScaleDown != nil && b.ScaleDown.StabilizationWindowSeconds != nil {
			down = time.Duration(*b.ScaleDown.StabilizationWindowSeconds) * time.Second
		}
	}
	return up, down
}

// catchUp looks as often as the autoscaler would have looked by now, and stops
// when it has changed something.
func (s *scaler) catchUp() bool {
	for _, p := range s.c.Owned(s.target) {
		if p.Kind == tokenPod {
			s.pods = append(s.pods, p)
		}
	}
	up, down := s.windows()
	now := s.c.Now()
	at, before := past(s.o.Props.Str("synced"))
	switch {
	case !before:
		at = now
		s.remember(at, len(s.pods), max(up, down))
	case now.Sub(at) > max(up, down)+time.Minute:
		at = now.Add(-max(up, down) - time.Minute) // what came before counts no more
	default:
		at = at.Add(syncEvery)
	}
	for ; !at.After(now); at = at.Add(syncEvery) {
		s.o.Props["synced"] = at.UTC().Format(time.RFC3339)
		if s.sync(at, up, down) {
			return true
		}
	}
	return false
}

// sync is one look: reports whether the number of pods changes.
func (s *scaler) sync(at time.Time, up, down time.Duration) bool {
	have := len(s.pods)
	want, why := s.want()
	if why != "" {
		s.say(have, have, "False", "FailedGetResourceMetric", "the HPA was unable to compute the replica count: failed to get cpu utilization: "+why)
		return false
	}
	b, _ := boundsOf(s.h)
	want = min(max(want, b.least), b.most)
	least, most := s.remember(at, want, max(up, down)).within(at, want, up, down)
	next := min(max(have, least), most)
	// Up by no more than four pods or the same again, whichever is more.
	next = min(next, max(have*2, have+4))
	s.say(have, next, "True", "ValidMetricFound", "the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)")
	return next != have && s.resize(next)
}

type recommendation struct {
	at   time.Time
	want int
}

type recommendations []recommendation

// remember notes what was right at a time and returns the notes that count.
func (s *scaler) remember(at time.Time, want int, window time.Duration) recommendations {
	var all recommendations
	notes := []any{}
	for _, r := range s.o.Props.Maps("recommendations") {
		if t, ok := past(r.Str("at")); ok && at.Sub(t) <= window {
			all = append(all, recommendation{t, r.Int("want")})
		}
	}
	for _, r := range append(all, recommendation{at, want}) {
		notes = append(notes, map[string]any{"at": r.at.UTC().Format(time.RFC3339), "want": float64(r.want)})
	}
	s.o.Props["recommendations"] = notes
	return all
}

// within is the least that was right over the window of going up, and the most
// over that of going down.
func (all recommendations) within(at time.Time, want int, up, down time.Duration) (least, most int) {
	least, most = want, want
	for _, r := range all {
		if at.Sub(r.at) < up {
			least = min(least, r.want)
		}
		if at.Sub(r.at) < down {
			most = max(most, r.want)
		}
	}
	return least, most
}

// want is how many pods the metrics ask for, or why there are none. A pod that
// is not ready uses nothing, and counts only where it keeps the number from
// rising further.
func (s *scaler) want() (int, string) {
	if why := unmeasured(s.c); why != "" {
		return 0, "unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: " + why
	}
	ready, requested, limit := 0, 0.0, math.Inf(1)
	for _, p := range s.pods {
		spec := typed[corev1.Pod](p.Props).Spec
		sum, most := 0.0, 0.0
		for _, c := range spec.Containers {
			q := c.Resources.Requests.Cpu().MilliValue()
			if q == 0 {
				q = c.Resources.Limits.Cpu().MilliValue()
			}
			if q == 0 {
				return 0, fmt.Sprintf("missing request for cpu in container %s of Pod %s", c.Name, strings.TrimPrefix(p.ID, s.h.Namespace+"/"))
			}
			sum += float64(q)
			if q := c.Resources.Limits.Cpu().MilliValue(); q > 0 {
				most += float64(q)
			} else {
				most = math.Inf(1)
			}
		}
		requested, limit = sum, most
		if p.Props.Bool("ready") {
			ready++
		}
	}
	if ready == 0 {
		return 0, "no metrics returned from resource metrics API"
	}
	used, have, want := min(s.milli/float64(ready), limit), len(s.pods), 0
	for _, m := range s.h.Spec.Metrics {
		if m.Resource == nil || m.Resource.Name != corev1.ResourceCPU {
			want = max(want, have) // of other metrics nothing is known: they hold it where it is
			continue
		}
		var ratio float64
		switch t := m.Resource.Target; {
		case t.AverageUtilization != nil:
			ratio = used / (requested * float64(*t.AverageUtilization) / 100)
		case t.AverageValue != nil:
			ratio = used / float64(t.AverageValue.MilliValue())
		}
		want = max(want, replicasFor(ratio, have, ready))
	}
	return want, ""
}

// replicasFor is the formula of
// https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#algorithm-details
func replicasFor(ratio float64, have, ready int) int {
	if ready < have && ratio > 1 {
		rest := ratio * float64(ready) / float64(have)
		if rest <= 1+tolerance {
			return have
		}
		return int(math.Ceil(rest*float64(have) - 1e-9))
	}
	if math.Abs(ratio-1) <= tolerance {
		return have
	}
	return int(math.Ceil(ratio*float64(ready) - 1e-9))
}

// unmeasured says why the API server has no metrics of pods, "" if it has:
// https://kubernetes-sigs.github.io/metrics-server/
func unmeasured(c *world.Call) string {
	const id = "v1beta1.metrics.k8s.io"
	cluster := clusterOf(c, c.Scope)
	if virtual(c, tokenAPIService, id) || cluster != nil && hasAddon(c, cluster, "metrics-server") != nil {
		return ""
	}
	o := c.Find(tokenAPIService, id)
	if o == nil {
		return "the server could not find the requested resource (get pods.metrics.k8s.io)"
	}
	to := o.Props.Map("spec").Map("service")
	service := c.Find(tokenService, to.Str("namespace")+"/"+to.Str("name"))
	if service == nil || len(endpoints(c, service)) == 0 {
		return "the server is currently unable to handle the request (get pods.metrics.k8s.io)"
	}
	return ""
}

// say writes the autoscaler's status.
func (s *scaler) say(have, want int, active, reason, message string) {
	s.o.Props["status"] = map[string]any{
		"currentReplicas": float64(have), "desiredReplicas": float64(want),
		"conditions": []any{map[string]any{"type": "ScalingActive", "status": active, "reason": reason, "message": message}},
	}
}

// resize gives the Deployment another number of pods. Those that go are, as a
// ReplicaSet chooses them, the ones that do not run, then those on the nodes
// with the most of them:
// https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#scaling-a-replicaset
// It reports whether the number changed.
func (s *scaler) resize(want int) bool {
	d := typed[appsv1.Deployment](s.target.Props)
	meta := s.target.Props.Map("metadata")
	r := &request{c: s.c, kind: kinds[tokenDeployment], in: s.target.Inputs, namespace: meta.Str("namespace"), name: meta.Str("name")}
	had := len(s.pods)
	for len(s.pods) > want {
		on := map[string]int{}
		for _, p := range s.pods {
			on[p.Props.Map("spec").Str("nodeName")]++
		}
		rank := func(p *world.Object) int {
			if !p.Props.Bool("ready") {
				return -len(s.pods)
			}
			return -on[p.Props.Map("spec").Str("nodeName")]
		}
		slices.SortStableFunc(s.pods, func(a, b *world.Object) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(b.ID, a.ID)) })
		r.gone, s.pods = append(r.gone, s.pods[0]), s.pods[1:]
	}
	f := r.fleet(&d.Spec.Template)
	set := s.set(r)
	for n := 0; f.refused == "" && len(s.pods)+len(r.pods) < want; n++ {
		if name := podName(s.c, set, n); s.c.Find(tokenPod, r.namespace+"/"+name) == nil {
			f.start(name)
		}
	}
	r.settle(s.target)
	status, ready := s.target.Props.Map("status").Clone(), f.ready
	for _, p := range s.pods {
		if p.Props.Bool("ready") {
			ready++
		}
	}
	have := len(s.pods) + len(r.pods)
	status["replicas"] = float64(have)
	for _, field := range []string{"readyReplicas", "availableReplicas", "updatedReplicas"} {
		status[field] = float64(ready)
	}
	s.target.Props["status"] = map[string]any(status)
	return have != had
}

// set is the name of the ReplicaSet that the pods are of.
func (s *scaler) set(r *request) string {
	for _, p := range s.pods {
		_, name, _ := strings.Cut(p.ID, "/")
		return name[:strings.LastIndex(name, "-")]
	}
	return r.name + "-" + s.c.Hex(10, "autoscaled", s.target.ID)
}
