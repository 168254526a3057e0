package eks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// nodeRole checks the role of the nodes. What it may do shows only when the
// nodes try to join.
func nodeRole(c *world.Call, op api.Op) (*world.Object, error) {
	arn := c.In.Str("nodeRoleArn")
	role := iam.RoleByARN(c, arn)
	if role == nil {
		return nil, invalid(op, fmt.Sprintf("The role with name %s cannot be found.", arn[strings.LastIndex(arn, "/")+1:]), docNodeGroup)
	}
	if !iam.Trusts(role, "ec2.amazonaws.com") {
		return nil, invalid(op, fmt.Sprintf("Following required service principals [ec2.amazonaws.com] were not found in the trust relationships of nodeRole %s", arn), docNodeGroup)
	}
	return role, nil
}

func nodeSubnets(c *world.Call, op api.Op, cluster *world.Object) ([]*world.Object, error) {
	var out []*world.Object
	for _, id := range c.In.Strs("subnetIds") {
		s := c.Find(api.Subnet, id)
		if s == nil {
			return nil, invalid(op, fmt.Sprintf("The subnet ID '%s' does not exist", id), docNodeGroup)
		}
		if vpc := cluster.Props.Map("vpcConfig").Str("vpcId"); s.Props.Str("vpcId") != vpc {
			return nil, invalid(op, fmt.Sprintf("Subnet %s does not belong to the VPC %s of the cluster", id, vpc), docNodeGroup)
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		return nil, invalid(op, "Subnets are required", docNodeGroup)
	}
	return out, nil
}

// scaling checks the sizes. Source:
// https://docs.aws.amazon.com/eks/latest/APIReference/API_NodegroupScalingConfig.html
func scaling(c *world.Call, op api.Op) error {
	s := c.In.Map("scalingConfig")
	least, wanted, most := s.Int("minSize"), s.Int("desiredSize"), s.Int("maxSize")
	switch {
	case least > most:
		return invalid(op, fmt.Sprintf("Minimum capacity %d can't be greater than max size %d", least, most), docNodeGroup)
	case least > wanted:
		return invalid(op, fmt.Sprintf("Minimum capacity %d can't be greater than desired size %d", least, wanted), docNodeGroup)
	case wanted > most:
		return invalid(op, fmt.Sprintf("desired capacity %d can't be greater than max size %d", wanted, most), docNodeGroup)
	case most > c.Quota(QuotaNodes, 450):
		return op.Refuse("ResourceLimitExceededException", fmt.Sprintf("Nodes per managed node group limit of %d exceeded", c.Quota(QuotaNodes, 450)), docQuotas)
	}
	return nil
}

// plan is what the group's machines are made of.
type plan struct {
	cluster  *world.Object
	role     *world.Object
	template *world.Object // nil without a launch template
	subnets  []*world.Object
	types    []string
	ami      string
	version  string
}

// machineRules checks instance types, AMI family and launch template against
// each other. Source: docTemplate.
func machineRules(c *world.Call, op api.Op, p *plan) error {
	if err := templateRules(c, op, p); err != nil {
		return err
	}
	custom := p.template != nil && p.template.Props.Str("imageId") != ""
	p.ami = c.In.StrOr("amiType", "AL2023_x86_64_STANDARD")
	if custom {
		if want := c.In.Str("amiType"); want != "" && want != "CUSTOM" {
			return invalid(op, "You cannot specify an AMI Type other than CUSTOM, when specifying an image id in your launch template", docTemplate)
		}
		p.ami = "CUSTOM"
	}
	if strings.HasPrefix(p.ami, "AL2_") && minor(p.version) > 32 {
		return invalid(op, fmt.Sprintf("AMI Type %s is only supported for kubernetes versions 1.32 or earlier", p.ami), docNodeGroup)
	}
	for _, t := range p.types {
		if !ec2.KnownInstanceType(t) {
			return invalid(op, fmt.Sprintf("The following supplied instance types do not exist: [%s]", t), docNodeGroup)
		}
		arch := ec2.InstanceTypes[t].Arch
		if arch != "" && p.ami != "CUSTOM" && arch == "arm64" != strings.Contains(p.ami, "ARM_64") {
			return invalid(op, fmt.Sprintf("[%s] is not a valid instance type for requested amiType %s", t, p.ami), docNodeGroup)
		}
	}
	return nil
}

func templateRules(c *world.Call, op api.Op, p *plan) error {
	p.types = c.In.Strs("instanceTypes")
	want := c.In.Map("launchTemplate")
	id, name := want.Str("id"), want.Str("name")
	if id == "" && name == "" {
		if len(p.types) == 0 {
			p.types = []string{"t3.medium"}
		}
		return nil
	}
	if id != "" {
		p.template = c.Find(api.LaunchTemplate, id)
	} else {
		p.template = c.By(api.LaunchTemplate, "name", name)
	}
	if p.template == nil {
		if id != "" {
			return invalid(op, fmt.Sprintf("The specified launch template, with template ID %s, does not exist.", id), docTemplate)
		}
		return invalid(op, fmt.Sprintf("The specified launch template, with template name %s, does not exist.", name), docTemplate)
	}
	if v := want.Str("version"); !templateVersion(p.template, v) {
		return invalid(op, fmt.Sprintf("Could not find the specified version %s for the launch template with ID %s.", v, p.template.ID), docTemplate)
	}
	switch {
	case c.In.Has("diskSize"):
		return invalid(op, "Disk size must be specified within the launch template.", docTemplate)
	case c.In.Has("remoteAccess"):
		return invalid(op, "Remote access configuration cannot be specified with a launch template.", docTemplate)
	case p.template.Props.Str("instanceType") != "" && len(p.types) > 0:
		return op.Refuse("InvalidRequestException", "Cannot specify instance types in launch template and API request", docTemplate)
	case p.template.Props.Str("instanceType") != "":
		p.types = []string{p.template.Props.Str("instanceType")}
	case len(p.types) == 0:
		p.types = []string{"t3.medium"}
	}
	return nil
}

func templateVersion(template *world.Object, version string) bool {
	if version == "$Latest" || version == "$Default" {
		return true
	}
	var n int
	if _, err := fmt.Sscanf(version, "%d", &n); err != nil || fmt.Sprint(n) != version {
		return false
	}
	return n >= 1 && n <= max(1, template.Props.Int("latestVersion"))
}

// kubernetesVersion checks the version of the nodes, by default the cluster's.
func kubernetesVersion(c *world.Call, op api.Op, cluster *world.Object) (string, error) {
	control := cluster.Props.Str("version")
	version := c.In.StrOr("version", control)
	switch {
	case minor(version) < 0 || !slices.ContainsFunc(releases, func(r release) bool { return r.version == version }):
		return "", invalid(op, "unsupported Kubernetes version", docVersions)
	case minor(version) > minor(control):
		return "", invalid(op, fmt.Sprintf("Nodegroup Kubernetes version %s cannot be greater than the cluster version %s", version, control), docNodeGroup)
	case minor(control)-minor(version) > maxSkew:
		return "", invalid(op, fmt.Sprintf("Nodegroup Kubernetes version %s is more than %d minor versions older than the cluster version %s", version, maxSkew, control), docSkew)
	}
	return version, nil
}
