package kubernetes

import (
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// standing are the namespaces that every cluster has
// (https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces).
var standing = []string{"default", "kube-node-lease", "kube-public", "kube-system"}

// rootCA is the ConfigMap that every namespace gets.
const rootCA = "kube-root-ca.crt"

func namespaceExists(c *world.Call, name string) bool {
	return slices.Contains(standing, name) || c.Find(tokenNamespace, name) != nil
}

// virtual reports whether an object exists that the cluster has without anyone
// making it, and that the world therefore does not list.
func virtual(c *world.Call, token, id string) bool {
	namespace, name, _ := strings.Cut(id, "/")
	switch token {
	case tokenNamespace:
		return slices.Contains(standing, id)
	case tokenAccount:
		return name == "default" && slices.Contains(standing, namespace)
	case tokenConfigMap:
		return name == rootCA && slices.Contains(standing, namespace)
	case tokenService:
		return id == "default/kubernetes"
	case tokenAPIService:
		cluster := clusterOf(c, c.Scope)
		return id == "v1beta1.metrics.k8s.io" && cluster != nil && packaged(cluster, "rke2-metrics-server")
	case tokenPriority:
		return id == "system-cluster-critical" || id == "system-node-critical"
	case tokenStorageClass:
		cluster := clusterOf(c, c.Scope)
		return id == "gp2" && cluster != nil && cluster.Kind == api.Cluster
	}
	return false
}

func exists(c *world.Call, token, id string) bool {
	return virtual(c, token, id) || c.Find(token, id) != nil
}

// labelsOf are a namespace's labels, with the one that the API server sets.
func labelsOf(c *world.Call, namespace string) map[string]string {
	out := map[string]string{"kubernetes.io/metadata.name": namespace}
	if o := c.Find(tokenNamespace, namespace); o != nil {
		labels := o.Props.Map("metadata").Map("labels")
		for k := range labels {
			out[k] = labels.Str(k)
		}
	}
	return out
}

// furnish plans what a new namespace is given: its label, the service account
// "default" and the cluster's root certificate.
func (r *request) furnish() {
	meta := r.out.Map("metadata")
	labels := meta.Map("labels").Clone()
	labels["kubernetes.io/metadata.name"] = r.name
	meta["labels"] = map[string]any(labels)
	r.out["status"] = map[string]any{"phase": "Active"}
	for token, name := range map[string]string{tokenAccount: "default", tokenConfigMap: rootCA} {
		k := kinds[token]
		r.dependents = append(r.dependents, dependent{token, r.name + "/" + name, world.Props{
			"apiVersion": k.apiVersion(), "kind": k.name, "metadata": map[string]any{"name": name, "namespace": r.name},
		}})
	}
}
