package eks

import (
	"slices"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// CanAdmin reports whether an IAM principal may do everything in the cluster:
// it has an access entry with AmazonEKSClusterAdminPolicy over the whole
// cluster, or it is the creator of a cluster that still reads the aws-auth
// ConfigMap alone. The ARN is that of a role, a user or an assumed role.
// Source: https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
func CanAdmin(c *world.Call, cluster *world.Object, principalARN string) bool {
	access := cluster.Props.Map("accessConfig")
	if access.Str("authenticationMode") == "CONFIG_MAP" {
		return sameRole(principalARN, api.Caller)
	}
	return slices.ContainsFunc(c.Where(api.AccessPolicy, "clusterName", cluster.ID), func(a *world.Object) bool {
		return a.Props.Str("policyArn") == clusterAdmin && a.Props.Map("accessScope").Str("type") == "cluster" &&
			sameRole(principalARN, a.Props.Str("principalArn"))
	})
}

// sameRole compares a caller with a principal; an assumed role is the role
// whose name it bears, without its path.
func sameRole(caller, principal string) bool {
	rest, ok := strings.CutPrefix(caller, "arn:aws:sts::")
	if !ok {
		return caller == principal
	}
	account, session, _ := strings.Cut(rest, ":assumed-role/")
	role, _, _ := strings.Cut(session, "/")
	return strings.HasPrefix(principal, "arn:aws:iam::"+account+":role/") && strings.HasSuffix(principal, "/"+role)
}

// Nodes returns the running instances of the cluster's managed node groups,
// sorted by id.
func Nodes(c *world.Call, cluster *world.Object) []*world.Object {
	var out []*world.Object
	for _, m := range c.All(api.Instance) {
		if m.Props.Map("kubernetes").Str("cluster") == cluster.ID && m.Props.Str("state") == "running" {
			out = append(out, m)
		}
	}
	return out
}

// AddonActive reports whether an add-on works in the cluster: installed, by a
// resource or by the service itself, and with nodes for its replicas where it
// has any.
func AddonActive(c *world.Call, clusterName, addon string) bool {
	cluster := c.Find(api.Cluster, clusterName)
	managed := c.Find(api.Addon, clusterName+":"+addon)
	if cluster == nil || managed == nil && c.Find(selfManagedKind, clusterName+":"+addon) == nil {
		return false
	}
	if !addons[addon].replicas {
		return true
	}
	nodes := Nodes(c, cluster)
	tolerates := managed != nil && strings.Contains(managed.Props.Str("configurationValues"), "tolerations")
	return slices.ContainsFunc(nodes, func(n *world.Object) bool { return tolerates || untainted(n) })
}
