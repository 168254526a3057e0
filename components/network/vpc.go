package network

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// TypeVPC is the type token of VPC. Changing it needs an alias.
const TypeVPC = "drydock:network:VPC"

// VPC is a network: see the package.
type VPC struct {
	pulumi.ResourceState

	// ID and ARN of the VPC.
	ID  pulumi.StringOutput `pulumi:"vpcId"`
	ARN pulumi.StringOutput `pulumi:"arn"`
	// IPv6CIDR is the VPC's /56; only of a dual-stack VPC.
	IPv6CIDR pulumi.StringOutput `pulumi:"ipv6Cidr,optional"`
	// SubnetIDs are the subnets' ids by tier and zone: "private-b".
	SubnetIDs pulumi.StringMapOutput `pulumi:"subnetIds"`
	// NATAddresses are the public addresses from which private subnets reach
	// the internet over IPv4, by the letter of the NAT's zone. Empty without
	// NAT.
	NATAddresses pulumi.StringMapOutput `pulumi:"natAddresses"`
	// ACLIDs are the ids of the network ACLs by tier; only with some.
	ACLIDs pulumi.StringMapOutput `pulumi:"aclIds,optional"`
	// FlowLogGroup is the name of the log group; only with flow logs.
	FlowLogGroup pulumi.StringOutput `pulumi:"flowLogGroup,optional"`
	// EndpointSecurityGroup is the id of the group of the interface
	// endpoints; only with some.
	EndpointSecurityGroup pulumi.StringOutput `pulumi:"endpointSecurityGroup,optional"`

	placement Placement
}

// NewVPC makes a VPC. The error, if the arguments are wrong, has one line for
// each problem, and nothing was registered.
func NewVPC(ctx *pulumi.Context, name string, args *VPCArgs, opts ...pulumi.ResourceOption) (*VPC, error) {
	plan, err := Plan(name, args)
	if err != nil {
		return nil, err
	}
	v := &VPC{}
	if err := component.Register(ctx, TypeVPC, name, plan.inputs(), v, opts...); err != nil {
		return nil, err
	}
	b := &builder{ctx: ctx, plan: plan, own: pulumi.Parent(v), tags: plan.Args.Tags}
	if err := v.build(b); err != nil {
		return nil, err
	}
	return v, component.Publish(ctx, v)
}

// Placement is the network as other components see it.
func (v *VPC) Placement() Placement { return v.placement }

// builder is what the steps of building a VPC share.
type builder struct {
	ctx  *pulumi.Context
	plan *VPCPlan
	own  pulumi.ResourceOption
	tags map[string]string
	vpc  *ec2.Vpc
}

// child is the name of a child of the component.
func (b *builder) child(parts ...string) string { return component.Name(b.plan.Name, parts...) }

// tagged are the tags of a child.
func (b *builder) tagged(name string, more ...map[string]string) pulumi.StringMap {
	return component.Tagged(name, append([]map[string]string{b.tags}, more...)...)
}

func (v *VPC) build(b *builder) error {
	if err := b.makeVPC(); err != nil {
		return err
	}
	subnets, err := b.makeSubnets()
	if err != nil {
		return err
	}
	gates, err := b.makeGates()
	if err != nil {
		return err
	}
	tables, err := b.makeTables()
	if err != nil {
		return err
	}
	ways := newWays()
	acls, err := b.makeACLs(ways, subnets)
	if err != nil {
		return err
	}
	for _, kind := range []Kind{Public, Isolated} {
		if err := b.connect(ways, kind, subnets, tables, gates, natGates{}); err != nil {
			return err
		}
	}
	nat, err := b.makeNAT(subnets, gates, ways)
	if err != nil {
		return err
	}
	if err := b.connect(ways, Private, subnets, tables, gates, nat); err != nil {
		return err
	}
	ready := b.ready(ways, subnets)
	if err := b.makeGatewayEndpoints(tables); err != nil {
		return err
	}
	endpoints, err := b.makeInterfaceEndpoints(subnets)
	if err != nil {
		return err
	}
	logs, err := b.makeFlowLogs()
	if err != nil {
		return err
	}
	v.assign(b, subnets, ready, nat)
	v.EndpointSecurityGroup, v.FlowLogGroup = endpoints, logs
	if len(acls) > 0 {
		v.ACLIDs = acls.ToStringMapOutput()
	}
	return nil
}

// makeVPC makes the VPC itself and takes all rules from its default security
// group, so that nothing is let through by having been put in no group.
func (b *builder) makeVPC() error {
	name := b.child("vpc")
	vpc, err := ec2.NewVpc(b.ctx, name, &ec2.VpcArgs{
		CidrBlock:                    pulumi.String(b.plan.Args.CIDR),
		AssignGeneratedIpv6CidrBlock: pulumi.Bool(b.plan.Args.IPv6),
		// Private DNS names of interface endpoints, and EKS, need both.
		EnableDnsSupport:   pulumi.Bool(true),
		EnableDnsHostnames: pulumi.Bool(true),
		Tags:               b.tagged(b.plan.Name),
	}, b.own)
	if err != nil {
		return err
	}
	b.vpc = vpc
	name = b.child("default")
	_, err = ec2.NewDefaultSecurityGroup(b.ctx, name, &ec2.DefaultSecurityGroupArgs{
		VpcId: vpc.ID().ToStringPtrOutput(), Tags: b.tagged(name),
	}, b.own)
	return err
}

func (v *VPC) assign(b *builder, subnets map[string]*ec2.Subnet, ready map[string]pulumi.StringOutput, nat natGates) {
	v.ID, v.ARN = b.vpc.ID().ToStringOutput(), b.vpc.Arn
	a := b.plan.Args
	if a.IPv6 {
		v.IPv6CIDR = b.vpc.Ipv6CidrBlock
	}
	v.placement = Placement{VPCID: v.ID, CIDR: a.CIDR, Region: a.Region, IPv6: a.IPv6}
	ids := pulumi.StringMap{}
	for _, s := range b.plan.Subnets {
		id := subnets[s.Name].ID().ToStringOutput()
		ids[s.Tier+"-"+s.Zone] = id
		v.placement.Subnets = append(v.placement.Subnets, Subnet{
			Name: s.Name, Zone: s.Zone, Tier: s.Tier, Kind: s.Kind, CIDR: s.CIDR, ID: id, Ready: ready[s.Name],
		})
	}
	v.SubnetIDs = ids.ToStringMapOutput()
	v.NATAddresses = nat.addresses.ToStringMapOutput()
}
