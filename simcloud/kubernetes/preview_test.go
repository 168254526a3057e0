package kubernetes_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func TestAPreviewBearsWhatIsNotKnownYet(t *testing.T) {
	w := world.New("seed", kubernetes.Provider())
	w.SetPatience(time.Millisecond)
	s := session(t, w, world.Props{"kubeconfig": world.Unknown{}})
	_, in := object(t, traefik(""))
	delete(in, "apiVersion")
	delete(in, "kind")
	in["version"] = "9.9.9"
	in.Map("values")["env"] = []any{world.Unknown{}}
	in, fails, err := s.Check("urn:pulumi:dev::p::t::traefik", release, nil, in)
	require.NoError(t, err)
	assert.Empty(t, fails, "the chart is not looked for while values are unknown")
	_, out, err := s.Create("urn:pulumi:dev::p::t::traefik", release, in, true)
	require.NoError(t, err)
	assert.Equal(t, in, out)

	token, in := object(t, web())
	in.Map("spec")["replicas"] = world.Unknown{}
	in, fails, err = s.Check(urnOf(token, in), token, nil, in)
	require.NoError(t, err)
	assert.Empty(t, fails)
	_, _, err = s.Create(urnOf(token, in), token, in, true)
	require.NoError(t, err)
	assert.Empty(t, w.Objects(), "a preview makes nothing")
}

// rehearse previews the creation of an object.
func rehearse(t *testing.T, s *world.Session, text string) (world.Props, error) {
	t.Helper()
	token, in := object(t, text)
	id, out, err := s.Create(urnOf(token, in), token, in, true)
	assert.Empty(t, id)
	return out, err
}

func TestAPreviewAsksTheServerAboutWhatItWouldCreate(t *testing.T) {
	w, s := lab(t)
	must(t, s, namespace)
	must(t, s, web())
	must(t, s, svc("selector", "type: NodePort\n  selector", "port: 80", "port: 80, nodePort: 30080"))
	before := dump(t, w)
	const refused = `resource "urn:pulumi:dev::p::kubernetes:%s" was not successfully created by the Kubernetes API server: `
	for name, tt := range map[string]struct{ text, of, want string }{
		"an object": {web("name: web, namespace", "name: other, namespace"), "", ""},
		"an invalid one": {web("name: web, namespace", "name: other, namespace", "replicas: 2", "replicas: -1"), "apps/v1:Deployment::other",
			`Deployment.apps "other" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0`},
		"a misspelt field": {web("name: web, namespace", "name: other, namespace", "replicas:", "replica:"), "apps/v1:Deployment::other",
			`failed to create typed patch object (app/other; apps/v1, Kind=Deployment): .spec.replica: field not declared in schema`},
		"a port that is taken": {svc("name: web,", "name: other,", "selector", "type: NodePort\n  selector", "port: 80", "port: 80, nodePort: 30080"), "core/v1:Service::other",
			`Service "other" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated`},
		"a pod that finds no room":              {web("name: web, namespace", "name: other, namespace", "cpu: 100m", "cpu: 9"), "", ""},
		"an object that is there":               {web(), "", ""},
		"a namespace to come":                   {web("namespace: app", "namespace: later"), "", ""},
		"a kind to come":                        {"{apiVersion: traefik.io/v1alpha1, kind: Middleware, metadata: {name: m, namespace: app}}", "", ""},
		"an invalid one in a namespace to come": {"{apiVersion: v1, kind: ConfigMap, metadata: {name: UPPER, namespace: later}}", "", ""},
		"a pod of a priority that is not there": {"{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: app}, spec: {priorityClassName: ghost, containers: [{name: c, image: a}]}}", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := rehearse(t, s, tt.text)
			if tt.want != "" {
				assert.EqualError(t, err, fmt.Sprintf(refused, tt.of)+tt.want)
				return
			}
			require.NoError(t, err)
			assert.NotContains(t, out, "status")
			assert.Equal(t, before, dump(t, w))
		})
	}
}

func TestAPreviewShowsWhatTheServerWouldFillIn(t *testing.T) {
	_, s := lab(t)
	must(t, s, namespace)
	out, err := rehearse(t, s, web())
	require.NoError(t, err)
	assert.NotEmpty(t, out.Map("metadata").Str("uid"))
	out, err = rehearse(t, s, web("namespace: app", "namespace: later"))
	require.NoError(t, err)
	assert.Empty(t, out.Map("metadata").Str("uid"), "for a namespace to come the provider shows the inputs")
}

func TestAPreviewMeetsTheWebhooks(t *testing.T) {
	_, s := lab(t)
	must(t, s, namespace)
	must(t, s, "{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: {name: gate}, webhooks: [{name: gate.example.com, "+
		"admissionReviewVersions: [v1], sideEffects: None, clientConfig: {service: {name: gate, namespace: app}}, rules: [{apiGroups: [''], apiVersions: [v1], resources: [configmaps], operations: [CREATE]}]}]}")
	_, err := rehearse(t, s, "{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: app}}")
	assert.ErrorContains(t, err, `failed calling webhook "gate.example.com": failed to call webhook: Post "https://gate.app.svc:443?timeout=10s": service "gate" not found`)
}

func TestAPreviewAsksTheServerAboutWhatItWouldUpdate(t *testing.T) {
	w, s := lab(t)
	must(t, s, namespace)
	id, stored := must(t, s, web())
	before := dump(t, w)
	try := func(id, text string) (world.Props, error) {
		token, in := object(t, text)
		return s.Update(urnOf(token, in), token, id, in, stored, true)
	}
	out, err := try(id, web("replicas: 2", "replicas: 3"))
	require.NoError(t, err)
	assert.Equal(t, 3, out.Map("spec").Int("replicas"))
	_, err = try(id, web("replicas: 2", "replicas: -1"))
	var u *world.Unfinished
	require.ErrorAs(t, err, &u)
	assert.EqualError(t, err, `the Kubernetes API server reported that "app/web" failed to fully initialize or become live: `+
		`Deployment.apps "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0`)
	_, err = try(id, web("replicas: 2", "replicas: {}"))
	assert.ErrorContains(t, err, "cannot be handled as a Deployment")
	_, err = try("app/gone", web())
	assert.ErrorIs(t, err, world.ErrGone)
	assert.Equal(t, before, dump(t, w))
}

func TestWhatMayStillComeIsToldFromWhatIsWrong(t *testing.T) {
	waits := func(err error) bool {
		var w interface{ Waiting() bool }
		return errors.As(err, &w) && w.Waiting()
	}
	_, s := lab(t)
	_, _, err := apply(t, s, web())
	assert.True(t, waits(err), "the namespace may still be made")
	_, _, err = apply(t, s, "{apiVersion: traefik.io/v1alpha1, kind: Middleware, metadata: {name: m}}")
	assert.True(t, waits(err), "the definition may still be made")
	must(t, s, namespace)
	_, _, err = apply(t, s, svc())
	assert.True(t, waits(err), "the pods may still become ready")
	_, _, err = apply(t, s, web("replicas: 2", "replicas: -1"))
	assert.False(t, waits(err))
	_, _, err = apply(t, s, namespace)
	assert.False(t, waits(err))
}

func TestASavedClusterGoesOnWhereItWas(t *testing.T) {
	w, s := lab(t)
	must(t, s, namespace)
	id, _ := must(t, s, web())
	release, _ := must(t, s, traefik(""))
	saved := dump(t, w)

	again := world.New("another", kubernetes.Provider())
	require.NoError(t, again.Load(bytes.NewReader([]byte(saved))))
	s = session(t, again, world.Props{"kubeconfig": kubernetes.Kubeconfig(server)})
	_, err := change(t, s, id, web("replicas: 2", "replicas: 1"))
	require.NoError(t, err)
	_, in := object(t, traefik("  deployment: {replicas: 2}\n"))
	_, err = s.Update("urn:pulumi:dev::p::t::traefik", "kubernetes:helm.sh/v3:Release", release, in, nil, false)
	require.NoError(t, err)
	names := ""
	for _, p := range pods(again) {
		names += p.ID[:strings.Index(p.ID, "-")] + " "
	}
	assert.Equal(t, "app/web traefik/traefik traefik/traefik ", names)
}
