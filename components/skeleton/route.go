package skeleton

import (
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/drydock-iac/drydock/components/addons"
	"github.com/drydock-iac/drydock/internal/component"
	"github.com/drydock-iac/drydock/internal/kube"
)

// Route is how requests from outside reach the service: an Ingress or an
// HTTPRoute.
type Route interface {
	check(p *component.Problems)
	// manifest of the route to the service with that name.
	manifest(meta metav1.ObjectMeta, host, service string) kube.Manifest
	// peer is the controller that passes requests on.
	peer() Peer
}

// traefik is the controller that addons.NewTraefik installs.
func traefik() Peer { return Peer{Namespace: addons.DefaultNamespace, Labels: addons.PodLabels()} }

func orTraefik(p Peer) Peer {
	if p.Namespace == "" {
		return traefik()
	}
	return p
}

// Ingress routes by an Ingress of Kubernetes.
type Ingress struct {
	// Class is the name of the IngressClass. Required.
	Class string
	// Controller is where its pods are. Zero means addons.NewTraefik with its
	// defaults.
	Controller Peer
	// AwaitAddress waits until the controller has given the Ingress an
	// address. A controller behind a load balancer that it did not make has
	// none to give, unless it was told one (addons.TraefikArgs.Address).
	AwaitAddress bool
}

func (i Ingress) check(p *component.Problems) {
	if !nameForm.MatchString(i.Class) {
		p.Add("Route.Class", i.Class, "not the name of an ingress class", "name the controller's class")
	}
}

func (i Ingress) peer() Peer { return orTraefik(i.Controller) }

func (i Ingress) manifest(meta metav1.ObjectMeta, host, service string) kube.Manifest {
	if !i.AwaitAddress {
		meta.Annotations = map[string]string{kube.SkipAwait: "true"}
	}
	prefix := networkingv1.PathTypePrefix
	return kube.From(&networkingv1.Ingress{
		TypeMeta:   metav1.TypeMeta{APIVersion: "networking.k8s.io/v1", Kind: "Ingress"},
		ObjectMeta: meta,
		Spec: networkingv1.IngressSpec{
			IngressClassName: &i.Class,
			Rules: []networkingv1.IngressRule{{
				Host: host,
				IngressRuleValue: networkingv1.IngressRuleValue{HTTP: &networkingv1.HTTPIngressRuleValue{
					Paths: []networkingv1.HTTPIngressPath{{
						Path: "/", PathType: &prefix,
						Backend: networkingv1.IngressBackend{Service: &networkingv1.IngressServiceBackend{
							Name: service, Port: networkingv1.ServiceBackendPort{Name: portName},
						}},
					}},
				}},
			}},
		},
	})
}

// HTTPRoute routes by a route of the Gateway API, whose definitions must be
// in the cluster.
type HTTPRoute struct {
	// Gateway and GatewayNamespace name the Gateway that takes the requests.
	// Required.
	Gateway, GatewayNamespace string
	// Listener of the Gateway. Empty means all of them.
	Listener string
	// Controller is where its pods are. Zero means addons.NewTraefik with its
	// defaults.
	Controller Peer
}

func (r HTTPRoute) check(p *component.Problems) {
	form := nameForm
	if !form.MatchString(r.Gateway) {
		p.Add("Route.Gateway", r.Gateway, "not the name of a Gateway", "name one")
	}
	if !form.MatchString(r.GatewayNamespace) {
		p.Add("Route.GatewayNamespace", r.GatewayNamespace, "not the name of a namespace", "name the Gateway's")
	}
}

func (r HTTPRoute) peer() Peer { return orTraefik(r.Controller) }

// manifest is of https://gateway-api.sigs.k8s.io/reference/spec/#httproute
func (r HTTPRoute) manifest(meta metav1.ObjectMeta, host, service string) kube.Manifest {
	parent := map[string]any{"name": r.Gateway, "namespace": r.GatewayNamespace}
	if r.Listener != "" {
		parent["sectionName"] = r.Listener
	}
	return kube.Unstructured(map[string]any{
		"apiVersion": "gateway.networking.k8s.io/v1",
		"kind":       "HTTPRoute",
		"metadata":   map[string]any{"name": meta.Name, "namespace": meta.Namespace, "labels": meta.Labels},
		"spec": map[string]any{
			"parentRefs": []any{parent},
			"hostnames":  []any{host},
			"rules": []any{map[string]any{
				"matches":     []any{map[string]any{"path": map[string]any{"type": "PathPrefix", "value": "/"}}},
				"backendRefs": []any{map[string]any{"name": service, "port": servicePort}},
			}},
		},
	})
}
