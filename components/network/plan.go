package network

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// VPCPlan is what a VPC would consist of.
type VPCPlan struct {
	// Name of the component.
	Name string
	// Args are the settings with every default filled in and zones sorted.
	Args VPCArgs
	// Subnets, tier by tier in the order of Args.Tiers, zones in order.
	Subnets []PlannedSubnet
	// NATZones are the letters of the zones that hold a NAT gateway or
	// instance.
	NATZones []string
	// ACLs are the network ACLs in the order of Args.Tiers; none unless
	// enabled.
	ACLs []PlannedACL
}

// PlannedSubnet is one subnet of a plan.
type PlannedSubnet struct {
	// Name is the subnet's name in the state and its Name tag.
	Name string
	Block
}

// String writes the subnet as "core-public-a 10.20.0.0/21".
func (s PlannedSubnet) String() string { return s.Name + " " + s.CIDR }

// Plan decides what NewVPC makes of the arguments, without an engine. The
// error has a line for each problem.
func Plan(name string, args *VPCArgs) (*VPCPlan, error) {
	p := component.NewProblems("network", name)
	if args == nil {
		p.Add("args", nil, "nil", "pass the settings of the VPC")
		return nil, p.Err()
	}
	a := args.withDefaults()
	checkName(p, name)
	checkRegion(p, a.Region)
	blocks := planBlocks(p, args, a)
	checkNAT(p, a, args.NAT)
	checkEndpoints(p, a)
	checkFlowLogs(p, a.FlowLogs)
	checkACLs(p, a)
	checkVPCTags(p, a)
	if err := p.Err(); err != nil {
		return nil, err
	}
	plan := &VPCPlan{Name: name, Args: a, NATZones: a.natZones(), ACLs: planACLs(name, a)}
	for _, b := range blocks {
		plan.Subnets = append(plan.Subnets, PlannedSubnet{Name: component.Name(name, b.Tier, b.Zone), Block: b})
	}
	return plan, nil
}

// planBlocks lays the subnets out if what the layout follows from is legal.
// Zones are checked as they were given, so that a problem names the place
// where the caller wrote it.
func planBlocks(p *component.Problems, given *VPCArgs, a VPCArgs) []Block {
	shape := component.NewProblems("", "")
	checkZones(p, a.Region, given.Zones)
	checkZones(shape, a.Region, given.Zones)
	checkTiers(p, a.Tiers)
	checkTiers(shape, a.Tiers)
	vpc, ok := checkCIDR(p, "CIDR", a.CIDR)
	if ok {
		checkReserved(p, vpc, a.Reserved)
	} else {
		checkReserved(p, netip.Prefix{}, a.Reserved)
	}
	if !ok || shape.Err() != nil {
		return nil
	}
	return layout(p, vpc, a.Capacity, a.Tiers, a.Zones)
}

// serviceForm is the shape of the last part of a service name.
var serviceForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)*$`)

func checkEndpoints(p *component.Problems, a VPCArgs) {
	for i, s := range a.InterfaceEndpoints {
		const field = "InterfaceEndpoints"
		switch {
		case strings.HasPrefix(s, "com.amazonaws."):
			p.Add(field, s, "a full service name", `write what follows the region, such as "ecr.api"`)
		case !serviceForm.MatchString(s):
			p.Add(field, s, "not a service name", `write the last part of it, such as "ecr.api"`)
		case s == "s3" || s == "dynamodb":
			p.Add(field, s, "has a gateway endpoint already", "leave it out")
		case i > 0 && a.InterfaceEndpoints[i-1] == s:
			p.Add(field, s, "named twice", "remove one")
		}
	}
	if len(a.InterfaceEndpoints) == 0 {
		if a.EndpointTier != "" {
			p.Add("EndpointTier", a.EndpointTier, "there are no interface endpoints", "leave it out")
		}
		return
	}
	if !slices.ContainsFunc(a.Tiers, func(t Tier) bool { return t.Name == a.EndpointTier }) {
		p.Add("EndpointTier", a.EndpointTier, "no such tier", "use one of "+tierNames(a.Tiers))
	}
}

func tierNames(tiers []Tier) string {
	names := make([]string, len(tiers))
	for i, t := range tiers {
		names[i] = fmt.Sprintf("%q", t.Name)
	}
	return strings.Join(names, ", ")
}

// retention holds the numbers of days that CloudWatch Logs takes:
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
var retention = []int{
	1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731,
	1096, 1827, 2192, 2557, 2922, 3288, 3653,
}

func checkFlowLogs(p *component.Problems, f FlowLogs) {
	if f.Disable {
		if f.RetentionDays != 0 || f.KMSKey != nil || f.Traffic != "" || f.Interval != 0 {
			p.Add("FlowLogs", nil, "disabled, yet there are settings", "remove them, or Disable")
		}
		return
	}
	if !slices.Contains(retention, f.RetentionDays) {
		p.Add("FlowLogs.RetentionDays", f.RetentionDays, "not a retention that CloudWatch takes",
			fmt.Sprintf("use %d", nearestRetention(f.RetentionDays)))
	}
	if f.Traffic != TrafficAll && f.Traffic != TrafficAccepted && f.Traffic != TrafficRejected {
		p.Add("FlowLogs.Traffic", string(f.Traffic), "not a kind of traffic",
			"use network.TrafficAll, network.TrafficAccepted or network.TrafficRejected")
	}
	if f.Interval != 60 && f.Interval != 600 {
		p.Add("FlowLogs.Interval", f.Interval, "not an interval of flow logs", "use 60 or 600 seconds")
	}
}

// nearestRetention is the shortest retention of at least so many days.
func nearestRetention(days int) int {
	for _, r := range retention {
		if r >= days {
			return r
		}
	}
	return retention[len(retention)-1]
}

// clusterForm is the shape of the name of an EKS cluster:
// https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html
var clusterForm = regexp.MustCompile(`^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$`)

func checkVPCTags(p *component.Problems, a VPCArgs) {
	for i, c := range a.Kubernetes.Clusters {
		field := fmt.Sprintf("Kubernetes.Clusters[%d]", i)
		switch {
		case !clusterForm.MatchString(c):
			p.Add(field, c, "not a cluster name", "use up to 100 letters, digits, hyphens and underscores")
		case slices.Contains(a.Kubernetes.Clusters[:i], c):
			p.Add(field, c, "named twice", "remove it")
		}
	}
	checkTags(p, "Tags", a.Tags, 1)
	for i, t := range a.Tiers {
		more := 1 + len(a.Kubernetes.subnetTags(t.Kind)) + fresh(a.Tags, t.Tags)
		if len(a.Tags)+1 > component.MaxTags {
			// Said above, once for all.
			more = 0
		}
		checkTags(p, fmt.Sprintf("Tiers[%d].Tags", i), t.Tags, more)
	}
}

// fresh is how many keys of a are not in b.
func fresh(a, b map[string]string) int {
	n := 0
	for key := range a {
		if _, ok := b[key]; !ok {
			n++
		}
	}
	return n
}

// inputs is what the state keeps of the decisions.
func (plan *VPCPlan) inputs() pulumi.Map {
	subnets := pulumi.StringMap{}
	for _, s := range plan.Subnets {
		subnets[s.Tier+"-"+s.Zone] = pulumi.String(s.CIDR)
	}
	a := plan.Args
	in := pulumi.Map{
		"region": pulumi.String(a.Region), "cidr": pulumi.String(a.CIDR), "subnets": subnets,
		"nat": pulumi.String(a.NAT), "natZones": pulumi.ToStringArray(plan.NATZones), "ipv6": pulumi.Bool(a.IPv6),
		"interfaceEndpoints": pulumi.ToStringArray(a.InterfaceEndpoints),
	}
	if a.ACLs.Enable {
		acls := pulumi.StringArray{}
		for _, acl := range plan.ACLs {
			acls = append(acls, pulumi.String(acl.Tier))
		}
		// Absent without them, so that nothing differs in a state from before.
		in["acls"] = acls
	}
	return in
}
