package network_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/components/network"
)

// inbound is a line of the tables of inbound rules in the documents of RKE2,
// https://docs.rke2.io/install/requirements#inbound-network-rules, as of August
// 2026. A port of 0 stands for ICMP.
type inbound struct {
	from, to         int
	protocol         network.Protocol
	source, destined string
}

const (
	allNodes    = "all nodes"
	serverNodes = "server nodes"
)

var everyNode = []inbound{
	{6443, 6443, network.TCP, allNodes, serverNodes},
	{9345, 9345, network.TCP, allNodes, serverNodes},
	{10250, 10250, network.TCP, allNodes, allNodes},
	{2379, 2379, network.TCP, serverNodes, serverNodes},
	{2380, 2380, network.TCP, serverNodes, serverNodes},
	{2381, 2381, network.TCP, serverNodes, serverNodes},
	{30000, 32767, network.TCP, allNodes, allNodes},
}

// between are the lines for each network of pods. The table of Canal lists
// VXLAN and WireGuard, of which one is in use.
var between = map[network.CNI][]inbound{
	network.CNICanal: {{8472, 8472, network.UDP, allNodes, allNodes}, {9099, 9099, network.TCP, allNodes, allNodes}},
	network.CNICanalWireGuard: {
		{9099, 9099, network.TCP, allNodes, allNodes}, {51820, 51820, network.UDP, allNodes, allNodes}, {51821, 51821, network.UDP, allNodes, allNodes},
	},
	network.CNICilium: {
		{0, 0, network.ICMP, allNodes, allNodes}, {4240, 4240, network.TCP, allNodes, allNodes}, {8472, 8472, network.UDP, allNodes, allNodes},
	},
	network.CNICiliumWireGuard: {
		{0, 0, network.ICMP, allNodes, allNodes}, {4240, 4240, network.TCP, allNodes, allNodes}, {8472, 8472, network.UDP, allNodes, allNodes},
		{51871, 51871, network.UDP, allNodes, allNodes},
	},
	network.CNICalico: {
		{179, 179, network.TCP, allNodes, allNodes}, {4789, 4789, network.UDP, allNodes, allNodes}, {5473, 5473, network.TCP, allNodes, allNodes},
		{9098, 9098, network.TCP, allNodes, allNodes}, {9099, 9099, network.TCP, allNodes, allNodes},
	},
	network.CNIFlannel: {{4789, 4789, network.UDP, allNodes, allNodes}},
}

// doors are single ports with who may come through, of rules and of lines.
func doors(rules []network.Rule) []string {
	var out []string
	for _, r := range rules {
		who := "own"
		if !r.Self {
			who = fmt.Sprint(r.Group)
		}
		for port := r.Port; port <= r.ToPort; port++ {
			out = append(out, fmt.Sprintf("%s %d from %s", r.Protocol, port, who))
		}
	}
	slices.Sort(out)
	return out
}

func documented(lines []inbound, on, other string, server bool) []string {
	var out []string
	for _, l := range lines {
		if l.destined == serverNodes && !server {
			continue
		}
		for port := l.from; port <= l.to; port++ {
			if l.source == allNodes || server {
				out = append(out, fmt.Sprintf("%s %d from %s", l.protocol, port, on))
			}
			if l.source == allNodes {
				out = append(out, fmt.Sprintf("%s %d from %s", l.protocol, port, other))
			}
		}
	}
	slices.Sort(out)
	return out
}

func TestPresetsOpenNoMoreAndNoLessThanTheDocumentsOfRKE2(t *testing.T) {
	for cni, lines := range between {
		t.Run(string(cni), func(t *testing.T) {
			all := append(slices.Clone(everyNode), lines...)
			server := network.PresetServer(network.NodePreset{CNI: cni, Workers: pulumi.String("sg-other")})
			assert.Equal(t, documented(all, "own", "sg-other", true), doors(server), "a server")
			worker := network.PresetWorker(network.NodePreset{CNI: cni, Servers: pulumi.String("sg-other")})
			assert.Equal(t, documented(all, "own", "sg-other", false), doors(worker), "a worker")
		})
	}
}
