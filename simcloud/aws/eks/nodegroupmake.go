package eks

import (
	"fmt"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func createNodeGroup(c *world.Call) error {
	if c.In.Str("nodeGroupName") == "" {
		c.In = c.In.Clone()
		c.In["nodeGroupName"] = c.In.Str("nodeGroupNamePrefix") + c.Now().UTC().Format("20060102150405") + "0000" + c.Hex(8, "name")
		c.Out["nodeGroupName"] = c.In.Str("nodeGroupName")
	}
	c.Out["nodeGroupNamePrefix"] = c.In.Str("nodeGroupNamePrefix")
	cluster, name := c.In.Str("clusterName"), c.In.Str("nodeGroupName")
	op := nodeGroupOp(c, "creating", "CreateNodegroup")
	c.ID = cluster + ":" + name
	if c.Find(api.NodeGroup, c.ID) != nil {
		return inUse(op, fmt.Sprintf("NodeGroup already exists with name %s and cluster name %s", name, cluster), docNodeGroup)
	}
	if !groupName.MatchString(name) {
		return invalid(op, "The nodegroup name "+name+" is invalid: it must begin with a letter or digit and hold only letters, digits, hyphens and underscores", docNodeGroup)
	}
	if most := c.Quota(QuotaNodeGroups, 30); len(c.Where(api.NodeGroup, "clusterName", cluster)) >= most {
		return op.Refuse("ResourceLimitExceededException", fmt.Sprintf("Managed node groups per cluster limit of %d exceeded", most), docQuotas)
	}
	p, err := nodePlan(c, op)
	if err != nil {
		return err
	}
	size := c.In.Map("scalingConfig").Int("desiredSize")
	groupID := "eks-" + name + "-" + c.UUID("group")
	if err := launchable(c, p, groupID, size); err != nil {
		return err
	}

	c.Out["arn"] = api.ARN(c, "eks", fmt.Sprintf("nodegroup/%s/%s/%s", cluster, name, c.UUID("nodegroup")))
	c.Out["status"] = "ACTIVE"
	c.Out["resources"] = []any{map[string]any{"autoscalingGroups": []any{map[string]any{"name": groupID}}, "remoteAccessSecurityGroupId": ""}}
	describeGroup(c, p)
	group := c.Make(nil, api.AutoScalingGroup, groupID, world.Props{
		"name": groupID, "arn": api.ARN(c, "autoscaling", "autoScalingGroup:"+c.UUID("asg")+":autoScalingGroupName/"+groupID),
		"tags": groupTags(cluster, name), "launched": 0,
	})
	scale(c, group, p, size)
	return nil
}

func nodePlan(c *world.Call, op api.Op) (*plan, error) {
	p := &plan{cluster: c.Find(api.Cluster, c.In.Str("clusterName"))}
	var err error
	if p.role, err = nodeRole(c, op); err != nil {
		return nil, err
	}
	if p.subnets, err = nodeSubnets(c, op, p.cluster); err != nil {
		return nil, err
	}
	if err = scaling(c, op); err != nil {
		return nil, err
	}
	if p.version, err = kubernetesVersion(c, op, p.cluster); err != nil {
		return nil, err
	}
	return p, machineRules(c, op, p)
}

// describeGroup sets what the group's plan decides.
func describeGroup(c *world.Call, p *plan) {
	c.Out["amiType"], c.Out["version"] = p.ami, p.version
	if c.In.Str("releaseVersion") == "" {
		c.Out["releaseVersion"] = p.version
		for _, r := range releases {
			if r.version == p.version && p.ami != "CUSTOM" {
				c.Out["releaseVersion"] = r.patch + "-" + world.Epoch.Format("20060102")
			}
		}
	}
	if !c.In.Has("instanceTypes") {
		c.Out["instanceTypes"] = strs(p.types)
		if p.template != nil && p.template.Props.Str("instanceType") != "" {
			c.Out["instanceTypes"] = []any{}
		}
	}
	if !c.In.Has("diskSize") {
		c.Out["diskSize"] = 20
		if p.template != nil {
			c.Out["diskSize"] = 0
		}
	}
	if p.template != nil {
		template := c.Out.Map("launchTemplate").Clone()
		template["id"], template["name"] = p.template.ID, p.template.Props.Str("name")
		c.Out["launchTemplate"] = map[string]any(template)
	}
	if !c.In.Has("updateConfig") {
		c.Out["updateConfig"] = map[string]any{"maxUnavailable": 1}
	}
	if !c.In.Has("nodeRepairConfig") {
		c.Out["nodeRepairConfig"] = map[string]any{"enabled": false}
	}
}

func groupTags(cluster, name string) map[string]any {
	return map[string]any{
		"eks:cluster-name": cluster, "eks:nodegroup-name": name, "kubernetes.io/cluster/" + cluster: "owned",
		"k8s.io/cluster-autoscaler/enabled": "true", "k8s.io/cluster-autoscaler/" + cluster: "owned",
	}
}

// updateNodeGroup scales in seconds; another version or launch template
// replaces every machine.
func updateNodeGroup(c *world.Call) error {
	old := c.Object.Props
	if c.In.Str("nodeGroupName") == "" {
		c.In = c.In.Clone()
		c.In["nodeGroupName"] = old.Str("nodeGroupName")
		c.Out["nodeGroupName"] = c.In["nodeGroupName"]
	}
	op := nodeGroupOp(c, "updating", "UpdateNodegroupVersion")
	from := old.Str("version")
	if to := c.In.StrOr("version", from); to != from {
		if why := step(from, to); why != "" {
			return invalid(op, why, docUpdate)
		}
	} else if !c.In.Has("version") {
		c.In = c.In.Clone()
		c.In["version"] = from
	}
	p, err := nodePlan(c, op)
	if err != nil {
		return err
	}
	describeGroup(c, p)
	var group *world.Object
	for _, o := range c.Owned(c.Object) {
		if o.Kind == api.AutoScalingGroup {
			group = o
		}
	}
	if group == nil { // somebody deleted it behind the service's back
		return op.Refuse("InvalidRequestException", "The Auto Scaling group of the nodegroup could not be found", docIssue)
	}
	size := c.In.Map("scalingConfig").Int("desiredSize")
	roll := p.version != from || c.In.Map("launchTemplate").Str("version") != old.Map("launchTemplate").Str("version")
	present := len(machines(c, group))
	if err := launchable(c, p, group.ID, size-present); err != nil {
		return err
	}
	if roll {
		for _, m := range machines(c, group) {
			c.Remove(m)
		}
		c.Takes(time.Duration(max(1, present)) * 5 * time.Minute)
	} else if size != present {
		c.Takes(time.Minute + 30*time.Second)
	}
	scale(c, group, p, size)
	return nil
}

// machines are the instances of an Auto Scaling group.
func machines(c *world.Call, group *world.Object) []*world.Object {
	var out []*world.Object
	for _, o := range c.Owned(group) {
		if o.Kind == api.Instance {
			out = append(out, o)
		}
	}
	return out
}

// scale brings the group to its size, spreading machines over the subnets and
// taking the surplus from the end.
func scale(c *world.Call, group *world.Object, p *plan, size int) {
	present := machines(c, group)
	for len(present) > size {
		c.Remove(present[len(present)-1])
		present = present[:len(present)-1]
	}
	for len(present) < size {
		n := group.Props.Int("launched")
		group.Props["launched"] = float64(n + 1)
		present = append(present, launch(c, group, p, leastUsed(c, p.subnets, present), n))
	}
	kubernetes := kubernetesOf(c)
	ids := []any{}
	for _, m := range machines(c, group) {
		m.Props["kubernetes"] = map[string]any(world.Props(kubernetes).Clone())
		ids = append(ids, m.ID)
	}
	s := c.In.Map("scalingConfig")
	group.Props["instances"], group.Props["vpcZoneIdentifiers"] = ids, strs(c.In.Strs("subnetIds"))
	group.Props["minSize"], group.Props["maxSize"] = float64(s.Int("minSize")), float64(s.Int("maxSize"))
	group.Props["desiredCapacity"] = float64(size)
}

// leastUsed is the first subnet with the fewest of the machines among those
// that have a free address; capacity has made sure that there is one.
func leastUsed(c *world.Call, subnets, present []*world.Object) *world.Object {
	count := map[string]int{}
	for _, m := range present {
		count[m.Props.Str("subnetId")]++
	}
	var best *world.Object
	for _, s := range subnets {
		if ec2.FreeAddresses(c, s) > 0 && (best == nil || count[s.ID] < count[best.ID]) {
			best = s
		}
	}
	return best
}

func launch(c *world.Call, group *world.Object, p *plan, subnet *world.Object, n int) *world.Object {
	tags := map[string]string{}
	for k, v := range groupTags(c.In.Str("clusterName"), c.In.Str("nodeGroupName")) {
		tags[k], _ = v.(string)
	}
	spec := ec2.InstanceSpec{
		Subnet: subnet, Type: p.types[0], Tags: tags, Public: public(c, p, subnet), Spot: c.Out.Str("capacityType") == "SPOT",
		Groups:  []string{p.cluster.Props.Map("vpcConfig").Str("clusterSecurityGroupId")},
		RootGiB: c.Out.Int("diskSize"), Salt: fmt.Sprintf("%s-%d", group.ID, n),
	}
	if p.template != nil {
		fromTemplate(p.template.Props, &spec)
	}
	return ec2.MakeInstance(c, group, spec)
}

// fromTemplate applies the launch template. Its security groups take the
// cluster's group's place: docTemplate.
func fromTemplate(t world.Props, spec *ec2.InstanceSpec) {
	spec.ImageID = t.Str("imageId")
	if groups := templateGroups(t); len(groups) > 0 {
		spec.Groups = groups
	}
	for _, s := range t.Maps("tagSpecifications") {
		if s.Str("resourceType") != "instance" {
			continue
		}
		for k, v := range s.Map("tags") {
			if text, ok := v.(string); ok {
				spec.Tags[k] = text
			}
		}
	}
	spec.RootGiB = 20
	for _, m := range t.Maps("blockDeviceMappings") {
		ebs := m.Map("ebs")
		spec.RootGiB = ebs.IntOr("volumeSize", spec.RootGiB)
		spec.Encrypted = ebs.Bool("encrypted") || ebs.Str("encrypted") == "true"
		break // the first is the root volume
	}
}

func templateGroups(t world.Props) []string {
	if groups := t.Strs("vpcSecurityGroupIds"); len(groups) > 0 {
		return groups
	}
	for _, n := range t.Maps("networkInterfaces") {
		return n.Strs("securityGroups")
	}
	return nil
}

// public reports whether a machine in the subnet gets a public address: as
// the launch template says, else as the subnet does.
func public(c *world.Call, p *plan, subnet *world.Object) bool {
	if p.template != nil {
		for _, n := range p.template.Props.Maps("networkInterfaces") {
			if v := fmt.Sprint(n["associatePublicIpAddress"]); v == "true" || v == "false" {
				return v == "true"
			}
		}
	}
	return subnet.Props.Bool("mapPublicIpOnLaunch")
}

// kubernetesOf is what the group's machines say of themselves to Kubernetes;
// taints have Kubernetes' own effects ("NoSchedule").
func kubernetesOf(c *world.Call) map[string]any {
	cluster, name := c.In.Str("clusterName"), c.In.Str("nodeGroupName")
	labels := map[string]any{
		"eks.amazonaws.com/nodegroup": name, "eks.amazonaws.com/capacityType": c.Out.Str("capacityType"),
	}
	for k, v := range c.In.Map("labels") {
		labels[k] = v
	}
	taints := []any{}
	for _, t := range c.In.Maps("taints") {
		effect := ""
		for _, part := range strings.Split(strings.ToLower(t.Str("effect")), "_") {
			effect += strings.ToUpper(part[:1]) + part[1:]
		}
		taints = append(taints, map[string]any{"key": t.Str("key"), "value": t.Str("value"), "effect": effect})
	}
	return map[string]any{
		"cluster": cluster, "nodegroup": name, "labels": labels, "taints": taints,
		"capacityType": c.Out.Str("capacityType"), "version": c.Out.Str("version"), "amiType": c.Out.Str("amiType"),
	}
}
