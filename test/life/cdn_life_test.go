package life_test

import (
	"strings"
	"testing"

	amazon "github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/cdn"
	"github.com/drydock-iac/drydock/components/dns"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/test/simtest"
)

// originFacing is the list of the addresses that CloudFront asks origins from,
// as it is called in Frankfurt.
const originFacing = "pl-a3a144ca"

const www = "www." + domain

// fronted is a balancer that answers through a distribution alone.
func fronted(generation int, change func(*cdn.DistributionArgs)) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		v, zone, err := vpcAndZone(ctx)
		if err != nil {
			return err
		}
		here, err := dns.NewCertificate(ctx, "origin", &dns.CertificateArgs{Zone: zone, Domain: "*." + domain})
		if err != nil {
			return err
		}
		virginia, err := amazon.NewProvider(ctx, "virginia", &amazon.ProviderArgs{Region: pulumi.String("us-east-1")})
		if err != nil {
			return err
		}
		there, err := dns.NewCertificate(ctx, "viewer", &dns.CertificateArgs{Zone: zone, Domain: www}, pulumi.Provider(virginia))
		if err != nil {
			return err
		}
		lock, err := cdn.NewLock(ctx, "www", &cdn.LockArgs{Generation: generation})
		if err != nil {
			return err
		}
		balancer, err := network.NewApplicationLoadBalancer(ctx, "web", &network.ApplicationLoadBalancerArgs{
			Network: v.Placement(), InternetFacing: true,
			ClientLists: map[string]pulumi.StringInput{"cloudfront": pulumi.String(originFacing)},
			Listeners: []network.WebListener{{
				Port: 443, Certificate: here.ARN, Default: network.Respond{Status: 403},
				Rules: []network.WebRule{{Key: "cdn", Priority: 1, Header: lock.Header(), Action: network.Forward{To: "site"}}},
			}},
			Targets: []network.WebTarget{{Key: "site", Port: 30080}},
		})
		if err != nil {
			return err
		}
		a := cdn.DistributionArgs{
			Domains: []string{www}, Certificate: there.ARN, Lock: lock, Origin: cdn.Origin{Domain: balancer.DNSName},
			After: balancer.Ready(), Tags: tags(),
		}
		change(&a)
		front, err := cdn.NewDistribution(ctx, "www", &a)
		if err != nil {
			return err
		}
		_, err = dns.NewRecord(ctx, "www", &dns.RecordArgs{
			Zone: zone, Name: www, Alias: dns.Alias{DNSName: front.DNSName, ZoneID: front.ZoneID, IgnoreHealth: true},
		})
		return err
	}
}

func asIs(*cdn.DistributionArgs) {}

func TestADistributionLivesAndItsLockTurns(t *testing.T) {
	t.Parallel()
	live(t, fronted(0, asIs),
		change{name: "the next secret", to: fronted(1, asIs), does: []string{
			"+ RandomPassword www-secret-1",
			"~ Distribution www-distribution",
			"~ ListenerRule web-443-rule-cdn",
		}},
		change{name: "the one after it", to: fronted(2, asIs), does: []string{
			"+ RandomPassword www-secret-2",
			"- RandomPassword www-secret-0",
			"~ Distribution www-distribution",
			"~ ListenerRule web-443-rule-cdn",
		}},
		change{name: "files are kept at the edges", to: fronted(2, func(a *cdn.DistributionArgs) {
			a.Behaviours = []cdn.Behaviour{{Path: "/assets/*", Caching: cdn.CachingOptimized}}
		}), does: []string{"~ Distribution www-distribution"}},
	)
}

func TestADistributionsSecretStaysSecret(t *testing.T) {
	t.Parallel()
	up := simtest.New(t, fronted(0, asIs), simtest.On(established(t))).Up().NoError(t)
	secret := up.Resource(t, "random:index/randomPassword:RandomPassword", "www-secret-0").Outputs["result"]
	require.True(t, secret.IsSecret())
	text := secret.SecretValue().Element.StringValue()
	require.Len(t, text, 40)
	for _, r := range up.State.Resources {
		for name, v := range r.Inputs {
			assert.False(t, !v.ContainsSecrets() && strings.Contains(v.String(), text), "%s: input %s shows the secret", r.URN.Name(), name)
		}
		for name, v := range r.Outputs {
			assert.False(t, !v.ContainsSecrets() && strings.Contains(v.String(), text), "%s: output %s shows the secret", r.URN.Name(), name)
		}
	}
}

func TestACertificateOfTheWrongRegionIsRefused(t *testing.T) {
	t.Parallel()
	s := simtest.New(t, func(ctx *pulumi.Context) error {
		zone, err := publicZone(ctx)
		if err != nil {
			return err
		}
		here, err := dns.NewCertificate(ctx, "viewer", &dns.CertificateArgs{Zone: zone, Domain: www})
		if err != nil {
			return err
		}
		lock, err := cdn.NewLock(ctx, "www", &cdn.LockArgs{})
		if err != nil {
			return err
		}
		_, err = cdn.NewDistribution(ctx, "www", &cdn.DistributionArgs{
			Domains: []string{www}, Certificate: here.ARN, Lock: lock, Origin: cdn.Origin{Domain: pulumi.String("origin." + domain)},
		})
		return err
	}, simtest.On(established(t)))
	s.Up().Failed(t, "InvalidViewerCertificate: The specified SSL certificate doesn't exist, isn't in us-east-1 region")
	s.Destroy().NoError(t)
	s.NothingLeft(t)
}

type cdnRow = row[cdn.DistributionArgs]

func cdnTo(to func(*cdn.DistributionArgs)) cdnRow {
	return cdnRow{to: func(a *cdn.DistributionArgs, _ *fixture) { to(a) }}
}

// A Lock is itself a reference; that another one changes the plan is the
// change of generation above.
func TestEveryInputOfADistributionChangesThePlan(t *testing.T) {
	everyInput(t, func(*fixture) cdn.DistributionArgs {
		return cdn.DistributionArgs{
			Domains: []string{www}, Certificate: pulumi.String("arn:aws:acm:us-east-1:111122223333:certificate/a"),
			Origin: cdn.Origin{Domain: pulumi.String("origin." + domain)}, Behaviours: []cdn.Behaviour{{Path: "/a"}},
		}
	}, func(ctx *pulumi.Context, a *cdn.DistributionArgs, _ *fixture) (string, error) {
		generation := 0
		if a.Lock != nil {
			generation = 1
		}
		lock, err := cdn.NewLock(ctx, "www", &cdn.LockArgs{Generation: generation})
		if err != nil {
			return "", err
		}
		a.Lock = lock
		_, err = cdn.NewDistribution(ctx, "www", a)
		return "", err
	}, map[string]cdnRow{
		"Domains": cdnTo(func(a *cdn.DistributionArgs) { a.Domains = []string{"web." + domain} }),
		"Certificate": cdnTo(func(a *cdn.DistributionArgs) {
			a.Certificate = pulumi.String("arn:aws:acm:us-east-1:111122223333:certificate/b")
		}),
		"Lock.Value":              cdnTo(func(a *cdn.DistributionArgs) { a.Lock = &cdn.Lock{} }),
		"Lock.ResourceState":      cdnTo(func(a *cdn.DistributionArgs) { a.Lock = &cdn.Lock{} }),
		"Lock.accepted":           cdnTo(func(a *cdn.DistributionArgs) { a.Lock = &cdn.Lock{} }),
		"Origin.Domain":           cdnTo(func(a *cdn.DistributionArgs) { a.Origin.Domain = pulumi.String("other." + domain) }),
		"Origin.Port":             cdnTo(func(a *cdn.DistributionArgs) { a.Origin.Port = 8443 }),
		"Origin.OwnHost":          cdnTo(func(a *cdn.DistributionArgs) { a.Origin.OwnHost = true }),
		"Origin.ReadSeconds":      cdnTo(func(a *cdn.DistributionArgs) { a.Origin.ReadSeconds = 60 }),
		"Origin.KeepAliveSeconds": cdnTo(func(a *cdn.DistributionArgs) { a.Origin.KeepAliveSeconds = 60 }),
		"Caching":                 cdnTo(func(a *cdn.DistributionArgs) { a.Caching = cdn.CachingOrigin }),
		"Behaviours.Path":         cdnTo(func(a *cdn.DistributionArgs) { a.Behaviours[0].Path = "/b" }),
		"Behaviours.Caching":      cdnTo(func(a *cdn.DistributionArgs) { a.Behaviours[0].Caching = cdn.CachingOptimized }),
		"Edges":                   cdnTo(func(a *cdn.DistributionArgs) { a.Edges = cdn.EdgesFew }),
		"Countries.Only":          cdnTo(func(a *cdn.DistributionArgs) { a.Countries.Only = []string{"DE"} }),
		"Countries.Except":        cdnTo(func(a *cdn.DistributionArgs) { a.Countries.Except = []string{"DE"} }),
		"DisableIPv6":             cdnTo(func(a *cdn.DistributionArgs) { a.DisableIPv6 = true }),
		"After":                   {to: func(a *cdn.DistributionArgs, f *fixture) { a.After = []pulumi.Resource{f.done} }},
		"Tags":                    cdnTo(func(a *cdn.DistributionArgs) { a.Tags = tags() }),
	})
}

func TestEveryInputOfALockChangesThePlan(t *testing.T) {
	everyInput(t, func(*fixture) cdn.LockArgs { return cdn.LockArgs{} },
		func(ctx *pulumi.Context, a *cdn.LockArgs, _ *fixture) (string, error) {
			_, err := cdn.NewLock(ctx, "www", a)
			return "", err
		}, map[string]row[cdn.LockArgs]{
			"Generation": {to: func(a *cdn.LockArgs, _ *fixture) { a.Generation = 1 }},
		})
}
