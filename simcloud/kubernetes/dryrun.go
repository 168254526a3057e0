package kubernetes

import (
	"errors"

	corev1 "k8s.io/api/core/v1"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// dryRun asks the API server in a preview, as the provider does
// (https://github.com/pulumi/pulumi-kubernetes/blob/v4.30.0/provider/pkg/provider/provider.go,
// Create and Update, and https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run):
// unless a value is not known yet or the kind is one that the server does not
// have, for its definition may come with the update. Of the answer to a
// creation it bears that the namespace is not there, that the object is, and
// that the caller may not ask; of that to an update the last only.
//
// Each object is looked at by itself: what else the preview would make is not
// there. Controllers do nothing in a dry run, so that it says nothing about
// readiness.
func dryRun(c *world.Call, k *kind) error {
	if containsUnknown(map[string]any(c.In)) {
		return nil
	}
	r := &request{c: c, kind: k, in: c.In, old: c.Object}
	r.place()
	err := authorise(c, r.kind, map[bool]string{true: "create", false: "patch"}[r.old == nil], r.namespace)
	if err == nil {
		err = r.inspect()
	}
	if err == nil {
		r.complete()
		err = r.allocate()
	}
	if err == nil {
		if r.old == nil {
			// What nobody has looked at yet has no status.
			delete(r.out, "status")
			c.Out = r.out
		}
		return nil
	}
	if r.borne(err) {
		return nil
	}
	return r.words(err)
}

// borne reports whether the provider goes on with the preview in spite of err.
func (r *request) borne(err error) bool {
	var missing *noMatch
	if errors.As(err, &missing) {
		return true
	}
	switch world.CodeOf(err) {
	case "Forbidden":
		return true
	case "AlreadyExists":
		return r.old == nil
	case "NotFound":
		return r.old == nil && r.kind.namespaced && !namespaceExists(r.c, r.namespace)
	}
	return false
}

// allocate has a service look for its address and ports, which the API server
// itself gives out.
func (r *request) allocate() error {
	o, ok := r.obj.(*corev1.Service)
	if !ok {
		return nil
	}
	spec := r.in.Map("spec").Clone()
	kind := corev1.ServiceType(spec.StrOr("type", string(corev1.ServiceTypeClusterIP)))
	if kind != corev1.ServiceTypeExternalName {
		if err := r.clusterIP(spec); err != nil {
			return err
		}
	}
	return r.ports(o, spec, kind)
}
