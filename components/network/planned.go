package network

// Placement is the planned network as other components see it, without
// identifiers: good for checking the arguments of what will stand in it
// ([CheckLoadBalancer], cluster.CheckEKS), not for making it.
func (plan *VPCPlan) Placement() Placement {
	placement := Placement{CIDR: plan.Args.CIDR, Region: plan.Args.Region, IPv6: plan.Args.IPv6}
	kinds := map[string]Kind{}
	for _, t := range plan.Args.Tiers {
		kinds[t.Name] = t.Kind
	}
	for _, s := range plan.Subnets {
		placement.Subnets = append(placement.Subnets, Subnet{
			Name: s.Name, Zone: s.Zone, Tier: s.Tier, Kind: kinds[s.Tier], CIDR: s.CIDR,
		})
	}
	return placement
}
