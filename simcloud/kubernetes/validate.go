package kubernetes

import (
	"fmt"
	"reflect"
	"strings"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	storagev1 "k8s.io/api/storage/v1"
	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// validate applies the API server's validation of the kind, in its words: the
// rules of k8s.io/kubernetes/pkg/apis/*/validation as far as they are listed
// here, on the field errors of k8s.io/apimachinery.
func (r *request) validate() field.ErrorList {
	errs := r.metadata()
	spec := field.NewPath("spec")
	switch o := r.obj.(type) {
	case *corev1.Pod:
		errs = append(errs, podSpec(&o.Spec, spec, false)...)
	case *corev1.Service:
		errs = append(errs, serviceSpec(o, spec)...)
	case *corev1.ConfigMap:
		errs = append(errs, configMap(o)...)
	case *corev1.Secret:
		errs = append(errs, secret(o)...)
	case *corev1.PersistentVolumeClaim:
		errs = append(errs, claimSpec(&o.Spec, spec)...)
	case *appsv1.Deployment:
		errs = append(errs, deployment(o, spec)...)
	case *appsv1.StatefulSet:
		errs = append(errs, statefulSet(o, spec)...)
	case *appsv1.DaemonSet:
		errs = append(errs, workload(o.Spec.Selector, &o.Spec.Template, spec)...)
	case *batchv1.Job:
		errs = append(errs, jobSpec(&o.Spec, spec)...)
	case *batchv1.CronJob:
		errs = append(errs, cronJob(o, spec)...)
	case *autoscalingv2.HorizontalPodAutoscaler:
		errs = append(errs, autoscaler(o, spec)...)
	case *policyv1.PodDisruptionBudget:
		errs = append(errs, disruptionBudget(o, spec)...)
	case *networkingv1.Ingress:
		errs = append(errs, ingressSpec(o, spec)...)
	case *networkingv1.NetworkPolicy:
		errs = append(errs, networkPolicy(o, spec)...)
	case *networkingv1.IngressClass:
		errs = append(errs, ingressClass(o, spec)...)
	case *rbacv1.RoleBinding:
		errs = append(errs, binding(o.RoleRef, o.Subjects, true)...)
	case *rbacv1.ClusterRoleBinding:
		errs = append(errs, binding(o.RoleRef, o.Subjects, false)...)
	case *rbacv1.Role:
		errs = append(errs, rules(o.Rules, true)...)
	case *rbacv1.ClusterRole:
		errs = append(errs, rules(o.Rules, false)...)
	case *storagev1.StorageClass:
		if o.Provisioner == "" {
			errs = append(errs, field.Required(field.NewPath("provisioner"), ""))
		}
	case *admissionv1.ValidatingWebhookConfiguration:
		for i, h := range o.Webhooks {
			if h.SideEffects == nil {
				errs = append(errs, field.Required(field.NewPath("webhooks").Index(i).Child("sideEffects"), "must specify one of None, NoneOnDryRun"))
			}
		}
	case *definition:
		errs = append(errs, o.validate(r.name)...)
	}
	return append(errs, r.immutable()...)
}

// metadata checks name, labels and annotations. Names are DNS subdomains but
// for a few kinds (https://kubernetes.io/docs/concepts/overview/working-with-objects/names/).
func (r *request) metadata() field.ErrorList {
	meta := metav1.ObjectMeta{Name: r.name, Namespace: r.namespace}
	in := r.in.Map("metadata")
	for key, into := range map[string]*map[string]string{"labels": &meta.Labels, "annotations": &meta.Annotations} {
		values := in.Map(key)
		*into = map[string]string{}
		for k := range values {
			(*into)[k] = values.Str(k)
		}
	}
	name := apivalidation.NameIsDNSSubdomain
	switch r.kind.token() {
	case tokenNamespace:
		name = apivalidation.ValidateNamespaceName
	case tokenService:
		name = apivalidation.NameIsDNS1035Label
	}
	if r.kind.group == "rbac.authorization.k8s.io" {
		name = func(name string, _ bool) []string { return validPathSegment(name) }
	}
	return apivalidation.ValidateObjectMeta(&meta, r.kind.namespaced, name, field.NewPath("metadata"))
}

func validPathSegment(name string) []string {
	var out []string
	if name == "." || name == ".." {
		out = append(out, fmt.Sprintf("may not be '%s'", name))
	}
	for _, s := range []string{"/", "%"} {
		if strings.Contains(name, s) {
			out = append(out, fmt.Sprintf("may not contain '%s'", s))
		}
	}
	return out
}

// immutable compares with the object as it is: what may not change is refused.
func (r *request) immutable() field.ErrorList {
	if r.old == nil {
		return nil
	}
	spec := field.NewPath("spec")
	var errs field.ErrorList
	same := func(now, before any, path *field.Path) {
		errs = append(errs, apivalidation.ValidateImmutableField(now, before, path)...)
	}
	switch o := r.obj.(type) {
	case *appsv1.Deployment:
		same(o.Spec.Selector, typed[appsv1.Deployment](r.old.Inputs).Spec.Selector, spec.Child("selector"))
	case *appsv1.DaemonSet:
		same(o.Spec.Selector, typed[appsv1.DaemonSet](r.old.Inputs).Spec.Selector, spec.Child("selector"))
	case *appsv1.StatefulSet:
		now, before := o.DeepCopy().Spec, typed[appsv1.StatefulSet](r.old.Inputs).Spec
		for _, s := range []*appsv1.StatefulSetSpec{&now, &before} {
			*s = appsv1.StatefulSetSpec{Selector: s.Selector, ServiceName: s.ServiceName, PodManagementPolicy: s.PodManagementPolicy, VolumeClaimTemplates: s.VolumeClaimTemplates}
		}
		if !reflect.DeepEqual(now, before) {
			errs = append(errs, field.Forbidden(spec, "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', "+
				"'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"))
		}
	case *batchv1.Job:
		before := typed[batchv1.Job](r.old.Inputs).Spec
		same(o.Spec.Template, before.Template, spec.Child("template"))
		same(o.Spec.Completions, before.Completions, spec.Child("completions"))
	case *corev1.Service:
		before := typed[corev1.Service](r.old.Inputs).Spec
		if o.Spec.ClusterIP != "" && before.ClusterIP != "" && o.Spec.ClusterIP != before.ClusterIP {
			errs = append(errs, field.Invalid(spec.Child("clusterIPs").Index(0), []string{o.Spec.ClusterIP}, "may not change once set"))
		}
	case *corev1.Secret:
		before := typed[corev1.Secret](r.old.Inputs)
		same(secretType(o), secretType(before), field.NewPath("type"))
		if before.Immutable != nil && *before.Immutable && !reflect.DeepEqual(o.Data, before.Data) {
			errs = append(errs, field.Forbidden(field.NewPath("data"), "field is immutable when `immutable` is set"))
		}
	case *corev1.ConfigMap:
		before := typed[corev1.ConfigMap](r.old.Inputs)
		if before.Immutable != nil && *before.Immutable && !reflect.DeepEqual(o.Data, before.Data) {
			errs = append(errs, field.Forbidden(field.NewPath("data"), "field is immutable when `immutable` is set"))
		}
	case *rbacv1.RoleBinding:
		errs = append(errs, sameRole(o.RoleRef, typed[rbacv1.RoleBinding](r.old.Inputs).RoleRef)...)
	case *rbacv1.ClusterRoleBinding:
		errs = append(errs, sameRole(o.RoleRef, typed[rbacv1.ClusterRoleBinding](r.old.Inputs).RoleRef)...)
	case *networkingv1.IngressClass:
		same(o.Spec.Controller, typed[networkingv1.IngressClass](r.old.Inputs).Spec.Controller, spec.Child("controller"))
	case *storagev1.StorageClass:
		before := typed[storagev1.StorageClass](r.old.Inputs)
		if !reflect.DeepEqual(o.Parameters, before.Parameters) {
			errs = append(errs, field.Forbidden(field.NewPath("parameters"), "updates to parameters are forbidden."))
		}
		if o.Provisioner != before.Provisioner {
			errs = append(errs, field.Forbidden(field.NewPath("provisioner"), "updates to provisioner are forbidden."))
		}
	}
	return errs
}

func sameRole(now, before rbacv1.RoleRef) field.ErrorList {
	if now == before {
		return nil
	}
	return field.ErrorList{field.Invalid(field.NewPath("roleRef"), now, "cannot change roleRef")}
}

func binding(ref rbacv1.RoleRef, subjects []rbacv1.Subject, namespaced bool) field.ErrorList {
	var errs field.ErrorList
	path := field.NewPath("roleRef")
	allowed := []string{"ClusterRole"}
	if namespaced {
		allowed = []string{"Role", "ClusterRole"}
	}
	if ref.APIGroup != rbacv1.GroupName {
		errs = append(errs, field.NotSupported(path.Child("apiGroup"), ref.APIGroup, []string{rbacv1.GroupName}))
	}
	if ref.Kind != "ClusterRole" && (ref.Kind != "Role" || !namespaced) {
		errs = append(errs, field.NotSupported(path.Child("kind"), ref.Kind, allowed))
	}
	if ref.Name == "" {
		errs = append(errs, field.Required(path.Child("name"), ""))
	}
	for i, s := range subjects {
		at := field.NewPath("subjects").Index(i)
		if s.Name == "" {
			errs = append(errs, field.Required(at.Child("name"), ""))
		}
		switch s.Kind {
		case rbacv1.ServiceAccountKind:
			if s.Namespace == "" && !namespaced {
				errs = append(errs, field.Required(at.Child("namespace"), ""))
			}
		case rbacv1.UserKind, rbacv1.GroupKind:
			if s.APIGroup != "" && s.APIGroup != rbacv1.GroupName {
				errs = append(errs, field.NotSupported(at.Child("apiGroup"), s.APIGroup, []string{rbacv1.GroupName}))
			}
		default:
			errs = append(errs, field.NotSupported(at.Child("kind"), s.Kind, []string{rbacv1.ServiceAccountKind, rbacv1.UserKind, rbacv1.GroupKind}))
		}
	}
	return errs
}

func rules(list []rbacv1.PolicyRule, namespaced bool) field.ErrorList {
	var errs field.ErrorList
	for i, rule := range list {
		at := field.NewPath("rules").Index(i)
		if len(rule.Verbs) == 0 {
			errs = append(errs, field.Required(at.Child("verbs"), "verbs must contain at least one value"))
		}
		if len(rule.NonResourceURLs) > 0 {
			if namespaced {
				errs = append(errs, field.Invalid(at.Child("nonResourceURLs"), rule.NonResourceURLs, "namespaced rules cannot apply to non-resource URLs"))
			}
			continue
		}
		if len(rule.APIGroups) == 0 {
			errs = append(errs, field.Required(at.Child("apiGroups"), "resource rules must supply at least one api group"))
		}
		if len(rule.Resources) == 0 {
			errs = append(errs, field.Required(at.Child("resources"), "resource rules must supply at least one resource"))
		}
	}
	return errs
}

func configMap(o *corev1.ConfigMap) field.ErrorList {
	var errs field.ErrorList
	total := 0
	for _, key := range sortedKeys(o.Data) {
		for _, msg := range validation.IsConfigMapKey(key) {
			errs = append(errs, field.Invalid(field.NewPath("data").Key(key), key, msg))
		}
		if _, both := o.BinaryData[key]; both {
			errs = append(errs, field.Invalid(field.NewPath("data").Key(key), key, "duplicate of key present in binaryData"))
		}
		total += len(o.Data[key])
	}
	for _, key := range sortedKeys(o.BinaryData) {
		total += len(o.BinaryData[key])
	}
	if total > corev1.MaxSecretSize {
		errs = append(errs, field.TooLong(field.NewPath(""), "", corev1.MaxSecretSize))
	}
	return errs
}

func secretType(o *corev1.Secret) corev1.SecretType {
	if o.Type == "" {
		return corev1.SecretTypeOpaque
	}
	return o.Type
}

func secret(o *corev1.Secret) field.ErrorList {
	var errs field.ErrorList
	data := field.NewPath("data")
	for _, key := range sortedKeys(o.Data) {
		for _, msg := range validation.IsConfigMapKey(key) {
			errs = append(errs, field.Invalid(data.Key(key), key, msg))
		}
	}
	has := func(key string) bool {
		_, a := o.Data[key]
		_, b := o.StringData[key]
		return a || b
	}
	switch o.Type {
	case corev1.SecretTypeTLS:
		for _, key := range []string{corev1.TLSCertKey, corev1.TLSPrivateKeyKey} {
			if !has(key) {
				errs = append(errs, field.Required(data.Key(key), ""))
			}
		}
	case corev1.SecretTypeDockerConfigJson:
		if !has(corev1.DockerConfigJsonKey) {
			errs = append(errs, field.Required(data.Key(corev1.DockerConfigJsonKey), ""))
		}
	case corev1.SecretTypeServiceAccountToken:
		if o.Annotations[corev1.ServiceAccountNameKey] == "" {
			errs = append(errs, field.Required(field.NewPath("metadata", "annotations").Key(corev1.ServiceAccountNameKey), ""))
		}
	case corev1.SecretTypeBasicAuth:
		if !has(corev1.BasicAuthUsernameKey) && !has(corev1.BasicAuthPasswordKey) {
			errs = append(errs, field.Required(data.Key(corev1.BasicAuthUsernameKey), ""), field.Required(data.Key(corev1.BasicAuthPasswordKey), ""))
		}
	}
	return errs
}

func claimSpec(spec *corev1.PersistentVolumeClaimSpec, path *field.Path) field.ErrorList {
	var errs field.ErrorList
	if len(spec.AccessModes) == 0 {
		errs = append(errs, field.Required(path.Child("accessModes"), "at least 1 access mode is required"))
	}
	for _, mode := range spec.AccessModes {
		switch mode {
		case corev1.ReadWriteOnce, corev1.ReadOnlyMany, corev1.ReadWriteMany, corev1.ReadWriteOncePod:
		default:
			errs = append(errs, field.NotSupported(path.Child("accessModes"), mode, []corev1.PersistentVolumeAccessMode{
				corev1.ReadOnlyMany, corev1.ReadWriteMany, corev1.ReadWriteOnce, corev1.ReadWriteOncePod}))
		}
	}
	if size, ok := spec.Resources.Requests[corev1.ResourceStorage]; !ok {
		errs = append(errs, field.Required(path.Child("resources").Key(string(corev1.ResourceStorage)), ""))
	} else if size.Sign() <= 0 {
		errs = append(errs, field.Invalid(path.Child("resources", "requests").Key(string(corev1.ResourceStorage)), size.String(), "must be greater than zero"))
	}
	return errs
}
