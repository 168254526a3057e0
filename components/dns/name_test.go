package dns_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/components/dns"
)

func TestWrongDomainsAreOneLineEach(t *testing.T) {
	label := strings.Repeat("x", 64)
	long := strings.Repeat("abcdefg.", 32) + "example.com"
	for domain, want := range map[string]string{
		"":                 `Domain "": empty: write a domain such as "dev.example.com"`,
		"dev.example.com.": `Domain "dev.example.com.": ends in a dot: write "dev.example.com"`,
		"Dev.Example.com":  `Domain "Dev.Example.com": has upper-case letters: write "dev.example.com"`,
		"com":              `Domain "com": a single label: write a domain of your own, such as "example.com"`,
		"dev..example.com": `Domain "dev..example.com": has an empty label: remove the dot too many`,
		".example.com":     `Domain ".example.com": has an empty label: remove the dot too many`,
		"*.example.com":    `Domain "*.example.com": has a "*" where none may be: leave it out, or make it the first label of a name that may have one`,
		"-dev.example.com": `Domain "-dev.example.com": label "-dev" is not legal: use letters, digits and, between them, hyphens`,
		"dev example.com":  `Domain "dev example.com": label "dev example" is not legal: use letters, digits and, between them, hyphens`,
		"münchen.de":       `Domain "münchen.de": label "münchen" is not legal: use letters, digits and, between them, hyphens`,
		label + ".com":     `Domain "` + label + `.com": label "` + label + `" of 64 characters: use at most 63`,
		long:               `Domain "` + long + `": 267 characters long: use at most 253`,
	} {
		assert.EqualError(t, dns.CheckZone("dev", &dns.ZoneArgs{Domain: domain}), `zone "dev": `+want)
	}
}

func TestLegalDomainsAreAccepted(t *testing.T) {
	for _, domain := range []string{
		"example.com", "dev.example.com", "a.b", "1.example.com", "xn--mnchen-3ya.de", "_internal.example.com",
		"2.0.192.in-addr.arpa", strings.Repeat("x", 63) + ".com",
	} {
		assert.NoError(t, dns.CheckZone("dev", &dns.ZoneArgs{Domain: domain}), domain)
	}
	private := dns.ZoneArgs{Domain: "internal", VPCs: []dns.VPC{{ID: pulumi.String("vpc-1")}}}
	assert.NoError(t, dns.CheckZone("dev", &private))
}

func TestWrongSettingsOfAZoneAreAllSaid(t *testing.T) {
	assert.EqualError(t, dns.CheckZone("Dev", &dns.ZoneArgs{
		Domain: "dev", VPCs: []dns.VPC{{Region: "Frankfurt"}}, Comment: strings.Repeat("x", 257),
		Tags: map[string]string{"aws:x": "", "Name": "", "k": strings.Repeat("v", 257), "": ""},
	}), strings.Join([]string{
		`zone "Dev": name "Dev": not a name: use lower-case letters, digits and hyphens, a letter first`,
		`zone "Dev": VPCs[0].ID: not given: pass the id of the VPC`,
		`zone "Dev": VPCs[0].Region "Frankfurt": not a region: name a region such as "eu-central-1"`,
		`zone "Dev": Comment: 257 characters long: use at most 256`,
		`zone "Dev": Tags "": not a tag key: use 1 to 128 characters`,
		`zone "Dev": Tags "Name": every resource has a name of its own: leave it out`,
		`zone "Dev": Tags "aws:x": keys that start with "aws:" belong to AWS: use another key`,
		`zone "Dev": Tags["k"]: value of 257 characters: use at most 256`,
	}, "\n"))
	many := map[string]string{}
	for i := range 50 {
		many[strings.Repeat("k", i+1)] = ""
	}
	assert.EqualError(t, dns.CheckZone("dev", &dns.ZoneArgs{Domain: "example.com", Tags: many}),
		`zone "dev": Tags: 51 tags on one resource, with the Name tag: AWS allows 50: use fewer`)
	assert.EqualError(t, dns.CheckZone("dev", nil), `zone "dev": args: nil: pass the settings of the zone`)
	name := strings.Repeat("x", 101)
	assert.EqualError(t, dns.CheckZone(name, &dns.ZoneArgs{Domain: "example.com"}),
		`zone "`+name+`": name "`+name+`": 101 characters long: use at most 100`)
}
