package cdn

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Caching says what the edges keep of the origin's answers.
type Caching string

// The ways of caching, each a policy that AWS manages:
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
const (
	// CachingNone keeps nothing. It is the default: an answer that is kept by
	// mistake is shown to the wrong person.
	CachingNone Caching = "none"
	// CachingOrigin keeps what the origin's Cache-Control headers allow, apart
	// for each host and query.
	CachingOrigin Caching = "origin"
	// CachingOptimized keeps everything for a day unless the origin says
	// otherwise, whatever host, query and cookies: for files whose names change
	// with their content.
	CachingOptimized Caching = "optimized"
)

// cachePolicies are the ids of those policies.
var cachePolicies = map[Caching]string{
	CachingNone:      "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", // CachingDisabled
	CachingOrigin:    "4cc15a8a-d715-48a4-82b8-cc0b614638fe", // UseOriginCacheControlHeaders-QueryStrings
	CachingOptimized: "658327ea-f89d-4fab-a63d-7e88639e58f6", // CachingOptimized
}

// Policies for what the origin gets to see and for the headers of answers:
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html
const (
	policyAllViewer       = "216adef6-5c7f-47e4-b989-5492eafa07d3" // AllViewer
	policyExceptHost      = "b689b0a8-53d0-40ab-baf2-68738e2966ac" // AllViewerExceptHostHeader
	policySecurityHeaders = "67f7725c-6f97-4210-82d7-5512b31e9d03" // SecurityHeadersPolicy
)

// Edges says from where requests are answered, which decides the price.
type Edges string

// The sets of edges:
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PriceClass.html
const (
	// EdgesAll are all there are. It is the default.
	EdgesAll Edges = "PriceClass_All"
	// EdgesMost leave out South America, Australia and New Zealand.
	EdgesMost Edges = "PriceClass_200"
	// EdgesFew are those in North America, Europe and Israel.
	EdgesFew Edges = "PriceClass_100"
)

// Defaults of DistributionArgs.
const (
	DefaultOriginPort       = 443
	DefaultReadSeconds      = 30
	DefaultKeepAliveSeconds = 5
	// MinTLS is the security policy for viewers: TLS 1.2 with today's ciphers,
	// and TLS 1.3.
	MinTLS = "TLSv1.2_2021"
)

// DistributionArgs are the settings of a Distribution.
type DistributionArgs struct {
	// Domains that the distribution answers to, 1 to 100. No other distribution
	// in any account may have them. Required.
	Domains []string
	// Certificate is the ARN of a certificate for them, in ACM in us-east-1.
	// Required.
	Certificate pulumi.StringInput
	// Origin that is asked. Required.
	Origin Origin
	// Lock whose secret is shown to the origin. Required: without one, anybody
	// can reach the origin around the distribution, or through one of their own.
	Lock *Lock
	// Caching of all paths that no Behaviour takes. Empty means CachingNone.
	Caching Caching
	// Behaviours are paths that are cached otherwise, the first that matches.
	Behaviours []Behaviour
	// Edges that answer. Empty means EdgesAll.
	Edges Edges
	// Countries from which requests are answered.
	Countries Countries
	// DisableIPv6 answers over IPv4 only.
	DisableIPv6 bool
	// After is what must be in place before the distribution changes, such as
	// the balancer: its rules take a new secret before the edges show it.
	After []pulumi.Resource
	// Tags of the distribution. It has a Name tag besides.
	Tags map[string]string
}

// Origin is what a distribution asks.
type Origin struct {
	// Domain is its public name, such as the DNSName of a load balancer.
	// Required.
	Domain pulumi.StringInput
	// Port of HTTPS: 443, or 1024 to 65535. Zero means DefaultOriginPort.
	Port int
	// OwnHost asks the origin by its own Domain, which its certificate must then
	// name. Off, it is asked by the name that the viewer asked for.
	OwnHost bool
	// ReadSeconds is for how long an answer is waited for, 1 to 120. Zero means
	// DefaultReadSeconds.
	ReadSeconds int
	// KeepAliveSeconds is for how long an idle connection is kept, 1 to 120; keep
	// it below the balancer's IdleSeconds. Zero means DefaultKeepAliveSeconds.
	KeepAliveSeconds int
}

// Behaviour is how some paths are cached.
type Behaviour struct {
	// Path with * and ? as wildcards, such as "/assets/*". Required.
	Path string
	// Caching of what it matches. Empty means CachingNone.
	Caching Caching
}

// Countries are ISO 3166-1 alpha-2 codes, such as "DE", either to answer or to
// refuse. Neither means that all are answered.
type Countries struct {
	// Only these are answered.
	Only []string
	// Not these.
	Except []string
}

func (a DistributionArgs) withDefaults() DistributionArgs {
	a.Domains, a.Behaviours, a.Tags = slices.Clone(a.Domains), slices.Clone(a.Behaviours), maps.Clone(a.Tags)
	if a.Caching == "" {
		a.Caching = CachingNone
	}
	for i := range a.Behaviours {
		if a.Behaviours[i].Caching == "" {
			a.Behaviours[i].Caching = CachingNone
		}
	}
	if a.Edges == "" {
		a.Edges = EdgesAll
	}
	if a.Origin.Port == 0 {
		a.Origin.Port = DefaultOriginPort
	}
	if a.Origin.ReadSeconds == 0 {
		a.Origin.ReadSeconds = DefaultReadSeconds
	}
	if a.Origin.KeepAliveSeconds == 0 {
		a.Origin.KeepAliveSeconds = DefaultKeepAliveSeconds
	}
	return a
}

func (a DistributionArgs) inputs() pulumi.Map {
	return pulumi.Map{
		"domains": pulumi.ToStringArray(a.Domains), "caching": pulumi.String(a.Caching), "edges": pulumi.String(a.Edges),
	}
}
