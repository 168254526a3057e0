package ec2_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ssm"
	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const byParameter = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"

func nodes(over world.Props) world.Props {
	in := world.Props{"name": "nodes", "imageId": byParameter, "instanceType": "t3.micro"}
	for k, v := range over {
		in[k] = v
	}
	return in
}

func TestAnInstanceTakesTheVersionItNames(t *testing.T) {
	l := newLab(t, "seed")
	n := l.network("net")
	id := l.make(api.LaunchTemplate, "nodes", nodes(nil))
	_, err := l.Update(api.LaunchTemplate, "nodes", id, nodes(world.Props{"instanceType": "t3.small"}))
	require.NoError(t, err)
	for version, want := range map[string]string{"": "t3.micro", "$Default": "t3.micro", "1": "t3.micro", "2": "t3.small", "$Latest": "t3.small"} {
		i := l.make(api.Instance, "i"+version, world.Props{"launchTemplate": map[string]any{"name": "nodes", "version": version}, "subnetId": n.private})
		assert.Equal(t, want, l.out(api.Instance, i)["instanceType"], version)
		require.NoError(t, l.Delete(api.Instance, "i"+version, i))
	}
	_, _, err = l.Try(api.Instance, "i", world.Props{"launchTemplate": map[string]any{"id": id, "version": "3"}, "subnetId": n.private})
	assert.Equal(t, "InvalidLaunchTemplateId.VersionNotFound: Could not find launch template version 3 for launch template "+id+".", worldtest.Said(err))
	require.NoError(t, l.Delete(api.LaunchTemplate, "nodes", id))
	for _, o := range l.World.Objects() {
		assert.NotEqual(t, "ec2:launchTemplateVersion", o.Kind, "earlier versions go with their template")
	}
}

func TestAnInstanceIsWhatItsTemplateSays(t *testing.T) {
	l := newLab(t, "seed")
	n := l.network("net")
	id := l.make(api.LaunchTemplate, "nodes", nodes(world.Props{
		"vpcSecurityGroupIds": []any{n.group}, "monitoring": map[string]any{"enabled": true}, "ebsOptimized": "true",
		"metadataOptions":     map[string]any{"httpTokens": "required"},
		"blockDeviceMappings": []any{map[string]any{"deviceName": "/dev/xvda", "ebs": map[string]any{"encrypted": "true", "volumeSize": 30.0, "volumeType": "gp3"}}},
	}))
	i := l.make(api.Instance, "i", world.Props{"launchTemplate": map[string]any{"id": id}, "subnetId": n.private})
	out := l.out(api.Instance, i)
	root := out.Map("rootBlockDevice")
	assert.Equal(t, []any{true, 30.0, "gp3"}, []any{root["encrypted"], root["volumeSize"], root["volumeType"]})
	assert.Equal(t, []any{true, true, "required", n.group}, []any{out["monitoring"], out["ebsOptimized"], out.Map("metadataOptions")["httpTokens"], out.Strs("vpcSecurityGroupIds")[0]})
	assert.Regexp(t, `^ami-0[0-9a-f]{16}$`, out["ami"])

	// The template counts at the launch and never again.
	_, err := l.Update(api.LaunchTemplate, "nodes", id, nodes(world.Props{"instanceType": "t3.small", "updateDefaultVersion": true}))
	require.NoError(t, err)
	out, err = l.Update(api.Instance, "i", i, world.Props{"launchTemplate": map[string]any{"id": id}, "subnetId": n.private, "tags": map[string]any{"a": "b"}})
	require.NoError(t, err)
	assert.Equal(t, []any{"t3.micro", n.group}, []any{out["instanceType"], out.Strs("vpcSecurityGroupIds")[0]})
	d, err := l.Session.Diff(api.Instance, world.Props{"launchTemplate": map[string]any{"id": id, "version": "1"}}, world.Props{"launchTemplate": map[string]any{"id": id, "version": "2"}})
	require.NoError(t, err)
	assert.Equal(t, []string{"launchTemplate.version"}, d.Replace)
}

func TestImagesThatDoNotFit(t *testing.T) {
	l := newLab(t, "seed")
	n := l.network("net")
	var far string
	world.New("x").View("us-east-1", func(c *world.Call) { far, _ = ssm.Image(c, byParameter) })
	l.World.Seed(&world.Object{Kind: ssm.Parameter, ID: "plain", Scope: region, Props: world.Props{"value": "ami-0123456789abcdef0", "dataType": "text", "version": 1.0}})
	for _, c := range map[string]struct {
		ami, kind     string
		code, message string
	}{
		"a parameter that is not there": {"resolve:ssm:gone", "t3.micro", "SsmInvalidParameter", "The following aliases are invalid: gone"},
		"a parameter of plain text":     {"resolve:ssm:plain", "t3.micro", "SsmInvalidParameter", "Unsupported data type. The following parameter data types are supported: aws:ec2:image"},
		"an image of another region":    {far, "t3.micro", "InvalidAMIID.NotFound", "The image id '[" + far + "]' does not exist"},
		"another architecture": {byParameter, "t4g.micro", "InvalidParameterValue", "The architecture 'arm64' of the specified instance type does not match the architecture 'x86_64' of the specified AMI. " +
			"Specify an instance type and an AMI that have matching architectures, and try again. You can use 'describe-instance-types' or 'describe-images' to discover the architecture of the instance type or AMI."},
	} {
		_, _, err := l.Try(api.Instance, "i", world.Props{"ami": c.ami, "instanceType": c.kind, "subnetId": n.private})
		l.Refused(err, "creating EC2 Instance", c.code, c.message)
	}
	_, _, err := l.Try(api.LaunchTemplate, "lt", nodes(world.Props{"imageId": "resolve:ssm:plain"}))
	var refused *world.Error
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, []string{"creating EC2 Launch Template", "SsmInvalidParameter"}, []string{refused.Doing, refused.Code})
}
