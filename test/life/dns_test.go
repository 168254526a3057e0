package life_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/dns"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/test/simtest"
)

const domain = "dock.drydock.example"

func publicZone(ctx *pulumi.Context) (*dns.Zone, error) {
	return dns.NewZone(ctx, "dock", &dns.ZoneArgs{Domain: domain})
}

func zone(change func(*dns.ZoneArgs)) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		a := dns.ZoneArgs{Domain: domain}
		change(&a)
		_, err := dns.NewZone(ctx, "dock", &a)
		return err
	}
}

func TestPublicZonesLive(t *testing.T) {
	t.Parallel()
	live(t, zone(func(*dns.ZoneArgs) {}))
	complete := func(a *dns.ZoneArgs) { a.ForceDestroy, a.Comment, a.Tags = true, "The dock", tags() }
	live(t, zone(complete), change{name: "another comment", to: zone(func(a *dns.ZoneArgs) {
		complete(a)
		a.Comment = "The other dock"
	}), does: []string{
		"~ Zone dock-zone",
	}})
}

// privateZone answers in as many VPCs.
func privateZone(vpcs ...string) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		a := dns.ZoneArgs{Domain: "internal"}
		for _, name := range vpcs {
			args := simpleVPC()
			v, err := network.NewVPC(ctx, name, &args)
			if err != nil {
				return err
			}
			a.VPCs = append(a.VPCs, dns.VPC{ID: v.ID, Region: region})
		}
		zone, err := dns.NewZone(ctx, "inner", &a)
		if err != nil {
			return err
		}
		_, err = dns.NewRecord(ctx, "db", &dns.RecordArgs{
			Zone: zone, Name: "db.internal", Values: pulumi.ToStringArray([]string{"10.0.64.10"}),
		})
		return err
	}
}

func TestAPrivateZoneLosesAVPCInPlace(t *testing.T) {
	t.Parallel()
	live(t, privateZone("one", "two"), change{name: "the first VPC goes", to: privateZone("two"), does: []string{
		"- DefaultSecurityGroup one-default",
		"- InternetGateway one-internet",
		"- Route one-public-ipv4",
		"- RouteTable one-private-a",
		"- RouteTable one-private-b",
		"- RouteTable one-public",
		"- RouteTableAssociation one-private-a",
		"- RouteTableAssociation one-private-b",
		"- RouteTableAssociation one-public-a",
		"- RouteTableAssociation one-public-b",
		"- Subnet one-private-a",
		"- Subnet one-private-b",
		"- Subnet one-public-a",
		"- Subnet one-public-b",
		"- Vpc one-vpc",
		"~ Zone inner-zone",
	}})
}

func TestAnAdoptedZoneIsUsedAndNeverChanged(t *testing.T) {
	t.Parallel()
	cloud := established(t)
	owner := simtest.New(t, func(ctx *pulumi.Context) error {
		z, err := publicZone(ctx)
		if err == nil {
			ctx.Export("zone", z.ID)
		}
		return err
	}, simtest.On(cloud), simtest.Named("project", "owner"))
	id := owner.Up().NoError(t).Outputs()["zone"].StringValue()
	liveOn(t, cloud, func(ctx *pulumi.Context) error {
		z, err := dns.AdoptZone(ctx, "dock", &dns.AdoptZoneArgs{Domain: domain, ID: pulumi.String(id)})
		if err != nil {
			return err
		}
		_, err = dns.NewCertificate(ctx, "app", &dns.CertificateArgs{Zone: z, Domain: "app." + domain})
		return err
	})
	owner.Refresh().Unchanged(t)
	owner.Up().Unchanged(t)
}

// entry is a record of the zone by its name in the program.
type entry struct {
	name string
	args dns.RecordArgs
}

func answers(values ...string) pulumi.StringArrayInput { return pulumi.ToStringArray(values) }

// records are a zone with records and a health check that every weighted one
// gets.
func records(entries ...entry) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		zone, err := publicZone(ctx)
		if err != nil {
			return err
		}
		check, err := dns.NewHealthCheck(ctx, "blue", &dns.HealthCheckArgs{Host: "blue." + domain})
		if err != nil {
			return err
		}
		for _, e := range entries {
			e.args.Zone = zone
			if e.args.Weighted.Set != "" {
				e.args.HealthCheck = check.ID
			}
			if _, err := dns.NewRecord(ctx, e.name, &e.args); err != nil {
				return err
			}
		}
		return nil
	}
}

func weighted(set string, weight int, address string) entry {
	return entry{"www-" + set, dns.RecordArgs{
		Name: "www." + domain, TTL: 60, Values: answers(address), Weighted: dns.Weighted{Set: set, Weight: weight},
	}}
}

func TestRecordsOfEveryKindComeAndGoByThemselves(t *testing.T) {
	t.Parallel()
	plain := entry{"plain", dns.RecordArgs{Name: "plain." + domain, Values: answers("192.0.2.1", "192.0.2.2")}}
	text := entry{"text", dns.RecordArgs{Name: domain, Type: dns.TXT, Values: answers("v=spf1 -all")}}
	mail := entry{"mail", dns.RecordArgs{Name: domain, Type: dns.MX, Values: answers("10 mail.example.com")}}
	blue, green := weighted("blue", 90, "192.0.2.10"), weighted("green", 10, "192.0.2.11")
	shifted := weighted("green", 50, "192.0.2.11")
	live(t, records(plain))
	live(t, records(plain, text, blue),
		change{name: "two records more", to: records(mail, plain, text, blue, green), does: []string{
			"+ Record mail-record",
			"+ Record www-green-record",
		}},
		change{name: "the middle record goes", to: records(mail, plain, blue, green), does: []string{
			"- Record text-record",
		}},
		change{name: "another weight", to: records(mail, plain, blue, shifted), does: []string{
			"~ Record www-green-record",
		}},
	)
}

func alias(ignoreHealth bool) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		args := simpleVPC()
		v, err := network.NewVPC(ctx, "core", &args)
		if err != nil {
			return err
		}
		lb, err := network.NewLoadBalancer(ctx, "edge", &network.LoadBalancerArgs{
			Network: v.Placement(), InternetFacing: true,
			Listeners: []network.Listener{{Port: 80, Target: network.Target{Port: 30080}}},
		})
		if err != nil {
			return err
		}
		zone, err := publicZone(ctx)
		if err != nil {
			return err
		}
		_, err = dns.NewRecord(ctx, "app", &dns.RecordArgs{
			Zone: zone, Name: "app." + domain,
			Alias: dns.Alias{DNSName: lb.DNSName, ZoneID: lb.ZoneID, IgnoreHealth: ignoreHealth},
		})
		return err
	}
}

func TestAnAliasOfALoadBalancerLives(t *testing.T) {
	t.Parallel()
	live(t, alias(false), change{name: "whatever its health", to: alias(true), does: []string{
		"~ Record app-record",
	}})
}

func certificate(domain string, names ...string) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		zone, err := publicZone(ctx)
		if err != nil {
			return err
		}
		_, err = dns.NewCertificate(ctx, "app", &dns.CertificateArgs{Zone: zone, Domain: domain, Names: names, Tags: tags()})
		return err
	}
}

// ACM cannot change the names of a certificate, so a new one is issued before
// the old one goes. Proofs of names that stay are left alone.
func TestACertificateTakesANameMore(t *testing.T) {
	t.Parallel()
	live(t, certificate("app."+domain))
	live(t, certificate(domain, "*."+domain, "a.b."+domain),
		change{name: "the same names in another order", to: certificate(domain, "a.b."+domain, "*."+domain), does: nil},
		change{name: "a further name", to: certificate(domain, "*."+domain, "a.b."+domain, "c.b."+domain), does: []string{
			"+ Certificate app-certificate",
			"+ CertificateValidation app-issued",
			"+ Record app-proof-c.b.dock.drydock.example",
			"+- Certificate app-certificate",
			"+- CertificateValidation app-issued",
			"- Certificate app-certificate",
			"- CertificateValidation app-issued",
		}},
		change{name: "the middle name goes", to: certificate(domain, "*."+domain, "c.b."+domain), does: []string{
			"+ Certificate app-certificate",
			"+ CertificateValidation app-issued",
			"+- Certificate app-certificate",
			"+- CertificateValidation app-issued",
			"- Certificate app-certificate",
			"- CertificateValidation app-issued",
			"- Record app-proof-a.b.dock.drydock.example",
		}},
	)
}

func healthCheck(change func(*dns.HealthCheckArgs)) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		a := dns.HealthCheckArgs{Host: "blue." + domain}
		change(&a)
		_, err := dns.NewHealthCheck(ctx, "blue", &a)
		return err
	}
}

func TestHealthChecksLive(t *testing.T) {
	t.Parallel()
	live(t, healthCheck(func(*dns.HealthCheckArgs) {}),
		change{name: "another path", to: healthCheck(func(a *dns.HealthCheckArgs) { a.Path = "/healthz" }), does: []string{
			"~ HealthCheck blue-check",
		}},
		change{name: "more often, which is another check", to: healthCheck(func(a *dns.HealthCheckArgs) { a.Path, a.Interval = "/healthz", 10 }), does: []string{
			"+ HealthCheck blue-check",
			"+- HealthCheck blue-check",
			"- HealthCheck blue-check",
		}},
	)
}
