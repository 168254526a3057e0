package reach

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/cloudfront"
	"github.com/drydock-iac/drydock/simcloud/aws/s3"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// allViewer is the managed policy that sends the viewer's headers on, Host
// among them:
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html#managed-origin-request-policy-all-viewer
const allViewer = "216adef6-5c7f-47e4-b989-5492eafa07d3"

func distributionNamed(c *world.Call, name string) *world.Object {
	for _, d := range c.Everywhere(cloudfront.Distribution) {
		if strings.ToLower(d.Props.Str("domainName")) == name {
			return d
		}
	}
	return nil
}

// distribution goes on through CloudFront to the origin of the path's
// behaviour. It comes to the origin from addresses of its own, with the headers
// that the distribution adds.
func (q *question) distribution(d *world.Object) {
	if q.from.Interface != "" && !q.far(peer{addresses: q.everybody()}) {
		return
	}
	p := d.Props
	behaviour, pattern := q.behaviour(p)
	what := fmt.Sprintf("%s %s", d.ID, pattern)
	if !q.add("distribution", what, q.viewed(p, behaviour)) {
		return
	}
	if q.secure() && !p.Map("viewerCertificate").Bool("cloudfrontDefaultCertificate") {
		arn := p.Map("viewerCertificate").Str("acmCertificateArn")
		if !q.add("certificate", arn, q.good(in(q.c, cloudfront.CertificateRegion), arn)) {
			return
		}
	}
	for _, o := range p.Maps("origins") {
		if o.Str("originId") == behaviour.Str("targetOriginId") {
			q.origin(o, forwardsHost(behaviour))
			return
		}
	}
	q.add("origin", behaviour.Str("targetOriginId"), "the distribution has no such origin")
}

// everybody is the whole internet in the client's address family.
func (q *question) everybody() []netip.Prefix {
	if q.six() {
		return []netip.Prefix{netip.PrefixFrom(netip.IPv6Unspecified(), 0)}
	}
	return []netip.Prefix{netip.PrefixFrom(netip.IPv4Unspecified(), 0)}
}

// behaviour is the first whose pattern fits the path, else the default one.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html#DownloadDistValuesPathPattern
func (q *question) behaviour(p world.Props) (world.Props, string) {
	for _, b := range p.Maps("orderedCacheBehaviors") {
		pattern := b.Str("pathPattern")
		if wildcard("/"+strings.TrimPrefix(pattern, "/"), q.url) {
			return b, pattern
		}
	}
	return p.Map("defaultCacheBehavior"), "*"
}

// viewed returns the reason why the distribution does not take the request.
func (q *question) viewed(p, behaviour world.Props) string {
	switch policy := behaviour.Str("viewerProtocolPolicy"); {
	case !q.web():
		return "it takes HTTP and HTTPS only"
	case q.port != map[string]int{"https": 443, "http": 80}[q.scheme]:
		return fmt.Sprintf("it does not listen on port %d", q.port)
	case !p.BoolOr("enabled", true):
		return "it is disabled"
	case q.six() && !p.Bool("isIpv6Enabled"):
		return "it has no IPv6 addresses"
	case q.host != strings.ToLower(p.Str("domainName")) && !slices.ContainsFunc(p.Strs("aliases"), func(a string) bool { return matchesName(strings.ToLower(a), q.host) }):
		return fmt.Sprintf("it answers to %s, not to %s", strings.Join(append(p.Strs("aliases"), p.Str("domainName")), ", "), q.host)
	case q.scheme == "http" && policy == "redirect-to-https":
		return "it redirects to https"
	case q.scheme == "http" && policy == "https-only":
		return "it takes https only"
	}
	return ""
}

// forwardsHost reports whether the origin sees the viewer's Host header.
func forwardsHost(behaviour world.Props) bool {
	headers := behaviour.Map("forwardedValues").Strs("headers")
	return behaviour.Str("originRequestPolicyId") == allViewer ||
		slices.ContainsFunc(headers, func(h string) bool { return h == "*" || strings.EqualFold(h, "host") })
}

// origin goes on to what a distribution stands before.
func (q *question) origin(o world.Props, host bool) {
	domain, custom := strings.ToLower(o.Str("domainName")), o.Map("customOriginConfig")
	if len(custom) == 0 {
		bucket, _, _ := strings.Cut(domain, ".s3.")
		why := ""
		if q.c.Find(s3.Bucket, bucket) == nil && !slices.ContainsFunc(q.c.Everywhere(s3.Bucket), func(b *world.Object) bool { return b.ID == bucket }) {
			why = "no such bucket"
		}
		q.add("origin", domain, why)
		return
	}
	switch policy := custom.Str("originProtocolPolicy"); {
	case policy == "https-only":
		q.scheme = "https"
	case policy == "http-only":
		q.scheme = "http"
	}
	q.port = custom.IntOr("httpPort", 80)
	if q.scheme == "https" {
		q.port = custom.IntOr("httpsPort", 443)
	}
	q.headers = map[string]string{}
	for _, h := range o.Maps("customHeaders") {
		q.headers[strings.ToLower(h.Str("name"))] = h.Str("value")
	}
	if !q.add("origin", fmt.Sprintf("%s://%s:%d", q.scheme, domain, q.port), "") {
		return
	}
	q.from, q.peer = From{}, peer{addresses: []netip.Prefix{netip.PrefixFrom(netip.IPv4Unspecified(), 0)}, edge: true}
	q.origins = domain
	if !host {
		q.host = domain
	}
	q.resolve(domain, maxNames)
}

// endpointNamed is the EKS cluster whose API has that host name.
func endpointNamed(c *world.Call, name string) *world.Object {
	for _, o := range c.Everywhere(api.Cluster) {
		if strings.TrimPrefix(strings.ToLower(o.Props.Str("endpoint")), "https://") == name {
			return o
		}
	}
	return nil
}

// endpoint is the end of a path to the API of an EKS cluster. Within the VPC
// the name leads to the cluster's own interfaces if it has a private endpoint:
// https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
func (q *question) endpoint(o *world.Object) {
	config := o.Props.Map("vpcConfig")
	name := o.Props.StrOr("name", o.ID)
	if q.port != 443 {
		q.add("API server", name, fmt.Sprintf("it does not listen on port %d", q.port))
		return
	}
	if q.from.VPC != "" && q.from.VPC == config.Str("vpcId") && config.Bool("endpointPrivateAccess") {
		groups := append([]string{config.Str("clusterSecurityGroupId")}, config.Strs("securityGroupIds")...)
		to := peer{groups: groups}
		for _, id := range config.Strs("subnetIds") { // the cluster's interfaces are in these
			if subnet := in(q.c, o.Scope).Find(api.Subnet, id); subnet != nil {
				if p, err := netip.ParsePrefix(subnet.Props.Str("cidrBlock")); err == nil {
					to.addresses = append(to.addresses, p)
				}
			}
		}
		if q.near(to, "") {
			q.add("API server", name, closedBy(in(q.c, o.Scope), groups, "ingress", q.port, q.peer))
		}
		return
	}
	if q.from.Interface != "" && !q.far(peer{addresses: q.everybody()}) {
		return
	}
	q.add("API server", name, q.admitted(config))
}

// admitted returns the reason why a cluster's public endpoint turns the client
// away.
func (q *question) admitted(config world.Props) string {
	if !config.BoolOr("endpointPublicAccess", true) {
		return "it has no public endpoint"
	}
	cidrs := config.Strs("publicAccessCidrs")
	if len(cidrs) == 0 || (rule{cidrs: cidrs}).covers(q.c, q.peer) {
		return ""
	}
	return fmt.Sprintf("its publicAccessCidrs %s leave out %s", strings.Join(cidrs, ", "), q.peer)
}
