package policy

import (
	"fmt"
	"net/netip"
	"slices"
)

// Types that let traffic in.
const (
	typeIngress      = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
	typeGroupRule    = "aws:ec2/securityGroupRule:SecurityGroupRule"
	typeGroup        = "aws:ec2/securityGroup:SecurityGroup"
	typeDefaultGroup = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
	typeBalancer     = "aws:lb/loadBalancer:LoadBalancer"
	typeCluster      = "aws:eks/cluster:Cluster"
	typeService      = "kubernetes:core/v1:Service"
	repairIngress    = "name the ranges or the security group that may connect"
	internetBits     = 1
)

// OpenIngress is the rule that nothing is open to the whole internet, but
// ports 80 and 443 of the security groups of load balancers.
func OpenIngress() Rule {
	return Rule{
		ID:   "open-ingress",
		Says: "Nothing is open to the whole internet but ports 80 and 443 of load balancers.",
		Check: func(p *Plan) []Finding {
			return slices.Concat(openRules(p), openGroups(p), openAPIs(p), openServices(p))
		},
	}
}

// openRules looks at rules that are resources of their own.
func openRules(p *Plan) []Finding {
	var out []Finding
	for _, r := range p.Of(typeIngress) {
		from := []string{r.at("cidrIpv4"), r.at("cidrIpv6")}
		out = append(out, judge(p, r, r, r.get("securityGroupId"), r.Inputs, "ipProtocol", from)...)
	}
	for _, r := range p.Of(typeGroupRule) {
		if r.at("type") != "egress" {
			from := append(texts(r.all("cidrBlocks[*]")), texts(r.all("ipv6CidrBlocks[*]"))...)
			out = append(out, judge(p, r, r, r.get("securityGroupId"), r.Inputs, "protocol", from)...)
		}
	}
	return out
}

// openGroups looks at rules that are written into their group.
func openGroups(p *Plan) []Finding {
	var out []Finding
	for _, r := range p.Of(typeGroup, typeDefaultGroup) {
		for _, rule := range every(r.Inputs, "ingress[*]") {
			from := append(texts(every(rule, "cidrBlocks[*]")), texts(every(rule, "ipv6CidrBlocks[*]"))...)
			out = append(out, judge(p, r, r, r.ID, rule, "protocol", from)...)
		}
	}
	return out
}

func judge(p *Plan, r, near Resource, group, rule any, protocolKey string, from []string) []Finding {
	protocol := str(rule, protocolKey)
	first, _ := dig(rule, "fromPort").(float64)
	last, _ := dig(rule, "toPort").(float64)
	var out []Finding
	for _, cidr := range from {
		if !anywhere(cidr) {
			continue
		}
		web := (protocol == "tcp" || protocol == "6") && first == last && (first == 80 || first == 443)
		switch {
		case web && ofBalancer(p, near, group):
		case web:
			out = append(out, found(r, "let in the security group of a load balancer instead", "port %v from %s, and the group is no load balancer's", first, cidr))
		default:
			out = append(out, found(r, repairIngress, "%s from %s", traffic(protocol, first, last), cidr))
		}
	}
	return out
}

func traffic(protocol string, first, last float64) string {
	switch {
	case protocol == "-1" || protocol == "all":
		return "all traffic"
	case first == last:
		return fmt.Sprintf("%s %v", protocol, first)
	}
	return fmt.Sprintf("%s %v to %v", protocol, first, last)
}

// anywhere reports whether a range is the internet or half of it: two halves
// are the usual way around a check for the whole.
func anywhere(cidr string) bool {
	prefix, err := netip.ParsePrefix(cidr)
	return err == nil && prefix.Bits() <= internetBits
}

// ofBalancer reports whether a security group is a load balancer's: by its id,
// or, before it has one, by standing in the same component as the balancer.
func ofBalancer(p *Plan, near Resource, group any) bool {
	id, _ := group.(string)
	if id == "" {
		return len(p.siblings(near, typeBalancer)) > 0
	}
	return slices.ContainsFunc(p.Of(typeBalancer), func(b Resource) bool {
		return slices.Contains(b.all("securityGroups[*]"), any(id))
	})
}

// openAPIs looks at the public endpoints of clusters.
func openAPIs(p *Plan) []Finding {
	var out []Finding
	for _, r := range p.Of(typeCluster) {
		public := r.get("vpcConfig.endpointPublicAccess")
		if public != nil && !yes(public) || r.unknown("vpcConfig") {
			continue
		}
		ranges := texts(r.all("vpcConfig.publicAccessCidrs[*]"))
		if len(r.all("vpcConfig.publicAccessCidrs[*]")) == 0 {
			ranges = []string{"0.0.0.0/0"} // what EKS assumes
		}
		for _, cidr := range ranges {
			if anywhere(cidr) {
				out = append(out, found(r, "name the ranges that may connect, or make the endpoint private", "the Kubernetes API is open to %s", cidr))
			}
		}
	}
	return out
}

// openServices looks at balancers that a controller would make.
func openServices(p *Plan) []Finding {
	var out []Finding
	for _, r := range p.Of(typeService) {
		if r.at("spec.type") == "LoadBalancer" && len(r.all("spec.loadBalancerSourceRanges[*]")) == 0 {
			out = append(out, found(r, "use a node port behind a load balancer of the stack's, or name loadBalancerSourceRanges",
				"a controller would open a load balancer to the internet for it"))
		}
	}
	return out
}

func texts(values []any) []string {
	var out []string
	for _, v := range values {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}
