package eks

import (
	"fmt"
	"regexp"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func nodeGroupType() *world.Type {
	return &world.Type{
		Token:    api.NodeGroup,
		AutoName: &world.AutoName{Property: "nodeGroupName", Max: 63, Unless: "nodeGroupNamePrefix"},
		Replace: []string{
			"amiType", "capacityType", "clusterName", "diskSize", "instanceTypes", "nodeGroupName", "nodeGroupNamePrefix",
			"nodeRoleArn", "remoteAccess", "subnetIds", "launchTemplate.id", "launchTemplate.name",
		},
		Defaults: world.Props{"capacityType": "ON_DEMAND"},
		Refs: []world.Ref{
			ofCluster(func(c *world.Call) api.Op { return nodeGroupOp(c, "creating", "CreateNodegroup") }),
			{Path: "nodeRoleArn", Kind: api.Role, By: "arn"},
			{Path: "subnetIds[*]", Kind: api.Subnet},
			{Path: "launchTemplate.id", Kind: api.LaunchTemplate},
			{Path: "launchTemplate.name", Kind: api.LaunchTemplate, By: "name"},
		},
		Takes: world.Times{Create: 2*time.Minute + 30*time.Second, Update: 5 * time.Second, Delete: 4 * time.Minute},
		Check: checkNodeGroup, Create: createNodeGroup, Update: updateNodeGroup,
	}
}

func nodeGroupOp(c *world.Call, doing, name string) api.Op {
	return operation(fmt.Sprintf("%s EKS Node Group (%s:%s)", doing, c.In.Str("clusterName"), c.In.Str("nodeGroupName")), name)
}

// amiTypes are the AMI families. Source:
// https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html
var amiTypes = []string{
	"AL2_x86_64", "AL2_x86_64_GPU", "AL2_ARM_64", "CUSTOM", "BOTTLEROCKET_ARM_64", "BOTTLEROCKET_x86_64",
	"BOTTLEROCKET_ARM_64_FIPS", "BOTTLEROCKET_x86_64_FIPS", "BOTTLEROCKET_ARM_64_NVIDIA", "BOTTLEROCKET_x86_64_NVIDIA",
	"BOTTLEROCKET_ARM_64_NVIDIA_FIPS", "BOTTLEROCKET_x86_64_NVIDIA_FIPS", "WINDOWS_CORE_2019_x86_64", "WINDOWS_FULL_2019_x86_64",
	"WINDOWS_CORE_2022_x86_64", "WINDOWS_FULL_2022_x86_64", "WINDOWS_CORE_2025_x86_64", "WINDOWS_FULL_2025_x86_64",
	"AL2023_x86_64_STANDARD", "AL2023_ARM_64_STANDARD", "AL2023_x86_64_NEURON", "AL2023_x86_64_NVIDIA", "AL2023_ARM_64_NVIDIA",
}

var groupName = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z_-]*$`)

func checkNodeGroup(c *world.Check) {
	for property, most := range map[string]int{"nodeGroupName": 63, "nodeGroupNamePrefix": 63 - 26} {
		attribute := map[string]string{"nodeGroupName": "node_group_name", "nodeGroupNamePrefix": "node_group_name_prefix"}[property]
		name := c.In.Str(property)
		if c.In.Known(property) && (len(name) < 1 || len(name) > most) {
			c.Fail(property, fmt.Sprintf("expected length of %s to be in the range (1 - %d), got %s", attribute, most, name))
		}
	}
	checkARN(c, c.In, "nodeRoleArn", "node_role_arn", "nodeRoleArn")
	f := check.Of(c)
	f.Word("amiType", amiTypes...)
	f.Word("capacityType", "ON_DEMAND", "SPOT", "CAPACITY_BLOCK")
	for _, taint := range f.Blocks("taints") {
		taint.Word("effect", "NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE")
		taint.Length("key", 1, 63)
	}
	scaling := c.In.Map("scalingConfig")
	least := func(key, attribute string, n int) {
		if v := scaling.Int(key); scaling.Known(key) && v < n {
			c.Fail("scalingConfig."+key, fmt.Sprintf("expected scaling_config.0.%s to be at least (%d), got %d", attribute, n, v))
		}
	}
	least("desiredSize", "desired_size", 0)
	least("maxSize", "max_size", 1)
	least("minSize", "min_size", 0)
	template := c.In.Map("launchTemplate")
	if template.Has("id") && template.Has("name") {
		c.Fail("launchTemplate.id", `"launch_template.0.id": conflicts with launch_template.0.name`)
	}
	checkUpdateConfig(c)
}

func checkUpdateConfig(c *world.Check) {
	u := c.In.Map("updateConfig")
	if u.Has("maxUnavailable") && u.Has("maxUnavailablePercentage") {
		c.Fail("updateConfig.maxUnavailable", "\"update_config.0.max_unavailable\": only one of `update_config.0.max_unavailable,update_config.0.max_unavailable_percentage` can be specified, but `update_config.0.max_unavailable,update_config.0.max_unavailable_percentage` were specified.")
	}
	for key, attribute := range map[string]string{"maxUnavailable": "max_unavailable", "maxUnavailablePercentage": "max_unavailable_percentage"} {
		if n := u.Int(key); u.Known(key) && (n < 1 || n > 100) {
			c.Fail("updateConfig."+key, fmt.Sprintf("expected update_config.0.%s to be in the range (1 - 100), got %d", attribute, n))
		}
	}
}
