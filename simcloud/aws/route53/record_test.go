package route53_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/lb/lab"
	"github.com/drydock-iac/drydock/simcloud/aws/route53"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func TestARecordNameMayBeRelativeOrAbsolute(t *testing.T) {
	l := lab.New(t)
	zone, _ := l.Make(api.Zone, "zone", P{"name": "acme.test"})
	for given, want := range map[string][2]string{
		"www":             {"www.acme.test", zone + "_www_A"},
		"api.acme.test":   {"api.acme.test", zone + "_api.acme.test_A"},
		"Mail.acme.test.": {"mail.acme.test", zone + "_mail.acme.test_A"},
		"":                {"acme.test", zone + "__A"},
		"*.apps":          {"*.apps.acme.test", zone + "_*.apps_A"},
	} {
		id, out := l.Make(api.Record, "r"+given, P{"zoneId": zone, "name": given, "type": "A", "ttl": 60, "records": []any{"192.0.2.1"}})
		require.Equal(t, want, [2]string{out.Str("fqdn"), id})
	}
}

func TestWhatRoute53RefusesOfARecord(t *testing.T) {
	a := func(over P) P {
		in := P{"name": "www", "type": "A", "ttl": 60, "records": []any{"192.0.2.1"}}
		for k, v := range over {
			in[k] = v
			if v == nil {
				delete(in, k)
			}
		}
		return in
	}
	alias := func(zone, name string) P {
		return a(P{"ttl": nil, "records": nil, "aliases": []any{P{"name": name, "zoneId": zone, "evaluateTargetHealth": true}}})
	}
	const lbName = "edge-0123456789abcdef.elb.eu-central-1.amazonaws.com"
	for name, c := range map[string]struct {
		in            P
		code, message string
	}{
		"an existing set":              {a(P{"name": "taken"}), "InvalidChangeBatch", "[Tried to create resource record set [name='taken.acme.test.', type='A'] but it already exists]"},
		"the zone's own NS":            {a(P{"name": "acme.test", "type": "NS", "records": []any{"ns.acme.test"}}), "InvalidChangeBatch", "[Tried to create resource record set [name='acme.test.', type='NS'] but it already exists]"},
		"a name that only ends alike":  {a(P{"name": "notacme.test"}), "InvalidChangeBatch", "[RRSet with DNS name notacme.test. is not permitted in zone acme.test.]"},
		"CNAME at the apex":            {a(P{"name": "", "type": "CNAME", "records": []any{"other.test"}}), "InvalidChangeBatch", "[RRSet of type CNAME with DNS name acme.test. is not permitted at apex in zone acme.test.]"},
		"CNAME beside another type":    {a(P{"name": "taken", "type": "CNAME", "records": []any{"other.test"}}), "InvalidChangeBatch", "[RRSet of type CNAME with DNS name taken.acme.test. is not permitted as it conflicts with other records with the same DNS name in zone acme.test.]"},
		"another type beside CNAME":    {a(P{"name": "alias"}), "InvalidChangeBatch", "[RRSet of type A with DNS name alias.acme.test. is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone acme.test.]"},
		"no IPv4 address":              {a(P{"records": []any{"192.0.2.256"}}), "InvalidChangeBatch", "[Invalid Resource Record: 'FATAL problem: ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) encountered with '192.0.2.256'']"},
		"no IPv6 address":              {a(P{"type": "AAAA"}), "InvalidChangeBatch", "[Invalid Resource Record: 'FATAL problem: AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address) encountered with '192.0.2.1'']"},
		"a long text":                  {a(P{"type": "TXT", "records": []any{strings.Repeat("x", 256)}}), "InvalidChangeBatch", `[Invalid Resource Record: 'FATAL problem: CharacterStringTooLong (Value is too long) encountered with '"` + strings.Repeat("x", 256) + `"'']`},
		"no TTL":                       {a(P{"ttl": nil}), "InvalidInput", "Invalid request: Missing field 'TTL' in Change with [Action=CREATE, Name=www.acme.test, Type=A, SetIdentifier=null]"},
		"a weight above 255":           {a(P{"setIdentifier": "one", "weightedRoutingPolicies": []any{P{"weight": 256}}}), "InvalidInput", "1 validation error detected: Value '256' at 'changeBatch.changes.1.member.resourceRecordSet.weight' failed to satisfy constraint: Member must have value less than or equal to 255"},
		"a simple beside a weighted":   {a(P{"name": "shared"}), "InvalidChangeBatch", "[RRSet with DNS name shared.acme.test., type A, SetIdentifier null cannot be created as it has another routing policy than the RRSet with the same name and type]"},
		"the same set identifier":      {a(P{"name": "shared", "setIdentifier": "blue", "weightedRoutingPolicies": []any{P{"weight": 1}}}), "InvalidChangeBatch", "[Tried to create resource record set [name='shared.acme.test.', type='A', set-identifier='blue'] but it already exists]"},
		"a health check that is gone":  {a(P{"healthCheckId": "11111111-2222-3333-4444-555555555555"}), "NoSuchHealthCheck", "No health check exists with the specified ID."},
		"a balancer in the own zone":   {alias("ZONE", lbName), "InvalidChangeBatch", "[Tried to create an alias that targets " + lbName + "., type A in zone ZONE, but the alias target name does not lie within the target zone, Tried to create an alias that targets " + lbName + "., type A in zone ZONE, but that target was not found]"},
		"a network name in ALB's zone": {alias("Z215JYRZR1TBD5", lbName), "InvalidChangeBatch", "[Tried to create an alias that targets " + lbName + "., type A in zone Z215JYRZR1TBD5, but the alias target name does not lie within the target zone, Tried to create an alias that targets " + lbName + "., type A in zone Z215JYRZR1TBD5, but that target was not found]"},
		"a balancer that is gone":      {alias("Z3F0SRJ5LGBH90", lbName), "InvalidChangeBatch", "[Tried to create an alias that targets " + lbName + "., type A in zone Z3F0SRJ5LGBH90, but that target was not found]"},
		"a set that is gone":           {alias("ZONE", "gone.acme.test"), "InvalidChangeBatch", "[Tried to create an alias that targets gone.acme.test., type A in zone ZONE, but that target was not found]"},
	} {
		t.Run(name, func(t *testing.T) {
			l := lab.New(t)
			zone, _ := l.Make(api.Zone, "zone", P{"name": "acme.test"})
			l.Make(api.Record, "taken", a(P{"zoneId": zone, "name": "taken"}))
			l.Make(api.Record, "alias", a(P{"zoneId": zone, "name": "alias", "type": "CNAME", "records": []any{"other.test"}}))
			l.Make(api.Record, "shared", a(P{"zoneId": zone, "name": "shared", "setIdentifier": "blue", "weightedRoutingPolicies": []any{P{"weight": 1}}}))
			c.in["zoneId"] = zone
			for _, v := range c.in {
				if list, ok := v.([]any); ok {
					if m, ok := list[0].(P); ok && m["zoneId"] == "ZONE" {
						m["zoneId"] = zone
					}
				}
			}
			_, _, err := l.Try(api.Record, "record", c.in)
			l.Refused(err, "creating Route53 Record", c.code, strings.ReplaceAll(c.message, "ZONE", zone))
		})
	}
}

func TestARecordNeedsAZone(t *testing.T) {
	l := lab.New(t)
	_, _, err := l.Try(api.Record, "record", P{"zoneId": "Z404", "name": "www", "type": "A", "ttl": 60, "records": []any{"192.0.2.1"}})
	l.Refused(err, "reading Route 53 Hosted Zone (Z404)", "NoSuchHostedZone", "No hosted zone found with ID: Z404")
	require.ErrorContains(t, err, "StatusCode: 404")
}

func TestWhatThePlanRefusesOfARecord(t *testing.T) {
	l := lab.New(t)
	for name, c := range map[string]struct {
		in   P
		want []string
	}{
		"a type that is none":     {P{"type": "ANAME", "records": []any{"x"}, "ttl": 60}, []string{`type: expected type to be one of ["SOA" "A" "TXT" "NS" "CNAME" "MX" "NAPTR" "PTR" "SRV" "SPF" "AAAA" "CAA" "DS" "TLSA" "SSHFP" "SVCB" "HTTPS"], got ANAME`}},
		"neither value nor alias": {P{"type": "A"}, []string{"aliases: \"alias\": one of `alias,records` must be specified"}},
		"both": {P{"type": "A", "ttl": 60, "records": []any{"x"}, "aliases": []any{P{"name": "a", "zoneId": "Z"}}}, []string{
			"aliases: \"alias\": only one of `alias,records` can be specified, but `alias,records` were specified.", `aliases: "alias": conflicts with ttl`}},
		"TTL of an alias":          {P{"type": "A", "ttl": 60, "aliases": []any{P{"name": "a", "zoneId": "Z"}}}, []string{`aliases: "alias": conflicts with ttl`, "ttl: \"ttl\": all of `records,ttl` must be specified"}},
		"a policy without a name":  {P{"type": "A", "ttl": 60, "records": []any{"x"}, "weightedRoutingPolicies": []any{P{"weight": 1}}}, []string{"weightedRoutingPolicies: \"weighted_routing_policy\": all of `set_identifier,weighted_routing_policy` must be specified"}},
		"unknown values are borne": {P{"type": world.Unknown{}, "ttl": world.Unknown{}, "records": world.Unknown{}, "zoneId": world.Unknown{}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.want, l.Fails(api.Record, c.in))
		})
	}
}

func TestOverwritingTakesARecordOver(t *testing.T) {
	l := lab.New(t)
	zone, _ := l.Make(api.Zone, "zone", P{"name": "acme.test"})
	l.Make(api.Record, "first", P{"zoneId": zone, "name": "www", "type": "A", "ttl": 60, "records": []any{"192.0.2.1"}})
	l.Make(api.Record, "second", P{"zoneId": zone, "name": "www.acme.test", "type": "A", "ttl": 60, "records": []any{"192.0.2.2"}, "allowOverwrite": true})
	require.Equal(t, 1, l.Kinds(api.Record))
	l.Make(api.Record, "ns", P{"zoneId": zone, "name": "acme.test", "type": "NS", "ttl": 60, "records": []any{"ns.acme.test"}, "allowOverwrite": true})
}

func TestAnUpdateChangesValuesInPlaceAndANameReplaces(t *testing.T) {
	l := lab.New(t)
	zone, _ := l.Make(api.Zone, "zone", P{"name": "acme.test"})
	in := world.Props{"zoneId": zone, "name": "www", "type": "A", "ttl": 60.0, "records": []any{"192.0.2.1"}}
	id, _ := l.Make(api.Record, "www", in)
	moved := in.Clone()
	moved["records"] = []any{"192.0.2.9"}
	out, err := l.Session.Update(lab.URN(api.Record, "www"), api.Record, id, moved, nil, false)
	require.NoError(t, err)
	require.Equal(t, []string{"www.acme.test", "192.0.2.9"}, []string{out.Str("fqdn"), out.Strs("records")[0]})
	d, err := l.Session.Diff(api.Record, in, moved)
	require.NoError(t, err)
	require.Empty(t, d.Replace)
	moved["name"] = "web"
	d, err = l.Session.Diff(api.Record, in, moved)
	require.NoError(t, err)
	require.Equal(t, []string{"name"}, d.Replace)
}

func TestANameIsAnsweredByTheLongestDelegatedZone(t *testing.T) {
	l := lab.New(t)
	apex, _ := l.Make(api.Zone, "apex", P{"name": "acme.test"})
	dev, out := l.Make(api.Zone, "dev", P{"name": "dev.acme.test"})
	l.Make(api.Record, "inner", P{"zoneId": dev, "name": "app", "type": "A", "ttl": 60, "records": []any{"192.0.2.1"}})
	l.Make(api.Record, "wild", P{"zoneId": apex, "name": "*.acme.test", "type": "A", "ttl": 60, "records": []any{"192.0.2.2"}})
	l.Make(api.Record, "cname", P{"zoneId": apex, "name": "go", "type": "CNAME", "ttl": 60, "records": []any{"app.dev.acme.test."}})
	ask := func(name string) (value, why string) {
		l.World.View(lab.Region, func(c *world.Call) {
			a := route53.Lookup(c, "", name, "A")
			why = a.Why
			if len(a.Records) > 0 {
				value = a.Records[0].Props.Strs("records")[0]
			}
		})
		return value, why
	}
	_, why := ask("app.dev.acme.test")
	require.Equal(t, "zone dev.acme.test.: not delegated: its parent zone acme.test. has no NS record for it", why)
	ns, _ := l.Make(api.Record, "ns", P{"zoneId": apex, "name": "dev", "type": "NS", "ttl": 60, "records": []any{"ns.elsewhere.test"}})
	_, why = ask("app.dev.acme.test")
	require.Equal(t, "zone dev.acme.test.: not delegated: the NS record in its parent zone acme.test. names other servers", why)
	require.NoError(t, l.Delete(api.Record, "ns", ns))
	l.Make(api.Record, "ns", P{"zoneId": apex, "name": "dev", "type": "NS", "ttl": 60, "records": out.List("nameServers")})
	for name, want := range map[string]string{"app.dev.acme.test": "192.0.2.1", "go.acme.test": "192.0.2.1", "any.acme.test": "192.0.2.2"} {
		value, why := ask(name)
		require.Equal(t, []string{want, ""}, []string{value, why}, name)
	}
	_, why = ask("gone.dev.acme.test")
	require.Equal(t, "zone dev.acme.test.: no A record for gone.dev.acme.test.", why)
	_, why = ask("elsewhere.test")
	require.Equal(t, "name elsewhere.test.: no hosted zone of the account holds it", why)
}
