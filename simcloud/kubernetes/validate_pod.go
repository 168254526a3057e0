package kubernetes

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

func sortedKeys[V any, K ~string](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// podSpec checks a pod's specification; job says whether it belongs to a Job.
func podSpec(spec *corev1.PodSpec, at *field.Path, job bool) field.ErrorList {
	var errs field.ErrorList
	volumes := map[string]bool{}
	for i, v := range spec.Volumes {
		p := at.Child("volumes").Index(i)
		for _, msg := range validation.IsDNS1123Label(v.Name) {
			errs = append(errs, field.Invalid(p.Child("name"), v.Name, msg))
		}
		if volumes[v.Name] {
			errs = append(errs, field.Duplicate(p.Child("name"), v.Name))
		}
		volumes[v.Name] = true
	}
	for i, v := range spec.Volumes {
		if v.VolumeSource == (corev1.VolumeSource{}) {
			errs = append(errs, field.Required(at.Child("volumes").Index(i), "must specify a volume type"))
		}
	}
	names := map[string]bool{}
	for i := range spec.InitContainers {
		errs = append(errs, container(&spec.InitContainers[i], at.Child("initContainers").Index(i), names, volumes)...)
	}
	if len(spec.Containers) == 0 {
		errs = append(errs, field.Required(at.Child("containers"), ""))
	}
	for i := range spec.Containers {
		errs = append(errs, container(&spec.Containers[i], at.Child("containers").Index(i), names, volumes)...)
	}
	switch {
	case job && spec.RestartPolicy != corev1.RestartPolicyOnFailure && spec.RestartPolicy != corev1.RestartPolicyNever:
		errs = append(errs, field.Required(at.Child("restartPolicy"), `valid values: "OnFailure", "Never"`))
	case !job && !slices.Contains([]corev1.RestartPolicy{"", corev1.RestartPolicyAlways, corev1.RestartPolicyNever, corev1.RestartPolicyOnFailure}, spec.RestartPolicy):
		errs = append(errs, field.NotSupported(at.Child("restartPolicy"), spec.RestartPolicy,
			[]corev1.RestartPolicy{corev1.RestartPolicyAlways, corev1.RestartPolicyNever, corev1.RestartPolicyOnFailure}))
	}
	if spec.ServiceAccountName != "" {
		for _, msg := range validation.IsDNS1123Subdomain(spec.ServiceAccountName) {
			errs = append(errs, field.Invalid(at.Child("serviceAccountName"), spec.ServiceAccountName, msg))
		}
	}
	if n := spec.TerminationGracePeriodSeconds; n != nil && *n < 0 {
		errs = append(errs, field.Invalid(at.Child("terminationGracePeriodSeconds"), *n, "must be greater than or equal to 0"))
	}
	for i, c := range spec.TopologySpreadConstraints {
		p := at.Child("topologySpreadConstraints").Index(i)
		if c.MaxSkew <= 0 {
			errs = append(errs, field.Invalid(p.Child("maxSkew"), c.MaxSkew, "must be greater than zero"))
		}
		if c.TopologyKey == "" {
			errs = append(errs, field.Required(p.Child("topologyKey"), "can not be empty"))
		}
		if c.WhenUnsatisfiable != corev1.DoNotSchedule && c.WhenUnsatisfiable != corev1.ScheduleAnyway {
			errs = append(errs, field.NotSupported(p.Child("whenUnsatisfiable"), c.WhenUnsatisfiable,
				[]corev1.UnsatisfiableConstraintAction{corev1.DoNotSchedule, corev1.ScheduleAnyway}))
		}
	}
	return errs
}

func container(c *corev1.Container, at *field.Path, names, volumes map[string]bool) field.ErrorList {
	var errs field.ErrorList
	switch {
	case c.Name == "":
		errs = append(errs, field.Required(at.Child("name"), ""))
	case names[c.Name]:
		errs = append(errs, field.Duplicate(at.Child("name"), c.Name))
	default:
		for _, msg := range validation.IsDNS1123Label(c.Name) {
			errs = append(errs, field.Invalid(at.Child("name"), c.Name, msg))
		}
	}
	names[c.Name] = true
	switch {
	case c.Image == "":
		errs = append(errs, field.Required(at.Child("image"), ""))
	case strings.TrimSpace(c.Image) != c.Image:
		errs = append(errs, field.Invalid(at.Child("image"), c.Image, "must not have leading or trailing whitespace"))
	}
	ports, portNames := map[string]bool{}, map[string]bool{}
	for i, p := range c.Ports {
		pp := at.Child("ports").Index(i)
		if p.Name != "" {
			for _, msg := range validation.IsValidPortName(p.Name) {
				errs = append(errs, field.Invalid(pp.Child("name"), p.Name, msg))
			}
			if portNames[p.Name] {
				errs = append(errs, field.Duplicate(pp.Child("name"), p.Name))
			}
			portNames[p.Name] = true
		}
		if p.ContainerPort == 0 {
			errs = append(errs, field.Required(pp.Child("containerPort"), ""))
		} else {
			errs = append(errs, portNumber(int(p.ContainerPort), pp.Child("containerPort"))...)
		}
		if p.HostPort != 0 {
			errs = append(errs, portNumber(int(p.HostPort), pp.Child("hostPort"))...)
			key := fmt.Sprint(p.Protocol, "/", p.HostIP, "/", p.HostPort)
			if ports[key] {
				errs = append(errs, field.Duplicate(pp.Child("hostPort"), key))
			}
			ports[key] = true
		}
	}
	for i, e := range c.Env {
		ep := at.Child("env").Index(i)
		if e.Name == "" {
			errs = append(errs, field.Required(ep.Child("name"), ""))
		}
		if e.Value != "" && e.ValueFrom != nil {
			errs = append(errs, field.Invalid(ep.Child("valueFrom"), "", "may not be specified when `value` is not empty"))
		}
	}
	mounts := map[string]bool{}
	for i, m := range c.VolumeMounts {
		mp := at.Child("volumeMounts").Index(i)
		if m.Name == "" {
			errs = append(errs, field.Required(mp.Child("name"), ""))
		} else if !volumes[m.Name] {
			errs = append(errs, field.NotFound(mp.Child("name"), m.Name))
		}
		if m.MountPath == "" {
			errs = append(errs, field.Required(mp.Child("mountPath"), ""))
		} else if mounts[path.Clean(m.MountPath)] {
			errs = append(errs, field.Invalid(mp.Child("mountPath"), m.MountPath, "must be unique"))
		}
		mounts[path.Clean(m.MountPath)] = true
	}
	errs = append(errs, requirements(c.Resources, at.Child("resources"))...)
	probes := map[string]*corev1.Probe{"livenessProbe": c.LivenessProbe, "readinessProbe": c.ReadinessProbe, "startupProbe": c.StartupProbe}
	for _, name := range sortedKeys(probes) {
		if probe := probes[name]; probe != nil {
			errs = append(errs, probeErrors(probe, at.Child(name), name != "readinessProbe")...)
		}
	}
	return append(errs, security(c.SecurityContext, at.Child("securityContext"))...)
}

func security(s *corev1.SecurityContext, at *field.Path) field.ErrorList {
	if s == nil || s.AllowPrivilegeEscalation == nil || *s.AllowPrivilegeEscalation {
		return nil
	}
	var errs field.ErrorList
	if s.Privileged != nil && *s.Privileged {
		errs = append(errs, field.Invalid(at, s, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"))
	}
	return errs
}

// requirements checks that nothing asks for more than it may use
// (https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/).
func requirements(r corev1.ResourceRequirements, at *field.Path) field.ErrorList {
	var errs field.ErrorList
	for _, side := range []struct {
		name string
		list corev1.ResourceList
	}{{"limits", r.Limits}, {"requests", r.Requests}} {
		for _, name := range sortedKeys(side.list) {
			q := side.list[name]
			p := at.Child(side.name).Key(string(name))
			if q.Sign() < 0 {
				errs = append(errs, field.Invalid(p, q.String(), "must be greater than or equal to 0"))
			}
			switch name {
			case corev1.ResourceCPU, corev1.ResourceMemory, corev1.ResourceEphemeralStorage:
			default:
				if !strings.Contains(string(name), "/") && !strings.HasPrefix(string(name), "hugepages-") {
					errs = append(errs, field.Invalid(p, name, "must be a standard resource type or fully qualified"))
				}
			}
		}
	}
	for _, name := range sortedKeys(r.Requests) {
		limit, limited := r.Limits[name]
		request := r.Requests[name]
		if limited && request.Cmp(limit) > 0 {
			errs = append(errs, field.Invalid(at.Child("requests"), request.String(), fmt.Sprintf("must be less than or equal to %s limit of %s", name, limit.String())))
		}
	}
	return errs
}

func probeErrors(p *corev1.Probe, at *field.Path, once bool) field.ErrorList {
	var errs field.ErrorList
	handlers := 0
	port := func(v intstr.IntOrString, at *field.Path) {
		handlers++
		if v.Type == intstr.Int {
			errs = append(errs, portNumber(v.IntValue(), at)...)
			return
		}
		for _, msg := range validation.IsValidPortName(v.StrVal) {
			errs = append(errs, field.Invalid(at, v.StrVal, msg))
		}
	}
	if p.HTTPGet != nil {
		port(p.HTTPGet.Port, at.Child("httpGet", "port"))
	}
	if p.TCPSocket != nil {
		port(p.TCPSocket.Port, at.Child("tcpSocket", "port"))
	}
	if p.GRPC != nil {
		port(intstr.FromInt32(p.GRPC.Port), at.Child("grpc", "port"))
	}
	if p.Exec != nil {
		handlers++
		if len(p.Exec.Command) == 0 {
			errs = append(errs, field.Required(at.Child("exec", "command"), ""))
		}
	}
	switch {
	case handlers == 0:
		errs = append(errs, field.Required(at, "must specify a handler type"))
	case handlers > 1:
		errs = append(errs, field.Forbidden(at, "may not specify more than 1 handler type"))
	}
	numbers := map[string]int32{
		"initialDelaySeconds": p.InitialDelaySeconds, "timeoutSeconds": p.TimeoutSeconds, "periodSeconds": p.PeriodSeconds,
		"successThreshold": p.SuccessThreshold, "failureThreshold": p.FailureThreshold,
	}
	for _, name := range sortedKeys(numbers) {
		if n := numbers[name]; n < 0 {
			errs = append(errs, field.Invalid(at.Child(name), n, "must be greater than or equal to 0"))
		}
	}
	if once && p.SuccessThreshold > 1 {
		errs = append(errs, field.Invalid(at.Child("successThreshold"), p.SuccessThreshold, "must be 1"))
	}
	return errs
}

func portNumber(n int, at *field.Path) field.ErrorList {
	var errs field.ErrorList
	for _, msg := range validation.IsValidPortNum(n) {
		errs = append(errs, field.Invalid(at, n, msg))
	}
	return errs
}
