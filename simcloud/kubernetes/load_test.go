package kubernetes_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// measured is a cluster with a Deployment of pods that ask for 100 thousandths
// of a core, and its autoscaler.
func measured(t *testing.T, metrics string) (*world.World, *world.Session) {
	t.Helper()
	w, s := lab(t)
	must(t, s, namespace)
	must(t, s, `{name: metrics-server, namespace: kube-system, chart: metrics-server, version: 3.13.1, repositoryOpts: {repo: "https://kubernetes-sigs.github.io/metrics-server"}, kind: Release, apiVersion: helm.sh/v3, values: {args: [--kubelet-insecure-tls]}}`)
	must(t, s, web("replicas: 2\n", "\n"))
	must(t, s, "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web, namespace: app}, spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, "+
		"minReplicas: 2, maxReplicas: 9, metrics: ["+metrics+"]}}")
	return w, s
}

const halfUsed = "{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}"

// webs counts the Deployment's pods when the controllers have caught up.
func webs(w *world.World) (n int) {
	w.View("", func(c *world.Call) { kubernetes.Settle(c) })
	for _, o := range w.Objects() {
		if o.Kind == "kubernetes:core/v1:Pod" && o.Props.Map("metadata").Str("namespace") == "app" {
			n++
		}
	}
	return n
}

func TestALoadIsOfADeploymentThatExists(t *testing.T) {
	w, s := lab(t)
	must(t, s, namespace)
	must(t, s, web())
	for _, c := range []struct {
		cluster, workload string
		cores             float64
		err               string
	}{
		{"lab", "app/web", -1, "simcloud: load -1 of app/web: not a number of cores"},
		{"lab", "app/web", math.Inf(1), "simcloud: load +Inf of app/web: not a number of cores"},
		{"sea", "app/web", 1, `simcloud: cluster "sea": does not exist`},
		{"lab", "app/wet", 1, `simcloud: deployment "app/wet" in cluster "lab": does not exist`},
	} {
		require.EqualError(t, kubernetes.SetLoad(w, c.cluster, c.workload, c.cores), c.err)
	}
	require.NoError(t, kubernetes.SetLoad(w, "lab", "app/web", 1))
}

func TestAnAutoscalerFollowsTheFormula(t *testing.T) {
	const value = "{type: Resource, resource: {name: cpu, target: {type: AverageValue, averageValue: 100m}}}"
	for name, tt := range map[string]struct {
		metrics    string
		cores      float64
		once, then int
	}{
		"idle":                        {halfUsed, 0, 2, 2},
		"right":                       {halfUsed, 0.1, 2, 2},
		"within a tenth":              {halfUsed, 0.109, 2, 2},
		"beyond a tenth":              {halfUsed, 0.112, 3, 3},
		"four pods more at a time":    {halfUsed, 0.4, 6, 8},
		"no more than the most":       {halfUsed, 9, 6, 9},
		"so much for each":            {value, 0.31, 4, 4},
		"of another metric no notice": {halfUsed + ", {type: Resource, resource: {name: memory, target: {type: Utilization, averageUtilization: 50}}}", 0.3, 6, 6},
	} {
		t.Run(name, func(t *testing.T) {
			w, _ := measured(t, tt.metrics)
			require.Equal(t, 2, webs(w))
			require.NoError(t, kubernetes.SetLoad(w, "lab", "app/web", tt.cores))
			assert.Equal(t, tt.once, webs(w))
			w.Advance(time.Minute)
			assert.Equal(t, tt.then, webs(w))
		})
	}
}

func TestAnAutoscalerGoesDownAfterFiveMinutes(t *testing.T) {
	w, _ := measured(t, halfUsed)
	require.NoError(t, kubernetes.SetLoad(w, "lab", "app/web", 0.3))
	require.Equal(t, 6, webs(w))
	w.Advance(time.Minute)
	require.Equal(t, 6, webs(w))
	require.NoError(t, kubernetes.SetLoad(w, "lab", "app/web", 0))
	w.Advance(kubernetes.ScaleDownAfter - time.Second)
	assert.Equal(t, 6, webs(w))
	w.Advance(time.Second)
	assert.Equal(t, 2, webs(w))
}

func TestAWorkloadWithoutALoadIsLeftAlone(t *testing.T) {
	w, _ := measured(t, halfUsed)
	w.Advance(time.Hour)
	assert.Equal(t, 2, webs(w))
}
