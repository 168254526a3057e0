package ec2

import (
	"encoding/base64"
	"fmt"
	"reflect"
	"regexp"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ssm"
	"github.com/drydock-iac/drydock/simcloud/world"
)

var templateName = regexp.MustCompile(`^[0-9A-Za-z()./_\-]+$`)

// maxTemplateName is the provider's limit, three under the service's 128.
const maxTemplateName = 125

func launchTemplateType() *world.Type {
	return tagging(&world.Type{
		Token:    api.LaunchTemplate,
		AutoName: &world.AutoName{Property: "name", Max: maxTemplateName, Unless: "namePrefix"},
		Replace:  []string{"name", "namePrefix"},
		Moving:   []string{"latestVersion"},
		// A launch template's parameters are not looked up when it is made:
		// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/create-launch-template.html
		Refs: []world.Ref{
			orders("vpcSecurityGroupIds[*]", api.SecurityGroup), orders("networkInterfaces[*].securityGroups[*]", api.SecurityGroup),
			orders("networkInterfaces[*].subnetId", api.Subnet), {Path: "iamInstanceProfile.arn", Kind: api.InstanceProfile, By: "arn"},
			orders("iamInstanceProfile.name", api.InstanceProfile), {Path: "blockDeviceMappings[*].ebs.kmsKeyId", Kind: api.Key, By: "arn"},
			orders("keyName", KeyPair),
		},
		Takes:  world.Times{Create: time.Second, Update: time.Second, Delete: time.Second},
		Check:  checkTemplate,
		Create: createTemplate,
		Update: updateTemplate,
	}, "EC2 Launch Template", "CreateLaunchTemplate")
}

func checkTemplate(c *world.Check) {
	for _, name := range []string{"name", "namePrefix"} {
		v := c.In.Str(name)
		high := maxTemplateName
		if name == "namePrefix" {
			high -= uniqueDigits
		}
		switch {
		case v == "":
		case len(v) < 3:
			c.Fail(name, fmt.Sprintf("%q cannot be less than 3 characters", snake(name)))
		case len(v) > high && name == "namePrefix":
			c.Fail(name, fmt.Sprintf("%q cannot be longer than %d characters, name is limited to %d", snake(name), high, maxTemplateName))
		case len(v) > high:
			c.Fail(name, fmt.Sprintf("%q cannot be longer than %d characters", snake(name), high))
		case !templateName.MatchString(v):
			c.Fail(name, fmt.Sprintf("%q can only alphanumeric characters and ()./_- symbols", snake(name)))
		}
	}
	conflicts(c, "name", "namePrefix")
	conflicts(c, "defaultVersion", "updateDefaultVersion")
	conflicts(c, "instanceType", "instanceRequirements")
	conflicts(c, "securityGroupNames", "vpcSecurityGroupIds")
	length(c, "description", 255)
	oneOf(c, c.In, "", "instanceInitiatedShutdownBehavior", "stop", "terminate")
	checkMetadata(c)
	for i, m := range c.In.Maps("blockDeviceMappings") {
		at := fmt.Sprintf("blockDeviceMappings[%d].ebs.", i)
		oneOf(c, m.Map("ebs"), at, "volumeType", volumeTypes...)
		between(c, m.Map("ebs"), at, "throughput", 125, 1000)
	}
}

func createTemplate(c *world.Call) error {
	op := doing(c, "EC2 Launch Template", "CreateLaunchTemplate", "")
	name := c.In.Str("name")
	if name == "" {
		name = uniqueName(c, c.In.Str("namePrefix"))
	}
	if c.By(api.LaunchTemplate, "name", name) != nil {
		return op.Refuse("InvalidLaunchTemplateName.AlreadyExistsException", "Launch template name already in use.", docTemplates)
	}
	if err := templateData(c, op); err != nil {
		return err
	}
	c.ID = c.NewID("lt")
	set(c.Out, world.Props{
		"arn": api.ARN(c, "ec2", "launch-template/"+c.ID), "name": name, "namePrefix": c.In.Str("namePrefix"), "latestVersion": 1, "defaultVersion": 1,
	})
	return nil
}

func templateData(c *world.Call, op api.Op) error {
	raw, err := base64.StdEncoding.DecodeString(c.In.Str("userData"))
	if err != nil {
		return op.Refuse("InvalidUserData.Malformed", "Invalid BASE64 encoding of user data.", docUserData)
	}
	if len(raw) > maxUserData {
		return op.Refuse("InvalidUserData.Malformed", fmt.Sprintf("User data is limited to %d bytes", maxUserData), docUserData)
	}
	if image := c.In.Str("imageId"); ssm.ByParameter(image) {
		// Parameters are looked at when the template is made, image ids are not.
		if _, why := ssm.Image(c, image); why != "" {
			return op.Refuse("SsmInvalidParameter", why, docParameters)
		}
	}
	return nil
}

// docParameters describes images by parameter.
const docParameters = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-systems-manager-parameter-to-find-AMI.html"

// outside are the inputs that are not part of a version of the template.
var outside = []string{"tags", "defaultVersion", "updateDefaultVersion", "name", "namePrefix"}

// updateTemplate makes another version when the template's data change.
func updateTemplate(c *world.Call) error {
	if err := templateData(c, doing(c, "EC2 Launch Template", "", "CreateLaunchTemplateVersion")); err != nil {
		return err
	}
	old, in := c.Object.Inputs.Clone(), c.In.Clone()
	for _, name := range outside {
		delete(old, name)
		delete(in, name)
	}
	latest, standard := c.Object.Props.Int("latestVersion"), c.Object.Props.Int("defaultVersion")
	if !reflect.DeepEqual(old, in) {
		c.Make(c.Object, templateVersion, versionID(c.ID, latest), old)
		latest++
	}
	if c.In.Bool("updateDefaultVersion") {
		standard = latest
	}
	if v := c.In.Int("defaultVersion"); v > 0 {
		if standard = v; v > latest {
			return doing(c, "EC2 Launch Template", "", "ModifyLaunchTemplate").Refuse("InvalidLaunchTemplateId.VersionNotFound",
				fmt.Sprintf("Could not find launch template version %d for launch template %s.", v, c.ID), docTemplates)
		}
	}
	set(c.Out, world.Props{"latestVersion": latest, "defaultVersion": standard})
	return nil
}
