package cloudfront_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/acm"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/cloudfront"
	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
	"github.com/drydock-iac/drydock/simcloud/world"
)

type P = worldtest.P

const arn = "arn:aws:acm:us-east-1:111122223333:certificate/1"

// stage is a world whose provider works in Frankfurt, with a certificate in
// us-east-1.
type stage struct{ *worldtest.Lab }

func newStage(t *testing.T) stage {
	t.Helper()
	s := stage{worldtest.New(t, "cdn", cloudfront.Types(), acm.Types())}
	s.certificate(arn, "us-east-1", "ISSUED")
	return s
}

func (s stage) certificate(arn, region, status string) {
	s.In(region).Put(api.Certificate, arn, P{
		"arn": arn, "status": status, "domainName": "example.com", "subjectAlternativeNames": []any{"example.com", "*.example.com"},
	})
}

func config(over P) P {
	in := P{
		"enabled": true, "aliases": []any{"www.example.com"},
		"origins":              []any{P{"originId": "web", "domainName": "web.elb.amazonaws.com"}},
		"defaultCacheBehavior": P{"targetOriginId": "web", "viewerProtocolPolicy": "redirect-to-https", "cachePolicyId": "4135ea2d"},
		"restrictions":         P{"geoRestriction": P{"restrictionType": "none"}},
		"viewerCertificate":    P{"acmCertificateArn": arn, "sslSupportMethod": "sni-only"},
	}
	for k, v := range over {
		in[k] = v
	}
	return in
}

func (s stage) make(name string, in P) (string, world.Props, error) {
	s.Helper()
	return s.Try(cloudfront.Distribution, name, in)
}

func TestADistributionIsEverywhereInFiveMinutes(t *testing.T) {
	s := newStage(t)
	id, out, err := s.make("cdn", config(nil))
	require.NoError(t, err)
	require.Regexp(t, `^E[0-9A-F]{13}$`, id)
	require.Equal(t, "arn:aws:cloudfront::111122223333:distribution/"+id, out.Str("arn"))
	require.Regexp(t, `^d[0-9a-f]{13}\.cloudfront\.net$`, out.Str("domainName"))
	require.Equal(t, []string{"Z2FDTNDATAQYW2", "Deployed"}, []string{out.Str("hostedZoneId"), out.Str("status")})
	require.Equal(t, 5*time.Minute, s.World.Events()[0].Took)

	changed, err := s.Update(cloudfront.Distribution, "cdn", id, config(P{"comment": "new"}))
	require.NoError(t, err)
	require.Equal(t, out.Str("domainName"), changed.Str("domainName"))
	require.NotEqual(t, out.Str("etag"), changed.Str("etag"))

	require.NoError(t, s.Delete(cloudfront.Distribution, "cdn", id))
	events := s.World.Events()
	require.Equal(t, 5*time.Minute+30*time.Second, events[len(events)-1].Took, "it is disabled first")
}

func TestADistributionNobodyWaitsForIsInProgress(t *testing.T) {
	s := newStage(t)
	_, out, err := s.make("cdn", config(P{"waitForDeployment": false}))
	require.NoError(t, err)
	require.Equal(t, "InProgress", out.Str("status"))
	require.Equal(t, 2*time.Second, s.World.Events()[0].Took)
}

func TestACertificateInUseStays(t *testing.T) {
	s := newStage(t)
	_, _, err := s.make("cdn", config(nil))
	require.NoError(t, err)
	s.World.View("us-east-1", func(c *world.Call) {
		require.Len(t, c.Holders(c.Find(api.Certificate, arn)), 1)
	})
}

func TestWhatTheServiceRefusesOfADistribution(t *testing.T) {
	const elsewhere, pending = "arn:aws:acm:eu-central-1:111122223333:certificate/2", "arn:aws:acm:us-east-1:111122223333:certificate/3"
	const invalid = "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid certificate chain."
	const more = "For more details, see: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html#alternate-domain-names-requirements"
	var many []any
	for i := range 101 {
		many = append(many, fmt.Sprintf("d%d.example.com", i))
	}
	viewer := func(arn string) P {
		return P{"viewerCertificate": P{"acmCertificateArn": arn, "sslSupportMethod": "sni-only"}}
	}
	for name, c := range map[string]struct {
		in            P
		code, message string
	}{
		"a certificate elsewhere": {viewer(elsewhere), "InvalidViewerCertificate", invalid},
		"no certificate":          {viewer("arn:aws:acm:us-east-1:111122223333:certificate/9"), "InvalidViewerCertificate", invalid},
		"a pending certificate":   {viewer(pending), "InvalidViewerCertificate", invalid},
		"the default certificate": {P{"viewerCertificate": P{"cloudfrontDefaultCertificate": true}}, "InvalidViewerCertificate",
			"To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a trusted certificate that validates your authorization to use the domain name. " + more},
		"another name": {P{"aliases": []any{"www.example.org"}}, "InvalidViewerCertificate",
			"The certificate that is attached to your distribution doesn't cover the alternate domain name (CNAME) that you're trying to add. " + more},
		"a deeper name": {P{"aliases": []any{"a.b.example.com"}}, "InvalidViewerCertificate",
			"The certificate that is attached to your distribution doesn't cover the alternate domain name (CNAME) that you're trying to add. " + more},
		"a name that is taken": {P{"aliases": []any{"Taken.example.com"}}, "CNAMEAlreadyExists", "One or more of the CNAMEs you provided are already associated with a different resource."},
		"somebody else's":      {P{"aliases": []any{"other.example.com"}}, "CNAMEAlreadyExists", "One or more of the CNAMEs you provided are already associated with a different resource."},
		"many names":           {P{"aliases": many}, "TooManyDistributionCNAMEs", "Your request contains more CNAMEs than are allowed per distribution."},
		"no such origin": {P{"defaultCacheBehavior": P{"targetOriginId": "api", "viewerProtocolPolicy": "https-only", "cachePolicyId": "x"}}, "NoSuchOrigin",
			"One or more of your origins or origin groups do not exist."},
		"no such origin of a path": {P{"orderedCacheBehaviors": []any{P{"pathPattern": "/a", "targetOriginId": "api", "viewerProtocolPolicy": "https-only", "cachePolicyId": "x"}}}, "NoSuchOrigin",
			"One or more of your origins or origin groups do not exist."},
		"no caching": {P{"defaultCacheBehavior": P{"targetOriginId": "web", "viewerProtocolPolicy": "https-only"}}, "InvalidArgument", "The parameter ForwardedValues is required."},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			s.certificate(elsewhere, "eu-central-1", "ISSUED")
			s.certificate(pending, "us-east-1", "PENDING_VALIDATION")
			s.World.Set(cloudfront.SettingTaken, "other.example.com")
			_, _, err := s.make("first", config(P{"aliases": []any{"taken.example.com"}}))
			require.NoError(t, err)
			_, _, err = s.make("second", config(c.in))
			s.Refused(err, "creating CloudFront Distribution", c.code, c.message)
		})
	}
}

func TestWhatTheProviderRefusesOfADistribution(t *testing.T) {
	s := newStage(t)
	for name, c := range map[string]struct {
		in   P
		want string
	}{
		"version":  {P{"httpVersion": "http4"}, `httpVersion: expected http_version to be one of ["http1.1" "http2" "http3" "http2and3"], got http4`},
		"price":    {P{"priceClass": "all"}, `priceClass: expected price_class to be one of ["PriceClass_100" "PriceClass_200" "PriceClass_All"], got all`},
		"protocol": {P{"defaultCacheBehavior": P{"targetOriginId": "web", "viewerProtocolPolicy": "https"}}, `defaultCacheBehavior.viewerProtocolPolicy: expected default_cache_behavior.0.viewer_protocol_policy to be one of ["allow-all" "https-only" "redirect-to-https"], got https`},
		"country":  {P{"restrictions": P{"geoRestriction": P{"restrictionType": "allow"}}}, `restrictions.geoRestriction.restrictionType: expected restrictions.0.geo_restriction.0.restriction_type to be one of ["none" "whitelist" "blacklist"], got allow`},
		"method":   {P{"viewerCertificate": P{"acmCertificateArn": arn, "sslSupportMethod": "sni"}}, `viewerCertificate.sslSupportMethod: expected viewer_certificate.0.ssl_support_method to be one of ["sni-only" "vip" "static-ip"], got sni`},
	} {
		require.Equal(t, []string{c.want}, s.Fails(cloudfront.Distribution, config(c.in)), name)
	}
}
