package kubernetes

import (
	"net/netip"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metavalidation "k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

func itoa(n int) string { return strconv.Itoa(n) }

func serviceSpec(o *corev1.Service, at *field.Path) field.ErrorList {
	var errs field.ErrorList
	s := o.Spec
	headless := s.ClusterIP == corev1.ClusterIPNone
	switch s.Type {
	case "", corev1.ServiceTypeClusterIP, corev1.ServiceTypeNodePort, corev1.ServiceTypeLoadBalancer:
		if len(s.Ports) == 0 && !headless {
			errs = append(errs, field.Required(at.Child("ports"), ""))
		}
		if headless && (s.Type == corev1.ServiceTypeNodePort || s.Type == corev1.ServiceTypeLoadBalancer) {
			errs = append(errs, field.Invalid(at.Child("clusterIPs").Index(0), "None", "may not be set to 'None' for "+string(s.Type)+" services"))
		}
	case corev1.ServiceTypeExternalName:
		if s.ExternalName == "" {
			errs = append(errs, field.Required(at.Child("externalName"), ""))
		} else {
			for _, msg := range validation.IsDNS1123Subdomain(strings.TrimSuffix(s.ExternalName, ".")) {
				errs = append(errs, field.Invalid(at.Child("externalName"), s.ExternalName, msg))
			}
		}
	default:
		errs = append(errs, field.NotSupported(at.Child("type"), s.Type, []corev1.ServiceType{
			corev1.ServiceTypeClusterIP, corev1.ServiceTypeExternalName, corev1.ServiceTypeLoadBalancer, corev1.ServiceTypeNodePort}))
	}
	external := s.Type == corev1.ServiceTypeNodePort || s.Type == corev1.ServiceTypeLoadBalancer
	names, ports, nodePorts := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i, p := range s.Ports {
		pp := at.Child("ports").Index(i)
		switch {
		case p.Name == "" && len(s.Ports) > 1:
			errs = append(errs, field.Required(pp.Child("name"), ""))
		case p.Name != "":
			for _, msg := range validation.IsDNS1123Label(p.Name) {
				errs = append(errs, field.Invalid(pp.Child("name"), p.Name, msg))
			}
			if names[p.Name] {
				errs = append(errs, field.Duplicate(pp.Child("name"), p.Name))
			}
			names[p.Name] = true
		}
		errs = append(errs, portNumber(int(p.Port), pp.Child("port"))...)
		protocol := protocolOf(p.Protocol)
		switch protocol {
		case corev1.ProtocolTCP, corev1.ProtocolUDP, corev1.ProtocolSCTP:
		default:
			errs = append(errs, field.NotSupported(pp.Child("protocol"), p.Protocol, []corev1.Protocol{corev1.ProtocolSCTP, corev1.ProtocolTCP, corev1.ProtocolUDP}))
		}
		if p.TargetPort != (intstr.IntOrString{}) {
			if p.TargetPort.Type == intstr.Int {
				errs = append(errs, portNumber(p.TargetPort.IntValue(), pp.Child("targetPort"))...)
			} else {
				for _, msg := range validation.IsValidPortName(p.TargetPort.StrVal) {
					errs = append(errs, field.Invalid(pp.Child("targetPort"), p.TargetPort.StrVal, msg))
				}
			}
		}
		key := string(protocol) + "/" + itoa(int(p.Port))
		if ports[key] {
			errs = append(errs, field.Duplicate(pp, corev1.ServicePort{Protocol: protocol, Port: p.Port}))
		}
		ports[key] = true
		if p.NodePort == 0 {
			continue
		}
		if !external {
			errs = append(errs, field.Forbidden(pp.Child("nodePort"), "may not be used when `type` is 'ClusterIP'"))
			continue
		}
		if key := string(protocol) + "/" + itoa(int(p.NodePort)); nodePorts[key] {
			errs = append(errs, field.Duplicate(pp.Child("nodePort"), p.NodePort))
		} else {
			nodePorts[key] = true
		}
	}
	if p := s.ExternalTrafficPolicy; p != "" {
		if !external {
			errs = append(errs, field.Invalid(at.Child("externalTrafficPolicy"), p, "may only be set for externally-accessible services"))
		} else if p != corev1.ServiceExternalTrafficPolicyCluster && p != corev1.ServiceExternalTrafficPolicyLocal {
			errs = append(errs, field.NotSupported(at.Child("externalTrafficPolicy"), p, []corev1.ServiceExternalTrafficPolicy{corev1.ServiceExternalTrafficPolicyCluster, corev1.ServiceExternalTrafficPolicyLocal}))
		}
	}
	return append(errs, metavalidation.ValidateLabels(s.Selector, at.Child("selector"))...)
}

func protocolOf(p corev1.Protocol) corev1.Protocol {
	if p == "" {
		return corev1.ProtocolTCP
	}
	return p
}

// ingressSpec follows https://kubernetes.io/docs/concepts/services-networking/ingress/.
func ingressSpec(o *networkingv1.Ingress, at *field.Path) field.ErrorList {
	var errs field.ErrorList
	s := o.Spec
	if s.IngressClassName != nil {
		for _, msg := range validation.IsDNS1123Subdomain(*s.IngressClassName) {
			errs = append(errs, field.Invalid(at.Child("ingressClassName"), *s.IngressClassName, msg))
		}
		if v := o.Annotations["kubernetes.io/ingress.class"]; v != "" && v != *s.IngressClassName {
			errs = append(errs, field.Invalid(field.NewPath("annotations").Child("kubernetes.io/ingress.class"), v, "must match `ingressClassName` when both are specified"))
		}
	}
	if len(s.Rules) == 0 && s.DefaultBackend == nil {
		errs = append(errs, field.Invalid(at, s.Rules, "either `defaultBackend` or `rules` must be specified"))
	}
	if s.DefaultBackend != nil {
		errs = append(errs, backend(s.DefaultBackend, at.Child("defaultBackend"))...)
	}
	for i, rule := range s.Rules {
		p := at.Child("rules").Index(i)
		errs = append(errs, ruleHost(rule.Host, p.Child("host"))...)
		if rule.HTTP == nil {
			continue
		}
		if len(rule.HTTP.Paths) == 0 {
			errs = append(errs, field.Required(p.Child("http", "paths"), ""))
		}
		for j := range rule.HTTP.Paths {
			errs = append(errs, ingressPath(&rule.HTTP.Paths[j], p.Child("http", "paths").Index(j))...)
		}
	}
	for i, t := range s.TLS {
		for j, h := range t.Hosts {
			errs = append(errs, ruleHost(h, at.Child("tls").Index(i).Child("hosts").Index(j))...)
		}
	}
	return errs
}

func ruleHost(host string, at *field.Path) field.ErrorList {
	if host == "" {
		return nil
	}
	var errs field.ErrorList
	if _, err := netip.ParseAddr(host); err == nil {
		return field.ErrorList{field.Invalid(at, host, "must be a DNS name, not an IP address")}
	}
	check := validation.IsDNS1123Subdomain
	if strings.Contains(host, "*") {
		check = validation.IsWildcardDNS1123Subdomain
	}
	for _, msg := range check(host) {
		errs = append(errs, field.Invalid(at, host, msg))
	}
	return errs
}

func ingressPath(p *networkingv1.HTTPIngressPath, at *field.Path) field.ErrorList {
	var errs field.ErrorList
	types := []networkingv1.PathType{networkingv1.PathTypeExact, networkingv1.PathTypeImplementationSpecific, networkingv1.PathTypePrefix}
	switch {
	case p.PathType == nil:
		return append(errs, field.Required(at.Child("pathType"), "pathType must be specified"))
	case *p.PathType == networkingv1.PathTypeExact || *p.PathType == networkingv1.PathTypePrefix:
		if !strings.HasPrefix(p.Path, "/") {
			errs = append(errs, field.Invalid(at.Child("path"), p.Path, "must be an absolute path"))
		}
		for _, bad := range []string{"//", "/./", "/../", "%2f", "%2F"} {
			if strings.Contains(p.Path, bad) {
				errs = append(errs, field.Invalid(at.Child("path"), p.Path, "must not contain '"+bad+"'"))
			}
		}
	case *p.PathType == networkingv1.PathTypeImplementationSpecific:
		if p.Path != "" && !strings.HasPrefix(p.Path, "/") {
			errs = append(errs, field.Invalid(at.Child("path"), p.Path, "must be an absolute path"))
		}
	default:
		errs = append(errs, field.NotSupported(at.Child("pathType"), *p.PathType, types))
	}
	return append(errs, backend(&p.Backend, at.Child("backend"))...)
}

func backend(b *networkingv1.IngressBackend, at *field.Path) field.ErrorList {
	var errs field.ErrorList
	switch {
	case b.Service == nil && b.Resource == nil:
		errs = append(errs, field.Required(at.Child("resource"), ""))
	case b.Service != nil && b.Resource != nil:
		errs = append(errs, field.Invalid(at, "", "cannot set both resource and service backends"))
	case b.Service != nil:
		s := at.Child("service")
		if b.Service.Name == "" {
			errs = append(errs, field.Required(s.Child("name"), ""))
		}
		hasName, hasNumber := b.Service.Port.Name != "", b.Service.Port.Number != 0
		switch {
		case hasName && hasNumber:
			errs = append(errs, field.Invalid(s, "", "cannot set both port name & port number"))
		case hasName:
			for _, msg := range validation.IsValidPortName(b.Service.Port.Name) {
				errs = append(errs, field.Invalid(s.Child("port", "name"), b.Service.Port.Name, msg))
			}
		case hasNumber:
			errs = append(errs, portNumber(int(b.Service.Port.Number), s.Child("port", "number"))...)
		default:
			errs = append(errs, field.Required(s, "port name or number is required"))
		}
	}
	return errs
}

func ingressClass(o *networkingv1.IngressClass, at *field.Path) field.ErrorList {
	if o.Spec.Controller == "" {
		return field.ErrorList{field.Required(at.Child("controller"), "")}
	}
	return validation.IsDomainPrefixedPath(at.Child("controller"), o.Spec.Controller)
}

func networkPolicy(o *networkingv1.NetworkPolicy, at *field.Path) field.ErrorList {
	errs := metavalidation.ValidateLabelSelector(&o.Spec.PodSelector, metavalidation.LabelSelectorValidationOptions{}, at.Child("podSelector"))
	for i, t := range o.Spec.PolicyTypes {
		if t != networkingv1.PolicyTypeIngress && t != networkingv1.PolicyTypeEgress {
			errs = append(errs, field.NotSupported(at.Child("policyTypes").Index(i), t, []networkingv1.PolicyType{networkingv1.PolicyTypeEgress, networkingv1.PolicyTypeIngress}))
		}
	}
	for i, rule := range o.Spec.Ingress {
		p := at.Child("ingress").Index(i)
		errs = append(errs, peers(rule.From, p.Child("from"))...)
		errs = append(errs, policyPorts(rule.Ports, p.Child("ports"))...)
	}
	for i, rule := range o.Spec.Egress {
		p := at.Child("egress").Index(i)
		errs = append(errs, peers(rule.To, p.Child("to"))...)
		errs = append(errs, policyPorts(rule.Ports, p.Child("ports"))...)
	}
	return errs
}

func policyPorts(list []networkingv1.NetworkPolicyPort, at *field.Path) field.ErrorList {
	var errs field.ErrorList
	for i, p := range list {
		if p.Port != nil && p.Port.Type == intstr.Int {
			errs = append(errs, portNumber(p.Port.IntValue(), at.Index(i).Child("port"))...)
		}
		if p.EndPort != nil && p.Port == nil {
			errs = append(errs, field.Required(at.Index(i).Child("port"), "must be specified when `endPort` is specified"))
		}
	}
	return errs
}

func peers(list []networkingv1.NetworkPolicyPeer, at *field.Path) field.ErrorList {
	var errs field.ErrorList
	for i, peer := range list {
		p := at.Index(i)
		switch {
		case peer.IPBlock == nil && peer.PodSelector == nil && peer.NamespaceSelector == nil:
			errs = append(errs, field.Required(p, "must specify a peer"))
		case peer.IPBlock != nil && (peer.PodSelector != nil || peer.NamespaceSelector != nil):
			errs = append(errs, field.Forbidden(p, "may not specify both ipBlock and another peer"))
		case peer.IPBlock != nil:
			if _, err := netip.ParsePrefix(peer.IPBlock.CIDR); err != nil {
				errs = append(errs, field.Invalid(p.Child("ipBlock", "cidr"), peer.IPBlock.CIDR, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"))
			}
		}
	}
	return errs
}
