package policy

import (
	"fmt"
	"strings"
)

// podPaths are where workloads hold the specification of their pods.
var podPaths = map[string]string{
	"Pod": "spec", "Deployment": "spec.template.spec", "StatefulSet": "spec.template.spec", "DaemonSet": "spec.template.spec",
	"ReplicaSet": "spec.template.spec", "Job": "spec.template.spec", "CronJob": "spec.jobTemplate.spec.template.spec",
}

// podOf is the specification of a workload's pods, nil for what has none.
func podOf(r Resource) any {
	rest, ok := strings.CutPrefix(r.Type, "kubernetes:")
	if !ok {
		return nil
	}
	kind := strings.TrimSuffix(rest[strings.LastIndex(rest, ":")+1:], "Patch")
	path, ok := podPaths[kind]
	if !ok {
		return nil
	}
	return dig(r.Inputs, path)
}

// containers are all containers of a workload's pods, those of the start too.
func containers(r Resource) []any {
	pod := podOf(r)
	if pod == nil {
		return nil
	}
	return append(every(pod, "initContainers[*]"), every(pod, "containers[*]")...)
}

func container(c any) string { return fmt.Sprintf("container %q", str(c, "name")) }

// report takes what is wrong with one resource and what would mend it.
type report func(repair, what string, args ...any)

// podRule is a rule about workloads: look says what is wrong with the pods of
// one.
func podRule(id, says string, look func(r Resource, pod any, wrong report)) Rule {
	return Rule{ID: id, Says: says, Check: func(p *Plan) []Finding {
		var out []Finding
		for _, r := range p.Resources {
			if pod := podOf(r); pod != nil {
				look(r, pod, func(repair, what string, args ...any) { out = append(out, found(r, repair, what, args...)) })
			}
		}
		return out
	}}
}

// PrivilegedPods is the rule that no container has more rights than its
// process needs, nor shares the node's namespaces.
func PrivilegedPods() Rule {
	const says = "No pod is privileged, may become so, or shares a namespace of its node."
	return podRule("pod-privileged", says, func(r Resource, pod any, wrong report) {
		for _, share := range []string{"hostNetwork", "hostPID", "hostIPC"} {
			if yes(dig(pod, share)) {
				wrong("leave it out", "%s is set", share)
			}
		}
		for _, c := range containers(r) {
			if yes(dig(c, "securityContext.privileged")) {
				wrong("leave it out", "%s is privileged", container(c))
			}
			if dig(c, "securityContext.allowPrivilegeEscalation") != false {
				wrong("set securityContext.allowPrivilegeEscalation to false", "%s may gain privileges", container(c))
			}
		}
	})
}

// PodLimits is the rule that every container has a limit of memory and a
// request of processor time. A limit of processor time is not asked for: it
// slows a container down while the node is idle.
func PodLimits() Rule {
	const says = "Every container has a limit of memory and requests of memory and processor time."
	return podRule("pod-limits", says, func(r Resource, _ any, wrong report) {
		for _, c := range containers(r) {
			for _, path := range []string{"resources.limits.memory", "resources.requests.cpu", "resources.requests.memory"} {
				if dig(c, path) == nil {
					wrong("set it", "%s has no %s", container(c), path)
				}
			}
		}
	})
}

// RootPods is the rule that no container runs as root.
func RootPods() Rule {
	return podRule("pod-root", "No container runs as root.", func(r Resource, pod any, wrong report) {
		for _, c := range containers(r) {
			own, user := dig(c, "securityContext.runAsNonRoot"), dig(c, "securityContext.runAsUser")
			if own == nil {
				own = dig(pod, "securityContext.runAsNonRoot")
			}
			if user == nil {
				user = dig(pod, "securityContext.runAsUser")
			}
			if own != true || user == 0.0 {
				wrong("set securityContext.runAsNonRoot, and a user other than 0", "%s may run as root", container(c))
			}
		}
	})
}

// HostPaths is the rule that no pod mounts a folder of its node.
func HostPaths() Rule {
	const says = "No pod mounts a folder of its node."
	return podRule("pod-host-path", says, func(_ Resource, pod any, wrong report) {
		for _, v := range every(pod, "volumes[*]") {
			if dig(v, "hostPath") != nil {
				wrong("use a volume claim, a config map or an empty folder", "volume %q is the node's %s", str(v, "name"), str(v, "hostPath.path"))
			}
		}
	})
}
