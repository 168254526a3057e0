// Package skeleton runs the walking skeleton: the smallest service that goes
// all the way from a request at a load balancer to an answer from a pod.
//
// [New] makes a namespace for it, and in it a service account, a Deployment,
// a Service, a route (an [Ingress] or an [HTTPRoute]), an autoscaler, a
// disruption budget and network policies.
//
//	app, err := skeleton.New(ctx, "app", &skeleton.Args{
//		Cluster: eks.Cluster(),
//		Image:   "registry.example.com/skeleton@sha256:…",
//		Host:    "app.dev.example.com",
//		Route:   skeleton.Ingress{Class: "traefik"},
//	})
//
// # What holds by construction
//
// One set of labels is on the pods and in every selector, and one [Port] is
// in the container, the probes, the Service and the network policy, so that
// none of them can miss the pods.
//
// The image is named by digest: what was tested is what runs. The pod meets
// the restricted profile, which its namespace enforces: no root, no writable
// root file system, no capability, and no token of the API server.
//
// Nothing reaches the pods but the ingress controller, and they reach nothing
// but name resolution. That needs a network plugin that knows network
// policies; the one that cluster.NewEKS sets up does.
//
// # Replicas
//
// With an autoscaler the Deployment says nothing about the number of
// replicas, or every run of the program would take back what the autoscaler
// did. A new Deployment so starts with one pod, and the autoscaler makes it
// Replicas.Min within seconds. With equal bounds there is nothing to scale
// and no autoscaler, and the Deployment has the number.
//
// # Stopping
//
// A pod that is told to stop reports itself not ready and goes on serving
// for DrainSeconds, then gives running requests ShutdownSeconds. Kubernetes
// waits longer than both together. No preStop hook is needed.
package skeleton
