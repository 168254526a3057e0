package network_test

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/exhibit"
)

// A group for a balancer that the whole world may ask.
func ExamplePresetBalancer() {
	fmt.Println(exhibit.Of("front", onSite("front", func(ctx *pulumi.Context, at site) error {
		_, err := network.NewSecurityGroup(ctx, "front", &network.SecurityGroupArgs{
			Network: at.network, Ingress: network.PresetBalancer(), Egress: network.EgressAnywhere(),
		})
		return err
	})))
	// Output:
	// SecurityGroup front-group
	// SecurityGroupEgressRule front-group-out-ipv4
	// SecurityGroupEgressRule front-group-out-ipv6
	// SecurityGroupIngressRule front-group-in-tcp-443-..-0
	// SecurityGroupIngressRule front-group-in-tcp-443-0.0.0.0-0
	// SecurityGroupIngressRule front-group-in-tcp-80-..-0
	// SecurityGroupIngressRule front-group-in-tcp-80-0.0.0.0-0
}

// One group for all nodes of a cluster of one kind.
func ExamplePresetWorker() {
	for _, r := range network.PresetWorker(network.NodePreset{CNI: network.CNICilium}) {
		fmt.Println(r.Key, r.Protocol, r.Port, r.ToPort)
	}
	// Output:
	// node-ports-self TCP 30000 32767
	// kubelet-self TCP 10250 10250
	// vxlan-self UDP 8472 8472
	// cni-health-self TCP 4240 4240
	// cni-ping-self ICMP 0 0
}

// Servers and workers of RKE2 with a group each, behind a balancer. The groups
// name each other, so one has its rules added once both are there.
func ExamplePresetServer() {
	fmt.Println(exhibit.Of("rke", onSite("rke", func(ctx *pulumi.Context, at site) error {
		out := network.EgressAnywhere()
		balancer, err := network.NewSecurityGroup(ctx, "rke-balancer", &network.SecurityGroupArgs{
			Network: at.network, Ingress: network.PresetBalancer("203.0.113.0/24"), Egress: out,
		})
		if err != nil {
			return err
		}
		servers, err := network.NewSecurityGroup(ctx, "rke-servers", &network.SecurityGroupArgs{Network: at.network, Egress: out})
		if err != nil {
			return err
		}
		workers, err := network.NewSecurityGroup(ctx, "rke-workers", &network.SecurityGroupArgs{
			Network: at.network, Egress: out,
			Ingress: network.PresetWorker(network.NodePreset{CNI: network.CNIFlannel, Servers: servers.ID, Balancer: balancer.ID}),
		})
		if err != nil {
			return err
		}
		_, err = network.NewSecurityGroupRules(ctx, "rke-servers", &network.SecurityGroupRulesArgs{
			Group: servers.ID, Ingress: network.PresetServer(network.NodePreset{CNI: network.CNIFlannel, Workers: workers.ID}),
		})
		return err
	})))
	// Output:
	// SecurityGroup rke-balancer-group
	// SecurityGroup rke-servers-group
	// SecurityGroup rke-workers-group
	// SecurityGroupEgressRule rke-balancer-group-out-ipv4
	// SecurityGroupEgressRule rke-balancer-group-out-ipv6
	// SecurityGroupEgressRule rke-servers-group-out-ipv4
	// SecurityGroupEgressRule rke-servers-group-out-ipv6
	// SecurityGroupEgressRule rke-workers-group-out-ipv4
	// SecurityGroupEgressRule rke-workers-group-out-ipv6
	// SecurityGroupIngressRule rke-balancer-group-in-tcp-443-203.0.113.0-24
	// SecurityGroupIngressRule rke-balancer-group-in-tcp-80-203.0.113.0-24
	// SecurityGroupIngressRule rke-servers-in-api-self
	// SecurityGroupIngressRule rke-servers-in-api-workers
	// SecurityGroupIngressRule rke-servers-in-etcd-metrics-self
	// SecurityGroupIngressRule rke-servers-in-etcd-self
	// SecurityGroupIngressRule rke-servers-in-kubelet-self
	// SecurityGroupIngressRule rke-servers-in-kubelet-workers
	// SecurityGroupIngressRule rke-servers-in-node-ports-self
	// SecurityGroupIngressRule rke-servers-in-node-ports-workers
	// SecurityGroupIngressRule rke-servers-in-supervisor-self
	// SecurityGroupIngressRule rke-servers-in-supervisor-workers
	// SecurityGroupIngressRule rke-servers-in-vxlan-self
	// SecurityGroupIngressRule rke-servers-in-vxlan-workers
	// SecurityGroupIngressRule rke-workers-group-in-kubelet-self
	// SecurityGroupIngressRule rke-workers-group-in-kubelet-servers
	// SecurityGroupIngressRule rke-workers-group-in-node-ports-balancer
	// SecurityGroupIngressRule rke-workers-group-in-node-ports-self
	// SecurityGroupIngressRule rke-workers-group-in-node-ports-servers
	// SecurityGroupIngressRule rke-workers-group-in-vxlan-self
	// SecurityGroupIngressRule rke-workers-group-in-vxlan-servers
}

// A database for the machines of two groups, which reaches nothing itself.
func ExamplePresetDatabase() {
	fmt.Println(exhibit.Of("db", onSite("db", func(ctx *pulumi.Context, at site) error {
		clients := map[string]pulumi.StringInput{}
		for _, name := range []string{"web", "jobs"} {
			group, err := network.NewSecurityGroup(ctx, name, &network.SecurityGroupArgs{Network: at.network})
			if err != nil {
				return err
			}
			clients[name] = group.ID
		}
		rules, err := network.PresetDatabase(network.Postgres, clients)
		if err != nil {
			return err
		}
		_, err = network.NewSecurityGroup(ctx, "db", &network.SecurityGroupArgs{
			Network: at.network, Description: "PostgreSQL", Ingress: rules, Tags: map[string]string{"owner": "data"},
		})
		return err
	})))
	// Output:
	// SecurityGroup db-group
	// SecurityGroupIngressRule db-group-in-postgres-jobs
	// SecurityGroupIngressRule db-group-in-postgres-web
}
