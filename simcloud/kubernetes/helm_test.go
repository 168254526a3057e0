package kubernetes_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const release = "kubernetes:helm.sh/v3:Release"

// traefik is a release published on a node port; values are further ones.
func traefik(values string) string {
	return `
apiVersion: helm.sh/v3
kind: Release
name: traefik
namespace: traefik
createNamespace: true
chart: traefik
version: 41.3.0
repositoryOpts: {repo: "https://traefik.github.io/charts"}
values:
  service: {spec: {type: NodePort}}
  ports: {web: {nodePort: 30080}}
` + values
}

func TestAWrongReleaseFailsItsCheck(t *testing.T) {
	const tail = "; check the chart name and repository configuration."
	for name, tt := range map[string]struct{ from, to, property, want string }{
		"version":        {"41.3.0", "9.9.9", "chart", `chart "traefik" version "9.9.9" not found in https://traefik.github.io/charts repository` + tail},
		"chart":          {"chart: traefik", "chart: treafik", "chart", `chart "treafik" version "41.3.0" not found in https://traefik.github.io/charts repository` + tail},
		"repository":     {"traefik.github.io", "charts.invalid", "chart", `looks like "https://charts.invalid/charts" is not a valid chart repository or cannot be reached: Get "https://charts.invalid/charts/index.yaml": dial tcp: lookup charts.invalid: no such host` + tail},
		"no repository":  {`{repo: "https://traefik.github.io/charts"}`, "{}", "chart", "repo traefik not found" + tail},
		"unknown input":  {"createNamespace", "createNamespaces", "createNamespaces", `Invalid or unknown key "createNamespaces"`},
		"chart left out": {"chart: traefik", "description: x", "chart", "missing required property 'chart'"},
	} {
		t.Run(name, func(t *testing.T) {
			_, s := lab(t)
			_, in := object(t, strings.Replace(traefik(""), tt.from, tt.to, 1))
			delete(in, "apiVersion")
			delete(in, "kind")
			_, fails, err := s.Check("urn:pulumi:dev::p::t::traefik", release, nil, in)
			require.NoError(t, err)
			assert.Equal(t, []world.Failure{{Property: tt.property, Reason: tt.want}}, fails)
		})
	}
}

func TestValuesAgainstTheChartsSchemaShowWhenItIsInstalled(t *testing.T) {
	for name, tt := range map[string]struct{ from, to, want string }{
		"value":        {"service:", "servce: {}\n  service:", "at '': additional properties 'servce' not allowed"},
		"nested value": {"nodePort: 30080", "nodeport: 30080", "at '/ports/web': additional properties 'nodeport' not allowed"},
	} {
		t.Run(name, func(t *testing.T) {
			w, s := lab(t)
			before := w.Objects()
			text := strings.Replace(traefik(""), tt.from, tt.to, 1)
			_, in := object(t, text)
			delete(in, "apiVersion")
			delete(in, "kind")
			_, fails, err := s.Check("urn:pulumi:dev::p::t::traefik", release, nil, in)
			require.NoError(t, err)
			assert.Empty(t, fails, "a preview loads the chart and no more")
			_, _, err = apply(t, s, text)
			assert.EqualError(t, err, "values don't meet the specifications of the schema(s) in the following chart(s):\ntraefik:\n- "+tt.want+"\n")
			assert.Equal(t, before, w.Objects())
		})
	}
}

func TestAReleaseBringsItsObjects(t *testing.T) {
	w, s := lab(t)
	id, out := must(t, s, traefik(""))
	assert.Equal(t, "traefik/traefik", id)
	assert.Equal(t, world.Props{"status": "deployed", "name": "traefik", "namespace": "traefik", "chart": "traefik", "version": "41.3.0", "appVersion": "v3.7.11", "revision": 1.0}, out.Map("status"))
	assert.Equal(t, map[string]any{
		"Deployment/apps/v1": []any{"traefik/traefik"}, "IngressClass/networking.k8s.io/v1": []any{"traefik"},
		"Service/v1": []any{"traefik/traefik"}, "ServiceAccount/v1": []any{"traefik/traefik"},
	}, out["resourceNames"])
	var service world.Object
	for _, o := range w.Objects() {
		if o.Kind == "kubernetes:core/v1:Service" {
			service = o
		}
	}
	assert.Equal(t, []string{"30080"}, []string{nodePortOf(service, "web")})
	must(t, s, "{apiVersion: traefik.io/v1alpha1, kind: Middleware, metadata: {name: m, namespace: traefik}, spec: {}}")
	require.NoError(t, s.Delete("urn:pulumi:dev::p::t::traefik", release, id, nil))
	for _, o := range w.Objects() {
		assert.NotContains(t, []string{"kubernetes:apps/v1:Deployment", "kubernetes:core/v1:Pod", "kubernetes:core/v1:Service"}, o.Kind)
	}
	assert.Len(t, definitions(w), 15, "Helm leaves definitions behind")
}

func definitions(w *world.World) (ids []string) {
	for _, o := range w.Objects() {
		if strings.HasSuffix(o.Kind, ":CustomResourceDefinition") {
			ids = append(ids, o.ID)
		}
	}
	return ids
}

func nodePortOf(service world.Object, name string) string {
	for _, p := range service.Props.Map("spec").Maps("ports") {
		if p.Str("name") == name {
			return strings.TrimSpace(strings.Join([]string{itoa(p.Int("nodePort"))}, ""))
		}
	}
	return ""
}

// atomic makes a release one that is taken back if it fails.
func atomic(text string) string { return strings.Replace(text, "chart:", "atomic: true\nchart:", 1) }

func TestAReleaseThatCannotComeUpStaysFailedUntilItIsMended(t *testing.T) {
	w, s := lab(t)
	id, out, err := apply(t, s, traefik("  resources: {requests: {cpu: 9}}\n"))
	var u *world.Unfinished
	require.ErrorAs(t, err, &u)
	assert.Equal(t, `Helm release "traefik/traefik" was created, but failed to initialize completely. Use Helm CLI to investigate: failed to become available within allocated timeout. Error: Helm Release traefik/traefik: context deadline exceeded`, u.Reasons[0])
	assert.Equal(t, "traefik/traefik", id)
	assert.Equal(t, "failed", out.Map("status").Str("status"))
	assert.Len(t, pods(w), 1)
	_, in := object(t, traefik(""))
	out, err = s.Update("urn:pulumi:dev::p::t::traefik", release, id, in, nil, false)
	require.NoError(t, err)
	assert.Equal(t, "deployed 2", fmt.Sprint(out.Map("status").Str("status"), " ", out.Map("status").Int("revision")))
	require.NoError(t, s.Delete("urn:pulumi:dev::p::t::traefik", release, id, nil))
	assert.Empty(t, pods(w))
}

func TestAnAtomicReleaseThatCannotComeUpLeavesNothing(t *testing.T) {
	w, s := lab(t)
	before := w.Objects()
	w.Events()
	_, _, err := apply(t, s, atomic(traefik("  resources: {requests: {cpu: 9}}\n")))
	var u *kubernetes.Unready
	require.ErrorAs(t, err, &u)
	assert.Equal(t, "release traefik failed, and has been uninstalled due to atomic being set: context deadline exceeded", u.Doing)
	assert.Contains(t, u.Reasons[2], "0/2 nodes are available: 2 Insufficient cpu.")
	assert.Equal(t, before, w.Objects())
	assert.Equal(t, 5*time.Minute, w.Events()[0].Took)
}

func TestAFailedUpgradeLeavesTheReleaseAsItWas(t *testing.T) {
	w, s := lab(t)
	id, _ := must(t, s, traefik(""))
	before := dump(t, w)
	_, in := object(t, atomic(traefik("  resources: {requests: {cpu: 9}}\n")))
	_, err := s.Update("urn:pulumi:dev::p::t::traefik", release, id, in, nil, false)
	var u *world.Unfinished
	require.ErrorAs(t, err, &u, "the provider keeps the new settings, and goes on with them")
	assert.Equal(t, `Helm release "traefik/traefik" failed to initialize completely. Use Helm CLI to investigate: failed to become available within allocated timeout. Error: Helm Release traefik/traefik: release traefik failed, and has been rolled back due to atomic being set: context deadline exceeded`, u.Reasons[0])
	assert.Equal(t, before, dump(t, w))
	_, in = object(t, traefik("  deployment: {replicas: 2}\n  ingressClass: {enabled: false}\n"))
	out, err := s.Update("urn:pulumi:dev::p::t::traefik", release, id, in, nil, false)
	require.NoError(t, err)
	assert.Equal(t, 2, out.Map("status").Int("revision"))
	assert.Len(t, pods(w), 2)
	for _, o := range w.Objects() {
		assert.NotEqual(t, "kubernetes:networking.k8s.io/v1:IngressClass", o.Kind)
	}
}

func TestHelmRefusesWhatHelmRefuses(t *testing.T) {
	_, s := lab(t)
	_, _, err := apply(t, s, strings.Replace(traefik(""), "createNamespace: true", "", 1))
	assert.EqualError(t, err, `create: failed to create: namespaces "traefik" not found`)
	must(t, s, "{apiVersion: v1, kind: Namespace, metadata: {name: traefik}}")
	must(t, s, "{apiVersion: v1, kind: ServiceAccount, metadata: {name: traefik, namespace: traefik}}")
	_, _, err = apply(t, s, traefik(""))
	assert.EqualError(t, err, `Unable to continue with install: ServiceAccount "traefik" in namespace "traefik" exists and cannot be imported into the current release: `+
		`invalid ownership metadata; label validation error: missing key "app.kubernetes.io/managed-by": must be set to "Helm"; annotation validation error: `+
		`missing key "meta.helm.sh/release-name": must be set to "traefik"; annotation validation error: missing key "meta.helm.sh/release-namespace": must be set to "traefik"`)
	require.NoError(t, s.Delete("urn:pulumi:dev::p::t::x", "kubernetes:core/v1:ServiceAccount", "traefik/traefik", nil))
	must(t, s, traefik(""))
	_, _, err = apply(t, s, traefik(""))
	assert.EqualError(t, err, "cannot re-use a name that is still in use")
}

func TestAWebhookMustAnswerBeforeItsObjects(t *testing.T) {
	w, s := lab(t)
	must(t, s, `{apiVersion: helm.sh/v3, kind: Release, name: cert-manager, namespace: cert-manager, createNamespace: true, chart: cert-manager, version: v1.21.1,
repositoryOpts: {repo: "https://charts.jetstack.io"}, values: {crds: {enabled: true}}}`)
	issuer := "{apiVersion: cert-manager.io/v1, kind: ClusterIssuer, metadata: {name: a}, spec: {selfSigned: {}}}"
	must(t, s, issuer)
	require.NoError(t, w.Mutate("", "drain", func(c *world.Call) error {
		c.Everywhere(kubernetes.KindCluster)[0].Props["nodes"] = []any{}
		return nil
	}))
	_, _, err := apply(t, s, strings.Replace(issuer, "name: a", "name: b", 1))
	assert.ErrorContains(t, err, `Internal error occurred: failed calling webhook "webhook.cert-manager.io": failed to call webhook: Post "https://cert-manager-webhook.cert-manager.svc:443/validate?timeout=30s": no endpoints available for service "cert-manager-webhook"`)
}

func TestEveryChartOfTheListComesUp(t *testing.T) {
	for chart, repo := range map[string][2]string{
		"external-dns": {"1.21.1", "https://kubernetes-sigs.github.io/external-dns/"}, "metrics-server": {"3.13.1", "https://kubernetes-sigs.github.io/metrics-server"},
		"aws-ebs-csi-driver": {"2.64.0", "https://kubernetes-sigs.github.io/aws-ebs-csi-driver"}, "aws-load-balancer-controller": {"3.5.0", "https://aws.github.io/eks-charts"},
		"external-secrets": {"2.9.0", "https://charts.external-secrets.io"}, "cert-manager": {"1.21.1", "https://charts.jetstack.io"},
		"oci://public.ecr.aws/karpenter/karpenter": {"1.14.1", ""},
	} {
		t.Run(chart, func(t *testing.T) {
			w, s := lab(t)
			must(t, s, "{apiVersion: helm.sh/v3, kind: Release, name: x, namespace: kube-system, chart: '"+chart+"', version: '"+repo[0]+"', repositoryOpts: {repo: '"+repo[1]+"'}}")
			assert.NotEmpty(t, pods(w))
			for _, p := range pods(w) {
				assert.True(t, p.Props.Bool("ready"))
			}
		})
	}
}

func TestAnIngressWaitsForAnAddressThatANodePortNeverGives(t *testing.T) {
	ingress := func(annotations string) string {
		return "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, namespace: app" + annotations + "}, spec: {ingressClassName: traefik, rules: [{host: app.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}]}}]}}"
	}
	_, s := lab(t)
	for _, text := range []string{namespace, web(), svc(), traefik("")} {
		must(t, s, text)
	}
	_, _, err := apply(t, s, ingress(""))
	assert.Equal(t, []string{"Ingress .status.loadBalancer field was not updated with a hostname/IP address. \n    for more information about this error, see https://pulumi.io/xdv72s"}, reasons(t, err))
	mend(t, s, ingress(", annotations: {pulumi.com/skipAwait: 'true'}"))

	_, s = lab(t)
	for _, text := range []string{namespace, web(), svc(), traefik("  providers: {kubernetesIngress: {ingressEndpoint: {hostname: lb.example.com}}}\n")} {
		must(t, s, text)
	}
	_, out := must(t, s, ingress(""))
	assert.Equal(t, []any{map[string]any{"hostname": "lb.example.com"}}, out.Map("status").Map("loadBalancer")["ingress"])
}
