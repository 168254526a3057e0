package network

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// TypeApplicationLoadBalancer is the type token of ApplicationLoadBalancer.
// Changing it needs an alias.
const TypeApplicationLoadBalancer = "drydock:network:ApplicationLoadBalancer"

// ApplicationLoadBalancer is an application load balancer, which reads HTTP
// requests and sends each where its rules say.
type ApplicationLoadBalancer struct {
	pulumi.ResourceState

	// ARN of the balancer.
	ARN pulumi.StringOutput `pulumi:"arn"`
	// DNSName and ZoneID are what an alias record points to.
	DNSName pulumi.StringOutput `pulumi:"dnsName"`
	ZoneID  pulumi.StringOutput `pulumi:"zoneId"`
	// SecurityGroupID is the balancer's own group. Targets let it in, on the
	// target's port and that of the health check.
	SecurityGroupID pulumi.StringOutput `pulumi:"securityGroupId"`
	// TargetGroupARNs are the ARNs of TargetGroups by key.
	TargetGroupARNs pulumi.StringMapOutput `pulumi:"targetGroupArns"`
	// ListenerARNs are the ARNs of the listeners by key.
	ListenerARNs pulumi.StringMapOutput `pulumi:"listenerArns"`

	// TargetGroups by the key of their target.
	TargetGroups map[string]TargetGroup
}

// NewApplicationLoadBalancer makes an application load balancer. The error, if
// the arguments are wrong, has one line for each problem, and nothing was
// registered.
func NewApplicationLoadBalancer(
	ctx *pulumi.Context, name string, args *ApplicationLoadBalancerArgs, opts ...pulumi.ResourceOption,
) (*ApplicationLoadBalancer, error) {
	a, err := planWeb(name, args)
	if err != nil {
		return nil, err
	}
	l := &ApplicationLoadBalancer{}
	if err := component.Register(ctx, TypeApplicationLoadBalancer, name, a.inputs(), l, opts...); err != nil {
		return nil, err
	}
	if err := l.build(ctx, name, a); err != nil {
		return nil, err
	}
	return l, component.Publish(ctx, l)
}

func (l *ApplicationLoadBalancer) build(ctx *pulumi.Context, name string, a ApplicationLoadBalancerArgs) error {
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
	groups, err := l.makeTargets(ctx, name, a)
	if err != nil {
		return err
	}
	l.TargetGroupARNs = groups.ToStringMapOutput()
	listeners := pulumi.StringMap{}
	for _, listener := range a.Listeners {
		made, err := l.makeListener(ctx, name, a, balancer, listener, groups)
		if err != nil {
			return err
		}
		listeners[listener.Key] = made.Arn
	}
	l.ListenerARNs = listeners.ToStringMapOutput()
	return nil
}

func (l *ApplicationLoadBalancer) makeBalancer(
	ctx *pulumi.Context, name string, a ApplicationLoadBalancerArgs, group *ec2.SecurityGroup,
) (*lb.LoadBalancer, error) {
	address, scheme, subnets := "ipv4", "internal", IDs(a.place().subnets())
	if a.DualStack {
		address = "dualstack"
	}
	if a.InternetFacing {
		// As for the network load balancer: AWS refuses one in a VPC without an
		// internet gateway.
		scheme, subnets = "internet", ReadyIDs(a.place().subnets())
	}
	logical := component.Name(name, "lb")
	return lb.NewLoadBalancer(ctx, logical, &lb.LoadBalancerArgs{
		Name:                     physical(ctx, logical, scheme),
		LoadBalancerType:         pulumi.String("application"),
		Internal:                 pulumi.Bool(!a.InternetFacing),
		IpAddressType:            pulumi.String(address),
		Subnets:                  subnets,
		SecurityGroups:           pulumi.StringArray{group.ID().ToStringOutput()},
		IdleTimeout:              pulumi.Int(a.IdleSeconds),
		DropInvalidHeaderFields:  pulumi.Bool(!a.KeepInvalidHeaders),
		DesyncMitigationMode:     pulumi.String("defensive"),
		EnableDeletionProtection: pulumi.Bool(a.DeletionProtection),
		AccessLogs:               a.AccessLogs.args(),
		Tags:                     tagged(logical, a.Tags),
	}, a.AccessLogs.wait(pulumi.Parent(l))...)
}

// makeListener makes a listener with its further certificates and its rules.
func (l *ApplicationLoadBalancer) makeListener(
	ctx *pulumi.Context, name string, a ApplicationLoadBalancerArgs, balancer *lb.LoadBalancer, w WebListener, groups pulumi.StringMap,
) (*lb.Listener, error) {
	logical := component.Name(name, w.Key)
	args := &lb.ListenerArgs{
		LoadBalancerArn: balancer.Arn, Port: pulumi.Int(w.Port), Protocol: pulumi.String(w.Protocol),
		DefaultActions: lb.ListenerDefaultActionArray{w.Default.asDefault(groups)},
		Tags:           tagged(logical, a.Tags),
	}
	if w.Protocol == HTTPS {
		args.CertificateArn = w.Certificate.ToStringOutput().ToStringPtrOutput()
		args.SslPolicy = pulumi.String(w.TLSPolicy)
	}
	listener, err := lb.NewListener(ctx, logical, args, pulumi.Parent(l))
	if err != nil {
		return nil, err
	}
	if err := moreCertificates(ctx, pulumi.Parent(l), logical, listener, w.MoreCertificates); err != nil {
		return nil, err
	}
	for _, r := range w.Rules {
		rule := component.Name(logical, "rule", r.Key)
		_, err := lb.NewListenerRule(ctx, rule, &lb.ListenerRuleArgs{
			ListenerArn: listener.Arn, Priority: pulumi.Int(r.Priority),
			Conditions: r.conditions(), Actions: lb.ListenerRuleActionArray{r.Action.asRule(groups)},
			Tags: tagged(rule, a.Tags),
		}, pulumi.Parent(l))
		if err != nil {
			return nil, err
		}
	}
	return listener, nil
}
