package life_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/secretsmanager"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/kube"
	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/test/simtest"
)

// pulledWord must be nowhere in plain text but in the secret itself.
const pulledWord = "pulledWord-of-the-dock"

// password puts pulledWord into a secret of AWS.
func password(ctx *pulumi.Context) (*secretsmanager.SecretVersion, error) {
	secret, err := secretsmanager.NewSecret(ctx, "password", &secretsmanager.SecretArgs{
		Name: pulumi.String("dock/app/password"), RecoveryWindowInDays: pulumi.Int(0),
	})
	if err != nil {
		return nil, err
	}
	return secretsmanager.NewSecretVersion(ctx, "password", &secretsmanager.SecretVersionArgs{
		SecretId: secret.ID(), SecretString: pulumi.ToSecret(pulumi.String(`{"word":"` + pulledWord + `"}`)).(pulumi.StringOutput),
	})
}

// pull is an object that copies the password into the namespace app.
func pull(name string) map[string]any {
	return map[string]any{
		"apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret",
		"metadata": map[string]any{"name": name, "namespace": "app", "annotations": map[string]any{"pulumi.com/waitFor": "condition=Ready"}},
		"spec": map[string]any{
			"secretStoreRef": map[string]any{"kind": "ClusterSecretStore", "name": addons.SecretStore},
			"data":           []any{map[string]any{"secretKey": "word", "remoteRef": map[string]any{"key": "dock/app/password", "property": "word"}}},
		},
	}
}

// pulled is a cluster into which a secret of AWS is copied.
func pulled(prefix string, namespaces ...string) pulumi.RunFunc {
	return onEKS(minimalEKS, func(ctx *pulumi.Context, _ network.Placement, c cluster.Cluster) error {
		version, err := password(ctx)
		if err != nil {
			return err
		}
		store, err := addons.NewExternalSecrets(ctx, "secrets", &addons.ExternalSecretsArgs{
			Cluster: c, Prefixes: []string{prefix}, Namespaces: namespaces,
		})
		if err != nil {
			return err
		}
		app, err := space(ctx, c, "app")
		if err != nil {
			return err
		}
		after := append(append(store.Ready(), app...), version)
		_, err = kube.New(ctx, "password", kube.Unstructured(pull("password")), append(c.Options(), pulumi.DependsOn(after))...)
		return err
	})
}

func TestASecretOfAWSReachesTheClusterAndNotTheState(t *testing.T) {
	t.Parallel()
	s := simtest.New(t, pulled("dock/app/", "app"), simtest.On(established(t)))
	s.Up().NoError(t)
	settle(t, s)
	found := ""
	for _, o := range s.Cloud.World().Objects() {
		if o.Kind == "kubernetes:core/v1:Secret" && o.ID == "app/password" {
			found = o.Props.Map("data").Str("word")
		}
	}
	assert.Equal(t, base64.StdEncoding.EncodeToString([]byte(pulledWord)), found)
	for _, r := range s.State().Resources {
		if strings.HasPrefix(string(r.Type), "kubernetes:") {
			assert.NotContains(t, fmt.Sprint(r.Outputs.Mappable()), pulledWord, r.URN)
		}
	}
	s.Destroy().NoError(t)
	s.NothingLeft(t)
}

func TestAStoreReadsNoMoreThanItsPrefixesAndServesNoMoreThanItsNamespaces(t *testing.T) {
	t.Parallel()
	other := simtest.New(t, pulled("dock/other/", "app"), simtest.On(established(t)))
	other.Up().Failed(t, "is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:eu-central-1:111122223333:secret:dock/app/password-")
	foreign := simtest.New(t, pulled("dock/app/", "shop"), simtest.On(established(t)))
	foreign.Up().Failed(t, `using cluster store "aws-secrets-manager" is not allowed from namespace "app": denied by spec.condition`)
}

// private is a certificate of a cluster's own authority.
func private(names ...string) pulumi.RunFunc {
	return existing(func(ctx *pulumi.Context, c cluster.Cluster) error {
		manager, err := addons.NewCertManager(ctx, "certs", &addons.CertManagerArgs{Cluster: c, PrivateCA: true})
		if err != nil {
			return err
		}
		app, err := space(ctx, c, "app")
		if err != nil {
			return err
		}
		_, err = addons.NewIssuedCertificate(ctx, "app", &addons.IssuedCertificateArgs{
			CertManager: manager, Issuer: addons.PrivateCA, Namespace: "app", SecretName: "tls", Names: names, After: app,
		})
		return err
	})
}

func TestAPrivateAuthorityNeedsNoCloud(t *testing.T) {
	t.Parallel()
	s := through(t, simtest.New(t, private("app.dock.internal"), simtest.On(lab(t))),
		change{name: "a second name", to: private("app.dock.internal", "api.dock.internal"), does: []string{"~ Certificate app-certificate"}})
	onlyDefinitionsLeft(t, s)
	for _, o := range s.Cloud.World().Objects() {
		assert.NotEqual(t, kubernetes.KindOrder, o.Kind)
	}
}
