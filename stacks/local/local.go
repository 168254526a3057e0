// Package local is the environment on a developer's own machine: the platform
// without AWS, in a cluster that is there already. Of kind, with the port of
// HTTPS leading to the ingress:
//
//	kind create cluster --name drydock --config - <<'EOF'
//	{kind: Cluster, apiVersion: kind.x-k8s.io/v1alpha4, nodes: [{role: control-plane,
//	  extraPortMappings: [{containerPort: 30443, hostPort: 443, listenAddress: 127.0.0.1}]}]}
//	EOF
//
// or of k3d, without the ingress that k3s would bring along, and with
// ownMetrics: true and context: k3d-drydock in Pulumi.local.yaml:
//
//	k3d cluster create drydock --port 127.0.0.1:443:30443@server:0 --k3s-arg --disable=traefik@server:0
//
// The certificate is of an authority that is made in the cluster.
package local

import "github.com/drydock-iac/drydock/stacks/platform"

// Name of the environment and of its stack.
const Name = "local"

// Settings of the environment.
func Settings() platform.Settings {
	return platform.Settings{
		Name:     Name,
		Cluster:  platform.Cluster{Kind: platform.Existing},
		TLS:      platform.PrivateCA,
		Ingress:  platform.Ingress{Replicas: 2},
		Skeleton: platform.Skeleton{Min: 2, Max: 4},
	}
}
