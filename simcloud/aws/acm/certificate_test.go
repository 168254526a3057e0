package acm_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/lb/lab"
	"github.com/drydock-iac/drydock/simcloud/world"
)

type P = lab.P

func TestAWildcardAndItsDomainShareOneRecord(t *testing.T) {
	l := lab.New(t)
	id, out := l.Make(api.Certificate, "app", P{"domainName": "acme.test", "validationMethod": "DNS", "subjectAlternativeNames": []any{"*.acme.test", "other.test"}})
	_, again := l.Make(api.Certificate, "more", P{"domainName": "*.acme.test", "validationMethod": "DNS"})
	require.Regexp(t, `^arn:aws:acm:eu-central-1:111122223333:certificate/[0-9a-f-]{36}$`, id)
	require.Equal(t, []string{"PENDING_VALIDATION", "AMAZON_ISSUED", "RSA_2048"}, []string{out.Str("status"), out.Str("type"), out.Str("keyAlgorithm")})
	require.Equal(t, []string{"acme.test", "*.acme.test", "other.test"}, out.Strs("subjectAlternativeNames"))
	options := out.Maps("domainValidationOptions")
	require.Len(t, options, 3)
	require.Regexp(t, `^_[0-9a-f]{32}\.acme\.test\.$`, options[0].Str("resourceRecordName"))
	require.Regexp(t, `^_[0-9a-f]{32}\.[a-z]{10}\.acm-validations\.aws\.$`, options[0].Str("resourceRecordValue"))
	for _, key := range []string{"resourceRecordName", "resourceRecordValue"} {
		require.Equal(t, options[0].Str(key), options[1].Str(key))
		require.Equal(t, options[0].Str(key), again.Maps("domainValidationOptions")[0].Str(key))
		require.NotEqual(t, options[0].Str(key), options[2].Str(key))
	}
}

func TestWhatACMRefusesOfARequest(t *testing.T) {
	var many []any
	for i := range 10 {
		many = append(many, fmt.Sprintf("n%d.acme.test", i))
	}
	long := strings.Repeat("a", 60) + ".acme.test"
	for name, c := range map[string]struct {
		domain        string
		names         []any
		code, message string
	}{
		"an underscore": {"a_b.acme.test", nil, "ValidationException",
			`1 validation error detected: Value 'a_b.acme.test' at 'domainName' failed to satisfy constraint: Member must satisfy regular expression pattern: (\*\.)?(((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9])\.)+((?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9])`},
		"a bad alternative name": {"acme.test", []any{"-x.acme.test"}, "ValidationException",
			`1 validation error detected: Value '-x.acme.test' at 'subjectAlternativeNames' failed to satisfy constraint: Member must satisfy regular expression pattern: (\*\.)?(((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9])\.)+((?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9])`},
		"a long first name": {long, nil, "ValidationException", "The first domain name cannot exceed 64 octets, including periods: '" + long + "' has 70."},
		"eleven names":      {"acme.test", many, "LimitExceededException", "An ACM quota has been exceeded: 10 domain names in one certificate, 11 asked for."},
	} {
		t.Run(name, func(t *testing.T) {
			l := lab.New(t)
			in := P{"domainName": c.domain, "validationMethod": "DNS"}
			if c.names != nil {
				in["subjectAlternativeNames"] = c.names
			}
			_, _, err := l.Try(api.Certificate, "cert", in)
			l.Refused(err, "requesting ACM Certificate ("+c.domain+")", c.code, c.message)
		})
	}
}

func TestWhatThePlanRefusesOfACertificate(t *testing.T) {
	l := lab.New(t)
	require.Equal(t, []string{`validationMethod: expected validation_method to be one of ["EMAIL" "DNS" "HTTP"], got dns`,
		"domainName: invalid value for domain_name (cannot end with a period)"}, l.Fails(api.Certificate, P{"domainName": "acme.test.", "validationMethod": "dns"}))
	require.Equal(t, []string{"domainName: \"domain_name\": one of `domain_name,private_key` must be specified"}, l.Fails(api.Certificate, P{"validationMethod": "DNS"}))
	_, _, err := l.Try(api.Certificate, "none", P{"domainName": "acme.test"})
	require.EqualError(t, err, "`certificate_authority_arn` or `validation_method` must be set when creating an ACM certificate")
	_, _, err = l.Try(api.Certificate, "imported", P{"privateKey": "x", "certificateBody": "x"})
	l.Refused(err, "importing ACM Certificate", "ValidationException", "Unable to parse certificate. Please ensure the certificate is in PEM format.")
}

// requested is a certificate for app.acme.test in a zone of the account.
func requested(l *lab.Lab) (zone, cert string, option world.Props) {
	zone, _ = l.Make(api.Zone, "zone", P{"name": "acme.test"})
	cert, out := l.Make(api.Certificate, "app", P{"domainName": "app.acme.test", "validationMethod": "DNS"})
	return zone, cert, out.Maps("domainValidationOptions")[0]
}

func prove(l *lab.Lab, zone string, option world.Props) string {
	id, _ := l.Make(api.Record, "proof", P{"zoneId": zone, "name": option.Str("resourceRecordName"), "type": "CNAME", "ttl": 60, "records": []any{option.Str("resourceRecordValue")}})
	return id
}

func TestACertificateIsIssuedWhenItsRecordIsThere(t *testing.T) {
	l := lab.New(t)
	zone, cert, option := requested(l)
	require.Equal(t, "PENDING_VALIDATION", l.Read(api.Certificate, "app", cert).Str("status"))
	prove(l, zone, option)
	id, out := l.Make(api.CertificateIssued, "wait", P{"certificateArn": cert, "validationRecordFqdns": []any{strings.TrimSuffix(option.Str("resourceRecordName"), ".")}})
	other, _ := l.Make(api.CertificateIssued, "again", P{"certificateArn": cert})
	require.NotEqual(t, id, other)
	require.Regexp(t, `^2026-11-01 00:00:00`, id)
	require.Equal(t, cert, out.Str("certificateArn"))
	read := l.Read(api.Certificate, "app", cert)
	require.Equal(t, []string{"ISSUED", "2026-11-01T00:00:00Z", "2027-05-17T23:59:59Z"}, []string{read.Str("status"), read.Str("notBefore"), read.Str("notAfter")})
	for _, e := range l.World.Events() {
		if strings.HasSuffix(e.URN, "::wait") {
			require.Equal(t, 150*time.Second, e.Took)
		}
	}
}

func TestReadingSeesThatACertificateWasIssued(t *testing.T) {
	l := lab.New(t)
	zone, cert, option := requested(l)
	prove(l, zone, option)
	require.Equal(t, "ISSUED", l.Read(api.Certificate, "app", cert).Str("status"))
}

func TestWaitingForACertificateFailsAsTheProviderDoes(t *testing.T) {
	inVain := func(t *testing.T, l *lab.Lab, cert string) {
		t.Helper()
		_, _, err := l.Try(api.CertificateIssued, "wait", P{"certificateArn": cert})
		require.EqualError(t, err, "waiting for ACM Certificate ("+cert+") to be issued: timeout while waiting for state to become 'ISSUED' (last state: 'PENDING_VALIDATION', timeout: 1h15m0s)")
	}
	t.Run("without the record", func(t *testing.T) {
		l := lab.New(t)
		_, cert, _ := requested(l)
		inVain(t, l, cert)
		events := l.World.Events()
		require.Equal(t, 75*time.Minute, events[len(events)-1].Took)
	})
	t.Run("with another value", func(t *testing.T) {
		l := lab.New(t)
		zone, cert, option := requested(l)
		option["resourceRecordValue"] = "_0.elsewhere.acm-validations.aws."
		prove(l, zone, option)
		inVain(t, l, cert)
	})
	t.Run("in a private zone", func(t *testing.T) {
		l := lab.New(t)
		_, cert, option := requested(l)
		private, _ := l.Make(api.Zone, "private", P{"name": "app.acme.test", "vpcs": []any{P{"vpcId": "vpc-1"}}})
		prove(l, private, option)
		inVain(t, l, cert)
	})
	t.Run("in a zone that is not delegated", func(t *testing.T) {
		l := lab.New(t)
		_, cert, option := requested(l)
		child, _ := l.Make(api.Zone, "child", P{"name": "app.acme.test"})
		prove(l, child, option)
		inVain(t, l, cert)
	})
	t.Run("with names that are not all", func(t *testing.T) {
		l := lab.New(t)
		_, cert, option := requested(l)
		_, _, err := l.Try(api.CertificateIssued, "wait", P{"certificateArn": cert, "validationRecordFqdns": []any{"other.acme.test"}})
		require.EqualError(t, err, "missing app.acme.test DNS validation record: "+strings.TrimSuffix(option.Str("resourceRecordName"), "."))
	})
	t.Run("without the certificate", func(t *testing.T) {
		_, _, err := lab.New(t).Try(api.CertificateIssued, "wait", P{"certificateArn": "arn:aws:acm:eu-central-1:111122223333:certificate/0"})
		require.EqualError(t, err, "reading ACM Certificate (arn:aws:acm:eu-central-1:111122223333:certificate/0): couldn't find resource")
	})
	t.Run("by mail", func(t *testing.T) {
		l := lab.New(t)
		cert, out := l.Make(api.Certificate, "mail", P{"domainName": "acme.test", "validationMethod": "EMAIL"})
		require.Contains(t, out.Strs("validationEmails"), "hostmaster@acme.test")
		inVain(t, l, cert)
	})
}

func TestACertificateInUseStays(t *testing.T) {
	l := lab.New(t)
	zone, cert, option := requested(l)
	proof := prove(l, zone, option)
	l.Make(api.CertificateIssued, "wait", P{"certificateArn": cert})
	l.Put(api.Listener, "arn:listener", P{"certificateArn": cert})
	l.Refused(l.Delete(api.Certificate, "app", cert), "deleting ACM Certificate ("+cert+")", "ResourceInUseException",
		"Certificate "+cert+" in account 111122223333 is in use.")
	l.Remove(api.Listener, "arn:listener")
	require.NoError(t, l.Delete(api.Certificate, "app", cert))
	require.NoError(t, l.Delete(api.Record, "proof", proof))
}

func TestAnotherNameIsAnotherCertificate(t *testing.T) {
	l := lab.New(t)
	old := world.Props{"domainName": "a.test", "validationMethod": "DNS", "tags": P{"a": "b"}}
	d, err := l.Session.Diff(api.Certificate, old, world.Props{"domainName": "b.test", "validationMethod": "DNS", "tags": P{"a": "c"}})
	require.NoError(t, err)
	require.Equal(t, []string{"domainName"}, d.Replace)
	require.Len(t, d.Paths, 2)
}
