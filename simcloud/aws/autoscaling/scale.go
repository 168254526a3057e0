package autoscaling

import (
	"fmt"
	"strconv"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// machineOf reads from the launch template what the group launches.
func machineOf(c *world.Call, op api.Op) (ec2.InstanceSpec, error) {
	var spec ec2.InstanceSpec
	if c.In.Has("launchConfiguration") {
		return spec, op.Refuse("ValidationError", fmt.Sprintf("Launch configuration name not found - Launch configuration %s not found", c.In.Str("launchConfiguration")), docCreate)
	}
	id, name := c.In.Map("launchTemplate").Str("id"), c.In.Map("launchTemplate").Str("name")
	mixed := c.In.Map("mixedInstancesPolicy")
	if c.In.Has("mixedInstancesPolicy") {
		s := mixed.Map("launchTemplate").Map("launchTemplateSpecification")
		id, name = s.Str("launchTemplateId"), s.Str("launchTemplateName")
	}
	template := c.Find(api.LaunchTemplate, id)
	if template == nil && name != "" {
		template = c.By(api.LaunchTemplate, "name", name)
	}
	invalid := func(format string, args ...any) error {
		return op.Refuse("ValidationError", "You must use a valid fully-formed launch template. "+fmt.Sprintf(format, args...), docTemplate)
	}
	switch {
	case template == nil && id != "":
		return spec, invalid("The specified launch template, with template ID %s, does not exist.", id)
	case template == nil:
		return spec, invalid("The specified launch template, with template name %s, does not exist.", name)
	}
	p := template.Props
	spec.Type, spec.ImageID, spec.Groups = p.Str("instanceType"), p.Str("imageId"), p.Strs("vpcSecurityGroupIds")
	for _, n := range p.Maps("networkInterfaces") {
		if g := n.Strs("securityGroups"); len(g) > 0 {
			spec.Groups = g
		}
		spec.Public = n.Bool("associatePublicIpAddress") || n.Str("associatePublicIpAddress") == "true"
	}
	for _, o := range mixed.Map("launchTemplate").Maps("overrides") {
		if t := o.Str("instanceType"); t != "" {
			spec.Type = t
			break
		}
	}
	if d := mixed.Map("instancesDistribution"); c.In.Has("mixedInstancesPolicy") {
		spec.Spot = d.Has("onDemandPercentageAboveBaseCapacity") && d.Int("onDemandPercentageAboveBaseCapacity") == 0 && d.Int("onDemandBaseCapacity") == 0
	}
	if spec.ImageID == "" {
		return spec, invalid("The request must contain the parameter ImageId")
	}
	spec.Profile = p.Map("iamInstanceProfile").Str("name")
	for _, b := range p.Maps("blockDeviceMappings") {
		if e := b.Map("ebs"); len(e) > 0 {
			spec.RootGiB = e.Int("volumeSize")
			spec.Encrypted = e.Bool("encrypted") || e.Str("encrypted") == "true"
			break
		}
	}
	return spec, nil
}

// scale launches or ends instances, evenly over the subnets, until there are
// as many as wanted. The newest go first, from the fullest zone.
func scale(c *world.Call, subnets []*world.Object, spec ec2.InstanceSpec, want int) error {
	var have []*world.Object
	if c.Object != nil {
		have = Instances(c, c.Object)
	}
	if more := want - len(have); more > 0 {
		need := more * ec2.InstanceTypes[spec.Type].VCPU
		if left := ec2.VCPUsLeft(c, spec.Spot); need > left {
			return failed(c, vcpuLimit(left))
		}
	}
	inSubnet := map[string]int{}
	for _, i := range have {
		inSubnet[i.Props.Str("subnetId")]++
	}
	launched := c.Out.Int("launched")
	var made []*world.Object
	for n := len(have); n < want; n++ {
		s := emptiest(subnets, inSubnet)
		spec.Subnet, spec.Tags, spec.Salt = s, tagsOf(c), strconv.Itoa(launched)
		launched++
		i := ec2.MakeInstance(c, c.Object, spec)
		if i == nil {
			for _, m := range made {
				c.Remove(m)
			}
			return failed(c, fmt.Sprintf("There are not enough free addresses in subnet '%s' to satisfy the requested number of instances. Launching EC2 instance failed.", s.ID))
		}
		i.Props["launchNumber"] = float64(launched)
		inSubnet[s.ID]++
		made = append(made, i)
	}
	for len(have) > want {
		last := newest(have, inSubnet)
		inSubnet[have[last].Props.Str("subnetId")]--
		c.Remove(have[last])
		have = append(have[:last], have[last+1:]...)
	}
	c.Out["launched"] = float64(launched)
	c.Out["instances"] = anys(ids(append(have, made...)))
	return nil
}

func emptiest(subnets []*world.Object, count map[string]int) *world.Object {
	best := subnets[0]
	for _, s := range subnets[1:] {
		if count[s.ID] < count[best.ID] {
			best = s
		}
	}
	return best
}

func newest(have []*world.Object, count map[string]int) int {
	best := 0
	for n, i := range have {
		a, b := count[i.Props.Str("subnetId")], count[have[best].Props.Str("subnetId")]
		if a > b || a == b && i.Props.Int("launchNumber") > have[best].Props.Int("launchNumber") {
			best = n
		}
	}
	return best
}

// failed is how the provider reports a launch that fails while it waits for
// the group's capacity.
func failed(c *world.Call, why string) error {
	return fmt.Errorf("waiting for Auto Scaling Group (%s) capacity satisfied: scaling activity (%s): Failed: %s (%s)", c.ID, c.UUID("activity"), why, docLaunch)
}

func vcpuLimit(limit int) string {
	return fmt.Sprintf("You have requested more vCPU capacity than your current vCPU limit of %d allows for the instance bucket that the specified instance type belongs to. "+
		"Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit. Launching EC2 instance failed.", limit)
}
