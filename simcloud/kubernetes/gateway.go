package kubernetes

import (
	"fmt"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// The kinds of the Gateway API that requests are routed by
// (https://gateway-api.sigs.k8s.io/reference/spec/).
const (
	gatewayAPI        = "gateway.networking.k8s.io"
	tokenGatewayClass = "kubernetes:" + gatewayAPI + "/v1:GatewayClass"
	tokenGateway      = "kubernetes:" + gatewayAPI + "/v1:Gateway"
	tokenHTTPRoute    = "kubernetes:" + gatewayAPI + "/v1:HTTPRoute"
	tokenGrant        = "kubernetes:" + gatewayAPI + "/v1beta1:ReferenceGrant"
)

// httpRoute is an HTTPRoute as far as it decides where a request goes: header,
// query and method matches, filters and weights are not looked at.
type httpRoute struct {
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		ParentRefs []struct {
			Name        string `json:"name"`
			Namespace   string `json:"namespace"`
			SectionName string `json:"sectionName"`
		} `json:"parentRefs"`
		Hostnames []string `json:"hostnames"`
		Rules     []struct {
			Matches []struct {
				Path struct {
					Type  string `json:"type"`
					Value string `json:"value"`
				} `json:"path"`
			} `json:"matches"`
			BackendRefs []struct {
				Name      string `json:"name"`
				Namespace string `json:"namespace"`
				Port      int    `json:"port"`
			} `json:"backendRefs"`
		} `json:"rules"`
	} `json:"spec"`
}

// gateway is a Gateway as far as it decides which routes it takes.
type gateway struct {
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		GatewayClassName string     `json:"gatewayClassName"`
		Listeners        []listener `json:"listeners"`
	} `json:"spec"`
}

type listener struct {
	Name          string `json:"name"`
	Port          int    `json:"port"`
	Hostname      string `json:"hostname"`
	AllowedRoutes struct {
		Namespaces struct {
			From     string                `json:"from"`
			Selector *metav1.LabelSelector `json:"selector"`
		} `json:"namespaces"`
	} `json:"allowedRoutes"`
}

// gatewayBackend is where the routes of the Gateway API send a request that
// the controller behind a service gets. It is nil, and why is "", where no
// route is about the host.
func gatewayBackend(c *world.Call, controllerService *world.Object, host, path string) (best *destination, why string) {
	length := -1
	for _, o := range c.All(tokenHTTPRoute) {
		if o.Scope != c.Scope {
			continue
		}
		route := typed[httpRoute](o.Props)
		bonus, about := named(route.Spec.Hostnames, host)
		if !about {
			continue
		}
		if no := route.refused(c, controllerService, host); no != "" {
			why = fmt.Sprintf("route %s: %s", o.ID, no)
			continue
		}
		b, fits, no := route.backend(c, path)
		switch {
		case no != "":
			why = fmt.Sprintf("route %s: %s", o.ID, no)
		case b == nil && best == nil:
			why = fmt.Sprintf("route %s: no rule for %s", o.ID, path)
		case b != nil && bonus+fits > length:
			b.from = "route " + o.ID
			best, length = b, bonus+fits
		}
	}
	if best != nil {
		return best, ""
	}
	return nil, why
}

// named says how well a list of host names fits a host; an empty list is about
// every host.
func named(names []string, host string) (bonus int, about bool) {
	if len(names) == 0 {
		return 0, true
	}
	for _, name := range names {
		if strings.EqualFold(name, host) {
			return 2 * exact, true
		}
		// A wildcard stands for one label or more.
		if rest, wild := strings.CutPrefix(name, "*"); wild && len(host) > len(rest) && strings.HasSuffix(strings.ToLower(host), strings.ToLower(rest)) {
			bonus, about = exact, true
		}
	}
	return bonus, about
}

// refused says why no Gateway of the controller takes the route, "" where one
// does.
func (r *httpRoute) refused(c *world.Call, controllerService *world.Object, host string) string {
	why := "it names no gateway"
	for _, parent := range r.Spec.ParentRefs {
		id := parent.Namespace + "/" + parent.Name
		if parent.Namespace == "" {
			id = r.Namespace + "/" + parent.Name
		}
		o := c.Find(tokenGateway, id)
		if o == nil {
			why = fmt.Sprintf("gateway %s does not exist", id)
			continue
		}
		g := typed[gateway](o.Props)
		class := c.Find(tokenGatewayClass, g.Spec.GatewayClassName)
		if class == nil || class.Owner == "" || class.Owner != controllerService.Owner {
			why = fmt.Sprintf("gateway %s: class %q is not the class of the controller behind service %s", id, g.Spec.GatewayClassName, controllerService.ID)
			continue
		}
		why = fmt.Sprintf("gateway %s has no listener %q", id, parent.SectionName)
		for _, l := range g.Spec.Listeners {
			if parent.SectionName != "" && l.Name != parent.SectionName {
				continue
			}
			if why = l.refuses(c, r.Namespace, g.Namespace, controllerService, host); why == "" {
				return ""
			}
			why = fmt.Sprintf("gateway %s: listener %q: %s", id, l.Name, why)
		}
	}
	return why
}

// refuses says why a listener does not take requests for a host and hand them
// to routes of a namespace.
func (l listener) refuses(c *world.Call, namespace, own string, controllerService *world.Object, host string) string {
	if _, about := named(slices.DeleteFunc([]string{l.Hostname}, func(h string) bool { return h == "" }), host); !about {
		return fmt.Sprintf("is for %q only", l.Hostname)
	}
	// Traefik finds the entry point by the listener's port:
	// https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/gateway-api/
	if !slices.ContainsFunc(endpoints(c, controllerService), func(pod *world.Object) bool { return opens(pod, l.Port) }) {
		return fmt.Sprintf("no entry point of the controller has port %d", l.Port)
	}
	from := l.AllowedRoutes.Namespaces
	switch from.From {
	case "All":
		return ""
	case "Selector":
		if from.Selector != nil && matchesLabels(from.Selector, labelsOf(c, namespace)) {
			return ""
		}
	default:
		if namespace == own {
			return ""
		}
	}
	return fmt.Sprintf("takes no routes of namespace %q", namespace)
}

func opens(pod *world.Object, port int) bool {
	for _, container := range pod.Props.Map("spec").Maps("containers") {
		for _, p := range container.Maps("ports") {
			if p.Int("containerPort") == port {
				return true
			}
		}
	}
	return false
}

// backend is the service of the rule that fits a path best.
func (r *httpRoute) backend(c *world.Call, path string) (best *destination, length int, why string) {
	length = -1
	for _, rule := range r.Spec.Rules {
		fits := -1
		if len(rule.Matches) == 0 {
			fits = 1
		}
		for _, m := range rule.Matches {
			switch value := strings.TrimSuffix(m.Path.Value, "/"); {
			case m.Path.Type == "Exact" && m.Path.Value == path:
				fits = max(fits, 1+exact+len(path))
			case (m.Path.Type == "PathPrefix" || m.Path.Type == "") && (path == value || strings.HasPrefix(path, value+"/")):
				fits = max(fits, 1+len(value))
			}
		}
		if fits <= length || len(rule.BackendRefs) == 0 {
			continue
		}
		ref := rule.BackendRefs[0]
		if ref.Namespace != "" && ref.Namespace != r.Namespace && !granted(c, r.Namespace, ref.Namespace) {
			why = fmt.Sprintf("no ReferenceGrant in namespace %q lets it use service %q", ref.Namespace, ref.Name)
			continue
		}
		namespace := ref.Namespace
		if namespace == "" {
			namespace = r.Namespace
		}
		best, length, why = &destination{namespace: namespace, name: ref.Name, port: ref.Port}, fits, ""
	}
	return best, length, why
}

// granted reports whether routes of one namespace may use services of another
// (https://gateway-api.sigs.k8s.io/api-types/referencegrant/).
func granted(c *world.Call, from, to string) bool {
	for _, o := range c.All(tokenGrant) {
		if o.Scope != c.Scope || o.Props.Map("metadata").Str("namespace") != to {
			continue
		}
		spec := o.Props.Map("spec")
		is := func(list []world.Props, kind, namespace string) bool {
			return slices.ContainsFunc(list, func(p world.Props) bool { return p.Str("kind") == kind && p.Str("namespace") == namespace })
		}
		if is(spec.Maps("from"), "HTTPRoute", from) && is(spec.Maps("to"), "Service", "") {
			return true
		}
	}
	return false
}

// gateways adds the GatewayClass and the Gateway of the Traefik chart, if its
// values say so
// (https://github.com/traefik/traefik-helm-chart/tree/master/traefik/templates, gateway.yaml and gatewayclass.yaml).
func (r *rendering) gateways(name string) {
	v := r.values
	if !v.Map("providers").Map("kubernetesGateway").Bool("enabled") {
		return
	}
	class := v.Map("gatewayClass")
	className := class.StrOr("name", name)
	if class.BoolOr("enabled", true) {
		r.add(entry(gatewayAPI, "v1", "GatewayClass", false, nil), className, map[string]any{
			"spec": map[string]any{"controllerName": "traefik.io/gateway-controller"},
		})
	}
	given := v.Map("gateway")
	if !given.BoolOr("enabled", true) {
		return
	}
	listeners := given.Map("listeners")
	if !given.Has("listeners") {
		listeners = world.Props{"web": map[string]any{"port": 8000.0, "protocol": "HTTP"}}
	}
	list := []any{}
	for _, key := range listeners.Keys() {
		l := listeners.Map(key)
		one := map[string]any{"name": key, "port": l["port"], "protocol": l["protocol"]}
		if l.Str("hostname") != "" {
			one["hostname"] = l["hostname"]
		}
		if policy := l.Map("namespacePolicy"); len(policy) > 0 {
			one["allowedRoutes"] = map[string]any{"namespaces": map[string]any(policy)}
		}
		if refs := l.List("certificateRefs"); len(refs) > 0 {
			one["tls"] = map[string]any{"mode": l.StrOr("mode", "Terminate"), "certificateRefs": refs}
		}
		list = append(list, one)
	}
	r.add(entry(gatewayAPI, "v1", "Gateway", true, nil), given.StrOr("name", "traefik-gateway"), map[string]any{
		"spec": map[string]any{"gatewayClassName": className, "listeners": list},
	})
}
