package kubernetes

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// podSecurity says what of a pod the namespace's enforced level forbids
// (https://kubernetes.io/docs/concepts/security/pod-security-standards/). The
// checks are those that pods commonly meet: host namespaces, privilege, host
// paths and ports, added capabilities; and for the restricted level privilege
// escalation, dropped capabilities, root and the seccomp profile.
func podSecurity(c *world.Call, namespace string, spec *corev1.PodSpec) string {
	labels := labelsOf(c, namespace)
	level := labels["pod-security.kubernetes.io/enforce"]
	if level == "" && strict(c, namespace) {
		level = "restricted"
	}
	if level != "baseline" && level != "restricted" {
		return ""
	}
	found := baseline(spec)
	if level == "restricted" {
		found = append(found, restricted(spec)...)
	}
	if len(found) == 0 {
		return ""
	}
	version := labels["pod-security.kubernetes.io/enforce-version"]
	if version == "" {
		version = "latest"
	}
	return fmt.Sprintf("violates PodSecurity %q: %s", level+":"+version, strings.Join(found, ", "))
}

func allContainers(spec *corev1.PodSpec) []corev1.Container {
	return slices.Concat(spec.InitContainers, spec.Containers)
}

// naming lists the containers that a test finds: `container "a"`, `containers "a", "b"`.
func naming(spec *corev1.PodSpec, test func(corev1.Container) bool) string {
	var names []string
	for _, c := range allContainers(spec) {
		if test(c) {
			names = append(names, fmt.Sprintf("%q", c.Name))
		}
	}
	switch len(names) {
	case 0:
		return ""
	case 1:
		return "container " + names[0]
	}
	return "containers " + strings.Join(names, ", ")
}

func baseline(spec *corev1.PodSpec) []string {
	var out []string
	var host []string
	for name, on := range map[string]bool{"hostNetwork=true": spec.HostNetwork, "hostPID=true": spec.HostPID, "hostIPC=true": spec.HostIPC} {
		if on {
			host = append(host, name)
		}
	}
	slices.Sort(host)
	if len(host) > 0 {
		out = append(out, "host namespaces ("+strings.Join(host, ", ")+")")
	}
	for _, v := range spec.Volumes {
		if v.HostPath != nil {
			out = append(out, fmt.Sprintf("hostPath volumes (volume %q)", v.Name))
		}
	}
	if who := naming(spec, func(c corev1.Container) bool {
		return slices.ContainsFunc(c.Ports, func(p corev1.ContainerPort) bool { return p.HostPort != 0 })
	}); who != "" {
		out = append(out, "hostPort ("+who+" uses a hostPort)")
	}
	if who := naming(spec, func(c corev1.Container) bool {
		return c.SecurityContext != nil && c.SecurityContext.Privileged != nil && *c.SecurityContext.Privileged
	}); who != "" {
		out = append(out, "privileged ("+who+" must not set securityContext.privileged=true)")
	}
	return out
}

func restricted(spec *corev1.PodSpec) []string {
	var out []string
	if who := naming(spec, func(c corev1.Container) bool {
		s := c.SecurityContext
		return s == nil || s.AllowPrivilegeEscalation == nil || *s.AllowPrivilegeEscalation
	}); who != "" {
		out = append(out, "allowPrivilegeEscalation != false ("+who+" must set securityContext.allowPrivilegeEscalation=false)")
	}
	if who := naming(spec, func(c corev1.Container) bool {
		s := c.SecurityContext
		return s == nil || s.Capabilities == nil || !slices.Contains(s.Capabilities.Drop, "ALL")
	}); who != "" {
		out = append(out, `unrestricted capabilities (`+who+` must set securityContext.capabilities.drop=["ALL"])`)
	}
	pod := spec.SecurityContext
	if who := naming(spec, func(c corev1.Container) bool {
		if s := c.SecurityContext; s != nil && s.RunAsNonRoot != nil {
			return !*s.RunAsNonRoot
		}
		return pod == nil || pod.RunAsNonRoot == nil || !*pod.RunAsNonRoot
	}); who != "" {
		out = append(out, "runAsNonRoot != true (pod or "+who+" must set securityContext.runAsNonRoot=true)")
	}
	if who := naming(spec, func(c corev1.Container) bool {
		if s := c.SecurityContext; s != nil && s.SeccompProfile != nil {
			return s.SeccompProfile.Type == corev1.SeccompProfileTypeUnconfined
		}
		return pod == nil || pod.SeccompProfile == nil || pod.SeccompProfile.Type == corev1.SeccompProfileTypeUnconfined
	}); who != "" {
		out = append(out, `seccompProfile (pod or `+who+` must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")`)
	}
	return out
}
