package dns

import (
	"fmt"
	"maps"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/route53"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// TypeHealthCheck is the type token of HealthCheck. Changing it needs an alias.
const TypeHealthCheck = "drydock:dns:HealthCheck"

// Protocol of a health check.
type Protocol string

// The protocols of health checks.
const (
	HTTP  Protocol = "HTTP"
	HTTPS Protocol = "HTTPS"
	TCP   Protocol = "TCP"
)

// Defaults of HealthCheckArgs.
const (
	DefaultCheckProtocol = HTTPS
	DefaultCheckPath     = "/"
	DefaultCheckInterval = 30
	DefaultCheckFailures = 3
)

// HealthCheckArgs are the settings of a HealthCheck. Its bounds are those of
// https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html
type HealthCheckArgs struct {
	// Host to ask, by name, such as "blue.example.com". It must be reachable
	// from the internet. Required.
	Host string
	// Protocol is HTTP, HTTPS or TCP. Empty means DefaultCheckProtocol. The
	// certificate of HTTPS is not checked, but its host name is sent.
	Protocol Protocol
	// Port to ask. Zero means 80 for HTTP and 443 for HTTPS; TCP must state
	// it.
	Port int
	// Path to ask for over HTTP and HTTPS, up to 255 characters. Empty means
	// DefaultCheckPath.
	Path string
	// Interval between two checks from one place, in seconds: 10 or 30. Zero
	// means DefaultCheckInterval. Changing it replaces the check.
	Interval int
	// Failures is how many checks in a row, 1 to 10, change what is thought
	// of the host. Zero means DefaultCheckFailures.
	Failures int
	// Tags of the check. It has a Name tag besides.
	Tags map[string]string
}

func (a HealthCheckArgs) withDefaults() HealthCheckArgs {
	if a.Protocol == "" {
		a.Protocol = DefaultCheckProtocol
	}
	if a.Port == 0 {
		a.Port = map[Protocol]int{HTTP: 80, HTTPS: 443}[a.Protocol]
	}
	if a.Path == "" && a.Protocol != TCP {
		a.Path = DefaultCheckPath
	}
	if a.Interval == 0 {
		a.Interval = DefaultCheckInterval
	}
	if a.Failures == 0 {
		a.Failures = DefaultCheckFailures
	}
	a.Tags = maps.Clone(a.Tags)
	return a
}

// HealthCheck asks a host from places around the world whether it works.
type HealthCheck struct {
	pulumi.ResourceState

	// ID of the check, for RecordArgs.HealthCheck.
	ID pulumi.StringOutput `pulumi:"healthCheckId"`
	// ARN of the check.
	ARN pulumi.StringOutput `pulumi:"arn"`
}

// CheckHealthCheck returns what is wrong with the arguments of a health check,
// without making it.
func CheckHealthCheck(name string, args *HealthCheckArgs) error {
	_, err := planHealthCheck(name, args)
	return err
}

func planHealthCheck(name string, args *HealthCheckArgs) (HealthCheckArgs, error) {
	p := component.NewProblems("health check", name)
	checkName(p, name)
	if args == nil {
		p.Add("args", nil, "nil", "pass the settings of the check")
		return HealthCheckArgs{}, p.Err()
	}
	a := args.withDefaults()
	checkDomain(p, "Host", a.Host, naming{service: true})
	switch {
	case a.Protocol != HTTP && a.Protocol != HTTPS && a.Protocol != TCP:
		p.Add("Protocol", string(a.Protocol), "not a protocol of a health check", "use dns.HTTP, dns.HTTPS or dns.TCP")
	case a.Port < 1 || a.Port > 65535:
		p.Add("Port", a.Port, "not a port", "use 1 to 65535")
	}
	switch {
	case a.Protocol == TCP && a.Path != "":
		p.Add("Path", a.Path, "a TCP check asks for no page", "use dns.HTTP or dns.HTTPS, or leave it out")
	case a.Protocol != TCP && (!strings.HasPrefix(a.Path, "/") || len(a.Path) > 255):
		p.Add("Path", a.Path, "not a path", "start with a slash and use at most 255 characters")
	}
	if a.Interval != 10 && a.Interval != 30 {
		p.Add("Interval", a.Interval, "not an interval of health checks", "use 10 or 30 seconds")
	}
	if a.Failures < 1 || a.Failures > 10 {
		p.Add("Failures", a.Failures, "outside 1 to 10", "choose a number within")
	}
	checkTags(p, a.Tags)
	return a, p.Err()
}

// NewHealthCheck makes a health check. The error, if the arguments are wrong,
// has one line for each problem, and nothing was registered.
func NewHealthCheck(ctx *pulumi.Context, name string, args *HealthCheckArgs, opts ...pulumi.ResourceOption) (*HealthCheck, error) {
	a, err := planHealthCheck(name, args)
	if err != nil {
		return nil, err
	}
	h := &HealthCheck{}
	inputs := pulumi.Map{"asks": pulumi.String(fmt.Sprintf("%s %s:%d%s", a.Protocol, a.Host, a.Port, a.Path))}
	if err := component.Register(ctx, TypeHealthCheck, name, inputs, h, opts...); err != nil {
		return nil, err
	}
	logical := component.Name(name, "check")
	made := &route53.HealthCheckArgs{
		Fqdn: pulumi.String(a.Host), Type: pulumi.String(a.Protocol), Port: pulumi.Int(a.Port),
		RequestInterval: pulumi.Int(a.Interval), FailureThreshold: pulumi.Int(a.Failures),
		Tags: component.Tagged(logical, a.Tags),
	}
	if a.Protocol != TCP {
		made.ResourcePath = pulumi.String(a.Path)
	}
	if a.Protocol == HTTPS {
		made.EnableSni = pulumi.Bool(true)
	}
	check, err := route53.NewHealthCheck(ctx, logical, made, pulumi.Parent(h))
	if err != nil {
		return nil, err
	}
	h.ID, h.ARN = check.ID().ToStringOutput(), check.Arn
	return h, component.Publish(ctx, h)
}
