package network

import (
	"strconv"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// TypeLoadBalancer is the type token of LoadBalancer. Changing it needs an
// alias.
const TypeLoadBalancer = "drydock:network:LoadBalancer"

// LoadBalancer is a network load balancer, which passes connections (TCP) or
// what is in them (TLS) to instances. Nothing but the program that made it
// changes it: instances are attached to its target groups by whoever makes
// them.
type LoadBalancer struct {
	pulumi.ResourceState

	// ARN of the balancer.
	ARN pulumi.StringOutput `pulumi:"arn"`
	// DNSName and ZoneID are what an alias record points to.
	DNSName pulumi.StringOutput `pulumi:"dnsName"`
	ZoneID  pulumi.StringOutput `pulumi:"zoneId"`
	// SecurityGroupID is the balancer's own group. Targets let it in, on the
	// target's port and that of the health check; that works whether or not
	// they see the client's address.
	SecurityGroupID pulumi.StringOutput `pulumi:"securityGroupId"`
	// TargetGroupARNs are the ARNs of TargetGroups by key.
	TargetGroupARNs pulumi.StringMapOutput `pulumi:"targetGroupArns"`

	// TargetGroups by the key of their listener.
	TargetGroups map[string]TargetGroup
}

// TargetGroup is where the connections of a listener go.
type TargetGroup struct {
	// ARN of the group.
	ARN pulumi.StringOutput
	// Port on the instances, and the port that is asked for their health.
	Port, HealthPort int
}

// NewLoadBalancer makes a load balancer. The error, if the arguments are
// wrong, has one line for each problem, and nothing was registered.
func NewLoadBalancer(
	ctx *pulumi.Context, name string, args *LoadBalancerArgs, opts ...pulumi.ResourceOption,
) (*LoadBalancer, error) {
	a, err := planLoadBalancer(name, args)
	if err != nil {
		return nil, err
	}
	l := &LoadBalancer{}
	if err := component.Register(ctx, TypeLoadBalancer, name, a.inputs(), l, opts...); err != nil {
		return nil, err
	}
	if err := l.build(ctx, name, a); err != nil {
		return nil, err
	}
	return l, component.Publish(ctx, l)
}

func (l *LoadBalancer) build(ctx *pulumi.Context, name string, a LoadBalancerArgs) error {
	in, out := a.rules()
	group, err := makeGroup(ctx, pulumi.Parent(l), groupPlan{
		name: component.Name(name, "group"), vpc: a.Network.VPCID, description: "Load balancer " + name,
		ingress: in, egress: out, tags: a.Tags,
	})
	if err != nil {
		return err
	}
	balancer, err := l.makeBalancer(ctx, name, a, group)
	if err != nil {
		return err
	}
	l.ARN, l.DNSName, l.ZoneID = balancer.Arn, balancer.DnsName, balancer.ZoneId
	l.SecurityGroupID = group.ID().ToStringOutput()
	l.TargetGroups = map[string]TargetGroup{}
	arns := pulumi.StringMap{}
	for _, listener := range a.Listeners {
		target, err := l.makeListener(ctx, name, a, balancer, listener)
		if err != nil {
			return err
		}
		l.TargetGroups[listener.Key] = TargetGroup{
			ARN: target.Arn, Port: listener.Target.Port, HealthPort: listener.Target.healthPort(),
		}
		arns[listener.Key] = target.Arn
	}
	l.TargetGroupARNs = arns.ToStringMapOutput()
	return nil
}

func (l *LoadBalancer) makeBalancer(
	ctx *pulumi.Context, name string, a LoadBalancerArgs, group *ec2.SecurityGroup,
) (*lb.LoadBalancer, error) {
	address, scheme := "ipv4", "internal"
	if a.DualStack {
		address = "dualstack"
	}
	if a.InternetFacing {
		scheme = "internet"
	}
	subnets := IDs(a.subnets())
	if a.InternetFacing {
		// AWS refuses such a balancer in a VPC that has no internet gateway
		// yet; the subnets' routes lead to it.
		subnets = ReadyIDs(a.subnets())
	}
	logical := component.Name(name, "lb")
	return lb.NewLoadBalancer(ctx, logical, &lb.LoadBalancerArgs{
		Name:                         physical(ctx, logical, scheme),
		LoadBalancerType:             pulumi.String("network"),
		Internal:                     pulumi.Bool(!a.InternetFacing),
		IpAddressType:                pulumi.String(address),
		Subnets:                      subnets,
		SecurityGroups:               pulumi.StringArray{group.ID().ToStringOutput()},
		EnableCrossZoneLoadBalancing: pulumi.Bool(!a.DisableCrossZone),
		EnableDeletionProtection:     pulumi.Bool(a.DeletionProtection),
		AccessLogs:                   a.AccessLogs.args(),
		Tags:                         tagged(logical, a.Tags),
	}, a.AccessLogs.wait(pulumi.Parent(l))...)
}

// makeListener makes a listener with its target group, which it returns.
func (l *LoadBalancer) makeListener(
	ctx *pulumi.Context, name string, a LoadBalancerArgs, balancer *lb.LoadBalancer, listener Listener,
) (*lb.TargetGroup, error) {
	logical := component.Name(name, listener.Key)
	t := listener.Target
	target, err := lb.NewTargetGroup(ctx, logical, &lb.TargetGroupArgs{
		Name:                physical(ctx, logical, string(t.Protocol), strconv.Itoa(t.Port)),
		VpcId:               a.Network.VPCID.ToStringPtrOutput(),
		TargetType:          pulumi.String("instance"),
		Port:                pulumi.Int(t.Port),
		Protocol:            pulumi.String(t.Protocol),
		DeregistrationDelay: pulumi.Int(t.DrainSeconds),
		PreserveClientIp:    pulumi.String(strconv.FormatBool(a.ClientIP == ClientIPKept)),
		HealthCheck:         t.Health.args(),
		Tags:                tagged(logical, a.Tags),
	}, pulumi.Parent(l))
	if err != nil {
		return nil, err
	}
	args := &lb.ListenerArgs{
		LoadBalancerArn: balancer.Arn, Port: pulumi.Int(listener.Port), Protocol: pulumi.String(listener.Protocol),
		DefaultActions: lb.ListenerDefaultActionArray{lb.ListenerDefaultActionArgs{
			Type: pulumi.String("forward"), TargetGroupArn: target.Arn,
		}},
		Tags: tagged(logical, a.Tags),
	}
	if listener.Protocol == TLS {
		args.CertificateArn = listener.Certificate.ToStringOutput().ToStringPtrOutput()
		args.SslPolicy = pulumi.String(listener.TLSPolicy)
	}
	made, err := lb.NewListener(ctx, logical, args, pulumi.Parent(l))
	if err != nil {
		return nil, err
	}
	return target, moreCertificates(ctx, pulumi.Parent(l), logical, made, listener.MoreCertificates)
}

func (h HealthCheck) args() lb.TargetGroupHealthCheckArgs {
	port := "traffic-port"
	if h.Port != 0 {
		port = strconv.Itoa(h.Port)
	}
	args := lb.TargetGroupHealthCheckArgs{
		Enabled: pulumi.Bool(true), Protocol: pulumi.String(h.Protocol), Port: pulumi.String(port),
		Interval: pulumi.Int(h.Interval), Timeout: pulumi.Int(h.Timeout),
		HealthyThreshold: pulumi.Int(h.Healthy), UnhealthyThreshold: pulumi.Int(h.Unhealthy),
	}
	if h.web() {
		args.Path, args.Matcher = pulumi.String(h.Path), pulumi.String(h.Status)
	}
	return args
}

// Limits of the names of load balancers and target groups, and what
// auto-naming adds to a logical name: a hyphen and seven digits.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
const (
	maxPhysical = 32
	autoSuffix  = 8
)

// physical is the name to ask for, or nil where auto-naming makes a legal one.
// What forces a replacement takes part in the name, as changes, so that the
// new one can be made before the old one goes; stack and project keep
// deployments in one account apart.
func physical(ctx *pulumi.Context, logical string, changes ...string) pulumi.StringPtrInput {
	if len(logical)+autoSuffix <= maxPhysical {
		return nil
	}
	parts := append([]string{logical, ctx.Stack(), ctx.Project()}, changes...)
	return pulumi.String(component.Physical(maxPhysical, parts...))
}
