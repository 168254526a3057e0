package life_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/network"
)

type webRow = row[network.ApplicationLoadBalancerArgs]

func webTo(to func(*network.ApplicationLoadBalancerArgs)) webRow {
	return webRow{to: func(a *network.ApplicationLoadBalancerArgs, _ *fixture) { to(a) }}
}

func TestEveryInputOfAnApplicationBalancerChangesThePlan(t *testing.T) {
	const arn = "arn:aws:acm:eu-central-1:111122223333:certificate/"
	listener := func(change func(*network.WebListener)) webRow {
		return webTo(func(a *network.ApplicationLoadBalancerArgs) { change(&a.Listeners[0]) })
	}
	rule := func(change func(*network.WebRule)) webRow {
		return webTo(func(a *network.ApplicationLoadBalancerArgs) { change(&a.Listeners[0].Rules[0]) })
	}
	target := func(change func(*network.WebTarget)) webRow {
		return webTo(func(a *network.ApplicationLoadBalancerArgs) { change(&a.Targets[0]) })
	}
	health := func(change func(*network.HealthCheck)) webRow {
		return target(func(t *network.WebTarget) { change(&t.Health) })
	}
	everyInput(t, func(f *fixture) network.ApplicationLoadBalancerArgs {
		return network.ApplicationLoadBalancerArgs{
			Network: f.here, InternetFacing: true,
			Listeners: []network.WebListener{{
				Port: 443, Certificate: pulumi.String(arn + "a"), Default: network.Forward{To: "site"},
				Rules: []network.WebRule{{
					Key: "api", Priority: 1, Paths: []string{"/api/*"}, Action: network.Forward{To: "site"},
					Header: &network.HeaderMatch{Name: "X-A", Values: []pulumi.StringInput{pulumi.String("a")}},
				}},
			}},
			Targets:    []network.WebTarget{{Key: "site", Port: 30080}},
			AccessLogs: &network.AccessLogs{Bucket: pulumi.String("logs")},
		}
	}, func(ctx *pulumi.Context, a *network.ApplicationLoadBalancerArgs, _ *fixture) (string, error) {
		_, err := network.NewApplicationLoadBalancer(ctx, "web", a)
		return "", err
	}, map[string]webRow{
		"Network":        {to: func(a *network.ApplicationLoadBalancerArgs, f *fixture) { a.Network = f.there }},
		"InternetFacing": webTo(func(a *network.ApplicationLoadBalancerArgs) { a.InternetFacing = false }),
		"Tier": {
			from: func(a *network.ApplicationLoadBalancerArgs, _ *fixture) { a.InternetFacing = false },
			to:   func(a *network.ApplicationLoadBalancerArgs, _ *fixture) { a.Tier = network.Isolated },
		},
		"Zones":   {to: func(a *network.ApplicationLoadBalancerArgs, _ *fixture) { a.Zones = []string{"b"} }, refused: "AWS demands two or more"},
		"Clients": webTo(func(a *network.ApplicationLoadBalancerArgs) { a.Clients = []string{"192.0.2.0/24"} }),
		"ClientLists": webTo(func(a *network.ApplicationLoadBalancerArgs) {
			a.ClientLists = map[string]pulumi.StringInput{"s3": pulumi.String(s3List)}
		}),
		"DualStack":          webTo(func(a *network.ApplicationLoadBalancerArgs) { a.DualStack = true }),
		"IdleSeconds":        webTo(func(a *network.ApplicationLoadBalancerArgs) { a.IdleSeconds = 61 }),
		"KeepInvalidHeaders": webTo(func(a *network.ApplicationLoadBalancerArgs) { a.KeepInvalidHeaders = true }),
		"DeletionProtection": webTo(func(a *network.ApplicationLoadBalancerArgs) { a.DeletionProtection = true }),
		"Tags":               webTo(func(a *network.ApplicationLoadBalancerArgs) { a.Tags = tags() }),
		"AccessLogs.Bucket":  webTo(func(a *network.ApplicationLoadBalancerArgs) { a.AccessLogs.Bucket = pulumi.String("other") }),
		"AccessLogs.Prefix":  webTo(func(a *network.ApplicationLoadBalancerArgs) { a.AccessLogs.Prefix = "balancers" }),
		"AccessLogs.After": {to: func(a *network.ApplicationLoadBalancerArgs, f *fixture) {
			a.AccessLogs.After = []pulumi.Resource{f.done}
		}},

		"Listeners.Key":      listener(func(l *network.WebListener) { l.Key = "https" }),
		"Listeners.Port":     listener(func(l *network.WebListener) { l.Key, l.Port = "443", 8443 }),
		"Listeners.Protocol": listener(func(l *network.WebListener) { l.Protocol, l.Certificate = network.HTTP, nil }),
		"Listeners.Certificate": listener(func(l *network.WebListener) {
			l.Certificate = pulumi.String(arn + "b")
		}),
		"Listeners.MoreCertificates": listener(func(l *network.WebListener) {
			l.MoreCertificates = map[string]pulumi.StringInput{"shop": pulumi.String(arn + "b")}
		}),
		"Listeners.TLSPolicy":           listener(func(l *network.WebListener) { l.TLSPolicy = "ELBSecurityPolicy-TLS13-1-3-2021-06" }),
		"Listeners.Default":             listener(func(l *network.WebListener) { l.Default = network.Respond{Status: 404} }),
		"Listeners.Rules.Key":           rule(func(r *network.WebRule) { r.Key = "other" }),
		"Listeners.Rules.Priority":      rule(func(r *network.WebRule) { r.Priority = 2 }),
		"Listeners.Rules.Hosts":         rule(func(r *network.WebRule) { r.Hosts = []string{"a.example.com"} }),
		"Listeners.Rules.Paths":         rule(func(r *network.WebRule) { r.Paths = []string{"/v2/*"} }),
		"Listeners.Rules.Methods":       rule(func(r *network.WebRule) { r.Methods = []string{"GET"} }),
		"Listeners.Rules.Sources":       rule(func(r *network.WebRule) { r.Sources = []string{"10.0.0.0/8"} }),
		"Listeners.Rules.Header.Name":   rule(func(r *network.WebRule) { r.Header.Name = "X-B" }),
		"Listeners.Rules.Header.Values": rule(func(r *network.WebRule) { r.Header.Values = []pulumi.StringInput{pulumi.String("b")} }),
		"Listeners.Rules.Action":        rule(func(r *network.WebRule) { r.Action = network.Redirect{Host: "b.example.com"} }),

		"Targets.Key": webTo(func(a *network.ApplicationLoadBalancerArgs) {
			a.Targets[0].Key = "other"
			a.Listeners[0].Default, a.Listeners[0].Rules[0].Action = network.Forward{To: "other"}, network.Forward{To: "other"}
		}),
		"Targets.Kind":             target(func(t *network.WebTarget) { t.Kind = network.TargetAddresses }),
		"Targets.Port":             target(func(t *network.WebTarget) { t.Port = 30081 }),
		"Targets.Protocol":         target(func(t *network.WebTarget) { t.Protocol = network.HTTPS }),
		"Targets.DrainSeconds":     target(func(t *network.WebTarget) { t.DrainSeconds = 10 }),
		"Targets.StickySeconds":    target(func(t *network.WebTarget) { t.StickySeconds = 10 }),
		"Targets.Health.Protocol":  health(func(h *network.HealthCheck) { h.Protocol = network.HTTPS }),
		"Targets.Health.Port":      health(func(h *network.HealthCheck) { h.Port = 30090 }),
		"Targets.Health.Path":      health(func(h *network.HealthCheck) { h.Path = "/healthz" }),
		"Targets.Health.Status":    health(func(h *network.HealthCheck) { h.Status = "204" }),
		"Targets.Health.Interval":  health(func(h *network.HealthCheck) { h.Interval = 30 }),
		"Targets.Health.Timeout":   health(func(h *network.HealthCheck) { h.Timeout = 3 }),
		"Targets.Health.Healthy":   health(func(h *network.HealthCheck) { h.Healthy = 5 }),
		"Targets.Health.Unhealthy": health(func(h *network.HealthCheck) { h.Unhealthy = 2 }),
	})
}
