package cluster

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/autoscaling"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/cloudinit/rke2"
)

// rootDevice is that of Amazon Linux 2023.
const rootDevice = "/dev/xvda"

// machines is a kind of machine to launch.
type machines struct {
	role   string // of the launch template's name
	key    string
	types  []string
	disk   int
	groups pulumi.StringArray
	holder machineRole
	data   pulumi.StringOutput
}

func (b *rkeBuilder) template(m machines) (*ec2.LaunchTemplate, error) {
	name := b.child("template", m.role, m.key)
	tags := b.tags(b.child(m.role, m.key))
	specs := ec2.LaunchTemplateTagSpecificationArray{}
	for _, kind := range []string{"instance", "volume", "network-interface"} {
		specs = append(specs, &ec2.LaunchTemplateTagSpecificationArgs{ResourceType: pulumi.String(kind), Tags: tags})
	}
	return ec2.NewLaunchTemplate(b.ctx, name, &ec2.LaunchTemplateArgs{
		Description:          pulumi.String(fmt.Sprintf("%s %s of the Kubernetes cluster %s", m.role, m.key, b.plan.Name)),
		UpdateDefaultVersion: pulumi.Bool(true),
		ImageId:              pulumi.String(b.plan.image(Architecture(m.types[0]))),
		InstanceType:         pulumi.String(m.types[0]),
		IamInstanceProfile:   &ec2.LaunchTemplateIamInstanceProfileArgs{Arn: m.holder.profile.Arn},
		VpcSecurityGroupIds:  m.groups,
		MetadataOptions: &ec2.LaunchTemplateMetadataOptionsArgs{
			HttpEndpoint: pulumi.String("enabled"),
			HttpTokens:   pulumi.String("required"),
			// One hop reaches the machine and pods in its network, such as the
			// cloud controller manager, not pods in a network of their own.
			HttpPutResponseHopLimit: pulumi.Int(1),
		},
		BlockDeviceMappings: ec2.LaunchTemplateBlockDeviceMappingArray{&ec2.LaunchTemplateBlockDeviceMappingArgs{
			DeviceName: pulumi.String(rootDevice),
			Ebs: &ec2.LaunchTemplateBlockDeviceMappingEbsArgs{
				VolumeType: pulumi.String("gp3"), VolumeSize: pulumi.Int(m.disk), Encrypted: pulumi.String("true"), DeleteOnTermination: pulumi.String("true"),
			},
		}},
		UserData:          m.data,
		TagSpecifications: specs,
		Tags:              b.tags(name),
	}, b.own())
}

// groupTags are those of a group and its machines. The cloud controller
// manager looks for the second one:
// https://cloud-provider-aws.sigs.k8s.io/prerequisites/
func (b *rkeBuilder) groupTags(name string) autoscaling.GroupTagArray {
	all := map[string]string{"Name": name, "kubernetes.io/cluster/" + b.plan.Name: "owned"}
	for k, v := range b.plan.Tags {
		all[k] = v
	}
	var tags autoscaling.GroupTagArray
	for _, k := range slices.Sorted(maps.Keys(all)) {
		tags = append(tags, &autoscaling.GroupTagArgs{Key: pulumi.String(k), Value: pulumi.String(all[k]), PropagateAtLaunch: pulumi.Bool(true)})
	}
	return tags
}

// serverReady is how long a server may take until it answers behind the
// balancer.
const serverReady = "30m"

// servers makes the groups of one, each after the one before it is healthy
// behind the balancer: members join etcd one at a time.
//
// A changed launch template makes a new group, and the engine takes the old
// one away after it: the new server joins, takes its predecessor out of the
// cluster and is healthy before the next one begins. An instance refresh would
// not do: the provider does not wait for it, so all servers would go at once.
func (b *rkeBuilder) servers() error {
	facts := b.facts(b.serverSecret).ToStringMapOutput()
	ready := slices.Concat(b.server.role.Policies(), []pulumi.Resource{b.serverSecret.value, b.restore, b.swept},
		b.registration.Ready(), b.nodes.Ready(), b.control.Ready())
	if b.public != nil {
		ready = append(ready, b.public.Ready()...)
	}
	targets := pulumi.StringArray{b.registration.TargetGroups["api"].ARN, b.registration.TargetGroups["join"].ARN}
	if b.public != nil {
		targets = append(targets, b.public.TargetGroups["api"].ARN)
	}
	for ordinal, subnet := range b.plan.servers {
		key := strconv.Itoa(ordinal)
		template, err := b.template(machines{
			role: "server", key: key, types: []string{b.plan.Servers.Type}, disk: b.plan.Servers.Disk, holder: b.server,
			groups: pulumi.StringArray{b.nodes.ID, b.control.ID, b.attach},
			data: facts.ApplyT(func(f map[string]string) (string, error) {
				return b.plan.serverData(ordinal, f)
			}).(pulumi.StringOutput),
		})
		if err != nil {
			return err
		}
		name := b.child("server", key)
		group, err := autoscaling.NewGroup(b.ctx, name, &autoscaling.GroupArgs{
			MinSize: pulumi.Int(1), MaxSize: pulumi.Int(1), DesiredCapacity: pulumi.Int(1),
			VpcZoneIdentifiers: network.ReadyIDs([]network.Subnet{subnet}),
			LaunchTemplate: &autoscaling.GroupLaunchTemplateArgs{
				Id: template.ID(), Version: template.LatestVersion.ApplyT(strconv.Itoa).(pulumi.StringOutput),
			},
			TargetGroupArns: targets,
			// A balancer that finds no quorum must not end the servers that
			// hold what is left of it.
			HealthCheckType:    pulumi.String("EC2"),
			WaitForElbCapacity: pulumi.Int(1),
			// Before the group ends its server, the server leaves etcd.
			InitialLifecycleHooks: autoscaling.GroupInitialLifecycleHookArray{&autoscaling.GroupInitialLifecycleHookArgs{
				Name: pulumi.String(rke2.LeaveHook), LifecycleTransition: pulumi.String("autoscaling:EC2_INSTANCE_TERMINATING"),
				HeartbeatTimeout: pulumi.Int(rke2.HookSeconds), DefaultResult: pulumi.String("CONTINUE"),
			}},
			WaitForCapacityTimeout: pulumi.String(serverReady),
			Tags:                   b.groupTags(name),
		}, b.own(), pulumi.DependsOn(ready), pulumi.ReplaceOnChanges([]string{"launchTemplate"}),
			pulumi.Timeouts(&pulumi.CustomTimeouts{Create: "40m", Update: "40m", Delete: "20m"}))
		if err != nil {
			return err
		}
		b.serverGroups = append(b.serverGroups, nodeGroup{name: "server-" + key, resource: group, autoScalingGroup: group.Name})
		ready = append(ready, group)
	}
	return nil
}

// agents make the groups of agents, after all servers, so that no agent is
// newer than a server.
func (b *rkeBuilder) agents() error {
	if len(b.plan.Agents) == 0 {
		return nil
	}
	facts := b.facts(b.agentSecret).ToStringMapOutput()
	ready := append(b.agent.role.Policies(), b.agentSecret.value)
	for _, g := range b.serverGroups {
		ready = append(ready, g.resource)
	}
	for _, g := range b.plan.Agents {
		template, err := b.template(machines{
			role: "agent", key: g.Name, types: g.InstanceTypes, disk: g.Disk, holder: b.agent,
			groups: pulumi.StringArray{b.nodes.ID, b.attach},
			data: facts.ApplyT(func(f map[string]string) (string, error) {
				return b.plan.agentData(g, f)
			}).(pulumi.StringOutput),
		})
		if err != nil {
			return err
		}
		if err := b.agentGroup(g, template, ready); err != nil {
			return err
		}
	}
	return nil
}

func (b *rkeBuilder) agentGroup(g NodeGroup, template *ec2.LaunchTemplate, ready []pulumi.Resource) error {
	name := b.child("agent", g.Name)
	version := template.LatestVersion.ApplyT(strconv.Itoa).(pulumi.StringOutput)
	args := &autoscaling.GroupArgs{
		MinSize: pulumi.Int(g.Min), MaxSize: pulumi.Int(g.Max), DesiredCapacity: pulumi.Int(g.Desired),
		VpcZoneIdentifiers: network.ReadyIDs(b.plan.subnetsIn(g.Zones)),
		HealthCheckType:    pulumi.String("EC2"),
		// A changed launch template brings in new nodes before old ones go.
		InstanceRefresh: &autoscaling.GroupInstanceRefreshArgs{
			Strategy: pulumi.String("Rolling"),
			Preferences: &autoscaling.GroupInstanceRefreshPreferencesArgs{
				MinHealthyPercentage: pulumi.Int(100), MaxHealthyPercentage: pulumi.Int(110), InstanceWarmup: pulumi.String("300"),
			},
		},
		Tags: b.groupTags(name),
	}
	if len(g.InstanceTypes) == 1 && g.Capacity == OnDemand {
		args.LaunchTemplate = &autoscaling.GroupLaunchTemplateArgs{Id: template.ID(), Version: version}
	} else {
		args.MixedInstancesPolicy = mixed(g, template, version)
		args.CapacityRebalance = pulumi.Bool(g.Capacity == Spot)
	}
	opts := []pulumi.ResourceOption{
		b.own(), pulumi.DependsOn(ready), pulumi.Timeouts(&pulumi.CustomTimeouts{Create: "20m", Update: "20m", Delete: "20m"}),
	}
	if g.Autoscaled {
		opts = append(opts, pulumi.IgnoreChanges([]string{"desiredCapacity"}))
	}
	group, err := autoscaling.NewGroup(b.ctx, name, args, opts...)
	if err != nil {
		return err
	}
	b.agentGroups = append(b.agentGroups, nodeGroup{name: g.Name, resource: group, autoScalingGroup: group.Name})
	return nil
}

// mixed is the policy of a group of several types, or of Spot.
func mixed(g NodeGroup, template *ec2.LaunchTemplate, version pulumi.StringOutput) *autoscaling.GroupMixedInstancesPolicyArgs {
	var overrides autoscaling.GroupMixedInstancesPolicyLaunchTemplateOverrideArray
	for _, t := range g.InstanceTypes {
		overrides = append(overrides, &autoscaling.GroupMixedInstancesPolicyLaunchTemplateOverrideArgs{InstanceType: pulumi.String(t)})
	}
	share := 100
	if g.Capacity == Spot {
		share = 0
	}
	return &autoscaling.GroupMixedInstancesPolicyArgs{
		LaunchTemplate: &autoscaling.GroupMixedInstancesPolicyLaunchTemplateArgs{
			LaunchTemplateSpecification: &autoscaling.GroupMixedInstancesPolicyLaunchTemplateLaunchTemplateSpecificationArgs{
				LaunchTemplateId: template.ID(), Version: version,
			},
			Overrides: overrides,
		},
		InstancesDistribution: &autoscaling.GroupMixedInstancesPolicyInstancesDistributionArgs{
			OnDemandBaseCapacity:                pulumi.Int(0),
			OnDemandPercentageAboveBaseCapacity: pulumi.Int(share),
			SpotAllocationStrategy:              pulumi.String("price-capacity-optimized"),
		},
	}
}
