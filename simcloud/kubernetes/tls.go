package kubernetes

import (
	"fmt"
	"slices"
	"strings"

	networkingv1 "k8s.io/api/networking/v1"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// Certificate says which certificate the ingress controller behind a service
// serves for a host on a node port, and what is wrong with it. Of controllers
// other than Traefik nothing is known.
func Certificate(c *world.Call, scope string, service *world.Object, port int, host string) (what, why string) {
	inside := *c
	inside.Scope = scope
	release := traefikRelease(&inside, service)
	if release == nil {
		return "", ""
	}
	values := release.Props.Map("values")
	if point := entryPoint(service, port); !endsTLS(values, point) {
		return "entry point " + point, "it speaks HTTP without TLS"
	}
	namespace, name := chosenSecret(&inside, values, service, host)
	if name == "" {
		return "of Traefik's own", "nobody has signed it"
	}
	what = "secret " + namespace + "/" + name
	secret := inside.Find(tokenSecret, namespace+"/"+name)
	if secret == nil {
		return what, "it does not exist, and Traefik serves a certificate that nobody has signed"
	}
	found := decodeCertificate(content(secret)["tls.crt"])
	if found == nil {
		return what, "it holds no certificate, and Traefik serves one that nobody has signed"
	}
	names := strings.Fields(found["Names"])
	if !slices.ContainsFunc(names, func(n string) bool { return covers(n, host) }) {
		return what, fmt.Sprintf("it is for %s, not for %s", strings.Join(names, ", "), host)
	}
	return what + " by " + found["Issuer"], ""
}

// traefikRelease is the release that made a service, if it is one of Traefik.
func traefikRelease(c *world.Call, service *world.Object) *world.Object {
	for _, release := range c.All(tokenRelease) {
		if release.Key() == service.Owner && strings.HasSuffix(release.Props.Str("chart"), "traefik") {
			return release
		}
	}
	return nil
}

// entryPoint is the one behind a node port: the chart calls the service's
// target port after it.
func entryPoint(service *world.Object, port int) string {
	for _, p := range service.Props.Map("spec").Maps("ports") {
		if p.Int("nodePort") == port {
			return p.Str("name")
		}
	}
	return ""
}

// endsTLS reports whether an entry point ends TLS, as only websecure does by
// itself (https://github.com/traefik/traefik-helm-chart/blob/v41.3.0/traefik/values.yaml).
func endsTLS(values world.Props, point string) bool {
	return values.Map("ports").Map(point).Map("http").Map("tls").BoolOr("enabled", point == "websecure")
}

// chosenSecret is where the certificate for a host comes from: the Ingress
// that names one for it, or else the default of the TLS store
// (https://doc.traefik.io/traefik/reference/routing-configuration/http/tls/tls-certificates/#default-certificate).
func chosenSecret(c *world.Call, values world.Props, service *world.Object, host string) (namespace, name string) {
	for _, o := range c.All(tokenIngress) {
		if o.Scope != c.Scope {
			continue
		}
		for _, tls := range typed[networkingv1.Ingress](o.Props).Spec.TLS {
			if tls.SecretName != "" && slices.ContainsFunc(tls.Hosts, func(h string) bool { return covers(h, host) }) {
				return o.Props.Map("metadata").Str("namespace"), tls.SecretName
			}
		}
	}
	store := values.Map("tlsStore").Map("default").Map("defaultCertificate")
	return service.Props.Map("metadata").Str("namespace"), store.Str("secretName")
}

// covers holds a host against a name in a certificate, in which a leading
// asterisk stands for one label.
func covers(name, host string) bool {
	if rest, wild := strings.CutPrefix(name, "*."); wild {
		_, parent, found := strings.Cut(host, ".")
		return found && parent == rest
	}
	return strings.EqualFold(name, host)
}
