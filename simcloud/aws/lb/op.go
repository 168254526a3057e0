package lb

import (
	"regexp"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const (
	docCreateLB       = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html"
	docDeleteLB       = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteLoadBalancer.html"
	docALBSubnets     = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html"
	docALBQuotas      = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html"
	docNLBQuotas      = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-limits.html"
	docCreateTarget   = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html"
	docDeleteTarget   = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteTargetGroup.html"
	docRegister       = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RegisterTargets.html"
	docCreateListener = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html"
	docNLBListeners   = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html"
	docCreateRule     = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html"
)

// Service quotas by service and quota code; a world's setting "quota:<code>"
// raises one. Source: docALBQuotas, docNLBQuotas.
const (
	QuotaApplication  = "elasticloadbalancing/L-53DA6B97" // Application Load Balancers per Region
	QuotaNetwork      = "elasticloadbalancing/L-69A177A2" // Network Load Balancers per Region
	QuotaTargetGroups = "elasticloadbalancing/L-B22855CB" // target groups per Region
	QuotaListeners    = "elasticloadbalancing/L-57A373D6" // listeners per Network Load Balancer
	QuotaALBListeners = "elasticloadbalancing/L-B6DF7632" // listeners per Application Load Balancer
)

// Defaults of the quotas above.
const (
	defaultBalancers    = 50
	defaultTargetGroups = 3000
	defaultListeners    = 50
)

const (
	application = "application"
	network     = "network"
)

func operation(doing, name string) api.Op {
	return api.Op{Doing: doing, Service: "Elastic Load Balancing v2", Name: name}
}

// exists is the refusal by which the provider itself, having looked, answers
// for a name that is taken. Its code is the one that the service would give.
type exists struct {
	text    string
	refusal *world.Error
}

func (e *exists) Error() string { return e.text }

// Unwrap returns the service's refusal.
func (e *exists) Unwrap() error { return e.refusal }

var legalName = regexp.MustCompile(`^[0-9A-Za-z-]+$`)

// checkName holds a name of a load balancer or a target group against what
// both allow.
func checkName(f check.Fields) {
	name := f.In().Str("name")
	if name == "" {
		return
	}
	key := f.Key("name")
	if !legalName.MatchString(name) {
		f.Fail("name", "only alphanumeric characters and hyphens allowed in %q: %q", key, name)
	}
	if len(name) > 32 {
		f.Fail("name", "%q cannot be longer than 32 characters: %q", key, name)
	}
	if strings.HasPrefix(name, "-") {
		f.Fail("name", "%q cannot begin with a hyphen: %q", key, name)
	}
	if strings.HasSuffix(name, "-") {
		f.Fail("name", "%q cannot end with a hyphen: %q", key, name)
	}
}

func checkNamePrefix(f check.Fields) {
	prefix := f.In().Str("namePrefix")
	if prefix == "" {
		return
	}
	if !legalName.MatchString(prefix) {
		f.Fail("namePrefix", "only alphanumeric characters and hyphens allowed in %q: %q", "name_prefix", prefix)
	}
	if len(prefix) > 6 {
		f.Fail("namePrefix", "%q cannot be longer than 6 characters: %q", "name_prefix", prefix)
	}
	if strings.HasPrefix(prefix, "-") {
		f.Fail("namePrefix", "%q cannot begin with a hyphen: %q", "name_prefix", prefix)
	}
}

// physicalName is the name asked for, or one that begins with the prefix.
func physicalName(c *world.Call) string {
	if name := c.In.Str("name"); name != "" {
		return name
	}
	return c.In.Str("namePrefix") + c.Hex(26, "name")[:26]
}

// conflictWhen words the refusal of an argument that another one's value rules out.
func conflictWhen(f check.Fields, name, at, other, value string) {
	f.Fail(name, "Attribute %q cannot be specified when %q is %q.", at, other, value)
}

func arnOf(c *world.Call, resource string) string {
	return api.ARN(c, "elasticloadbalancing", resource)
}
