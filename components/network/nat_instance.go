package network

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// natDiskGiB is the size of a NAT instance's disk, that of the image.
const natDiskGiB = 8

// natUserData makes an Amazon Linux 2023 instance translate addresses: it
// forwards IPv4 and writes the address of its primary interface into what
// leaves there. It holds no secret. After
// https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html
const natUserData = `#!/bin/bash
set -euo pipefail
echo 'net.ipv4.ip_forward = 1' > /etc/sysctl.d/90-nat.conf
sysctl --system
dnf install -y iptables-services
systemctl enable --now iptables
device=$(ip -4 -o route show default | awk '{print $5; exit}')
iptables -F FORWARD
iptables -t nat -A POSTROUTING -o "$device" -j MASQUERADE
service iptables save
`

// makeNATInstance makes the NAT instance behind an interface of its own.
func (b *builder) makeNATInstance(n *natGates, zone string, subnet *ec2.Subnet, g gates, ways []pulumi.Resource) error {
	name := b.child("nat", zone)
	group, err := b.natGroup()
	if err != nil {
		return err
	}
	card, err := ec2.NewNetworkInterface(b.ctx, name, &ec2.NetworkInterfaceArgs{
		SubnetId: subnet.ID(), Description: pulumi.String("NAT of " + b.plan.Name),
		SecurityGroups: pulumi.StringArray{group},
		// It carries what is neither from nor to itself.
		SourceDestCheck: pulumi.Bool(false),
		Tags:            b.tagged(name),
	}, b.own)
	if err != nil {
		return err
	}
	address, err := ec2.NewEip(b.ctx, name, &ec2.EipArgs{
		Domain: pulumi.String("vpc"), NetworkInterface: card.ID().ToStringPtrOutput(), Tags: b.tagged(name),
		// An address can be bound to an interface only in a VPC that has its
		// internet gateway, and must be given up before the gateway goes:
		// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateAddress.html
	}, b.own, pulumi.DependsOn([]pulumi.Resource{g.internet}))
	if err != nil {
		return err
	}
	n.addresses[zone] = address.PublicIp
	instance, err := b.runNATInstance(name, card, append(ways, address))
	if err != nil {
		return err
	}
	// The route waits for the instance: until then it leads nowhere.
	n.interfaces[zone] = b.after(card.ID().ToStringOutput(), instance).ToStringPtrOutput()
	return nil
}

func (b *builder) runNATInstance(name string, card *ec2.NetworkInterface, after []pulumi.Resource) (*ec2.Instance, error) {
	settings := b.plan.Args.NATInstance
	return ec2.NewInstance(b.ctx, name, &ec2.InstanceArgs{
		Ami:          settings.AMI.ToStringOutput().ToStringPtrOutput(),
		InstanceType: pulumi.String(settings.Type),
		NetworkInterfaces: ec2.InstanceNetworkInterfaceArray{ec2.InstanceNetworkInterfaceArgs{
			NetworkInterfaceId: card.ID(), DeviceIndex: pulumi.Int(0),
		}},
		MetadataOptions: ec2.InstanceMetadataOptionsArgs{
			HttpEndpoint: pulumi.String("enabled"), HttpTokens: pulumi.String("required"), HttpPutResponseHopLimit: pulumi.Int(1),
		},
		RootBlockDevice: ec2.InstanceRootBlockDeviceArgs{
			Encrypted: pulumi.Bool(true), VolumeType: pulumi.String("gp3"), VolumeSize: pulumi.Int(natDiskGiB),
			Tags: b.tagged(name),
		},
		UserData: pulumi.String(natUserData), UserDataReplaceOnChange: pulumi.Bool(true),
		Tags: b.tagged(name),
		// An interface fits one instance at a time, so the old one goes first.
		// The user data fetches a package, for which the address and the
		// subnet's route must be there.
	}, b.own, pulumi.DeleteBeforeReplace(true), pulumi.DependsOn(after))
}

// natGroup is the security group of the NAT instance: in from the private
// tiers, out to anywhere.
func (b *builder) natGroup() (pulumi.StringOutput, error) {
	var in []Rule
	for _, s := range b.plan.Subnets {
		if s.Kind == Private {
			in = append(in, Rule{Key: s.Tier + "-" + s.Zone, Protocol: AllProtocols, CIDR: s.CIDR})
		}
	}
	group, _, err := makeGroup(b.ctx, b.own, groupPlan{
		name: b.child("nat"), vpc: b.vpc.ID().ToStringOutput(), description: "NAT of " + b.plan.Name,
		ingress: in, egress: EgressAnywhere(), tags: b.tags,
	})
	if err != nil {
		return pulumi.StringOutput{}, err
	}
	return group.ID().ToStringOutput(), nil
}
