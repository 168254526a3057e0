package kubernetes_test

import (
	"bytes"
	"errors"
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
	assert.Empty(t, fails, "the chart is not rendered while values are unknown")
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
