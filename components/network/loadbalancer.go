package network

import (
	"slices"
	"strconv"

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

	ready []pulumi.Resource
}

// Ready is what must be there before connections pass the balancer. Depend on
// it, not on the balancer: of a component the SDK takes the children that have
// registered themselves by then, which need not be all.
func (l *LoadBalancer) Ready() []pulumi.Resource { return slices.Clone(l.ready) }

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
	if err := component.Register(ctx, TypeLoadBalancer, name, a.inputs(doorsOf(a.Listeners)), l, opts...); err != nil {
		return nil, err
	}
	if err := l.build(ctx, name, a); err != nil {
		return nil, err
	}
	return l, component.Publish(ctx, l)
}

func (l *LoadBalancer) build(ctx *pulumi.Context, name string, a LoadBalancerArgs) error {
	in, out := a.rules()
	balancer, group, ready, err := makeBalancer(ctx, pulumi.Parent(l), name, a, in, out, lb.LoadBalancerArgs{
		LoadBalancerType:             pulumi.String("network"),
		EnableCrossZoneLoadBalancing: pulumi.Bool(!a.DisableCrossZone),
	})
	if err != nil {
		return err
	}
	l.ARN, l.DNSName, l.ZoneID, l.SecurityGroupID = balancer.Arn, balancer.DnsName, balancer.ZoneId, group
	l.ready = ready
	l.TargetGroups = map[string]TargetGroup{}
	arns := pulumi.StringMap{}
	for _, listener := range a.Listeners {
		target, err := l.makeListener(ctx, name, a, balancer, listener)
		if err != nil {
			return err
		}
		l.TargetGroups[listener.Key] = TargetGroup{
			ARN: target.Arn, Port: listener.Target.Port, HealthPort: listener.Target.Health.portOr(listener.Target.Port),
		}
		arns[listener.Key] = target.Arn
	}
	l.TargetGroupARNs = arns.ToStringMapOutput()
	return nil
}

// makeListener makes a listener with its target group, which it returns.
func (l *LoadBalancer) makeListener(
	ctx *pulumi.Context, name string, a LoadBalancerArgs, balancer *lb.LoadBalancer, listener Listener,
) (*lb.TargetGroup, error) {
	logical := component.Name(name, listener.Key)
	t := listener.Target
	group := &lb.TargetGroupArgs{
		Name:                physical(ctx, logical, string(t.Protocol), strconv.Itoa(t.Port)),
		VpcId:               a.Network.VPCID.ToStringPtrOutput(),
		TargetType:          pulumi.String("instance"),
		Port:                pulumi.Int(t.Port),
		Protocol:            pulumi.String(t.Protocol),
		DeregistrationDelay: pulumi.Int(t.DrainSeconds),
		PreserveClientIp:    pulumi.String(strconv.FormatBool(a.ClientIP == ClientIPKept)),
		HealthCheck:         t.Health.args(),
		Tags:                component.Tagged(logical, a.Tags),
	}
	if t.ProxyProtocol {
		group.ProxyProtocolV2 = pulumi.Bool(true)
	}
	target, err := lb.NewTargetGroup(ctx, logical, group, pulumi.Parent(l))
	if err != nil {
		return nil, err
	}
	opened, err := listener.door().open(ctx, pulumi.Parent(l), name, balancer, a.Tags, lb.ListenerDefaultActionArgs{
		Type: pulumi.String("forward"), TargetGroupArn: target.Arn,
	})
	if err != nil {
		return nil, err
	}
	l.ready = append(l.ready, target, opened)
	return target, nil
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
