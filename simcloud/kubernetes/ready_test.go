package kubernetes_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"

	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// reasons are the lines of a complaint after the first, without pods' random
// endings.
func reasons(t *testing.T, err error) []string {
	t.Helper()
	var u *kubernetes.Unready
	require.ErrorAs(t, err, &u)
	assert.True(t, u.Waiting())
	return u.Reasons
}

var podEnding = regexp.MustCompile(`web-[0-9a-f]{10}-[0-9a-f]{5}`)

const minimum = "[MinimumReplicasUnavailable] Deployment does not have minimum availability."
const live = "Minimum number of live Pods was not attained"

func TestADeploymentIsReadyWhenItsPodsAre(t *testing.T) {
	w, s := lab(t)
	must(t, s, namespace)
	id, out := must(t, s, web())
	assert.Equal(t, "app/web", id)
	assert.Equal(t, 2, out.Map("status").Int("readyReplicas"))
	assert.Equal(t, "1", out.Map("metadata").Map("annotations").Str("deployment.kubernetes.io/revision"))
	list := pods(w)
	require.Len(t, list, 2)
	assert.ElementsMatch(t, []string{"a", "b"}, []string{list[0].Props.Str("zone"), list[1].Props.Str("zone")}, "the scheduler spreads over zones")
	assert.NotEqual(t, list[0].Props.Map("status").Str("podIP"), list[1].Props.Map("status").Str("podIP"))
	events := w.Events()
	assert.Equal(t, 15*time.Second, events[len(events)-1].Took)
}

func TestWhatKeepsADeploymentFromBecomingReady(t *testing.T) {
	with := func(extra string) string { return web("      containers:", extra+"\n      containers:") }
	inContainer := func(extra string) string {
		return web("resources: {requests: {cpu: 100m, memory: 64Mi}}", extra)
	}
	for name, tt := range map[string]struct {
		before, manifest string
		want             []string
	}{
		"cpu":       {"", web("cpu: 100m", "cpu: 3"), []string{minimum, live, "[Pod %]: 0/2 nodes are available: 2 Insufficient cpu.", "[Pod %]: 0/2 nodes are available: 2 Insufficient cpu."}},
		"memory":    {"", web("replicas: 2", "replicas: 1", "64Mi", "5Gi"), []string{minimum, live, "[Pod %]: 0/2 nodes are available: 2 Insufficient memory."}},
		"selector":  {"", strings.Replace(with("      nodeSelector: {disk: ssd}"), "replicas: 2", "replicas: 1", 1), []string{minimum, live, "[Pod %]: 0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector."}},
		"secret":    {"", strings.Replace(inContainer("envFrom: [{secretRef: {name: keys}}]"), "replicas: 2", "replicas: 1", 1), []string{minimum, live, `[Pod %]: containers with unready status: [web] -- secret "keys" not found`}},
		"key":       {"{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: app}, data: {a: x}}", strings.Replace(inContainer("env: [{name: A, valueFrom: {configMapKeyRef: {name: c, key: b}}}]"), "replicas: 2", "replicas: 1", 1), []string{minimum, live, `[Pod %]: containers with unready status: [web] -- couldn't find key b in ConfigMap app/c`}},
		"volume":    {"", strings.Replace(with("      volumes: [{name: v, configMap: {name: gone}}]"), "replicas: 2", "replicas: 1", 1), []string{minimum, live, `[Pod %]: containers with unready status: [web] -- MountVolume.SetUp failed for volume "v" : configmap "gone" not found`}},
		"claim":     {"", strings.Replace(with("      volumes: [{name: v, persistentVolumeClaim: {claimName: data}}]"), "replicas: 2", "replicas: 1", 1), []string{minimum, live, `[Pod %]: persistentvolumeclaim "data" not found`}},
		"account":   {"", with("      serviceAccountName: ghost"), []string{minimum, live, `[FailedCreate] Error creating: pods "%" is forbidden: error looking up service account app/ghost: serviceaccount "ghost" not found`}},
		"hard pair": {"", with("      affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: web}}}]}}\n") + "", nil},
		"third of two": {"", strings.Replace(with("      affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: web}}}]}}"), "replicas: 2", "replicas: 3", 1),
			[]string{minimum, live, "[Pod %]: 0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules."}},
		"spread without label": {"", strings.Replace(with("      topologySpreadConstraints: [{maxSkew: 1, topologyKey: rack, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}]"), "replicas: 2", "replicas: 1", 1),
			[]string{minimum, live, "[Pod %]: 0/2 nodes are available: 2 node(s) didn't match pod topology spread constraints (missing required label)."}},
	} {
		t.Run(name, func(t *testing.T) {
			w, s := lab(t)
			must(t, s, namespace)
			if tt.before != "" {
				must(t, s, tt.before)
			}
			w.Events()
			_, _, err := apply(t, s, tt.manifest)
			if tt.want == nil {
				require.NoError(t, err)
				return
			}
			got := reasons(t, err)
			for i, g := range got {
				got[i] = strings.ReplaceAll(podEnding.ReplaceAllString(g, "%"), "app/%", "%")
			}
			assert.Equal(t, tt.want, got)
			assert.True(t, slices.ContainsFunc(w.Objects(), func(o world.Object) bool { return o.ID == "app/web" }), "it is there all the same")
			assert.Equal(t, 10*time.Minute, w.Events()[0].Took)
		})
	}
}

func TestATaintKeepsPodsAwayUnlessTheyTolerateIt(t *testing.T) {
	_, s := labOf(t, "seed", kubernetes.Node{Name: "n1", Zone: "a", Taints: []corev1.Taint{{Key: "role", Value: "db", Effect: corev1.TaintEffectNoSchedule}}})
	must(t, s, namespace)
	_, _, err := apply(t, s, web("replicas: 2", "replicas: 1"))
	assert.Contains(t, reasons(t, err)[2], "0/1 nodes are available: 1 node(s) had untolerated taint {role: db}.")
	mend(t, s, web("replicas: 2", "replicas: 1", "      containers:", "      tolerations: [{key: role, operator: Exists}]\n      containers:"))
}

func TestANodeTakesNoMorePodsThanItHolds(t *testing.T) {
	_, s := labOf(t, "seed", kubernetes.Node{Name: "n1", MaxPods: 3})
	must(t, s, namespace)
	_, _, err := apply(t, s, web("replicas: 2", "replicas: 4"))
	assert.Contains(t, reasons(t, err)[2], "0/1 nodes are available: 1 Too many pods.")
}

func TestAClusterWithoutNodesSaysSo(t *testing.T) {
	_, s := labOf(t, "seed")
	must(t, s, namespace)
	_, _, err := apply(t, s, web("replicas: 2", "replicas: 1"))
	assert.Contains(t, reasons(t, err)[2], "no nodes available to schedule pods")
}

func TestAServiceWaitsForPodsAndAnUnmatchedOneFails(t *testing.T) {
	_, s := lab(t)
	must(t, s, namespace)
	_, _, err := apply(t, s, svc())
	assert.EqualError(t, err, "2 errors occurred:\n\t* resource \"urn:pulumi:dev::p::kubernetes:core/v1:Service::web\" was successfully created, but the "+
		"Kubernetes API server reported that it failed to fully initialize or become live: 'web' timed out waiting to be Ready\n\t* Service does not target any Pods. "+
		"Selected Pods may not be ready, or field '.spec.selector' may not match labels on any Pods")
	must(t, s, web())
	out := mend(t, s, svc())
	assert.Regexp(t, `^10\.43\.`, out.Map("spec").Str("clusterIP"))
	must(t, s, svc("name: web,", "name: quiet, annotations: {pulumi.com/skipAwait: 'true'},", "app: web", "app: none"))
	must(t, s, svc("name: web,", "name: headless,", "selector", "clusterIP: None\n  selector", "app: web", "app: none"))
}

func TestABalancerNobodyMakesIsMissed(t *testing.T) {
	_, s := lab(t)
	must(t, s, namespace)
	must(t, s, web())
	_, _, err := apply(t, s, svc("selector", "type: LoadBalancer\n  selector"))
	assert.Equal(t, []string{"Service was not allocated an IP address; does your cloud provider support this?"}, reasons(t, err))
}

func TestPodSecurityStopsThePodsNotTheDeployment(t *testing.T) {
	_, s := lab(t)
	must(t, s, strings.Replace(namespace, "name: app", "name: app, labels: {pod-security.kubernetes.io/enforce: restricted}", 1))
	_, _, err := apply(t, s, web())
	got := reasons(t, err)
	assert.Equal(t, []string{minimum, live}, got[:2])
	assert.Contains(t, got[2], `violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false), `+
		`unrestricted capabilities (container "web" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "web" must set securityContext.runAsNonRoot=true), `+
		`seccompProfile (pod or container "web" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")`)
	mend(t, s, web("      containers:", "      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}\n      containers:",
		"image: example.com/web:1", "image: example.com/web:1\n        securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}"))
}

func TestAStatefulSetMakesClaimsThatOutliveIt(t *testing.T) {
	_, s := lab(t)
	must(t, s, namespace)
	set := func(class string) string {
		return fmt.Sprintf(`{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db, namespace: app}, spec: {replicas: 2, serviceName: db, selector: {matchLabels: {app: db}},
template: {metadata: {labels: {app: db}}, spec: {containers: [{name: db, image: a, volumeMounts: [{name: data, mountPath: /data}]}]}},
volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], %s resources: {requests: {storage: 1Gi}}}}]}}`, class)
	}
	_, _, err := apply(t, s, set(""))
	assert.Equal(t, []string{"0 out of 2 replicas succeeded readiness checks", "[Pod app/db-0]: no persistent volumes available for this claim and no storage class is set"}, reasons(t, err))
	w, s := lab(t)
	must(t, s, namespace)
	must(t, s, "{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: local}, provisioner: example.com/local}")
	id, _ := must(t, s, set("storageClassName: local,"))
	token, in := object(t, set("storageClassName: local,"))
	assert.Equal(t, []string{"app/db-0", "app/db-1"}, []string{pods(w)[0].ID, pods(w)[1].ID})
	require.NoError(t, s.Delete(urnOf(token, in), token, id, nil))
	assert.Empty(t, pods(w))
	claims := 0
	for _, o := range w.Objects() {
		if o.Kind == "kubernetes:core/v1:PersistentVolumeClaim" {
			claims++
		}
	}
	assert.Equal(t, 2, claims)
}

func TestDaemonsRunOnEveryNodeAndJobsEnd(t *testing.T) {
	w, s := lab(t)
	must(t, s, namespace)
	_, out := must(t, s, "{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: agent, namespace: app}, spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: b}]}}}}")
	assert.Equal(t, 2, out.Map("status").Int("numberReady"))
	assert.NotEqual(t, pods(w)[0].Props.Map("spec").Str("nodeName"), pods(w)[1].Props.Map("spec").Str("nodeName"))
	_, out = must(t, s, "{apiVersion: batch/v1, kind: Job, metadata: {name: once, namespace: app}, spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: b}]}}}}")
	assert.Equal(t, 1, out.Map("status").Int("succeeded"))
}

func TestACustomResourceNeedsItsDefinition(t *testing.T) {
	_, s := lab(t)
	must(t, s, namespace)
	route := "{apiVersion: traefik.io/v1alpha1, kind: IngressRoute, metadata: {name: x, namespace: app}, spec: {anything: 1}}"
	_, _, err := apply(t, s, route)
	assert.EqualError(t, err, `creation of resource "urn:pulumi:dev::p::kubernetes:traefik.io/v1alpha1:IngressRoute::x" with kind IngressRoute.traefik.io failed because the Kubernetes API server `+
		`reported that the apiVersion for this resource does not exist. Verify that any required CRDs have been created: no matches for kind "IngressRoute" in version "traefik.io/v1alpha1"`)
	id, _ := must(t, s, `{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: ingressroutes.traefik.io}, spec: {group: traefik.io, scope: Namespaced,
names: {plural: ingressroutes, kind: IngressRoute}, versions: [{name: v1alpha1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]}}`)
	must(t, s, route)
	token := "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition"
	require.NoError(t, s.Delete("urn:pulumi:dev::p::t::crd", token, id, nil))
	_, out, err := s.Read("urn:pulumi:dev::p::t::x", "kubernetes:traefik.io/v1alpha1:IngressRoute", "app/x")
	require.NoError(t, err)
	assert.Nil(t, out, "custom resources go with their definition")
}

func TestAnUnknownKindOfABuiltInGroupIsNotSimulated(t *testing.T) {
	_, s := lab(t)
	_, _, err := s.Create("urn:pulumi:dev::p::t::x", "kubernetes:storage.k8s.io/v1:VolumeAttachment", world.Props{}, false)
	assert.EqualError(t, err, "unrecognized resource type (Check): kubernetes:storage.k8s.io/v1:VolumeAttachment: the simulated kubernetes provider does not have it")
}
