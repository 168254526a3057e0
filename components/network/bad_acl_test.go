package network_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/network"
)

// manyACLRules are n rules that differ in number and port.
func manyACLRules(n int) []network.ACLRule {
	rules := make([]network.ACLRule, n)
	for i := range rules {
		rules[i] = network.ACLRule{Number: 2000 + i, Port: 8000 + i, CIDR: "198.51.100.0/24"}
	}
	return rules
}

func TestWrongNetworkACLsAreOneLineEach(t *testing.T) {
	in := func(tier string, rules ...network.ACLRule) func(*network.VPCArgs) {
		return func(a *network.VPCArgs) { a.ACLs.Tiers = map[string]network.ACLRules{tier: {Ingress: rules}} }
	}
	out := func(tier string, rules ...network.ACLRule) func(*network.VPCArgs) {
		return func(a *network.VPCArgs) { a.ACLs.Tiers = map[string]network.ACLRules{tier: {Egress: rules}} }
	}
	const private = `ACLs.Tiers["private"].Ingress`
	for name, c := range map[string]struct {
		change func(*network.VPCArgs)
		want   string
	}{
		"rules but not enabled": {func(a *network.VPCArgs) {
			a.ACLs = network.ACLs{Tiers: map[string]network.ACLRules{"private": {}}}
		}, `ACLs: not enabled, yet there are settings: set Enable, or remove them`},
		"addresses but not enabled": {func(a *network.VPCArgs) { a.ACLs = network.ACLs{ClientIP: network.ClientIPHidden} }, `ACLs: not enabled, yet there are settings: set Enable, or remove them`},
		"a quota but not enabled":   {func(a *network.VPCArgs) { a.ACLs = network.ACLs{RuleQuota: 40} }, `ACLs: not enabled, yet there are settings: set Enable, or remove them`},
		"addresses":                 {func(a *network.VPCArgs) { a.ACLs.ClientIP = "masked" }, `ACLs.ClientIP "masked": not a way to treat clients' addresses: use network.ClientIPKept or network.ClientIPHidden`},
		"a quota too low":           {func(a *network.VPCArgs) { a.ACLs.RuleQuota = 19 }, `ACLs.RuleQuota 19: outside 20 to 40: state the quota that the account has`},
		"a quota too high":          {func(a *network.VPCArgs) { a.ACLs.RuleQuota = 41 }, `ACLs.RuleQuota 41: outside 20 to 40: state the quota that the account has`},
		"no such tier":              {in("data"), `ACLs.Tiers["data"]: no such tier: use one of "public", "private"`},
		"no number":                 {in("private", network.ACLRule{Port: 22, CIDR: "198.51.100.0/24"}), private + `[0].Number 0: outside 1 to 32766: number the rule: the lowest that matches decides`},
		"a number too high":         {in("private", network.ACLRule{Number: 32767, Port: 22, CIDR: "198.51.100.0/24"}), private + `[0].Number 32767: outside 1 to 32766: number the rule: the lowest that matches decides`},
		"a number of the tier's": {in("private", network.ACLRule{Number: 1999, Port: 22, CIDR: "198.51.100.0/24"}),
			private + `[0].Number 1999: 1000 to 1999 are the tier's own rules: use a lower number to come before them, or a higher one to come after`},
		"a number twice": {in("private", network.ACLRule{Number: 10, Port: 22, CIDR: "198.51.100.0/24"}, network.ACLRule{Number: 10, Port: 23, CIDR: "198.51.100.0/24"}),
			private + `[1].Number 10: same as ` + private + `[0]: give each rule a number of its own`},
		"a rule twice": {in("private", network.ACLRule{Number: 10, Port: 22, CIDR: "198.51.100.0/24"}, network.ACLRule{Number: 20, Port: 22, CIDR: "198.51.100.0/24", Deny: true}),
			private + `[1]: matches the same as ` + private + `[0]: remove the one with the higher number, which never decides`},
		"no port":           {in("private", network.ACLRule{Number: 10, CIDR: "198.51.100.0/24", ToPort: 80}), private + `[0].Port 0: not a port: use 1 to 65535`},
		"a port too high":   {in("private", network.ACLRule{Number: 10, CIDR: "198.51.100.0/24", Port: 80, ToPort: 65536}), private + `[0].ToPort 65536: not a port: use 1 to 65535`},
		"ports upside down": {out("public", network.ACLRule{Number: 10, CIDR: "198.51.100.0/24", Port: 80, ToPort: 22}), `ACLs.Tiers["public"].Egress[0].ToPort 22: below Port 80: write the lower port first`},
		"a port of all":     {in("private", network.ACLRule{Number: 10, Protocol: network.AllProtocols, CIDR: "198.51.100.0/24", Port: 80}), private + `[0].Port 80: protocol "all" has no ports: leave it out, or use network.TCP or network.UDP`},
		"not a protocol":    {in("private", network.ACLRule{Number: 10, Protocol: network.HTTPS, CIDR: "198.51.100.0/24", Port: 443}), private + `[0].Protocol "HTTPS": not a protocol of a rule: use network.TCP, network.UDP, network.ICMP, network.ICMPv6 or network.AllProtocols`},
		"no range":          {in("private", network.ACLRule{Number: 10, Port: 22}), private + `[0].CIDR "": not an address range: write it as "10.20.0.0/16"`},
		"host bits":         {in("private", network.ACLRule{Number: 10, Port: 22, CIDR: "198.51.100.7/24"}), private + `[0].CIDR "198.51.100.7/24": host bits are set: write "198.51.100.0/24"`},
		"IPv6 without any":  {in("private", network.ACLRule{Number: 10, Port: 22, CIDR: "2001:db8::/32"}), private + `[0].CIDR "2001:db8::/32": the VPC has no IPv6: name an IPv4 range, or set IPv6`},
		"ICMPv6 over IPv4":  {in("private", network.ACLRule{Number: 10, Protocol: network.ICMPv6, CIDR: "198.51.100.0/24"}), private + `[0].CIDR "198.51.100.0/24": not an IPv6 range: use network.ICMP for it`},
		"ICMP over IPv6": {func(a *network.VPCArgs) {
			a.IPv6 = true
			in("private", network.ACLRule{Number: 10, Protocol: network.ICMP, CIDR: "2001:db8::/32"})(a)
		}, private + `[0].CIDR "2001:db8::/32": not an IPv4 range: use network.ICMPv6 for it`},
		"everything": {in("private", network.ACLRule{Number: 10, Protocol: network.AllProtocols, CIDR: "0.0.0.0/0"}), private + `[0]: lets everything pass, as the VPC's default ACL does: name the protocol and ports or a smaller range, or leave the ACLs off`},
		"everything of IPv6": {func(a *network.VPCArgs) {
			a.IPv6 = true
			out("private", network.ACLRule{Number: 10, Protocol: network.AllProtocols, CIDR: "::/0"})(a)
		}, `ACLs.Tiers["private"].Egress[0]: lets everything pass, as the VPC's default ACL does: name the protocol and ports or a smaller range, or leave the ACLs off`},
		"too many": {out("public", manyACLRules(12)...),
			`ACLs.Tiers["public"].Egress 12: more rules than the 11 for which the quota of 20 leaves room: merge ranges of ports or addresses, or raise the quota and state it in ACLs.RuleQuota`},
		"too many of two families": {func(a *network.VPCArgs) { a.IPv6 = true; out("public", manyACLRules(3)...)(a) },
			`ACLs.Tiers["public"].Egress 3: more rules than the 2 for which the quota of 20 leaves room: merge ranges of ports or addresses, or raise the quota and state it in ACLs.RuleQuota`},
	} {
		t.Run(name, func(t *testing.T) {
			args := good()
			args.ACLs.Enable = true
			c.change(&args)
			_, err := network.Plan("core", &args)
			assert.EqualError(t, err, `network "core": `+c.want)
		})
	}
}

func TestWrongNetworkACLsAreAllSaidAndNothingIsMade(t *testing.T) {
	args := good()
	args.ACLs = network.ACLs{Enable: true, ClientIP: "masked", Tiers: map[string]network.ACLRules{
		"public": {Egress: []network.ACLRule{{Port: 25, CIDR: "mail"}}}, "data": {},
	}}
	r := run(t, func(ctx *pulumi.Context) error {
		_, err := network.NewVPC(ctx, "core", &args)
		assert.EqualError(t, err, `network "core": ACLs.ClientIP "masked": not a way to treat clients' addresses: use network.ClientIPKept or network.ClientIPHidden
network "core": ACLs.Tiers["data"]: no such tier: use one of "public", "private"
network "core": ACLs.Tiers["public"].Egress[0].Number 0: outside 1 to 32766: number the rule: the lowest that matches decides
network "core": ACLs.Tiers["public"].Egress[0].CIDR "mail": not an address range: write it as "10.20.0.0/16"`)
		return nil
	})
	assert.Empty(t, r.All())
}

func TestARaisedQuotaTakesMoreRules(t *testing.T) {
	args := good()
	args.ACLs = network.ACLs{Enable: true, RuleQuota: network.MaxACLRuleQuota, Tiers: map[string]network.ACLRules{
		"public": {Egress: manyACLRules(31)},
	}}
	p, err := network.Plan("core", &args)
	require.NoError(t, err)
	assert.Len(t, p.ACLs[0].Egress, 39, "and the service's last one")
}
