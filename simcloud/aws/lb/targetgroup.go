package lb

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// trafficPort stands for the port that a target receives traffic on.
const trafficPort = "traffic-port"

var protocols = []string{"HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE"}

func targetGroupType() *world.Type {
	return &world.Type{
		Token:    api.TargetGroup,
		AutoName: &world.AutoName{Property: "name", Max: 32, Unless: "namePrefix"},
		Replace:  []string{"name", "namePrefix", "port", "protocol", "protocolVersion", "targetType", "vpcId", "ipAddressType"},
		Defaults: world.Props{
			"targetType": "instance", "deregistrationDelay": 300, "slowStart": 0, "proxyProtocolV2": false,
			"lambdaMultiValueHeadersEnabled": false,
		},
		Refs: []world.Ref{{Path: "vpcId", Kind: api.VPC, Missing: func(c *world.Call, id string) error {
			return operation(fmt.Sprintf("creating ELBv2 Target Group (%s)", c.In.Str("name")), "CreateTargetGroup").
				Refuse("ValidationError", fmt.Sprintf("The VPC ID '%s' is not found", id), docCreateTarget)
		}}},
		Takes: world.Times{Create: 2 * time.Second, Update: 2 * time.Second, Delete: time.Second},
		Check: checkTargetGroup, Create: createTargetGroup, Update: updateTargetGroup, Read: readTargetGroup,
		InUse: func(c *world.Call, _ []*world.Object) error {
			return operation(fmt.Sprintf("deleting ELBv2 Target Group (%s)", c.ID), "DeleteTargetGroup").
				Refuse("ResourceInUse", fmt.Sprintf("Target group '%s' is currently in use by a listener or a rule", c.ID), docDeleteTarget)
		},
	}
}

func checkTargetGroup(c *world.Check) {
	f := check.Of(c)
	checkName(f)
	checkNamePrefix(f)
	f.Conflicts("name", "namePrefix")
	f.OneOf("targetType", "instance", "ip", "lambda", "alb")
	f.OneOf("protocol", protocols...)
	f.OneOf("protocolVersion", "GRPC", "HTTP1", "HTTP2")
	f.OneOf("ipAddressType", "ipv4", "ipv6")
	f.OneOf("loadBalancingAlgorithmType", "round_robin", "least_outstanding_requests", "weighted_random")
	f.OneOf("loadBalancingCrossZoneEnabled", "true", "false", "use_load_balancer_configuration")
	f.Between("port", 1, 65535)
	f.Between("deregistrationDelay", 0, 3600)
	if n := c.In.Int("slowStart"); n != 0 && (n < 30 || n > 900) {
		f.Fail("slowStart", "expected slow_start to be in the range (30 - 900), got %d", n)
	}
	kind := c.In.StrOr("targetType", "instance")
	if _, unknown := c.In["targetType"].(world.Unknown); kind != "lambda" && !unknown {
		for _, name := range []string{"port", "protocol", "vpcId"} {
			f.RequiredWhen(name, "targetType", kind)
		}
	}
	f.Block("stickiness").OneOf("type", "lb_cookie", "app_cookie", "source_ip", "source_ip_dest_ip", "source_ip_dest_ip_proto")
	f.Block("stickiness").Between("cookieDuration", 0, 604800)
	checkHealthCheck(c, f.Block("healthCheck"))
}

func checkHealthCheck(c *world.Check, f check.Fields) {
	f.Between("healthyThreshold", 2, 10)
	f.Between("unhealthyThreshold", 2, 10)
	f.Between("interval", 5, 300)
	f.Between("timeout", 2, 120)
	f.Length("path", 1, 1024)
	f.OneOf("protocol", "HTTP", "HTTPS", "TCP")
	in := f.In()
	if p := in.Str("path"); p != "" && !strings.HasPrefix(p, "/") {
		f.Fail("path", "expected value of %s to begin with /, got: %s", f.Key("path"), p)
	}
	if p := in.Str("port"); p != "" && p != trafficPort {
		if n, err := strconv.Atoi(p); err != nil || n < 1 || n > 65536 {
			f.Fail("port", "%q must be a valid port number (1-65536) or %q", f.Key("port"), trafficPort)
		}
	}
	if in.Str("protocol") != "TCP" {
		return
	}
	for _, name := range []string{"matcher", "path"} {
		if in.Str(name) != "" {
			conflictWhen(f, name, "health_check[0]."+name, "health_check[0].protocol", "TCP")
		}
	}
	if p := c.In.Str("protocol"); p == "HTTP" || p == "HTTPS" {
		f.Fail("protocol", "Attribute %q cannot have value %q when %q is %q.", "health_check[0].protocol", "TCP", "protocol", p)
	}
}

func createTargetGroup(c *world.Call) error {
	name := physicalName(c)
	op := operation(fmt.Sprintf("creating ELBv2 Target Group (%s)", name), "CreateTargetGroup")
	if c.By(api.TargetGroup, "name", name) != nil {
		return &exists{fmt.Sprintf("ELBv2 Target Group (%s) already exists", name),
			op.Refuse("DuplicateTargetGroupName", fmt.Sprintf("A target group with the same name '%s' exists, but with different settings", name), docCreateTarget)}
	}
	if quota := c.Quota(QuotaTargetGroups, defaultTargetGroups); len(c.All(api.TargetGroup)) >= quota {
		return op.Refuse("TooManyTargetGroups", "You've reached the limit on the number of target groups for your AWS account.", docALBQuotas)
	}
	if err := completeTargetGroup(c, op); err != nil {
		return err
	}
	suffix := fmt.Sprintf("targetgroup/%s/%s", name, c.Hex(16, "target group"))
	c.ID = arnOf(c, suffix)
	c.Out["name"], c.Out["arn"], c.Out["arnSuffix"] = name, c.ID, suffix
	c.Out["loadBalancerArns"] = []any{}
	return nil
}

func updateTargetGroup(c *world.Call) error {
	for _, name := range []string{"name", "arn", "arnSuffix"} {
		c.Out[name] = c.Object.Props[name]
	}
	return completeTargetGroup(c, operation(fmt.Sprintf("modifying ELBv2 Target Group (%s)", c.ID), "ModifyTargetGroup"))
}

// readTargetGroup says which load balancers use the group now.
func readTargetGroup(c *world.Call) error {
	c.Out["loadBalancerArns"] = list(BalancersOf(c, c.ID))
	return nil
}

// completeTargetGroup refuses combinations that the service refuses and fills
// in what it assumes.
func completeTargetGroup(c *world.Call, op api.Op) error {
	protocol, http := c.In.Str("protocol"), strings.HasPrefix(c.In.Str("protocol"), "HTTP")
	given := c.In.Has("healthCheck")
	h := health(protocol, c.In.Map("healthCheck"), given)
	if shortInterval(c.In, h, http) {
		return op.Refuse("ValidationError", "Health check interval must be greater than the timeout.", docCreateTarget)
	}
	cookie := strings.HasSuffix(c.In.Map("stickiness").Str("type"), "_cookie")
	if s := c.In.Map("stickiness"); s.Str("type") != "" && s.BoolOr("enabled", true) && cookie != http {
		return op.Refuse("InvalidConfigurationRequest", fmt.Sprintf("Stickiness type '%s' is not supported for target groups with the %s protocol", s.Str("type"), protocol), docCreateTarget)
	}
	c.Out["healthCheck"] = map[string]any(h)
	stickiness := world.Props{"enabled": false, "type": "source_ip", "cookieDuration": 0, "cookieName": ""}
	fill := world.Props{
		"ipAddressType": "ipv4", "loadBalancingCrossZoneEnabled": "use_load_balancer_configuration", "connectionTermination": false,
	}
	if http {
		fill["protocolVersion"], fill["loadBalancingAlgorithmType"], fill["loadBalancingAnomalyMitigation"] = "HTTP1", "round_robin", "off"
		stickiness = world.Props{"enabled": false, "type": "lb_cookie", "cookieDuration": 86400, "cookieName": ""}
	} else {
		fill["preserveClientIp"] = strconv.FormatBool(c.Out.Str("targetType") == "instance" || slices.Contains([]string{"UDP", "TCP_UDP"}, protocol))
	}
	if !c.In.Has("stickiness") {
		fill["stickiness"] = map[string]any(stickiness)
	}
	for k, v := range fill {
		if !c.Out.Has(k) {
			c.Out[k] = v
		}
	}
	return nil
}

// shortInterval reports whether the next check would begin before the last one
// has timed out. The targets of application load balancers also need a moment
// between the two; those of network load balancers do not, whose first health
// checks had 10 seconds for both: https://github.com/aws/aws-cdk/pull/26031
func shortInterval(in, health world.Props, http bool) bool {
	interval, timeout := health.Int("interval"), health.Int("timeout")
	if in.Str("targetType") == "lambda" {
		return false
	}
	return interval < timeout || http && interval == timeout
}

// health completes a health check: by the provider's defaults if the program
// gave one, else by the service's.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
func health(protocol string, in world.Props, given bool) world.Props {
	alb := strings.HasPrefix(protocol, "HTTP")
	h := world.Props{"enabled": true, "interval": 30, "port": trafficPort, "protocol": "HTTP", "healthyThreshold": 3, "unhealthyThreshold": 3}
	if !given {
		h["healthyThreshold"], h["unhealthyThreshold"] = 5, 2
		if !alb {
			h["protocol"] = "TCP"
		}
	}
	for k, v := range in {
		h[k] = v
	}
	more := world.Props{"timeout": 10, "path": "", "matcher": ""}
	if strings.HasPrefix(h.Str("protocol"), "HTTP") {
		more = world.Props{"timeout": 6, "path": "/", "matcher": "200-399"}
		if alb {
			more["timeout"], more["matcher"] = 5, "200"
		} else if h.Str("protocol") == "HTTPS" {
			more["timeout"] = 10
		}
	}
	for k, v := range more {
		if !h.Has(k) {
			h[k] = v
		}
	}
	return h.Clone()
}
