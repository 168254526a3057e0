package dns_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/dns"
	"github.com/drydock-iac/drydock/internal/recorder"
)

// Tokens are part of what is in the state of every user: a change needs an
// alias in the same commit.
func TestTypeTokensAreFrozen(t *testing.T) {
	assert.Equal(t, []string{
		"drydock:dns:Zone", "drydock:dns:Record", "drydock:dns:HealthCheck", "drydock:dns:Certificate",
	}, []string{dns.TypeZone, dns.TypeRecord, dns.TypeHealthCheck, dns.TypeCertificate})
}

func TestAPublicZoneIsMadeWithoutForce(t *testing.T) {
	var got []any
	r := run(t, func(ctx *pulumi.Context) error {
		z, err := dns.NewZone(ctx, "dev", &dns.ZoneArgs{Domain: "dev.example.com", Tags: map[string]string{"team": "core"}})
		require.NoError(t, err)
		assert.False(t, z.Private)
		pulumi.All(z.ID, z.ARN, z.NameServers).ApplyT(func(values []any) bool {
			got = values
			return true
		})
		return nil
	})
	zone := r.One(t, "Zone")
	assert.Equal(t, "dev-zone", zone.Name)
	assert.Contains(t, zone.Parent, "drydock:dns:Zone")
	assert.Equal(t, map[string]any{
		"name": "dev.example.com", "forceDestroy": false, "comment": "",
		"tags": map[string]any{"Name": "dev.example.com", "team": "core"},
	}, zone.Inputs)
	assert.Equal(t, []any{"Z1", "arn:aws:x:::dev-zone", []string{"ns-1.example.net"}}, got)
}

func TestAPrivateZoneAnswersInItsVPCs(t *testing.T) {
	r := run(t, func(ctx *pulumi.Context) error {
		z, err := dns.NewZone(ctx, "inner", &dns.ZoneArgs{
			Domain: "internal", ForceDestroy: true,
			VPCs: []dns.VPC{{ID: pulumi.String("vpc-1")}, {ID: pulumi.String("vpc-2"), Region: "us-east-1"}},
		})
		require.NoError(t, err)
		assert.True(t, z.Private)
		return nil
	})
	zone := r.One(t, "Zone").Inputs
	assert.Equal(t, true, zone["forceDestroy"])
	assert.Equal(t, []any{map[string]any{"vpcId": "vpc-1"}, map[string]any{"vpcId": "vpc-2", "vpcRegion": "us-east-1"}}, zone["vpcs"])
}

func TestAnAdoptedZoneMakesNothingAndServesRecords(t *testing.T) {
	r := run(t, func(ctx *pulumi.Context) error {
		z, err := dns.AdoptZone(ctx, "old", &dns.AdoptZoneArgs{Domain: "example.com", ID: pulumi.String("Z9")})
		require.NoError(t, err)
		_, err = dns.NewRecord(ctx, "www", &dns.RecordArgs{
			Zone: z, Name: "www.example.com", Values: pulumi.ToStringArray([]string{"192.0.2.1"}),
		})
		return err
	})
	assert.Empty(t, r.Of("Zone"))
	assert.Equal(t, "Z9", r.One(t, "Record").Inputs["zoneId"])
}

func TestWrongAdoptionsAreRefused(t *testing.T) {
	for want, args := range map[string]*dns.AdoptZoneArgs{
		`adopted zone "old": args: nil: describe the zone`:                                                    nil,
		`adopted zone "old": ID: not given: pass the id of the zone`:                                          {Domain: "example.com"},
		`adopted zone "old": Domain "com": a single label: write a domain of your own, such as "example.com"`: {Domain: "com", ID: pulumi.String("Z9")},
	} {
		r := &recorder.Recorder{}
		var got error
		require.NoError(t, r.Try(func(ctx *pulumi.Context) error {
			_, got = dns.AdoptZone(ctx, "old", args)
			return nil
		}))
		assert.EqualError(t, got, want)
		assert.Empty(t, r.All())
	}
}
