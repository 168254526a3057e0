package network

import (
	"fmt"
	"strconv"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// TargetKind says what is registered with a target group.
type TargetKind string

// The kinds of targets.
const (
	// TargetInstances are instances, whole auto scaling groups of them too.
	TargetInstances TargetKind = "instance"
	// TargetAddresses are private IP addresses, such as those of pods.
	TargetAddresses TargetKind = "ip"
)

// WebTarget is a port of instances or addresses that requests are sent to.
type WebTarget struct {
	// Key names the target group, in the state, in Forward and in
	// ApplicationLoadBalancer.TargetGroups. Required.
	Key string
	// Kind of the targets. Empty means TargetInstances.
	Kind TargetKind
	// Port on the targets, 1 to 65535. Required.
	Port int
	// Protocol is HTTP or HTTPS; HTTPS encrypts anew between balancer and
	// target, whose certificate is not checked. Empty means HTTP.
	Protocol Protocol
	// Health decides which targets get requests. Its Protocol is HTTP or
	// HTTPS; empty means that of the target.
	Health HealthCheck
	// DrainSeconds is for how long a target that is taken out finishes its
	// requests, 1 to 3600. Zero means DefaultDrainSeconds.
	DrainSeconds int
	// StickySeconds is for how long a cookie of the balancer's leads a client
	// to the same target, 1 to 604800, a week. Zero means no cookie.
	StickySeconds int
}

func (t WebTarget) withDefaults() WebTarget {
	if t.Kind == "" {
		t.Kind = TargetInstances
	}
	if t.Protocol == "" {
		t.Protocol = HTTP
	}
	if t.DrainSeconds == 0 {
		t.DrainSeconds = DefaultDrainSeconds
	}
	if t.Health.Protocol == "" {
		t.Health.Protocol = t.Protocol
	}
	t.Health = t.Health.withDefaults()
	return t
}

func checkWebTargets(p *component.Problems, targets []WebTarget) {
	for i, t := range targets {
		at := fmt.Sprintf("Targets[%d]", i)
		if !tierForm.MatchString(t.Key) {
			p.Add(at+".Key", t.Key, "not a key", "use 1 to 20 lower-case letters, digits and hyphens, a letter first")
		}
		for j, other := range targets[:i] {
			if other.Key == t.Key {
				p.Add(at+".Key", t.Key, fmt.Sprintf("same as Targets[%d]", j), "give each target a key of its own")
			}
		}
		if t.Kind != TargetInstances && t.Kind != TargetAddresses {
			p.Add(at+".Kind", string(t.Kind), "not a kind of target", "use network.TargetInstances or network.TargetAddresses")
		}
		checkPort(p, at+".Port", t.Port)
		if t.Protocol != HTTP && t.Protocol != HTTPS {
			p.Add(at+".Protocol", string(t.Protocol), "not a protocol of a web target", "use network.HTTP or network.HTTPS")
			continue // the health check follows the protocol
		}
		checkRange(p, at+".DrainSeconds", t.DrainSeconds, 1, 3600)
		if t.StickySeconds != 0 {
			checkRange(p, at+".StickySeconds", t.StickySeconds, 1, 604800)
		}
		checkHealth(p, at+".Health", t.Health, HTTP, HTTPS)
	}
}

// makeTargets makes the target groups and returns their ARNs by key.
func (l *ApplicationLoadBalancer) makeTargets(ctx *pulumi.Context, name string, a ApplicationLoadBalancerArgs) (pulumi.StringMap, error) {
	l.TargetGroups = map[string]TargetGroup{}
	arns := pulumi.StringMap{}
	for _, t := range a.Targets {
		logical := component.Name(name, "target", t.Key)
		args := &lb.TargetGroupArgs{
			Name:                physical(ctx, logical, string(t.Kind), string(t.Protocol), strconv.Itoa(t.Port)),
			VpcId:               a.Network.VPCID.ToStringPtrOutput(),
			TargetType:          pulumi.String(t.Kind),
			Port:                pulumi.Int(t.Port),
			Protocol:            pulumi.String(t.Protocol),
			DeregistrationDelay: pulumi.Int(t.DrainSeconds),
			HealthCheck:         t.Health.args(),
			Tags:                component.Tagged(logical, a.Tags),
		}
		if t.StickySeconds != 0 {
			args.Stickiness = lb.TargetGroupStickinessArgs{
				Enabled: pulumi.Bool(true), Type: pulumi.String("lb_cookie"), CookieDuration: pulumi.Int(t.StickySeconds),
			}
		}
		group, err := lb.NewTargetGroup(ctx, logical, args, pulumi.Parent(l))
		if err != nil {
			return nil, err
		}
		l.ready = append(l.ready, group)
		arns[t.Key] = group.Arn
		l.TargetGroups[t.Key] = TargetGroup{ARN: group.Arn, Port: t.Port, HealthPort: t.Health.portOr(t.Port)}
	}
	return arns, nil
}
