package compute

import (
	"strconv"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/component"
)

// parts are what a machine is launched from.
type parts struct {
	template *ec2.LaunchTemplate
	version  pulumi.StringOutput
	role     *identity.Role
	group    *network.SecurityGroup
	groups   pulumi.StringArray // with those given
}

// order is a machine ordered: what to launch, and for whom. In a group the
// template holds the network interface; a single instance brings its own, for
// EC2 takes interfaces and a subnet in one request from one side only:
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html
type order struct {
	grouped bool

	name    string
	machine Machine
	place   place
	tags    map[string]string
}

// build makes role, profile, security group and launch template.
func (o order) build(ctx *pulumi.Context, owner pulumi.Resource) (parts, error) {
	own, part := pulumi.Parent(owner), component.Name(o.name, "machine")
	var out parts
	var err error
	if out.role, err = identity.NewRole(ctx, part, o.machine.role(o.place.network.Region, o.tags), own); err != nil {
		return out, err
	}
	profile, err := iam.NewInstanceProfile(ctx, component.Name(o.name, "profile"), &iam.InstanceProfileArgs{
		Role: out.role.Name, Tags: component.Tagged(component.Name(o.name, "profile"), o.tags),
	}, own)
	if err != nil {
		return out, err
	}
	if out.group, err = network.NewSecurityGroup(ctx, part, o.machine.group(o.name, o.place.network, o.tags), own); err != nil {
		return out, err
	}
	out.groups = append(pulumi.StringArray{out.group.ID}, o.machine.SecurityGroups...)
	if out.template, err = o.template(ctx, own, profile, out.groups); err != nil {
		return out, err
	}
	out.version = out.template.LatestVersion.ApplyT(strconv.Itoa).(pulumi.StringOutput)
	return out, nil
}

func (o order) template(ctx *pulumi.Context, own pulumi.ResourceOption, profile *iam.InstanceProfile, groups pulumi.StringArray) (*ec2.LaunchTemplate, error) {
	name, m := component.Name(o.name, "template"), o.machine
	disk := &ec2.LaunchTemplateBlockDeviceMappingEbsArgs{
		VolumeType: pulumi.String("gp3"), VolumeSize: pulumi.Int(m.RootGiB), Encrypted: pulumi.String("true"), DeleteOnTermination: pulumi.String("true"),
	}
	if m.RootKey != nil {
		disk.KmsKeyId = m.RootKey.ToStringOutput().ToStringPtrOutput()
	}
	args := &ec2.LaunchTemplateArgs{
		ImageId: pulumi.String(m.Image.reference()), InstanceType: pulumi.String(m.Type),
		IamInstanceProfile: ec2.LaunchTemplateIamInstanceProfileArgs{Arn: profile.Arn},
		BlockDeviceMappings: ec2.LaunchTemplateBlockDeviceMappingArray{ec2.LaunchTemplateBlockDeviceMappingArgs{
			DeviceName: pulumi.String(m.Image.RootDevice), Ebs: disk,
		}},
		MetadataOptions: ec2.LaunchTemplateMetadataOptionsArgs{
			HttpEndpoint: pulumi.String("enabled"), HttpTokens: pulumi.String("required"), HttpPutResponseHopLimit: pulumi.Int(m.Hops),
		},
		Monitoring: ec2.LaunchTemplateMonitoringArgs{Enabled: pulumi.Bool(!m.BasicMonitoring)},
		UserData:   m.Boot.output(), UpdateDefaultVersion: pulumi.Bool(true),
		TagSpecifications: ec2.LaunchTemplateTagSpecificationArray{
			ec2.LaunchTemplateTagSpecificationArgs{ResourceType: pulumi.String("volume"), Tags: component.Tagged(o.name, o.tags)},
			ec2.LaunchTemplateTagSpecificationArgs{ResourceType: pulumi.String("network-interface"), Tags: component.Tagged(o.name, o.tags)},
		},
		Tags: component.Tagged(name, o.tags),
	}
	if o.grouped {
		// The address comes from the interface, not from the subnet's own
		// setting, which may change.
		args.NetworkInterfaces = ec2.LaunchTemplateNetworkInterfaceArray{ec2.LaunchTemplateNetworkInterfaceArgs{
			DeviceIndex: pulumi.Int(0), SecurityGroups: groups, DeleteOnTermination: pulumi.String("true"),
			AssociatePublicIpAddress: pulumi.String(strconv.FormatBool(o.place.public)),
		}}
	}
	if m.KeyName != nil {
		args.KeyName = m.KeyName.ToStringOutput().ToStringPtrOutput()
	}
	return ec2.NewLaunchTemplate(ctx, name, args, own)
}
