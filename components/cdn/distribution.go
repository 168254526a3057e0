package cdn

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudfront"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// TypeDistribution is the type token of Distribution. Changing it needs an
// alias.
const TypeDistribution = "drydock:cdn:Distribution"

const originID = "origin"

// Distribution answers viewers from CloudFront's edges.
type Distribution struct {
	pulumi.ResourceState

	// DistributionID and ARN of the distribution.
	DistributionID pulumi.StringOutput `pulumi:"distributionId"`
	ARN            pulumi.StringOutput `pulumi:"arn"`
	// DNSName and ZoneID are what an alias record of each domain points to.
	DNSName pulumi.StringOutput `pulumi:"dnsName"`
	ZoneID  pulumi.StringOutput `pulumi:"zoneId"`
}

// NewDistribution makes a distribution, which takes some five minutes to be
// everywhere. The error, if the arguments are wrong, has one line for each
// problem, and nothing was registered.
func NewDistribution(
	ctx *pulumi.Context, name string, args *DistributionArgs, opts ...pulumi.ResourceOption,
) (*Distribution, error) {
	a, err := planDistribution(name, args)
	if err != nil {
		return nil, err
	}
	d := &Distribution{}
	if err := component.Register(ctx, TypeDistribution, name, a.inputs(), d, opts...); err != nil {
		return nil, err
	}
	logical := component.Name(name, "distribution")
	made, err := cloudfront.NewDistribution(ctx, logical, &cloudfront.DistributionArgs{
		Enabled: pulumi.Bool(true), Comment: pulumi.String(logical),
		Aliases:              pulumi.ToStringArray(a.Domains),
		HttpVersion:          pulumi.String("http2and3"),
		IsIpv6Enabled:        pulumi.Bool(!a.DisableIPv6),
		PriceClass:           pulumi.String(a.Edges),
		Origins:              cloudfront.DistributionOriginArray{a.origin()},
		DefaultCacheBehavior: a.standard(),
		// Nil where there are none: an empty list would differ for ever.
		OrderedCacheBehaviors: a.ordered(),
		Restrictions:          a.restrictions(),
		ViewerCertificate: cloudfront.DistributionViewerCertificateArgs{
			AcmCertificateArn: a.Certificate.ToStringOutput().ToStringPtrOutput(),
			SslSupportMethod:  pulumi.String("sni-only"), MinimumProtocolVersion: pulumi.String(MinTLS),
		},
		Tags: component.Tagged(logical, a.Tags),
	}, pulumi.Parent(d), pulumi.DependsOn(a.After))
	if err != nil {
		return nil, err
	}
	d.DistributionID, d.ARN = made.ID().ToStringOutput(), made.Arn
	d.DNSName, d.ZoneID = made.DomainName, made.HostedZoneId
	return d, component.Publish(ctx, d)
}

// origin is the one origin, which is shown the lock's secret.
func (a DistributionArgs) origin() cloudfront.DistributionOriginArgs {
	return cloudfront.DistributionOriginArgs{
		OriginId: pulumi.String(originID), DomainName: a.Origin.Domain,
		CustomHeaders: cloudfront.DistributionOriginCustomHeaderArray{
			cloudfront.DistributionOriginCustomHeaderArgs{Name: pulumi.String(HeaderName), Value: a.Lock.Value},
		},
		CustomOriginConfig: cloudfront.DistributionOriginCustomOriginConfigArgs{
			HttpPort: pulumi.Int(80), HttpsPort: pulumi.Int(a.Origin.Port),
			OriginProtocolPolicy:   pulumi.String("https-only"),
			OriginSslProtocols:     pulumi.ToStringArray([]string{"TLSv1.2"}),
			OriginReadTimeout:      pulumi.Int(a.Origin.ReadSeconds),
			OriginKeepaliveTimeout: pulumi.Int(a.Origin.KeepAliveSeconds),
		},
	}
}

// requestPolicy decides by which name the origin is asked.
func (a DistributionArgs) requestPolicy() pulumi.String {
	if a.Origin.OwnHost {
		return policyExceptHost
	}
	return policyAllViewer
}

// allMethods are all that CloudFront knows, and cachedMethods those whose
// answers it keeps.
func allMethods() pulumi.StringArray {
	return pulumi.ToStringArray([]string{"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
}

func cachedMethods() pulumi.StringArray { return pulumi.ToStringArray([]string{"GET", "HEAD"}) }

func (a DistributionArgs) standard() cloudfront.DistributionDefaultCacheBehaviorArgs {
	return cloudfront.DistributionDefaultCacheBehaviorArgs{
		TargetOriginId: pulumi.String(originID), ViewerProtocolPolicy: pulumi.String("redirect-to-https"),
		AllowedMethods: allMethods(), CachedMethods: cachedMethods(), Compress: pulumi.Bool(true),
		CachePolicyId: pulumi.String(cachePolicies[a.Caching]), OriginRequestPolicyId: a.requestPolicy(),
		ResponseHeadersPolicyId: pulumi.String(policySecurityHeaders),
	}
}

func (a DistributionArgs) ordered() cloudfront.DistributionOrderedCacheBehaviorArrayInput {
	if len(a.Behaviours) == 0 {
		return nil
	}
	var out cloudfront.DistributionOrderedCacheBehaviorArray
	for _, b := range a.Behaviours {
		out = append(out, cloudfront.DistributionOrderedCacheBehaviorArgs{
			PathPattern:    pulumi.String(b.Path),
			TargetOriginId: pulumi.String(originID), ViewerProtocolPolicy: pulumi.String("redirect-to-https"),
			AllowedMethods: allMethods(), CachedMethods: cachedMethods(), Compress: pulumi.Bool(true),
			CachePolicyId: pulumi.String(cachePolicies[b.Caching]), OriginRequestPolicyId: a.requestPolicy(),
			ResponseHeadersPolicyId: pulumi.String(policySecurityHeaders),
		})
	}
	return out
}

func (a DistributionArgs) restrictions() cloudfront.DistributionRestrictionsArgs {
	kind, codes := "none", []string(nil)
	switch {
	case len(a.Countries.Only) > 0:
		kind, codes = "whitelist", a.Countries.Only
	case len(a.Countries.Except) > 0:
		kind, codes = "blacklist", a.Countries.Except
	}
	geo := cloudfront.DistributionRestrictionsGeoRestrictionArgs{RestrictionType: pulumi.String(kind)}
	if len(codes) > 0 {
		geo.Locations = pulumi.ToStringArray(codes)
	}
	return cloudfront.DistributionRestrictionsArgs{GeoRestriction: geo}
}
