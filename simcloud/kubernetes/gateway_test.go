package kubernetes_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// gateways has Traefik serve the Gateway API; more are values of its Gateway.
func gateways(more string) string {
	return traefik("  providers: {kubernetesGateway: {enabled: true}}\n  gateway: {" + more + "}\n")
}

const anyNamespace = "listeners: {web: {port: 8000, protocol: HTTP, namespacePolicy: {from: All}}}"

func httpRoute(replace ...string) string {
	return strings.NewReplacer(replace...).Replace(`
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: app}
spec:
  parentRefs: [{name: traefik-gateway, namespace: traefik, sectionName: web}]
  hostnames: [app.example.com]
  rules:
  - matches: [{path: {type: PathPrefix, value: /}}]
    backendRefs: [{name: web, port: 80}]
`)
}

func TestARouteOfTheGatewayAPIFindsItsPodsOrTheReason(t *testing.T) {
	elsewhere := "{apiVersion: v1, kind: Namespace, metadata: {name: other, labels: {edge: open}}}"
	grant := "{apiVersion: gateway.networking.k8s.io/v1beta1, kind: ReferenceGrant, metadata: {name: g, namespace: app}, spec: {from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: other}], to: [{group: '', kind: Service}]}}"
	away := httpRoute("namespace: app}", "namespace: other}", "{name: web, port: 80}", "{name: web, namespace: app, port: 80}")
	for name, tt := range map[string]struct {
		values  string
		objects []string
		want    int
		why     string
	}{
		"the whole way":             {anyNamespace, []string{httpRoute()}, 2, ""},
		"any listener":              {anyNamespace, []string{httpRoute(", sectionName: web", "")}, 2, ""},
		"a wildcard":                {anyNamespace, []string{httpRoute("[app.example.com]", "['*.example.com']")}, 2, ""},
		"no host names":             {anyNamespace, []string{httpRoute("  hostnames: [app.example.com]\n", "")}, 2, ""},
		"a longer path":             {anyNamespace, []string{httpRoute("value: /", "value: /api")}, 2, ""},
		"the very path":             {anyNamespace, []string{httpRoute("PathPrefix, value: /", "Exact, value: /api")}, 2, ""},
		"another path":              {anyNamespace, []string{httpRoute("value: /", "value: /apis")}, 0, "route app/web: no rule for /api"},
		"another host":              {anyNamespace, []string{httpRoute("[app.", "[www.")}, 0, "no ingress has a rule for app.example.com/api"},
		"no gateway":                {anyNamespace, []string{httpRoute("traefik-gateway", "quay")}, 0, "route app/web: gateway traefik/quay does not exist"},
		"no listener":               {anyNamespace, []string{httpRoute("sectionName: web", "sectionName: tls")}, 0, `route app/web: gateway traefik/traefik-gateway has no listener "tls"`},
		"a listener of its own":     {"", []string{httpRoute()}, 0, `route app/web: gateway traefik/traefik-gateway: listener "web": takes no routes of namespace "app"`},
		"a listener by label":       {"listeners: {web: {port: 8000, protocol: HTTP, namespacePolicy: {from: Selector, selector: {matchLabels: {edge: open}}}}}", []string{httpRoute()}, 0, `route app/web: gateway traefik/traefik-gateway: listener "web": takes no routes of namespace "app"`},
		"a listener of other hosts": {"listeners: {web: {port: 8000, protocol: HTTP, hostname: www.example.com, namespacePolicy: {from: All}}}", []string{httpRoute()}, 0, `route app/web: gateway traefik/traefik-gateway: listener "web": is for "www.example.com" only`},
		"a listener on no port":     {"listeners: {web: {port: 80, protocol: HTTP, namespacePolicy: {from: All}}}", []string{httpRoute()}, 0, `route app/web: gateway traefik/traefik-gateway: listener "web": no entry point of the controller has port 80`},
		"no gateway made":           {"enabled: false", []string{httpRoute()}, 0, "route app/web: gateway traefik/traefik-gateway does not exist"},
		"no service":                {anyNamespace, []string{httpRoute("{name: web, port: 80}", "{name: gone, port: 80}")}, 0, "route app/web: service app/gone does not exist"},
		"no such port":              {anyNamespace, []string{httpRoute("port: 80", "port: 81")}, 0, "route app/web: service app/web has no such port"},
		"a service elsewhere":       {anyNamespace, []string{elsewhere, away}, 0, `route other/web: no ReferenceGrant in namespace "app" lets it use service "web"`},
		"a service that is granted": {anyNamespace, []string{elsewhere, grant, away}, 2, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w, s := lab(t)
			for _, text := range append([]string{namespace, gateways(tt.values), web(), svc()}, tt.objects...) {
				must(t, s, text)
			}
			got, why := follow(w, 30080, "app.example.com", "/api")
			assert.Equal(t, tt.why, why)
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestAnotherControllersGatewayTakesNothing(t *testing.T) {
	w, s := lab(t)
	for _, text := range []string{
		namespace, gateways(anyNamespace), web(), svc(), httpRoute("traefik-gateway, namespace: traefik", "own, namespace: app"),
		"{apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {name: own}, spec: {controllerName: example.com/own}}",
		"{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: own, namespace: app}, spec: {gatewayClassName: own, listeners: [{name: web, port: 8000, protocol: HTTP}]}}",
	} {
		must(t, s, text)
	}
	_, why := follow(w, 30080, "app.example.com", "/")
	assert.Equal(t, `route app/web: gateway app/own: class "own" is not the class of the controller behind service traefik/traefik`, why)
}
