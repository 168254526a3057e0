package kubernetes

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// Service says which ready pods answer a client inside a cluster under a
// service ("namespace/name") and a port of it, 0 for its first; why says what
// is in the way where none do. The client is a pod, or nil for a node.
func Service(c *world.Call, scope, id string, port int, client *world.Object) (pods []*world.Object, service *world.Object, why string) {
	inside := *c
	inside.Scope = scope
	if service = inside.Find(tokenService, id); service == nil {
		return nil, nil, fmt.Sprintf("service %s: does not exist", id)
	}
	spec := service.Props.Map("spec")
	if spec.Str("type") == string(corev1.ServiceTypeExternalName) {
		return nil, service, fmt.Sprintf("service %s: it is another name for %s", id, spec.Str("externalName"))
	}
	for _, p := range spec.Maps("ports") {
		if port != 0 && p.Int("port") != port {
			continue
		}
		all := endpoints(&inside, service)
		if len(all) == 0 {
			return nil, service, fmt.Sprintf("service %s: no ready pod matches its selector", id)
		}
		ready := serving(all, p)
		if len(ready) == 0 {
			return nil, service, fmt.Sprintf("service %s: port %d: no container port is called %q", id, p.Int("port"), p.Str("targetPort"))
		}
		var callers []*world.Object
		if client != nil {
			callers = []*world.Object{client}
		}
		pods, why = permitted(&inside, ready, p, callers)
		return pods, service, why
	}
	return nil, service, fmt.Sprintf("service %s: has no port %d", id, port)
}
