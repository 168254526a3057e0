package network_test

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/network"
)

func plan(t *testing.T, args network.VPCArgs) *network.VPCPlan {
	t.Helper()
	p, err := network.Plan("core", &args)
	require.NoError(t, err)
	return p
}

func TestZeroValuesMeanTheDocumentedDefaults(t *testing.T) {
	a := plan(t, network.VPCArgs{Region: "eu-central-1", CIDR: "10.0.0.0/16", Zones: []string{"b", "a"}}).Args
	assert.Equal(t, network.VPCArgs{
		Region: "eu-central-1", CIDR: "10.0.0.0/16", Zones: []string{"a", "b"},
		Tiers: []network.Tier{
			{Kind: network.Public, Name: "public", Slot: network.PublicSlot, Span: 1},
			{Kind: network.Private, Name: "private", Slot: network.PrivateSlot, Span: 1},
		},
		NAT: network.NATPerZone,
		FlowLogs: network.FlowLogs{
			RetentionDays: network.DefaultFlowLogDays, Traffic: network.DefaultFlowLogTraffic,
			Interval: network.DefaultFlowLogInterval,
		},
	}, a)
	assert.Equal(t, 30, network.DefaultFlowLogDays)
	assert.Equal(t, 600, network.DefaultFlowLogInterval)
	assert.Equal(t, network.TrafficAll, network.DefaultFlowLogTraffic)
	assert.Equal(t, []int{1, 2, 3}, []int{network.PublicSlot, network.PrivateSlot, network.IsolatedSlot})

	isolated := plan(t, network.VPCArgs{
		Region: "eu-central-1", CIDR: "10.0.0.0/16", Zones: []string{"a"}, Tiers: []network.Tier{{Kind: network.Isolated}},
	})
	assert.Equal(t, network.NATNone, isolated.Args.NAT)
	assert.Empty(t, isolated.NATZones)

	instance := plan(t, network.VPCArgs{
		Region: "eu-central-1", CIDR: "10.0.0.0/16", Zones: []string{"a"}, NAT: network.NATInstance,
		NATInstance: network.NATInstanceArgs{AMI: pulumi.String("ami-1")},
	})
	assert.Equal(t, network.DefaultNATInstanceType, instance.Args.NATInstance.Type)
	assert.Equal(t, "t4g.nano", network.DefaultNATInstanceType)
	assert.Equal(t, "a", instance.Args.NATZone)
}

func TestPlanningLeavesTheCallersArgumentsAlone(t *testing.T) {
	args := network.VPCArgs{
		Region: "eu-central-1", CIDR: "10.0.0.0/16", Zones: []string{"b", "a"},
		Tiers:              []network.Tier{{Kind: network.Public}, {Kind: network.Private}},
		InterfaceEndpoints: []string{"sts", "logs"}, Tags: map[string]string{"team": "core"},
	}
	plan(t, args)
	assert.Equal(t, []string{"b", "a"}, args.Zones)
	assert.Equal(t, []network.Tier{{Kind: network.Public}, {Kind: network.Private}}, args.Tiers)
	assert.Equal(t, []string{"sts", "logs"}, args.InterfaceEndpoints)
	assert.Equal(t, map[string]string{"team": "core"}, args.Tags)
	assert.Empty(t, args.NAT)
}

// subsets returns every non-empty subset of the zone letters.
func subsets() [][]string {
	var all [][]string
	for bits := 1; bits < 1<<len(letters); bits++ {
		var s []string
		for i, l := range letters {
			if bits>>i&1 == 1 {
				s = append(s, l)
			}
		}
		all = append(all, s)
	}
	return all
}

func TestAFurtherZoneMovesNoNAT(t *testing.T) {
	for _, nat := range []network.NAT{"", network.NATOne, network.NATPerZone} {
		for _, zones := range subsets() {
			args := network.VPCArgs{Region: "us-east-1", CIDR: "10.0.0.0/16", Zones: zones, NAT: nat}
			if nat == network.NATOne && zones[0] != "a" {
				args.NATZone = zones[0]
			}
			before := plan(t, args)
			for _, more := range letters {
				if slices.Contains(zones, more) {
					continue
				}
				args.Zones = append([]string{more}, zones...)
				after := plan(t, args)
				require.Subset(t, after.NATZones, before.NATZones, "%s: %v and %s", nat, zones, more)
				require.Subset(t, after.Subnets, before.Subnets, "%s: %v and %s", nat, zones, more)
				if nat == network.NATOne {
					require.Equal(t, before.NATZones, after.NATZones)
				}
			}
		}
	}
}

func TestInterfaceEndpointsStandInThePrivateTierOrTheNextBest(t *testing.T) {
	for want, tiers := range map[string][]network.Tier{
		"private":  nil,
		"isolated": {{Kind: network.Isolated}, {Kind: network.Public}},
		"public":   {{Kind: network.Public}},
		"nodes":    {{Kind: network.Private, Name: "pods", Slot: 4}, {Kind: network.Private, Name: "nodes", Slot: 2}, {Kind: network.Public}},
	} {
		p := plan(t, network.VPCArgs{
			Region: "eu-central-1", CIDR: "10.0.0.0/16", Zones: []string{"a"}, Tiers: tiers, InterfaceEndpoints: []string{"sts"},
		})
		assert.Equal(t, want, p.Args.EndpointTier)
	}
}
