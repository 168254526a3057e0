package cdn_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/cdn"
)

// settings are those of a sound distribution, but for its lock.
func settings() cdn.DistributionArgs {
	return cdn.DistributionArgs{
		Domains: []string{"www.example.com"}, Certificate: pulumi.String("arn:cert"), Lock: &cdn.Lock{},
		Origin: cdn.Origin{Domain: pulumi.String("web.elb.amazonaws.com")},
	}
}

// distribute makes a distribution and returns its inputs.
func distribute(t *testing.T, change func(*cdn.DistributionArgs)) map[string]any {
	t.Helper()
	r := run(t, func(ctx *pulumi.Context) error {
		lock, err := cdn.NewLock(ctx, "web", &cdn.LockArgs{})
		if err != nil {
			return err
		}
		a := settings()
		change(&a)
		a.Lock = lock
		_, err = cdn.NewDistribution(ctx, "web", &a)
		return err
	})
	in := r.Named("web-distribution").Args.Inputs
	require.NotNil(t, in)
	header := in["origins"].ArrayValue()[0].ObjectValue()["customHeaders"].ArrayValue()[0]
	assert.True(t, in["origins"].ContainsSecrets(), "the secret of the lock is a secret in the plan")
	assert.Equal(t, "X-Origin-Verify", header.ObjectValue()["name"].StringValue())
	return in.MapRepl(nil, func(v resource.PropertyValue) (any, bool) {
		if v.IsSecret() {
			return v.SecretValue().Element.V, true
		}
		return nil, false
	})
}

func TestADistributionServesTLSAndCachesNothingUnlessTold(t *testing.T) {
	methods := []any{"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}
	assert.Equal(t, map[string]any{
		"enabled": true, "comment": "web-distribution", "aliases": []any{"www.example.com"}, "httpVersion": "http2and3",
		"isIpv6Enabled": true, "priceClass": "PriceClass_All", "tags": map[string]any{"Name": "web-distribution"},
		"origins": []any{map[string]any{
			"originId": "origin", "domainName": "web.elb.amazonaws.com",
			"customHeaders": []any{map[string]any{"name": "X-Origin-Verify", "value": "value of web-secret-0"}},
			"customOriginConfig": map[string]any{
				"httpPort": 80.0, "httpsPort": 443.0, "originProtocolPolicy": "https-only", "originSslProtocols": []any{"TLSv1.2"},
				"originReadTimeout": 30.0, "originKeepaliveTimeout": 5.0,
			},
		}},
		"defaultCacheBehavior": map[string]any{
			"targetOriginId": "origin", "viewerProtocolPolicy": "redirect-to-https", "compress": true,
			"allowedMethods": methods, "cachedMethods": []any{"GET", "HEAD"},
			"cachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "originRequestPolicyId": "216adef6-5c7f-47e4-b989-5492eafa07d3",
			"responseHeadersPolicyId": "67f7725c-6f97-4210-82d7-5512b31e9d03",
		},
		"restrictions": map[string]any{"geoRestriction": map[string]any{"restrictionType": "none"}},
		"viewerCertificate": map[string]any{
			"acmCertificateArn": "arn:cert", "sslSupportMethod": "sni-only", "minimumProtocolVersion": "TLSv1.2_2021",
		},
	}, distribute(t, func(*cdn.DistributionArgs) {}))
}

func TestADistributionCachesByPathAndKnowsCountries(t *testing.T) {
	in := distribute(t, func(a *cdn.DistributionArgs) {
		a.Caching = cdn.CachingOrigin
		a.Behaviours = []cdn.Behaviour{{Path: "/assets/*", Caching: cdn.CachingOptimized}, {Path: "/api/*"}}
		a.Countries.Only = []string{"DE", "FR"}
		a.Origin.OwnHost, a.Edges, a.DisableIPv6 = true, cdn.EdgesFew, true
	})
	standard := in["defaultCacheBehavior"].(map[string]any)
	assert.Equal(t, []any{"4cc15a8a-d715-48a4-82b8-cc0b614638fe", "b689b0a8-53d0-40ab-baf2-68738e2966ac"},
		[]any{standard["cachePolicyId"], standard["originRequestPolicyId"]})
	var paths []string
	for _, b := range in["orderedCacheBehaviors"].([]any) {
		m := b.(map[string]any)
		paths = append(paths, fmt.Sprint(m["pathPattern"], " ", m["cachePolicyId"], " ", m["viewerProtocolPolicy"]))
	}
	assert.Equal(t, []string{
		"/assets/* 658327ea-f89d-4fab-a63d-7e88639e58f6 redirect-to-https", "/api/* 4135ea2d-6df8-44a3-9df3-4b5a84be39ad redirect-to-https",
	}, paths)
	assert.Equal(t, map[string]any{"geoRestriction": map[string]any{"restrictionType": "whitelist", "locations": []any{"DE", "FR"}}}, in["restrictions"])
	assert.Equal(t, []any{"PriceClass_100", false}, []any{in["priceClass"], in["isIpv6Enabled"]})
}

func TestALockIsTurnedWithoutLosingRequests(t *testing.T) {
	for generation, want := range map[int][]string{0: {"value of web-secret-0"}, 1: {"value of web-secret-1", "value of web-secret-0"}, 7: {"value of web-secret-7", "value of web-secret-6"}} {
		var values []string
		r := run(t, func(ctx *pulumi.Context) error {
			lock, err := cdn.NewLock(ctx, "web", &cdn.LockArgs{Generation: generation})
			require.NoError(t, err)
			header := lock.Header()
			assert.Equal(t, "X-Origin-Verify", header.Name)
			pulumi.StringArray(header.Values).ToStringArrayOutput().ApplyT(func(v []string) bool {
				values = v
				return true
			})
			return nil
		})
		assert.Equal(t, want, values, "the balancer takes the last secret as well; the first is the one that is sent")
		made := r.Of("RandomPassword")
		assert.Len(t, made, len(want))
		for _, m := range made {
			assert.Equal(t, map[string]any{"length": 40.0, "special": false}, m.Inputs)
		}
	}
	assert.EqualError(t, cdn.CheckLock("web", &cdn.LockArgs{Generation: -1}), `lock "web": Generation -1: negative: count from 0`)
	assert.EqualError(t, cdn.CheckLock("Web", &cdn.LockArgs{}), `lock "Web": name "Web": not a name: use lower-case letters, digits and hyphens, a letter first`)
	assert.EqualError(t, cdn.CheckLock("web", nil), `lock "web": args: nil: pass the settings of the lock`)
}

func TestWrongSettingsOfADistributionAreOneLineEach(t *testing.T) {
	type args = cdn.DistributionArgs
	for name, c := range map[string]struct {
		change func(*args)
		want   string
	}{
		"no domains":        {func(a *args) { a.Domains = nil }, `Domains: none given: name what viewers ask for`},
		"a URL":             {func(a *args) { a.Domains[0] = "https://www.example.com" }, `Domains[0] "https://www.example.com": not a domain name: write one such as "www.example.com", in lower case`},
		"capitals":          {func(a *args) { a.Domains[0] = "WWW.example.com" }, `Domains[0] "WWW.example.com": not a domain name: write one such as "www.example.com", in lower case`},
		"CloudFront's":      {func(a *args) { a.Domains[0] = "x.cloudfront.net" }, `Domains[0] "x.cloudfront.net": a name of CloudFront's own: use a name of yours`},
		"domain twice":      {func(a *args) { a.Domains = append(a.Domains, a.Domains[0]) }, `Domains[1] "www.example.com": named twice: remove it`},
		"no certificate":    {func(a *args) { a.Certificate = nil }, `Certificate: not given: pass the ARN of a certificate in us-east-1, such as that of a dns.Certificate`},
		"no origin":         {func(a *args) { a.Origin.Domain = nil }, `Origin.Domain: not given: pass a name, such as the DNSName of a load balancer`},
		"origin's port":     {func(a *args) { a.Origin.Port = 80 }, `Origin.Port 80: not a port that CloudFront asks over HTTPS: use 443, or 1024 to 65535`},
		"no such port":      {func(a *args) { a.Origin.Port = 65536 }, `Origin.Port 65536: not a port that CloudFront asks over HTTPS: use 443, or 1024 to 65535`},
		"patience":          {func(a *args) { a.Origin.ReadSeconds = 121 }, `Origin.ReadSeconds 121: outside 1 to 120: choose a number within`},
		"keep-alive":        {func(a *args) { a.Origin.KeepAliveSeconds = -1 }, `Origin.KeepAliveSeconds -1: outside 1 to 120: choose a number within`},
		"no lock":           {func(a *args) { a.Lock = nil }, `Lock: not given: pass a cdn.Lock, whose Header a rule of the balancer asks for`},
		"caching":           {func(a *args) { a.Caching = "all" }, `Caching "all": not a way of caching: use cdn.CachingNone, cdn.CachingOrigin or cdn.CachingOptimized`},
		"one answer":        {func(a *args) { a.Domains, a.Caching = []string{"*.example.com"}, cdn.CachingOptimized }, `Caching "optimized": there are several domains, and it keeps one answer for all of them: use cdn.CachingOrigin, or a distribution for each`},
		"behaviour's path":  {func(a *args) { a.Behaviours = []cdn.Behaviour{{}} }, `Behaviours[0].Path "": not a path: write one such as "/assets/*", of at most 255 characters`},
		"long path":         {func(a *args) { a.Behaviours = []cdn.Behaviour{{Path: "/a b"}} }, `Behaviours[0].Path "/a b": not a path: write one such as "/assets/*", of at most 255 characters`},
		"all paths":         {func(a *args) { a.Behaviours = []cdn.Behaviour{{Path: "/*"}} }, `Behaviours[0].Path "/*": matches everything: set Caching of the distribution instead`},
		"path twice":        {func(a *args) { a.Behaviours = []cdn.Behaviour{{Path: "/a"}, {Path: "/a"}} }, `Behaviours[1].Path "/a": named twice: remove it`},
		"behaviour caching": {func(a *args) { a.Behaviours = []cdn.Behaviour{{Path: "/a", Caching: "x"}} }, `Behaviours[0].Caching "x": not a way of caching: use cdn.CachingNone, cdn.CachingOrigin or cdn.CachingOptimized`},
		"edges":             {func(a *args) { a.Edges = "europe" }, `Edges "europe": not a set of edges: use cdn.EdgesAll, cdn.EdgesMost or cdn.EdgesFew`},
		"both sets":         {func(a *args) { a.Countries = cdn.Countries{Only: []string{"DE"}, Except: []string{"FR"}} }, `Countries: both Only and Except given: give one of them`},
		"country":           {func(a *args) { a.Countries.Only = []string{"Germany"} }, `Countries.Only[0] "Germany": not a country code: write two capital letters, such as "DE"`},
		"country twice":     {func(a *args) { a.Countries.Except = []string{"DE", "DE"} }, `Countries.Except[1] "DE": named twice: remove it`},
		"after nothing":     {func(a *args) { a.After = []pulumi.Resource{nil} }, `After[0]: nil: pass a resource`},
		"tag of AWS":        {func(a *args) { a.Tags = map[string]string{"aws:x": ""} }, `Tags "aws:x": keys that start with "aws:" belong to AWS: use another key`},
		"tag of ours":       {func(a *args) { a.Tags = map[string]string{"Name": ""} }, `Tags "Name": every resource has a name of its own: leave it out`},
		"long tag":          {func(a *args) { a.Tags = map[string]string{"x": strings.Repeat("x", 257)} }, `Tags["x"]: value of 257 characters: use at most 256`},
		"no tag":            {func(a *args) { a.Tags = map[string]string{"": "x"} }, `Tags "": not a tag key: use 1 to 128 characters`},
		"many domains": {func(a *args) {
			a.Domains = nil
			for i := range 101 {
				a.Domains = append(a.Domains, fmt.Sprintf("d%d.example.com", i))
			}
		}, `Domains: 101 names: CloudFront takes 100: use a wildcard`},
		"many behaviours": {func(a *args) {
			for i := range 75 {
				a.Behaviours = append(a.Behaviours, cdn.Behaviour{Path: fmt.Sprint("/", i)})
			}
		}, `Behaviours: 76 with the default one: CloudFront takes 75: use wildcards`},
	} {
		t.Run(name, func(t *testing.T) {
			a := settings()
			c.change(&a)
			assert.EqualError(t, cdn.CheckDistribution("web", &a), `distribution "web": `+c.want)
		})
	}
	assert.EqualError(t, cdn.CheckDistribution("web", nil), `distribution "web": args: nil: pass the settings of the distribution`)
	a := settings()
	assert.EqualError(t, cdn.CheckDistribution(strings.Repeat("w", 41), &a), fmt.Sprintf(`distribution %q: name %[1]q: 41 characters long: use at most 40`, strings.Repeat("w", 41)))
}
