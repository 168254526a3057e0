package kubernetes_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const server = "https://lab.example.com"

// lab is a cluster of two nodes in two zones with 2 cores and 4 GiB each.
func lab(t *testing.T) (*world.World, *world.Session) {
	t.Helper()
	return labOf(t, "seed",
		kubernetes.Node{Name: "n1", Zone: "a", Address: "10.0.0.11", CPUMilli: 2000, MemoryMiB: 4096},
		kubernetes.Node{Name: "n2", Zone: "b", Address: "10.0.0.12", CPUMilli: 2000, MemoryMiB: 4096})
}

func labOf(t *testing.T, seed string, nodes ...kubernetes.Node) (*world.World, *world.Session) {
	t.Helper()
	w := world.New(seed, kubernetes.Provider())
	w.SetPatience(time.Millisecond)
	w.Seed(kubernetes.NewCluster("lab", server, nodes...))
	return w, session(t, w, world.Props{"kubeconfig": kubernetes.Kubeconfig(server)})
}

func session(t *testing.T, w *world.World, config world.Props) *world.Session {
	t.Helper()
	s, err := w.Session("kubernetes")
	require.NoError(t, err)
	s.Configure(config)
	return s
}

// object reads a manifest and the Pulumi token that it belongs to.
func object(t *testing.T, text string) (string, world.Props) {
	t.Helper()
	var v map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(strings.ReplaceAll(text, "\t", "  ")), &v))
	raw, err := json.Marshal(v)
	require.NoError(t, err)
	var p map[string]any
	require.NoError(t, json.Unmarshal(raw, &p))
	in := world.Props(p)
	group := in.Str("apiVersion")
	if !strings.Contains(group, "/") {
		group = "core/" + group
	}
	return "kubernetes:" + group + ":" + in.Str("kind"), in
}

func urnOf(token string, in world.Props) string {
	return "urn:pulumi:dev::p::" + token + "::" + in.Map("metadata").StrOr("name", in.StrOr("name", "unnamed"))
}

func apply(t *testing.T, s *world.Session, text string) (string, world.Props, error) {
	t.Helper()
	token, in := object(t, text)
	return s.Create(urnOf(token, in), token, in, false)
}

func must(t *testing.T, s *world.Session, text string) (string, world.Props) {
	t.Helper()
	id, out, err := apply(t, s, text)
	require.NoError(t, err)
	return id, out
}

func change(t *testing.T, s *world.Session, id, text string) (world.Props, error) {
	t.Helper()
	token, in := object(t, text)
	return s.Update(urnOf(token, in), token, id, in, nil, false)
}

// mend updates an object that was made without becoming ready.
func mend(t *testing.T, s *world.Session, text string) world.Props {
	t.Helper()
	_, in := object(t, text)
	meta := in.Map("metadata")
	id := meta.Str("name")
	if ns := meta.Str("namespace"); ns != "" {
		id = ns + "/" + id
	}
	out, err := change(t, s, id, text)
	require.NoError(t, err)
	return out
}

const namespace = "{apiVersion: v1, kind: Namespace, metadata: {name: app}}"

// web is a deployment; the replacements change it.
func web(replace ...string) string {
	return strings.NewReplacer(replace...).Replace(`
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: app}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: example.com/web:1
        ports: [{name: http, containerPort: 7777}]
        resources: {requests: {cpu: 100m, memory: 64Mi}}
`)
}

func svc(replace ...string) string {
	return strings.NewReplacer(replace...).Replace(`
apiVersion: v1
kind: Service
metadata: {name: web, namespace: app}
spec:
  selector: {app: web}
  ports: [{name: http, port: 80, targetPort: http}]
`)
}

func pods(w *world.World) []world.Object {
	var out []world.Object
	for _, o := range w.Objects() {
		if o.Kind == "kubernetes:core/v1:Pod" {
			out = append(out, o)
		}
	}
	return out
}
