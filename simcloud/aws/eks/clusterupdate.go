package eks

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func updateCluster(c *world.Call) error {
	old := c.Object.Props
	took := 2 * time.Second
	d, err := updateVersion(c, old)
	if err != nil {
		return err
	}
	took += d
	if d, err = updateAccess(c, old); err != nil {
		return err
	}
	took += d
	if d, err = updateNetwork(c, old); err != nil {
		return err
	}
	took += d
	if key := keyOf(c.In); key != "" && keyOf(old) == "" {
		if err := encryption(c, clusterOp(c, "associating encryption config of", "AssociateEncryptionConfig")); err != nil {
			return err
		}
		took += 10 * time.Minute
	}
	if !c.In.Has("upgradePolicy") {
		c.Out["upgradePolicy"] = old["upgradePolicy"]
	}
	if !reflect.DeepEqual(old.Strs("enabledClusterLogTypes"), c.Out.Strs("enabledClusterLogTypes")) {
		took += time.Minute
		writeLogs(c, c.ID)
	}
	c.Out["kubernetesNetworkConfig"] = old["kubernetesNetworkConfig"]
	c.Takes(took)
	return nil
}

// updateVersion goes one minor version at a time and never back. Nodes may not
// fall further behind than the skew that Kubernetes supports.
func updateVersion(c *world.Call, old world.Props) (time.Duration, error) {
	from := old.Str("version")
	to := c.In.StrOr("version", from)
	c.Out["version"] = to
	if to == from {
		return 0, nil
	}
	op := clusterOp(c, "updating", "UpdateClusterVersion")
	op.Doing += " version"
	r, ok := released(to, c.Now())
	if !ok {
		return 0, invalid(op, "unsupported Kubernetes version", docVersions)
	}
	if why := step(from, to); why != "" {
		return 0, invalid(op, why, docUpdate)
	}
	for _, g := range c.Where(api.NodeGroup, "clusterName", c.ID) {
		if v := g.Props.Str("version"); minor(to)-minor(v) > maxSkew && !c.In.Bool("forceUpdateVersion") {
			return 0, op.Refuse("InvalidRequestException", fmt.Sprintf(
				"Nodegroup %s runs kubelet version %s, which version %s does not support: it may be at most %d minor versions older",
				g.Props.Str("nodeGroupName"), v, to, maxSkew), docSkew)
		}
	}
	c.Out["platformVersion"] = r.platform
	return 9 * time.Minute, nil
}

// updateAccess: the authentication mode goes from CONFIG_MAP over
// API_AND_CONFIG_MAP to API, and never back. Source:
// https://docs.aws.amazon.com/eks/latest/userguide/setting-up-access-entries.html
func updateAccess(c *world.Call, old world.Props) (time.Duration, error) {
	access := old.Map("accessConfig").Clone()
	c.Out["accessConfig"] = map[string]any(access)
	from := access.Str("authenticationMode")
	to := c.In.Map("accessConfig").StrOr("authenticationMode", from)
	if to == from {
		return 0, nil
	}
	order := []string{"CONFIG_MAP", "API_AND_CONFIG_MAP", "API"}
	if slices.Index(order, to)-slices.Index(order, from) != 1 {
		op := clusterOp(c, "updating", "UpdateClusterConfig")
		op.Doing += " access configuration"
		return 0, invalid(op, fmt.Sprintf("Unsupported authentication mode update from %s to %s", from, to), docAccess)
	}
	access["authenticationMode"] = to
	bootstrapAdmin(c, c.Object, c.ID, access)
	return time.Minute, nil
}

// updateNetwork: other subnets must lie in the same VPC and in exactly the
// same zones. Source: docNetwork.
func updateNetwork(c *world.Call, old world.Props) (time.Duration, error) {
	was, is := old.Map("vpcConfig"), c.In.Map("vpcConfig")
	groupID, vpcID := was.Str("clusterSecurityGroupId"), was.Str("vpcId")
	c.Out["vpcConfig"] = vpcConfig(is, groupID, vpcID)
	if reflect.DeepEqual(map[string]any(was), c.Out["vpcConfig"]) {
		return 0, nil
	}
	op := clusterOp(c, "updating", "UpdateClusterConfig")
	op.Doing += " VPC configuration"
	subnets, err := network(c, op)
	if err != nil {
		return 0, err
	}
	if subnets[0].Props.Str("vpcId") != vpcID {
		return 0, invalid(op, fmt.Sprintf("Provided subnets belong to VPC '%s', the cluster to VPC '%s'", subnets[0].Props.Str("vpcId"), vpcID), docNetwork)
	}
	if a, b := zonesOf(c, was.Strs("subnetIds")), zonesOf(c, is.Strs("subnetIds")); !slices.Equal(a, b) {
		return 0, invalid(op, fmt.Sprintf("Provided subnets belong to the AZs '%s'. But they should belong to the exact set of AZs '%s' in which subnets were provided during cluster creation.",
			strings.Join(b, ","), strings.Join(a, ",")), docNetwork)
	}
	moved := !slices.Equal(sorted(was.Strs("subnetIds")), sorted(is.Strs("subnetIds"))) ||
		!slices.Equal(sorted(was.Strs("securityGroupIds")), sorted(is.Strs("securityGroupIds")))
	if moved {
		for _, o := range c.Owned(c.Object) {
			if o.Kind == api.NetworkInterface {
				c.Remove(o)
			}
		}
		placeInterfaces(c, c.Object, subnets, groupID)
	}
	return 5 * time.Minute, nil
}

func zonesOf(c *world.Call, subnetIDs []string) []string {
	var out []string
	for _, id := range subnetIDs {
		if s := c.Find(api.Subnet, id); s != nil {
			out = append(out, s.Props.Str("availabilityZone"))
		}
	}
	return slices.Compact(sorted(out))
}

func sorted(list []string) []string {
	slices.Sort(list)
	return list
}

// deleteCluster refuses while node groups remain; everything else in the
// cluster goes with it, its security group only if nothing else is in it. A
// control plane writes its logs to the last, so a log group that was deleted
// before it comes back.
func deleteCluster(c *world.Call) error {
	if len(c.Where(api.NodeGroup, "clusterName", c.ID)) > 0 {
		return inUse(operation(fmt.Sprintf("deleting EKS Cluster (%s)", c.ID), "DeleteCluster"), "Cluster has nodegroups attached", docDelete)
	}
	for _, kind := range []string{api.Addon, api.AccessEntry, api.AccessPolicy, api.PodIdentity} {
		for _, o := range c.Where(kind, "clusterName", c.ID) {
			c.Remove(o)
		}
	}
	writeLogs(c, c.ID)
	for _, o := range c.Owned(c.Object) {
		if o.Kind == api.NetworkInterface {
			c.Remove(o)
		}
	}
	if group := c.Find(api.SecurityGroup, c.Out.Map("vpcConfig").Str("clusterSecurityGroupId")); group != nil {
		ec2.ReleaseGroup(c, group)
	}
	return nil
}
