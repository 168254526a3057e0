package network

import (
	"fmt"
	"net/netip"
	"regexp"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// Protocol of a rule, a listener, a target or a health check; each says which
// it takes.
type Protocol string

// The protocols.
const (
	TCP    Protocol = "TCP"
	UDP    Protocol = "UDP"
	TLS    Protocol = "TLS"
	HTTP   Protocol = "HTTP"
	HTTPS  Protocol = "HTTPS"
	ICMP   Protocol = "ICMP"
	ICMPv6 Protocol = "ICMPv6"
	// AllProtocols is any traffic at all.
	AllProtocols Protocol = "all"
)

// Rule allows one kind of traffic with one other side. Exactly one of CIDR,
// PrefixList, Group and Self names that side.
type Rule struct {
	// Key names the rule among those of its direction; it enters the name of
	// the rule's resource. Empty means one derived from what the rule allows,
	// such as "tcp-443-10.0.0.0-16", for a CIDR or Self; a rule with
	// PrefixList or Group must state it. Up to 64 lower-case letters, digits,
	// hyphens and dots.
	Key string
	// Protocol is TCP, UDP, ICMP, ICMPv6 or AllProtocols. Empty means TCP.
	Protocol Protocol
	// Port and ToPort are the range of ports, 1 to 65535. ToPort zero means
	// Port alone. Required with TCP and UDP, and only there.
	Port, ToPort int

	// CIDR is a range of either family, such as "10.0.0.0/16" or "fd00::/8".
	CIDR string
	// PrefixList is the id of a prefix list.
	PrefixList pulumi.StringInput
	// Group is the id of another security group.
	Group pulumi.StringInput
	// Self is the members of the group itself.
	Self bool

	// Public must be set on an inbound rule whose CIDR is the whole internet,
	// 0.0.0.0/0 or ::/0.
	Public bool
	// Description of the rule, up to 255 characters. Empty means none.
	Description string
}

// EgressAnywhere are outbound rules for any traffic to anywhere.
func EgressAnywhere() []Rule {
	return []Rule{
		{Key: "ipv4", Protocol: AllProtocols, CIDR: anywhere},
		{Key: "ipv6", Protocol: AllProtocols, CIDR: anywhereIPv6},
	}
}

func (r Rule) withDefaults() Rule {
	if r.Protocol == "" {
		r.Protocol = TCP
	}
	if r.ToPort == 0 {
		r.ToPort = r.Port
	}
	if prefix, err := netip.ParsePrefix(r.CIDR); err == nil {
		// EC2 stores a range in this spelling and would differ for ever.
		r.CIDR = prefix.String()
	}
	if r.Key == "" && (r.CIDR != "" || r.Self) {
		r.Key = r.derivedKey()
	}
	return r
}

// derivedKey says what the rule allows, in characters fit for a name.
func (r Rule) derivedKey() string {
	parts := []string{strings.ToLower(string(r.Protocol))}
	if r.ported() {
		parts = append(parts, fmt.Sprint(r.Port))
		if r.ToPort != r.Port {
			parts = append(parts, fmt.Sprint(r.ToPort))
		}
	}
	if r.Self {
		return strings.Join(append(parts, "self"), "-")
	}
	return strings.Join(append(parts, strings.NewReplacer("/", "-", ":", ".").Replace(r.CIDR)), "-")
}

func (r Rule) ported() bool { return r.Protocol == TCP || r.Protocol == UDP }

func (r Rule) sides() int {
	n := 0
	for _, given := range []bool{r.CIDR != "", r.PrefixList != nil, r.Group != nil, r.Self} {
		if given {
			n++
		}
	}
	return n
}

// descriptionForm is what EC2 takes as the description of a group or rule:
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
var descriptionForm = regexp.MustCompile(`^[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]{0,255}$`)

// checkRules checks rules with defaults; inbound ones may not be open to the
// world unless they say so.
func checkRules(p *component.Problems, field string, rules []Rule, inbound bool) {
	keys, meanings := map[string]int{}, map[string]int{}
	for i, r := range rules {
		at := fmt.Sprintf("%s[%d]", field, i)
		checkRule(p, at, r, inbound)
		if j, taken := keys[r.Key]; taken && r.Key != "" {
			p.Add(at+".Key", r.Key, fmt.Sprintf("same as %s[%d]", field, j), "give each rule a key of its own")
		} else {
			keys[r.Key] = i
		}
		if r.CIDR == "" && !r.Self {
			continue
		}
		meaning := r.derivedKey()
		if j, taken := meanings[meaning]; taken && keys[r.Key] == i {
			p.Add(at, nil, fmt.Sprintf("allows the same as %s[%d]", field, j), "remove one")
		} else if !taken {
			meanings[meaning] = i
		}
	}
}

func checkRule(p *component.Problems, at string, r Rule, inbound bool) {
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
	switch n := r.sides(); {
	case n != 1:
		p.Add(at, nil, fmt.Sprintf("%d of CIDR, PrefixList, Group and Self given", n), "give exactly one")
	case r.Key == "":
		p.Add(at+".Key", "", "empty", "name the rule, for its prefix list or group has no name yet")
	case r.CIDR != "":
		checkRuleRange(p, at, r, inbound)
	}
	if r.Key != "" && r.CIDR == "" && !keyForm.MatchString(r.Key) || r.CIDR != "" && r.Key != r.derivedKey() && !keyForm.MatchString(r.Key) {
		p.Add(at+".Key", r.Key, "not a key", "use up to 64 lower-case letters, digits, hyphens and dots")
	}
	if !descriptionForm.MatchString(r.Description) {
		p.Add(at+".Description", r.Description, "not a description that EC2 takes",
			"use up to 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*")
	}
}

func checkRuleRange(p *component.Problems, at string, r Rule, inbound bool) {
	prefix, ok := parseRange(p, at+".CIDR", r.CIDR)
	switch {
	case !ok:
	case inbound && prefix.Bits() == 0 && !r.Public:
		p.Add(at+".CIDR", r.CIDR, "open to the whole internet", "name a smaller range, or set Public: true")
	case r.Protocol == ICMP && !prefix.Addr().Is4():
		p.Add(at+".CIDR", r.CIDR, "not an IPv4 range", "use network.ICMPv6 for it")
	case r.Protocol == ICMPv6 && !prefix.Addr().Is6():
		p.Add(at+".CIDR", r.CIDR, "not an IPv6 range", "use network.ICMP for it")
	}
}

// isIPv6 reports the family of a checked range.
func isIPv6(cidr string) bool { return netip.MustParsePrefix(cidr).Addr().Is6() }
