package kube_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/drydock-iac/drydock/internal/kube"
	"github.com/drydock-iac/drydock/internal/versions"
)

func TestTokensAreThoseOfThePulumiKubernetesProvider(t *testing.T) {
	for _, c := range []struct{ apiVersion, kind, want string }{
		{"v1", "Namespace", "kubernetes:core/v1:Namespace"},
		{"apps/v1", "Deployment", "kubernetes:apps/v1:Deployment"},
		{"networking.k8s.io/v1", "Ingress", "kubernetes:networking.k8s.io/v1:Ingress"},
		{"policy/v1", "PodDisruptionBudget", "kubernetes:policy/v1:PodDisruptionBudget"},
		{"autoscaling/v2", "HorizontalPodAutoscaler", "kubernetes:autoscaling/v2:HorizontalPodAutoscaler"},
		{"rbac.authorization.k8s.io/v1", "ClusterRole", "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole"},
		{"gateway.networking.k8s.io/v1", "HTTPRoute", "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute"},
	} {
		t.Run(c.kind, func(t *testing.T) {
			m := kube.Unstructured(map[string]any{"apiVersion": c.apiVersion, "kind": c.kind})
			assert.Equal(t, c.want, m.Token())
		})
	}
}

func TestManifestsThatCannotBeRegisteredSayWhy(t *testing.T) {
	named := metav1.ObjectMeta{Name: "x"}
	typed := metav1.TypeMeta{APIVersion: "v1", Kind: "ConfigMap"}
	list := kube.Unstructured(map[string]any{
		"apiVersion": "v1", "kind": "Thing", "metadata": map[string]any{"name": "x"}, "items": []any{"a"}, "count": 1,
	})
	for _, c := range []struct {
		name     string
		manifest kube.Manifest
		want     string
	}{
		{"nothing set", kube.From(&corev1.ConfigMap{}), "kubernetes object \"o\": apiVersion: not set: set TypeMeta.APIVersion\n" +
			"kind: not set: set TypeMeta.Kind\nmetadata.name: not set: name the object"},
		{"no type", kube.From(&corev1.ConfigMap{ObjectMeta: named}),
			"kubernetes object \"o\": apiVersion: not set: set TypeMeta.APIVersion\nkind: not set: set TypeMeta.Kind"},
		{"no name", kube.From(&corev1.ConfigMap{TypeMeta: typed}), `kubernetes object "o": metadata.name: not set: name the object`},
		{"an index beyond the list", list.With(pulumi.String("b"), "items", "1"),
			`kubernetes object "o": field items.1: "1" is not the index of one of 1 items`},
		{"a path below a number", list.With(pulumi.String("b"), "count", "x"),
			`kubernetes object "o": field count.x: "x" lies below a value that is no map and no list`},
		{"no path", list.With(pulumi.String("b")), `kubernetes object "o": field: no path given: name the field to lay a value over`},
		{"a value of no kind", kube.Unstructured(map[string]any{
			"apiVersion": "v1", "kind": "Thing", "metadata": map[string]any{"name": "x"}, "spec": map[string]any{"c": []any{struct{}{}}},
		}), `kubernetes object "o": spec: c: [0]: a value of type struct {}: use maps, slices, strings, booleans, numbers or Pulumi inputs`},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := &mocks{}
			require.EqualError(t, m.run(c.manifest), c.want)
			assert.Empty(t, m.all, "nothing may be registered")
		})
	}
}

func TestATypedObjectBecomesTheInputsThatItsJSONHas(t *testing.T) {
	m := &mocks{}
	require.NoError(t, m.run(kube.From(&appsv1.Deployment{
		TypeMeta:   metav1.TypeMeta{APIVersion: "apps/v1", Kind: "Deployment"},
		ObjectMeta: metav1.ObjectMeta{Name: "x", Namespace: "n"},
		Spec: appsv1.DeploymentSpec{Template: corev1.PodTemplateSpec{Spec: corev1.PodSpec{
			Volumes: []corev1.Volume{{Name: "tmp", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}}},
		}}},
		Status: appsv1.DeploymentStatus{Replicas: 3},
	})))
	got := m.all["o"]
	assert.Equal(t, "kubernetes:apps/v1:Deployment", got.TypeToken)
	assert.Equal(t, versions.PulumiKubernetes, got.RegisterRPC.GetVersion())
	inputs := got.Inputs.Mappable()
	assert.NotContains(t, inputs, "status")
	assert.Equal(t, map[string]any{"name": "x", "namespace": "n"}, inputs["metadata"])
	pod := inputs["spec"].(map[string]any)["template"].(map[string]any)
	assert.NotContains(t, pod["metadata"], "creationTimestamp")
	assert.Equal(t, []any{map[string]any{"name": "tmp", "emptyDir": map[string]any{}}}, pod["spec"].(map[string]any)["volumes"])
}

func TestAnOverlayLeavesTheOriginalAsItWas(t *testing.T) {
	account := kube.From(&corev1.ServiceAccount{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "ServiceAccount"}, ObjectMeta: metav1.ObjectMeta{Name: "x"},
	})
	m := &mocks{}
	require.NoError(t, m.run(account.With(pulumi.String("arn:role").ToStringOutput(), "metadata", "annotations", "a.b/role")))
	assert.Equal(t, map[string]any{"name": "x", "annotations": map[string]any{"a.b/role": "arn:role"}},
		m.all["o"].Inputs.Mappable()["metadata"])
	plain := &mocks{}
	require.NoError(t, plain.run(account))
	assert.Equal(t, map[string]any{"name": "x"}, plain.all["o"].Inputs.Mappable()["metadata"])
}

func TestTheContentOfASecretIsSecret(t *testing.T) {
	m := &mocks{}
	require.NoError(t, m.run(kube.From(&corev1.Secret{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Secret"}, ObjectMeta: metav1.ObjectMeta{Name: "x"},
		Data: map[string][]byte{"key": []byte("sentinel")},
	}).With(pulumi.String("other"), "stringData", "token")))
	got := m.all["o"]
	for _, key := range []resource.PropertyKey{"data", "stringData"} {
		assert.True(t, got.Inputs[key].IsSecret(), "%s is %v", key, got.Inputs[key])
	}
	assert.ElementsMatch(t, []string{"data", "stringData"}, got.RegisterRPC.GetAdditionalSecretOutputs())
}

func TestNamesAreKnownAtOnceAndAsOutputs(t *testing.T) {
	m := &mocks{}
	var object *kube.Object
	var waited string
	require.NoError(t, pulumi.RunErr(func(ctx *pulumi.Context) (err error) {
		object, err = kube.New(ctx, "o", kube.Unstructured(map[string]any{
			"apiVersion": "v1", "kind": "Thing", "metadata": map[string]any{"name": "x", "namespace": "n"},
		}))
		if err != nil {
			return err
		}
		ctx.Export("name", object.NameOutput().ApplyT(func(n string) string { waited = n; return n }))
		return nil
	}, pulumi.WithMocks("project", "stack", m)))
	assert.Equal(t, "n/x", object.Namespace()+"/"+object.Name())
	assert.Equal(t, "x", waited)
}

// mocks record what is registered and give the inputs back.
type mocks struct {
	mu  sync.Mutex
	all map[string]pulumi.MockResourceArgs
}

func (m *mocks) run(manifest kube.Manifest) error {
	err := pulumi.RunErr(func(ctx *pulumi.Context) error {
		_, err := kube.New(ctx, "o", manifest)
		return err
	}, pulumi.WithMocks("project", "stack", m))
	return unwrapped{err}.first()
}

// unwrapped strips what the SDK puts around a program's error.
type unwrapped struct{ err error }

func (u unwrapped) first() error {
	if u.err == nil {
		return nil
	}
	if joined, ok := u.err.(interface{ WrappedErrors() []error }); ok {
		return joined.WrappedErrors()[0]
	}
	return u.err
}

func (m *mocks) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) { return nil, nil }

func (m *mocks) NewResource(a pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.all == nil {
		m.all = map[string]pulumi.MockResourceArgs{}
	}
	m.all[a.Name] = a
	return strings.ToLower(a.Name), a.Inputs, nil
}
