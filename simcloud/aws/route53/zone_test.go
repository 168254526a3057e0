package route53_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/lb/lab"
	"github.com/drydock-iac/drydock/simcloud/world"
)

type P = lab.P

func TestAPublicZoneHasFourNameServersOfItsOwn(t *testing.T) {
	l := lab.New(t)
	id, out := l.Make(api.Zone, "dev", P{"name": "Dev.Acme.Test."})
	_, again := l.Make(api.Zone, "twin", P{"name": "dev.acme.test"})
	require.Regexp(t, `^Z0[0-9]{7}[A-Z0-9]{12}$`, id)
	require.Equal(t, "dev.acme.test", out.Str("name"))
	require.Equal(t, "arn:aws:route53:::hostedzone/"+id, out.Str("arn"))
	require.Equal(t, "Managed by Pulumi", out.Str("comment"))
	require.Len(t, out.Strs("nameServers"), 4)
	for _, s := range out.Strs("nameServers") {
		require.Regexp(t, `^ns-\d+\.awsdns-\d\d\.(com|net|org|co\.uk)$`, s)
	}
	require.NotEqual(t, out.Strs("nameServers"), again.Strs("nameServers"))
}

func TestAPrivateZoneKnowsTheRegionOfItsVPC(t *testing.T) {
	l := lab.New(t)
	_, out := l.Make(api.Zone, "inner", P{"name": "acme.internal", "vpcs": []any{P{"vpcId": "vpc-1"}}})
	require.Equal(t, []any{P{"vpcId": "vpc-1", "vpcRegion": lab.Region}}, out.List("vpcs"))
	require.Contains(t, out.Strs("nameServers"), "ns-0.awsdns-00.com")
}

func TestWhatRoute53RefusesOfAZone(t *testing.T) {
	for name, c := range map[string]struct {
		in            P
		code, message string
	}{
		"an empty label": {P{"name": "acme..test"}, "InvalidDomainName", "Invalid domain name: a label is empty in 'acme..test'"},
		"a long label": {P{"name": strings.Repeat("a", 64) + ".test"}, "InvalidDomainName",
			"Invalid domain name: label '" + strings.Repeat("a", 64) + "' is longer than 63 characters"},
		"a blank":         {P{"name": "ac me.test"}, "InvalidDomainName", "Invalid domain name: label 'ac me' has a character that is not allowed"},
		"a reserved name": {P{"name": "dev.example.com"}, "InvalidDomainName", "dev.example.com is reserved by AWS!"},
		"a missing VPC": {P{"name": "acme.internal", "vpcs": []any{P{"vpcId": "vpc-9"}}}, "InvalidVPCId",
			"The VPC ID that you specified either isn't a valid ID or the current account is not authorized to access this VPC."},
		"a second zone of the name in the VPC": {P{"name": "taken.internal", "vpcs": []any{P{"vpcId": "vpc-1"}}}, "ConflictingDomainExists",
			"The VPC vpc-1 in region eu-central-1 has already been associated with the hosted zone ZONE with the same domain name."},
	} {
		t.Run(name, func(t *testing.T) {
			l := lab.New(t)
			taken, _ := l.Make(api.Zone, "taken", P{"name": "taken.internal", "vpcs": []any{P{"vpcId": "vpc-1"}}})
			_, _, err := l.Try(api.Zone, "zone", c.in)
			l.Refused(err, "creating Route53 Hosted Zone ("+c.in["name"].(string)+")", c.code, strings.ReplaceAll(c.message, "ZONE", taken))
		})
	}
}

func TestTheQuotaOfZonesCanBeRaised(t *testing.T) {
	l := lab.New(t)
	l.World.Set("quota:route53/L-4EA4796A", "1")
	l.Make(api.Zone, "one", P{"name": "one.test"})
	_, _, err := l.Try(api.Zone, "two", P{"name": "two.test"})
	l.Refused(err, "creating Route53 Hosted Zone (two.test)", "TooManyHostedZones", "Limits Exceeded: MAX_HOSTED_ZONES_BY_OWNER - Cannot create more hosted zones.")
	l.World.Set("quota:route53/L-4EA4796A", "2")
	l.Make(api.Zone, "two", P{"name": "two.test"})
}

func TestAZoneWithRecordsStaysUnlessForced(t *testing.T) {
	l := lab.New(t)
	id, _ := l.Make(api.Zone, "dev", P{"name": "acme.test"})
	record, _ := l.Make(api.Record, "www", P{"zoneId": id, "name": "www", "type": "A", "ttl": 60, "records": []any{"192.0.2.1"}})
	l.Refused(l.Delete(api.Zone, "dev", id), "deleting Route53 Hosted Zone ("+id+")", "HostedZoneNotEmpty",
		"The specified hosted zone contains non-required resource record sets  and so cannot be deleted.")
	require.NoError(t, l.Delete(api.Record, "www", record))
	require.NoError(t, l.Delete(api.Zone, "dev", id))

	id, _ = l.Make(api.Zone, "forced", P{"name": "acme.test", "forceDestroy": true})
	l.Make(api.Record, "www", P{"zoneId": id, "name": "www", "type": "A", "ttl": 60, "records": []any{"192.0.2.1"}})
	require.NoError(t, l.Delete(api.Zone, "forced", id))
	require.Zero(t, l.Kinds(api.Record))
}

func TestAZoneDoesNotTurnPrivateOrPublic(t *testing.T) {
	l := lab.New(t)
	public, _ := l.Make(api.Zone, "public", P{"name": "acme.test"})
	private, _ := l.Make(api.Zone, "private", P{"name": "acme.internal", "vpcs": []any{P{"vpcId": "vpc-1"}}})
	_, err := l.Session.Update(lab.URN(api.Zone, "public"), api.Zone, public, world.Props{"name": "acme.test", "vpcs": []any{P{"vpcId": "vpc-1"}}}, nil, false)
	require.Equal(t, "PublicZoneVPCAssociation", world.CodeOf(err))
	_, err = l.Session.Update(lab.URN(api.Zone, "private"), api.Zone, private, world.Props{"name": "acme.internal"}, nil, false)
	require.Equal(t, "LastVPCAssociation", world.CodeOf(err))
	out, err := l.Session.Update(lab.URN(api.Zone, "private"), api.Zone, private, world.Props{"name": "acme.internal", "vpcs": []any{P{"vpcId": "vpc-1"}, P{"vpcId": "vpc-2"}}}, nil, false)
	require.NoError(t, err)
	require.Len(t, out.List("vpcs"), 2)
}
