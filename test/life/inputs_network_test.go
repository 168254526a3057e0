package life_test

import (
	"fmt"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/network"
)

type vpcRow = row[network.VPCArgs]

func vpcTo(to func(*network.VPCArgs)) vpcRow {
	return vpcRow{to: func(a *network.VPCArgs, _ *fixture) { to(a) }}
}

// withACLs enables network ACLs with a rule in each direction that change, if
// given, changes.
func withACLs(a *network.VPCArgs, change func(in, out *network.ACLRule)) {
	in := network.ACLRule{Number: 1, Port: 20, ToPort: 22, CIDR: "198.51.100.0/24"}
	out := in
	if change != nil {
		change(&in, &out)
	}
	a.ACLs = network.ACLs{Enable: true, Tiers: map[string]network.ACLRules{
		"isolated": {Ingress: []network.ACLRule{in}, Egress: []network.ACLRule{out}},
	}}
}

func aclTo(to func(*network.VPCArgs)) vpcRow {
	return vpcRow{from: func(a *network.VPCArgs, _ *fixture) { withACLs(a, nil) }, to: func(a *network.VPCArgs, _ *fixture) { to(a) }}
}

func aclRuleTo(to func(*network.ACLRule)) vpcRow {
	return aclTo(func(a *network.VPCArgs) { withACLs(a, func(in, _ *network.ACLRule) { to(in) }) })
}

func aclRuleFrom(to func(*network.ACLRule)) vpcRow {
	return aclTo(func(a *network.VPCArgs) { withACLs(a, func(_, out *network.ACLRule) { to(out) }) })
}

func natInstance(a *network.VPCArgs, _ *fixture) {
	a.NAT, a.NATInstance = network.NATInstance, network.NATInstanceArgs{AMI: pulumi.String("ami-1")}
}

func TestEveryInputOfAVPCChangesThePlan(t *testing.T) {
	everyInput(t, func(*fixture) network.VPCArgs {
		a := completeVPC()
		a.NAT = network.NATOne
		return a
	}, func(ctx *pulumi.Context, a *network.VPCArgs, _ *fixture) (string, error) {
		_, err := network.NewVPC(ctx, "core", a)
		return "", err
	}, map[string]vpcRow{
		"Region":         vpcTo(func(a *network.VPCArgs) { a.Region = "eu-west-1" }),
		"CIDR":           vpcTo(func(a *network.VPCArgs) { a.CIDR = "10.1.0.0/16" }),
		"Zones":          vpcTo(func(a *network.VPCArgs) { a.Zones = []string{"a", "c"} }),
		"Tiers.Kind":     vpcTo(func(a *network.VPCArgs) { a.Tiers[2] = network.Tier{Kind: network.Private, Name: "isolated", Slot: 3} }),
		"Tiers.Name":     vpcTo(func(a *network.VPCArgs) { a.Tiers[2].Name, a.Tiers[2].Slot = "data", 3 }),
		"Tiers.Slot":     vpcTo(func(a *network.VPCArgs) { a.Tiers[2].Slot = 4 }),
		"Tiers.Span":     vpcTo(func(a *network.VPCArgs) { a.Tiers[2].Slot, a.Tiers[2].Span = 3, 2 }),
		"Tiers.Tags":     vpcTo(func(a *network.VPCArgs) { a.Tiers[2].Tags = map[string]string{"tier": "own"} }),
		"Capacity.Zones": vpcTo(func(a *network.VPCArgs) { a.Capacity = network.Capacity{Zones: 3, Tiers: 4} }),
		"Capacity.Tiers": vpcTo(func(a *network.VPCArgs) { a.Capacity = network.Capacity{Zones: 6, Tiers: 8} }),
		"Reserved": {
			to:      func(a *network.VPCArgs, _ *fixture) { a.Reserved = []string{"10.0.128.0/20"} },
			refused: "overlaps",
		},
		"NAT":     vpcTo(func(a *network.VPCArgs) { a.NAT = network.NATPerZone }),
		"NATZone": vpcTo(func(a *network.VPCArgs) { a.NATZone = "b" }),
		"NATInstance.AMI": {from: natInstance, to: func(a *network.VPCArgs, _ *fixture) {
			a.NATInstance.AMI = pulumi.String("ami-2")
		}},
		"NATInstance.Type":        {from: natInstance, to: func(a *network.VPCArgs, _ *fixture) { a.NATInstance.Type = "t4g.micro" }},
		"Tiers.AssignPublicIP":    vpcTo(func(a *network.VPCArgs) { a.Tiers[0].AssignPublicIP = true }),
		"IPv6":                    vpcTo(func(a *network.VPCArgs) { a.IPv6 = false }),
		"DisableS3Endpoint":       vpcTo(func(a *network.VPCArgs) { a.DisableS3Endpoint = true }),
		"DisableDynamoDBEndpoint": vpcTo(func(a *network.VPCArgs) { a.DisableDynamoDBEndpoint = true }),
		"InterfaceEndpoints":      vpcTo(func(a *network.VPCArgs) { a.InterfaceEndpoints = []string{"sts"} }),
		"EndpointTier":            vpcTo(func(a *network.VPCArgs) { a.EndpointTier = "isolated" }),
		"FlowLogs.Disable":        vpcTo(func(a *network.VPCArgs) { a.FlowLogs.Disable = true }),
		"FlowLogs.RetentionDays":  vpcTo(func(a *network.VPCArgs) { a.FlowLogs.RetentionDays = 365 }),
		"FlowLogs.KMSKey": vpcTo(func(a *network.VPCArgs) {
			a.FlowLogs.KMSKey = pulumi.String("arn:aws:kms:eu-central-1:111122223333:key/k")
		}),
		"ACLs.Enable":                 vpcTo(func(a *network.VPCArgs) { a.ACLs.Enable = true }),
		"ACLs.ClientIP":               aclTo(func(a *network.VPCArgs) { a.ACLs.ClientIP = network.ClientIPHidden }),
		"ACLs.Tiers.Ingress.Number":   aclRuleTo(func(r *network.ACLRule) { r.Number = 2 }),
		"ACLs.Tiers.Ingress.Deny":     aclRuleTo(func(r *network.ACLRule) { r.Deny = true }),
		"ACLs.Tiers.Ingress.Protocol": aclRuleTo(func(r *network.ACLRule) { r.Protocol = network.UDP }),
		"ACLs.Tiers.Ingress.Port":     aclRuleTo(func(r *network.ACLRule) { r.Port = 21 }),
		"ACLs.Tiers.Ingress.ToPort":   aclRuleTo(func(r *network.ACLRule) { r.ToPort = 23 }),
		"ACLs.Tiers.Ingress.CIDR":     aclRuleTo(func(r *network.ACLRule) { r.CIDR = "203.0.113.0/24" }),
		"ACLs.Tiers.Egress.Number":    aclRuleFrom(func(r *network.ACLRule) { r.Number = 2 }),
		"ACLs.Tiers.Egress.Deny":      aclRuleFrom(func(r *network.ACLRule) { r.Deny = true }),
		"ACLs.Tiers.Egress.Protocol":  aclRuleFrom(func(r *network.ACLRule) { r.Protocol = network.UDP }),
		"ACLs.Tiers.Egress.Port":      aclRuleFrom(func(r *network.ACLRule) { r.Port = 21 }),
		"ACLs.Tiers.Egress.ToPort":    aclRuleFrom(func(r *network.ACLRule) { r.ToPort = 23 }),
		"ACLs.Tiers.Egress.CIDR":      aclRuleFrom(func(r *network.ACLRule) { r.CIDR = "203.0.113.0/24" }),
		"ACLs.RuleQuota": {
			from: func(a *network.VPCArgs, _ *fixture) {
				withACLs(a, nil)
				a.ACLs.RuleQuota = network.MaxACLRuleQuota
				for i := range 20 {
					in := a.ACLs.Tiers["isolated"]
					in.Ingress = append(in.Ingress, network.ACLRule{Number: 2000 + i, Port: 8000 + i, CIDR: "198.51.100.0/24"})
					a.ACLs.Tiers["isolated"] = in
				}
			},
			to:      func(a *network.VPCArgs, _ *fixture) { a.ACLs.RuleQuota = network.DefaultACLRuleQuota },
			refused: "the quota of 20 leaves room",
		},
		"FlowLogs.Traffic":    vpcTo(func(a *network.VPCArgs) { a.FlowLogs.Traffic = network.TrafficRejected }),
		"FlowLogs.Interval":   vpcTo(func(a *network.VPCArgs) { a.FlowLogs.Interval = 60 }),
		"Kubernetes.Roles":    vpcTo(func(a *network.VPCArgs) { a.Kubernetes.Roles = false }),
		"Kubernetes.Clusters": vpcTo(func(a *network.VPCArgs) { a.Kubernetes.Clusters = nil }),
		"Tags":                vpcTo(func(a *network.VPCArgs) { a.Tags = nil }),
	})
}

type groupRow = row[network.SecurityGroupArgs]

func TestEveryInputOfASecurityGroupChangesThePlan(t *testing.T) {
	rows := map[string]groupRow{
		"Network":     {to: func(a *network.SecurityGroupArgs, f *fixture) { a.Network = f.there }},
		"Description": {to: func(a *network.SecurityGroupArgs, _ *fixture) { a.Description = "Other" }},
		"Tags":        {to: func(a *network.SecurityGroupArgs, _ *fixture) { a.Tags = tags() }},
	}
	ruleRows(rows, "Ingress", func(a *network.SecurityGroupArgs) *network.Rule { return &a.Ingress[0] })
	ruleRows(rows, "Egress", func(a *network.SecurityGroupArgs) *network.Rule { return &a.Egress[0] })
	everyInput(t, func(f *fixture) network.SecurityGroupArgs {
		rule := func(key string) []network.Rule { return []network.Rule{{Key: key, Port: 80, CIDR: "10.1.0.0/16"}} }
		return network.SecurityGroupArgs{Network: f.here, Ingress: rule("in"), Egress: rule("out")}
	}, func(ctx *pulumi.Context, a *network.SecurityGroupArgs, _ *fixture) (string, error) {
		_, err := network.NewSecurityGroup(ctx, "db", a)
		return "", err
	}, rows)
}

type lbRow = row[network.LoadBalancerArgs]

func lbTo(to func(*network.LoadBalancerArgs)) lbRow {
	return lbRow{to: func(a *network.LoadBalancerArgs, _ *fixture) { to(a) }}
}

func TestEveryInputOfALoadBalancerChangesThePlan(t *testing.T) {
	health := func(change func(*network.HealthCheck)) lbRow {
		return lbTo(func(a *network.LoadBalancerArgs) { change(&a.Listeners[0].Target.Health) })
	}
	listener := func(change func(*network.Listener)) lbRow {
		return lbTo(func(a *network.LoadBalancerArgs) { change(&a.Listeners[0]) })
	}
	logging := func(a *network.LoadBalancerArgs, _ *fixture) {
		a.AccessLogs = &network.AccessLogs{Bucket: pulumi.String("logs")}
	}
	everyInput(t, func(f *fixture) network.LoadBalancerArgs {
		return network.LoadBalancerArgs{Network: f.here, InternetFacing: true, Listeners: []network.Listener{{
			Port: 443, Certificate: pulumi.String("arn:aws:acm:eu-central-1:111122223333:certificate/a"),
			Target: network.Target{Port: 30080, Health: network.HealthCheck{Path: "/ping"}},
		}}}
	}, func(ctx *pulumi.Context, a *network.LoadBalancerArgs, _ *fixture) (string, error) {
		_, err := network.NewLoadBalancer(ctx, "edge", a)
		return "", err
	}, map[string]lbRow{
		"Network":            {to: func(a *network.LoadBalancerArgs, f *fixture) { a.Network = f.there }},
		"InternetFacing":     lbTo(func(a *network.LoadBalancerArgs) { a.InternetFacing = false }),
		"Tier":               {from: func(a *network.LoadBalancerArgs, _ *fixture) { a.InternetFacing = false }, to: func(a *network.LoadBalancerArgs, _ *fixture) { a.Tier = network.Isolated }},
		"Zones":              lbTo(func(a *network.LoadBalancerArgs) { a.Zones, a.SingleZone = []string{"b"}, true }),
		"SingleZone":         {to: func(a *network.LoadBalancerArgs, _ *fixture) { a.SingleZone = true }, refused: "there are 2 zones"},
		"Clients":            lbTo(func(a *network.LoadBalancerArgs) { a.Clients = []string{"192.0.2.0/24"} }),
		"DualStack":          lbTo(func(a *network.LoadBalancerArgs) { a.DualStack = true }),
		"ClientIP":           lbTo(func(a *network.LoadBalancerArgs) { a.ClientIP = network.ClientIPHidden }),
		"DisableCrossZone":   lbTo(func(a *network.LoadBalancerArgs) { a.DisableCrossZone = true }),
		"DeletionProtection": lbTo(func(a *network.LoadBalancerArgs) { a.DeletionProtection = true }),
		"Tags":               lbTo(func(a *network.LoadBalancerArgs) { a.Tags = tags() }),
		"AccessLogs.Bucket":  {from: logging, to: func(a *network.LoadBalancerArgs, _ *fixture) { a.AccessLogs.Bucket = pulumi.String("other") }},
		"AccessLogs.Prefix":  {from: logging, to: func(a *network.LoadBalancerArgs, _ *fixture) { a.AccessLogs.Prefix = "balancers" }},
		"AccessLogs.After":   {from: logging, to: func(a *network.LoadBalancerArgs, f *fixture) { a.AccessLogs.After = []pulumi.Resource{f.done} }},
		"Listeners.MoreCertificates": listener(func(l *network.Listener) {
			l.MoreCertificates = map[string]pulumi.StringInput{"shop": pulumi.String("arn:aws:acm:eu-central-1:111122223333:certificate/b")}
		}),
		"Listeners.Key":      listener(func(l *network.Listener) { l.Key = "https" }),
		"Listeners.Port":     listener(func(l *network.Listener) { l.Key, l.Port = "443", 8443 }),
		"Listeners.Protocol": listener(func(l *network.Listener) { l.Protocol, l.Certificate = network.TCP, nil }),
		"Listeners.Certificate": listener(func(l *network.Listener) {
			l.Certificate = pulumi.String("arn:aws:acm:eu-central-1:111122223333:certificate/b")
		}),
		"Listeners.TLSPolicy":               listener(func(l *network.Listener) { l.TLSPolicy = "ELBSecurityPolicy-TLS13-1-3-2021-06" }),
		"Listeners.Target.Port":             listener(func(l *network.Listener) { l.Target.Port = 30081 }),
		"Listeners.Target.Protocol":         listener(func(l *network.Listener) { l.Target.Protocol = network.TLS }),
		"Listeners.Target.ProxyProtocol":    listener(func(l *network.Listener) { l.Target.ProxyProtocol = true }),
		"Listeners.Target.DrainSeconds":     listener(func(l *network.Listener) { l.Target.DrainSeconds = 10 }),
		"Listeners.Target.Health.Protocol":  health(func(h *network.HealthCheck) { h.Protocol = network.HTTPS }),
		"Listeners.Target.Health.Port":      health(func(h *network.HealthCheck) { h.Port = 30090 }),
		"Listeners.Target.Health.Path":      health(func(h *network.HealthCheck) { h.Path = "/healthz" }),
		"Listeners.Target.Health.Status":    health(func(h *network.HealthCheck) { h.Status = "204" }),
		"Listeners.Target.Health.Interval":  health(func(h *network.HealthCheck) { h.Interval = 30 }),
		"Listeners.Target.Health.Timeout":   health(func(h *network.HealthCheck) { h.Timeout = 3 }),
		"Listeners.Target.Health.Healthy":   health(func(h *network.HealthCheck) { h.Healthy = 5 }),
		"Listeners.Target.Health.Unhealthy": health(func(h *network.HealthCheck) { h.Unhealthy = 2 }),
	})
}

type adoptRow = row[network.AdoptArgs]

func adoptTo(to func(*network.AdoptArgs)) adoptRow {
	return adoptRow{to: func(a *network.AdoptArgs, _ *fixture) { to(a) }}
}

// What is adopted reaches others through its placement.
func TestEveryInputOfAnAdoptedNetworkReachesItsPlacement(t *testing.T) {
	everyInput(t, func(*fixture) network.AdoptArgs {
		return network.AdoptArgs{
			Region: region, VPCID: pulumi.String("vpc-3"), CIDR: "10.0.0.0/16",
			Subnets: []network.AdoptedSubnet{
				{Kind: network.Private, Zone: "a", CIDR: "10.0.0.0/24", ID: pulumi.String("subnet-3")},
				{Kind: network.Private, Zone: "b", CIDR: "10.0.1.0/24", ID: pulumi.String("subnet-4")},
			},
		}
	}, func(ctx *pulumi.Context, a *network.AdoptArgs, _ *fixture) (string, error) {
		p, err := network.Adopt("own", a)
		if err != nil {
			return "", err
		}
		_, err = network.NewLoadBalancer(ctx, "inner", &network.LoadBalancerArgs{
			Network: p, Tier: p.Tiers()[0], SingleZone: len(p.Zones()) == 1, Listeners: []network.Listener{{Port: 80, Target: network.Target{Port: 30080}}},
		})
		text := fmt.Sprintln(p.Region, p.CIDRs(), p.IPv6)
		for _, s := range p.Subnets {
			text += fmt.Sprintln(s.Name, s.Zone, s.Tier, s.Kind, s.CIDR)
		}
		return text, err
	}, map[string]adoptRow{
		"Region":         adoptTo(func(a *network.AdoptArgs) { a.Region = "eu-west-1" }),
		"VPCID":          adoptTo(func(a *network.AdoptArgs) { a.VPCID = pulumi.String("vpc-4") }),
		"CIDR":           adoptTo(func(a *network.AdoptArgs) { a.CIDR = "10.0.0.0/20" }),
		"SecondaryCIDRs": adoptTo(func(a *network.AdoptArgs) { a.SecondaryCIDRs = []string{"10.1.0.0/16"} }),
		"IPv6":           adoptTo(func(a *network.AdoptArgs) { a.IPv6 = true }),
		"Subnets.Kind": adoptTo(func(a *network.AdoptArgs) {
			for i := range a.Subnets {
				a.Subnets[i].Kind, a.Subnets[i].Tier = network.Isolated, network.Private
			}
		}),
		"Subnets.Tier": adoptTo(func(a *network.AdoptArgs) { a.Subnets[0].Tier, a.Subnets[1].Tier = "apps", "apps" }),
		"Subnets.Zone": adoptTo(func(a *network.AdoptArgs) { a.Subnets[1].Zone = "c" }),
		"Subnets.CIDR": adoptTo(func(a *network.AdoptArgs) { a.Subnets[1].CIDR = "10.0.2.0/24" }),
		"Subnets.ID":   adoptTo(func(a *network.AdoptArgs) { a.Subnets[1].ID = pulumi.String("subnet-5") }),
	})
}
