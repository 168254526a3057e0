package life_test

import (
	"fmt"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/dns"
	"github.com/drydock-iac/drydock/components/identity"
)

type zoneRow = row[dns.ZoneArgs]

func TestEveryInputOfAZoneChangesThePlan(t *testing.T) {
	private := func(a *dns.ZoneArgs, _ *fixture) { a.VPCs = []dns.VPC{{ID: pulumi.String("vpc-1")}} }
	everyInput(t, func(*fixture) dns.ZoneArgs { return dns.ZoneArgs{Domain: domain} },
		func(ctx *pulumi.Context, a *dns.ZoneArgs, _ *fixture) (string, error) {
			_, err := dns.NewZone(ctx, "dock", a)
			return "", err
		}, map[string]zoneRow{
			"Domain":       {to: func(a *dns.ZoneArgs, _ *fixture) { a.Domain = "quay.drydock.example" }},
			"VPCs.ID":      {from: private, to: func(a *dns.ZoneArgs, _ *fixture) { a.VPCs[0].ID = pulumi.String("vpc-2") }},
			"VPCs.Region":  {from: private, to: func(a *dns.ZoneArgs, _ *fixture) { a.VPCs[0].Region = "eu-west-1" }},
			"ForceDestroy": {to: func(a *dns.ZoneArgs, _ *fixture) { a.ForceDestroy = true }},
			"Comment":      {to: func(a *dns.ZoneArgs, _ *fixture) { a.Comment = "The dock" }},
			"Tags":         {to: func(a *dns.ZoneArgs, _ *fixture) { a.Tags = tags() }},
		})
}

func TestEveryInputOfAnAdoptedZoneReachesItsRecords(t *testing.T) {
	type adopted = row[dns.AdoptZoneArgs]
	everyInput(t, func(*fixture) dns.AdoptZoneArgs { return dns.AdoptZoneArgs{Domain: domain, ID: pulumi.String("Z3")} },
		func(ctx *pulumi.Context, a *dns.AdoptZoneArgs, _ *fixture) (string, error) {
			z, err := dns.AdoptZone(ctx, "own", a)
			if err != nil {
				return "", err
			}
			_, err = dns.NewRecord(ctx, "own", &dns.RecordArgs{Zone: z, Name: "a." + z.Domain, Values: answers("192.0.2.1")})
			return fmt.Sprint(z.Private), err
		}, map[string]adopted{
			"Domain":  {to: func(a *dns.AdoptZoneArgs, _ *fixture) { a.Domain = "quay.drydock.example" }},
			"ID":      {to: func(a *dns.AdoptZoneArgs, _ *fixture) { a.ID = pulumi.String("Z4") }},
			"Private": {to: func(a *dns.AdoptZoneArgs, _ *fixture) { a.Private = true }},
		})
}

type recordRow = row[dns.RecordArgs]

func TestEveryInputOfARecordChangesThePlan(t *testing.T) {
	to := func(change func(*dns.RecordArgs)) recordRow {
		return recordRow{to: func(a *dns.RecordArgs, _ *fixture) { change(a) }}
	}
	alias := func(change func(*dns.RecordArgs)) recordRow {
		return recordRow{from: func(a *dns.RecordArgs, _ *fixture) {
			a.Values, a.Alias = nil, dns.Alias{DNSName: pulumi.String("lb.example.com"), ZoneID: pulumi.String("Z9")}
		}, to: func(a *dns.RecordArgs, _ *fixture) { change(a) }}
	}
	weighted := func(change func(*dns.RecordArgs)) recordRow {
		return recordRow{from: func(a *dns.RecordArgs, _ *fixture) { a.Weighted = dns.Weighted{Set: "blue", Weight: 1} },
			to: func(a *dns.RecordArgs, _ *fixture) { change(a) }}
	}
	everyInput(t, func(f *fixture) dns.RecordArgs {
		return dns.RecordArgs{Zone: f.zone, Name: "a." + domain, Values: answers("192.0.2.1")}
	}, func(ctx *pulumi.Context, a *dns.RecordArgs, _ *fixture) (string, error) {
		_, err := dns.NewRecord(ctx, "own", a)
		return "", err
	}, map[string]recordRow{
		"Zone":               {to: func(a *dns.RecordArgs, f *fixture) { a.Zone = f.other }},
		"Name":               to(func(a *dns.RecordArgs) { a.Name = "b." + domain }),
		"Type":               to(func(a *dns.RecordArgs) { a.Type = dns.TXT }),
		"TTL":                to(func(a *dns.RecordArgs) { a.TTL = 60 }),
		"Values":             to(func(a *dns.RecordArgs) { a.Values = answers("192.0.2.2") }),
		"Alias.DNSName":      alias(func(a *dns.RecordArgs) { a.Alias.DNSName = pulumi.String("other.example.com") }),
		"Alias.ZoneID":       alias(func(a *dns.RecordArgs) { a.Alias.ZoneID = pulumi.String("Z8") }),
		"Alias.IgnoreHealth": alias(func(a *dns.RecordArgs) { a.Alias.IgnoreHealth = true }),
		"Weighted.Set":       weighted(func(a *dns.RecordArgs) { a.Weighted.Set = "green" }),
		"Weighted.Weight":    weighted(func(a *dns.RecordArgs) { a.Weighted.Weight = 2 }),
		"HealthCheck":        weighted(func(a *dns.RecordArgs) { a.HealthCheck = pulumi.String("check-1") }),
	})
}

func TestEveryInputOfACertificateChangesThePlan(t *testing.T) {
	type certificateRow = row[dns.CertificateArgs]
	everyInput(t, func(f *fixture) dns.CertificateArgs { return dns.CertificateArgs{Zone: f.zone, Domain: domain} },
		func(ctx *pulumi.Context, a *dns.CertificateArgs, _ *fixture) (string, error) {
			_, err := dns.NewCertificate(ctx, "own", a)
			return "", err
		}, map[string]certificateRow{
			"Zone":   {to: func(a *dns.CertificateArgs, f *fixture) { a.Zone = f.other }},
			"Domain": {to: func(a *dns.CertificateArgs, _ *fixture) { a.Domain = "*." + domain }},
			"Names":  {to: func(a *dns.CertificateArgs, _ *fixture) { a.Names = []string{"*." + domain} }},
			"Tags":   {to: func(a *dns.CertificateArgs, _ *fixture) { a.Tags = tags() }},
		})
}

func TestEveryInputOfAHealthCheckChangesThePlan(t *testing.T) {
	type checkRow = row[dns.HealthCheckArgs]
	to := func(change func(*dns.HealthCheckArgs)) checkRow {
		return checkRow{to: func(a *dns.HealthCheckArgs, _ *fixture) { change(a) }}
	}
	everyInput(t, func(*fixture) dns.HealthCheckArgs { return dns.HealthCheckArgs{Host: "blue." + domain} },
		func(ctx *pulumi.Context, a *dns.HealthCheckArgs, _ *fixture) (string, error) {
			_, err := dns.NewHealthCheck(ctx, "own", a)
			return "", err
		}, map[string]checkRow{
			"Host":     to(func(a *dns.HealthCheckArgs) { a.Host = "green." + domain }),
			"Protocol": to(func(a *dns.HealthCheckArgs) { a.Protocol = dns.HTTP }),
			"Port":     to(func(a *dns.HealthCheckArgs) { a.Port = 8443 }),
			"Path":     to(func(a *dns.HealthCheckArgs) { a.Path = "/healthz" }),
			"Interval": to(func(a *dns.HealthCheckArgs) { a.Interval = 10 }),
			"Failures": to(func(a *dns.HealthCheckArgs) { a.Failures = 5 }),
			"Tags":     to(func(a *dns.HealthCheckArgs) { a.Tags = tags() }),
		})
}

func TestEveryInputOfARoleChangesThePlan(t *testing.T) {
	type roleRow = row[identity.RoleArgs]
	to := func(change func(*identity.RoleArgs)) roleRow {
		return roleRow{to: func(a *identity.RoleArgs, _ *fixture) { change(a) }}
	}
	const policy = "arn:aws:iam::111122223333:policy/own"
	everyInput(t, func(*fixture) identity.RoleArgs {
		a := identity.RoleArgs{Trust: identity.TrustService("ec2")}
		completeRole(&a)
		return a
	}, func(ctx *pulumi.Context, a *identity.RoleArgs, _ *fixture) (string, error) {
		_, err := identity.NewRole(ctx, "own", a)
		return "", err
	}, map[string]roleRow{
		"Trust":           to(func(a *identity.RoleArgs) { a.Trust = identity.TrustPodIdentity() }),
		"Name":            to(func(a *identity.RoleArgs) { a.Name = "backup" }),
		"Path":            to(func(a *identity.RoleArgs) { a.Path = "/" }),
		"Description":     to(func(a *identity.RoleArgs) { a.Description = "Other" }),
		"Partition":       to(func(a *identity.RoleArgs) { a.Partition = identity.PartitionChina }),
		"ManagedPolicies": to(func(a *identity.RoleArgs) { a.ManagedPolicies = nil }),
		"Attached":        to(func(a *identity.RoleArgs) { a.Attached = map[string]pulumi.StringInput{"own": pulumi.String(policy)} }),
		"Policies":        to(func(a *identity.RoleArgs) { a.Policies["read"] = mayRead("z") }),
		"Boundary":        to(func(a *identity.RoleArgs) { a.Boundary = pulumi.String(policy) }),
		"MaxSession":      to(func(a *identity.RoleArgs) { a.MaxSession = 3600 }),
		"Tags":            to(func(a *identity.RoleArgs) { a.Tags = nil }),
	})
}
