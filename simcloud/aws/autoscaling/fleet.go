package autoscaling

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strconv"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/aws/ssm"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// A choice is one kind of machine that a group may launch.
type choice struct {
	spec     ec2.InstanceSpec
	template string // id of the launch template, "" for a machine that another service described
	version  int
	weight   int // units of capacity
}

// A fleet is what a group launches: on-demand up to base, above it the share
// percent on demand and the rest as Spot. The choices are in order of
// priority.
type fleet struct {
	choices       []choice
	base, percent int
	prioritized   bool // Spot pools are taken in the order of the choices
}

// settings are the inputs of a group that decide what it launches.
type settings struct {
	c  *world.Call
	op api.Op
	in world.Props
}

func (s settings) invalid(format string, args ...any) error {
	return s.op.Refuse("ValidationError", "You must use a valid fully-formed launch template. "+fmt.Sprintf(format, args...), docTemplate)
}

// fleet reads what the group launches from its launch template or its mixed
// instances policy.
func (s settings) fleet() (fleet, error) {
	if s.in.Has("launchConfiguration") {
		return fleet{}, s.op.Refuse("ValidationError", fmt.Sprintf("Launch configuration name not found - Launch configuration %s not found", s.in.Str("launchConfiguration")), docCreate)
	}
	if s.in.Has("mixedInstancesPolicy") {
		return s.mixed(s.in.Map("mixedInstancesPolicy"))
	}
	t := s.in.Map("launchTemplate")
	one, data, err := s.machine(t.Str("id"), t.Str("name"), t.Str("version"), "")
	one.spec.Spot = data.Map("instanceMarketOptions").Str("marketType") == "spot"
	f := fleet{choices: []choice{one}, percent: 100}
	if one.spec.Spot {
		f.percent = 0
	}
	return f, err
}

func (s settings) mixed(policy world.Props) (fleet, error) {
	t := policy.Map("launchTemplate").Map("launchTemplateSpecification")
	standard, data, err := s.machine(t.Str("launchTemplateId"), t.Str("launchTemplateName"), t.Str("version"), "")
	if err != nil {
		return fleet{}, err
	}
	if len(data.Map("instanceMarketOptions")) > 0 {
		return fleet{}, s.op.Refuse("ValidationError", "Incompatible launch template: You cannot use a launch template that is set to request Spot Instances (InstanceMarketOptions) "+
			"when you configure an Auto Scaling group with a mixed instances policy. Add a different launch template to the group and try again.", docTemplate)
	}
	d := policy.Map("instancesDistribution")
	f := fleet{
		base: d.Int("onDemandBaseCapacity"), percent: d.IntOr("onDemandPercentageAboveBaseCapacity", 100),
		prioritized: d.Str("spotAllocationStrategy") == "capacity-optimized-prioritized",
	}
	for _, o := range policy.Map("launchTemplate").Maps("overrides") {
		more, err := s.override(standard, data, t, o)
		if err != nil {
			return fleet{}, err
		}
		f.choices = append(f.choices, more...)
	}
	if len(f.choices) == 0 {
		f.choices = []choice{standard}
	}
	return f, nil
}

// override is the machine of an override, or all that meet its requirements.
func (s settings) override(standard choice, data, t, o world.Props) ([]choice, error) {
	if r := o.Map("instanceRequirements"); len(r) > 0 {
		if ssm.ByParameter(data.Str("imageId")) {
			// https://docs.aws.amazon.com/autoscaling/ec2/userguide/using-systems-manager-parameters.html
			return nil, s.op.Refuse("ValidationError", fmt.Sprintf("Invalid id: %q (expecting \"ami-...\")", data.Str("imageId")), docParameters)
		}
		var all []choice
		for _, name := range meeting(r, standard.spec.ImageID) {
			c := standard
			c.spec.Type = name
			all = append(all, c)
		}
		return all, nil
	}
	if own := o.Map("launchTemplateSpecification"); len(own) > 0 {
		t = own
	}
	c, _, err := s.machine(t.Str("launchTemplateId"), t.Str("launchTemplateName"), t.Str("version"), o.Str("instanceType"))
	if w, bad := strconv.Atoi(o.Str("weightedCapacity")); bad == nil {
		c.weight = w
	}
	return []choice{c}, err
}

// meeting are the instance types that meet requirements, the smallest first:
// neither burstable ones nor, where the image's architecture is known, those
// of the other.
func meeting(r world.Props, image string) []string {
	_, arch := ssm.Architecture(image)
	within := func(n int, bounds world.Props) bool {
		return n >= bounds.Int("min") && (!bounds.Has("max") || n <= bounds.Int("max"))
	}
	matches := func(patterns []string, name string) bool {
		return slices.ContainsFunc(patterns, func(p string) bool { ok, _ := path.Match(p, name); return ok })
	}
	var found []ec2.InstanceType
	for name, t := range ec2.InstanceTypes {
		switch {
		case !within(t.VCPU, r.Map("vcpuCount")), !within(t.MemoryMiB, r.Map("memoryMib")), arch != "" && t.Arch != arch:
		case t.Family[0] == 't' && r.StrOr("burstablePerformance", "excluded") == "excluded":
		case matches(r.Strs("excludedInstanceTypes"), name), r.Has("allowedInstanceTypes") && !matches(r.Strs("allowedInstanceTypes"), name):
		default:
			found = append(found, t)
		}
	}
	slices.SortFunc(found, func(a, b ec2.InstanceType) int {
		return cmp.Or(cmp.Compare(a.VCPU, b.VCPU), cmp.Compare(a.MemoryMiB, b.MemoryMiB), cmp.Compare(a.Name, b.Name))
	})
	var names []string
	for _, t := range found {
		names = append(names, t.Name)
	}
	return names
}

// machine reads one machine from a version of a launch template; instanceType
// takes the place of the template's own.
func (s settings) machine(id, name, version, instanceType string) (choice, world.Props, error) {
	template := ec2.TemplateOf(s.c, id, name)
	switch {
	case template == nil && id != "":
		return choice{}, nil, s.invalid("The specified launch template, with template ID %s, does not exist.", id)
	case template == nil:
		return choice{}, nil, s.invalid("The specified launch template, with template name %s, does not exist.", name)
	}
	p, number, ok := ec2.TemplateVersion(s.c, template, version)
	if !ok {
		return choice{}, nil, s.invalid("%s", ec2.NoTemplateVersion(template, version))
	}
	spec := ec2.InstanceSpec{Type: p.Str("instanceType"), Groups: p.Strs("vpcSecurityGroupIds"), Profile: ec2.ProfileName(p.Map("iamInstanceProfile"))}
	if instanceType != "" {
		spec.Type = instanceType
	}
	if len(p.List("networkInterfaces")) > 0 && len(spec.Groups) > 0 {
		return choice{}, nil, s.op.Refuse("InvalidQueryParameter",
			"Invalid launch template: When a network interface is provided, the security groups must be a part of it.", docTemplate)
	}
	for _, n := range p.Maps("networkInterfaces") {
		if g := n.Strs("securityGroups"); len(g) > 0 {
			spec.Groups = g
		}
		spec.Public = fmt.Sprint(n["associatePublicIpAddress"]) == "true"
	}
	if p.Str("imageId") == "" {
		return choice{}, nil, s.invalid("The request must contain the parameter ImageId")
	}
	image, fault := ec2.Image(s.c, p.Str("imageId"), spec.Type)
	if fault != nil {
		return choice{}, nil, s.invalid("%s", fault.Message)
	}
	spec.ImageID = image
	if k := p.Str("keyName"); k != "" && s.c.Find(ec2.KeyPair, k) == nil {
		return choice{}, nil, s.invalid("The key pair '%s' does not exist", k)
	}
	if spec.Profile != "" && s.c.Find(api.InstanceProfile, spec.Profile) == nil {
		return choice{}, nil, s.invalid("Value (%s) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name", spec.Profile)
	}
	root := ec2.RootOf(p)
	spec.RootGiB, spec.Encrypted = root.Int("volumeSize"), root.Bool("encrypted")
	spec.Tags = map[string]string{}
	for _, t := range p.Maps("tagSpecifications") {
		if t.Str("resourceType") == "instance" {
			for k := range t.Map("tags") {
				spec.Tags[k] = t.Map("tags").Str(k)
			}
		}
	}
	spec.Extra = world.Props{
		"launchTemplate":  map[string]any{"id": template.ID, "version": strconv.Itoa(number)},
		"metadataOptions": map[string]any(p.Map("metadataOptions").Clone()), "monitoring": p.Map("monitoring").Bool("enabled"),
		"userDataBase64": p.Str("userData"), "keyName": p.Str("keyName"),
	}
	return choice{spec: spec, template: template.ID, version: number, weight: 1}, p, nil
}

// spot reports whether the next machine is a Spot one, given how many units
// run on demand and how many there will be in all. The share on demand is
// rounded up. Source:
// https://docs.aws.amazon.com/autoscaling/ec2/userguide/mixed-instances-groups-set-up-overview.html
func (f fleet) spot(onDemand, total int) bool {
	need := total
	if total > f.base {
		need = f.base + ((total-f.base)*f.percent+99)/100
	}
	return onDemand >= need
}
