package skeleton_test

import (
	"fmt"

	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/skeleton"
)

func ExampleCheck() {
	err := skeleton.Check("app", &skeleton.Args{
		// In a program this is the Cluster of an EKS or Existing.
		Cluster: cluster.Cluster{Name: "dev", Provider: &kubernetes.Provider{}},
		Image:   "registry.example.com/skeleton:latest",
		Host:    "app.dev.example.com",
		Route:   skeleton.Ingress{Class: "traefik"},
	})
	fmt.Println(err)
	// Output: skeleton "app": Image "registry.example.com/skeleton:latest": not pinned by digest: write it as "registry/name@sha256:" and 64 hexadecimal digits
}
