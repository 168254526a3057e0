package kubernetes

import (
	"strings"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// kind is one kind of the API.
type kind struct {
	group, version, name, plural string
	namespaced                   bool
	// empty makes an object to decode into; nil for a custom resource.
	empty func() any
	// replace lists the properties that the provider replaces the object for.
	replace []string
}

// token is the Pulumi type: "kubernetes:apps/v1:Deployment".
func (k *kind) token() string {
	group := k.group
	if group == "" {
		group = "core"
	}
	return "kubernetes:" + group + "/" + k.version + ":" + k.name
}

// apiVersion is how objects spell group and version.
func (k *kind) apiVersion() string {
	if k.group == "" {
		return k.version
	}
	return k.group + "/" + k.version
}

// resource is the name in the API server's messages: "deployments.apps".
func (k *kind) resource() string {
	if k.group == "" {
		return k.plural
	}
	return k.plural + "." + k.group
}

func (k *kind) groupKind() schema.GroupKind { return schema.GroupKind{Group: k.group, Kind: k.name} }
func (k *kind) groupResource() schema.GroupResource {
	return schema.GroupResource{Group: k.group, Resource: k.plural}
}

// Tokens of the kinds that the simulation itself works with.
const (
	tokenNamespace    = "kubernetes:core/v1:Namespace"
	tokenPod          = "kubernetes:core/v1:Pod"
	tokenService      = "kubernetes:core/v1:Service"
	tokenAccount      = "kubernetes:core/v1:ServiceAccount"
	tokenSecret       = "kubernetes:core/v1:Secret"
	tokenConfigMap    = "kubernetes:core/v1:ConfigMap"
	tokenClaim        = "kubernetes:core/v1:PersistentVolumeClaim"
	tokenDeployment   = "kubernetes:apps/v1:Deployment"
	tokenStatefulSet  = "kubernetes:apps/v1:StatefulSet"
	tokenDaemonSet    = "kubernetes:apps/v1:DaemonSet"
	tokenJob          = "kubernetes:batch/v1:Job"
	tokenIngress      = "kubernetes:networking.k8s.io/v1:Ingress"
	tokenIngressClass = "kubernetes:networking.k8s.io/v1:IngressClass"
	tokenPolicy       = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
	tokenStorageClass = "kubernetes:storage.k8s.io/v1:StorageClass"
	tokenDefinition   = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition"
	tokenValidating   = "kubernetes:admissionregistration.k8s.io/v1:ValidatingWebhookConfiguration"
	tokenMutating     = "kubernetes:admissionregistration.k8s.io/v1:MutatingWebhookConfiguration"
	tokenPriority     = "kubernetes:scheduling.k8s.io/v1:PriorityClass"
	tokenAPIService   = "kubernetes:apiregistration.k8s.io/v1:APIService"
	tokenRelease      = "kubernetes:helm.sh/v3:Release"
)

func of[T any]() func() any { return func() any { return new(T) } }

// kinds is every built-in kind that the simulation has, by token.
var kinds = table(
	entry("", "v1", "Namespace", false, of[corev1.Namespace]()),
	entry("", "v1", "Pod", true, of[corev1.Pod](), podReplace...),
	entry("", "v1", "Service", true, of[corev1.Service](), "spec.clusterIP"),
	entry("", "v1", "ServiceAccount", true, of[corev1.ServiceAccount]()),
	entry("", "v1", "Secret", true, of[corev1.Secret](), "type", "stringData", "data"),
	entry("", "v1", "ConfigMap", true, of[corev1.ConfigMap](), "binaryData", "data"),
	entry("", "v1", "PersistentVolumeClaim", true, of[corev1.PersistentVolumeClaim](), "spec"),
	entry("", "v1", "PersistentVolume", false, of[corev1.PersistentVolume](), "spec.csi", "spec.hostPath", "spec.local", "spec.nfs", "spec.awsElasticBlockStore"),
	entry("", "v1", "ResourceQuota", true, of[corev1.ResourceQuota](), "spec.scopes"),
	entry("", "v1", "LimitRange", true, of[corev1.LimitRange]()),
	entry("", "v1", "Endpoints", true, of[corev1.Endpoints]()), //nolint:staticcheck // still served by the API
	entry("apps", "v1", "Deployment", true, of[appsv1.Deployment](), "spec.selector"),
	entry("apps", "v1", "StatefulSet", true, of[appsv1.StatefulSet](),
		"spec.podManagementPolicy", "spec.revisionHistoryLimit", "spec.selector", "spec.serviceName", "spec.volumeClaimTemplates"),
	entry("apps", "v1", "DaemonSet", true, of[appsv1.DaemonSet](), "spec.selector"),
	entry("batch", "v1", "Job", true, of[batchv1.Job](), "spec.completions", "spec.parallelism", "spec.selector", "spec.template"),
	entry("batch", "v1", "CronJob", true, of[batchv1.CronJob]()),
	entry("autoscaling", "v2", "HorizontalPodAutoscaler", true, of[autoscalingv2.HorizontalPodAutoscaler]()),
	entry("policy", "v1", "PodDisruptionBudget", true, of[policyv1.PodDisruptionBudget]()),
	entry("networking.k8s.io", "v1", "Ingress", true, of[networkingv1.Ingress]()),
	entry("networking.k8s.io", "v1", "IngressClass", false, of[networkingv1.IngressClass]()),
	entry("networking.k8s.io", "v1", "NetworkPolicy", true, of[networkingv1.NetworkPolicy]()),
	entry("rbac.authorization.k8s.io", "v1", "Role", true, of[rbacv1.Role]()),
	entry("rbac.authorization.k8s.io", "v1", "RoleBinding", true, of[rbacv1.RoleBinding](), "roleRef"),
	entry("rbac.authorization.k8s.io", "v1", "ClusterRole", false, of[rbacv1.ClusterRole]()),
	entry("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", false, of[rbacv1.ClusterRoleBinding](), "roleRef"),
	entry("storage.k8s.io", "v1", "StorageClass", false, of[storagev1.StorageClass](), "parameters", "provisioner"),
	entry("storage.k8s.io", "v1", "CSIDriver", false, of[storagev1.CSIDriver]()),
	entry("admissionregistration.k8s.io", "v1", "ValidatingWebhookConfiguration", false, of[admissionv1.ValidatingWebhookConfiguration]()),
	entry("admissionregistration.k8s.io", "v1", "MutatingWebhookConfiguration", false, of[admissionv1.MutatingWebhookConfiguration]()),
	entry("scheduling.k8s.io", "v1", "PriorityClass", false, of[schedulingv1.PriorityClass]()),
	entry("coordination.k8s.io", "v1", "Lease", true, of[coordinationv1.Lease]()),
	entry("discovery.k8s.io", "v1", "EndpointSlice", true, of[discoveryv1.EndpointSlice]()),
	entry("apiextensions.k8s.io", "v1", "CustomResourceDefinition", false, of[definition]()),
	entry("apiregistration.k8s.io", "v1", "APIService", false, of[apiService]()),
)

// podReplace are the fields of a bare pod that cannot change in place.
var podReplace = []string{
	"spec.affinity", "spec.automountServiceAccountToken", "spec.dnsPolicy", "spec.hostNetwork", "spec.hostPID", "spec.hostIPC",
	"spec.imagePullSecrets", "spec.nodeName", "spec.nodeSelector", "spec.priorityClassName", "spec.restartPolicy", "spec.runtimeClassName",
	"spec.securityContext", "spec.serviceAccountName", "spec.terminationGracePeriodSeconds", "spec.volumes", "spec.containers", "spec.initContainers",
}

func entry(group, version, name string, namespaced bool, empty func() any, replace ...string) *kind {
	k := &kind{group: group, version: version, name: name, namespaced: namespaced, empty: empty}
	k.plural = plural(name)
	k.replace = append([]string{"metadata.name", "metadata.namespace"}, replace...)
	return k
}

// plural is the resource name of a kind, by the rule that holds for all
// built-in kinds.
func plural(name string) string {
	lower := strings.ToLower(name)
	switch {
	case lower == "endpoints":
		return lower
	case strings.HasSuffix(lower, "s"):
		return lower + "es"
	case strings.HasSuffix(lower, "y"):
		return lower[:len(lower)-1] + "ies"
	}
	return lower + "s"
}

func table(entries ...*kind) map[string]*kind {
	out := make(map[string]*kind, len(entries))
	for _, k := range entries {
		out[k.token()] = k
	}
	return out
}

// kindOf finds the kind of a token. A token of a group that is not built in
// names a custom resource; whether it exists shows when its definition is
// looked for.
func kindOf(token string) *kind {
	if k := kinds[token]; k != nil {
		return k
	}
	rest, ok := strings.CutPrefix(token, "kubernetes:")
	path, name, two := strings.Cut(rest, ":")
	group, version, three := strings.Cut(path, "/")
	if !ok || !two || !three || name == "" || version == "" || !strings.Contains(group, ".") {
		return nil
	}
	if group == "helm.sh" || group == "apiextensions.k8s.io" || strings.HasSuffix(name, "Patch") || strings.HasSuffix(name, "List") {
		return nil
	}
	if _, builtin := builtinGroups[group]; builtin {
		return nil
	}
	return entry(group, version, name, true, nil)
}

// builtinGroups are the groups that are no custom resources; a kind in them
// that the table lacks is not simulated. The Gateway API and its like are
// custom resources although their group ends like these.
var builtinGroups = map[string]struct{}{
	"networking.k8s.io": {}, "rbac.authorization.k8s.io": {}, "storage.k8s.io": {}, "admissionregistration.k8s.io": {},
	"scheduling.k8s.io": {}, "coordination.k8s.io": {}, "discovery.k8s.io": {}, "apiextensions.k8s.io": {}, "apiregistration.k8s.io": {},
	"certificates.k8s.io": {}, "node.k8s.io": {}, "flowcontrol.apiserver.k8s.io": {}, "authentication.k8s.io": {}, "authorization.k8s.io": {},
	"events.k8s.io": {}, "resource.k8s.io": {},
}
