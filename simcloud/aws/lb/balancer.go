package lb

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/aws/route53"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func balancerType() *world.Type {
	return &world.Type{
		Token:    api.LoadBalancer,
		AutoName: &world.AutoName{Property: "name", Max: 32, Unless: "namePrefix"},
		Replace:  []string{"name", "namePrefix", "internal", "loadBalancerType", "customerOwnedIpv4Pool"},
		Replaces: replacesBalancer,
		Defaults: world.Props{"loadBalancerType": application, "internal": false, "ipAddressType": "ipv4", "enableDeletionProtection": false},
		Refs: []world.Ref{
			{Path: "subnets[*]", Kind: api.Subnet, Holds: true},
			{Path: "subnetMappings[*].subnetId", Kind: api.Subnet, Holds: true},
			{Path: "securityGroups[*]", Kind: api.SecurityGroup, Holds: true},
		},
		Takes: world.Times{Create: 150 * time.Second, Update: 5 * time.Second, Delete: 30 * time.Second},
		Check: checkBalancer, Create: createBalancer, Update: updateBalancer, Delete: deleteBalancer,
	}
}

func checkBalancer(c *world.Check) {
	f := check.Of(c)
	checkName(f)
	if strings.HasPrefix(c.In.Str("name"), "internal-") {
		f.Fail("name", "%q cannot begin with \"internal-\": %q", "name", c.In.Str("name"))
	}
	checkNamePrefix(f)
	f.Conflicts("name", "namePrefix")
	f.ExactlyOne("subnetMappings", "subnets")
	f.OneOf("loadBalancerType", application, network, "gateway")
	f.OneOf("ipAddressType", "ipv4", "dualstack", "dualstack-without-public-ipv4")
	f.OneOf("desyncMitigationMode", "monitor", "defensive", "strictest")
	f.OneOf("dnsRecordClientRoutingPolicy", "availability_zone_affinity", "partial_availability_zone_affinity", "any_availability_zone")
	f.OneOf("xffHeaderProcessingMode", "append", "preserve", "remove")
	f.OneOf("enforceSecurityGroupInboundRulesOnPrivateLinkTraffic", "on", "off")
}

// replacesBalancer knows two changes that a network load balancer cannot make:
// it loses no subnet, and it has security groups from the first or never.
func replacesBalancer(old, in world.Props) []string {
	if in.StrOr("loadBalancerType", application) != network {
		return nil
	}
	var out []string
	for _, path := range []string{"subnets[*]", "subnetMappings[*].subnetId"} {
		now := in.StrsAt(path)
		for _, id := range old.StrsAt(path) {
			// An unknown subnet may be the one; the count tells the least.
			if !slices.Contains(now, id) && !hasUnknown(in, path) {
				out = append(out, path[:strings.IndexByte(path, '[')])
				break
			}
		}
	}
	had, has := len(old.List("securityGroups")) > 0, len(in.List("securityGroups")) > 0
	if had != has {
		out = append(out, "securityGroups")
	}
	return out
}

func hasUnknown(in world.Props, path string) bool {
	list := in.List(path[:strings.IndexByte(path, '[')])
	return len(in.StrsAt(path)) < len(list)
}

func createBalancer(c *world.Call) error {
	name, kind := physicalName(c), c.Out.Str("loadBalancerType")
	op := operation(fmt.Sprintf("creating ELBv2 %s Load Balancer (%s)", kind, name), "CreateLoadBalancer")
	if other := c.By(api.LoadBalancer, "name", name); other != nil {
		refusal := op.Refuse("DuplicateLoadBalancerName", fmt.Sprintf("A load balancer with the same name '%s' exists, but with different settings", name), docCreateLB)
		if other.Props.Str("loadBalancerType") == kind {
			return &exists{fmt.Sprintf("ELBv2 Load Balancer (%s) already exists", name), refusal}
		}
		return refusal
	}
	quota, doc := QuotaApplication, docALBQuotas
	if kind == network {
		quota, doc = QuotaNetwork, docNLBQuotas
	}
	if limit := c.Quota(quota, defaultBalancers); kind != "gateway" && len(c.Where(api.LoadBalancer, "loadBalancerType", kind)) >= limit {
		return op.Refuse("TooManyLoadBalancers", "The maximum number of load balancers has been reached", doc)
	}
	subnets, err := placement(c, op)
	if err != nil {
		return err
	}
	vpc := subnets[0].Props.Str("vpcId")
	groups, err := securityGroups(c, op, kind, vpc)
	if err != nil {
		return err
	}
	name16 := c.Hex(16, "load balancer")
	suffix := map[string]string{application: "app", network: "net"}[kind]
	if suffix == "" {
		suffix = "gwy"
	}
	c.ID = arnOf(c, fmt.Sprintf("loadbalancer/%s/%s/%s", suffix, name, name16))
	c.Out["name"], c.Out["arn"], c.Out["arnSuffix"] = name, c.ID, fmt.Sprintf("%s/%s/%s", suffix, name, name16)
	c.Out["vpcId"], c.Out["securityGroups"], c.Out["state"] = vpc, list(groups), "active"
	nameInDNS(c, kind, name, name16)
	attributes(c.Out, kind)
	if err := checkLogs(c, c.ID); err != nil {
		return err
	}
	for _, s := range subnets {
		attach(c, nil, s, groups)
	}
	place(c, subnets)
	return nil
}

// nameInDNS sets the load balancer's name in the DNS and the hosted zone of it.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html
func nameInDNS(c *world.Call, kind, name, id string) {
	switch kind {
	case "gateway":
		return // it is reached through endpoints and has no name
	case network:
		c.Out["dnsName"] = fmt.Sprintf("%s-%s.elb.%s.amazonaws.com", name, id, c.Scope)
		c.Out["zoneId"] = route53.NLBZoneID(c.Scope)
		return
	}
	if c.Out.Bool("internal") {
		name = "internal-" + name
	}
	c.Out["dnsName"] = fmt.Sprintf("%s-%d.%s.elb.amazonaws.com", name, 100000000+c.Number(1900000000, "dns"), c.Scope)
	c.Out["zoneId"] = route53.ALBZoneID(c.Scope)
}

// attributes are the provider's defaults by type of load balancer.
func attributes(out world.Props, kind string) {
	defaults := world.Props{"enableCrossZoneLoadBalancing": kind == application, "enableZonalShift": false}
	switch kind {
	case application:
		for k, v := range (world.Props{
			"idleTimeout": 60, "clientKeepAlive": 3600, "enableHttp2": true, "desyncMitigationMode": "defensive",
			"dropInvalidHeaderFields": false, "preserveHostHeader": false, "enableWafFailOpen": false, "enableXffClientPort": false,
			"enableTlsVersionAndCipherSuiteHeaders": false, "xffHeaderProcessingMode": "append",
		}) {
			defaults[k] = v
		}
	case network:
		defaults["dnsRecordClientRoutingPolicy"] = "any_availability_zone"
		if len(out.List("securityGroups")) > 0 {
			defaults["enforceSecurityGroupInboundRulesOnPrivateLinkTraffic"] = "on"
		}
	}
	for k, v := range defaults {
		if !out.Has(k) {
			out[k] = v
		}
	}
}

func deleteBalancer(c *world.Call) error {
	if c.Out.Bool("enableDeletionProtection") {
		return operation(fmt.Sprintf("deleting ELBv2 Load Balancer (%s)", c.ID), "DeleteLoadBalancer").
			Refuse("OperationNotPermitted", fmt.Sprintf("Load balancer '%s' cannot be deleted because deletion protection is enabled", c.ID), docDeleteLB)
	}
	// The service deletes the listeners along with their load balancer.
	for _, l := range c.Where(api.Listener, "loadBalancerArn", c.ID) {
		removeListener(c, l)
	}
	release(c, c.Owned(c.Object))
	return nil
}

func list(s []string) []any {
	out := make([]any, len(s))
	for i, v := range s {
		out[i] = v
	}
	return out
}
