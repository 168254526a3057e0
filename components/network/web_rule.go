package network

import (
	"fmt"
	"regexp"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// Limits of a rule:
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
const (
	maxPriority   = 50000
	maxConditions = 5
	maxPattern    = 128
	maxRules      = 100
)

// WebRule sends some requests elsewhere than the listener's Default. All of
// its conditions must hold; of the values of one condition any one.
type WebRule struct {
	// Key names the rule in the state. Required.
	Key string
	// Priority of the rule among those of its listener, 1 to 50000, the lowest
	// first. Required: rules may be added and removed without moving others.
	Priority int
	// Hosts are names that the client asks for; * and ? are wildcards.
	Hosts []string
	// Paths that it asks for; * and ? are wildcards.
	Paths []string
	// Methods of the request, such as GET.
	Methods []string
	// Sources are ranges of the client's address.
	Sources []string
	// Header that the request must have.
	Header *HeaderMatch
	// Action is what is done. Required.
	Action Action
}

// HeaderMatch is a header with one of some values.
type HeaderMatch struct {
	// Name of the header, up to 40 characters. Required.
	Name string
	// Values, any of which will do; * and ? are wildcards. They may be secret.
	// At least one is required; their count takes part in the limit of five
	// values in a rule.
	Values []pulumi.StringInput
}

// conditions are those of the rule in the service's terms.
func (r WebRule) conditions() lb.ListenerRuleConditionArray {
	var out lb.ListenerRuleConditionArray
	if len(r.Hosts) > 0 {
		out = append(out, lb.ListenerRuleConditionArgs{HostHeader: lb.ListenerRuleConditionHostHeaderArgs{Values: pulumi.ToStringArray(r.Hosts)}})
	}
	if len(r.Paths) > 0 {
		out = append(out, lb.ListenerRuleConditionArgs{PathPattern: lb.ListenerRuleConditionPathPatternArgs{Values: pulumi.ToStringArray(r.Paths)}})
	}
	if len(r.Methods) > 0 {
		out = append(out, lb.ListenerRuleConditionArgs{
			HttpRequestMethod: lb.ListenerRuleConditionHttpRequestMethodArgs{Values: pulumi.ToStringArray(r.Methods)},
		})
	}
	if len(r.Sources) > 0 {
		out = append(out, lb.ListenerRuleConditionArgs{SourceIp: lb.ListenerRuleConditionSourceIpArgs{Values: pulumi.ToStringArray(r.Sources)}})
	}
	if r.Header != nil {
		out = append(out, lb.ListenerRuleConditionArgs{HttpHeader: lb.ListenerRuleConditionHttpHeaderArgs{
			HttpHeaderName: pulumi.String(r.Header.Name), Values: pulumi.StringArray(r.Header.Values),
		}})
	}
	return out
}

func (r WebRule) values() int {
	n := len(r.Hosts) + len(r.Paths) + len(r.Methods) + len(r.Sources)
	if r.Header != nil {
		n += len(r.Header.Values)
	}
	return n
}

func checkWebRules(p *component.Problems, listener string, rules []WebRule, targets []string, used map[string]bool) {
	if len(rules) > maxRules {
		p.Add(listener+".Rules", nil, fmt.Sprintf("%d rules", len(rules)), fmt.Sprintf("AWS allows %d on a balancer: use wildcards, or a balancer more", maxRules))
	}
	for i, r := range rules {
		at := fmt.Sprintf("%s.Rules[%d]", listener, i)
		if !tierForm.MatchString(r.Key) {
			p.Add(at+".Key", r.Key, "not a key", "use 1 to 20 lower-case letters, digits and hyphens, a letter first")
		}
		checkRange(p, at+".Priority", r.Priority, 1, maxPriority)
		for j, other := range rules[:i] {
			if other.Key == r.Key {
				p.Add(at+".Key", r.Key, fmt.Sprintf("same as Rules[%d]", j), "give each rule a key of its own")
			}
			if other.Priority == r.Priority && r.Priority != 0 {
				p.Add(at+".Priority", r.Priority, fmt.Sprintf("same as Rules[%d]", j), "give each rule a priority of its own")
			}
		}
		checkConditions(p, at, r)
		checkAction(p, at+".Action", r.Action, targets, used)
	}
}

var (
	headerForm = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,40}$")
	methodForm = regexp.MustCompile(`^[A-Z_-]{1,40}$`)
	hostForm   = regexp.MustCompile(`^[A-Za-z0-9.*?-]+$`)
)

func checkConditions(p *component.Problems, at string, r WebRule) {
	switch n := r.values(); {
	case n == 0:
		p.Add(at, nil, "no condition", "give Hosts, Paths, Methods, Sources or Header, or use the listener's Default")
	case n > maxConditions:
		p.Add(at, nil, fmt.Sprintf("%d values in its conditions", n), fmt.Sprintf("AWS allows %d: use wildcards, or a rule more", maxConditions))
	}
	for i, h := range r.Hosts {
		if len(h) > maxPattern || !hostForm.MatchString(h) {
			p.Add(fmt.Sprintf("%s.Hosts[%d]", at, i), h, "not a host", `write a name such as "app.example.com" or "*.example.com"`)
		}
	}
	for i, path := range r.Paths {
		if path == "" || path[0] != '/' && path[0] != '*' || len(path) > maxPattern {
			p.Add(fmt.Sprintf("%s.Paths[%d]", at, i), path, "not a path", `write one such as "/api/*", of at most 128 characters`)
		}
	}
	for i, m := range r.Methods {
		if !methodForm.MatchString(m) {
			p.Add(fmt.Sprintf("%s.Methods[%d]", at, i), m, "not a method", `write it in upper case, such as "GET"`)
		}
	}
	for i, s := range r.Sources {
		parseRange(p, fmt.Sprintf("%s.Sources[%d]", at, i), s)
	}
	if r.Header == nil {
		return
	}
	if !headerForm.MatchString(r.Header.Name) {
		p.Add(at+".Header.Name", r.Header.Name, "not the name of a header", "use up to 40 letters, digits and hyphens")
	}
	if len(r.Header.Values) == 0 {
		p.Add(at+".Header.Values", nil, "none given", "name what the header may be")
	}
	for i, v := range r.Header.Values {
		if v == nil {
			p.Add(fmt.Sprintf("%s.Header.Values[%d]", at, i), nil, "nil", "pass an output or a string")
		}
	}
}
