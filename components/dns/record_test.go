package dns_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/components/dns"
)

// adopted is a zone to put records in.
func adopted() *dns.Zone {
	return &dns.Zone{Domain: "example.com", ID: pulumi.String("Z9").ToStringOutput()}
}

func values(v ...string) pulumi.StringArrayInput { return pulumi.ToStringArray(v) }

// recordOf makes a record in a zone and returns its inputs.
func recordOf(t *testing.T, args dns.RecordArgs) map[string]any {
	t.Helper()
	args.Zone = adopted()
	r := run(t, func(ctx *pulumi.Context) error {
		_, err := dns.NewRecord(ctx, "app", &args)
		return err
	})
	m := r.One(t, "Record")
	assert.Equal(t, "app-record", m.Name)
	assert.Contains(t, m.Parent, "drydock:dns:Record")
	return m.Inputs
}

func TestRecordsReachTheProviderAsTheyWereMeant(t *testing.T) {
	long := strings.Repeat("x", 300)
	for name, c := range map[string]struct {
		args dns.RecordArgs
		want map[string]any
	}{
		"plain with defaults": {
			dns.RecordArgs{Name: "app.example.com", Values: values("192.0.2.1", "192.0.2.2")},
			map[string]any{"name": "app.example.com", "type": "A", "ttl": 300.0, "records": []any{"192.0.2.1", "192.0.2.2"}},
		},
		"an output's value": {
			dns.RecordArgs{Name: "example.com", Type: dns.AAAA, TTL: 60, Values: pulumi.StringArray{pulumi.String("2001:db8::1").ToStringOutput()}},
			map[string]any{"name": "example.com", "type": "AAAA", "ttl": 60.0, "records": []any{"2001:db8::1"}},
		},
		"a long text": {
			dns.RecordArgs{Name: "_dkim.example.com", Type: dns.TXT, Values: values(long, "v=spf1 -all")},
			map[string]any{
				"name": "_dkim.example.com", "type": "TXT", "ttl": 300.0,
				"records": []any{long[:255] + `""` + long[255:], "v=spf1 -all"},
			},
		},
		"an alias": {
			dns.RecordArgs{Name: "example.com", Alias: dns.Alias{DNSName: pulumi.String("lb.amazonaws.com"), ZoneID: pulumi.String("Z2")}},
			map[string]any{"name": "example.com", "type": "A", "aliases": []any{
				map[string]any{"name": "lb.amazonaws.com", "zoneId": "Z2", "evaluateTargetHealth": true},
			}},
		},
		"an alias whatever its health": {
			dns.RecordArgs{Name: "*.example.com", Type: dns.AAAA, Alias: dns.Alias{
				DNSName: pulumi.String("lb.amazonaws.com"), ZoneID: pulumi.String("Z2"), IgnoreHealth: true,
			}},
			map[string]any{"name": "*.example.com", "type": "AAAA", "aliases": []any{
				map[string]any{"name": "lb.amazonaws.com", "zoneId": "Z2", "evaluateTargetHealth": false},
			}},
		},
		"weighted": {
			dns.RecordArgs{
				Name: "app.example.com", Type: dns.CNAME, Values: values("blue.example.com"),
				Weighted: dns.Weighted{Set: "blue", Weight: 90}, HealthCheck: pulumi.String("check"),
			},
			map[string]any{
				"name": "app.example.com", "type": "CNAME", "ttl": 300.0, "records": []any{"blue.example.com"},
				"setIdentifier": "blue", "weightedRoutingPolicies": []any{map[string]any{"weight": 90.0}}, "healthCheckId": "check",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.want["zoneId"] = "Z9"
			assert.Equal(t, c.want, recordOf(t, c.args))
		})
	}
	assert.Equal(t, 300, dns.DefaultTTL)
}

func TestLegalValuesAreAccepted(t *testing.T) {
	for kind, list := range map[dns.Type][]string{
		dns.A:     {"0.0.0.0", "255.255.255.255"},
		dns.AAAA:  {"::1", "2001:db8::1"},
		dns.MX:    {"0 mail.example.com", "65535 mail.example.com."},
		dns.SRV:   {"1 2 443 _x.example.com"},
		dns.CAA:   {`0 issue "amazon.com"`, `128 iodef "mailto:a@example.com"`, `0 issue ";"`},
		dns.NS:    {"ns-1.awsdns.com.", "NS-2.awsdns.org"},
		dns.PTR:   {"host.example.com"},
		dns.TXT:   {"v=spf1 include:_spf.example.com -all", `say "hi"`, strings.Repeat("ü", 200)},
		dns.CNAME: {"target.example.net"},
	} {
		for _, v := range list {
			assert.NoError(t, dns.CheckRecord("r", &dns.RecordArgs{Zone: adopted(), Name: "x.example.com", Type: kind, Values: values(v)}), v)
		}
	}
}

func TestWrongRecordsAreOneLineEach(t *testing.T) {
	lb := dns.Alias{DNSName: pulumi.String("lb"), ZoneID: pulumi.String("Z2")}
	for want, args := range map[string]dns.RecordArgs{
		`Name "app.example.org": outside zone "example.com": use "example.com" or a name that ends in ".example.com", or pass another zone`: {Name: "app.example.org", Values: values("192.0.2.1")},
		`Name "badexample.com": outside zone "example.com": use "example.com" or a name that ends in ".example.com", or pass another zone`:  {Name: "badexample.com", Values: values("192.0.2.1")},
		`Name "app.*.example.com": has a "*" where none may be: leave it out, or make it the first label of a name that may have one`:       {Name: "app.*.example.com", Values: values("192.0.2.1")},
		`Name "": empty: write a domain such as "dev.example.com"`:                                                                          {Values: values("192.0.2.1")},
		`Type "CNAME": the name is the zone's own, which has other records: use Alias with type A, or a name below it`:                      {Name: "example.com", Type: dns.CNAME, Values: values("lb.example.net")},
		`Type "TEXT": not a type of record: use one of [A AAAA CAA CNAME MX NS PTR SRV TXT]`:                                                {Name: "x.example.com", Type: "TEXT", Values: values("x")},
		`Values: none given: give Values, or an Alias of an AWS resource`:                                                                   {Name: "x.example.com"},
		`Values: empty: give at least one value`:                                                                                            {Name: "x.example.com", Values: pulumi.StringArray{}},
		`Values: 2 values of a CNAME: give one`:                                                                                             {Name: "x.example.com", Type: dns.CNAME, Values: values("a.b", "c.d")},
		`Values[1]: nil: pass a string or an output`:                                                                                        {Name: "x.example.com", Values: pulumi.StringArray{pulumi.String("192.0.2.1"), nil}},
		`Values[1] "192.0.2.1": same as Values[0]: remove it`:                                                                               {Name: "x.example.com", Values: values("192.0.2.1", "192.0.2.1")},
		`Values[0] "2001:db8::1": not an IPv4 address: write it as "192.0.2.1"; for an AWS resource use Alias`:                              {Name: "x.example.com", Values: values("2001:db8::1")},
		`Values[0] "192.0.2.1": not an IPv6 address: write it as "2001:db8::1"; for an AWS resource use Alias`:                              {Name: "x.example.com", Type: dns.AAAA, Values: values("192.0.2.1")},
		`Values[0] "https://x": not a domain name: write it as "www.example.com"`:                                                           {Name: "x.example.com", Type: dns.CNAME, Values: values("https://x")},
		`Values[0] "mail.example.com": not a mail exchanger: write it as "10 mail.example.com"`:                                             {Name: "x.example.com", Type: dns.MX, Values: values("mail.example.com")},
		`Values[0] "10 5 app.example.com": not a service: write priority, weight, port and host, as "10 5 443 app.example.com"`:             {Name: "x.example.com", Type: dns.SRV, Values: values("10 5 app.example.com")},
		`Values[0] "0 issue amazon.com": not a certificate authority: write it as 0 issue "amazon.com"`:                                     {Name: "x.example.com", Type: dns.CAA, Values: values("0 issue amazon.com")},
		`Values[0] "\"x\"": quoted text: leave the quotes out, they are added`:                                                              {Name: "x.example.com", Type: dns.TXT, Values: values(`"x"`)},
		`Values[0] "": empty text: write the text, without quotes`:                                                                          {Name: "x.example.com", Type: dns.TXT, Values: values("")},
		`TTL -1: outside 0 to 2147483647 seconds: choose a number within`:                                                                   {Name: "x.example.com", TTL: -1, Values: values("192.0.2.1")},
		`TTL 60: an alias has that of its target: leave it out`:                                                                             {Name: "x.example.com", TTL: 60, Alias: lb},
		`Alias: given together with Values: give one of them`:                                                                               {Name: "x.example.com", Values: values("192.0.2.1"), Alias: lb},
		`Alias.ZoneID: not given: pass the zone id of the resource`:                                                                         {Name: "x.example.com", Alias: dns.Alias{DNSName: pulumi.String("lb")}},
		`Alias.DNSName: not given: pass the DNS name of the resource`:                                                                       {Name: "x.example.com", Alias: dns.Alias{ZoneID: pulumi.String("Z2")}},
		`Type "TXT": not the type of an alias: use dns.A or dns.AAAA`:                                                                       {Name: "x.example.com", Type: dns.TXT, Alias: lb},
		`Weighted.Set "": empty: name the record among the weighted ones`:                                                                   {Name: "x.example.com", Alias: lb, Weighted: dns.Weighted{Weight: 1}},
		`Weighted.Weight 256: outside 0 to 255: choose a number within`:                                                                     {Name: "x.example.com", Alias: lb, Weighted: dns.Weighted{Set: "x", Weight: 256}},
		`HealthCheck: the record is not weighted, so it is the answer in any case: set Weighted, or leave it out`:                           {Name: "x.example.com", Alias: lb, HealthCheck: pulumi.String("h")},
		`Weighted.Set "` + strings.Repeat("s", 129) + `": 129 characters long: use at most 128`:                                             {Name: "x.example.com", Alias: lb, Weighted: dns.Weighted{Set: strings.Repeat("s", 129)}},
	} {
		args.Zone = adopted()
		assert.EqualError(t, dns.CheckRecord("app", &args), `record "app": `+want)
	}
	assert.EqualError(t, dns.CheckRecord("app", nil), `record "app": args: nil: pass the settings of the record`)
	assert.EqualError(t, dns.CheckRecord("app", &dns.RecordArgs{Name: "x.example.com", Alias: lb}),
		`record "app": Zone: not given: pass the zone of dns.NewZone or dns.AdoptZone`)
}
