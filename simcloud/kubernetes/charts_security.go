package kubernetes

import (
	"github.com/drydock-iac/drydock/simcloud/world"
)

// The security contexts that the charts' own values have.

func runtimeDefault() map[string]any { return map[string]any{"type": "RuntimeDefault"} }

func dropAll() map[string]any { return map[string]any{"drop": []any{"ALL"}} }

// hardened is what most of them have in common.
func hardened() map[string]any {
	return map[string]any{"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": dropAll()}
}

func userSecurity(user float64) map[string]any {
	s := hardened()
	s["privileged"], s["runAsNonRoot"], s["runAsUser"], s["runAsGroup"] = false, true, user, user
	return s
}

func measuringSecurity() map[string]any {
	s := hardened()
	s["runAsNonRoot"], s["runAsUser"], s["seccompProfile"] = true, 1000.0, runtimeDefault()
	return s
}

// operatorSecurity is that of external-secrets; its switch is no field of a
// container.
func operatorSecurity(v world.Props) map[string]any {
	s := over(measuringSecurity(), v.Map("securityContext"))
	delete(s, "enabled")
	return s
}

func certSecurity(v world.Props) map[string]any {
	return over(map[string]any{"runAsNonRoot": true, "seccompProfile": runtimeDefault()}, v.Map("securityContext"))
}

func certContainer(v world.Props) map[string]any {
	return over(hardened(), v.Map("containerSecurityContext"))
}
