package cluster

import (
	"strconv"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/eks"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/versions"
)

// nodeGroup is a group that was registered.
type nodeGroup struct {
	name             string
	resource         pulumi.Resource
	autoScalingGroup pulumi.StringOutput
}

// securityGroup makes the nodes' own security group. EKS's, which nodes are in as
// well, lets them and the control plane speak to each other and out. This one
// is for what comes from elsewhere, so that nothing is ever added to EKS's own.
func (b *builder) securityGroup() error {
	name := b.child("nodes")
	group, err := ec2.NewSecurityGroup(b.ctx, name, &ec2.SecurityGroupArgs{
		VpcId:       b.plan.Network.VPCID,
		Description: pulumi.String("Nodes of the Kubernetes cluster " + b.plan.Name),
		Tags:        b.tags(name),
	}, b.own())
	if err != nil {
		return err
	}
	b.e.NodeSecurityGroup = group.ID().ToStringOutput()
	return nil
}

func (b *builder) nodes() error {
	role, err := b.nodeRole()
	if err != nil {
		return err
	}
	b.e.NodeRoleARN = role.ARN
	for _, g := range b.plan.NodeGroups {
		template, err := b.template(g)
		if err != nil {
			return err
		}
		if err := b.group(g, template, role); err != nil {
			return err
		}
	}
	return nil
}

// nodeRole is what a node itself may do: join, pull images, and hand roles to
// pods through the agent, which is part of the first policy. The network
// plugin has a role of its own.
func (b *builder) nodeRole() (*identity.Role, error) {
	policies := []string{"AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"}
	if b.plan.SessionManager {
		policies = append(policies, "AmazonSSMManagedInstanceCore")
	}
	return identity.NewRole(b.ctx, b.child("node"), &identity.RoleArgs{
		Trust:           identity.TrustService("ec2"),
		Partition:       b.partition(),
		ManagedPolicies: policies,
		Tags:            b.plan.Tags,
	}, b.own())
}

func (b *builder) template(g NodeGroup) (*ec2.LaunchTemplate, error) {
	name := b.child("template", g.Name)
	tags := b.tags(b.child(g.Name))
	specs := ec2.LaunchTemplateTagSpecificationArray{}
	for _, kind := range []string{"instance", "volume", "network-interface"} {
		specs = append(specs, &ec2.LaunchTemplateTagSpecificationArgs{ResourceType: pulumi.String(kind), Tags: tags})
	}
	return ec2.NewLaunchTemplate(b.ctx, name, &ec2.LaunchTemplateArgs{
		Description:          pulumi.String("Nodes " + g.Name + " of the Kubernetes cluster " + b.plan.Name),
		UpdateDefaultVersion: pulumi.Bool(true),
		VpcSecurityGroupIds: pulumi.StringArray{
			// Naming any group here makes EKS leave its own out.
			b.control.VpcConfig.ClusterSecurityGroupId().Elem(),
			b.e.NodeSecurityGroup,
		},
		MetadataOptions: &ec2.LaunchTemplateMetadataOptionsArgs{
			HttpEndpoint: pulumi.String("enabled"),
			HttpTokens:   pulumi.String("required"),
			// One hop reaches the node and pods in its network, not pods in
			// a network of their own: they have Pod Identity.
			HttpPutResponseHopLimit: pulumi.Int(1),
		},
		BlockDeviceMappings: disks(g),
		TagSpecifications:   specs,
		Tags:                b.tags(name),
	}, b.own())
}

// disks are encrypted gp3 volumes for every device of the image. A system
// disk without data keeps the size that the image has.
func disks(g NodeGroup) ec2.LaunchTemplateBlockDeviceMappingArray {
	family, _ := versions.ImageFamilyOf(string(g.OS))
	disk := func(device string, size pulumi.IntPtrInput) *ec2.LaunchTemplateBlockDeviceMappingArgs {
		return &ec2.LaunchTemplateBlockDeviceMappingArgs{
			DeviceName: pulumi.String(device),
			Ebs: &ec2.LaunchTemplateBlockDeviceMappingEbsArgs{
				VolumeType:          pulumi.String("gp3"),
				VolumeSize:          size,
				Encrypted:           pulumi.String("true"),
				DeleteOnTermination: pulumi.String("true"),
			},
		}
	}
	if family.DataDevice == "" {
		return ec2.LaunchTemplateBlockDeviceMappingArray{disk(family.RootDevice, pulumi.Int(g.Disk))}
	}
	return ec2.LaunchTemplateBlockDeviceMappingArray{
		disk(family.RootDevice, nil), disk(family.DataDevice, pulumi.Int(g.Disk)),
	}
}

func (b *builder) group(g NodeGroup, template *ec2.LaunchTemplate, role *identity.Role) error {
	family, _ := versions.ImageFamilyOf(string(g.OS))
	taints := eks.NodeGroupTaintArray{}
	for _, t := range g.Taints {
		taint := &eks.NodeGroupTaintArgs{Key: pulumi.String(t.Key), Effect: pulumi.String(string(t.Effect))}
		if t.Value != "" {
			taint.Value = pulumi.String(t.Value)
		}
		taints = append(taints, taint)
	}
	name := b.child("group", g.Name)
	// Nodes need the network plugin to become ready, and the role's policies
	// from their first minute to their last.
	after := append(role.Policies(), b.network...)
	opts := []pulumi.ResourceOption{
		b.own(), pulumi.DependsOn(after),
		pulumi.Timeouts(&pulumi.CustomTimeouts{Create: "30m", Update: "60m", Delete: "30m"}),
	}
	if g.Autoscaled {
		opts = append(opts, pulumi.IgnoreChanges([]string{"scalingConfig.desiredSize"}))
	}
	// The group's name in AWS is left to the engine, so that one that must be
	// replaced is made before its predecessor goes.
	group, err := eks.NewNodeGroup(b.ctx, name, &eks.NodeGroupArgs{
		ClusterName:   b.e.Name,
		NodeRoleArn:   role.ARN,
		SubnetIds:     network.ReadyIDs(b.plan.subnetsIn(g.Zones)),
		Version:       pulumi.String(g.Version),
		AmiType:       pulumi.String(family.AMITypes[g.architecture()]),
		CapacityType:  pulumi.String(string(g.Capacity)),
		InstanceTypes: pulumi.ToStringArray(g.InstanceTypes),
		ScalingConfig: &eks.NodeGroupScalingConfigArgs{
			MinSize: pulumi.Int(g.Min), DesiredSize: pulumi.Int(g.Desired), MaxSize: pulumi.Int(g.Max),
		},
		UpdateConfig: &eks.NodeGroupUpdateConfigArgs{MaxUnavailable: pulumi.Int(1)},
		LaunchTemplate: &eks.NodeGroupLaunchTemplateArgs{
			Id:      template.ID().ToStringOutput(),
			Version: template.LatestVersion.ApplyT(strconv.Itoa).(pulumi.StringOutput),
		},
		Labels: pulumi.ToStringMap(g.Labels),
		Taints: taints,
		Tags:   b.tags(name),
	}, opts...)
	if err != nil {
		return err
	}
	b.groups = append(b.groups, nodeGroup{
		name: g.Name, resource: group,
		autoScalingGroup: group.Resources.ApplyT(scalingGroupOf).(pulumi.StringOutput),
	})
	return nil
}

// scalingGroupOf is the name of the auto scaling group that EKS made for a
// node group; empty for a group that is not there, see issuerOf.
func scalingGroupOf(resources []eks.NodeGroupResource) string {
	for _, r := range resources {
		for _, g := range r.AutoscalingGroups {
			if g.Name != nil {
				return *g.Name
			}
		}
	}
	return ""
}
