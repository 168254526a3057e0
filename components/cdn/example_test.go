package cdn_test

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/cdn"
)

// All that it can have, and two mistakes in it.
func ExampleCheckDistribution() {
	fmt.Println(cdn.CheckDistribution("www", &cdn.DistributionArgs{
		Domains: []string{"www.example.com", "shop.example.com"}, Certificate: pulumi.String("arn:aws:acm:us-east-1:…"), Lock: &cdn.Lock{},
		Origin:  cdn.Origin{Domain: pulumi.String("origin.example.com"), Port: 80, OwnHost: true, ReadSeconds: 60},
		Caching: cdn.CachingOrigin, Behaviours: []cdn.Behaviour{{Path: "/assets/*", Caching: cdn.CachingOptimized}},
		Edges: cdn.EdgesFew, Countries: cdn.Countries{Except: []string{"AQ"}}, DisableIPv6: true, Tags: map[string]string{"owner": "web"},
	}))
	// Output:
	// distribution "www": Origin.Port 80: not a port that CloudFront asks over HTTPS: use 443, or 1024 to 65535
	// distribution "www": Behaviours[0].Caching "optimized": there are several domains, and it keeps one answer for all of them: use cdn.CachingOrigin, or a distribution for each
}
