package route53

import "strings"

// The hosted zones that Elastic Load Balancing keeps in each region for the
// names of its load balancers; alias records name them.
// https://docs.aws.amazon.com/general/latest/gr/elb.html
var (
	albZones = map[string]string{
		"us-east-1": "Z35SXDOTRQ7X7K", "us-east-2": "Z3AADJGX6KTTL2", "us-west-1": "Z368ELLRRE2KJ0", "us-west-2": "Z1H1FL5HABSF5",
		"ca-central-1": "ZQSVJUPU6J1EY", "sa-east-1": "Z2P70J7HTTTPLU",
		"eu-central-1": "Z215JYRZR1TBD5", "eu-central-2": "Z06391101F2ZOEP8P5EB3", "eu-west-1": "Z32O12XQLNTSW2",
		"eu-west-2": "ZHURV8PSTC4K8", "eu-west-3": "Z3Q77PNBQS71R4", "eu-north-1": "Z23TAZ6LKFMNIO", "eu-south-1": "Z3ULH7SSC9OV64",
		"ap-northeast-1": "Z14GRHDCWA56QT", "ap-northeast-2": "ZWKZPGTI48KDX", "ap-south-1": "ZP97RAFLXTNZK",
		"ap-southeast-1": "Z1LMS91P8CMLE5", "ap-southeast-2": "Z1GM3OXH4ZPM65",
	}
	nlbZones = map[string]string{
		"us-east-1": "Z26RNL4JYFTOTI", "us-east-2": "ZLMOA37VPKANP", "us-west-1": "Z24FKFUX50B4VW", "us-west-2": "Z18D5FSROUN65G",
		"ca-central-1": "Z2EPGBW3API2WT", "sa-east-1": "ZTK26PT1VY4CU",
		"eu-central-1": "Z3F0SRJ5LGBH90", "eu-central-2": "Z02239872DOALSIDCX66S", "eu-west-1": "Z2IFOLAFXWLO4F",
		"eu-west-2": "ZD4D7Y8KGAS4G", "eu-west-3": "Z1CMS0P5QUZ6D5", "eu-north-1": "Z1UDT6IFJ4EJM", "eu-south-1": "Z23146JA1KNAFP",
		"ap-northeast-1": "Z31USIVHYNEOWT", "ap-northeast-2": "ZIBE1TIR4HY56", "ap-south-1": "ZVDDRBQ08TROA",
		"ap-southeast-1": "ZKVM4W9LS7TM", "ap-southeast-2": "ZCT6FZBF4DROD",
	}
)

// cloudFrontZone is the hosted zone of every CloudFront distribution.
// https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html
const cloudFrontZone = "Z2FDTNDATAQYW2"

// ALBZoneID returns the canonical hosted zone of Application Load Balancers in
// a region, "" for a region that the simulation does not have.
func ALBZoneID(region string) string { return albZones[region] }

// NLBZoneID returns the canonical hosted zone of Network Load Balancers in a
// region, "" for a region that the simulation does not have.
func NLBZoneID(region string) string { return nlbZones[region] }

// serviceSuffix returns the domain of a hosted zone that an AWS service keeps,
// "" for any other zone.
func serviceSuffix(zoneID string) string {
	if zoneID == cloudFrontZone {
		return ".cloudfront.net"
	}
	for region, id := range albZones {
		if id == zoneID {
			return "." + region + ".elb.amazonaws.com"
		}
	}
	for region, id := range nlbZones {
		if id == zoneID {
			return ".elb." + region + ".amazonaws.com"
		}
	}
	return ""
}

// plain is a domain name without its trailing dot, in lower case.
func plain(name string) string { return strings.ToLower(strings.TrimSuffix(name, ".")) }

// within reports whether name is domain or lies below it.
func within(name, domain string) bool { return name == domain || strings.HasSuffix(name, "."+domain) }
