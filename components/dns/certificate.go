package dns

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/acm"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/route53"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// TypeCertificate is the type token of Certificate. Changing it needs an alias.
const TypeCertificate = "drydock:dns:Certificate"

// Limits of a certificate: https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html
const (
	// MaxNames is how many names one certificate can have.
	MaxNames = 100
	// maxCommonName is what fits into the certificate's subject:
	// https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html
	maxCommonName = 64
)

// validationTTL is for how many seconds the proof may be kept: short, so that
// a proof that was wrong once does not stay so for long.
const validationTTL = 60

// CertificateArgs are the settings of a Certificate.
type CertificateArgs struct {
	// Zone, a public one, in which all names lie and in which they are
	// proven. Required.
	Zone *Zone
	// Domain is the certificate's first name, at most 64 characters, such as
	// "app.dev.example.com" or "*.dev.example.com". Required.
	Domain string
	// Names are further names. A wildcard covers one label and not the name
	// above it, so that often both are wanted. A new account has a quota of
	// 10 names, which AWS raises up to MaxNames on request.
	Names []string
	// Tags of the certificate. It has a Name tag besides.
	Tags map[string]string
}

// Certificate is a certificate of AWS Certificate Manager that has been
// issued, and that renews itself for as long as its records stay.
//
// It is made in the region of the AWS provider that the component gets:
// balancers need it in their own. For CloudFront pass a provider of us-east-1:
// pulumi.Provider(virginia).
type Certificate struct {
	pulumi.ResourceState

	// ARN of the certificate, known once it has been issued.
	ARN pulumi.StringOutput `pulumi:"arn"`
	// Names of the certificate, the first one first.
	Names []string
}

// names are all names in order.
func (a CertificateArgs) names() []string { return append([]string{a.Domain}, a.Names...) }

// Proofs are the domains that must be proven for names: each name without its
// wildcard, once, sorted. ACM proves a domain and the wildcard below it by one
// and the same record:
// https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
func Proofs(names []string) []string {
	var domains []string
	for _, n := range names {
		domains = append(domains, strings.TrimPrefix(n, "*."))
	}
	slices.Sort(domains)
	return slices.Compact(domains)
}

// CheckCertificate returns what is wrong with the arguments of a certificate,
// without making it.
func CheckCertificate(name string, args *CertificateArgs) error {
	p := component.NewProblems("certificate", name)
	checkName(p, name)
	if args == nil {
		p.Add("args", nil, "nil", "pass the settings of the certificate")
		return p.Err()
	}
	switch {
	case args.Zone == nil:
		p.Add("Zone", nil, "not given", "pass the zone of dns.NewZone or dns.AdoptZone")
	case args.Zone.Private:
		p.Add("Zone", args.Zone.Domain, "private, so Amazon cannot see the proof", "pass a public zone")
	}
	if len(args.Domain) > maxCommonName {
		p.Add("Domain", args.Domain, fmt.Sprintf("%d characters long", len(args.Domain)),
			fmt.Sprintf("use a first name of at most %d, and Names for longer ones", maxCommonName))
	}
	names := args.names()
	if len(names) > MaxNames {
		p.Add("Names", nil, fmt.Sprintf("%d names on one certificate", len(names)), fmt.Sprintf("use at most %d", MaxNames))
	}
	for i, n := range names {
		field := "Domain"
		if i > 0 {
			field = fmt.Sprintf("Names[%d]", i-1)
		}
		if !checkDomain(p, field, n, naming{wildcard: true}) {
			continue
		}
		if args.Zone != nil {
			checkWithin(p, field, strings.TrimPrefix(n, "*."), args.Zone.Domain)
		}
		if slices.Contains(names[:i], n) {
			p.Add(field, n, "named twice", "remove it")
		}
	}
	checkTags(p, args.Tags)
	return p.Err()
}

// NewCertificate makes a certificate and waits until it is issued. The error,
// if the arguments are wrong, has one line for each problem, and nothing was
// registered.
func NewCertificate(ctx *pulumi.Context, name string, args *CertificateArgs, opts ...pulumi.ResourceOption) (*Certificate, error) {
	if err := CheckCertificate(name, args); err != nil {
		return nil, err
	}
	c := &Certificate{Names: args.names()}
	inputs := pulumi.Map{"names": pulumi.ToStringArray(c.Names), "zone": pulumi.String(args.Zone.Domain)}
	if err := component.Register(ctx, TypeCertificate, name, inputs, c, opts...); err != nil {
		return nil, err
	}
	if err := c.build(ctx, name, args); err != nil {
		return nil, err
	}
	return c, component.Publish(ctx, c)
}

func (c *Certificate) build(ctx *pulumi.Context, name string, args *CertificateArgs) error {
	own := pulumi.Parent(c)
	logical := component.Name(name, "certificate")
	certificate, err := acm.NewCertificate(ctx, logical, &acm.CertificateArgs{
		DomainName: pulumi.String(args.Domain), SubjectAlternativeNames: others(args),
		ValidationMethod: pulumi.String("DNS"), Tags: component.Tagged(logical, args.Tags),
	}, own)
	if err != nil {
		return err
	}
	var proven pulumi.StringArray
	for _, domain := range Proofs(c.Names) {
		proof := certificate.DomainValidationOptions.ApplyT(func(options []acm.CertificateDomainValidationOption) ([]string, error) {
			return proofOf(options, domain)
		}).(pulumi.StringArrayOutput)
		record, err := route53.NewRecord(ctx, component.Name(name, "proof", domain), &route53.RecordArgs{
			ZoneId: args.Zone.ID, Ttl: pulumi.Int(validationTTL),
			Name: proof.Index(pulumi.Int(0)), Type: proof.Index(pulumi.Int(1)),
			Records: pulumi.StringArray{proof.Index(pulumi.Int(2))},
			// All certificates of one account for one domain are proven by
			// the same record, so it may be there already.
			AllowOverwrite: pulumi.Bool(true),
		}, own)
		if err != nil {
			return err
		}
		proven = append(proven, record.Fqdn)
	}
	issued, err := acm.NewCertificateValidation(ctx, component.Name(name, "issued"), &acm.CertificateValidationArgs{
		CertificateArn: certificate.Arn, ValidationRecordFqdns: proven,
	}, own)
	if err != nil {
		return err
	}
	c.ARN = issued.CertificateArn
	return nil
}

// others are the further names, sorted, so that their order does not matter:
// a change of the list replaces the certificate. Nil where there are none: the
// service then fills the list in itself.
func others(args *CertificateArgs) pulumi.StringArrayInput {
	if len(args.Names) == 0 {
		return nil
	}
	names := slices.Clone(args.Names)
	slices.Sort(names)
	return pulumi.ToStringArray(names)
}

// proofOf returns name, type and value of the record that proves a domain.
func proofOf(options []acm.CertificateDomainValidationOption, domain string) ([]string, error) {
	for _, o := range options {
		if o.DomainName == nil || strings.TrimPrefix(*o.DomainName, "*.") != domain {
			continue
		}
		if o.ResourceRecordName == nil || o.ResourceRecordType == nil || o.ResourceRecordValue == nil {
			continue
		}
		return []string{*o.ResourceRecordName, *o.ResourceRecordType, *o.ResourceRecordValue}, nil
	}
	return nil, fmt.Errorf("certificate manager named no record that proves %q", domain)
}
