package addons

// restrictedPod and restrictedContainer are what the strictest profile of
// Kubernetes demands, for charts whose own defaults fall short of it:
// https://kubernetes.io/docs/concepts/security/pod-security-standards/
func restrictedPod() map[string]any {
	return map[string]any{"runAsNonRoot": true, "seccompProfile": map[string]any{"type": "RuntimeDefault"}}
}

func restrictedContainer() map[string]any {
	return map[string]any{
		"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "runAsNonRoot": true,
		"capabilities": map[string]any{"drop": []any{"ALL"}},
	}
}

// small are the resources of a controller that works a little all the time.
// There is no limit on CPU: one that is held back answers late.
func small(memory string) map[string]any {
	return map[string]any{
		"requests": map[string]any{"cpu": "20m", "memory": memory},
		"limits":   map[string]any{"memory": memory},
	}
}

// spreadOver asks for pods with the labels on as many zones and nodes as
// there are.
func spreadOver(labels map[string]any) []any {
	rule := func(key string) map[string]any {
		return map[string]any{
			"maxSkew": 1, "topologyKey": key, "whenUnsatisfiable": "ScheduleAnyway",
			"labelSelector": map[string]any{"matchLabels": labels}, "matchLabelKeys": []any{"pod-template-hash"},
		}
	}
	return []any{rule("topology.kubernetes.io/zone"), rule("kubernetes.io/hostname")}
}
