package kubernetes_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/simcloud/kubernetes"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func itoa(n int) string { return strconv.Itoa(n) }

// follow goes from a node port to the pods of an application.
func follow(w *world.World, port int, host, path string) (pods int, why string) {
	w.View("", func(c *world.Call) {
		scope := "cluster:lab"
		_, service, reason := kubernetes.NodePort(c, scope, port)
		if why = reason; why != "" {
			return
		}
		_, list, reason := kubernetes.Ingress(c, scope, service, host, path)
		pods, why = len(list), reason
	})
	return pods, why
}

func TestARequestFindsItsPodsOrTheReason(t *testing.T) {
	ingress := func(class, host, path, service, port string) string {
		return "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, namespace: app, annotations: {pulumi.com/skipAwait: 'true'}}, spec: {" + class + " rules: [{host: '" + host +
			"', http: {paths: [{path: " + path + ", pathType: Prefix, backend: {service: {name: " + service + ", port: {number: " + port + "}}}}]}}]}}"
	}
	good := ingress("ingressClassName: traefik,", "app.example.com", "/", "web", "80")
	quiet := svc("namespace: app", "namespace: app, annotations: {pulumi.com/skipAwait: 'true'}")
	policy := func(from string) string {
		return "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: web, namespace: app}, spec: {podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: http}], from: [" + from + "]}]}}"
	}
	for name, tt := range map[string]struct {
		objects []string
		port    int
		want    int
		why     string
	}{
		"the whole way":        {[]string{web(), svc(), good}, 30080, 2, ""},
		"by a wildcard":        {[]string{web(), svc(), strings.Replace(good, "'app.", "'*.", 1)}, 30080, 2, ""},
		"by the default class": {[]string{web(), svc(), ingress("", "app.example.com", "/", "web", "80")}, 30080, 2, ""},
		"another port":         {nil, 30081, 0, "no service has node port 30081"},
		"no rule":              {nil, 30080, 0, "no ingress has a rule for app.example.com/api"},
		"another host":         {[]string{strings.Replace(good, "app.example.com", "www.example.com", 1)}, 30080, 0, "no ingress has a rule for app.example.com/api"},
		"another path":         {[]string{strings.Replace(good, "path: /,", "path: /apis,", 1)}, 30080, 0, "no ingress has a rule for app.example.com/api"},
		"another class":        {[]string{strings.Replace(good, "traefik,", "nginx,", 1)}, 30080, 0, `ingress app/web: class "nginx" is not the class of the controller behind service traefik/traefik`},
		"no service":           {[]string{good}, 30080, 0, "ingress app/web: service app/web does not exist"},
		"no such port":         {[]string{web(), svc(), strings.Replace(good, "number: 80", "number: 81", 1)}, 30080, 0, "ingress app/web: service app/web has no such port"},
		"no pods":              {[]string{quiet, good}, 30080, 0, "service app/web: no ready pod matches its selector"},
		"no container port":    {[]string{web(), svc("targetPort: http", "targetPort: grpc"), good}, 30080, 0, `service app/web: port 80: no container port is called "grpc"`},
		"policy lets in":       {[]string{web(), svc(), good, policy("{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: traefik}}}")}, 30080, 2, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w, s := lab(t)
			for _, text := range append([]string{namespace, traefik("")}, tt.objects...) {
				must(t, s, text)
			}
			got, why := follow(w, tt.port, "app.example.com", "/api")
			assert.Equal(t, tt.why, why)
			assert.Equal(t, tt.want, got)
		})
	}
	t.Run("policy keeps out", func(t *testing.T) {
		w, s := lab(t)
		for _, text := range []string{namespace, traefik(""), web(), svc(), good, policy("{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress}}}")} {
			must(t, s, text)
		}
		_, why := follow(w, 30080, "app.example.com", "/api")
		assert.Regexp(t, `^network policy app/web does not let the request through to pod app/web-[0-9a-f]{10}-[0-9a-f]{5}$`, why)
	})
}
