package keys

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// The versions of the providers.
const (
	RandomVersion = "4.18.4"
	TLSVersion    = "5.2.0"
)

// Password is a random text that stays the same from run to run.
type Password struct {
	pulumi.CustomResourceState

	// Result is the text. Secret.
	Result pulumi.StringOutput `pulumi:"result"`
}

// NewPassword makes a password of letters and digits.
func NewPassword(ctx *pulumi.Context, name string, length int, opts ...pulumi.ResourceOption) (*Password, error) {
	p := &Password{}
	inputs := pulumi.Map{"length": pulumi.Int(length), "special": pulumi.Bool(false)}
	opts = append([]pulumi.ResourceOption{
		pulumi.Version(RandomVersion), pulumi.AdditionalSecretOutputs([]string{"bcryptHash", "result"}),
	}, opts...)
	return p, ctx.RegisterResource("random:index/randomPassword:RandomPassword", name, inputs, p, opts...)
}

// Private is a private key on the curve P-256.
type Private struct {
	pulumi.CustomResourceState

	// PEM is the key. Secret.
	PEM pulumi.StringOutput `pulumi:"privateKeyPem"`
	// Public is the public half, PEM (PKIX). No secret.
	Public pulumi.StringOutput `pulumi:"publicKeyPem"`
}

// NewPrivate makes a private key.
func NewPrivate(ctx *pulumi.Context, name string, opts ...pulumi.ResourceOption) (*Private, error) {
	k := &Private{}
	inputs := pulumi.Map{"algorithm": pulumi.String("ECDSA"), "ecdsaCurve": pulumi.String("P256")}
	opts = append([]pulumi.ResourceOption{
		pulumi.Version(TLSVersion),
		pulumi.AdditionalSecretOutputs([]string{"privateKeyOpenssh", "privateKeyPem", "privateKeyPemPkcs8"}),
	}, opts...)
	return k, ctx.RegisterResource("tls:index/privateKey:PrivateKey", name, inputs, k, opts...)
}

// Certificate is a certificate.
type Certificate struct {
	pulumi.CustomResourceState

	// PEM is the certificate.
	PEM pulumi.StringOutput `pulumi:"certPem"`
}

// NewAuthority makes the certificate of an authority that signs itself, valid
// for a number of hours.
func NewAuthority(
	ctx *pulumi.Context, name, commonName string, key *Private, hours int, opts ...pulumi.ResourceOption,
) (*Certificate, error) {
	c := &Certificate{}
	inputs := pulumi.Map{
		"privateKeyPem":       pulumi.ToSecret(key.PEM),
		"isCaCertificate":     pulumi.Bool(true),
		"allowedUses":         pulumi.ToStringArray([]string{"digital_signature", "key_encipherment", "cert_signing"}),
		"validityPeriodHours": pulumi.Int(hours),
		"subject":             pulumi.Map{"commonName": pulumi.String(commonName)},
	}
	opts = append([]pulumi.ResourceOption{
		pulumi.Version(TLSVersion), pulumi.AdditionalSecretOutputs([]string{"privateKeyPem"}),
	}, opts...)
	return c, ctx.RegisterResource("tls:index/selfSignedCert:SelfSignedCert", name, inputs, c, opts...)
}

// NewServer makes the certificate of a server that signs itself, for clients
// that are given this very certificate to trust. It is valid for a number of
// hours under the names, of which the first is also its common name's, cut to
// the 64 characters that one can have.
func NewServer(ctx *pulumi.Context, name string, names []string, key *Private, hours int, opts ...pulumi.ResourceOption) (*Certificate, error) {
	c := &Certificate{}
	common := names[0]
	if len(common) > maxCommonName {
		common = common[:maxCommonName]
	}
	inputs := pulumi.Map{
		"privateKeyPem":       pulumi.ToSecret(key.PEM),
		"dnsNames":            pulumi.ToStringArray(names),
		"allowedUses":         pulumi.ToStringArray([]string{"digital_signature", "key_encipherment", "server_auth"}),
		"validityPeriodHours": pulumi.Int(hours),
		"subject":             pulumi.Map{"commonName": pulumi.String(common)},
	}
	opts = append([]pulumi.ResourceOption{
		pulumi.Version(TLSVersion), pulumi.AdditionalSecretOutputs([]string{"privateKeyPem"}),
	}, opts...)
	return c, ctx.RegisterResource("tls:index/selfSignedCert:SelfSignedCert", name, inputs, c, opts...)
}

// maxCommonName is the upper bound of RFC 5280, appendix A.1.
const maxCommonName = 64

// ClientArgs are the settings of a client's certificate.
type ClientArgs struct {
	// CommonName and Organization of the subject.
	CommonName, Organization string
	// Key of the client.
	Key *Private
	// Authority and AuthorityKey sign it.
	Authority    *Certificate
	AuthorityKey *Private
	// Hours of validity, and how many before its end a run renews it.
	Hours, Early int
}

// NewClient makes a request, named with the suffix "-request", and the
// certificate that an authority signs for it.
func NewClient(ctx *pulumi.Context, name string, a ClientArgs, opts ...pulumi.ResourceOption) (*Certificate, error) {
	request := &struct {
		pulumi.CustomResourceState
		PEM pulumi.StringOutput `pulumi:"certRequestPem"`
	}{}
	secret := pulumi.AdditionalSecretOutputs([]string{"privateKeyPem"})
	err := ctx.RegisterResource("tls:index/certRequest:CertRequest", name+"-request", pulumi.Map{
		"privateKeyPem": pulumi.ToSecret(a.Key.PEM),
		"subject":       pulumi.Map{"commonName": pulumi.String(a.CommonName), "organization": pulumi.String(a.Organization)},
	}, request, append([]pulumi.ResourceOption{pulumi.Version(TLSVersion), secret}, opts...)...)
	if err != nil {
		return nil, err
	}
	c := &Certificate{}
	inputs := pulumi.Map{
		"certRequestPem":      request.PEM,
		"caCertPem":           a.Authority.PEM,
		"caPrivateKeyPem":     pulumi.ToSecret(a.AuthorityKey.PEM),
		"allowedUses":         pulumi.ToStringArray([]string{"digital_signature", "key_encipherment", "client_auth"}),
		"validityPeriodHours": pulumi.Int(a.Hours),
		"earlyRenewalHours":   pulumi.Int(a.Early),
	}
	signed := pulumi.AdditionalSecretOutputs([]string{"caPrivateKeyPem"})
	return c, ctx.RegisterResource("tls:index/locallySignedCert:LocallySignedCert", name, inputs, c,
		append([]pulumi.ResourceOption{pulumi.Version(TLSVersion), signed}, opts...)...)
}
