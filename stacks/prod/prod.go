// Package prod is the production environment: three zones, each with a NAT
// gateway of its own, on-demand nodes for what must stay and spot nodes for
// the rest. What holds state or takes requests is protected.
package prod

import (
	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/stacks/platform"
)

// Name of the environment and of its stack.
const Name = "prod"

// Settings of the environment.
func Settings() platform.Settings {
	return platform.Settings{
		Name:  Name,
		Owner: "platform",
		Network: platform.Network{
			CIDR:        "10.40.0.0/16",
			Zones:       []string{"a", "b", "c"},
			NAT:         network.NATPerZone,
			FlowLogDays: 365,
			ACLs:        true,
		},
		Cluster: platform.Cluster{
			Version: "1.35",
			Groups: []cluster.NodeGroup{
				{Name: "base", InstanceTypes: []string{"m6i.large"}, Min: 3, Max: 9},
				{
					Name: "spot", InstanceTypes: []string{"m6i.xlarge", "m5.xlarge", "m7i.xlarge"},
					Capacity: cluster.Spot, Min: 1, Max: 9,
				},
			},
			LogDays: 365,
		},
		Ingress:  platform.Ingress{Replicas: 3},
		Skeleton: platform.Skeleton{Min: 3, Max: 12},
		Protect:  true,
	}
}
