package reach

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/lb"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// forwards returns the target groups that the listener sends the request to,
// by the first rule that matches it or else by its default actions, and what
// the rule is, "" for a listener without rules.
func (q *question) forwards(c *world.Call, listener *world.Object) (groups []string, rule, why string) {
	actions := listener.Props.Maps("defaultActions")
	rules := c.Where(lb.ListenerRule, "listenerArn", listener.ID)
	slices.SortFunc(rules, func(a, b *world.Object) int { return cmp.Compare(a.Props.Int("priority"), b.Props.Int("priority")) })
	if len(rules) > 0 {
		rule = "default"
	}
	for _, r := range rules {
		if q.web() && q.matches(r.Props.Maps("conditions")) {
			actions, rule = r.Props.Maps("actions"), fmt.Sprintf("%d (%s)", r.Props.Int("priority"), conditionsOf(r))
			break
		}
	}
	for _, a := range actions {
		switch a.Str("type") {
		case "forward":
			if arn := a.Str("targetGroupArn"); arn != "" {
				groups = append(groups, arn)
			}
			for _, g := range a.Map("forward").Maps("targetGroups") {
				if !slices.Contains(groups, g.Str("arn")) && g.IntOr("weight", 1) > 0 {
					groups = append(groups, g.Str("arn"))
				}
			}
			return groups, rule, ""
		case "redirect":
			return nil, rule, "it redirects to " + redirection(a.Map("redirect"))
		case "fixed-response":
			return nil, rule, fmt.Sprintf("it answers the request itself, with %s", a.Map("fixedResponse").StrOr("statusCode", "200"))
		}
	}
	return nil, rule, "it forwards to no target group"
}

// redirection is where a redirect leads; what it leaves out stays as it is.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RedirectActionConfig.html
func redirection(r world.Props) string {
	return fmt.Sprintf("%s://%s:%s%s", strings.ToLower(r.StrOr("protocol", "#{protocol}")), r.StrOr("host", "#{host}"),
		r.StrOr("port", "#{port}"), r.StrOr("path", "/#{path}"))
}

// conditionsOf says what a rule looks at. The value of a header may be a
// secret.
func conditionsOf(r *world.Object) string {
	var out []string
	for _, cond := range r.Props.Maps("conditions") {
		switch {
		case len(cond.Map("hostHeader")) > 0:
			out = append(out, "host "+strings.Join(cond.Map("hostHeader").Strs("values"), ", "))
		case len(cond.Map("pathPattern")) > 0:
			out = append(out, "path "+strings.Join(cond.Map("pathPattern").Strs("values"), ", "))
		case len(cond.Map("httpHeader")) > 0:
			out = append(out, "header "+cond.Map("httpHeader").Str("httpHeaderName"))
		case len(cond.Map("sourceIp")) > 0:
			out = append(out, "from "+strings.Join(cond.Map("sourceIp").Strs("values"), ", "))
		default:
			out = append(out, "method or query")
		}
	}
	return strings.Join(out, " and ")
}

// matches reports whether all conditions hold. Those on the method and the
// query are taken as not holding, for the question does not say; a header holds
// if something on the way adds it.
func (q *question) matches(conditions []world.Props) bool {
	fits := func(patterns []string, text string) bool {
		return slices.ContainsFunc(patterns, func(p string) bool { return wildcard(p, text) })
	}
	for _, cond := range conditions {
		host, path, header := cond.Map("hostHeader"), cond.Map("pathPattern"), cond.Map("httpHeader")
		holds := false
		switch {
		case len(host) > 0:
			holds = fits(lower(host.Strs("values")), q.host)
		case len(path) > 0:
			holds = fits(path.Strs("values"), q.url)
		case len(header) > 0:
			value, sent := q.headers[strings.ToLower(header.Str("httpHeaderName"))]
			holds = sent && fits(lower(header.Strs("values")), strings.ToLower(value))
		case len(cond.Map("sourceIp")) > 0:
			holds = q.comesFrom(cond.Map("sourceIp").Strs("values"))
		}
		if !holds {
			return false
		}
	}
	return true
}

// comesFrom reports whether the client's addresses are all within ranges.
func (q *question) comesFrom(ranges []string) bool {
	return len(q.peer.addresses) > 0 && !slices.ContainsFunc(q.peer.addresses, func(a netip.Prefix) bool {
		return !slices.ContainsFunc(ranges, func(text string) bool {
			p, err := netip.ParsePrefix(text)
			return err == nil && p.Bits() <= a.Bits() && p.Contains(a.Addr())
		})
	})
}

func lower(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = strings.ToLower(s)
	}
	return out
}

// wildcard matches text against a pattern with * for any run and ? for any
// one character.
func wildcard(pattern, text string) bool {
	if pattern == "" {
		return text == ""
	}
	if pattern[0] == '*' {
		for i := 0; i <= len(text); i++ {
			if wildcard(pattern[1:], text[i:]) {
				return true
			}
		}
		return false
	}
	return text != "" && (pattern[0] == '?' || pattern[0] == text[0]) && wildcard(pattern[1:], text[1:])
}
