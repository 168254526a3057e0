package skeleton

import (
	"fmt"
	"maps"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

const (
	// portName names the port wherever it is referred to.
	portName = "http"
	// servicePort is the port of the Service.
	servicePort = 80
	// container is the name of the only container.
	container = "app"
	// nonRoot is the user and group of the image.
	nonRoot = 65532
)

// objects builds every object of one skeleton from one name, one namespace
// and one set of labels.
type objects struct {
	Args
	name string
}

// labels are on the pods and in every selector.
func (o objects) labels() map[string]string {
	return map[string]string{"app.kubernetes.io/name": "skeleton", "app.kubernetes.io/instance": o.name}
}

func (o objects) selector() *metav1.LabelSelector {
	return &metav1.LabelSelector{MatchLabels: o.labels()}
}

func (o objects) meta() metav1.ObjectMeta {
	return metav1.ObjectMeta{Name: o.name, Namespace: o.Namespace, Labels: o.labels()}
}

func (o objects) namespace() *corev1.Namespace {
	labels := map[string]string{}
	for _, mode := range []string{"enforce", "audit", "warn"} {
		labels["pod-security.kubernetes.io/"+mode] = "restricted"
	}
	return &corev1.Namespace{
		TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "Namespace"},
		ObjectMeta: metav1.ObjectMeta{Name: o.Namespace, Labels: labels},
	}
}

func (o objects) account() *corev1.ServiceAccount {
	return &corev1.ServiceAccount{
		TypeMeta:                     metav1.TypeMeta{APIVersion: "v1", Kind: "ServiceAccount"},
		ObjectMeta:                   o.meta(),
		AutomountServiceAccountToken: ptr(false),
	}
}

func (o objects) service() *corev1.Service {
	return &corev1.Service{
		TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "Service"},
		ObjectMeta: o.meta(),
		Spec: corev1.ServiceSpec{
			Type:     corev1.ServiceTypeClusterIP,
			Selector: o.labels(),
			Ports: []corev1.ServicePort{{
				Name: portName, Port: servicePort, TargetPort: intstr.FromString(portName), Protocol: corev1.ProtocolTCP,
			}},
		},
	}
}

func (o objects) deployment() *appsv1.Deployment {
	none, one := intstr.FromInt32(0), intstr.FromInt32(1)
	d := &appsv1.Deployment{
		TypeMeta:   metav1.TypeMeta{APIVersion: "apps/v1", Kind: "Deployment"},
		ObjectMeta: o.meta(),
		Spec: appsv1.DeploymentSpec{
			Selector: o.selector(),
			Strategy: appsv1.DeploymentStrategy{
				Type:          appsv1.RollingUpdateDeploymentStrategyType,
				RollingUpdate: &appsv1.RollingUpdateDeployment{MaxUnavailable: &none, MaxSurge: &one},
			},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: o.labels()},
				Spec:       o.pod(),
			},
		},
	}
	if !o.Replicas.autoscaled() {
		d.Spec.Replicas = ptr(int32(o.Replicas.Min))
	}
	return d
}

func (o objects) pod() corev1.PodSpec {
	return corev1.PodSpec{
		ServiceAccountName:            o.name,
		AutomountServiceAccountToken:  ptr(false),
		EnableServiceLinks:            ptr(false),
		TerminationGracePeriodSeconds: ptr(o.grace()),
		SecurityContext: &corev1.PodSecurityContext{
			RunAsNonRoot: ptr(true), RunAsUser: ptr(int64(nonRoot)), RunAsGroup: ptr(int64(nonRoot)),
			SeccompProfile: &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault},
		},
		// Spread as far as there are zones and nodes, and run where there are
		// too few; each rollout by itself.
		TopologySpreadConstraints: []corev1.TopologySpreadConstraint{
			o.spread("topology.kubernetes.io/zone"), o.spread("kubernetes.io/hostname"),
		},
		Containers: []corev1.Container{{
			Name:  container,
			Image: o.Image,
			Ports: []corev1.ContainerPort{{Name: portName, ContainerPort: Port, Protocol: corev1.ProtocolTCP}},
			Env:   o.env(),
			Resources: corev1.ResourceRequirements{
				Requests: corev1.ResourceList{
					corev1.ResourceCPU:    resource.MustParse(o.CPURequest),
					corev1.ResourceMemory: resource.MustParse(o.Memory),
				},
				// No limit on CPU: it would slow a pod down on an idle node.
				Limits: corev1.ResourceList{corev1.ResourceMemory: resource.MustParse(o.Memory)},
			},
			LivenessProbe:  probe(LivePath, 10),
			ReadinessProbe: probe(ReadyPath, 5),
			SecurityContext: &corev1.SecurityContext{
				AllowPrivilegeEscalation: ptr(false),
				ReadOnlyRootFilesystem:   ptr(true),
				Capabilities:             &corev1.Capabilities{Drop: []corev1.Capability{"ALL"}},
			},
		}},
	}
}

func (o objects) spread(key string) corev1.TopologySpreadConstraint {
	return corev1.TopologySpreadConstraint{
		MaxSkew: 1, TopologyKey: key, WhenUnsatisfiable: corev1.ScheduleAnyway,
		LabelSelector: o.selector(), MatchLabelKeys: []string{"pod-template-hash"},
	}
}

// probe asks a path of the service's own port.
func probe(path string, seconds int32) *corev1.Probe {
	return &corev1.Probe{
		ProbeHandler: corev1.ProbeHandler{HTTPGet: &corev1.HTTPGetAction{
			Path: path, Port: intstr.FromString(portName),
		}},
		PeriodSeconds: seconds, TimeoutSeconds: 2, FailureThreshold: 3,
	}
}

// ownEnv are the variables of the service that the component sets.
func (a Args) ownEnv() map[string]string {
	return map[string]string{
		"PORT":             fmt.Sprint(Port),
		"DRAIN_DELAY":      fmt.Sprintf("%ds", a.DrainSeconds),
		"SHUTDOWN_TIMEOUT": fmt.Sprintf("%ds", a.ShutdownSeconds),
	}
}

func (o objects) env() []corev1.EnvVar {
	all := o.ownEnv()
	maps.Copy(all, o.Env)
	var list []corev1.EnvVar
	for _, key := range slices.Sorted(maps.Keys(all)) {
		list = append(list, corev1.EnvVar{Name: key, Value: all[key]})
	}
	return list
}

func ptr[T any](v T) *T { return &v }
