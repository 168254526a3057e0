package network_test

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/network"
)

func ExamplePlan() {
	plan, err := network.Plan("core", &network.VPCArgs{
		Region: "eu-central-1",
		CIDR:   "10.20.0.0/16",
		Zones:  []string{"a", "b"},
		NAT:    network.NATOne,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range plan.Subnets {
		fmt.Println(s)
	}
	fmt.Println("NAT in", plan.NATZones)
	// Output:
	// core-public-a 10.20.0.0/21
	// core-public-b 10.20.8.0/21
	// core-private-a 10.20.64.0/21
	// core-private-b 10.20.72.0/21
	// NAT in [a]
}

// All that is wrong is said at once.
func ExamplePlan_problems() {
	_, err := network.Plan("core", &network.VPCArgs{
		Region: "eu-central-1",
		CIDR:   "10.20.1.0/16",
		Zones:  []string{"us-east-1a", "b"},
		Tiers:  []network.Tier{{Kind: network.Private}},
		NAT:    network.NATOne,
	})
	fmt.Println(err)
	// Output:
	// network "core": Zones[0] "us-east-1a": zone of another region than "eu-central-1": name zones of the VPC's own region by letter, such as "a"
	// network "core": CIDR "10.20.1.0/16": host bits are set: write "10.20.0.0/16"
	// network "core": NAT "one": no public tier to stand in: add a public tier, or use network.NATNone
	// network "core": NATZone: not stated, and there is no zone "a": name the zone of the NAT, such as "b", so that a further zone never moves it
}

// A tier of its own for databases, and private subnets four times as large.
func ExampleLayout() {
	blocks, err := network.Layout("10.20.0.0/16", network.Capacity{Zones: 3, Tiers: 8}, []network.Tier{
		{Kind: network.Public},
		{Kind: network.Private, Slot: 5, Span: 4},
		{Kind: network.Isolated, Name: "data", Slot: 3},
	}, []string{"a", "b"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, b := range blocks {
		fmt.Println(b.Tier, b.Zone, b.CIDR)
	}
	// Output:
	// public a 10.20.0.0/21
	// public b 10.20.8.0/21
	// private a 10.20.128.0/19
	// private b 10.20.160.0/19
	// data a 10.20.64.0/21
	// data b 10.20.72.0/21
}

func ExampleLayout_tooSmall() {
	_, err := network.Layout("10.20.0.0/27", network.Capacity{}, nil, []string{"a", "b", "c"})
	fmt.Println(err)
	// Output:
	// layout "10.20.0.0/27": CIDR "10.20.0.0/27": too small for 3 zones x 2 tiers: use /25 or larger
}

func ExampleAdopt() {
	existing, err := network.Adopt("legacy", &network.AdoptArgs{
		Region: "eu-central-1", VPCID: pulumi.String("vpc-0a1b"), CIDR: "172.31.0.0/16",
		Subnets: []network.AdoptedSubnet{
			{Kind: network.Private, Zone: "b", CIDR: "172.31.16.0/20", ID: pulumi.String("subnet-2")},
			{Kind: network.Private, Zone: "a", CIDR: "172.31.0.0/20", ID: pulumi.String("subnet-1")},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range existing.Tier(network.Private) {
		fmt.Println(s.Name, existing.ZoneName(s.Zone), s.CIDR)
	}
	// Output:
	// legacy-private-a eu-central-1a 172.31.0.0/20
	// legacy-private-b eu-central-1b 172.31.16.0/20
}
