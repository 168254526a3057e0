package network_test

import (
	"fmt"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/components/network"
)

// guarded is a VPC with three tiers and network ACLs.
func guarded() network.VPCArgs {
	a := full()
	a.IPv6, a.ACLs.Enable = false, true
	return a
}

func written(rules []network.PlannedACLRule) []string {
	out := make([]string, len(rules))
	for i, r := range rules {
		out[i] = r.String()
	}
	return out
}

func TestEachTierHasTheLeastRulesOfItsKind(t *testing.T) {
	type acl struct {
		tier    string
		in, out []string
	}
	private := acl{"private", []string{
		"1000 allow all 10.20.0.0/16",
		"1030 allow TCP 1024-65535 0.0.0.0/0",
		"1040 allow UDP 1024-65535 0.0.0.0/0",
		"1050 allow ICMP packet too big 0.0.0.0/0",
	}, []string{
		"1000 allow all 10.20.0.0/16",
		"1010 allow TCP 80 0.0.0.0/0",
		"1020 allow TCP 443 0.0.0.0/0",
		"1030 allow TCP 1024-65535 0.0.0.0/0",
		"1050 allow ICMP packet too big 0.0.0.0/0",
		"1060 allow TCP 53 0.0.0.0/0",
		"1070 allow UDP 53 0.0.0.0/0",
		"1080 allow UDP 123 0.0.0.0/0",
	}}
	want := []acl{
		{"public", []string{
			"1000 allow all 10.20.0.0/16",
			"1010 allow TCP 80 0.0.0.0/0",
			"1020 allow TCP 443 0.0.0.0/0",
			"1030 allow TCP 1024-65535 0.0.0.0/0",
			"1040 allow UDP 1024-65535 0.0.0.0/0",
			"1050 allow ICMP packet too big 0.0.0.0/0",
		}, private.out},
		private,
		{"isolated", []string{"1000 allow all 10.20.0.0/16"}, []string{"1000 allow all 10.20.0.0/16"}},
	}
	var got []acl
	for _, a := range plan(t, guarded()).ACLs {
		got = append(got, acl{a.Tier, written(a.Ingress), written(a.Egress)})
	}
	assert.Equal(t, want, got)

	hidden := guarded()
	hidden.ACLs.ClientIP = network.ClientIPHidden
	acls := plan(t, hidden).ACLs
	assert.NotContains(t, written(acls[1].Egress), "1030 allow TCP 1024-65535 0.0.0.0/0", "nobody outside is answered")
	assert.Equal(t, private.out, written(acls[0].Egress), "the load balancers still answer")
}

func TestADualStackVPCHasEveryRuleOfItsOwnForIPv6(t *testing.T) {
	dual := guarded()
	dual.IPv6 = true
	single := plan(t, guarded()).ACLs
	for i, a := range plan(t, dual).ACLs {
		assert.Subset(t, written(a.Ingress), written(single[i].Ingress))
		assert.Len(t, a.Ingress, 2*len(single[i].Ingress))
		assert.Len(t, a.Egress, 2*len(single[i].Egress))
		assert.Contains(t, written(a.Egress), "1001 allow all the VPC's IPv6 range")
	}
	public := plan(t, dual).ACLs[0]
	assert.Subset(t, written(public.Ingress), []string{"1021 allow TCP 443 ::/0", "1051 allow ICMPv6 packet too big ::/0"})
}

func TestFurtherRulesStandWhereTheirNumbersSay(t *testing.T) {
	args := guarded()
	rules := []network.ACLRule{
		{Number: 2000, Protocol: network.UDP, Port: 51820, CIDR: "203.0.113.0/24"},
		{Number: 10, Deny: true, Protocol: network.AllProtocols, CIDR: "198.51.100.0/24"},
		{Number: 20, Protocol: network.ICMP, CIDR: "203.0.113.0/24"},
	}
	args.ACLs.Tiers = map[string]network.ACLRules{"isolated": {Ingress: rules}}
	assert.Equal(t, []string{
		"10 deny all 198.51.100.0/24",
		"20 allow ICMP 203.0.113.0/24",
		"1000 allow all 10.20.0.0/16",
		"2000 allow UDP 51820 203.0.113.0/24",
	}, written(plan(t, args).ACLs[2].Ingress))
	assert.Zero(t, rules[0].ToPort, "the caller's rules are left alone")
}

func TestNetworkACLsAreOffUnlessEnabled(t *testing.T) {
	r := vpc(t, full())
	assert.Empty(t, r.Names("NetworkAcl"))
	assert.Empty(t, r.Names("NetworkAclAssociation"))
	assert.NotContains(t, r.Get(t, network.TypeVPC, "core").Inputs, "acls")
}

func TestTheNamesOfNetworkACLsAreFrozen(t *testing.T) {
	r := vpc(t, guarded())
	assert.Equal(t, []string{"core-acl-isolated", "core-acl-private", "core-acl-public"}, r.Names("NetworkAcl"))
	assert.Equal(t, r.Names("Subnet"), r.Names("NetworkAclAssociation"))
}

func TestEC2GetsTheRulesInTheFormThatItKeeps(t *testing.T) {
	args := guarded()
	args.IPv6 = true
	args.ACLs.Tiers = map[string]network.ACLRules{"public": {Ingress: []network.ACLRule{
		{Number: 5, Deny: true, Protocol: network.ICMP, CIDR: "198.51.100.0/24"},
	}}}
	rules := map[string]map[string]any{}
	for _, m := range vpc(t, args).All() {
		if m.Name != "core-acl-public" {
			continue
		}
		assert.Equal(t, map[string]any{"Name": "core-acl-public", "team": "core"}, m.Inputs["tags"])
		assert.NotContains(t, m.Inputs, "subnetIds", "the associations are resources of their own")
		for _, e := range m.Inputs["ingress"].([]any) {
			rule := e.(map[string]any)
			rules[fmt.Sprint(rule["ruleNo"])] = rule
		}
	}
	entry := func(number float64, more map[string]any) map[string]any {
		out := map[string]any{"ruleNo": number, "action": "allow", "protocol": "6", "fromPort": 0.0, "toPort": 0.0}
		for k, v := range more {
			out[k] = v
		}
		return out
	}
	for _, want := range []map[string]any{
		entry(5, map[string]any{"action": "deny", "protocol": "1", "icmpType": -1.0, "icmpCode": -1.0, "cidrBlock": "198.51.100.0/24"}),
		entry(1000, map[string]any{"protocol": "-1", "cidrBlock": "10.20.0.0/16"}),
		entry(1001, map[string]any{"protocol": "-1", "ipv6CidrBlock": "2001:db8:0:ab00::/56"}),
		entry(1021, map[string]any{"fromPort": 443.0, "toPort": 443.0, "ipv6CidrBlock": "::/0"}),
		entry(1040, map[string]any{"protocol": "17", "fromPort": 1024.0, "toPort": 65535.0, "cidrBlock": "0.0.0.0/0"}),
		entry(1050, map[string]any{"protocol": "1", "icmpType": 3.0, "icmpCode": 4.0, "cidrBlock": "0.0.0.0/0"}),
		entry(1051, map[string]any{"protocol": "58", "icmpType": 2.0, "icmpCode": 0.0, "ipv6CidrBlock": "::/0"}),
	} {
		assert.Equal(t, want, rules[fmt.Sprint(want["ruleNo"])])
	}
}

func TestWhatIsReadyStandsBehindItsNetworkACL(t *testing.T) {
	type probe struct{ pulumi.CustomResourceState }
	r := run(t, func(ctx *pulumi.Context) error {
		args := guarded()
		v, err := network.NewVPC(ctx, "core", &args)
		if err != nil {
			return err
		}
		var late probe
		return ctx.RegisterResource("test:index:Late", "late", pulumi.Map{
			"ids": network.ReadyIDs(v.Placement().Tier(network.Private)), "acl": v.ACLIDs.MapIndex(pulumi.String("private")),
		}, &late)
	})
	late := r.Get(t, "Late", "late")
	assert.Equal(t, "core-acl-private-id", late.Inputs["acl"])
	for _, name := range []string{"core-private-a", "core-private-b", "core-public-a"} {
		assert.True(t, late.WaitsFor("NetworkAclAssociation", name), "%s: its own, and that of its NAT", name)
	}
	assert.False(t, late.WaitsFor("NetworkAclAssociation", "core-isolated-a"))
}
