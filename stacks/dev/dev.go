// Package dev is the development environment: two zones, one NAT gateway,
// small nodes, most of them spot. Nothing in it is protected: it is made and
// destroyed at will.
package dev

import (
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/stacks/platform"
)

// Name of the environment and of its stack.
const Name = "dev"

// Settings of the environment.
func Settings() platform.Settings {
	return platform.Settings{
		Name:  Name,
		Owner: "platform",
		Network: platform.Network{
			CIDR:        "10.20.0.0/16",
			Zones:       []string{"a", "b"},
			NAT:         network.NATOne,
			FlowLogDays: 7,
		},
		Cluster: platform.Cluster{
			Version: "1.35",
			Groups: []cluster.NodeGroup{
				{Name: "base", InstanceTypes: []string{"t3.large"}, Min: 2, Max: 3},
				{
					Name: "spot", InstanceTypes: []string{"m6i.large", "m5.large", "m7i.large"},
					Capacity: cluster.Spot, Min: 1, Max: 4,
				},
			},
			LogDays: 7,
		},
		Ingress:  platform.Ingress{Replicas: 2},
		Skeleton: platform.Skeleton{Min: 2, Max: 4},
	}
}
