package cluster

import (
	"maps"
	"slices"
)

// OS is the operating system of nodes.
type OS string

// The operating systems, as internal/versions lists them.
const (
	// AL2023 is Amazon Linux 2023, the default.
	AL2023 OS = "al2023"
	// Bottlerocket has no shell and an immutable root.
	Bottlerocket OS = "bottlerocket"
)

// Capacity is how instances are bought.
type Capacity string

// The two ways.
const (
	// OnDemand is the default.
	OnDemand Capacity = "ON_DEMAND"
	// Spot instances are cheaper and can be taken away with two minutes'
	// notice. Name several types of one size, so that a shortage of one does
	// not take the whole group.
	Spot Capacity = "SPOT"
)

// NodeGroup is a group of equal nodes that EKS manages.
type NodeGroup struct {
	// Name of the group within the cluster: lower-case letters, digits and
	// hyphens, at most 30. It enters the names in the state. Required.
	Name string
	// InstanceTypes, all of one architecture, which decides the image. For
	// Spot at least two. Required.
	InstanceTypes []string
	// Capacity is OnDemand when empty.
	Capacity Capacity
	// Min and Max bound the number of nodes. Max is at least 1.
	Min, Max int
	// Desired is the number to start with. Zero means Min.
	Desired int
	// Autoscaled leaves the number to an autoscaler in the cluster: after
	// creation, Desired has no effect and a difference is not mended.
	Autoscaled bool
	// OS is AL2023 when empty.
	OS OS
	// Disk in GiB for images and volumes of pods. Zero means DefaultDisk.
	Disk int
	// Labels of the nodes.
	Labels map[string]string
	// Taints of the nodes.
	Taints []Taint
	// Zones, by letter, that nodes are in. Empty means all of the tier.
	Zones []string
	// Version of Kubernetes on the nodes. Empty means the cluster's. At most
	// three minor versions older, never newer.
	Version string
}

// Taint keeps pods that do not tolerate it away from nodes.
type Taint struct {
	// Key and Value as in Kubernetes. Value may be empty.
	Key, Value string
	// Effect is what happens to such pods.
	Effect TaintEffect
}

// TaintEffect is what a taint does, as EKS writes it.
type TaintEffect string

// The effects.
const (
	NoSchedule       TaintEffect = "NO_SCHEDULE"
	PreferNoSchedule TaintEffect = "PREFER_NO_SCHEDULE"
	NoExecute        TaintEffect = "NO_EXECUTE"
)

func (g NodeGroup) withDefaults(clusterVersion string) NodeGroup {
	if g.Capacity == "" {
		g.Capacity = OnDemand
	}
	if g.Desired == 0 {
		g.Desired = g.Min
	}
	if g.OS == "" {
		g.OS = AL2023
	}
	if g.Disk == 0 {
		g.Disk = DefaultDisk
	}
	if g.Version == "" {
		g.Version = clusterVersion
	}
	g.InstanceTypes = slices.Clone(g.InstanceTypes)
	g.Labels = maps.Clone(g.Labels)
	g.Taints = slices.Clone(g.Taints)
	g.Zones = slices.Clone(g.Zones)
	return g
}

// takesAnyPod reports whether the group starts with nodes that pods without
// tolerations can run on, as CoreDNS must.
func (g NodeGroup) takesAnyPod() bool {
	for _, t := range g.Taints {
		if t.Effect != PreferNoSchedule {
			return false
		}
	}
	return g.Desired > 0
}
