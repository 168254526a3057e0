package ec2

import (
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// InstanceSpec says what machine a service launches.
type InstanceSpec struct {
	// Subnet is where its primary interface lies. Required.
	Subnet *world.Object
	// Type is the instance type ("t3.large"), ImageID the AMI.
	Type, ImageID string
	// Groups are the security group ids; none means the VPC's default group.
	Groups []string
	// Tags are the instance's tags.
	Tags map[string]string
	// Public gives it a public IPv4 address.
	Public bool
	// Spot makes it a Spot instance.
	Spot bool
	// Profile is the name of the instance profile, "" for none.
	Profile string
	// RootGiB is the size of the root volume; 0 means 8. Encrypted encrypts it.
	RootGiB   int
	Encrypted bool
	// Salt tells several machines of one call apart.
	Salt string
	// Extra are further properties of the instance object.
	Extra world.Props
}

// MakeInstance launches a machine for owner: the instance, its primary
// network interface and its root volume, all of which go with it. A nil owner
// on a create means the object being created. It returns nil when the subnet
// has no free address. It does not look at the vCPU quota: VCPUsLeft does.
func MakeInstance(c *world.Call, owner *world.Object, spec InstanceSpec) *world.Object {
	if FreeAddresses(c, spec.Subnet) == 0 {
		return nil
	}
	id := freshID(c, api.Instance, "i", spec.Subnet.ID, spec.Salt)
	tags := map[string]any{}
	for k, v := range spec.Tags {
		tags[k] = v
	}
	props := world.Props{
		"ami": spec.ImageID, "instanceType": spec.Type, "tags": tags,
		"iamInstanceProfile":       spec.Profile,
		"vpcSecurityGroupIds":      groupsOrDefault(c, spec.Subnet, spec.Groups),
		"associatePublicIpAddress": spec.Public,
	}
	for k, v := range spec.Extra {
		props[k] = v
	}
	if spec.Spot {
		props["instanceLifecycle"] = "spot"
	}
	machine := c.Make(owner, api.Instance, id, props)
	launch(c, machine, spec.Subnet, id, machine.Props, spec.Public)
	root := rootVolume(c, machine, spec.Subnet, id, world.Props{
		"volumeSize": float64(max(spec.RootGiB, 0)), "encrypted": spec.Encrypted,
	})
	machine.Props["rootBlockDevice"] = map[string]any(root.Clone())
	return machine
}

// launch makes the primary interface of the instance with that id and fills
// in what follows from it. A nil owner means the object being created.
func launch(c *world.Call, owner *world.Object, subnet *world.Object, id string, props world.Props, public bool) *world.Object {
	eni := MakeInterface(c, owner, subnet, "interface", "", props.Strs("vpcSecurityGroupIds"), id)
	if address := props.Str("privateIp"); address != "" {
		moveTo(c, eni, address)
	}
	eni.Props["sourceDestCheck"] = props.BoolOr("sourceDestCheck", true)
	eni.Props["attachments"] = []any{map[string]any{
		"attachmentId": c.NewID("eni-attach", id), "deviceIndex": 0.0, "instance": id,
	}}
	if public {
		address := PublicIP(c, id)
		eni.Props["association"] = map[string]any{"publicIp": address, "ipOwnerId": "amazon"}
	}
	describe(c, eni, id, props)
	return eni
}

// describe sets the properties of an instance that its primary interface decides.
func describe(c *world.Call, eni *world.Object, id string, props world.Props) {
	public := eni.Props.Map("association").Str("publicIp")
	props["arn"] = api.ARN(c, "ec2", "instance/"+id)
	props["subnetId"] = eni.Props.Str("subnetId")
	props["vpcId"] = eni.Props.Str("vpcId")
	props["availabilityZone"] = eni.Props.Str("availabilityZone")
	props["primaryNetworkInterfaceId"] = eni.ID
	props["privateIp"] = eni.Props.Str("privateIp")
	props["privateDns"] = eni.Props.Str("privateDnsName")
	props["ipv6Addresses"] = eni.Props["ipv6Addresses"]
	props["ipv6AddressCount"] = eni.Props["ipv6AddressCount"]
	props["publicIp"] = public
	props["publicDns"] = ""
	props["associatePublicIpAddress"] = public != ""
	vpc := c.Find(api.VPC, eni.Props.Str("vpcId"))
	if public != "" && vpc != nil && vpc.Props.Bool("enableDnsHostnames") {
		props["publicDns"] = publicName(c, public)
	}
	props["instanceState"] = "running"
	props["state"] = "running"
}

func moveTo(c *world.Call, eni *world.Object, address string) {
	eni.Props["privateIp"] = address
	eni.Props["privateIps"] = []any{address}
	eni.Props["privateDnsName"] = privateName(c, address)
}

// groupsOrDefault returns groups, or the default security group of the
// subnet's VPC.
func groupsOrDefault(c *world.Call, subnet *world.Object, groups []string) []string {
	if len(groups) > 0 {
		return groups
	}
	if vpc := c.Find(api.VPC, subnet.Props.Str("vpcId")); vpc != nil {
		return []string{vpc.Props.Str("defaultSecurityGroupId")}
	}
	return nil
}

// rootVolume makes the root volume of an instance and returns the
// rootBlockDevice property. The size without a wish is 8 GiB, that of the
// Amazon Linux images.
func rootVolume(c *world.Call, owner *world.Object, subnet *world.Object, instance string, want world.Props) world.Props {
	size := want.Int("volumeSize")
	if size == 0 {
		size = 8
	}
	kind := want.StrOr("volumeType", "gp3")
	id := freshID(c, api.Volume, "vol", "root", instance)
	props := volumeProps(c, id, subnet.Props.Str("availabilityZone"), kind, size, want)
	props["attachments"] = []any{map[string]any{"instanceId": instance, "device": "/dev/xvda"}}
	c.Make(owner, api.Volume, id, props)
	return world.Props{
		"deleteOnTermination": want.BoolOr("deleteOnTermination", true),
		"deviceName":          "/dev/xvda", "volumeId": id, "volumeSize": float64(size), "volumeType": kind,
		"encrypted": want.Bool("encrypted"), "iops": props["iops"], "throughput": props["throughput"], "kmsKeyId": want.Str("kmsKeyId"),
		"tags": map[string]any(want.Map("tags")), "tagsAll": map[string]any(want.Map("tags")),
	}
}

// VCPUsLeft returns how many vCPUs of Standard instances (families A, C, D,
// H, I, M, R, T and Z) the account may still run in the region, On-Demand or
// Spot. Types that InstanceTypes does not list count nothing. Source of the
// quotas: https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html
func VCPUsLeft(c *world.Call, spot bool) int {
	code := QuotaStandardVCPUs
	if spot {
		code = QuotaStandardSpotVCPUs
	}
	left := c.Quota(code, defaultStandardVCPUs)
	for _, o := range c.All(api.Instance) {
		if o.Props.Str("instanceState") == "running" && (o.Props.Str("instanceLifecycle") == "spot") == spot {
			left -= InstanceTypes[o.Props.Str("instanceType")].VCPU
		}
	}
	return left
}
