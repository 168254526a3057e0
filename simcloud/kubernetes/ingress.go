package kubernetes

import (
	networkingv1 "k8s.io/api/networking/v1"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// DocIngressAwait explains the provider's wait for an Ingress.
const DocIngressAwait = "https://pulumi.io/xdv72s"

// ingress fills the status as the class's controller would, and waits for it
// as the provider does: until an address stands in .status.loadBalancer. A
// controller that is published by a node port writes none; the program must
// then say pulumi.com/skipAwait, or tell the controller what to publish.
func (r *request) ingress(o *networkingv1.Ingress) {
	address := r.published(o)
	if len(address) > 0 {
		r.out["status"] = map[string]any{"loadBalancer": map[string]any{"ingress": address}}
		r.waits += settling
		return
	}
	r.out["status"] = map[string]any{"loadBalancer": map[string]any{}}
	r.unready = append(r.unready, "Ingress .status.loadBalancer field was not updated with a hostname/IP address. \n    for more information about this error, see "+DocIngressAwait)
}

// published is what the controller of the Ingress's class writes into its
// status. Only controllers that the chart list knows write anything.
func (r *request) published(o *networkingv1.Ingress) []any {
	class := classNameOf(r.c, o)
	if class == nil {
		return nil
	}
	for _, release := range r.c.All(tokenRelease) {
		if release.Key() == class.Owner {
			return publishedBy(r.c, release)
		}
	}
	return nil
}

// classNameOf finds an Ingress's class: the one it names, or the default.
func classNameOf(c *world.Call, o *networkingv1.Ingress) *world.Object {
	for _, class := range c.All(tokenIngressClass) {
		meta := class.Props.Map("metadata")
		if class.Scope != c.Scope {
			continue
		}
		if o.Spec.IngressClassName != nil && meta.Str("name") == *o.Spec.IngressClassName ||
			o.Spec.IngressClassName == nil && meta.Map("annotations").Str("ingressclass.kubernetes.io/is-default-class") == "true" {
			return class
		}
	}
	return nil
}

// publishedBy reads what a Traefik release publishes: an address given in its
// values, or that of its own service, which only a balancer has
// (https://doc.traefik.io/traefik/reference/install-configuration/providers/kubernetes/kubernetes-ingress/#ingressendpoint).
func publishedBy(c *world.Call, release *world.Object) []any {
	provider := release.Props.Map("values").Map("providers").Map("kubernetesIngress")
	endpoint := provider.Map("ingressEndpoint")
	if h := endpoint.Str("hostname"); h != "" {
		return []any{map[string]any{"hostname": h}}
	}
	if ip := endpoint.Str("ip"); ip != "" {
		return []any{map[string]any{"ip": ip}}
	}
	if !provider.Map("publishedService").BoolOr("enabled", true) {
		return nil
	}
	id := provider.Map("publishedService").Str("pathOverride")
	for _, o := range c.All(tokenService) {
		if o.Owner == release.Key() && id == "" || id != "" && o.ID == id {
			return o.Props.Map("status").Map("loadBalancer").List("ingress")
		}
	}
	return nil
}
