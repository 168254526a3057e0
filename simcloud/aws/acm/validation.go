package acm

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const (
	// typicalIssue is how long issuing takes once the records are there.
	typicalIssue = 150 * time.Second
	// timeout is how long the provider waits for it.
	timeout = 75 * time.Minute
)

func validationType() *world.Type {
	return &world.Type{
		Token:   api.CertificateIssued,
		Replace: []string{"certificateArn", "validationRecordFqdns"},
		Refs: []world.Ref{{Path: "certificateArn", Kind: api.Certificate, Missing: func(_ *world.Call, arn string) error {
			return fmt.Errorf("reading ACM Certificate (%s): couldn't find resource", arn)
		}}, {Path: "validationRecordFqdns[*]", Kind: api.Record, By: "fqdn"}},
		Takes:  world.Times{Create: typicalIssue},
		Create: validate,
	}
}

// validate waits until a certificate is issued. Nothing can issue it while the
// wait lasts but what is there already, so a missing record means the timeout.
func validate(c *world.Call) error {
	arn := c.In.Str("certificateArn")
	cert := c.Find(api.Certificate, arn)
	if kind := cert.Props.Str("type"); kind != "AMAZON_ISSUED" {
		return fmt.Errorf("ACM Certificate (%s) has type %s, no validation necessary", arn, kind)
	}
	if err := missingRecords(c, cert); err != nil {
		return err
	}
	if Issued(cert) {
		c.Takes(time.Second)
	} else {
		if Provable(c, cert) != nil {
			c.Takes(timeout)
			return fmt.Errorf("waiting for ACM Certificate (%s) to be issued: timeout while waiting for state to become 'ISSUED' (last state: '%s', timeout: 1h15m0s)",
				arn, cert.Props.Str("status"))
		}
		issue(c, cert)
	}
	// The provider takes the time of issue for an identifier. Fractions of the
	// second, from the call, keep two waits apart.
	c.ID = c.Now().Add(time.Duration(c.Number(1e9, arn))).UTC().String()
	return nil
}

// missingRecords holds the record names that the program has made against
// those that the certificate asks for.
func missingRecords(c *world.Call, cert *world.Object) error {
	given := c.In.Strs("validationRecordFqdns")
	if len(given) == 0 {
		return nil
	}
	options := cert.Props.Maps("domainValidationOptions")
	if len(options) == 0 {
		return fmt.Errorf("validation_record_fqdns is not valid for %s validation", cert.Props.StrOr("validationMethod", "EMAIL"))
	}
	var errs []error
	var seen []string
	for _, o := range options {
		name := strings.TrimSuffix(o.Str("resourceRecordName"), ".")
		made := slices.ContainsFunc(given, func(g string) bool { return strings.TrimSuffix(g, ".") == name })
		if !made && !slices.Contains(seen, name) {
			errs = append(errs, fmt.Errorf("missing %s DNS validation record: %s", o.Str("domainName"), name))
		}
		seen = append(seen, name)
	}
	return errors.Join(errs...)
}
