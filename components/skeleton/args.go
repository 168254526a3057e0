package skeleton

import (
	"maps"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/cluster"
)

// Port that the service listens on, in the pod.
const Port = 7777

// Paths of the service that the probes ask.
const (
	LivePath  = "/healthz"
	ReadyPath = "/readyz"
)

// Defaults of Args.
const (
	DefaultMinReplicas     = 3
	DefaultMaxReplicas     = 6
	DefaultCPUTarget       = 70
	DefaultCPURequest      = "50m"
	DefaultMemory          = "64Mi"
	DefaultDrainSeconds    = 5
	DefaultShutdownSeconds = 20
)

// graceMargin is how many seconds longer than the service's own stop
// Kubernetes waits before it kills the pod.
const graceMargin = 10

// Args are the settings of a walking skeleton.
type Args struct {
	// Cluster to run in. Required.
	Cluster cluster.Cluster
	// Namespace, made by the component; every object in it is named after the
	// component. Empty means the component's name.
	Namespace string
	// Image with its digest, "registry/name@sha256:…". Required.
	Image string
	// Host is the DNS name that requests are for. Required with a Route.
	Host string
	// Route is how requests reach the service: Ingress or HTTPRoute. Nil
	// makes none, and the service is reached within the cluster only, by
	// whatever Peers names.
	Route Route
	// Replicas bound the number of pods. Zero means DefaultMinReplicas to
	// DefaultMaxReplicas.
	Replicas Replicas
	// CPUTarget is the use of CPU, in per cent of the request, that the
	// autoscaler aims at. Zero means DefaultCPUTarget.
	CPUTarget int
	// CPURequest and Memory of a pod, as Kubernetes writes quantities. Memory
	// is request and limit. Empty means DefaultCPURequest and DefaultMemory.
	CPURequest, Memory string
	// DrainSeconds and ShutdownSeconds: see the package comment. Zero means
	// DefaultDrainSeconds and DefaultShutdownSeconds.
	DrainSeconds, ShutdownSeconds int
	// Env are further environment variables. No secrets: they are readable in
	// the cluster.
	Env map[string]string
	// Peers are further pods that may connect, by namespace and labels.
	Peers []Peer
	// AccountAnnotations of the service account, such as those of a
	// cluster.WorkloadRole.
	AccountAnnotations map[string]pulumi.StringInput
	// After must be there before the first pod, such as Ready of a
	// cluster.WorkloadRole.
	After []pulumi.Resource
}

// Replicas bound the number of pods.
type Replicas struct{ Min, Max int }

// Peer is a set of pods.
type Peer struct {
	// Namespace that they are in. Required.
	Namespace string
	// Labels that they have. Empty means all pods of the namespace.
	Labels map[string]string
}

func (a Args) withDefaults(name string) Args {
	if a.Namespace == "" {
		a.Namespace = name
	}
	if a.Replicas == (Replicas{}) {
		a.Replicas = Replicas{Min: DefaultMinReplicas, Max: DefaultMaxReplicas}
	}
	if a.CPUTarget == 0 {
		a.CPUTarget = DefaultCPUTarget
	}
	if a.CPURequest == "" {
		a.CPURequest = DefaultCPURequest
	}
	if a.Memory == "" {
		a.Memory = DefaultMemory
	}
	if a.DrainSeconds == 0 {
		a.DrainSeconds = DefaultDrainSeconds
	}
	if a.ShutdownSeconds == 0 {
		a.ShutdownSeconds = DefaultShutdownSeconds
	}
	a.Env = maps.Clone(a.Env)
	return a
}

// autoscaled reports whether there is anything to scale.
func (r Replicas) autoscaled() bool { return r.Min != r.Max }

// grace is the pod's grace period in seconds.
func (a Args) grace() int64 { return int64(a.DrainSeconds + a.ShutdownSeconds + graceMargin) }
