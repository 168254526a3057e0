package autoscaling_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/autoscaling"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/aws/lb/lab"
	"github.com/drydock-iac/drydock/simcloud/aws/ssm"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const image = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"

// yard is a lab with real launch templates.
type yard struct {
	*lab.Lab
	template string
}

func newYard(t *testing.T) *yard {
	t.Helper()
	l := lab.New(t)
	for _, ty := range slices.Concat(ec2.Types(), ssm.Types()) {
		l.World.Provider("aws").Types[ty.Token] = ty
	}
	y := &yard{Lab: l}
	y.template, _ = l.Make(api.LaunchTemplate, "lt", template(nil))
	return y
}

func template(over P) P {
	in := P{"name": "machines", "imageId": image, "instanceType": "t3.micro", "vpcSecurityGroupIds": []any{"sg-node"}}
	for k, v := range over {
		in[k] = v
	}
	return in
}

func (y *yard) group(over P) P {
	in := asg(P{"launchTemplate": P{"id": y.template, "version": "1"}})
	for k, v := range over {
		in[k] = v
		if v == nil {
			delete(in, k)
		}
	}
	return in
}

// update changes the launch template to another version.
func (y *yard) version(over P) {
	y.Helper()
	_, err := y.Session.Update(lab.URN(api.LaunchTemplate, "lt"), api.LaunchTemplate, y.template, world.Props(template(over)).Clone(), nil, false)
	require.NoError(y, err)
}

func (y *yard) update(over P) error {
	_, err := y.Session.Update(lab.URN(api.AutoScalingGroup, "nodes"), api.AutoScalingGroup, "nodes", world.Props(y.group(over)).Clone(), nil, false)
	return err
}

// machines are the instances of the world, sorted by id.
func (y *yard) machines() []world.Object {
	var out []world.Object
	for _, o := range y.World.Objects() {
		if o.Kind == api.Instance {
			out = append(out, o)
		}
	}
	return out
}

func (y *yard) ids() []string {
	var out []string
	for _, o := range y.machines() {
		out = append(out, o.ID)
	}
	return out
}

// count counts the machines by a property.
func (y *yard) count(property string) map[string]int {
	out := map[string]int{}
	for _, o := range y.machines() {
		out[o.Props.Str(property)]++
	}
	return out
}

// drill runs f with the group.
func (y *yard) drill(salt string, f func(c *world.Call, g *world.Object) error) {
	y.Helper()
	require.NoError(y, y.World.Mutate(lab.Region, salt, func(c *world.Call) error { return f(c, c.Find(api.AutoScalingGroup, "nodes")) }))
}

// refreshes are the records of the group's refreshes.
func (y *yard) refreshes() []world.Props {
	var out []world.Props
	y.World.View(lab.Region, func(c *world.Call) {
		for _, r := range autoscaling.Refreshes(c, c.Find(api.AutoScalingGroup, "nodes")) {
			out = append(out, r.Props.Clone())
		}
	})
	return out
}

func TestAGroupLaunchesTheVersionItNames(t *testing.T) {
	for name, c := range map[string]struct{ version, want string }{
		"a number": {"1", "t3.micro"}, "the latest": {"$Latest", "t3.small"}, "the default": {"$Default", "t3.micro"}, "none": {"", "t3.micro"},
	} {
		t.Run(name, func(t *testing.T) {
			y := newYard(t)
			y.version(P{"instanceType": "t3.small"})
			y.Make(api.AutoScalingGroup, "nodes", y.group(P{"launchTemplate": P{"id": y.template, "version": c.version}}))
			require.Equal(t, map[string]int{c.want: 3}, y.count("instanceType"))
		})
	}
}

func TestAGroupResolvesItsImageWhenItLaunches(t *testing.T) {
	y := newYard(t)
	y.Make(api.AutoScalingGroup, "nodes", y.group(nil))
	for _, m := range y.machines() {
		require.Regexp(t, `^ami-0[0-9a-f]{16}$`, m.Props.Str("ami"))
		region, arch := ssm.Architecture(m.Props.Str("ami"))
		require.Equal(t, []string{lab.Region, "x86_64"}, []string{region, arch})
	}
}

func TestWhatTheServiceRefusesOfALaunchTemplate(t *testing.T) {
	far, _ := publicImage(t, "us-east-1")
	const prefix = "You must use a valid fully-formed launch template. "
	for name, c := range map[string]struct {
		template P
		in       P
		message  string
	}{
		"a version that is not there": {nil, P{"launchTemplate": P{"name": "machines", "version": "7"}}, prefix + "Could not find launch template version 7 for launch template {lt}."},
		"another architecture": {P{"instanceType": "t4g.micro"}, nil, prefix + "The architecture 'arm64' of the specified instance type does not match the architecture 'x86_64' of the specified AMI. " +
			"Specify an instance type and an AMI that have matching architectures, and try again. You can use 'describe-instance-types' or 'describe-images' to discover the architecture of the instance type or AMI."},
		"an image of another region":         {P{"imageId": far}, nil, prefix + "The image id '[" + far + "]' does not exist"},
		"a key that is gone":                 {P{"keyName": "gone"}, nil, prefix + "The key pair 'gone' does not exist"},
		"a profile that is gone":             {P{"iamInstanceProfile": P{"name": "gone"}}, nil, prefix + "Value (gone) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name"},
		"a profile's ARN that leads nowhere": {P{"iamInstanceProfile": P{"arn": "arn:aws:iam::111122223333:instance-profile/gone"}}, nil, prefix + "Value (gone) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name"},
	} {
		t.Run(name, func(t *testing.T) {
			y := newYard(t)
			if c.template != nil {
				y.version(c.template)
				c.in = P{"launchTemplate": P{"id": y.template, "version": "$Latest"}}
			}
			before := y.World.Objects()
			_, _, err := y.Try(api.AutoScalingGroup, "nodes", y.group(c.in))
			y.Refused(err, "creating Auto Scaling Group (nodes)", "ValidationError", replace(c.message, "{lt}", y.template))
			require.Equal(t, before, y.World.Objects())
		})
	}
}

func TestInterfacesAndGroupsStandInOnePlace(t *testing.T) {
	y := newYard(t)
	y.version(P{"networkInterfaces": []any{P{"deviceIndex": 0}}})
	_, _, err := y.Try(api.AutoScalingGroup, "nodes", y.group(P{"launchTemplate": P{"id": y.template, "version": "2"}}))
	y.Refused(err, "creating Auto Scaling Group (nodes)", "InvalidQueryParameter", "Invalid launch template: When a network interface is provided, the security groups must be a part of it.")
	_, _, err = y.Try(api.Instance, "i", P{"launchTemplate": P{"id": y.template, "version": "2"}, "subnetId": "subnet-a"})
	y.Refused(err, "creating EC2 Instance", "InvalidParameterCombination", "Network interfaces and an instance-level subnet ID may not be specified on the same request")
}

func TestAParameterThatIsGoneStopsAGroup(t *testing.T) {
	y := newYard(t)
	y.Make(ssm.Parameter, "golden", P{"name": "golden", "type": "String", "dataType": "aws:ec2:image", "value": "ami-0123456789abcdef0"})
	y.version(P{"imageId": "resolve:ssm:golden"})
	y.Remove(ssm.Parameter, "golden")
	_, _, err := y.Try(api.AutoScalingGroup, "nodes", y.group(P{"launchTemplate": P{"id": y.template, "version": "2"}}))
	y.Refused(err, "creating Auto Scaling Group (nodes)", "ValidationError", "You must use a valid fully-formed launch template. The following aliases are invalid: golden")
}

func TestAGroupFailsWhereAMachineCannotStart(t *testing.T) {
	for name, c := range map[string]struct {
		settings map[string]string
		template P
		in       P
		message  string
	}{
		"no capacity": {map[string]string{"capacity:eu-central-1a": "none", "capacity:eu-central-1b/t3.micro": "none"}, nil, nil,
			"We currently do not have sufficient t3.micro capacity in the Availability Zone you requested (eu-central-1a). " +
				"Our system will be working on provisioning additional capacity. Launching EC2 instance failed."},
		"no Spot capacity": {map[string]string{"capacity:eu-central-1a/t3.micro/spot": "none", "capacity:eu-central-1b/t3.micro/spot": "none"},
			P{"instanceMarketOptions": P{"marketType": "spot"}}, nil,
			"Could not launch Spot Instances. InsufficientInstanceCapacity - There is no Spot capacity available that matches your request. Launching EC2 instance failed."},
		"the Spot quota":             {map[string]string{"quota:ec2/L-34B43A08": "3"}, P{"instanceMarketOptions": P{"marketType": "spot"}}, nil, "Max spot instance count exceeded. Launching EC2 instance failed."},
		"a group of another network": {nil, P{"vpcSecurityGroupIds": []any{"sg-other"}}, nil, "The security group 'sg-other' does not exist in VPC 'vpc-1'. Launching EC2 instance failed."},
		"a group that is gone":       {nil, P{"vpcSecurityGroupIds": []any{"sg-gone"}}, nil, "The security group 'sg-gone' does not exist. Launching EC2 instance failed."},
	} {
		t.Run(name, func(t *testing.T) {
			y := newYard(t)
			for k, v := range c.settings {
				y.World.Set(k, v)
			}
			if c.template != nil {
				y.version(c.template)
				c.in = P{"launchTemplate": P{"id": y.template, "version": "2"}}
			}
			before := y.World.Objects()
			_, _, err := y.Try(api.AutoScalingGroup, "nodes", y.group(c.in))
			require.ErrorContains(t, err, "waiting for Auto Scaling Group (nodes) capacity satisfied: scaling activity (")
			require.ErrorContains(t, err, "): Failed: "+c.message+" (https://docs.aws.amazon.com/autoscaling/")
			require.Equal(t, before, y.World.Objects())
			_, _, err = y.Try(api.AutoScalingGroup, "nodes", y.group(merge(c.in, P{"waitForCapacityTimeout": "0"})))
			require.NoError(t, err) // nobody waits, nobody sees it
			require.Less(t, len(y.machines()), 3)
		})
	}
}

func TestAGroupGoesWhereThereIsCapacity(t *testing.T) {
	y := newYard(t)
	y.World.Set("capacity:eu-central-1a", "none")
	y.Make(api.AutoScalingGroup, "nodes", y.group(nil))
	require.Equal(t, map[string]int{"subnet-b": 3}, y.count("subnetId"))
	y.World.Set("capacity:eu-central-1a", "")
	y.drill("back", func(c *world.Call, g *world.Object) error {
		moved := autoscaling.Reconcile(c, g)
		require.Len(t, moved, 1)
		require.Equal(t, "eu-central-1a", moved[0].Zone)
		require.NotEmpty(t, moved[0].Old)
		return nil
	})
	require.Equal(t, map[string]int{"subnet-a": 1, "subnet-b": 2}, y.count("subnetId"))
}
