package route53

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const docHealthCheck = "https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html"

var healthCheckTypes = []string{"HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH", "TCP", "CALCULATED", "CLOUDWATCH_METRIC", "RECOVERY_CONTROL"}

func healthCheckType() *world.Type {
	return &world.Type{
		Token: api.HealthCheck, Global: true,
		Replace:  []string{"type", "requestInterval", "measureLatency", "referenceName", "routingControlArn"},
		Defaults: world.Props{"disabled": false, "invertHealthcheck": false, "measureLatency": false},
		Takes:    world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Check: func(c *world.Check) {
			f := check.Of(c)
			f.OneOf("type", healthCheckTypes...)
			f.Between("failureThreshold", 1, 10)
			f.Port("port")
			f.Length("fqdn", 0, 255)
			f.Length("resourcePath", 0, 255)
			f.Length("searchString", 0, 255)
			f.Between("childHealthThreshold", 0, 256)
			f.OneOf("insufficientDataHealthStatus", "Healthy", "Unhealthy", "LastKnownStatus")
			if n, ok := c.In["requestInterval"].(float64); ok && n != 10 && n != 30 {
				f.Fail("requestInterval", "expected request_interval to be one of [10 30], got %d", int(n))
			}
			if ip := c.In.Str("ipAddress"); ip != "" {
				if _, err := netip.ParseAddr(ip); err != nil {
					f.Fail("ipAddress", "expected ip_address to contain a valid IP, got: %s", ip)
				}
			}
			if n := len(c.In.List("regions")); n > 0 && n < 3 {
				f.Fail("regions", "Not enough list items: Attribute regions requires 3 item minimum, but config has only %d declared.", n)
			}
		},
		Create: createHealthCheck, Update: func(c *world.Call) error { return completeHealthCheck(c, "UpdateHealthCheck") },
	}
}

func createHealthCheck(c *world.Call) error {
	if quota := c.Quota(QuotaHealthChecks, defaultHealthChecks); len(c.All(api.HealthCheck)) >= quota {
		op := api.Op{Doing: "creating Route53 Health Check", Service: "Route 53", Name: "CreateHealthCheck"}
		return op.Refuse("TooManyHealthChecks", "This health check can't be created because the current account has reached the limit on the number of active health checks.", docQuotas)
	}
	c.ID = c.UUID()
	c.Out["arn"] = "arn:aws:route53:::healthcheck/" + c.ID
	return completeHealthCheck(c, "CreateHealthCheck")
}

// completeHealthCheck holds a health check against the rules of its type and
// fills in what the service assumes.
func completeHealthCheck(c *world.Call, operation string) error {
	op := api.Op{Doing: "creating Route53 Health Check", Service: "Route 53", Name: operation}
	if operation == "UpdateHealthCheck" {
		op.Doing = "updating Route53 Health Check (" + c.ID + ")"
	}
	invalid := func(why string) error {
		return op.Refuse("InvalidInput", "Invalid parameter : "+why, docHealthCheck)
	}
	kind := c.In.Str("type")
	endpoint := slices.Contains(healthCheckTypes[:5], kind)
	if ip, err := netip.ParseAddr(c.In.Str("ipAddress")); err == nil && (ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() || ip.IsMulticast() || ip.IsUnspecified()) {
		return invalid("IPAddress " + ip.String() + " is in a local, private, non-routable or multicast range")
	}
	switch {
	case endpoint && c.In.Str("ipAddress") == "" && c.In.Str("fqdn") == "":
		return invalid("FullyQualifiedDomainName or IPAddress must be specified for type " + kind)
	case kind == "TCP" && !c.In.Has("port"):
		return invalid("Port must be specified for type TCP")
	case strings.HasSuffix(kind, "_STR_MATCH") && c.In.Str("searchString") == "":
		return invalid("SearchString must be specified for type " + kind)
	case !strings.HasSuffix(kind, "_STR_MATCH") && c.In.Str("searchString") != "":
		return invalid("SearchString must not be specified for type " + kind)
	case kind == "CALCULATED" && len(c.In.List("childHealthchecks")) == 0:
		return invalid("ChildHealthChecks must be specified for type CALCULATED")
	case kind == "CLOUDWATCH_METRIC" && (c.In.Str("cloudwatchAlarmName") == "" || c.In.Str("cloudwatchAlarmRegion") == ""):
		return invalid("AlarmIdentifier must be specified for type CLOUDWATCH_METRIC")
	}
	if !endpoint {
		return nil
	}
	if !c.In.Has("port") {
		c.Out["port"] = 80
		if strings.HasPrefix(kind, "HTTPS") {
			c.Out["port"] = 443
		}
	}
	c.Out["failureThreshold"] = c.In.IntOr("failureThreshold", 3)
	c.Out["requestInterval"] = c.In.IntOr("requestInterval", 30)
	c.Out["enableSni"] = c.In.BoolOr("enableSni", strings.HasPrefix(kind, "HTTPS"))
	return nil
}
