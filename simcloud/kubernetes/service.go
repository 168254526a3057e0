package kubernetes

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// The node port range
// (https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport).
const (
	nodePortFirst = 30000
	nodePortLast  = 32767
)

// settling is how long the provider lets a service's endpoints settle.
const settling = 10 * time.Second

// service gives a service its addresses and ports and looks for its pods.
func (r *request) service(o *corev1.Service) error {
	spec := r.in.Map("spec").Clone()
	kind := corev1.ServiceType(spec.StrOr("type", string(corev1.ServiceTypeClusterIP)))
	spec["type"] = string(kind)
	r.adopt(o, spec)
	if spec.Str("sessionAffinity") == "" {
		spec["sessionAffinity"] = "None"
	}
	if kind != corev1.ServiceTypeExternalName {
		if err := r.clusterIP(spec); err != nil {
			return err
		}
	}
	if err := r.ports(o, spec, kind); err != nil {
		return err
	}
	r.out["spec"] = map[string]any(spec)
	if r.out["status"] == nil {
		r.out["status"] = map[string]any{"loadBalancer": map[string]any{}}
	}
	switch {
	case kind == corev1.ServiceTypeLoadBalancer:
		r.balance(o)
	case r.old != nil && r.old.Props.Map("spec").Str("type") == string(corev1.ServiceTypeLoadBalancer):
		r.unbalance()
	}
	if kind == corev1.ServiceTypeExternalName || o.Spec.ClusterIP == corev1.ClusterIPNone {
		return nil
	}
	if len(o.Spec.Selector) > 0 {
		r.waits += settling
		if len(selected(r.c, r.namespace, o.Spec.Selector)) == 0 {
			r.unready = append([]string{noPods}, r.unready...)
		}
	}
	return nil
}

// clusterIP keeps, takes or finds the service's virtual address.
func (r *request) clusterIP(spec world.Props) error {
	given := spec.Str("clusterIP")
	if given == "" && r.old != nil {
		given = r.old.Props.Map("spec").Str("clusterIP")
	}
	taken := map[string]bool{}
	for _, o := range r.c.All(tokenService) {
		if o != r.old && o.Scope == r.c.Scope {
			taken[o.Props.Map("spec").Str("clusterIP")] = true
		}
	}
	rang := serviceRange(r.c)
	if given != "" && given != corev1.ClusterIPNone {
		path := field.NewPath("spec", "clusterIPs").Index(0)
		a, err := netip.ParseAddr(given)
		why := ""
		switch {
		case err != nil:
			why = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
		case !rang.Contains(a):
			why = fmt.Sprintf("failed to allocate IP %s: the provided IP (%s) is not in the valid range. The range of valid IPs is %s", given, given, rang)
		case taken[given]:
			why = fmt.Sprintf("failed to allocate IP %s: provided IP is already allocated", given)
		}
		if why != "" {
			return refuse(apierrors.NewInvalid(r.kind.groupKind(), r.name, field.ErrorList{field.Invalid(path, []string{given}, why)}))
		}
	}
	if given == "" {
		size := 1 << (32 - rang.Bits())
		at := 10 + r.c.Number(size-20, "cluster address", r.id())
		for given = offset(rang, at).String(); taken[given]; given = offset(rang, at).String() {
			at = 10 + (at-9)%(size-20)
		}
	}
	spec["clusterIP"], spec["clusterIPs"] = given, []any{given}
	return nil
}

// serviceRange is the cluster's range for services: EKS takes 10.100.0.0/16 or
// 172.20.0.0/16, whichever does not overlap the VPC
// (https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html).
func serviceRange(c *world.Call) netip.Prefix {
	text := "10.43.0.0/16"
	if cluster := clusterOf(c, c.Scope); cluster != nil && cluster.Kind == api.Cluster {
		text = cluster.Props.Map("kubernetesNetworkConfig").StrOr("serviceIpv4Cidr", "172.20.0.0/16")
	}
	p, err := netip.ParsePrefix(text)
	if err != nil {
		return netip.MustParsePrefix("172.20.0.0/16")
	}
	return p
}

// ports completes the ports and gives node ports out.
func (r *request) ports(o *corev1.Service, spec world.Props, kind corev1.ServiceType) error {
	external := kind == corev1.ServiceTypeNodePort || kind == corev1.ServiceTypeLoadBalancer && (o.Spec.AllocateLoadBalancerNodePorts == nil || *o.Spec.AllocateLoadBalancerNodePorts)
	used := map[int]bool{}
	for _, other := range r.c.All(tokenService) {
		if other == r.old || other.Scope != r.c.Scope {
			continue
		}
		for _, p := range other.Props.Map("spec").Maps("ports") {
			used[p.Int("nodePort")] = true
		}
	}
	before := map[string]int{}
	if r.old != nil {
		for _, p := range r.old.Props.Map("spec").Maps("ports") {
			before[p.Str("protocol")+p.Str("name")+strconv.Itoa(p.Int("port"))] = p.Int("nodePort")
		}
	}
	list := []any{}
	var errs field.ErrorList
	for i, in := range spec.Maps("ports") {
		p := in.Clone()
		p["protocol"] = p.StrOr("protocol", "TCP")
		if !p.Has("targetPort") {
			p["targetPort"] = p["port"]
		}
		path := field.NewPath("spec", "ports").Index(i).Child("nodePort")
		port := p.Int("nodePort")
		switch {
		case port != 0 && (port < nodePortFirst || port > nodePortLast):
			errs = append(errs, field.Invalid(path, port, fmt.Sprintf("provided port is not in the valid range. The range of valid ports is %d-%d", nodePortFirst, nodePortLast)))
		case port != 0 && used[port]:
			errs = append(errs, field.Invalid(path, port, "provided port is already allocated"))
		case port == 0 && external:
			if port = before[p.Str("protocol")+p.Str("name")+strconv.Itoa(p.Int("port"))]; port == 0 {
				for port = nodePortFirst + r.c.Number(nodePortLast-nodePortFirst+1, "node port", r.id(), strconv.Itoa(i)); used[port]; {
					port = nodePortFirst + (port-nodePortFirst+1)%(nodePortLast-nodePortFirst+1)
				}
			}
			p["nodePort"] = float64(port)
		}
		used[port] = true
		list = append(list, map[string]any(p))
	}
	if len(errs) > 0 {
		return refuse(apierrors.NewInvalid(r.kind.groupKind(), r.name, errs))
	}
	spec["ports"] = list
	if external && spec.Str("externalTrafficPolicy") == "" {
		spec["externalTrafficPolicy"] = "Cluster"
	}
	return nil
}

// selected are the ready pods of a namespace that a selector picks.
func selected(c *world.Call, namespace string, selector map[string]string) []*world.Object {
	var out []*world.Object
	for _, o := range c.All(tokenPod) {
		meta := o.Props.Map("metadata")
		if o.Scope == c.Scope && meta.Str("namespace") == namespace && o.Props.Bool("ready") &&
			labels.SelectorFromSet(selector).Matches(labels.Set(stringMap(meta.Map("labels")))) {
			out = append(out, o)
		}
	}
	return out
}

// endpoints are the ready pods behind a service.
func endpoints(c *world.Call, service *world.Object) []*world.Object {
	selector := stringMap(service.Props.Map("spec").Map("selector"))
	if len(selector) == 0 {
		return nil
	}
	return selected(c, service.Props.Map("metadata").Str("namespace"), selector)
}

// serving are those of the pods that have the service port's target.
func serving(pods []*world.Object, port world.Props) []*world.Object {
	name, named := port["targetPort"].(string)
	if !named {
		return pods // a number reaches whatever listens there
	}
	return slices.DeleteFunc(slices.Clone(pods), func(o *world.Object) bool {
		return containerPort(o, intstr.FromString(name)) == 0
	})
}

func containerPort(pod *world.Object, target intstr.IntOrString) int {
	if target.Type == intstr.Int {
		return target.IntValue()
	}
	for _, c := range pod.Props.Map("spec").Maps("containers") {
		for _, p := range c.Maps("ports") {
			if p.Str("name") == target.StrVal {
				return p.Int("containerPort")
			}
		}
	}
	return 0
}
