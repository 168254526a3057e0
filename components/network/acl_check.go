package network

import (
	"fmt"
	"maps"
	"slices"

	"github.com/drydock-iac/drydock/internal/component"
)

// maxACLRule is the highest number of a rule:
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html
const maxACLRule = 32766

func checkACLs(p *component.Problems, a VPCArgs) {
	c := a.ACLs
	if !c.Enable {
		if c.ClientIP != "" || c.RuleQuota != 0 || len(c.Tiers) > 0 {
			p.Add("ACLs", nil, "not enabled, yet there are settings", "set Enable, or remove them")
		}
		return
	}
	if c.ClientIP != ClientIPKept && c.ClientIP != ClientIPHidden {
		p.Add("ACLs.ClientIP", string(c.ClientIP), "not a way to treat clients' addresses",
			"use network.ClientIPKept or network.ClientIPHidden")
	}
	if c.RuleQuota < DefaultACLRuleQuota || c.RuleQuota > MaxACLRuleQuota {
		p.Add("ACLs.RuleQuota", c.RuleQuota, fmt.Sprintf("outside %d to %d", DefaultACLRuleQuota, MaxACLRuleQuota),
			"state the quota that the account has")
		return
	}
	for _, name := range slices.Sorted(maps.Keys(c.Tiers)) {
		field, rules := fmt.Sprintf("ACLs.Tiers[%q]", name), c.Tiers[name]
		i := slices.IndexFunc(a.Tiers, func(t Tier) bool { return t.Name == name })
		if i < 0 {
			p.Add(field, nil, "no such tier", "use one of "+tierNames(a.Tiers))
			continue
		}
		in, out := a.aclNumbers(a.Tiers[i].Kind)
		checkACLRules(p, field+".Ingress", rules.Ingress, a, in)
		checkACLRules(p, field+".Egress", rules.Egress, a, out)
	}
}

// checkACLRules checks the further rules of one direction of a tier that has
// those with the numbers anyway.
func checkACLRules(p *component.Problems, field string, rules []ACLRule, a VPCArgs, numbers []int) {
	families := 1
	if a.IPv6 {
		families = 2
	}
	// The service's last rule, which stops what no other matches, is counted
	// for each family.
	room := a.ACLs.RuleQuota - families*(2+len(numbers))
	if len(rules) > room {
		p.Add(field, len(rules), fmt.Sprintf("more rules than the %d for which the quota of %d leaves room", room, a.ACLs.RuleQuota),
			"merge ranges of ports or addresses, or raise the quota and state it in ACLs.RuleQuota")
	}
	for i, r := range rules {
		at := fmt.Sprintf("%s[%d]", field, i)
		checkACLNumber(p, at+".Number", field, rules[:i], r.Number)
		checkACLTraffic(p, at, r)
		checkACLRange(p, at, r, a.IPv6)
		for j, other := range rules[:i] {
			if other.Protocol == r.Protocol && other.Port == r.Port && other.ToPort == r.ToPort && other.CIDR == r.CIDR {
				p.Add(at, nil, fmt.Sprintf("matches the same as %s[%d]", field, j), "remove the one with the higher number, which never decides")
			}
		}
	}
}

func checkACLNumber(p *component.Problems, at, field string, before []ACLRule, number int) {
	switch same := slices.IndexFunc(before, func(r ACLRule) bool { return r.Number == number }); {
	case number < 1 || number > maxACLRule:
		p.Add(at, number, fmt.Sprintf("outside 1 to %d", maxACLRule), "number the rule: the lowest that matches decides")
	case number >= aclFirst && number <= aclLast:
		p.Add(at, number, fmt.Sprintf("%d to %d are the tier's own rules", aclFirst, aclLast),
			"use a lower number to come before them, or a higher one to come after")
	case same >= 0:
		p.Add(at, number, fmt.Sprintf("same as %s[%d]", field, same), "give each rule a number of its own")
	}
}

func checkACLTraffic(p *component.Problems, at string, r ACLRule) {
	switch r.Protocol {
	case TCP, UDP:
		if checkPort(p, at+".Port", r.Port) && checkPort(p, at+".ToPort", r.ToPort) && r.ToPort < r.Port {
			p.Add(at+".ToPort", r.ToPort, fmt.Sprintf("below Port %d", r.Port), "write the lower port first")
		}
	case ICMP, ICMPv6, AllProtocols:
		if r.Port != 0 || r.ToPort != 0 {
			p.Add(at+".Port", r.Port, fmt.Sprintf("protocol %q has no ports", r.Protocol), "leave it out, or use network.TCP or network.UDP")
		}
	default:
		p.Add(at+".Protocol", string(r.Protocol), "not a protocol of a rule",
			"use network.TCP, network.UDP, network.ICMP, network.ICMPv6 or network.AllProtocols")
	}
}

func checkACLRange(p *component.Problems, at string, r ACLRule, dual bool) {
	prefix, ok := parseRange(p, at+".CIDR", r.CIDR)
	switch {
	case !ok:
	case prefix.Addr().Is6() && !dual:
		p.Add(at+".CIDR", r.CIDR, "the VPC has no IPv6", "name an IPv4 range, or set IPv6")
	case r.Protocol == ICMP && !prefix.Addr().Is4():
		p.Add(at+".CIDR", r.CIDR, "not an IPv4 range", "use network.ICMPv6 for it")
	case r.Protocol == ICMPv6 && !prefix.Addr().Is6():
		p.Add(at+".CIDR", r.CIDR, "not an IPv6 range", "use network.ICMP for it")
	case prefix.Bits() == 0 && r.Protocol == AllProtocols && !r.Deny:
		p.Add(at, nil, "lets everything pass, as the VPC's default ACL does", "name the protocol and ports or a smaller range, or leave the ACLs off")
	}
}
