package kubernetes

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// NodePort says which ready pods answer on a port of every node of a cluster,
// and through which service; why says what is in the way where none do. A
// service whose externalTrafficPolicy is Local answers only on the nodes of
// its pods: the pods' spec.nodeName and instance tell which.
func NodePort(c *world.Call, scope string, port int) (pods []*world.Object, service *world.Object, why string) {
	inside := *c
	inside.Scope = scope
	if clusterOf(&inside, scope) == nil {
		return nil, nil, fmt.Sprintf("cluster %s: does not exist", scope)
	}
	reschedule(&inside)
	for _, o := range inside.All(tokenService) {
		if o.Scope != scope {
			continue
		}
		for _, p := range o.Props.Map("spec").Maps("ports") {
			if p.Int("nodePort") != port {
				continue
			}
			all := endpoints(&inside, o)
			if len(all) == 0 {
				return nil, o, fmt.Sprintf("service %s: no ready pod matches its selector", o.ID)
			}
			ready := serving(all, p)
			if len(ready) == 0 {
				return nil, o, fmt.Sprintf("service %s: port %d: no container port is called %q", o.ID, p.Int("port"), p.Str("targetPort"))
			}
			pods, why = permitted(&inside, ready, p, nil)
			return pods, o, why
		}
	}
	return nil, nil, fmt.Sprintf("no service has node port %d", port)
}

// Ingress says which service and ready pods the Ingress controller behind
// controllerService sends a request for host and path to; why says what is in
// the way where there are none
// (https://kubernetes.io/docs/concepts/services-networking/ingress/#multiple-matches).
// Where no Ingress fits it goes by the routes of the Gateway API.
func Ingress(c *world.Call, scope string, controllerService *world.Object, host, path string) (service *world.Object, pods []*world.Object, why string) {
	inside := *c
	inside.Scope = scope
	reschedule(&inside)
	best, length := (*match)(nil), -1
	otherClass := ""
	for _, o := range inside.All(tokenIngress) {
		if o.Scope != scope {
			continue
		}
		ingress := typed[networkingv1.Ingress](o.Props)
		m := route(o, ingress, host, path)
		if m == nil {
			continue
		}
		class := classNameOf(&inside, ingress)
		if class == nil || class.Owner == "" || class.Owner != controllerService.Owner {
			name := "none"
			if ingress.Spec.IngressClassName != nil {
				name = *ingress.Spec.IngressClassName
			}
			otherClass = fmt.Sprintf("ingress %s: class %q is not the class of the controller behind service %s", o.ID, name, controllerService.ID)
			continue
		}
		if m.length > length {
			best, length = m, m.length
		}
	}
	if best == nil {
		if b, why := gatewayBackend(&inside, controllerService, host, path); b != nil || why != "" {
			if b == nil {
				return nil, nil, why
			}
			return b.pods(&inside, controllerService)
		}
		if otherClass != "" {
			return nil, nil, otherClass
		}
		return nil, nil, fmt.Sprintf("no ingress has a rule for %s%s", host, path)
	}
	namespace := best.ingress.Props.Map("metadata").Str("namespace")
	b := best.backend.Service
	if b == nil {
		return nil, nil, fmt.Sprintf("ingress %s: backend is not a service", best.ingress.ID)
	}
	to := destination{from: "ingress " + best.ingress.ID, namespace: namespace, name: b.Name, portName: b.Port.Name, port: int(b.Port.Number)}
	return to.pods(&inside, controllerService)
}

// destination is a port of a service that a route leads to.
type destination struct {
	// from names the route.
	from, namespace, name, portName string
	port                            int
}

// pods are those that answer for it to the controller's pods.
func (b destination) pods(c *world.Call, controllerService *world.Object) (service *world.Object, pods []*world.Object, why string) {
	if service = c.Find(tokenService, b.namespace+"/"+b.name); service == nil {
		return nil, nil, fmt.Sprintf("%s: service %s/%s does not exist", b.from, b.namespace, b.name)
	}
	for _, p := range service.Props.Map("spec").Maps("ports") {
		if !(b.portName != "" && p.Str("name") == b.portName || b.port != 0 && p.Int("port") == b.port) {
			continue
		}
		all := endpoints(c, service)
		if len(all) == 0 {
			return service, nil, fmt.Sprintf("service %s: no ready pod matches its selector", service.ID)
		}
		ready := serving(all, p)
		if len(ready) == 0 {
			return service, nil, fmt.Sprintf("service %s: port %d: no container port is called %q", service.ID, p.Int("port"), p.Str("targetPort"))
		}
		pods, why = permitted(c, ready, p, endpoints(c, controllerService))
		return service, pods, why
	}
	return service, nil, fmt.Sprintf("%s: service %s has no such port", b.from, service.ID)
}

type match struct {
	ingress *world.Object
	backend *networkingv1.IngressBackend
	length  int
}

// exact puts an exact path and an exact host before a longer prefix.
const exact = 10000

// route finds the rule of an Ingress that fits best.
func route(o *world.Object, ingress *networkingv1.Ingress, host, path string) *match {
	var best *match
	offer := func(b *networkingv1.IngressBackend, length int) {
		if best == nil || length > best.length {
			best = &match{o, b, length}
		}
	}
	if ingress.Spec.DefaultBackend != nil {
		offer(ingress.Spec.DefaultBackend, 0)
	}
	for _, rule := range ingress.Spec.Rules {
		bonus := 2 * exact
		if rest, wild := strings.CutPrefix(rule.Host, "*."); wild {
			label, tail, ok := strings.Cut(host, ".")
			if !ok || label == "" || tail != rest {
				continue
			}
			bonus = 0
		} else if rule.Host != "" && !strings.EqualFold(rule.Host, host) {
			continue
		} else if rule.Host == "" {
			bonus = 0
		}
		if rule.HTTP == nil {
			continue
		}
		for i, p := range rule.HTTP.Paths {
			b := &rule.HTTP.Paths[i].Backend
			if p.PathType != nil && *p.PathType == networkingv1.PathTypeExact {
				if p.Path == path {
					offer(b, 1+bonus+exact+len(p.Path))
				}
				continue
			}
			if prefix := strings.TrimSuffix(p.Path, "/"); path == prefix || strings.HasPrefix(path, prefix+"/") {
				offer(b, 1+bonus+len(p.Path))
			}
		}
	}
	return best
}

// permitted leaves the pods that network policies let the callers reach; nil
// callers come from outside the cluster, through a node. Policies bite only
// where something enforces them: the VPC CNI does when its add-on is told to
// (https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html).
func permitted(c *world.Call, pods []*world.Object, port world.Props, callers []*world.Object) ([]*world.Object, string) {
	if !enforced(c) {
		return pods, ""
	}
	var open []*world.Object
	why := ""
	for _, pod := range pods {
		blocked := ""
		isolated, allowed := false, false
		for _, o := range c.All(tokenPolicy) {
			if o.Scope != c.Scope {
				continue
			}
			policy := typed[networkingv1.NetworkPolicy](o.Props)
			meta := pod.Props.Map("metadata")
			types := policy.Spec.PolicyTypes
			if len(types) > 0 && !slices.Contains(types, networkingv1.PolicyTypeIngress) || o.Props.Map("metadata").Str("namespace") != meta.Str("namespace") ||
				!matchesLabels(&policy.Spec.PodSelector, stringMap(meta.Map("labels"))) {
				continue
			}
			isolated, blocked = true, o.ID
			for _, rule := range policy.Spec.Ingress {
				if portAllowed(rule.Ports, pod, port) && fromAllowed(c, rule.From, meta.Str("namespace"), callers) {
					allowed = true
				}
			}
		}
		if isolated && !allowed {
			why = fmt.Sprintf("network policy %s does not let the request through to pod %s", blocked, pod.ID)
			continue
		}
		open = append(open, pod)
	}
	if len(open) == 0 {
		return nil, why
	}
	return open, ""
}

func enforced(c *world.Call) bool {
	cluster := clusterOf(c, c.Scope)
	if cluster == nil || cluster.Kind == KindCluster {
		return cluster != nil && cluster.Props.BoolOr("networkPolicy", true)
	}
	addon := hasAddon(c, cluster, "vpc-cni")
	if addon == nil {
		return false
	}
	values := strings.NewReplacer(" ", "", `"`, "", "'", "").Replace(addon.Props.Str("configurationValues"))
	return strings.Contains(values, "enableNetworkPolicy:true")
}

func portAllowed(list []networkingv1.NetworkPolicyPort, pod *world.Object, port world.Props) bool {
	if len(list) == 0 {
		return true
	}
	target := intstr.FromInt(port.Int("targetPort"))
	if name, ok := port["targetPort"].(string); ok {
		target = intstr.FromString(name)
	}
	number := containerPort(pod, target)
	for _, p := range list {
		if p.Protocol != nil && string(*p.Protocol) != port.StrOr("protocol", "TCP") {
			continue
		}
		if p.Port == nil {
			return true
		}
		first := containerPort(pod, *p.Port)
		last := first
		if p.EndPort != nil {
			last = int(*p.EndPort)
		}
		if first != 0 && number >= first && number <= last {
			return true
		}
	}
	return false
}

func fromAllowed(c *world.Call, from []networkingv1.NetworkPolicyPeer, namespace string, callers []*world.Object) bool {
	if len(from) == 0 {
		return true
	}
	for _, peer := range from {
		if peer.IPBlock != nil {
			if addressAllowed(c, peer.IPBlock, callers) {
				return true
			}
			continue
		}
		for _, caller := range callers {
			meta := caller.Props.Map("metadata")
			if peer.NamespaceSelector == nil && meta.Str("namespace") != namespace ||
				peer.NamespaceSelector != nil && !matchesLabels(peer.NamespaceSelector, labelsOf(c, meta.Str("namespace"))) {
				continue
			}
			if matchesLabels(peer.PodSelector, stringMap(meta.Map("labels"))) {
				return true
			}
		}
	}
	return false
}

// addressAllowed compares the callers' addresses, or those of the nodes where
// the request comes from outside, with a block.
func addressAllowed(c *world.Call, block *networkingv1.IPBlock, callers []*world.Object) bool {
	var addresses []string
	for _, caller := range callers {
		addresses = append(addresses, caller.Props.Map("status").Str("podIP"))
	}
	if callers == nil {
		for _, n := range Nodes(c, c.Scope) {
			addresses = append(addresses, n.Address)
		}
	}
	cidr, err := netip.ParsePrefix(block.CIDR)
	if err != nil {
		return false
	}
	if cidr.Bits() == 0 && len(block.Except) == 0 {
		return true
	}
	return slices.ContainsFunc(addresses, func(text string) bool {
		a, err := netip.ParseAddr(text)
		return err == nil && cidr.Contains(a) && !slices.ContainsFunc(block.Except, func(e string) bool {
			p, err := netip.ParsePrefix(e)
			return err == nil && p.Contains(a)
		})
	})
}

// Scope is the scope of an EKS cluster's Kubernetes objects.
func Scope(cluster *world.Object) string {
	if cluster.Kind == api.Cluster {
		return eksScope(cluster)
	}
	return "cluster:" + cluster.Props.Str("name")
}
