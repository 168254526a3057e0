package dns

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// Formats of values: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html

// maxText is the length of one string of a TXT record; a longer text is made
// of several.
const maxText = 255

// plain returns the values that are plain strings, by index.
func plain(values pulumi.StringArrayInput) map[int]string {
	known := map[int]string{}
	list, _ := values.(pulumi.StringArray)
	for i, v := range list {
		if s, ok := v.(pulumi.String); ok {
			known[i] = string(s)
		}
	}
	return known
}

func checkValues(p *component.Problems, a RecordArgs) {
	if a.TTL < 0 || a.TTL > maxTTL {
		p.Add("TTL", a.TTL, fmt.Sprintf("outside 0 to %d seconds", maxTTL), "choose a number within")
	}
	list, counted := a.Values.(pulumi.StringArray)
	switch {
	case counted && len(list) == 0:
		p.Add("Values", nil, "empty", "give at least one value")
	case counted && len(list) > 1 && a.Type == CNAME:
		p.Add("Values", nil, fmt.Sprintf("%d values of a CNAME", len(list)), "give one")
	}
	known := plain(a.Values)
	for i := range len(list) {
		field := fmt.Sprintf("Values[%d]", i)
		if list[i] == nil {
			p.Add(field, nil, "nil", "pass a string or an output")
			continue
		}
		value, ok := known[i]
		if !ok {
			continue
		}
		if rule, repair := valueFault(a.Type, value); rule != "" {
			p.Add(field, value, rule, repair)
		}
		for j := range i {
			if other, ok := known[j]; ok && other == value {
				p.Add(field, value, fmt.Sprintf("same as Values[%d]", j), "remove it")
			}
		}
	}
}

func valueFault(t Type, value string) (rule, repair string) {
	fields := strings.Fields(value)
	switch t {
	case A:
		if ip, err := netip.ParseAddr(value); err != nil || !ip.Is4() {
			return "not an IPv4 address", `write it as "192.0.2.1"; for an AWS resource use Alias`
		}
	case AAAA:
		if ip, err := netip.ParseAddr(value); err != nil || !ip.Is6() || ip.Zone() != "" {
			return "not an IPv6 address", `write it as "2001:db8::1"; for an AWS resource use Alias`
		}
	case CNAME, NS, PTR:
		if !target(value) {
			return "not a domain name", `write it as "www.example.com"`
		}
	case MX:
		if len(fields) != 2 || !number(fields[0], 65535) || !target(fields[1]) {
			return "not a mail exchanger", `write it as "10 mail.example.com"`
		}
	case SRV:
		if len(fields) != 4 || !number(fields[0], 65535) || !number(fields[1], 65535) || !number(fields[2], 65535) || !target(fields[3]) {
			return "not a service", `write priority, weight, port and host, as "10 5 443 app.example.com"`
		}
	case CAA:
		if !certificateAuthority(value) {
			return "not a certificate authority", `write it as 0 issue "amazon.com"`
		}
	case TXT:
		if value == "" {
			return "empty text", "write the text, without quotes"
		}
		if strings.HasPrefix(value, `"`) && strings.HasSuffix(value, `"`) && len(value) > 1 {
			return "quoted text", "leave the quotes out, they are added"
		}
	}
	return "", ""
}

// target reports whether text is the name of a host, with or without the dot
// at its end.
func target(text string) bool {
	rule, _ := domainFault(strings.TrimSuffix(strings.ToLower(text), "."), naming{service: true, single: true})
	return rule == ""
}

func number(text string, most int) bool {
	n, err := strconv.Atoi(text)
	return err == nil && n >= 0 && n <= most && strconv.Itoa(n) == text
}

// certificateAuthority reports whether text is flags, a tag of letters and
// digits, and a value in quotes.
func certificateAuthority(text string) bool {
	flags, rest, _ := strings.Cut(text, " ")
	tag, value, _ := strings.Cut(rest, " ")
	return number(flags, 255) && slices.Contains([]string{"issue", "issuewild", "issuemail", "iodef", "contactemail", "contactphone"}, tag) &&
		len(value) >= 2 && strings.HasPrefix(value, `"`) && strings.HasSuffix(value, `"`)
}

// wire turns a value into what the provider takes: a text of more than 255
// bytes becomes several strings, parted by quotes as the provider documents,
// for it puts the first and the last quote itself.
func wire(t Type, value string) string {
	if t != TXT || len(value) <= maxText || strings.Contains(value, `""`) {
		return value
	}
	var parts []string
	for len(value) > maxText {
		cut := maxText
		// A character of several bytes stays whole.
		for cut > 0 && value[cut]&0xc0 == 0x80 {
			cut--
		}
		parts, value = append(parts, value[:cut]), value[cut:]
	}
	return strings.Join(append(parts, value), `""`)
}
