package kubernetes_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func dump(t *testing.T, w *world.World) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, w.Save(&b))
	return b.String()
}

func TestWhatChangesInPlaceAndWhatReplaces(t *testing.T) {
	for name, tt := range map[string]struct {
		old, in string
		want    []string
		first   bool
	}{
		"an image":                   {web(), web(":1", ":2"), nil, false},
		"a selector":                 {web(), web("{app: web}", "{app: other}"), []string{"spec.selector.matchLabels.app"}, true},
		"a name":                     {web(), web("name: web,", "name: site,"), []string{"metadata.name"}, false},
		"a namespace":                {web(), web("namespace: app", "namespace: b"), []string{"metadata.namespace"}, false},
		"a config map":               {"{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: x}}", "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: y}}", []string{"data.a"}, true},
		"a secret without a name":    {"{apiVersion: v1, kind: Secret, metadata: {namespace: app}, stringData: {a: x}}", "{apiVersion: v1, kind: Secret, metadata: {namespace: app}, stringData: {a: y}}", []string{"stringData.a"}, false},
		"a service's port":           {svc(), svc("port: 80", "port: 81"), nil, false},
		"a service's cluster IP":     {svc(), svc("selector", "clusterIP: None\n  selector"), []string{"spec.clusterIP"}, true},
		"a job's template":           {"{apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: {template: {spec: {restartPolicy: Never}}}}", "{apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: {template: {spec: {restartPolicy: OnFailure}}}}", []string{"spec.template.spec.restartPolicy"}, true},
		"a role binding's role":      {"{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: j}, roleRef: {name: a}}", "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: j}, roleRef: {name: b}}", []string{"roleRef.name"}, true},
		"a bare pod's image":         {"{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: a, image: b}]}}", "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: a, image: c}]}}", []string{"spec.containers[0].image"}, true},
		"a release's values":         {"{apiVersion: helm.sh/v3, kind: Release, chart: traefik, values: {a: 1}}", "{apiVersion: helm.sh/v3, kind: Release, chart: traefik, values: {a: 2}}", nil, false},
		"a release's own name":       {"{apiVersion: helm.sh/v3, kind: Release, name: a}", "{apiVersion: helm.sh/v3, kind: Release, name: b}", []string{"name"}, false},
		"a custom resource's fields": {"{apiVersion: traefik.io/v1alpha1, kind: Middleware, metadata: {name: m}, spec: {a: 1}}", "{apiVersion: traefik.io/v1alpha1, kind: Middleware, metadata: {name: m}, spec: {a: 2}}", nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			_, s := lab(t)
			token, old := object(t, tt.old)
			_, in := object(t, tt.in)
			d, err := s.Diff(token, old, in)
			require.NoError(t, err)
			assert.Equal(t, tt.want, d.Replace)
			assert.Equal(t, tt.first, d.DeleteFirst)
			assert.NotEmpty(t, d.Paths)
		})
	}
}

func TestAnUpdateRollsThePodsAndAScaleKeepsThem(t *testing.T) {
	w, s := lab(t)
	must(t, s, namespace)
	id, _ := must(t, s, web())
	first := pods(w)
	_, err := change(t, s, id, web("replicas: 2", "replicas: 3"))
	require.NoError(t, err)
	assert.Subset(t, pods(w), first)
	assert.Len(t, pods(w), 3)
	w.Events()
	out, err := change(t, s, id, web("replicas: 2", "replicas: 3", ":1", ":2"))
	require.NoError(t, err)
	assert.Equal(t, "2", out.Map("metadata").Map("annotations").Str("deployment.kubernetes.io/revision"))
	assert.Len(t, pods(w), 3)
	for _, p := range pods(w) {
		assert.Equal(t, "example.com/web:2", p.Props.Map("spec").Maps("containers")[0].Str("image"))
	}
	assert.Equal(t, 35*time.Second, w.Events()[0].Took, "one at a time: surge 1, none unavailable")
}

func TestAFailedUpdateLeavesTheOldPods(t *testing.T) {
	w, s := lab(t)
	must(t, s, namespace)
	id, _ := must(t, s, web())
	first := pods(w)
	_, err := change(t, s, id, web("cpu: 100m", "cpu: 9"))
	assert.Contains(t, err.Error(), "the Kubernetes API server reported that \"app/web\" failed to fully initialize or become live: 'web' timed out waiting to be Ready")
	assert.Subset(t, pods(w), first, "the old ones go on while the new one finds no room")
	assert.Len(t, pods(w), 3)
	mend(t, s, web())
	require.Len(t, pods(w), 2)
	for _, p := range pods(w) {
		assert.True(t, p.Props.Bool("ready"), p.ID)
	}
}

func TestImmutableFieldsAreRefused(t *testing.T) {
	_, s := lab(t)
	must(t, s, namespace)
	id, _ := must(t, s, web())
	_, err := change(t, s, id, web("{app: web}", "{app: other}"))
	assert.EqualError(t, err, `the Kubernetes API server reported that "app/web" failed to fully initialize or become live: Deployment.apps "web" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"other"}}: field is immutable`)
	role := "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: x}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}}"
	id, _ = must(t, s, role)
	_, err = change(t, s, id, strings.Replace(role, "view", "edit", 1))
	assert.ErrorContains(t, err, `ClusterRoleBinding.rbac.authorization.k8s.io "x" is invalid: roleRef: Invalid value: {"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"edit"}: cannot change roleRef`)
}

func TestANamespaceBringsItsAccountAndTakesEverythingAlong(t *testing.T) {
	w, s := lab(t)
	before := w.Objects()
	id, out := must(t, s, namespace)
	assert.Equal(t, "app", out.Map("metadata").Map("labels").Str("kubernetes.io/metadata.name"))
	must(t, s, web())
	must(t, s, svc())
	require.NoError(t, s.Delete("urn:pulumi:dev::p::t::app", "kubernetes:core/v1:Namespace", id, nil))
	assert.Equal(t, before, w.Objects())
}

func TestUpAndDownLeavesTheClusterAsItWas(t *testing.T) {
	w, s := lab(t)
	before := w.Objects()
	var made [][2]string
	for _, text := range []string{namespace, web(), svc()} {
		token, _ := object(t, text)
		id, _ := must(t, s, text)
		made = append(made, [2]string{token, id})
	}
	for i := len(made) - 1; i >= 0; i-- {
		require.NoError(t, s.Delete("urn:pulumi:dev::p::t::x", made[i][0], made[i][1], nil))
	}
	assert.Equal(t, before, w.Objects())
}

func TestSameSeedSameCluster(t *testing.T) {
	run := func(seed string) string {
		w, s := labOf(t, seed, kubernetes.Node{Name: "n1", Zone: "a"}, kubernetes.Node{Name: "n2", Zone: "b"})
		for _, text := range []string{namespace, web(), svc(), traefik("")} {
			must(t, s, text)
		}
		return dump(t, w)
	}
	assert.Equal(t, run("a"), run("a"))
	assert.NotEqual(t, run("a"), run("b"))
}

func TestARefreshFindsWhatWasAskedForAndFollowsTheNodes(t *testing.T) {
	w, s := lab(t)
	must(t, s, namespace)
	id, _ := must(t, s, web())
	token, in := object(t, web())
	got, _, err := s.Read("urn:pulumi:dev::p::t::web", token, id)
	require.NoError(t, err)
	assert.Equal(t, in, got)
	require.NoError(t, w.Mutate("", "kill a node", func(c *world.Call) error {
		cluster := c.Everywhere(kubernetes.KindCluster)[0]
		cluster.Props["nodes"] = cluster.Props.List("nodes")[1:]
		return nil
	}))
	_, out, err := s.Read("urn:pulumi:dev::p::t::web", token, id)
	require.NoError(t, err)
	assert.Equal(t, 2, out.Map("status").Int("readyReplicas"))
	for _, p := range pods(w) {
		assert.Equal(t, "n2", p.Props.Map("spec").Str("nodeName"))
	}
}

func TestANameIsMadeUpOnceAndAnewForAReplacement(t *testing.T) {
	_, s := lab(t)
	text := "{apiVersion: v1, kind: Secret, metadata: {}, stringData: {a: x}}"
	id, out := must(t, s, text)
	assert.Regexp(t, `^default/unnamed-[0-9a-f]{8}$`, id)
	assert.Equal(t, "eA==", out.Map("data").Str("a"))
	assert.Equal(t, "true", out.Map("metadata").Map("annotations").Str("pulumi.com/autonamed"))
	again, _ := must(t, s, text)
	assert.NotEqual(t, id, again)
	out, err := change(t, s, id, strings.Replace(text, "metadata: {}", "metadata: {labels: {b: c}}", 1))
	require.NoError(t, err)
	assert.Equal(t, "default/"+out.Map("metadata").Str("name"), id)
}

func TestResourceNamesAreTheAPIs(t *testing.T) {
	for kind, tt := range map[string][2]string{
		"NetworkPolicy": {"networking.k8s.io/v1", "networkpolicies.networking.k8s.io"}, "IngressClass": {"networking.k8s.io/v1", "ingressclasses.networking.k8s.io"},
		"Endpoints": {"v1", "endpoints"}, "PriorityClass": {"scheduling.k8s.io/v1", "priorityclasses.scheduling.k8s.io"}, "Lease": {"coordination.k8s.io/v1", "leases.coordination.k8s.io"},
	} {
		_, s := lab(t)
		text := "{apiVersion: " + tt[0] + ", kind: " + kind + ", metadata: {name: x}, spec: {podSelector: {}}}"
		switch kind {
		case "IngressClass":
			text = strings.Replace(text, "podSelector: {}", "controller: a.io/b", 1)
		case "Endpoints", "PriorityClass", "Lease":
			text = strings.Replace(text, ", spec: {podSelector: {}}", "", 1)
		}
		must(t, s, text)
		_, _, err := apply(t, s, text)
		assert.ErrorContains(t, err, tt[1]+` "x" already exists`)
	}
}

func TestAYAMLKubeconfigServesAsWell(t *testing.T) {
	w, _ := lab(t)
	s := session(t, w, world.Props{"kubeconfig": "apiVersion: v1\ncurrent-context: c\nclusters:\n- name: k\n  cluster: {server: " + server + "}\ncontexts:\n- name: c\n  context: {cluster: k, user: u, namespace: team}\nusers:\n- name: u\n  user: {token: x}\n"})
	must(t, s, "{apiVersion: v1, kind: Namespace, metadata: {name: team}}")
	id, _ := must(t, s, "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}")
	assert.Equal(t, "team/c", id, "the context's namespace is the default")
}
