package cloudfront

import "github.com/drydock-iac/drydock/simcloud/world"

// Distribution is the token of the one resource type.
const Distribution = "aws:cloudfront/distribution:Distribution"

// HostedZoneID is that of every distribution's name, for alias records:
// https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html
const HostedZoneID = "Z2FDTNDATAQYW2"

// CertificateRegion is where certificates of distributions are:
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
const CertificateRegion = "us-east-1"

// SettingTaken is the setting of the world that lists names, separated by
// commas, that distributions of other accounts answer to.
const SettingTaken = "cloudfront:taken"

// QuotaNames is the number of alternate domain names of a distribution:
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
const QuotaNames = "cloudfront/alternate-domain-names"

const defaultNames = 100

// Documents that state the rules.
const (
	docCreate      = "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateDistribution.html"
	docUpdate      = "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_UpdateDistribution.html"
	docNames       = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html#alternate-domain-names-requirements"
	docCertificate = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html"
	docQuotas      = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html"
)

// Types returns the resource types of CloudFront.
func Types() []*world.Type { return []*world.Type{distribution()} }
