package network

import (
	"slices"

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

	ready []pulumi.Resource
}

// Ready is what must be there before requests pass the balancer: see
// LoadBalancer.Ready.
func (l *ApplicationLoadBalancer) Ready() []pulumi.Resource { return slices.Clone(l.ready) }

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
	balancer, group, ready, err := makeBalancer(ctx, pulumi.Parent(l), name, a.place(), in, out, lb.LoadBalancerArgs{
		LoadBalancerType:        pulumi.String("application"),
		IdleTimeout:             pulumi.Int(a.IdleSeconds),
		DropInvalidHeaderFields: pulumi.Bool(!a.KeepInvalidHeaders),
		DesyncMitigationMode:    pulumi.String("defensive"),
	})
	if err != nil {
		return err
	}
	l.ARN, l.DNSName, l.ZoneID, l.SecurityGroupID = balancer.Arn, balancer.DnsName, balancer.ZoneId, group
	l.ready = ready
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

// makeListener makes a listener with its further certificates and its rules.
func (l *ApplicationLoadBalancer) makeListener(
	ctx *pulumi.Context, name string, a ApplicationLoadBalancerArgs, balancer *lb.LoadBalancer, w WebListener, groups pulumi.StringMap,
) (*lb.Listener, error) {
	listener, err := w.door().open(ctx, pulumi.Parent(l), name, balancer, a.Tags, w.Default.asDefault(groups))
	if err != nil {
		return nil, err
	}
	for _, r := range w.Rules {
		rule := component.Name(name, w.Key, "rule", r.Key)
		made, err := lb.NewListenerRule(ctx, rule, &lb.ListenerRuleArgs{
			ListenerArn: listener.Arn, Priority: pulumi.Int(r.Priority),
			Conditions: r.conditions(), Actions: lb.ListenerRuleActionArray{r.Action.asRule(groups)},
			Tags: component.Tagged(rule, a.Tags),
		}, pulumi.Parent(l))
		if err != nil {
			return nil, err
		}
		l.ready = append(l.ready, made)
	}
	l.ready = append(l.ready, listener)
	return listener, nil
}
