package cluster_test

import (
	"fmt"

	"github.com/drydock-iac/drydock/components/cluster"
)

func ExampleCheckRKE() {
	err := cluster.CheckRKE("dev", &cluster.RKEArgs{
		Network: placement("a", "b"),
		Version: "1.35",
		Agents: []cluster.NodeGroup{
			{Name: "general", InstanceTypes: []string{"m7g.large"}, Min: 2, Max: 4},
			{Name: "burst", InstanceTypes: []string{"m7g.large", "m6g.large"}, Capacity: cluster.Spot, Max: 8},
		},
	})
	fmt.Println(err)
	// Output: cluster "dev": Servers.Count 3: servers in 2 zone(s), of which one holds as many as quorum can spare or more: give the tier a third zone, or state ShareZones
}
