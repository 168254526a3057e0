// Package cdn puts CloudFront in front of a load balancer, and locks the
// balancer to it.
//
// [NewDistribution] makes the distribution: HTTP/2 and HTTP/3, TLS 1.2 and
// later for viewers, TLS to the origin, AWS's managed policies for caching and
// for headers. [NewLock] makes the secret that proves to the balancer that a
// request came through it:
//
//	lock, err := cdn.NewLock(ctx, "web", &cdn.LockArgs{})
//	web, err := network.NewApplicationLoadBalancer(ctx, "web", &network.ApplicationLoadBalancerArgs{
//		Network: vpc.Placement(), InternetFacing: true,
//		ClientLists: map[string]pulumi.StringInput{"cloudfront": originFacing}, // com.amazonaws.global.cloudfront.origin-facing
//		Listeners: []network.WebListener{{
//			Port: 443, Certificate: certificate.ARN, Default: network.Respond{Status: 403},
//			Rules: []network.WebRule{{Key: "cdn", Priority: 1, Header: lock.Header(), Action: network.Forward{To: "site"}}},
//		}},
//		Targets: []network.WebTarget{{Key: "site", Port: 30080}},
//	})
//	front, err := cdn.NewDistribution(ctx, "web", &cdn.DistributionArgs{
//		Domains: []string{"www.example.com"}, Certificate: global.ARN, Lock: lock,
//		Origin: cdn.Origin{Domain: web.DNSName}, After: web.Ready(),
//	})
//
// The list of addresses alone is no lock: anybody's distribution calls from
// them. The header alone is none either, as long as the balancer can be asked
// by all the world. Both together are what AWS advises:
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/restrict-access-to-load-balancer.html
//
// The viewers' certificate is one of ACM in us-east-1, whatever the region of
// everything else: make it with a provider of that region,
//
//	global, err := dns.NewCertificate(ctx, "web", args, pulumi.Provider(virginia))
//
// and the origin's certificate, in the balancer's own region, names the same
// domains, for CloudFront asks the origin by the name that the viewer asked
// for.
//
// What the package will not do: web ACLs (their SDK costs minutes and
// gigabytes to compile), functions at the edge, and access logs of the old
// kind, which need a bucket with ACLs.
package cdn
