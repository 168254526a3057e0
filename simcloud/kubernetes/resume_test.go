package kubernetes_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// unfinished are the sentences about an object that is there without being
// ready.
func unfinished(t *testing.T, err error) []string {
	t.Helper()
	var u *world.Unfinished
	require.ErrorAs(t, err, &u)
	assert.False(t, u.Untouched)
	return u.Reasons
}

func TestAnObjectThatDoesNotBecomeReadyIsThereAllTheSame(t *testing.T) {
	w, s := lab(t)
	must(t, s, namespace)
	needy := web("image: example.com/web:1", "image: example.com/web:1\n        envFrom: [{secretRef: {name: keys}}]")
	id, out, err := apply(t, s, needy)
	assert.Equal(t, "app/web", id)
	assert.Equal(t, 0, out.Map("status").Int("readyReplicas"))
	why := unfinished(t, err)
	assert.Equal(t, `resource "urn:pulumi:dev::p::kubernetes:apps/v1:Deployment::web" was successfully created, but the Kubernetes API server reported that it failed to `+
		`fully initialize or become live: 'web' timed out waiting to be Ready`, why[0])
	assert.Len(t, pods(w), 2)

	_, err = change(t, s, id, needy)
	assert.Equal(t, `the Kubernetes API server reported that "app/web" failed to fully initialize or become live: 'web' timed out waiting to be Ready`, unfinished(t, err)[0])
	assert.Len(t, pods(w), 2, "an update goes on with the pods that are there")

	_, _, err = s.Read(urnOf("kubernetes:apps/v1:Deployment", world.Props{}), "kubernetes:apps/v1:Deployment", id)
	why = unfinished(t, err)
	assert.Equal(t, "Resource 'web' was created but failed to initialize", why[0])
	assert.Contains(t, why[3], `secret "keys" not found`)

	must(t, s, "{apiVersion: v1, kind: Secret, metadata: {name: keys, namespace: app}}")
	mend(t, s, needy)
	_, out, err = s.Read(urnOf("kubernetes:apps/v1:Deployment", world.Props{}), "kubernetes:apps/v1:Deployment", id)
	require.NoError(t, err)
	assert.Equal(t, 2, out.Map("status").Int("readyReplicas"))
	require.NoError(t, s.Delete(urnOf("kubernetes:apps/v1:Deployment", world.Props{}), "kubernetes:apps/v1:Deployment", id, nil))
	assert.Empty(t, pods(w))
}

func TestAJobGoesOnWhereItStopped(t *testing.T) {
	const job = `{apiVersion: batch/v1, kind: Job, metadata: {name: once, namespace: app}, spec: {completions: 2, template: {spec: {restartPolicy: Never, %s
containers: [{name: c, image: a, env: [{name: A, valueFrom: {secretKeyRef: {name: keys, key: a}}}]}]}}}}`
	for name, tt := range map[string]struct{ spec, repair, why string }{
		"a secret that is late":   {"", "{apiVersion: v1, kind: Secret, metadata: {name: keys, namespace: app}, stringData: {a: x}}", `secret "keys" not found`},
		"an account that is late": {"serviceAccountName: runner,", "{apiVersion: v1, kind: ServiceAccount, metadata: {name: runner, namespace: app}}", `serviceaccount "runner" not found`},
	} {
		t.Run(name, func(t *testing.T) {
			w, s := lab(t)
			must(t, s, namespace)
			if tt.spec != "" {
				must(t, s, "{apiVersion: v1, kind: Secret, metadata: {name: keys, namespace: app}, stringData: {a: x}}")
			}
			text := strings.Replace(job, "%s", tt.spec, 1)
			_, _, err := apply(t, s, text)
			why := unfinished(t, err)
			assert.Contains(t, why[len(why)-1], tt.why)
			_, err = change(t, s, "app/once", text)
			assert.Contains(t, strings.Join(unfinished(t, err), "\n"), tt.why, "nothing has changed")
			must(t, s, tt.repair)
			out := mend(t, s, text)
			assert.Equal(t, 2, out.Map("status").Int("succeeded"))
			for _, p := range pods(w) {
				assert.Equal(t, "Succeeded", p.Props.Map("status").Str("phase"))
			}
			assert.Len(t, pods(w), 2)
			mend(t, s, text)
		})
	}
}

func TestAPodThatIsNotReadyIsLookedAtAgain(t *testing.T) {
	const pod = "{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: app}, spec: {containers: [{name: c, image: a, envFrom: [{configMapRef: {name: late}}]}]}}"
	_, s := lab(t)
	must(t, s, namespace)
	_, _, err := apply(t, s, pod)
	assert.Contains(t, unfinished(t, err)[1], `configmap "late" not found`)
	_, err = change(t, s, "app/p", pod)
	assert.Contains(t, unfinished(t, err)[1], `configmap "late" not found`)
	must(t, s, "{apiVersion: v1, kind: ConfigMap, metadata: {name: late, namespace: app}}")
	mend(t, s, pod)
}

func TestAServiceWithoutPodsIsNotHealthy(t *testing.T) {
	_, s := lab(t)
	must(t, s, namespace)
	_, _, err := apply(t, s, svc())
	unfinished(t, err)
	read := func() error {
		_, _, err := s.Read("urn:pulumi:dev::p::kubernetes:core/v1:Service::web", "kubernetes:core/v1:Service", "app/web")
		return err
	}
	assert.Contains(t, unfinished(t, read())[1], "Service does not target any Pods.")
	must(t, s, web())
	require.NoError(t, read())
}
