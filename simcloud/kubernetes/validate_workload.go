package kubernetes

import (
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	metavalidation "k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// workload checks a selector and the template that it must select.
func workload(selector *metav1.LabelSelector, template *corev1.PodTemplateSpec, at *field.Path) field.ErrorList {
	var errs field.ErrorList
	labelsAt := at.Child("template", "metadata", "labels")
	errs = append(errs, metavalidation.ValidateLabels(template.Labels, labelsAt)...)
	if selector == nil {
		errs = append(errs, field.Required(at.Child("selector"), ""))
	} else {
		errs = append(errs, metavalidation.ValidateLabelSelector(selector, metavalidation.LabelSelectorValidationOptions{}, at.Child("selector"))...)
		if len(selector.MatchLabels)+len(selector.MatchExpressions) == 0 {
			errs = append(errs, field.Invalid(at.Child("selector"), selector, "empty selector is invalid for deployment"))
		} else if s, err := metav1.LabelSelectorAsSelector(selector); err == nil && !s.Matches(labels.Set(template.Labels)) {
			errs = append(errs, field.Invalid(labelsAt, template.Labels, "`selector` does not match template `labels`"))
		}
	}
	errs = append(errs, podSpec(&template.Spec, at.Child("template", "spec"), false)...)
	if p := template.Spec.RestartPolicy; p == corev1.RestartPolicyNever || p == corev1.RestartPolicyOnFailure {
		errs = append(errs, field.NotSupported(at.Child("template", "spec", "restartPolicy"), p, []corev1.RestartPolicy{corev1.RestartPolicyAlways}))
	}
	return errs
}

func deployment(o *appsv1.Deployment, at *field.Path) field.ErrorList {
	errs := replicas(o.Spec.Replicas, at)
	errs = append(errs, workload(o.Spec.Selector, &o.Spec.Template, at)...)
	strategy := at.Child("strategy")
	switch o.Spec.Strategy.Type {
	case "", appsv1.RollingUpdateDeploymentStrategyType:
		if u := o.Spec.Strategy.RollingUpdate; u != nil && zero(u.MaxUnavailable) && zero(u.MaxSurge) {
			errs = append(errs, field.Invalid(strategy.Child("rollingUpdate", "maxUnavailable"), u.MaxUnavailable, "may not be 0 when `maxSurge` is 0"))
		}
	case appsv1.RecreateDeploymentStrategyType:
		if o.Spec.Strategy.RollingUpdate != nil {
			errs = append(errs, field.Forbidden(strategy.Child("rollingUpdate"), "may not be specified when strategy `type` is 'Recreate'"))
		}
	default:
		errs = append(errs, field.NotSupported(strategy, o.Spec.Strategy, []appsv1.DeploymentStrategyType{appsv1.RecreateDeploymentStrategyType, appsv1.RollingUpdateDeploymentStrategyType}))
	}
	return errs
}

// zero reports a value that is given and amounts to nothing.
func zero(v *intstr.IntOrString) bool {
	return v != nil && (v.Type == intstr.Int && v.IntVal == 0 || v.StrVal == "0%")
}

func replicas(n *int32, at *field.Path) field.ErrorList {
	if n != nil && *n < 0 {
		return field.ErrorList{field.Invalid(at.Child("replicas"), *n, "must be greater than or equal to 0")}
	}
	return nil
}

func statefulSet(o *appsv1.StatefulSet, at *field.Path) field.ErrorList {
	errs := replicas(o.Spec.Replicas, at)
	// Claims of the set count as volumes of its pods.
	withClaims := o.Spec.Template.DeepCopy()
	for i, claim := range o.Spec.VolumeClaimTemplates {
		p := at.Child("volumeClaimTemplates").Index(i)
		if claim.Name == "" {
			errs = append(errs, field.Required(p.Child("metadata", "name"), ""))
			continue
		}
		errs = append(errs, claimSpec(&o.Spec.VolumeClaimTemplates[i].Spec, p.Child("spec"))...)
		withClaims.Spec.Volumes = append(withClaims.Spec.Volumes, corev1.Volume{Name: claim.Name, VolumeSource: corev1.VolumeSource{
			PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: claim.Name}}})
	}
	errs = append(errs, workload(o.Spec.Selector, withClaims, at)...)
	if p := o.Spec.PodManagementPolicy; p != "" && p != appsv1.OrderedReadyPodManagement && p != appsv1.ParallelPodManagement {
		errs = append(errs, field.Invalid(at.Child("podManagementPolicy"), p, "must be 'OrderedReady' or 'Parallel'"))
	}
	return errs
}

func jobSpec(spec *batchv1.JobSpec, at *field.Path) field.ErrorList {
	var errs field.ErrorList
	numbers := map[string]*int32{"parallelism": spec.Parallelism, "completions": spec.Completions, "backoffLimit": spec.BackoffLimit}
	for _, name := range sortedKeys(numbers) {
		if n := numbers[name]; n != nil && *n < 0 {
			errs = append(errs, field.Invalid(at.Child(name), *n, "must be greater than or equal to 0"))
		}
	}
	return append(errs, podSpec(&spec.Template.Spec, at.Child("template", "spec"), true)...)
}

// scheduleWords are the names that a cron schedule may have in place of fields.
const scheduleWords = "@yearly @annually @monthly @weekly @daily @midnight @hourly"

func cronJob(o *batchv1.CronJob, at *field.Path) field.ErrorList {
	var errs field.ErrorList
	fields := strings.Fields(o.Spec.Schedule)
	switch {
	case o.Spec.Schedule == "":
		errs = append(errs, field.Required(at.Child("schedule"), ""))
	case strings.HasPrefix(o.Spec.Schedule, "@"):
		if !strings.HasPrefix(o.Spec.Schedule, "@every ") && !strings.Contains(scheduleWords, fields[0]) {
			errs = append(errs, field.Invalid(at.Child("schedule"), o.Spec.Schedule, "unrecognized descriptor: "+o.Spec.Schedule))
		}
	case len(fields) != 5:
		errs = append(errs, field.Invalid(at.Child("schedule"), o.Spec.Schedule,
			"expected exactly 5 fields, found "+itoa(len(fields))+": ["+strings.Join(fields, " ")+"]"))
	}
	switch p := o.Spec.ConcurrencyPolicy; p {
	case "", batchv1.AllowConcurrent, batchv1.ForbidConcurrent, batchv1.ReplaceConcurrent:
	default:
		errs = append(errs, field.NotSupported(at.Child("concurrencyPolicy"), p, []batchv1.ConcurrencyPolicy{batchv1.AllowConcurrent, batchv1.ForbidConcurrent, batchv1.ReplaceConcurrent}))
	}
	return append(errs, jobSpec(&o.Spec.JobTemplate.Spec, at.Child("jobTemplate", "spec"))...)
}

func autoscaler(o *autoscalingv2.HorizontalPodAutoscaler, at *field.Path) field.ErrorList {
	var errs field.ErrorList
	if n := o.Spec.MinReplicas; n != nil && *n < 1 {
		errs = append(errs, field.Invalid(at.Child("minReplicas"), *n, "must be greater than or equal to 1"))
	}
	if o.Spec.MaxReplicas < 1 {
		errs = append(errs, field.Invalid(at.Child("maxReplicas"), o.Spec.MaxReplicas, "must be greater than 0"))
	}
	if n := o.Spec.MinReplicas; n != nil && o.Spec.MaxReplicas < *n {
		errs = append(errs, field.Invalid(at.Child("maxReplicas"), o.Spec.MaxReplicas, "must be greater than or equal to `minReplicas`"))
	}
	ref := at.Child("scaleTargetRef")
	if o.Spec.ScaleTargetRef.Kind == "" {
		errs = append(errs, field.Required(ref.Child("kind"), ""))
	}
	if o.Spec.ScaleTargetRef.Name == "" {
		errs = append(errs, field.Required(ref.Child("name"), ""))
	}
	for i, m := range o.Spec.Metrics {
		p := at.Child("metrics").Index(i)
		source := map[autoscalingv2.MetricSourceType]bool{
			autoscalingv2.ResourceMetricSourceType: m.Resource != nil, autoscalingv2.PodsMetricSourceType: m.Pods != nil, autoscalingv2.ObjectMetricSourceType: m.Object != nil,
			autoscalingv2.ExternalMetricSourceType: m.External != nil, autoscalingv2.ContainerResourceMetricSourceType: m.ContainerResource != nil,
		}
		given, known := source[m.Type]
		switch {
		case m.Type == "":
			errs = append(errs, field.Required(p.Child("type"), "must specify a metric source type"))
		case !known:
			errs = append(errs, field.NotSupported(p.Child("type"), m.Type, sortedKeys(source)))
		case !given:
			name := strings.ToLower(string(m.Type[:1])) + string(m.Type[1:])
			errs = append(errs, field.Required(p.Child(name), "must populate information for the given metric source"))
		}
	}
	return errs
}

func disruptionBudget(o *policyv1.PodDisruptionBudget, at *field.Path) field.ErrorList {
	var errs field.ErrorList
	if o.Spec.MinAvailable != nil && o.Spec.MaxUnavailable != nil {
		errs = append(errs, field.Invalid(at, o.Spec, "minAvailable and maxUnavailable cannot be both set"))
	}
	bounds := map[string]*intstr.IntOrString{"minAvailable": o.Spec.MinAvailable, "maxUnavailable": o.Spec.MaxUnavailable}
	for _, name := range sortedKeys(bounds) {
		v := bounds[name]
		if v == nil {
			continue
		}
		if v.Type == intstr.Int && v.IntVal < 0 {
			errs = append(errs, field.Invalid(at.Child(name), v.IntVal, "must be greater than or equal to 0"))
		}
		if v.Type == intstr.String && !strings.HasSuffix(v.StrVal, "%") {
			errs = append(errs, field.Invalid(at.Child(name), v.StrVal, "must be an integer or percentage (e.g '5%')"))
		}
	}
	if o.Spec.Selector != nil {
		errs = append(errs, metavalidation.ValidateLabelSelector(o.Spec.Selector, metavalidation.LabelSelectorValidationOptions{}, at.Child("selector"))...)
	}
	return errs
}
