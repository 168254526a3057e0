package dns_test

import (
	"strings"

	"github.com/drydock-iac/drydock/internal/recorder"
)

// run runs a program against a recorder.
var run = recorder.Runner(computed)

// computed are the outputs of Route 53 and ACM that the components use.
func computed(m recorder.Made) map[string]any {
	switch m.Token {
	case "aws:route53/zone:Zone":
		return map[string]any{"zoneId": "Z1", "nameServers": []any{"ns-1.example.net"}}
	case "aws:route53/record:Record":
		return map[string]any{"fqdn": m.Inputs["name"]}
	case "aws:acm/certificate:Certificate":
		return map[string]any{"domainValidationOptions": proofs(m.Inputs)}
	}
	return nil
}

// proofs are the records that ACM would ask for, one for each name, the same
// for a name and its wildcard.
func proofs(inputs map[string]any) []any {
	names := []any{inputs["domainName"]}
	if more, ok := inputs["subjectAlternativeNames"].([]any); ok {
		names = append(names, more...)
	}
	var out []any
	for _, n := range names {
		domain := strings.TrimPrefix(n.(string), "*.")
		out = append(out, map[string]any{
			"domainName": n, "resourceRecordName": "_proof." + domain, "resourceRecordType": "CNAME",
			"resourceRecordValue": "_" + domain + ".acm-validations.aws",
		})
	}
	return out
}
