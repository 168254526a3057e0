package network

import (
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// maxMoreCertificates is how many certificates a balancer may have besides the
// default ones of its listeners:
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
const maxMoreCertificates = 25

// moreCertificates makes the certificates that a listener chooses from by the
// name that the client asks for (SNI), a resource for each key.
func moreCertificates(
	ctx *pulumi.Context, own pulumi.ResourceOption, logical string, listener *lb.Listener, more map[string]pulumi.StringInput,
) error {
	for _, key := range slices.Sorted(maps.Keys(more)) {
		_, err := lb.NewListenerCertificate(ctx, component.Name(logical, "certificate", key), &lb.ListenerCertificateArgs{
			ListenerArn: listener.Arn, CertificateArn: more[key],
		}, own)
		if err != nil {
			return err
		}
	}
	return nil
}

// checkMoreCertificates checks the keys of further certificates; tls says
// whether the listener has a first one.
func checkMoreCertificates(p *component.Problems, at string, more map[string]pulumi.StringInput, tls bool) {
	at += ".MoreCertificates"
	if len(more) > 0 && !tls {
		p.Add(at, nil, "given for a listener without TLS", "leave them out, or give the listener a Certificate")
	}
	if n := len(more); n > maxMoreCertificates {
		p.Add(at, nil, fmt.Sprintf("%d certificates", n),
			fmt.Sprintf("AWS allows %d besides the first: join names in one certificate", maxMoreCertificates))
	}
	for _, key := range slices.Sorted(maps.Keys(more)) {
		field := fmt.Sprintf("%s[%q]", at, key)
		if !tierForm.MatchString(key) {
			p.Add(field, nil, "not a key", "use 1 to 20 lower-case letters, digits and hyphens, a letter first")
		}
		if more[key] == nil {
			p.Add(field, nil, "not given", "pass the ARN of a certificate")
		}
	}
}
