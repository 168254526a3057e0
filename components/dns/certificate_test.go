package dns_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/dns"
)

func TestACertificateIsProvenByOneRecordForEachDomain(t *testing.T) {
	var arn string
	r := run(t, func(ctx *pulumi.Context) error {
		c, err := dns.NewCertificate(ctx, "app", &dns.CertificateArgs{
			Zone: adopted(), Domain: "example.com", Names: []string{"www.example.com", "*.example.com"},
		})
		require.NoError(t, err)
		assert.Equal(t, []string{"example.com", "www.example.com", "*.example.com"}, c.Names)
		c.ARN.ApplyT(func(v string) string {
			arn = v
			return v
		})
		return nil
	})
	assert.Equal(t, map[string]any{
		"domainName": "example.com", "subjectAlternativeNames": []any{"*.example.com", "www.example.com"},
		"validationMethod": "DNS", "tags": map[string]any{"Name": "app-certificate"},
	}, r.One(t, "Certificate").Inputs)
	records := r.Of("Record")
	require.Len(t, records, 2)
	assert.Equal(t, "app-proof-example.com", records[0].Name)
	assert.Equal(t, map[string]any{
		"zoneId": "Z9", "name": "_proof.example.com", "type": "CNAME", "ttl": 60.0,
		"records": []any{"_example.com.acm-validations.aws"}, "allowOverwrite": true,
	}, records[0].Inputs)
	assert.Equal(t, "app-proof-www.example.com", records[1].Name)
	assert.Equal(t, map[string]any{
		"certificateArn":        "arn:aws:x:::app-certificate",
		"validationRecordFqdns": []any{"_proof.example.com", "_proof.www.example.com"},
	}, r.One(t, "CertificateValidation").Inputs)
	assert.Equal(t, "arn:aws:x:::app-certificate", arn)
	for _, m := range append(records, r.One(t, "Certificate"), r.One(t, "CertificateValidation")) {
		assert.Contains(t, m.Parent, "drydock:dns:Certificate", m.Name)
	}
}

func TestAWildcardAloneIsProvenByTheDomainAboveIt(t *testing.T) {
	r := run(t, func(ctx *pulumi.Context) error {
		_, err := dns.NewCertificate(ctx, "all", &dns.CertificateArgs{Zone: adopted(), Domain: "*.dev.example.com"})
		return err
	})
	assert.Equal(t, "_proof.dev.example.com", r.One(t, "Record").Inputs["name"])
	assert.NotContains(t, r.One(t, "Certificate").Inputs, "subjectAlternativeNames")
}

func TestAddingANameKeepsTheProofsOfTheOthers(t *testing.T) {
	names := []string{"b.example.com", "*.b.example.com", "c.example.com", "a.example.com"}
	for i := range names {
		assert.Subset(t, dns.Proofs(names), dns.Proofs(names[:i+1]))
	}
	assert.Equal(t, []string{"a.example.com", "b.example.com", "c.example.com"}, dns.Proofs(names))
}

func TestWrongCertificatesAreOneLineEach(t *testing.T) {
	long := strings.Repeat("x", 60) + ".example.com"
	private := &dns.Zone{Domain: "example.com", Private: true}
	var many []string
	for i := range 100 {
		many = append(many, fmt.Sprintf("n%d.example.com", i))
	}
	for want, args := range map[string]dns.CertificateArgs{
		`Zone "example.com": private, so Amazon cannot see the proof: pass a public zone`:                                                   {Zone: private, Domain: "example.com"},
		`Domain "example.org": outside zone "example.com": use "example.com" or a name that ends in ".example.com", or pass another zone`:   {Domain: "example.org"},
		`Names[0] "example.org": outside zone "example.com": use "example.com" or a name that ends in ".example.com", or pass another zone`: {Domain: "example.com", Names: []string{"example.org"}},
		`Domain "` + long + `": 72 characters long: use a first name of at most 64, and Names for longer ones`:                              {Domain: long},
		`Names[1] "www.example.com": named twice: remove it`:                                                                                {Domain: "example.com", Names: []string{"www.example.com", "www.example.com"}},
		`Names[0] "_x.example.com": label "_x" is not legal: use letters, digits and, between them, hyphens`:                                {Domain: "example.com", Names: []string{"_x.example.com"}},
		`Names: 101 names on one certificate: use at most 100`:                                                                              {Domain: "example.com", Names: many},
		`Domain "": empty: write a domain such as "dev.example.com"`:                                                                        {},
	} {
		if args.Zone == nil {
			args.Zone = adopted()
		}
		assert.EqualError(t, dns.CheckCertificate("app", &args), `certificate "app": `+want)
	}
	assert.EqualError(t, dns.CheckCertificate("app", nil), `certificate "app": args: nil: pass the settings of the certificate`)
	assert.EqualError(t, dns.CheckCertificate("app", &dns.CertificateArgs{Domain: "example.com"}),
		`certificate "app": Zone: not given: pass the zone of dns.NewZone or dns.AdoptZone`)
}
