package compute

import (
	"maps"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/component"
)

// TypeInstance is the type token of Instance. Changing it needs an alias.
const TypeInstance = "drydock:compute:Instance"

// InstanceArgs are the settings of an Instance.
type InstanceArgs struct {
	// Network in which the machine stands. Required.
	Network network.Placement
	// Tier in whose subnet it stands. Empty means the network's first private
	// tier, or its first public one with Public.
	Tier string
	// Zone is the letter of its zone. Empty means the first of the tier.
	Zone string
	// Public gives the machine a public address and puts it into a public
	// tier. Off unless set.
	Public bool
	// Machine is what to run.
	Machine Machine
	// Protected makes AWS refuse to terminate the machine until this is taken
	// off again.
	Protected bool
	// Tags of every resource. Each has a Name tag besides.
	Tags map[string]string
}

// Instance is one machine. A change of what it runs replaces it; nothing
// replaces it when it fails: for that, use a group of one.
type Instance struct {
	pulumi.ResourceState

	// ID, ARN and PrivateIP of the machine.
	ID        pulumi.StringOutput `pulumi:"instanceId"`
	ARN       pulumi.StringOutput `pulumi:"arn"`
	PrivateIP pulumi.StringOutput `pulumi:"privateIp"`
	// PublicIP is empty unless the machine is public.
	PublicIP pulumi.StringOutput `pulumi:"publicIp"`
	// SecurityGroupID is the machine's own group.
	SecurityGroupID pulumi.StringOutput `pulumi:"securityGroupId"`
	// RoleName and RoleARN are the machine's role.
	RoleName pulumi.StringOutput `pulumi:"roleName"`
	RoleARN  pulumi.StringOutput `pulumi:"roleArn"`
}

// CheckInstance returns what is wrong with the arguments of an instance,
// without making it.
func CheckInstance(name string, args *InstanceArgs) error {
	_, err := planInstance(name, args)
	return err
}

func planInstance(name string, args *InstanceArgs) (order, error) {
	p := component.NewProblems("instance", name)
	if args == nil {
		p.Add("args", nil, "nil", "pass the settings of the instance")
		return order{}, p.Err()
	}
	o := order{
		name: name, machine: args.Machine.withDefaults(), tags: maps.Clone(args.Tags),
		place: place{network: args.Network, tier: args.Tier, public: args.Public},
	}
	if args.Zone != "" {
		o.place.zones = []string{args.Zone}
	}
	o.place = o.place.withDefaults()
	if len(o.place.zones) > 1 {
		o.place.zones = o.place.zones[:1]
	}
	checkName(p, name)
	placed := o.place.check(p, "Zone")
	o.machine.check(p)
	checkTags(p, o.tags)
	if placed {
		o.machine.checkParts(p, name, args.Network)
	}
	return o, p.Err()
}

// NewInstance makes a machine. The error, if the arguments are wrong, has one
// line for each problem, and nothing was registered.
func NewInstance(ctx *pulumi.Context, name string, args *InstanceArgs, opts ...pulumi.ResourceOption) (*Instance, error) {
	o, err := planInstance(name, args)
	if err != nil {
		return nil, err
	}
	i := &Instance{}
	if err := component.Register(ctx, TypeInstance, name, o.inputs(), i, opts...); err != nil {
		return nil, err
	}
	made, err := o.build(ctx, i)
	if err != nil {
		return nil, err
	}
	machine, err := ec2.NewInstance(ctx, component.Name(name, "instance"), &ec2.InstanceArgs{
		LaunchTemplate: ec2.InstanceLaunchTemplateArgs{Id: made.template.ID().ToStringOutput().ToStringPtrOutput(), Version: made.version.ToStringPtrOutput()},
		SubnetId:       o.place.subnets()[0].Ready.ToStringPtrOutput(), DisableApiTermination: pulumi.Bool(args.Protected),
		VpcSecurityGroupIds: made.groups, AssociatePublicIpAddress: pulumi.Bool(o.place.public),
		Tags: component.Tagged(name, o.tags),
		// It acts with its role from the first second on, and gives it up
		// before the role goes.
	}, pulumi.Parent(i), pulumi.DependsOn(made.role.Policies()))
	if err != nil {
		return nil, err
	}
	i.ID, i.ARN, i.PrivateIP, i.PublicIP = machine.ID().ToStringOutput(), machine.Arn, machine.PrivateIp, machine.PublicIp
	i.SecurityGroupID, i.RoleName, i.RoleARN = made.group.ID, made.role.Name, made.role.ARN
	return i, component.Publish(ctx, i)
}

// inputs are what was decided, for the state.
func (o order) inputs() pulumi.Map {
	return pulumi.Map{
		"type": pulumi.String(o.machine.Type), "image": pulumi.String(o.machine.Image.reference()), "tier": pulumi.String(o.place.tier),
		"zones": pulumi.ToStringArray(o.place.zones), "public": pulumi.Bool(o.place.public), "rootGiB": pulumi.Int(o.machine.RootGiB),
	}
}
