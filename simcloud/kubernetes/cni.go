package kubernetes

import (
	"fmt"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// The network plugin of EKS gives each node further interfaces for its pods
// (https://docs.aws.amazon.com/eks/latest/best-practices/vpc-cni.html). They
// usually go with the node, and while it lives they change nothing that a
// deployment meets, so the simulation does not keep them. It keeps those that
// outlive their node, because it ended while the plugin made or removed one:
// they are attached to nothing, lie in the node's subnet, hold its security
// groups, and keep both from being deleted
// (https://github.com/aws/amazon-vpc-cni-k8s/blob/master/README.md).

// StrayInterfacesSetting is a setting of the world: "true" has every node that
// ends with its node group leave an interface behind.
const StrayInterfacesSetting = "vpc-cni:stray"

// Strand leaves the interface behind that the network plugin of a node has made
// and not attached yet, and returns its id. A drill calls it before it kills
// the machine. c works in the machine's region.
func Strand(c *world.Call, instance string) (string, error) {
	node := c.Find(api.Instance, instance)
	if node == nil {
		return "", fmt.Errorf("simcloud: instance %q: does not exist", instance)
	}
	cluster := node.Props.Map("kubernetes").Str("cluster")
	if cluster == "" {
		return "", fmt.Errorf("simcloud: instance %q: is no node of an EKS, whose network plugin makes interfaces", instance)
	}
	subnet := c.Find(api.Subnet, node.Props.Str("subnetId"))
	if subnet == nil {
		return "", fmt.Errorf("simcloud: instance %q: its subnet is gone", instance)
	}
	eni := ec2.MakeInterface(c, nil, subnet, "interface", "aws-K8S-"+instance, node.Props.Strs("vpcSecurityGroupIds"), "aws-K8S-"+instance)
	if eni == nil {
		return "", fmt.Errorf("simcloud: subnet %q: has no free address", subnet.ID)
	}
	eni.Owner = ""
	eni.Props["tags"] = map[string]any{
		"cluster.k8s.amazonaws.com/name": cluster, "node.k8s.amazonaws.com/instance_id": instance,
		"node.k8s.amazonaws.com/createdAt": c.Now().UTC().Format(time.RFC3339), "eks:eni:owner": "amazon-vpc-cni",
	}
	return eni.ID, nil
}

// StrandGroup does what StrayInterfacesSetting says to a node group of EKS that
// goes.
func StrandGroup(c *world.Call, group *world.Object) error {
	if c.Setting(StrayInterfacesSetting, "") != "true" {
		return nil
	}
	for _, crew := range c.Owned(group) {
		for _, o := range c.Owned(crew) {
			if o.Kind != api.Instance || o.Props.Str("state") != "running" {
				continue
			}
			if _, err := Strand(c, o.ID); err != nil {
				return err
			}
		}
	}
	return nil
}
