package identity

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// TypeOIDCProvider is the type token of OIDCProvider. Changing it needs an
// alias.
const TypeOIDCProvider = "drydock:identity:OIDCProvider"

// OIDCProviderArgs are the settings of an OIDCProvider.
type OIDCProviderArgs struct {
	// Issuer is the URL of the token issuer, letter by letter as its tokens name
	// it: https, without port and query. GitHubIssuer is that of GitHub, the
	// external URL that of a Concourse. An account knows each once. Required.
	Issuer string
	// Audiences that the tokens may be for, at most 100. None means that of AWS
	// STS, "sts.amazonaws.com", which the trusts of this package ask for.
	Audiences []string
	// Thumbprints are SHA-1 digests, in hexadecimal, of the certificates of the
	// issuer, at most five: only for an issuer whose certificate is of an
	// authority that AWS does not know. None otherwise:
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
	Thumbprints []string
	// Tags of the provider. It has a Name tag besides.
	Tags map[string]string
}

// OIDCProvider makes an account accept the tokens of an issuer. What they may
// do is up to the trust of each role.
type OIDCProvider struct {
	pulumi.ResourceState

	// ARN of the provider in IAM.
	ARN pulumi.StringOutput `pulumi:"arn"`
	// Issuer is the URL of the issuer.
	Issuer pulumi.StringOutput `pulumi:"issuer"`
}

// OIDC is the provider as trusts take it.
func (p *OIDCProvider) OIDC() OIDC { return OIDC{ARN: p.ARN, Issuer: p.Issuer} }

var thumbprintForm = regexp.MustCompile(`^[0-9a-fA-F]{40}$`)

// CheckOIDCProvider returns what is wrong with the arguments of a provider,
// without making it.
func CheckOIDCProvider(name string, args *OIDCProviderArgs) error {
	_, err := planOIDCProvider(name, args)
	return err
}

func planOIDCProvider(name string, args *OIDCProviderArgs) (OIDCProviderArgs, error) {
	p := component.NewProblems("OIDC provider", name)
	if args == nil {
		p.Add("args", nil, "nil", "name the issuer")
		return OIDCProviderArgs{}, p.Err()
	}
	a := *args
	if rule, repair := issuerFault(a.Issuer); rule != "" {
		p.Add("Issuer", a.Issuer, rule, repair)
	}
	if len(a.Audiences) == 0 {
		a.Audiences = []string{stsAudience}
	}
	if n := len(a.Audiences); n > maxAudiences {
		p.Add("Audiences", nil, fmt.Sprintf("%d of them", n), fmt.Sprintf("use at most %d", maxAudiences))
	}
	for i, audience := range a.Audiences {
		at := fmt.Sprintf("Audiences[%d]", i)
		switch {
		case audience == "" || len(audience) > maxAudience:
			p.Add(at, audience, "not an audience", fmt.Sprintf("use 1 to %d characters", maxAudience))
		case slices.Contains(a.Audiences[:i], audience):
			p.Add(at, audience, "given twice", "leave one out")
		}
	}
	if n := len(a.Thumbprints); n > maxThumbprints {
		p.Add("Thumbprints", nil, fmt.Sprintf("%d of them", n), fmt.Sprintf("use at most %d", maxThumbprints))
	}
	for i, t := range a.Thumbprints {
		if !thumbprintForm.MatchString(t) {
			p.Add(fmt.Sprintf("Thumbprints[%d]", i), t, "not a SHA-1 digest", "write its 40 hexadecimal digits without colons")
		}
	}
	checkTags(p, a.Tags)
	return a, p.Err()
}

// NewOIDCProvider makes a provider. The error, if the arguments are wrong, has
// one line for each problem, and nothing was registered.
func NewOIDCProvider(ctx *pulumi.Context, name string, args *OIDCProviderArgs, opts ...pulumi.ResourceOption) (*OIDCProvider, error) {
	a, err := planOIDCProvider(name, args)
	if err != nil {
		return nil, err
	}
	p := &OIDCProvider{}
	in := pulumi.Map{"issuer": pulumi.String(a.Issuer), "audiences": pulumi.ToStringArray(a.Audiences)}
	if err := component.Register(ctx, TypeOIDCProvider, name, in, p, opts...); err != nil {
		return nil, err
	}
	logical := component.Name(name, "provider")
	resource := &iam.OpenIdConnectProviderArgs{
		Url: pulumi.String(a.Issuer), ClientIdLists: pulumi.ToStringArray(a.Audiences), Tags: component.Tagged(logical, a.Tags),
	}
	if len(a.Thumbprints) > 0 {
		resource.ThumbprintLists = pulumi.ToStringArray(a.Thumbprints)
	}
	provider, err := iam.NewOpenIdConnectProvider(ctx, logical, resource, pulumi.Parent(p))
	if err != nil {
		return nil, err
	}
	p.ARN, p.Issuer = provider.Arn, pulumi.String(a.Issuer).ToStringOutput()
	return p, component.Publish(ctx, p)
}
