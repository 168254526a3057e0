package kubernetes_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/world"
)

const remote = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:dock/kept-AbCdEf"

const store = `{apiVersion: external-secrets.io/v1, kind: ClusterSecretStore, metadata: {name: aws}, spec: {provider: {aws: {service: SecretsManager, region: eu-central-1}}, conditions: [{namespaces: [app]}]}}`

// kept puts a secret with a value into the account.
func kept(w *world.World, tags map[string]any) {
	w.Seed(&world.Object{Kind: "aws:secretsmanager/secret:Secret", ID: remote, Scope: "eu-central-1", Props: world.Props{"arn": remote, "name": "dock/kept", "tags": tags}})
	w.Seed(&world.Object{Kind: "aws:secretsmanager/secretVersion:SecretVersion", ID: remote + "|1", Scope: "eu-central-1", Props: world.Props{
		"arn": remote, "secretId": remote, "secretString": `{"word":"old"}`, "versionStages": []any{"AWSCURRENT"},
	}})
}

func TestAnExternalSecretSyncsOnceItsStoreIsThere(t *testing.T) {
	w, s := lab(t)
	kept(w, nil)
	equipped(t, s)
	account(w, "reader", "external-secrets", "external-secrets", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"*"}]}`)
	for _, text := range []string{namespace, operator} {
		must(t, s, text)
	}
	pulled := "{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: kept, namespace: NS}, spec: {secretStoreRef: {kind: ClusterSecretStore, name: aws}, dataFrom: [{extract: {key: dock/kept}}]}}"
	must(t, s, strings.Replace(pulled, "NS", "app", 1))
	must(t, s, strings.Replace(pulled, "NS", "default", 1))
	assert.Equal(t, `False could not get ClusterSecretStore "aws", clustersecretstores.external-secrets.io "aws" not found`, statusOf(w, "ExternalSecret", "app/kept"))
	must(t, s, store)
	must(t, s, "{apiVersion: v1, kind: ConfigMap, metadata: {name: later, namespace: app}}")
	assert.Equal(t, "True secret synced", statusOf(w, "ExternalSecret", "app/kept"))
	assert.Equal(t, "old", secretOf(w, "app/kept", "word"))
	assert.Equal(t, `False using cluster store "aws" is not allowed from namespace "default": denied by spec.condition`, statusOf(w, "ExternalSecret", "default/kept"))
}

func TestAPushSecretWritesOnlyWhatItMayAndWhatIsMarked(t *testing.T) {
	const all = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:*","Resource":"` + remote + `"}]}`
	const read = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["secretsmanager:GetSecretValue","secretsmanager:DescribeSecret"],"Resource":"` + remote + `"}]}`
	marked := map[string]any{"managed-by": "external-secrets"}
	for name, tt := range map[string]struct {
		tags             map[string]any
		policy, key      string
		wrong, nextValue string
	}{
		"marked":       {marked, all, "dock/kept", "", `{"word":"new"}`},
		"not marked":   {nil, all, "dock/kept", "secret not managed by external-secrets", `{"word":"old"}`},
		"read only":    {marked, read, "dock/kept", "is not authorized to perform: secretsmanager:PutSecretValue on resource: " + remote, `{"word":"old"}`},
		"another name": {marked, all, "dock/lost", "ResourceNotFoundException: Secrets Manager can't find the specified secret.", `{"word":"old"}`},
	} {
		t.Run(name, func(t *testing.T) {
			w, s := lab(t)
			kept(w, tt.tags)
			equipped(t, s)
			account(w, "reader", "external-secrets", "external-secrets", tt.policy)
			for _, text := range []string{namespace, operator, store, "{apiVersion: v1, kind: Secret, metadata: {name: word, namespace: app}, stringData: {word: new}}"} {
				must(t, s, text)
			}
			_, _, err := apply(t, s, "{apiVersion: external-secrets.io/v1alpha1, kind: PushSecret, metadata: {name: word, namespace: app, annotations: {pulumi.com/waitFor: condition=Ready}}, "+
				"spec: {secretStoreRefs: [{kind: ClusterSecretStore, name: aws}], selector: {secret: {name: word}}, data: [{match: {remoteRef: {remoteKey: "+tt.key+"}}}]}}")
			if tt.wrong == "" {
				require.NoError(t, err)
			} else {
				require.Len(t, reasons(t, err), 1)
				assert.Contains(t, reasons(t, err)[0], tt.wrong)
			}
			current := ""
			for _, o := range w.Objects() {
				if strings.HasSuffix(o.Kind, ":SecretVersion") && len(o.Props.Strs("versionStages")) > 0 && o.Props.Strs("versionStages")[0] == "AWSCURRENT" {
					current += o.Props.Str("secretString")
				}
			}
			assert.Equal(t, tt.nextValue, current)
		})
	}
}

const balancers = `{apiVersion: helm.sh/v3, kind: Release, name: aws-load-balancer-controller, namespace: kube-system, chart: aws-load-balancer-controller, version: 3.5.0,
repositoryOpts: {repo: "https://aws.github.io/eks-charts"}, values: {clusterName: lab, enableServiceMutatorWebhook: SWITCH}}`

func TestWhileTheBalancerControllerIsAwayNoServiceIsTaken(t *testing.T) {
	for text, refused := range map[string]string{
		"true": `Internal error occurred: failed calling webhook "mservice.elbv2.k8s.aws": failed to call webhook: Post "https://aws-load-balancer-webhook-service.kube-system.svc:443/mutate-v1-service?timeout=10s": ` +
			`no endpoints available for service "aws-load-balancer-webhook-service"`,
		"false": "",
	} {
		w, s := lab(t)
		for _, text := range []string{namespace, web(), strings.Replace(balancers, "SWITCH", text, 1)} {
			must(t, s, text)
		}
		require.NoError(t, w.Mutate("cluster:lab", "away", func(c *world.Call) error {
			for _, p := range c.All("kubernetes:core/v1:Pod") {
				if strings.HasPrefix(p.ID, "kube-system/") {
					p.Props["ready"] = false
					p.Props.Map("spec")["nodeName"] = "n1"
					p.Props["requests"] = map[string]any{"cpuMilli": 99999.0}
				}
			}
			c.Everywhere("sim:index:KubernetesCluster")[0].Props["nodes"] = []any{}
			return nil
		}))
		_, _, err := apply(t, s, svc("spec:\n  selector: {app: web}", "spec:\n  externalName: x.example.com\n  type: ExternalName"))
		if refused != "" {
			assert.ErrorContains(t, err, refused)
			continue
		}
		assert.NoError(t, err)
	}
}

func TestAnAutoscalerKeepsADeploymentWithinItsBounds(t *testing.T) {
	scaler := func(least string) string {
		return "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web, namespace: app}, spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: " + least + ", maxReplicas: 4}}"
	}
	w, s := lab(t)
	must(t, s, namespace)
	must(t, s, web("  replicas: 2\n", ""))
	assert.Len(t, pods(w), 1, "one, where nobody says")
	id, _ := must(t, s, scaler("3"))
	assert.Len(t, pods(w), 3)
	_, err := change(t, s, id, scaler("2"))
	require.NoError(t, err)
	assert.Len(t, pods(w), 3, "it is within the bounds")
	_, err = change(t, s, "app/web", web("  replicas: 2\n", "", "web:1", "web:2"))
	require.NoError(t, err)
	assert.Len(t, pods(w), 3, "an update does not scale")
	_, err = change(t, s, "app/web", web("web:1", "web:2"))
	require.NoError(t, err)
	assert.Len(t, pods(w), 2, "what the Deployment itself says wins")

	w, s = lab(t)
	for _, text := range []string{namespace, web("  replicas: 2\n", ""), scaler("2")} {
		must(t, s, text)
	}
	assert.Len(t, pods(w), 2)
}
