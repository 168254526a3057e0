package autoscaling

import (
	"fmt"
	"slices"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const (
	docCreate   = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html"
	docTemplate = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ts-as-launch-template.html"
	docLaunch   = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ts-as-instancelaunchfailure.html"
	docMixed    = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstancesDistribution.html"
	docRefresh  = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html"
	docAttach   = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AttachLoadBalancerTargetGroups.html"
	docQuotas   = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-quotas.html"
)

// docParameters describes images by parameter and what does not go with them.
const docParameters = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/using-systems-manager-parameters.html"

// QuotaGroups is the quota of groups per Region, by service and quota code; a
// world's setting "quota:<code>" raises it. Source: docQuotas.
const QuotaGroups = "autoscaling/L-CDE20ADC"

const defaultGroups = 500

func groupType() *world.Type {
	return &world.Type{
		Token:    api.AutoScalingGroup,
		AutoName: &world.AutoName{Property: "name", Max: 255, Unless: "namePrefix"},
		Replace:  []string{"name", "namePrefix"},
		Defaults: world.Props{
			"forceDelete": false, "forceDeleteWarmPool": false, "healthCheckGracePeriod": 300, "metricsGranularity": "1Minute",
			"protectFromScaleIn": false, "waitForCapacityTimeout": "10m", "ignoreFailedScalingActivities": false,
			"defaultCooldown": 300, "healthCheckType": "EC2", "maxInstanceLifetime": 0, "capacityRebalance": false,
		},
		Refs: []world.Ref{
			{Path: "vpcZoneIdentifiers[*]", Kind: api.Subnet, Missing: func(c *world.Call, id string) error {
				return groupOp(c).Refuse("ValidationError", fmt.Sprintf("The subnet ID '%s' does not exist", id), docCreate)
			}},
			{Path: "launchTemplate.id", Kind: api.LaunchTemplate},
			{Path: "mixedInstancesPolicy.launchTemplate.launchTemplateSpecification.launchTemplateId", Kind: api.LaunchTemplate},
			{Path: "targetGroupArns[*]", Kind: api.TargetGroup, Missing: func(c *world.Call, _ string) error {
				return groupOp(c).Refuse("ValidationError", invalidGroups, docCreate)
			}},
		},
		Takes: world.Times{Create: 90 * time.Second, Update: 10 * time.Second, Delete: 2 * time.Minute},
		Check: checkGroup, Create: createGroup, Update: updateGroup, Delete: deleteGroup, Read: readGroup,
	}
}

func groupOp(c *world.Call) api.Op {
	if c.Object != nil {
		return api.Op{Doing: fmt.Sprintf("updating Auto Scaling Group (%s)", c.ID), Service: "Auto Scaling", Name: "UpdateAutoScalingGroup"}
	}
	return api.Op{Doing: fmt.Sprintf("creating Auto Scaling Group (%s)", c.In.Str("name")), Service: "Auto Scaling", Name: "CreateAutoScalingGroup"}
}

func checkGroup(c *world.Check) {
	f := check.Of(c)
	f.Conflicts("name", "namePrefix")
	f.Conflicts("availabilityZones", "vpcZoneIdentifiers")
	f.ExactlyOne("launchConfiguration", "launchTemplate", "mixedInstancesPolicy")
	f.Length("name", 0, 255)
	f.OneOf("metricsGranularity", "1Minute")
	f.OneOf("desiredCapacityType", "units", "vcpu", "memory-mib")
	if n := c.In.Int("maxInstanceLifetime"); n != 0 && (n < 86400 || n > 31536000) {
		f.Fail("maxInstanceLifetime", "expected max_instance_lifetime to be in the range (86400 - 31536000), got %d", n)
	}
	template := f.Block("launchTemplate")
	if c.In.Has("launchTemplate") {
		template.ExactlyOne("id", "name")
	}
	checkRefresh(f)
	checkMixed(f)
	if v := c.In.Str("waitForCapacityTimeout"); v != "" {
		if d, err := time.ParseDuration(v); err != nil || d < 0 {
			f.Fail("waitForCapacityTimeout", "%q cannot be parsed as a duration: %s", "wait_for_capacity_timeout", v)
		}
	}
}

func createGroup(c *world.Call) error {
	name := c.In.Str("name")
	if name == "" {
		name = c.In.Str("namePrefix") + c.Hex(26, "name")
	}
	op := groupOp(c)
	if c.Find(api.AutoScalingGroup, name) != nil {
		return op.Refuse("AlreadyExists", fmt.Sprintf("AutoScalingGroup by this name already exists - A group with the name %s already exists", name), docCreate)
	}
	if quota := c.Quota(QuotaGroups, defaultGroups); len(c.All(api.AutoScalingGroup)) >= quota {
		return op.Refuse("LimitExceeded", "You have already reached a limit for your Amazon EC2 Auto Scaling resources (for example, Auto Scaling groups, launch configurations, or lifecycle hooks per Region).", docQuotas)
	}
	c.ID = name
	c.Out["name"] = name
	c.Out["arn"] = api.ARN(c, "autoscaling", fmt.Sprintf("autoScalingGroup:%s:autoScalingGroupName/%s", c.UUID(), name))
	c.Out["serviceLinkedRoleArn"] = api.GlobalARN("iam", "role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling")
	c.Out["warmPoolSize"], c.Out["predictedCapacity"], c.Out["launched"] = 0.0, 0.0, 0.0
	return complete(c, op)
}

func updateGroup(c *world.Call) error {
	for _, name := range []string{"name", "arn", "launched"} {
		c.Out[name] = c.Object.Props[name]
	}
	if err := complete(c, groupOp(c)); err != nil {
		return err
	}
	return refreshAfterUpdate(c)
}

// complete checks the sizes, fills in what the service assumes and launches
// or ends instances until there are as many as asked for.
func complete(c *world.Call, op api.Op) error {
	low, high := c.In.Int("minSize"), c.In.Int("maxSize")
	want := c.In.IntOr("desiredCapacity", low)
	if c.Object != nil && !c.In.Has("desiredCapacity") {
		want = min(max(c.Object.Props.Int("desiredCapacity"), low), high)
	}
	if err := sizes(op, low, high, want); err != nil {
		return err
	}
	if err := groupRules(c, op); err != nil {
		return err
	}
	g, err := work(c, op)
	if err != nil {
		return err
	}
	c.Out["desiredCapacity"] = float64(want)
	var zones []string
	for _, s := range g.subnets {
		zones = append(zones, s.Props.Str("availabilityZone"))
	}
	slices.Sort(zones)
	c.Out["availabilityZones"] = anys(slices.Compact(zones))
	patient := c.In.Str("waitForCapacityTimeout")
	d, bad := time.ParseDuration(patient)
	if units(g.have) < want && c.Object != nil && suspended(c.Object.Props, "Launch") {
		g.note()
		if patient != "" && bad == nil && d == 0 {
			return nil
		}
		return fmt.Errorf("waiting for Auto Scaling Group (%s) capacity satisfied: timeout while waiting for state to become 'ok' (last state: "+
			"'want at least %d healthy instance(s) in Auto Scaling Group, have %d', timeout: 10m0s)", c.ID, want, units(g.have))
	}
	if err := g.scale(want); err != nil && (patient == "" || bad != nil || d != 0) {
		return err // with a timeout of zero the provider does not wait, and so does not see it
	}
	return nil
}

func sizes(op api.Op, low, high, want int) error {
	if low > high {
		return op.Refuse("ValidationError", fmt.Sprintf("Max bound, %d, must be greater than or equal to min bound, %d", high, low), docCreate)
	}
	if want < low || want > high {
		return op.Refuse("ValidationError", fmt.Sprintf("Desired capacity:%d must be between the specified min size:%d and max size:%d", want, low, high), docCreate)
	}
	return nil
}

// work is the group of the call at work on its instances.
func work(c *world.Call, op api.Op) (*crew, error) {
	subnets, err := placement(c, op)
	if err != nil {
		return nil, err
	}
	f, err := settings{c, op, c.In}.fleet()
	if err != nil {
		return nil, err
	}
	g := &crew{c: c, group: c.Object, id: c.ID, in: c.In, out: c.Out, subnets: subnets, fleet: f}
	if c.Object != nil {
		g.have = inService(Instances(c, c.Object))
	}
	return g, nil
}

// suspended reports whether a group has a process suspended.
func suspended(group world.Props, process string) bool {
	return slices.Contains(group.Strs("suspendedProcesses"), process)
}

// deleteGroup waits for the instances to end, which protected ones never do.
func deleteGroup(c *world.Call) error {
	left := 0
	for _, i := range Instances(c, c.Object) {
		if i.Props.Bool("protectedFromScaleIn") {
			left++
		}
	}
	if left > 0 && !c.Object.Props.Bool("forceDelete") {
		return fmt.Errorf("deleting Auto Scaling Group (%s): waiting for drain: timeout while waiting for state to become '0' (last state: '%d', timeout: 10m0s)", c.ID, left)
	}
	for _, i := range Instances(c, c.Object) {
		farewell(c, c.Object.Props, i)
	}
	return nil
}

// placement finds where the group launches: its subnets, or the default VPC's
// subnets in its zones.
func placement(c *world.Call, op api.Op) ([]*world.Object, error) {
	var subnets []*world.Object
	for _, id := range c.In.Strs("vpcZoneIdentifiers") {
		s := c.Find(api.Subnet, id)
		if len(subnets) > 0 && s.Props.Str("vpcId") != subnets[0].Props.Str("vpcId") {
			return nil, op.Refuse("ValidationError", "The subnets of an Auto Scaling group must be in the same VPC", docCreate)
		}
		subnets = append(subnets, s)
	}
	for _, zone := range c.In.Strs("availabilityZones") {
		i := slices.IndexFunc(c.Where(api.Subnet, "availabilityZone", zone), func(s *world.Object) bool { return s.Props.Bool("default") })
		if i < 0 {
			return nil, op.Refuse("ValidationError", fmt.Sprintf("Invalid availability zone: no default subnet for availability zone: '%s'", zone), docCreate)
		}
		subnets = append(subnets, c.Where(api.Subnet, "availabilityZone", zone)[i])
	}
	if len(subnets) == 0 {
		return nil, op.Refuse("ValidationError", "At least one Availability Zone or VPC Subnet is required.", docCreate)
	}
	return subnets, nil
}

// readGroup says how many instances there are and which target groups the
// group serves now.
func readGroup(c *world.Call) error {
	c.Out["instances"] = anys(ids(Instances(c, c.Object)))
	groups := c.Out.Strs("targetGroupArns")
	for _, a := range c.Where(api.ScalingAttachment, "autoscalingGroupName", c.ID) {
		if arn := a.Props.Str("lbTargetGroupArn"); arn != "" && !slices.Contains(groups, arn) {
			groups = append(groups, arn)
		}
	}
	slices.Sort(groups)
	c.Out["targetGroupArns"] = anys(groups)
	return nil
}

// Instances returns the instances of a group, sorted.
func Instances(c *world.Call, group *world.Object) []*world.Object {
	var out []*world.Object
	for _, i := range c.Everywhere(api.Instance) {
		if i.Owner == group.Key() {
			out = append(out, i)
		}
	}
	return out
}

func ids(objects []*world.Object) []string {
	var out []string
	for _, o := range objects {
		out = append(out, o.ID)
	}
	return out
}

func anys(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}
