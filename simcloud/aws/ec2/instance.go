package ec2

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ssm"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// maxUserData is the most bytes of user data, before base64. Source:
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
const maxUserData = 16384

func instanceType() *world.Type {
	const noun, call = "EC2 Instance", "RunInstances"
	return tagging(&world.Type{
		Token: api.Instance,
		Replace: []string{
			"ami", "associatePublicIpAddress", "availabilityZone", "capacityReservationSpecification.capacityReservationTarget", "cpuCoreCount", "cpuOptions",
			"cpuThreadsPerCore", "enclaveOptions", "ephemeralBlockDevices", "hibernation", "hostResourceGroupArn", "instanceMarketOptions", "ipv6Addresses",
			"keyName", "launchTemplate.id", "launchTemplate.name", "launchTemplate.version", "networkInterfaces", "placementGroup", "privateIp",
			"rootBlockDevice.encrypted", "rootBlockDevice.kmsKeyId", "secondaryPrivateIps", "securityGroups", "subnetId",
		},
		Replaces: userDataReplaces,
		Defaults: world.Props{"sourceDestCheck": true, "disableApiTermination": false, "disableApiStop": false, "getPasswordData": false, "userDataReplaceOnChange": false},
		Refs: []world.Ref{
			subnetRef("subnetId", noun, call), groupRef("vpcSecurityGroupIds[*]", noun, call),
			reference("keyName", KeyPair, noun, call, "InvalidKeyPair.NotFound", "key pair"),
			reference("networkInterfaces[*].networkInterfaceId", api.NetworkInterface, noun, call, "InvalidNetworkInterfaceID.NotFound", "networkInterface ID"),
			{Path: "iamInstanceProfile", Kind: api.InstanceProfile, Missing: func(c *world.Call, v string) error {
				return doing(c, noun, call, "AssociateIamInstanceProfile").Refuse("InvalidParameterValue",
					fmt.Sprintf("Value (%s) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name", v), docRun)
			}},
			{Path: "launchTemplate.id", Kind: api.LaunchTemplate, Missing: func(c *world.Call, v string) error {
				return doing(c, noun, call, call).Refuse("InvalidLaunchTemplateId.NotFound",
					fmt.Sprintf("The specified launch template, with template ID %s, does not exist.", v), docRun)
			}},
			{Path: "launchTemplate.name", Kind: api.LaunchTemplate, By: "name", Missing: func(c *world.Call, v string) error {
				return doing(c, noun, call, call).Refuse("InvalidLaunchTemplateName.NotFoundException",
					fmt.Sprintf("The specified launch template, with template name %s, does not exist.", v), docRun)
			}},
		},
		Takes:  world.Times{Create: 15 * time.Second, Update: 3 * time.Second, Delete: 45 * time.Second},
		Check:  checkInstance,
		Create: createInstance,
		Update: updateInstance,
		Delete: deleteInstance,
		Read:   readInstance,
	}, noun, call)
}

func userDataReplaces(old, in world.Props) []string {
	var out []string
	for _, name := range []string{"userData", "userDataBase64"} {
		if in.Bool("userDataReplaceOnChange") && old.Str(name) != in.Str(name) {
			out = append(out, name)
		}
	}
	return out
}

func checkInstance(c *world.Check) {
	if !given(c.In, "launchTemplate") {
		for _, name := range []string{"ami", "instanceType"} {
			if !given(c.In, name) {
				c.Fail(name, fmt.Sprintf("Missing required argument. %q: one of `%s,launch_template` must be specified", snake(name), snake(name)))
			}
		}
	}
	conflicts(c, "userData", "userDataBase64")
	conflicts(c, "networkInterfaces", "associatePublicIpAddress", "subnetId", "privateIp", "secondaryPrivateIps", "vpcSecurityGroupIds", "securityGroups", "ipv6Addresses",
		"ipv6AddressCount", "sourceDestCheck")
	base64String(c, "userDataBase64")
	oneOf(c, c.In, "", "tenancy", "default", "dedicated", "host")
	oneOf(c, c.In, "", "instanceInitiatedShutdownBehavior", "stop", "terminate")
	checkMetadata(c)
	oneOf(c, c.In.Map("rootBlockDevice"), "rootBlockDevice.", "volumeType", volumeTypes...)
	for i, d := range c.In.Maps("ebsBlockDevices") {
		oneOf(c, d, fmt.Sprintf("ebsBlockDevices[%d].", i), "volumeType", volumeTypes...)
	}
}

// checkMetadata checks the options of the instance metadata service.
func checkMetadata(c *world.Check) {
	m := c.In.Map("metadataOptions")
	oneOf(c, m, "metadataOptions.", "httpEndpoint", "disabled", "enabled")
	oneOf(c, m, "metadataOptions.", "httpTokens", "optional", "required")
	oneOf(c, m, "metadataOptions.", "httpProtocolIpv6", "disabled", "enabled")
	oneOf(c, m, "metadataOptions.", "instanceMetadataTags", "disabled", "enabled")
	between(c, m, "metadataOptions.", "httpPutResponseHopLimit", 1, 64)
}

var imageID = regexp.MustCompile(`^ami-([0-9a-f]{8}|[0-9a-f]{17})$`)

func createInstance(c *world.Call) error {
	op := doing(c, "EC2 Instance", "RunInstances", "")
	in, err := launchSpec(c, op)
	if err != nil {
		return err
	}
	if v := in.Str("ami"); !imageID.MatchString(v) && !ssm.ByParameter(v) {
		return op.Refuse("InvalidAMIID.Malformed", fmt.Sprintf("Invalid id: %q (expecting \"ami-...\")", v), docRun)
	}
	if err := instanceFits(c, op, in); err != nil {
		return err
	}
	image, fault := Image(c, in.Str("ami"), in.Str("instanceType"))
	if fault != nil {
		return op.Refuse(fault.Code, fault.Message, docRun)
	}
	in["ami"] = image
	if userDataSize(in) > maxUserData {
		return op.Refuse("InvalidParameterValue", fmt.Sprintf("User data is limited to %d bytes", maxUserData), docUserData)
	}
	c.ID = c.NewID("i")
	for name, v := range in {
		c.Out[name] = v
	}
	eni, subnet, err := primary(c, op, in)
	if err != nil {
		return err
	}
	if c.Out.Str("availabilityZone") == "" {
		c.Out["availabilityZone"] = subnet.Props.Str("availabilityZone")
	}
	c.Out["rootBlockDevice"] = rootVolume(c, nil, subnet, c.ID, in.Map("rootBlockDevice"))
	dataVolumes(c, subnet)
	spot := in.Map("instanceMarketOptions").Str("marketType") == "spot"
	set(c.Out, world.Props{
		"instanceLifecycle": "", "tenancy": in.StrOr("tenancy", "default"), "primaryNetworkInterfaceId": eni.ID,
		"securityGroups": []any{}, "outpostArn": "", "passwordData": "", "spotInstanceRequestId": "",
		"metadataOptions": metadata(in.Map("metadataOptions")), "monitoring": in.Bool("monitoring"), "ebsOptimized": in.Bool("ebsOptimized"),
		"instanceInitiatedShutdownBehavior": in.StrOr("instanceInitiatedShutdownBehavior", "stop"),
	})
	settings(c, in, subnet)
	if spot {
		set(c.Out, world.Props{"instanceLifecycle": "spot", "spotInstanceRequestId": "sir-" + c.Hex(8, "spot")})
	}
	return nil
}

// launchSpec are the inputs over those of the launch template, if there is
// one. The template counts when the instance is launched and never again.
func launchSpec(c *world.Call, op api.Op) (world.Props, error) {
	in := c.In.Clone()
	given := func(name string) bool { return given(in, name) }
	from := world.Props{}
	if c.Object != nil {
		for _, name := range fromTemplate(world.Props{}).Keys() {
			from[name] = c.Object.Props[name]
		}
	} else if ref := c.In.Map("launchTemplate"); len(ref) > 0 {
		template := TemplateOf(c, ref.Str("id"), ref.Str("name"))
		data, _, ok := TemplateVersion(c, template, ref.Str("version"))
		if !ok {
			return nil, op.Refuse("InvalidLaunchTemplateId.VersionNotFound", NoTemplateVersion(template, ref.Str("version")), docTemplates)
		}
		if len(data.List("networkInterfaces")) > 0 {
			for _, name := range []string{"subnetId", "vpcSecurityGroupIds"} {
				if given(name) {
					return nil, op.Refuse("InvalidParameterCombination", "Network interfaces and an instance-level "+instanceLevel[name]+" may not be specified on the same request", docRun)
				}
			}
		}
		from = fromTemplate(data)
	}
	for name, v := range from {
		if v != "" && v != nil && !given(name) && (name != "userDataBase64" || !given("userData")) {
			in[name] = v
		}
	}
	return in, nil
}

// instanceLevel are the words for inputs that do not go with interfaces.
var instanceLevel = map[string]string{"subnetId": "subnet ID", "vpcSecurityGroupIds": "security groups"}

// instanceFits refuses an instance type that does not exist or for which the
// account has no vCPUs left.
func instanceFits(c *world.Call, op api.Op, in world.Props) error {
	kind := in.Str("instanceType")
	if !KnownInstanceType(kind) {
		return op.Refuse("InvalidParameterValue", fmt.Sprintf("Invalid value '%s' for InstanceType.", kind), docRun)
	}
	spot := in.Map("instanceMarketOptions").Str("marketType") == "spot"
	if InstanceTypes[kind].VCPU <= VCPUsLeft(c, spot) || InstanceTypes[kind].VCPU == 0 {
		return nil
	}
	if spot {
		return op.Refuse("MaxSpotInstanceCountExceeded", "Max spot instance count exceeded", docVCPU)
	}
	return op.Refuse("VcpuLimitExceeded", fmt.Sprintf("You have requested more vCPU capacity than your current vCPU limit of %d allows for the instance bucket "+
		"that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.",
		c.Quota(QuotaStandardVCPUs, defaultStandardVCPUs)), docVCPU)
}

func userDataSize(in world.Props) int {
	if v := in.Str("userDataBase64"); v != "" {
		raw, _ := base64.StdEncoding.DecodeString(v)
		return len(raw)
	}
	return len(in.Str("userData"))
}

// primary makes the primary interface of the instance, or attaches the one
// that the inputs name.
func primary(c *world.Call, op api.Op, in world.Props) (eni, subnet *world.Object, err error) {
	for _, n := range c.In.Maps("networkInterfaces") {
		if n.Int("deviceIndex") != 0 {
			continue
		}
		eni = c.Find(api.NetworkInterface, n.Str("networkInterfaceId"))
		if len(eni.Props.List("attachments")) > 0 {
			return nil, nil, op.Refuse("InvalidNetworkInterface.InUse", fmt.Sprintf("Interface: [%s] in use.", eni.ID), docENI)
		}
		subnet = c.Find(api.Subnet, eni.Props.Str("subnetId"))
		eni.Props["attachments"] = []any{map[string]any{"attachmentId": c.NewID("eni-attach"), "deviceIndex": 0.0, "instance": c.ID}}
		describe(c, eni, c.ID, c.Out)
		c.Out["vpcSecurityGroupIds"], c.Out["sourceDestCheck"] = eni.Props["securityGroups"], eni.Props["sourceDestCheck"]
		return eni, subnet, nil
	}
	if subnet = launchSubnet(c, in); subnet == nil {
		return nil, nil, op.Refuse("MissingInput", "No subnets found for the default VPC. Please specify a subnet.", docRun)
	}
	groups := groupsOrDefault(c, subnet, in.Strs("vpcSecurityGroupIds"))
	if err := groupsFit(c, op, subnet, groups); err != nil {
		return nil, nil, err
	}
	if FreeAddresses(c, subnet) == 0 {
		return nil, nil, op.Refuse("InsufficientFreeAddressesInSubnet",
			fmt.Sprintf("There are not enough free addresses in subnet '%s' to satisfy the requested number of instances.", subnet.ID), docSubnets)
	}
	if a := in.Str("privateIp"); a != "" {
		if err := addressFits(c, op, subnet, a, fmt.Sprintf("Address %s is in use.", a)); err != nil {
			return nil, nil, err
		}
	}
	c.Out["vpcSecurityGroupIds"] = list(groups)
	public := in.BoolOr("associatePublicIpAddress", subnet.Props.Bool("mapPublicIpOnLaunch"))
	return launch(c, nil, subnet, c.ID, c.Out, public), subnet, nil
}

// launchSubnet is the subnet asked for, else the default one of the zone.
func launchSubnet(c *world.Call, in world.Props) *world.Object {
	if id := in.Str("subnetId"); id != "" {
		return c.Find(api.Subnet, id)
	}
	for _, s := range c.All(api.Subnet) {
		if s.Props.Bool("default") && (in.Str("availabilityZone") == "" || in.Str("availabilityZone") == s.Props.Str("availabilityZone")) {
			return s
		}
	}
	return nil
}

func updateInstance(c *world.Call) error {
	op := doing(c, "EC2 Instance", "", "ModifyInstanceAttribute")
	in, err := launchSpec(c, op)
	if err != nil {
		return err
	}
	if in.Str("instanceType") != c.Object.Props.Str("instanceType") {
		if !KnownInstanceType(in.Str("instanceType")) {
			return op.Refuse("InvalidInstanceAttributeValue", fmt.Sprintf("Invalid value '%s' for InstanceType.", in.Str("instanceType")), docRun)
		}
		c.Takes(60 * time.Second) // stopped, changed, started
	}
	if userDataSize(in) > maxUserData {
		return op.Refuse("InvalidParameterValue", fmt.Sprintf("User data is limited to %d bytes", maxUserData), docUserData)
	}
	eni := c.Find(api.NetworkInterface, c.Object.Props.Str("primaryNetworkInterfaceId"))
	if eni == nil {
		return nil
	}
	if !given(c.In, "networkInterfaces") {
		subnet := c.Find(api.Subnet, eni.Props.Str("subnetId"))
		groups := groupsOrDefault(c, subnet, in.Strs("vpcSecurityGroupIds"))
		if err := groupsFit(c, op, subnet, groups); err != nil {
			return err
		}
		eni.Props["securityGroups"], eni.Props["sourceDestCheck"] = list(groups), c.Out.BoolOr("sourceDestCheck", true)
		c.Out["vpcSecurityGroupIds"] = list(groups)
	}
	root := world.Props{}
	set(root, c.Object.Props.Map("rootBlockDevice").Clone())
	set(root, c.In.Map("rootBlockDevice").Clone())
	c.Out["rootBlockDevice"] = root
	c.Out["metadataOptions"] = metadata(in.Map("metadataOptions"))
	describe(c, eni, c.ID, c.Out)
	return nil
}

// deleteInstance refuses while termination protection is on. An interface
// that the inputs attached stays, and so does a volume not deleted on termination.
func deleteInstance(c *world.Call) error {
	if c.Object.Props.Bool("disableApiTermination") {
		return api.Op{Doing: fmt.Sprintf("terminating EC2 Instance (%s)", c.ID), Service: "EC2", Name: "TerminateInstances"}.Refuse("OperationNotPermitted",
			fmt.Sprintf("The instance '%s' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.", c.ID), docTerminate)
	}
	for _, eip := range c.Where(api.EIP, "instance", c.ID) {
		DisassociateAddress(c, eip)
	}
	for _, n := range c.In.Maps("networkInterfaces") {
		if eni := c.Find(api.NetworkInterface, n.Str("networkInterfaceId")); eni != nil {
			delete(eni.Props, "attachments")
		}
	}
	devices := append(c.Object.Props.Maps("ebsBlockDevices"), c.Object.Props.Map("rootBlockDevice"))
	for _, d := range devices {
		if volume := c.Find(api.Volume, d.Str("volumeId")); volume != nil && !d.BoolOr("deleteOnTermination", true) {
			volume.Owner = ""
			delete(volume.Props, "attachments")
		}
	}
	return nil
}

func readInstance(c *world.Call) error {
	if eni := c.Find(api.NetworkInterface, c.Object.Props.Str("primaryNetworkInterfaceId")); eni != nil {
		c.Out["sourceDestCheck"], c.Out["vpcSecurityGroupIds"] = eni.Props["sourceDestCheck"], eni.Props["securityGroups"]
		c.Out["publicIp"] = eni.Props.Map("association").Str("publicIp")
	}
	return nil
}
