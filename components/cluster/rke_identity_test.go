package cluster_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/internal/versions"
)

const issuer = "https://dev-issuer-bucket.s3.eu-central-1.amazonaws.com"

func TestAWSFindsThePublicKeyOfTheTokensWhereTheirIssuerSays(t *testing.T) {
	m := rke(t, func(*cluster.RKEArgs) {})
	keys, discovery := m.inputs("dev-issuer-keys-object"), m.inputs("dev-issuer-discovery-object")
	assert.Equal(t, []any{"keys.json", "application/json"}, []any{keys["key"], keys["contentType"]})
	assert.Contains(t, keys["content"], `"x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4"`)
	assert.Equal(t, []any{".well-known/openid-configuration", "application/json"}, []any{discovery["key"], discovery["contentType"]})
	assert.Contains(t, discovery["content"], `"issuer":"`+issuer+`","jwks_uri":"`+issuer+`/keys.json"`)
	assert.Equal(t, map[string]any{
		"url": issuer, "clientIdLists": []any{"sts.amazonaws.com"}, "tags": map[string]any{"Name": "dev-oidc", "team": "platform"},
	}, m.inputs("dev-oidc"))
	assert.Contains(t, m.after("dev-oidc"), "dev-issuer-discovery-object", "IAM looks at the issuer when it is told of it")
	assert.Contains(t, m.after("dev-oidc"), "dev-issuer-keys-object")
	assert.Contains(t, m.after("dev-issuer-keys-object"), "dev-issuer-policy", "an object that nobody can read is no document")
	for _, key := range []string{"0", "2"} {
		assert.Equal(t, []any{
			"service-account-issuer=" + issuer, "service-account-issuer=https://kubernetes.default.svc.cluster.local",
			"service-account-jwks-uri=" + issuer + "/keys.json",
		}, settings(t, m.document(t, "dev-template-server-"+key))["kube-apiserver-arg"])
	}
	assert.NotContains(t, settings(t, m.document(t, "dev-template-agent-general")), "kube-apiserver-arg")
}

func TestTheWebhookIsThereBeforeThePodsThatNeedIt(t *testing.T) {
	m := rke(t, func(*cluster.RKEArgs) {})
	release, chart := m.inputs("dev-webhook"), versions.PodIdentityWebhook()
	assert.Equal(t, []any{chart.Name, chart.Version, "pod-identity", true}, []any{release["chart"], release["version"], release["namespace"], release["atomic"]})
	values := release["values"].(map[string]any)
	assert.Equal(t, map[string]any{
		"certManager": map[string]any{"enabled": false}, "existingSecret": "pod-identity-webhook-tls", "caBundle": "certificate dev-webhook-cert\n",
	}, values["pki"])
	assert.Equal(t, []any{2.0, map[string]any{"node-role.kubernetes.io/control-plane": "true"}}, []any{values["replicaCount"], values["nodeSelector"]})
	assert.Equal(t, map[string]any{"failurePolicy": "Ignore"}, values["mutatingWebhook"])
	assert.Equal(t, map[string]any{"defaultAwsRegion": "eu-central-1"}, values["config"])
	assert.Contains(t, m.after("dev-webhook"), "dev-server-2")
	assert.NotContains(t, m.after("dev-webhook"), "dev-agent-general", "it needs servers only")
	assert.Equal(t, []any{"amazon-eks-pod-identity-webhook.pod-identity.svc", "amazon-eks-pod-identity-webhook.pod-identity.svc.cluster.local"},
		m.inputs("dev-webhook-cert")["dnsNames"])
	assert.True(t, m.Named("dev-webhook-secret").Args.Inputs["stringData"].IsSecret())

	one := rke(t, func(a *cluster.RKEArgs) { a.Servers.Count = 1 }).inputs("dev-webhook")["values"].(map[string]any)
	assert.Equal(t, []any{1.0, map[string]any{"enabled": false, "maxUnavailable": 1.0}}, []any{one["replicaCount"], one["podDisruptionBudget"]},
		"a budget for one pod would keep its node from being drained")
}

func TestWorkloadsOnRKEGetTheirRoleByTokens(t *testing.T) {
	m := newMocks(computedRKE)
	m.Run(t, func(ctx *pulumi.Context) error {
		r, err := cluster.NewRKE(ctx, "dev", goodRKE())
		if err != nil {
			return err
		}
		w, err := cluster.NewWorkloadRole(ctx, "w", &cluster.WorkloadRoleArgs{
			Cluster: r.Cluster(), Namespace: "app", ServiceAccount: "worker",
			Policies: map[string]identity.Source{"read": identity.Allow([]string{"s3:GetObject"}, "arn:aws:s3:::x/*")},
		})
		if err != nil {
			return err
		}
		assert.Contains(t, w.Annotations(), "eks.amazonaws.com/role-arn")
		assert.Len(t, w.Ready(), 3, "the policy, the webhook and IAM's trust")
		return nil
	})
	trust := m.inputs("w-pods-role")["assumeRolePolicy"]
	assert.Contains(t, trust, `"`+strings.TrimPrefix(issuer, "https://")+`:sub":["system:serviceaccount:app:worker"]`)
	assert.Contains(t, trust, `"Federated":["arn:aws:x:::dev-oidc"]`)
}

func TestWithoutIdentityNothingIsPublic(t *testing.T) {
	m := rke(t, func(a *cluster.RKEArgs) { a.DisableIdentity = true })
	for _, r := range m.All() {
		assert.False(t, strings.HasPrefix(r.Name, "dev-issuer") || strings.HasPrefix(r.Name, "dev-webhook") || r.Name == "dev-oidc", r.Name)
	}
	assert.NotContains(t, settings(t, m.document(t, "dev-template-server-0")), "kube-apiserver-arg")
	assert.Empty(t, slices.DeleteFunc(m.named("aws:s3/bucketV2:BucketV2"), func(n string) bool { return n == "" }))
}
