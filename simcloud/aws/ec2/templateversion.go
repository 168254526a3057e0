package ec2

import (
	"fmt"
	"strconv"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// templateVersion is the kind of the earlier versions that a launch template
// keeps; the newest one is the template itself.
const templateVersion = "ec2:launchTemplateVersion"

func versionID(template string, number int) string { return fmt.Sprintf("%s/%d", template, number) }

// TemplateOf returns the launch template with that id or, where the id is
// empty, with that name; nil where there is none.
func TemplateOf(c *world.Call, id, name string) *world.Object {
	if id != "" {
		return c.Find(api.LaunchTemplate, id)
	}
	if name == "" {
		return nil
	}
	return c.By(api.LaunchTemplate, "name", name)
}

// TemplateVersion returns the data of one version of a launch template and
// the version's number. A version is a number, "$Latest" or "$Default"; ""
// means $Default, which stays at 1 until somebody moves it. It reports false
// where there is no such version. Source:
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/manage-launch-template-versions.html
func TemplateVersion(c *world.Call, template *world.Object, version string) (data world.Props, number int, ok bool) {
	latest := template.Props.IntOr("latestVersion", 1)
	switch version {
	case "", "$Default":
		number = template.Props.IntOr("defaultVersion", 1)
	case "$Latest":
		number = latest
	default:
		n, err := strconv.Atoi(version)
		if err != nil {
			return nil, 0, false
		}
		number = n
	}
	if number == latest {
		return template.Props, number, true
	}
	if o := c.Find(templateVersion, versionID(template.ID, number)); o != nil {
		return o.Props, number, true
	}
	return nil, 0, false
}

// NoTemplateVersion is the service's message for a version that is not there.
func NoTemplateVersion(template *world.Object, version string) string {
	return fmt.Sprintf("Could not find launch template version %s for launch template %s.", version, template.ID)
}

// fromTemplate are the inputs of an instance that its launch template gives:
// those that the instance's own leave out.
func fromTemplate(t world.Props) world.Props {
	out := world.Props{
		"ami": t.Str("imageId"), "instanceType": t.Str("instanceType"), "keyName": t.Str("keyName"), "userDataBase64": t.Str("userData"),
		"vpcSecurityGroupIds": t["vpcSecurityGroupIds"], "metadataOptions": t["metadataOptions"], "disableApiTermination": t["disableApiTermination"],
		"instanceInitiatedShutdownBehavior": t.Str("instanceInitiatedShutdownBehavior"), "iamInstanceProfile": ProfileName(t.Map("iamInstanceProfile")),
	}
	if m := t.Map("monitoring"); m.Has("enabled") {
		out["monitoring"] = m.Bool("enabled")
	}
	if v := t.Str("ebsOptimized"); v != "" {
		out["ebsOptimized"] = v == "true"
	}
	if m := t.Map("instanceMarketOptions"); len(m) > 0 {
		out["instanceMarketOptions"] = map[string]any(m)
	}
	if root := RootOf(t); len(root) > 0 {
		out["rootBlockDevice"] = map[string]any(root)
	}
	for _, n := range t.Maps("networkInterfaces") {
		if n.Int("deviceIndex") != 0 {
			continue
		}
		out["subnetId"] = n.Str("subnetId")
		if g := n.List("securityGroups"); len(g) > 0 {
			out["vpcSecurityGroupIds"] = g
		}
		if v := fmt.Sprint(n["associatePublicIpAddress"]); v == "true" || v == "false" {
			out["associatePublicIpAddress"] = v == "true"
		}
	}
	return out
}

// RootOf is the root volume that a launch template asks for: its first mapping
// with a volume. It has the properties of an instance's rootBlockDevice and is
// empty where the template leaves the volume to the image.
func RootOf(t world.Props) world.Props {
	for _, m := range t.Maps("blockDeviceMappings") {
		ebs := m.Map("ebs")
		if len(ebs) == 0 {
			continue
		}
		root := world.Props{}
		for _, name := range []string{"volumeSize", "volumeType", "iops", "throughput", "kmsKeyId"} {
			if ebs.Has(name) {
				root[name] = ebs[name]
			}
		}
		root["encrypted"] = fmt.Sprint(ebs["encrypted"]) == "true"
		root["deleteOnTermination"] = fmt.Sprint(ebs["deleteOnTermination"]) != "false"
		return root
	}
	return nil
}

// ProfileName is the name of the instance profile that a launch template
// gives by name or ARN, "" for none.
func ProfileName(profile world.Props) string {
	if name := profile.Str("name"); name != "" {
		return name
	}
	arn := profile.Str("arn")
	for i := len(arn) - 1; i >= 0; i-- {
		if arn[i] == '/' {
			return arn[i+1:]
		}
	}
	return ""
}
