package network

import (
	"cmp"
	"maps"
	"net/netip"
	"slices"
)

// DefaultACLRuleQuota is the service's own quota of rules in one direction of
// a network ACL, and MaxACLRuleQuota how far AWS raises it:
// https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
const (
	DefaultACLRuleQuota = 20
	MaxACLRuleQuota     = 40
)

// ACLs are the settings of a VPC's network ACLs. Off unless enabled: every
// subnet then stays under the VPC's default ACL, which lets everything pass.
//
// With them each tier has an ACL of its own, put on its subnets one by one.
// Network ACLs are stateless, so answers need rules too. The rules that each
// tier gets, over IPv4, and over IPv6 in a dual-stack VPC:
//
//   - every tier: whatever comes from or goes to the VPC itself;
//   - public: in, TCP 80 and 443, and TCP and UDP 1024-65535, on which NAT
//     gateways and clients get their answers; out, TCP 53, 80 and 443, UDP 53
//     and 123, and TCP 1024-65535, on which clients of load balancers do;
//   - private: in, TCP and UDP 1024-65535; out, as public ones, TCP
//     1024-65535 only where targets see clients' addresses (ClientIP);
//   - public and private: both ways the ICMP messages by which hosts learn the
//     largest packet that a path takes.
//
// They follow from the tier's kind alone, so adding or removing a zone or a
// tier changes no other tier's ACL.
//
// What private tiers open towards the internet the public ones open as well,
// for it passes their NAT; a rule of one's own for another port belongs in
// both. AWS's own DNS resolver, time service and instance metadata are not
// filtered by network ACLs. Gateway endpoints are: the addresses of S3 and
// DynamoDB are public ones, so an isolated tier reaches them only by rules of
// its own. High ports are open for answers, and it is the security groups
// that keep others from connecting to them. Sources:
// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
// https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports
// https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html
// https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
type ACLs struct {
	// Enable makes the network ACLs.
	Enable bool
	// ClientIP is whether load balancers show targets in private tiers the
	// addresses of clients on the internet, to which those then answer. Empty
	// means ClientIPKept, as internet-facing network load balancers have it
	// unless told otherwise; ClientIPHidden leaves the rule for it out.
	ClientIP ClientIP
	// Tiers are further rules, by the name of the tier. None unless given.
	Tiers map[string]ACLRules
	// RuleQuota is the account's quota of rules in one direction of an ACL,
	// DefaultACLRuleQuota to MaxACLRuleQuota. It is only checked: a tier's
	// rules, its own included, and the service's last one for each address
	// family must fit. Zero means DefaultACLRuleQuota.
	RuleQuota int
}

// ACLRules are rules of a network ACL besides those that its tier has anyway.
// Their order does not matter, their numbers do.
type ACLRules struct {
	// Ingress is for what comes into the tier's subnets.
	Ingress []ACLRule
	// Egress is for what leaves them.
	Egress []ACLRule
}

// ACLRule lets one kind of traffic pass, or stops it.
type ACLRule struct {
	// Number is the rule's place: of the rules that match, the lowest number
	// decides. 1 to 999 comes before the tier's own rules, 2000 to 32766
	// after them. Required, and one of a kind in its direction.
	Number int
	// Deny stops the traffic. Rules allow it otherwise.
	Deny bool
	// Protocol is TCP, UDP, ICMP, ICMPv6 or AllProtocols. Empty means TCP.
	Protocol Protocol
	// Port and ToPort are the range of destination ports, 1 to 65535. ToPort
	// zero means Port alone. Required with TCP and UDP, and only there.
	Port, ToPort int
	// CIDR is the other side's range, of either family in a dual-stack VPC and
	// of IPv4 in any other. Required.
	CIDR string
}

func (c ACLs) withDefaults() ACLs {
	c.Tiers = maps.Clone(c.Tiers)
	for name, rules := range c.Tiers {
		c.Tiers[name] = ACLRules{Ingress: aclRulesWithDefaults(rules.Ingress), Egress: aclRulesWithDefaults(rules.Egress)}
	}
	if !c.Enable {
		return c
	}
	c.ClientIP = cmp.Or(c.ClientIP, ClientIPKept)
	c.RuleQuota = cmp.Or(c.RuleQuota, DefaultACLRuleQuota)
	return c
}

func aclRulesWithDefaults(rules []ACLRule) []ACLRule {
	out := slices.Clone(rules)
	for i, r := range out {
		out[i].Protocol = cmp.Or(r.Protocol, TCP)
		out[i].ToPort = cmp.Or(r.ToPort, r.Port)
		if prefix, err := netip.ParsePrefix(r.CIDR); err == nil {
			// EC2 stores a range in this spelling and would differ for ever.
			out[i].CIDR = prefix.String()
		}
	}
	return out
}
