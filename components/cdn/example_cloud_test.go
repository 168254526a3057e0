package cdn_test

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/cdn"
	"github.com/drydock-iac/drydock/components/dns"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/exhibit"
)

// acme is the zone of the examples, with a certificate in the region of the
// balancer and one in us-east-1, where CloudFront looks.
func acme(ctx *pulumi.Context, names ...string) (zone *dns.Zone, here, there pulumi.StringInput, err error) {
	if zone, err = dns.NewZone(ctx, "acme", &dns.ZoneArgs{Domain: "acme.com"}); err != nil {
		return nil, nil, nil, err
	}
	virginia, err := aws.NewProvider(ctx, "virginia", &aws.ProviderArgs{Region: pulumi.String("us-east-1")})
	if err != nil {
		return nil, nil, nil, err
	}
	args := &dns.CertificateArgs{Zone: zone, Domain: names[0], Names: names[1:]}
	origin, err := dns.NewCertificate(ctx, "origin", args)
	if err != nil {
		return nil, nil, nil, err
	}
	viewer, err := dns.NewCertificate(ctx, "viewer", args, pulumi.Provider(virginia))
	if err != nil {
		return nil, nil, nil, err
	}
	return zone, origin.ARN, viewer.ARN, nil
}

// locked is a balancer that answers CloudFront alone: the addresses are those
// from which it calls, the header shows the lock's secret.
func locked(ctx *pulumi.Context, certificate pulumi.StringInput, lock *cdn.Lock) (*network.ApplicationLoadBalancer, error) {
	vpc, err := network.NewVPC(ctx, "core", &network.VPCArgs{
		Region: "eu-central-1", CIDR: "10.20.0.0/16", Zones: []string{"a", "b"}, NAT: network.NATOne,
	})
	if err != nil {
		return nil, err
	}
	const originFacing = "pl-a3a144ca" // com.amazonaws.global.cloudfront.origin-facing in eu-central-1
	return network.NewApplicationLoadBalancer(ctx, "web", &network.ApplicationLoadBalancerArgs{
		Network: vpc.Placement(), InternetFacing: true,
		ClientLists: map[string]pulumi.StringInput{"cloudfront": pulumi.String(originFacing)},
		Listeners: []network.WebListener{{
			Port: 443, Certificate: certificate, Default: network.Respond{Status: 403},
			Rules: []network.WebRule{{Key: "cdn", Priority: 1, Header: lock.Header(), Action: network.Forward{To: "site"}}},
		}},
		Targets: []network.WebTarget{{Key: "site", Port: 30080}},
	})
}

// A distribution in front of a balancer that is locked to it.
func ExampleNewDistribution() {
	fmt.Println(exhibit.Of("www", func(ctx *pulumi.Context) error {
		_, here, there, err := acme(ctx, "www.acme.com")
		if err != nil {
			return err
		}
		lock, err := cdn.NewLock(ctx, "www", &cdn.LockArgs{})
		if err != nil {
			return err
		}
		web, err := locked(ctx, here, lock)
		if err != nil {
			return err
		}
		_, err = cdn.NewDistribution(ctx, "www", &cdn.DistributionArgs{
			Domains: []string{"www.acme.com"}, Certificate: there, Lock: lock,
			Origin: cdn.Origin{Domain: web.DNSName}, After: web.Ready(),
		})
		return err
	}))
	// Output:
	// Distribution www-distribution
	// RandomPassword www-secret-0
}

// Two domains, files with names that change kept at the edges for their query,
// a second generation of the lock, few edges, no answers to one country, and
// the records that lead there.
func ExampleNewDistribution_complete() {
	fmt.Println(exhibit.Of("www", func(ctx *pulumi.Context) error {
		zone, here, there, err := acme(ctx, "www.acme.com", "shop.acme.com")
		if err != nil {
			return err
		}
		lock, err := cdn.NewLock(ctx, "www", &cdn.LockArgs{Generation: 1})
		if err != nil {
			return err
		}
		web, err := locked(ctx, here, lock)
		if err != nil {
			return err
		}
		front, err := cdn.NewDistribution(ctx, "www", &cdn.DistributionArgs{
			Domains: []string{"www.acme.com", "shop.acme.com"}, Certificate: there, Lock: lock,
			Origin:  cdn.Origin{Domain: web.DNSName, Port: 443, ReadSeconds: 60, KeepAliveSeconds: 30},
			Caching: cdn.CachingNone, Behaviours: []cdn.Behaviour{{Path: "/assets/*", Caching: cdn.CachingOrigin}},
			Edges: cdn.EdgesFew, Countries: cdn.Countries{Except: []string{"AQ"}}, DisableIPv6: true,
			After: web.Ready(), Tags: map[string]string{"owner": "web"},
		})
		if err != nil {
			return err
		}
		for _, name := range []string{"www", "shop"} {
			_, err := dns.NewRecord(ctx, "www-"+name, &dns.RecordArgs{
				Zone: zone, Name: name + ".acme.com",
				Alias: dns.Alias{DNSName: front.DNSName, ZoneID: front.ZoneID, IgnoreHealth: true},
			})
			if err != nil {
				return err
			}
		}
		return nil
	}))
	// Output:
	// Distribution www-distribution
	// RandomPassword www-secret-0
	// RandomPassword www-secret-1
	// Record www-shop-record
	// Record www-www-record
}
