package cloudfront

import (
	"fmt"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// deployment is how long it typically takes until a change is at every edge.
const deployment = 5 * time.Minute

func distribution() *world.Type {
	return &world.Type{
		Token:  Distribution,
		Global: true,
		Defaults: world.Props{
			"httpVersion": "http2", "priceClass": "PriceClass_All", "isIpv6Enabled": false, "retainOnDelete": false,
			"staging": false, "waitForDeployment": true,
		},
		Replace: []string{"staging"},
		Refs:    []world.Ref{{Path: "viewerCertificate.acmCertificateArn", Kind: api.Certificate, Holds: true}},
		// A deletion disables first, which is one more deployment.
		Takes: world.Times{Create: deployment, Update: deployment, Delete: deployment + 30*time.Second},
		Check: checkDistribution, Create: createDistribution, Update: updateDistribution,
	}
}

func checkDistribution(c *world.Check) {
	f := check.Of(c)
	f.OneOf("httpVersion", "http1.1", "http2", "http3", "http2and3")
	f.OneOf("priceClass", "PriceClass_100", "PriceClass_200", "PriceClass_All")
	f.Length("comment", 0, 128)
	checkBehaviour(f.Block("defaultCacheBehavior"))
	for _, b := range f.Blocks("orderedCacheBehaviors") {
		checkBehaviour(b)
	}
	for _, o := range f.Blocks("origins") {
		o.Between("connectionAttempts", 1, 3)
		o.Between("connectionTimeout", 1, 10)
		o.Length("originId", 1, 1<<20)
		o.Block("customOriginConfig").OneOf("originProtocolPolicy", "http-only", "https-only", "match-viewer")
	}
	f.Block("restrictions").Block("geoRestriction").OneOf("restrictionType", "none", "whitelist", "blacklist")
	v := f.Block("viewerCertificate")
	v.OneOf("sslSupportMethod", "sni-only", "vip", "static-ip")
	for _, name := range []string{"acmCertificateArn", "iamCertificateId"} {
		var others []string
		for _, other := range []string{"acmCertificateArn", "cloudfrontDefaultCertificate", "iamCertificateId"} {
			if other != name {
				others = append(others, other)
			}
		}
		v.Conflicts(name, others...)
	}
}

func checkBehaviour(b check.Fields) {
	b.OneOf("viewerProtocolPolicy", "allow-all", "https-only", "redirect-to-https")
}

func createDistribution(c *world.Call) error {
	op := api.Op{Doing: "creating CloudFront Distribution", Service: "CloudFront", Name: "CreateDistribution"}
	if err := refuse(c, op, docCreate); err != nil {
		return err
	}
	c.ID = "E" + strings.ToUpper(c.Hex(13, "distribution"))
	c.Out["arn"] = api.GlobalARN("cloudfront", "distribution/"+c.ID)
	c.Out["domainName"] = "d" + c.Hex(13, "domain") + ".cloudfront.net"
	c.Out["hostedZoneId"] = HostedZoneID
	c.Out["callerReference"] = "terraform-" + c.Now().UTC().Format("20060102150405") + c.Hex(8, "reference")
	complete(c)
	return nil
}

func updateDistribution(c *world.Call) error {
	op := api.Op{Doing: fmt.Sprintf("updating CloudFront Distribution (%s)", c.ID), Service: "CloudFront", Name: "UpdateDistribution"}
	if err := refuse(c, op, docUpdate); err != nil {
		return err
	}
	for _, name := range []string{"arn", "domainName", "hostedZoneId", "callerReference"} {
		c.Out[name] = c.Object.Props[name]
	}
	complete(c)
	return nil
}

// complete sets what follows from a configuration.
func complete(c *world.Call) {
	c.Out["etag"] = "E" + strings.ToUpper(c.Hex(12, "etag", fmt.Sprint(map[string]any(c.In))))
	c.Out["lastModifiedTime"] = c.Now().UTC().Format("2006-01-02 15:04:05.999 -0700 MST")
	c.Out["inProgressValidationBatches"] = 0
	c.Out["status"] = "Deployed"
	if !c.In.BoolOr("waitForDeployment", true) {
		c.Out["status"] = "InProgress"
		c.Takes(2 * time.Second)
	}
	nobody := []any{map[string]any{"enabled": false, "items": []any{}}}
	c.Out["trustedKeyGroups"], c.Out["trustedSigners"] = nobody, nobody
}
