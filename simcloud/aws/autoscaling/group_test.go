package autoscaling_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/autoscaling"
	"github.com/drydock-iac/drydock/simcloud/aws/lb/lab"
	"github.com/drydock-iac/drydock/simcloud/world"
)

type P = lab.P

func asg(over P) P {
	in := P{"name": "nodes", "minSize": 1, "maxSize": 4, "desiredCapacity": 3, "launchTemplate": P{"id": "lt-1"}, "vpcZoneIdentifiers": []any{"subnet-a", "subnet-b"}}
	for k, v := range over {
		in[k] = v
		if v == nil {
			delete(in, k)
		}
	}
	return in
}

func instances(l *lab.Lab) map[string]int {
	out := map[string]int{}
	for _, o := range l.World.Objects() {
		if o.Kind == api.Instance {
			out[o.Props.Str("subnetId")]++
		}
	}
	return out
}

func TestAGroupSpreadsItsInstancesAndTakesThemAlong(t *testing.T) {
	l := lab.New(t)
	before := l.World.Objects()
	id, out := l.Make(api.AutoScalingGroup, "nodes", asg(P{"tags": []any{P{"key": "team", "value": "a", "propagateAtLaunch": true}, P{"key": "own", "value": "b", "propagateAtLaunch": false}}}))
	require.Equal(t, "nodes", id)
	require.Regexp(t, `^arn:aws:autoscaling:eu-central-1:111122223333:autoScalingGroup:[0-9a-f-]{36}:autoScalingGroupName/nodes$`, out.Str("arn"))
	require.Equal(t, []string{"eu-central-1a", "eu-central-1b"}, out.Strs("availabilityZones"))
	require.Equal(t, []any{3.0, "EC2", 300.0}, []any{out["desiredCapacity"], out["healthCheckType"], out["healthCheckGracePeriod"]})
	require.Equal(t, map[string]int{"subnet-a": 2, "subnet-b": 1}, instances(l))
	for _, o := range l.World.Objects() {
		if o.Kind == api.Instance {
			require.Equal(t, P{"team": "a", "aws:autoscaling:groupName": "nodes"}, o.Props["tags"])
			require.Equal(t, []any{"t3.micro", "ami-1"}, []any{o.Props["instanceType"], o.Props["ami"]})
		}
	}
	require.NoError(t, l.Delete(api.AutoScalingGroup, "nodes", id))
	require.Equal(t, before, l.World.Objects())
}

func TestAGroupGrowsAndShrinks(t *testing.T) {
	l := lab.New(t)
	id, _ := l.Make(api.AutoScalingGroup, "nodes", asg(nil))
	for _, step := range []struct {
		over P
		want map[string]int
	}{
		{P{"desiredCapacity": 4}, map[string]int{"subnet-a": 2, "subnet-b": 2}},
		{P{"desiredCapacity": 1}, map[string]int{"subnet-a": 1}},
		{P{"desiredCapacity": nil, "minSize": 2}, map[string]int{"subnet-a": 1, "subnet-b": 1}},
		{P{"desiredCapacity": nil, "minSize": 0}, map[string]int{"subnet-a": 1, "subnet-b": 1}},
		{P{"desiredCapacity": 0, "minSize": 0}, map[string]int{}},
	} {
		_, err := l.Session.Update(lab.URN(api.AutoScalingGroup, "nodes"), api.AutoScalingGroup, id, world.Props(asg(step.over)).Clone(), nil, false)
		require.NoError(t, err)
		require.Equal(t, step.want, instances(l))
	}
	require.Equal(t, 4, l.Kinds(api.NetworkInterface)) // those that were there before
}

func TestWhatTheServiceRefusesOfAGroup(t *testing.T) {
	for name, c := range map[string]struct {
		in            P
		code, message string
	}{
		"the sizes crossed":        {asg(P{"minSize": 5}), "ValidationError", "Max bound, 4, must be greater than or equal to min bound, 5"},
		"more than the most":       {asg(P{"desiredCapacity": 5}), "ValidationError", "Desired capacity:5 must be between the specified min size:1 and max size:4"},
		"a subnet that is gone":    {asg(P{"vpcZoneIdentifiers": []any{"subnet-9"}}), "ValidationError", "The subnet ID 'subnet-9' does not exist"},
		"nowhere":                  {asg(P{"vpcZoneIdentifiers": nil}), "ValidationError", "At least one Availability Zone or VPC Subnet is required."},
		"a template that is gone":  {asg(P{"launchTemplate": P{"id": "lt-9"}}), "ValidationError", "You must use a valid fully-formed launch template. The specified launch template, with template ID lt-9, does not exist."},
		"a template without image": {asg(P{"launchTemplate": P{"name": "no-image"}}), "ValidationError", "You must use a valid fully-formed launch template. The request must contain the parameter ImageId"},
		"a target group gone":      {asg(P{"targetGroupArns": []any{"arn:gone"}}), "ValidationError", "Provided Target Groups may not be valid. Please ensure they exist and try again."},
		"the name again":           {asg(P{"name": "taken"}), "AlreadyExists", "AutoScalingGroup by this name already exists - A group with the name taken already exists"},
	} {
		t.Run(name, func(t *testing.T) {
			l := lab.New(t)
			l.Make(api.AutoScalingGroup, "taken", asg(P{"name": "taken"}))
			before := len(l.World.Objects())
			_, _, err := l.Try(api.AutoScalingGroup, "nodes", c.in)
			l.Refused(err, "creating Auto Scaling Group ("+c.in["name"].(string)+")", c.code, c.message)
			require.Len(t, l.World.Objects(), before)
		})
	}
}

func TestAGroupFailsWhereItCannotLaunch(t *testing.T) {
	l := lab.New(t)
	before := l.World.Objects()
	l.World.Set("quota:ec2/L-1216C47A", "5")
	_, _, err := l.Try(api.AutoScalingGroup, "nodes", asg(nil))
	require.ErrorContains(t, err, "waiting for Auto Scaling Group (nodes) capacity satisfied: scaling activity (")
	require.ErrorContains(t, err, "): Failed: You have requested more vCPU capacity than your current vCPU limit of 5 allows")
	l.World.Set("quota:ec2/L-1216C47A", "64")
	_, _, err = l.Try(api.AutoScalingGroup, "nodes", asg(P{"maxSize": 9, "desiredCapacity": 9, "vpcZoneIdentifiers": []any{"subnet-full"}}))
	require.ErrorContains(t, err, "Failed: There are not enough free addresses in subnet 'subnet-full' to satisfy the requested number of instances. Launching EC2 instance failed.")
	require.Equal(t, before, l.World.Objects())
}

func TestWhatThePlanRefusesOfAGroup(t *testing.T) {
	l := lab.New(t)
	require.Equal(t, []string{"launchConfiguration: \"launch_configuration\": one of `launch_configuration,launch_template,mixed_instances_policy` must be specified"},
		l.Fails(api.AutoScalingGroup, asg(P{"launchTemplate": nil})))
	require.Equal(t, []string{
		`availabilityZones: "availability_zones": conflicts with vpc_zone_identifier`,
		"maxInstanceLifetime: expected max_instance_lifetime to be in the range (86400 - 31536000), got 60",
		`waitForCapacityTimeout: "wait_for_capacity_timeout" cannot be parsed as a duration: long`,
	}, l.Fails(api.AutoScalingGroup, asg(P{"availabilityZones": []any{"eu-central-1a"}, "maxInstanceLifetime": 60, "waitForCapacityTimeout": "long"})))
}

func TestAnAttachmentNeedsBothSides(t *testing.T) {
	l := lab.New(t)
	tg, _ := l.Make(api.TargetGroup, "tg", P{"name": "tg", "port": 80, "protocol": "TCP", "vpcId": "vpc-1"})
	l.Put(api.AutoScalingGroup, "eks-nodes-1", P{"name": "eks-nodes-1"}) // one that a service made
	id, _ := l.Make(api.ScalingAttachment, "a", P{"autoscalingGroupName": "eks-nodes-1", "lbTargetGroupArn": tg})
	require.Regexp(t, `^eks-nodes-1-\d{14}[0-9a-f]{12}$`, id)
	require.Equal(t, []string{tg}, l.Read(api.AutoScalingGroup, "x", "eks-nodes-1").Strs("targetGroupArns"))
	_, _, err := l.Try(api.ScalingAttachment, "b", P{"autoscalingGroupName": "gone", "lbTargetGroupArn": tg})
	l.Refused(err, "attaching Auto Scaling Group (gone) target group ("+tg+")", "ValidationError", "AutoScalingGroup name not found - AutoScalingGroup gone not found")
	_, _, err = l.Try(api.ScalingAttachment, "c", P{"autoscalingGroupName": "eks-nodes-1", "lbTargetGroupArn": "arn:gone"})
	l.Refused(err, "attaching Auto Scaling Group (eks-nodes-1) target group (arn:gone)", "ValidationError", "Provided Target Groups may not be valid. Please ensure they exist and try again.")
	tag, _ := l.Make(autoscaling.Tag, "t", P{"autoscalingGroupName": "eks-nodes-1", "tag": P{"key": "k", "value": "v", "propagateAtLaunch": true}})
	require.Equal(t, "eks-nodes-1,k", tag)
}
