package network

import (
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// makeGatewayEndpoints makes the gateway endpoints, which put routes into all
// route tables.
func (b *builder) makeGatewayEndpoints(tables []table) error {
	ids := make(pulumi.StringArray, len(tables))
	for i, t := range tables {
		ids[i] = t.table.ID()
	}
	for _, e := range []struct {
		service string
		off     bool
	}{
		{"s3", b.plan.Args.DisableS3Endpoint},
		{"dynamodb", b.plan.Args.DisableDynamoDBEndpoint},
	} {
		if e.off {
			continue
		}
		name := b.child("endpoint", e.service)
		_, err := ec2.NewVpcEndpoint(b.ctx, name, &ec2.VpcEndpointArgs{
			VpcId: b.vpc.ID(), ServiceName: pulumi.String(b.service(e.service)),
			VpcEndpointType: pulumi.String("Gateway"), RouteTableIds: ids,
			Tags: b.tagged(name),
		}, b.own)
		if err != nil {
			return err
		}
	}
	return nil
}

// makeInterfaceEndpoints makes the interface endpoints and returns the id of
// their security group, which lets in HTTPS from the VPC.
func (b *builder) makeInterfaceEndpoints(subnets map[string]*ec2.Subnet) (pulumi.StringOutput, error) {
	a := b.plan.Args
	if len(a.InterfaceEndpoints) == 0 {
		return pulumi.StringOutput{}, nil
	}
	group, _, err := makeGroup(b.ctx, b.own, groupPlan{
		name: b.child("endpoints"), vpc: b.vpc.ID().ToStringOutput(),
		description: "Interface endpoints of " + b.plan.Name,
		ingress:     []Rule{{Key: "https", Port: 443, CIDR: a.CIDR}},
		tags:        b.tags,
	})
	if err != nil {
		return pulumi.StringOutput{}, err
	}
	var ids pulumi.StringArray
	for _, s := range b.plan.Subnets {
		if s.Tier == a.EndpointTier {
			ids = append(ids, subnets[s.Name].ID())
		}
	}
	id := group.ID().ToStringOutput()
	for _, service := range a.InterfaceEndpoints {
		name := b.child("endpoint", strings.ReplaceAll(service, ".", "-"))
		_, err := ec2.NewVpcEndpoint(b.ctx, name, &ec2.VpcEndpointArgs{
			VpcId: b.vpc.ID(), ServiceName: pulumi.String(b.service(service)),
			VpcEndpointType: pulumi.String("Interface"), SubnetIds: ids, SecurityGroupIds: pulumi.StringArray{id},
			PrivateDnsEnabled: pulumi.Bool(true),
			Tags:              b.tagged(name),
		}, b.own)
		if err != nil {
			return pulumi.StringOutput{}, err
		}
	}
	return id, nil
}

// service is the full name of an AWS service's endpoint service.
func (b *builder) service(short string) string {
	return "com.amazonaws." + b.plan.Args.Region + "." + short
}
