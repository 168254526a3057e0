package network

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/internal/component"
)

// The numbers of the rules that tiers have anyway. A number means the same in
// every tier and direction and never changes, and the next one is the same
// rule for IPv6, so that a further rule renumbers none.
const (
	aclFirst = 1000
	aclLast  = 1999

	aclWithin     = 1000
	aclHTTP       = 1010
	aclHTTPS      = 1020
	aclAnswersTCP = 1030
	aclAnswersUDP = 1040
	aclPathMTU    = 1050
	aclDNSOverTCP = 1060
	aclDNS        = 1070
	aclTime       = 1080
)

// aclWays are those rules towards the internet. The answers' ports are those
// that load balancers, NAT gateways and all usual clients use.
var aclWays = map[int]PlannedACLRule{
	aclHTTP:       {protocol: TCP, port: 80, toPort: 80},
	aclHTTPS:      {protocol: TCP, port: 443, toPort: 443},
	aclAnswersTCP: {protocol: TCP, port: 1024, toPort: 65535},
	aclAnswersUDP: {protocol: UDP, port: 1024, toPort: 65535},
	aclPathMTU:    {protocol: ICMP, pathMTU: true},
	aclDNSOverTCP: {protocol: TCP, port: 53, toPort: 53},
	aclDNS:        {protocol: UDP, port: 53, toPort: 53},
	aclTime:       {protocol: UDP, port: 123, toPort: 123},
}

// PlannedACL is the network ACL of one tier.
type PlannedACL struct {
	// Name is the ACL's name in the state and its Name tag.
	Name string
	// Tier is the name of the tier on whose subnets it is put.
	Tier string
	// Ingress and Egress are all of its rules by number.
	Ingress, Egress []PlannedACLRule
}

// PlannedACLRule is one rule of a planned network ACL.
type PlannedACLRule struct {
	number       int
	deny         bool
	protocol     Protocol
	port, toPort int
	// pathMTU narrows ICMP to what tells of packets that are too large.
	pathMTU bool
	// cidr is the range; within says that it is the VPC's own, which over
	// IPv6 is known only once there is a VPC.
	cidr        string
	within, six bool
}

// String writes the rule as "1020 allow TCP 443 0.0.0.0/0".
func (r PlannedACLRule) String() string {
	words := []string{fmt.Sprint(r.number), r.action(), string(r.protocol)}
	switch {
	case r.pathMTU:
		words = append(words, "packet too big")
	case r.toPort > r.port:
		words = append(words, fmt.Sprintf("%d-%d", r.port, r.toPort))
	case r.port > 0:
		words = append(words, fmt.Sprint(r.port))
	}
	if r.within && r.six {
		return strings.Join(append(words, "the VPC's IPv6 range"), " ")
	}
	return strings.Join(append(words, r.cidr), " ")
}

func (r PlannedACLRule) action() string {
	if r.deny {
		return "deny"
	}
	return "allow"
}

// planACLs decides the network ACLs, in the tiers' order.
func planACLs(name string, a VPCArgs) []PlannedACL {
	if !a.ACLs.Enable {
		return nil
	}
	acls := make([]PlannedACL, len(a.Tiers))
	for i, t := range a.Tiers {
		more := a.ACLs.Tiers[t.Name]
		in, out := a.aclNumbers(t.Kind)
		acls[i] = PlannedACL{
			Name: component.Name(name, "acl", t.Name), Tier: t.Name,
			Ingress: a.aclRules(in, more.Ingress), Egress: a.aclRules(out, more.Egress),
		}
	}
	return acls
}

// aclNumbers are the rules towards the internet that tiers of a kind have.
func (a VPCArgs) aclNumbers(kind Kind) (in, out []int) {
	reach := []int{aclHTTP, aclHTTPS, aclPathMTU, aclDNSOverTCP, aclDNS, aclTime}
	answers := []int{aclAnswersTCP, aclAnswersUDP, aclPathMTU}
	switch kind {
	case Public:
		return append(answers, aclHTTP, aclHTTPS), append(reach, aclAnswersTCP)
	case Private:
		if a.ACLs.ClientIP == ClientIPKept {
			reach = append(reach, aclAnswersTCP)
		}
		return answers, reach
	}
	return nil, nil
}

// aclRules are the rules of one direction, by number.
func (a VPCArgs) aclRules(numbers []int, more []ACLRule) []PlannedACLRule {
	rules := []PlannedACLRule{{number: aclWithin, protocol: AllProtocols, cidr: a.CIDR, within: true}}
	if a.IPv6 {
		rules = append(rules, PlannedACLRule{number: aclWithin + 1, protocol: AllProtocols, within: true, six: true})
	}
	for _, n := range numbers {
		r := aclWays[n]
		r.number, r.cidr = n, anywhere
		rules = append(rules, r)
		if !a.IPv6 {
			continue
		}
		r.number, r.cidr, r.six = n+1, anywhereIPv6, true
		if r.protocol == ICMP {
			r.protocol = ICMPv6
		}
		rules = append(rules, r)
	}
	for _, r := range more {
		rules = append(rules, PlannedACLRule{
			number: r.Number, deny: r.Deny, protocol: r.Protocol, port: r.Port, toPort: r.ToPort,
			cidr: r.CIDR, six: strings.Contains(r.CIDR, ":"),
		})
	}
	slices.SortFunc(rules, func(x, y PlannedACLRule) int { return x.number - y.number })
	return rules
}
