package kube_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/drydock-iac/drydock/internal/kube"
	"github.com/drydock-iac/drydock/internal/recorder"
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
			m := &recorder.Recorder{}
			require.EqualError(t, try(m, c.manifest), c.want)
			assert.Empty(t, m.All(), "nothing may be registered")
		})
	}
}

func TestATypedObjectBecomesTheInputsThatItsJSONHas(t *testing.T) {
	m := &recorder.Recorder{}
	require.NoError(t, try(m, kube.From(&appsv1.Deployment{
		TypeMeta:   metav1.TypeMeta{APIVersion: "apps/v1", Kind: "Deployment"},
		ObjectMeta: metav1.ObjectMeta{Name: "x", Namespace: "n"},
		Spec: appsv1.DeploymentSpec{Template: corev1.PodTemplateSpec{Spec: corev1.PodSpec{
			Volumes: []corev1.Volume{{Name: "tmp", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}}},
		}}},
		Status: appsv1.DeploymentStatus{Replicas: 3},
	})))
	got := m.Named("o")
	assert.Equal(t, "kubernetes:apps/v1:Deployment", got.Token)
	assert.Equal(t, versions.PulumiKubernetes, got.Args.RegisterRPC.GetVersion())
	inputs := got.Inputs
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
	m := &recorder.Recorder{}
	require.NoError(t, try(m, account.With(pulumi.String("arn:role").ToStringOutput(), "metadata", "annotations", "a.b/role")))
	assert.Equal(t, map[string]any{"name": "x", "annotations": map[string]any{"a.b/role": "arn:role"}},
		m.Named("o").Inputs["metadata"])
	plain := &recorder.Recorder{}
	require.NoError(t, try(plain, account))
	assert.Equal(t, map[string]any{"name": "x"}, plain.Named("o").Inputs["metadata"])
}

func TestTheContentOfASecretIsSecret(t *testing.T) {
	m := &recorder.Recorder{}
	require.NoError(t, try(m, kube.From(&corev1.Secret{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Secret"}, ObjectMeta: metav1.ObjectMeta{Name: "x"},
		Data: map[string][]byte{"key": []byte("sentinel")},
	}).With(pulumi.String("other"), "stringData", "token")))
	got := m.Named("o")
	for _, key := range []resource.PropertyKey{"data", "stringData"} {
		assert.True(t, got.Args.Inputs[key].IsSecret(), "%s is %v", key, got.Args.Inputs[key])
	}
	assert.ElementsMatch(t, []string{"data", "stringData"}, got.Args.RegisterRPC.GetAdditionalSecretOutputs())
}

func TestNamesAreKnownAtOnceAndAsOutputs(t *testing.T) {
	m := &recorder.Recorder{}
	var object *kube.Object
	var waited string
	require.NoError(t, m.Try(func(ctx *pulumi.Context) (err error) {
		object, err = kube.New(ctx, "o", kube.Unstructured(map[string]any{
			"apiVersion": "v1", "kind": "Thing", "metadata": map[string]any{"name": "x", "namespace": "n"},
		}))
		if err != nil {
			return err
		}
		ctx.Export("name", object.NameOutput().ApplyT(func(n string) string { waited = n; return n }))
		return nil
	}))
	assert.Equal(t, "n/x", object.Namespace()+"/"+object.Name())
	assert.Equal(t, "x", waited)
}

// try registers a manifest under the name "o".
func try(r *recorder.Recorder, manifest kube.Manifest) error {
	err := r.Try(func(ctx *pulumi.Context) error {
		_, err := kube.New(ctx, "o", manifest)
		return err
	})
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
