package network

import (
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Ports of HTTP and of Kubernetes as RKE2 lays it out. Source:
// https://docs.rke2.io/install/requirements#inbound-network-rules
const (
	PortHTTP          = 80
	PortHTTPS         = 443
	PortAPI           = 6443 // the Kubernetes API
	PortSupervisor    = 9345 // where nodes of RKE2 register
	PortEtcdClient    = 2379
	PortEtcdPeer      = 2380
	PortEtcdMetrics   = 2381
	PortKubelet       = 10250
	PortNodePortFirst = 30000
	PortNodePortLast  = 32767
)

// CNI is the network of pods, which decides what nodes say to each other.
type CNI string

// The networks that RKE2 ships, two of them also with what they say between
// nodes encrypted by WireGuard.
const (
	CNICanal           CNI = "canal"
	CNICanalWireGuard  CNI = "canal-wireguard"
	CNICilium          CNI = "cilium"
	CNICiliumWireGuard CNI = "cilium-wireguard"
	CNICalico          CNI = "calico"
	CNIFlannel         CNI = "flannel"
)

// opening is what one protocol needs between nodes.
type opening struct {
	key      string
	protocol Protocol
	from, to int
	about    string
}

// nodePorts are open on every node, servers too: kube-proxy answers on each.
var nodePorts = opening{"node-ports", TCP, PortNodePortFirst, PortNodePortLast, "Node ports"}

// cniOpenings are what each network needs between all nodes. Of ICMP, which
// knows no ports, Cilium needs the types 0 and 8, those of ping. Source:
// https://docs.rke2.io/install/requirements#cni-specific-inbound-network-rules
var cniOpenings = map[CNI][]opening{
	CNICanal: {
		{"vxlan", UDP, 8472, 8472, "Canal VXLAN"}, {"cni-health", TCP, 9099, 9099, "Canal health"},
	},
	CNICanalWireGuard: {
		{"wireguard", UDP, 51820, 51821, "Canal WireGuard for IPv4 and IPv6"}, {"cni-health", TCP, 9099, 9099, "Canal health"},
	},
	CNICilium: {
		{"vxlan", UDP, 8472, 8472, "Cilium VXLAN"}, {"cni-health", TCP, 4240, 4240, "Cilium health"},
		{"cni-ping", ICMP, 0, 0, "Cilium health"},
	},
	CNICiliumWireGuard: {
		{"vxlan", UDP, 8472, 8472, "Cilium VXLAN"}, {"wireguard", UDP, 51871, 51871, "Cilium WireGuard"},
		{"cni-health", TCP, 4240, 4240, "Cilium health"}, {"cni-ping", ICMP, 0, 0, "Cilium health"},
	},
	CNICalico: {
		{"bgp", TCP, 179, 179, "Calico BGP"}, {"vxlan", UDP, 4789, 4789, "Calico VXLAN"},
		{"typha", TCP, 5473, 5473, "Calico Typha"}, {"typha-health", TCP, 9098, 9098, "Calico Typha health"},
		{"cni-health", TCP, 9099, 9099, "Calico health"},
	},
	CNIFlannel: {{"vxlan", UDP, 4789, 4789, "Flannel VXLAN"}},
}

// NodePreset says who the neighbours of a node of RKE2 are. Where servers and
// workers have a group each, the groups let each other in: make the one without
// rules, the other with its preset, and then the first one's rules by
// [NewSecurityGroupRules].
type NodePreset struct {
	// CNI of the cluster. Empty means CNICanal, RKE2's default.
	CNI CNI
	// Servers is the id of the security group of the servers: for
	// [PresetWorker]. Nil means that servers and workers share one group.
	Servers pulumi.StringInput
	// Workers is the id of the security group of the workers: for
	// [PresetServer]. Nil means that servers and workers share one group.
	Workers pulumi.StringInput
	// Balancer is the id of the security group of the balancer in front, for
	// its traffic and its health checks. Nil means that there is none.
	Balancer pulumi.StringInput
}

// PresetBalancer are the inbound rules of a balancer: HTTP and HTTPS from the
// ranges, or from anywhere if there are none.
func PresetBalancer(clients ...string) []Rule {
	if len(clients) == 0 {
		clients = []string{anywhere, anywhereIPv6}
	}
	var rules []Rule
	for _, port := range []int{PortHTTP, PortHTTPS} {
		for _, c := range clients {
			rules = append(rules, Rule{Port: port, CIDR: c, Public: true}.withDefaults())
		}
	}
	return rules
}

// PresetServer are the inbound rules of a server of RKE2: the API and the
// supervisor for nodes and the balancer, etcd for servers alone, the kubelet,
// node ports and the network of pods for nodes.
func PresetServer(args NodePreset) []Rule {
	nodes := neighbours{{"self", nil}}
	if args.Workers != nil {
		nodes = append(nodes, neighbour{"workers", args.Workers})
	}
	entries := slices.Clone(nodes)
	if args.Balancer != nil {
		entries = append(entries, neighbour{"balancer", args.Balancer})
	}
	rules := entries.rules(
		opening{"api", TCP, PortAPI, PortAPI, "Kubernetes API"},
		opening{"supervisor", TCP, PortSupervisor, PortSupervisor, "RKE2 supervisor"})
	rules = append(rules, neighbours{{"self", nil}}.rules(
		opening{"etcd", TCP, PortEtcdClient, PortEtcdPeer, "etcd clients and peers"},
		opening{"etcd-metrics", TCP, PortEtcdMetrics, PortEtcdMetrics, "etcd metrics"})...)
	rules = append(rules, nodes.rules(nodePorts)...)
	return append(rules, nodes.rules(args.between()...)...)
}

// PresetWorker are the inbound rules of a worker of RKE2: the kubelet, node
// ports and the network of pods for nodes, node ports for the balancer.
func PresetWorker(args NodePreset) []Rule {
	nodes := neighbours{{"self", nil}}
	if args.Servers != nil {
		nodes = append(nodes, neighbour{"servers", args.Servers})
	}
	entries := slices.Clone(nodes)
	if args.Balancer != nil {
		entries = append(entries, neighbour{"balancer", args.Balancer})
	}
	rules := entries.rules(nodePorts)
	return append(rules, nodes.rules(args.between()...)...)
}

// between is what all nodes need of each other.
func (a NodePreset) between() []opening {
	cni := a.CNI
	if cni == "" {
		cni = CNICanal
	}
	return append([]opening{{"kubelet", TCP, PortKubelet, PortKubelet, "kubelet"}}, cniOpenings[cni]...)
}

// Engine is a kind of database.
type Engine string

// The engines.
const (
	Postgres   Engine = "postgres"
	MySQL      Engine = "mysql"
	MariaDB    Engine = "mariadb"
	SQLServer  Engine = "sqlserver"
	Oracle     Engine = "oracle"
	DocumentDB Engine = "documentdb"
	Redis      Engine = "redis"
	Memcached  Engine = "memcached"
)

// enginePorts are the ports that the managed service of each engine listens to
// unless told otherwise. Sources:
// https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
// https://docs.aws.amazon.com/documentdb/latest/developerguide/API_CreateDBCluster.html
// https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheCluster.html
var enginePorts = map[Engine]int{
	Postgres: 5432, MySQL: 3306, MariaDB: 3306, SQLServer: 1433, Oracle: 1521, DocumentDB: 27017, Redis: 6379, Memcached: 11211,
}

// PresetDatabase are the inbound rules of a database: the engine's port for
// the security groups of its clients, by a key of the caller's. The error
// names an engine that is none of the constants.
func PresetDatabase(engine Engine, clients map[string]pulumi.StringInput) ([]Rule, error) {
	port, known := enginePorts[engine]
	if !known {
		return nil, fmt.Errorf("preset: engine %q: not an engine: use one of %s", engine, engines())
	}
	var from neighbours
	for _, key := range slices.Sorted(maps.Keys(clients)) {
		from = append(from, neighbour{key, clients[key]})
	}
	return from.rules(opening{string(engine), TCP, port, port, "Clients of " + string(engine)}), nil
}

func engines() string {
	var words []string
	for _, e := range slices.Sorted(maps.Keys(enginePorts)) {
		words = append(words, string(e))
	}
	return quoted(words)
}

// neighbour is another side by name; without a group it is the own one.
type neighbour struct {
	key   string
	group pulumi.StringInput
}

type neighbours []neighbour

// rules opens each opening to each neighbour.
func (n neighbours) rules(openings ...opening) []Rule {
	var out []Rule
	for _, o := range openings {
		for _, side := range n {
			out = append(out, Rule{
				Key: o.key + "-" + side.key, Protocol: o.protocol, Port: o.from, ToPort: o.to,
				Group: side.group, Self: side.group == nil, Description: o.about,
			})
		}
	}
	return out
}
