package lb

import (
	"errors"
	"fmt"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Quotas of rules and certificates of application load balancers, and of
// certificates of network load balancers. Source: docALBQuotas, docNLBQuotas.
const (
	QuotaRules           = "elasticloadbalancing/L-1A491844" // rules per Application Load Balancer, without defaults
	QuotaALBCertificates = "elasticloadbalancing/L-CCF2DC03" // certificates per Application Load Balancer, without defaults
	QuotaNLBCertificates = "elasticloadbalancing/L-1C69B1A8" // certificates per Network Load Balancer, without defaults
)

// Defaults of the quotas above, and two limits that nobody raises.
const (
	defaultRules        = 100
	defaultCertificates = 25
	maxConditionValues  = 5
	maxHeaderName       = 40
	maxConditionText    = 128
)

// conditionNames are the kinds of conditions as the provider lists them.
const conditionNames = "host_header, http_header, http_request_method, path_pattern, query_string or source_ip"

// conditionKinds are the kinds of conditions by property.
var conditionKinds = []string{"hostHeader", "httpHeader", "httpRequestMethod", "pathPattern", "queryStrings", "sourceIp"}

// checkConditions holds the conditions of a rule against what the provider
// checks: each is of one kind.
func checkConditions(f check.Fields) {
	for _, condition := range f.Blocks("conditions") {
		for _, kind := range []string{"hostHeader", "pathPattern"} {
			block := condition.Block(kind)
			for i, v := range block.In().Strs("values") {
				if len(v) < 1 || len(v) > maxConditionText {
					block.Fail(fmt.Sprintf("values[%d]", i), "expected length of %s.%d to be in the range (1 - %d), got %s", block.Key("values"), i, maxConditionText, v)
				}
			}
		}
		header := condition.Block("httpHeader")
		header.Length("httpHeaderName", 1, maxHeaderName)
	}
}

// completeConditions refuses conditions that the service refuses.
func completeConditions(c *world.Call, refuse func(code, message string) error) error {
	values, single := 0, map[string]bool{}
	for _, condition := range c.In.Maps("conditions") {
		given := 0
		for _, kind := range conditionKinds {
			if !condition.Has(kind) {
				continue
			}
			given++
			n := len(condition.Map(kind).List("values"))
			if kind == "queryStrings" {
				n = len(condition.List(kind))
			}
			values += n
			// A rule has any number of conditions on headers and query strings, and
			// one of each other kind: docCreateRule.
			if kind != "httpHeader" && kind != "queryStrings" && single[kind] {
				return refuse("ValidationError", fmt.Sprintf("A rule can only have one '%s' condition", dashed(kind)))
			}
			single[kind] = true
		}
		// The provider says these two itself, before it calls.
		switch {
		case given == 0:
			return errors.New("One of " + conditionNames + " must be set in a condition block")
		case given > 1:
			return errors.New("Only one of " + conditionNames + " can be set in a condition block")
		}
	}
	if values > maxConditionValues {
		return refuse("ValidationError", fmt.Sprintf("A rule can only have '%d' condition values", maxConditionValues))
	}
	return nil
}

// dashed is a kind of condition as the service spells it.
func dashed(kind string) string { return strings.ReplaceAll(check.Argument(kind), "_", "-") }
