package network_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/components/network"
)

func TestWrongAdoptionsAreOneLineEach(t *testing.T) {
	id := pulumi.String("subnet-1")
	valid := network.AdoptedSubnet{Kind: network.Private, Zone: "a", CIDR: "10.20.0.0/24", ID: id}
	for name, c := range map[string]struct {
		change func(*network.AdoptArgs)
		want   string
	}{
		"no VPC":          {func(a *network.AdoptArgs) { a.VPCID = nil }, `VPCID: not given: pass the id of the VPC`},
		"no region":       {func(a *network.AdoptArgs) { a.Region = "Frankfurt" }, `Region "Frankfurt": not a region: name a region such as "eu-central-1"`},
		"no range":        {func(a *network.AdoptArgs) { a.CIDR, a.Subnets = "", a.Subnets[:1] }, `CIDR "": not an address range: write it as "10.20.0.0/16"`},
		"no subnets":      {func(a *network.AdoptArgs) { a.Subnets = nil }, `Subnets: none given: list the subnets to use`},
		"secondary":       {func(a *network.AdoptArgs) { a.SecondaryCIDRs = []string{"10.20.4.0/24"} }, `SecondaryCIDRs[0] "10.20.4.0/24": overlaps 10.20.0.0/16: a VPC's ranges are apart: correct one`},
		"outside":         {func(a *network.AdoptArgs) { a.Subnets[0].CIDR = "10.21.0.0/24" }, `Subnets[0].CIDR "10.21.0.0/24": outside the VPC's ranges: correct it, or add the range to SecondaryCIDRs`},
		"larger than VPC": {func(a *network.AdoptArgs) { a.CIDR, a.Subnets[0].CIDR = "10.20.0.0/24", "10.20.0.0/20" }, `Subnets[0].CIDR "10.20.0.0/20": outside the VPC's ranges: correct it, or add the range to SecondaryCIDRs`},
		"overlap": {func(a *network.AdoptArgs) {
			a.Subnets = append(a.Subnets, network.AdoptedSubnet{Kind: network.Public, Zone: "a", CIDR: "10.20.0.128/25", ID: id})
		}, `Subnets[1].CIDR "10.20.0.128/25": overlaps Subnets[0] 10.20.0.0/24: subnets are apart: correct one`},
		"zone twice": {func(a *network.AdoptArgs) {
			a.Subnets = append(a.Subnets, network.AdoptedSubnet{Kind: network.Private, Zone: "a", CIDR: "10.20.1.0/24", ID: id})
		}, `Subnets[1].Zone "a": tier "private" has it already, in Subnets[0]: use one subnet for each tier and zone, or name another tier`},
		"two kinds": {func(a *network.AdoptArgs) {
			a.Subnets = append(a.Subnets, network.AdoptedSubnet{Kind: network.Public, Tier: "private", Zone: "b", CIDR: "10.20.1.0/24", ID: id})
		}, `Subnets[1].Kind "public": tier "private" is "private" in Subnets[0]: a tier has one kind: name another tier`},
		"no kind":          {func(a *network.AdoptArgs) { a.Subnets[0].Kind = "dmz" }, `Subnets[0].Kind "dmz": not a kind of tier: use network.Public, network.Private or network.Isolated`},
		"tier name":        {func(a *network.AdoptArgs) { a.Subnets[0].Tier = "My Tier" }, `Subnets[0].Tier "My Tier": not a tier name: use 1 to 20 lower-case letters, digits and hyphens, a letter first`},
		"no id":            {func(a *network.AdoptArgs) { a.Subnets[0].ID = nil }, `Subnets[0].ID: not given: pass the id of the subnet`},
		"full zone name":   {func(a *network.AdoptArgs) { a.Subnets[0].Zone = "eu-central-1a" }, `Subnets[0].Zone "eu-central-1a": not a zone letter: write its letter, "a"`},
		"other region":     {func(a *network.AdoptArgs) { a.Subnets[0].Zone = "us-east-1a" }, `Subnets[0].Zone "us-east-1a": zone of another region than "eu-central-1": correct the region, or list the subnets of this one`},
		"not a zone":       {func(a *network.AdoptArgs) { a.Subnets[0].Zone = "1" }, `Subnets[0].Zone "1": not a zone letter: use a letter from "a" to "f"`},
		"subnet too small": {func(a *network.AdoptArgs) { a.Subnets[0].CIDR = "10.20.0.0/29" }, `Subnets[0].CIDR "10.20.0.0/29": too small for a subnet: use /28 or larger`},
	} {
		t.Run(name, func(t *testing.T) {
			args := &network.AdoptArgs{
				Region: "eu-central-1", VPCID: pulumi.String("vpc-1"), CIDR: "10.20.0.0/16", Subnets: []network.AdoptedSubnet{valid},
			}
			c.change(args)
			_, err := network.Adopt("old", args)
			assert.EqualError(t, err, `adopted network "old": `+c.want)
		})
	}
	_, err := network.Adopt("old", nil)
	assert.EqualError(t, err, `adopted network "old": args: nil: describe the VPC`)
}

func TestASubnetOfASecondaryRangeIsAdopted(t *testing.T) {
	p, err := network.Adopt("old", &network.AdoptArgs{
		Region: "eu-central-1", VPCID: pulumi.String("vpc-1"), CIDR: "10.20.0.0/16", SecondaryCIDRs: []string{"100.64.0.0/16"},
		Subnets: []network.AdoptedSubnet{{Kind: network.Private, Tier: "pods", Zone: "a", CIDR: "100.64.0.0/18", ID: pulumi.String("s")}},
	})
	assert.NoError(t, err)
	assert.Equal(t, []string{"10.20.0.0/16", "100.64.0.0/16"}, p.CIDRs())
	assert.Equal(t, []string{"pods"}, p.Tiers())
}
