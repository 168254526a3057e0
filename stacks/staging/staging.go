// Package staging is the environment in which a release is tried: shaped like
// prod, with a NAT gateway in each of two zones and smaller nodes, and free to
// be rebuilt.
package staging

import (
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/stacks/platform"
)

// Name of the environment and of its stack.
const Name = "staging"

// Settings of the environment.
func Settings() platform.Settings {
	return platform.Settings{
		Name:  Name,
		Owner: "platform",
		Network: platform.Network{
			CIDR:        "10.30.0.0/16",
			Zones:       []string{"a", "b"},
			NAT:         network.NATPerZone,
			FlowLogDays: 30,
			ACLs:        true,
		},
		Cluster: platform.Cluster{
			Version: "1.35",
			Groups: []cluster.NodeGroup{
				{Name: "base", InstanceTypes: []string{"m6i.large"}, Min: 2, Max: 6},
			},
			LogDays: 30,
		},
		Ingress:  platform.Ingress{Replicas: 2},
		Skeleton: platform.Skeleton{Min: 2, Max: 6},
	}
}
