package life_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/engine"
	"github.com/pulumi/pulumi/pkg/v3/resource/stack"
	"github.com/pulumi/pulumi/pkg/v3/secrets/b64"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/internal/helm"
	"github.com/drydock-iac/drydock/internal/kube"
	"github.com/drydock-iac/drydock/internal/versions"
	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/test/simtest"
)

// sentinel stands for every secret.
const sentinel = "sentinel-e1f0c7"

// exported is the state as `pulumi stack export` writes it, secrets sealed.
func exported(t *testing.T, s *simtest.Stack) string {
	t.Helper()
	snapshot := *s.State()
	snapshot.SecretsManager = b64.NewBase64SecretsManager()
	deployment, err := stack.SerializeDeployment(context.Background(), &snapshot, false)
	require.NoError(t, err)
	text, err := json.Marshal(deployment)
	require.NoError(t, err)
	return string(text)
}

// told is all that the engine says while it works: what a display, a log or
// the service that keeps updates gets to see.
func told(t *testing.T, r *simtest.Result) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(strings.Join(r.Diagnostics, "\n"))
	for _, e := range r.Events {
		switch e.Type {
		case engine.ResourcePreEvent:
			m := e.Payload().(engine.ResourcePreEventPayload).Metadata
			tell(t, &b, m)
		case engine.ResourceOutputsEvent:
			m := e.Payload().(engine.ResourceOutputsEventPayload).Metadata
			tell(t, &b, m)
		case engine.DiagEvent:
			b.WriteString(e.Payload().(engine.DiagEventPayload).Message)
		}
	}
	return b.String()
}

func tell(t *testing.T, b *strings.Builder, m engine.StepEventMetadata) {
	t.Helper()
	for _, side := range []*engine.StepEventStateMetadata{m.Old, m.New} {
		if side == nil {
			continue
		}
		for _, properties := range []resource.PropertyMap{side.Inputs, side.Outputs} {
			text, err := json.Marshal(properties)
			require.NoError(t, err)
			b.Write(text)
		}
	}
}

// token is what EKS hands out as one.
func token(s *simtest.Stack) string {
	config := s.State().Resources
	for _, r := range config {
		if r.Type == cluster.TypeEKS {
			text := r.Outputs["kubeconfig"].SecretValue().Element.StringValue()
			_, rest, _ := strings.Cut(text, `"token":"`)
			found, _, _ := strings.Cut(rest, `"`)
			return found
		}
	}
	return ""
}

// secretive passes the sentinel wherever a secret can be given.
func secretive(ctx *pulumi.Context, c cluster.Cluster) error {
	secret := pulumi.ToSecret(pulumi.String(sentinel)).(pulumi.StringOutput)
	manifest := kube.From(&corev1.Secret{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Secret"}, ObjectMeta: metav1.ObjectMeta{Name: "own", Namespace: "default"},
	})
	if _, err := kube.New(ctx, "own-plain", kube.From(&corev1.Secret{
		TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "Secret"},
		ObjectMeta: metav1.ObjectMeta{Name: "plain", Namespace: "default"}, StringData: map[string]string{"key": sentinel},
	}), c.Options()...); err != nil {
		return err
	}
	if _, err := kube.New(ctx, "own-secret", manifest.With(secret, "stringData", "key"), c.Options()...); err != nil {
		return err
	}
	chart := versions.Traefik()
	_, err := helm.NewRelease(ctx, "own-release", &helm.ReleaseArgs{
		Chart: chart.Name, Repository: chart.Repository, Version: chart.Version, Name: "own", Namespace: "default",
		Values: map[string]any{
			"additionalArguments": []any{secret}, "service": map[string]any{"spec": map[string]any{"type": "ClusterIP"}},
		},
		Username: pulumi.String("user"), Password: pulumi.String(sentinel),
	}, c.ReadyOptions()...)
	return err
}

// pointing is a kubeconfig with the sentinel as its token.
func pointing() string {
	return strings.Replace(kubernetes.Kubeconfig(server("lab")), `"token":"sim"`, `"token":"`+sentinel+`"`, 1)
}

func TestNoSecretIsInTheStateOrInWhatTheEngineTells(t *testing.T) {
	t.Parallel()
	require.Contains(t, pointing(), sentinel)
	s := simtest.New(t, func(ctx *pulumi.Context) error {
		x, err := cluster.NewExisting(ctx, "lab", &cluster.ExistingArgs{Kubeconfig: pulumi.String(pointing())})
		if err != nil {
			return err
		}
		ctx.Export("kubeconfig", x.Kubeconfig)
		ctx.Export("value", x.Cluster().Kubeconfig)
		return secretive(ctx, x.Cluster())
	}, simtest.On(lab(t)))
	for name, r := range map[string]*simtest.Result{"preview": s.Preview(), "up": s.Up(), "up again": s.Up(), "refresh": s.Refresh()} {
		r.NoError(t)
		assert.NotContains(t, told(t, r), sentinel, name)
	}
	text := exported(t, s)
	assert.NotContains(t, text, sentinel)
	assert.Contains(t, text, resource.SecretSig, "there are secrets, sealed")
	r := s.Destroy().NoError(t)
	assert.NotContains(t, told(t, r), sentinel)
}

func TestAKubeconfigHoldsATokenOnlyIfItWasAskedFor(t *testing.T) {
	t.Parallel()
	for auth, held := range map[cluster.Auth]bool{cluster.AuthExec: false, cluster.AuthToken: true} {
		t.Run(string(auth), func(t *testing.T) {
			s := simtest.New(t, onEKS(func(a *cluster.EKSArgs) { minimalEKS(a); a.Auth = auth }), simtest.On(established(t)))
			r := s.Up().NoError(t)
			kubeconfig := r.Resource(t, cluster.TypeEKS, "core").Outputs["kubeconfig"]
			require.True(t, kubeconfig.IsSecret())
			found := token(s)
			require.Equal(t, held, found != "", fmt.Sprint(kubeconfig.SecretValue().Element))
			if held {
				assert.NotContains(t, exported(t, s), found)
				assert.NotContains(t, told(t, r), found)
			}
		})
	}
}
