package network_test

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/dns"
	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/components/storage"
	"github.com/drydock-iac/drydock/internal/exhibit"
)

// site is what the balancers of the examples stand on.
type site struct {
	network     network.Placement
	certificate pulumi.StringInput
	logs        *network.AccessLogs
}

// onSite is a program with a network of two zones, each with a public and a
// private subnet, a certificate of ACM for www.acme.com and a bucket that takes
// the access logs of the balancers of the account.
func onSite(prefix string, balancer func(*pulumi.Context, site) error) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		vpc, err := network.NewVPC(ctx, "core", &network.VPCArgs{
			Region: "eu-central-1", CIDR: "10.20.0.0/16", Zones: []string{"a", "b"}, NAT: network.NATOne,
		})
		if err != nil {
			return err
		}
		zone, err := dns.NewZone(ctx, "acme", &dns.ZoneArgs{Domain: "acme.com"})
		if err != nil {
			return err
		}
		www, err := dns.NewCertificate(ctx, "www", &dns.CertificateArgs{Zone: zone, Domain: "www.acme.com"})
		if err != nil {
			return err
		}
		bucket, err := storage.NewBucket(ctx, "logs", &storage.BucketArgs{
			Encryption: storage.Encryption{Keys: storage.KeysS3},
			Policy: &storage.Policy{Statements: func(arn string, _ []string) []identity.Statement {
				return network.AcceptLogs(arn, "111122223333", prefix)
			}},
		})
		if err != nil {
			return err
		}
		return balancer(ctx, site{
			network: vpc.Placement(), certificate: www.ARN,
			logs: &network.AccessLogs{Bucket: bucket.Name, Prefix: prefix, After: bucket.Ready()},
		})
	}
}

// A network in two zones with one NAT gateway.
func ExampleNewVPC() {
	fmt.Println(exhibit.Of("core", func(ctx *pulumi.Context) error {
		_, err := network.NewVPC(ctx, "core", &network.VPCArgs{
			Region: "eu-central-1", CIDR: "10.20.0.0/16", Zones: []string{"a", "b"}, NAT: network.NATOne,
			FlowLogs: network.FlowLogs{Disable: true}, DisableDynamoDBEndpoint: true,
		})
		return err
	}))
	// Output:
	// DefaultSecurityGroup core-default
	// Eip core-nat-a
	// InternetGateway core-internet
	// NatGateway core-nat-a
	// Route core-private-a-ipv4
	// Route core-private-b-ipv4
	// Route core-public-ipv4
	// RouteTable core-private-a
	// RouteTable core-private-b
	// RouteTable core-public
	// RouteTableAssociation core-private-a
	// RouteTableAssociation core-private-b
	// RouteTableAssociation core-public-a
	// RouteTableAssociation core-public-b
	// Subnet core-private-a
	// Subnet core-private-b
	// Subnet core-public-a
	// Subnet core-public-b
	// Vpc core-vpc
	// VpcEndpoint core-endpoint-s3
}

// TCP on port 80, passed on to instances.
func ExampleNewLoadBalancer() {
	fmt.Println(exhibit.Of("edge", onSite("edge", func(ctx *pulumi.Context, at site) error {
		_, err := network.NewLoadBalancer(ctx, "edge", &network.LoadBalancerArgs{
			Network: at.network, InternetFacing: true, Listeners: []network.Listener{{Port: 80, Target: network.Target{Port: 30080}}},
		})
		return err
	})))
	// Output:
	// Listener edge-80
	// LoadBalancer edge-lb
	// SecurityGroup edge-group
	// SecurityGroupEgressRule edge-group-out-tcp-30080-10.20.0.0-16
	// SecurityGroupIngressRule edge-group-in-tcp-80-0.0.0.0-0
	// TargetGroup edge-80
}

// TLS with a certificate of ACM for the clients of two offices, passed on as
// TCP to instances that are asked for their health over HTTP, with a log of
// connections, and protected from deletion.
func ExampleNewLoadBalancer_complete() {
	fmt.Println(exhibit.Of("edge", onSite("edge", func(ctx *pulumi.Context, at site) error {
		_, err := network.NewLoadBalancer(ctx, "edge", &network.LoadBalancerArgs{
			Network: at.network, InternetFacing: true, Tier: network.Public, Zones: []string{"a", "b"},
			Clients: []string{"198.51.100.0/24", "203.0.113.0/24"}, ClientIP: network.ClientIPHidden,
			Listeners: []network.Listener{{
				Key: "https", Port: 443, Certificate: at.certificate, TLSPolicy: network.DefaultTLSPolicy,
				Target: network.Target{
					Port: 30080, DrainSeconds: 60,
					Health: network.HealthCheck{Path: "/ping", Port: 30090, Status: "200", Interval: 10, Healthy: 2, Unhealthy: 2},
				},
			}},
			DisableCrossZone: true, DeletionProtection: true, AccessLogs: at.logs, Tags: map[string]string{"owner": "web"},
		})
		return err
	})))
	// Output:
	// Listener edge-https
	// LoadBalancer edge-lb
	// SecurityGroup edge-group
	// SecurityGroupEgressRule edge-group-out-tcp-30080-10.20.0.0-16
	// SecurityGroupEgressRule edge-group-out-tcp-30090-10.20.0.0-16
	// SecurityGroupIngressRule edge-group-in-tcp-443-198.51.100.0-24
	// SecurityGroupIngressRule edge-group-in-tcp-443-203.0.113.0-24
	// TargetGroup edge-https
}

// One target behind HTTPS, and a redirect to it.
func ExampleNewApplicationLoadBalancer() {
	fmt.Println(exhibit.Of("web", onSite("web", func(ctx *pulumi.Context, at site) error {
		_, err := network.NewApplicationLoadBalancer(ctx, "web", &network.ApplicationLoadBalancerArgs{
			Network: at.network, InternetFacing: true,
			Listeners: []network.WebListener{
				network.RedirectToHTTPS(),
				{Port: 443, Certificate: at.certificate, Default: network.Forward{To: "site"}},
			},
			Targets: []network.WebTarget{{Key: "site", Port: 30080, Health: network.HealthCheck{Path: "/ping"}}},
		})
		return err
	})))
	// Output:
	// Listener web-443
	// Listener web-80
	// LoadBalancer web-lb
	// SecurityGroup web-group
	// SecurityGroupEgressRule web-group-out-tcp-30080-10.20.0.0-16
	// SecurityGroupIngressRule web-group-in-tcp-443-0.0.0.0-0
	// SecurityGroupIngressRule web-group-in-tcp-80-0.0.0.0-0
	// TargetGroup web-target-site
}

// Two targets by host and path, a page for what neither has, sessions that
// stick, a log of requests, and protected from deletion.
func ExampleNewApplicationLoadBalancer_complete() {
	fmt.Println(exhibit.Of("web", onSite("web", func(ctx *pulumi.Context, at site) error {
		_, err := network.NewApplicationLoadBalancer(ctx, "web", &network.ApplicationLoadBalancerArgs{
			Network: at.network, InternetFacing: true, Zones: []string{"a", "b"}, Clients: []string{"203.0.113.0/24"}, IdleSeconds: 120,
			Listeners: []network.WebListener{
				network.RedirectToHTTPS(),
				{
					Port: 443, Certificate: at.certificate, Default: network.Respond{Status: 404, Body: "no such page"},
					Rules: []network.WebRule{
						{Key: "api", Priority: 10, Hosts: []string{"www.acme.com"}, Paths: []string{"/api/*"}, Action: network.Forward{To: "api"}},
						{Key: "old", Priority: 20, Paths: []string{"/old/*"}, Action: network.Redirect{Path: "/archive"}},
						{Key: "site", Priority: 30, Hosts: []string{"www.acme.com"}, Action: network.Forward{To: "site"}},
					},
				},
			},
			Targets: []network.WebTarget{
				{Key: "api", Kind: network.TargetAddresses, Port: 8080, Health: network.HealthCheck{Path: "/healthz"}},
				{Key: "site", Port: 30080, StickySeconds: 3600, DrainSeconds: 30},
			},
			DeletionProtection: true, AccessLogs: at.logs, Tags: map[string]string{"owner": "web"},
		})
		return err
	})))
	// Output:
	// Listener web-443
	// Listener web-80
	// ListenerRule web-443-rule-api
	// ListenerRule web-443-rule-old
	// ListenerRule web-443-rule-site
	// LoadBalancer web-lb
	// SecurityGroup web-group
	// SecurityGroupEgressRule web-group-out-tcp-30080-10.20.0.0-16
	// SecurityGroupEgressRule web-group-out-tcp-8080-10.20.0.0-16
	// SecurityGroupIngressRule web-group-in-tcp-443-203.0.113.0-24
	// SecurityGroupIngressRule web-group-in-tcp-80-203.0.113.0-24
	// TargetGroup web-target-api
	// TargetGroup web-target-site
}
