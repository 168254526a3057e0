package network_test

import (
	"fmt"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/network"
)

// lines tells rules in a line each.
func lines(rules []network.Rule) []string {
	var out []string
	for _, r := range rules {
		from := r.CIDR
		switch {
		case r.Self:
			from = "self"
		case r.Group != nil:
			from = fmt.Sprint(r.Group)
		}
		out = append(out, fmt.Sprintf("%s: %s %d-%d from %s", r.Key, r.Protocol, r.Port, r.ToPort, from))
	}
	return out
}

func TestPresetsOpenExactlyWhatEachProtocolNeeds(t *testing.T) {
	w, s, b := pulumi.String("sg-w"), pulumi.String("sg-s"), pulumi.String("sg-b")
	for name, c := range map[string]struct {
		rules []network.Rule
		want  []string
	}{
		"a balancer for all": {network.PresetBalancer(), []string{
			"tcp-80-0.0.0.0-0: TCP 80-80 from 0.0.0.0/0", "tcp-80-..-0: TCP 80-80 from ::/0",
			"tcp-443-0.0.0.0-0: TCP 443-443 from 0.0.0.0/0", "tcp-443-..-0: TCP 443-443 from ::/0",
		}},
		"a balancer for some": {network.PresetBalancer("10.0.0.0/8"), []string{
			"tcp-80-10.0.0.0-8: TCP 80-80 from 10.0.0.0/8", "tcp-443-10.0.0.0-8: TCP 443-443 from 10.0.0.0/8",
		}},
		"a server": {network.PresetServer(network.NodePreset{Workers: w, Balancer: b}), []string{
			"api-self: TCP 6443-6443 from self", "api-workers: TCP 6443-6443 from sg-w", "api-balancer: TCP 6443-6443 from sg-b",
			"supervisor-self: TCP 9345-9345 from self", "supervisor-workers: TCP 9345-9345 from sg-w", "supervisor-balancer: TCP 9345-9345 from sg-b",
			"etcd-self: TCP 2379-2380 from self", "etcd-metrics-self: TCP 2381-2381 from self",
			"node-ports-self: TCP 30000-32767 from self", "node-ports-workers: TCP 30000-32767 from sg-w",
			"kubelet-self: TCP 10250-10250 from self", "kubelet-workers: TCP 10250-10250 from sg-w",
			"vxlan-self: UDP 8472-8472 from self", "vxlan-workers: UDP 8472-8472 from sg-w",
			"cni-health-self: TCP 9099-9099 from self", "cni-health-workers: TCP 9099-9099 from sg-w",
		}},
		"a server alone with Cilium": {network.PresetServer(network.NodePreset{CNI: network.CNICilium}), []string{
			"api-self: TCP 6443-6443 from self", "supervisor-self: TCP 9345-9345 from self",
			"etcd-self: TCP 2379-2380 from self", "etcd-metrics-self: TCP 2381-2381 from self",
			"node-ports-self: TCP 30000-32767 from self",
			"kubelet-self: TCP 10250-10250 from self", "vxlan-self: UDP 8472-8472 from self",
			"cni-health-self: TCP 4240-4240 from self", "cni-ping-self: ICMP 0-0 from self",
		}},
		"a worker": {network.PresetWorker(network.NodePreset{Servers: s, Balancer: b, CNI: network.CNIFlannel}), []string{
			"node-ports-self: TCP 30000-32767 from self", "node-ports-servers: TCP 30000-32767 from sg-s", "node-ports-balancer: TCP 30000-32767 from sg-b",
			"kubelet-self: TCP 10250-10250 from self", "kubelet-servers: TCP 10250-10250 from sg-s",
			"vxlan-self: UDP 4789-4789 from self", "vxlan-servers: UDP 4789-4789 from sg-s",
		}},
		"a worker alone with Calico": {network.PresetWorker(network.NodePreset{CNI: network.CNICalico}), []string{
			"node-ports-self: TCP 30000-32767 from self", "kubelet-self: TCP 10250-10250 from self",
			"bgp-self: TCP 179-179 from self", "vxlan-self: UDP 4789-4789 from self", "typha-self: TCP 5473-5473 from self",
			"typha-health-self: TCP 9098-9098 from self", "cni-health-self: TCP 9099-9099 from self",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, c.want, lines(c.rules))
			assert.NoError(t, network.CheckSecurityGroup("nodes", &network.SecurityGroupArgs{Network: existing(t), Ingress: c.rules}))
		})
	}
}

func TestADatabaseOpensTheEnginesPortToItsClients(t *testing.T) {
	clients := map[string]pulumi.StringInput{"web": pulumi.String("sg-1"), "jobs": pulumi.String("sg-2")}
	for engine, port := range map[network.Engine]int{
		network.Postgres: 5432, network.MySQL: 3306, network.MariaDB: 3306, network.SQLServer: 1433, network.Oracle: 1521,
		network.DocumentDB: 27017, network.Redis: 6379, network.Memcached: 11211,
	} {
		rules, err := network.PresetDatabase(engine, clients)
		require.NoError(t, err)
		assert.Equal(t, []string{
			fmt.Sprintf("%s-jobs: TCP %d-%d from sg-2", engine, port, port), fmt.Sprintf("%s-web: TCP %d-%d from sg-1", engine, port, port),
		}, lines(rules))
		assert.NoError(t, network.CheckSecurityGroup("db", &network.SecurityGroupArgs{Network: existing(t), Ingress: rules}))
	}
	_, err := network.PresetDatabase("postgresql", clients)
	assert.EqualError(t, err, `preset: engine "postgresql": not an engine: use one of "documentdb", "mariadb", "memcached", "mysql", "oracle", "postgres", "redis", "sqlserver"`)
}
