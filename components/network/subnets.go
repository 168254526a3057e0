package network

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// makeSubnets makes the planned subnets, by name.
func (b *builder) makeSubnets() (map[string]*ec2.Subnet, error) {
	a := b.plan.Args
	tiers := map[string]Tier{}
	for _, t := range a.Tiers {
		tiers[t.Name] = t
	}
	made := map[string]*ec2.Subnet{}
	for _, s := range b.plan.Subnets {
		tier := tiers[s.Tier]
		args := &ec2.SubnetArgs{
			VpcId:               b.vpc.ID(),
			AvailabilityZone:    pulumi.String(a.Region + s.Zone),
			CidrBlock:           pulumi.String(s.CIDR),
			MapPublicIpOnLaunch: pulumi.Bool(tier.AssignPublicIP),
			Tags:                b.tagged(s.Name, a.Kubernetes.subnetTags(s.Kind), tier.Tags),
		}
		if a.IPv6 {
			args.Ipv6CidrBlock = b.ipv6(s.IPv6Slot)
			args.AssignIpv6AddressOnCreation = pulumi.Bool(true)
		}
		subnet, err := ec2.NewSubnet(b.ctx, s.Name, args, b.own)
		if err != nil {
			return nil, err
		}
		made[s.Name] = subnet
	}
	return made, nil
}

// ipv6 is the /64 with the index in the range that Amazon gives the VPC.
func (b *builder) ipv6(slot int) pulumi.StringPtrInput {
	return b.vpc.Ipv6CidrBlock.ApplyT(func(block string) (string, error) {
		return SubnetIPv6(block, slot)
	}).(pulumi.StringOutput).ToStringPtrOutput()
}
