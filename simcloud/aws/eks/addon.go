package eks

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/check"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func addonType() *world.Type {
	return &world.Type{
		Token:    api.Addon,
		Replace:  []string{"addonName", "clusterName"},
		Defaults: world.Props{"configurationValues": "", "preserve": false},
		Refs: []world.Ref{
			ofCluster(func(c *world.Call) api.Op { return addonOp(c, "creating", "CreateAddon") }),
			{Path: "serviceAccountRoleArn", Kind: api.Role, By: "arn"},
			{Path: "podIdentityAssociations[*].roleArn", Kind: api.Role, By: "arn"},
		},
		Takes: world.Times{Create: 40 * time.Second, Update: 40 * time.Second, Delete: 20 * time.Second},
		Check: func(c *world.Check) {
			f := check.Of(c)
			f.Word("resolveConflictsOnCreate", "NONE", "OVERWRITE")
			f.Word("resolveConflictsOnUpdate", "NONE", "OVERWRITE", "PRESERVE")
			f.Word("resolveConflicts", "NONE", "OVERWRITE", "PRESERVE")
			checkARN(c, c.In, "serviceAccountRoleArn", "service_account_role_arn", "serviceAccountRoleArn")
		},
		Create: createAddon, Update: updateAddon, Delete: deleteAddon,
	}
}

func addonOp(c *world.Call, doing, name string) api.Op {
	return operation(fmt.Sprintf("%s EKS Add-On (%s:%s)", doing, c.In.Str("clusterName"), c.In.Str("addonName")), name)
}

func createAddon(c *world.Call) error {
	cluster, name := c.Find(api.Cluster, c.In.Str("clusterName")), c.In.Str("addonName")
	op := addonOp(c, "creating", "CreateAddon")
	c.ID = cluster.ID + ":" + name
	info, known := addons[name]
	if !known {
		return invalid(op, "Addon specified is not supported", docAddons)
	}
	if c.Find(api.Addon, c.ID) != nil {
		return inUse(op, "Addon already exists.", docAddon)
	}
	if err := addonRules(c, op, cluster); err != nil {
		return err
	}
	preinstalled := c.Find(selfManagedKind, c.ID)
	if preinstalled != nil && conflicts(c, cluster) {
		return addonFailed(c, "unexpected state 'CREATE_FAILED', wanted target 'ACTIVE'. last error: : ConfigurationConflict: "+conflict(name),
			op.Refuse("ConfigurationConflict", conflict(name), docAddon))
	}
	if info.replicas {
		if why := noReplicas(c, cluster, name); why != "" {
			c.Takes(20 * time.Minute)
			const message = "The add-on is unhealthy because it doesn't have the desired number of replicas."
			return addonFailed(c, "timeout while waiting for state to become 'ACTIVE' (last state: 'DEGRADED', timeout: 20m0s): InsufficientNumberOfReplicas: "+message,
				op.Refuse("InsufficientNumberOfReplicas", message, docAddon+": "+why))
		}
	}
	if preinstalled != nil {
		c.Remove(preinstalled)
	}
	c.Out["arn"] = api.ARN(c, "eks", fmt.Sprintf("addon/%s/%s/%s", cluster.ID, name, c.UUID("addon")))
	c.Out["createdAt"], c.Out["modifiedAt"] = stamp(c), stamp(c)
	associate(c, nil)
	return nil
}

func addonFailed(c *world.Call, text string, issue *world.Error) error {
	return &waitError{fmt.Sprintf("waiting for EKS Add-On (%s) create: %s", c.ID, text), issue}
}

// addonRules hold for a new add-on and a changed one.
func addonRules(c *world.Call, op api.Op, cluster *world.Object) error {
	name, kubernetes := c.In.Str("addonName"), cluster.Props.Str("version")
	if v := c.In.Str("addonVersion"); v == "" {
		if c.Object == nil {
			c.Out["addonVersion"] = newest(name, kubernetes)
		} else {
			c.Out["addonVersion"] = c.Object.Props["addonVersion"]
		}
	} else if !versionFits(name, v, kubernetes) {
		return invalid(op, "Addon version specified is not supported", docAddons)
	}
	if text := strings.TrimSpace(c.In.Str("configurationValues")); strings.HasPrefix(text, "{") && !json.Valid([]byte(text)) {
		return invalid(op, "ConfigurationValue provided in request is not supported: it is neither valid JSON nor valid YAML", docAddon)
	}
	if arn := c.In.Str("serviceAccountRoleArn"); arn != "" && iam.RoleByARN(c, arn) == nil {
		return invalid(op, fmt.Sprintf("The role with name %s cannot be found.", arn[strings.LastIndex(arn, "/")+1:]), docAddon)
	}
	for _, a := range c.In.Maps("podIdentityAssociations") {
		if err := identityRole(c, op, a.Str("roleArn")); err != nil {
			return err
		}
		if o := association(c, cluster.ID, addons[name].space(), a.Str("serviceAccount")); o != nil && (c.Object == nil || o.Owner != c.Object.Key()) {
			return inUse(op, "Association already exists: "+o.ID, docIdentity)
		}
	}
	return nil
}

// conflicts: a self-managed add-on of another version stands in the way of one
// that may not overwrite it, since its image differs. Source: docAddon,
// resolveConflicts.
func conflicts(c *world.Call, cluster *world.Object) bool {
	mode := c.In.StrOr("resolveConflictsOnCreate", c.In.StrOr("resolveConflicts", "NONE"))
	name := c.In.Str("addonName")
	return mode == "NONE" && c.Out.Str("addonVersion") != newest(name, cluster.Props.Str("version"))
}

func conflict(name string) string {
	workload := map[string]string{
		"coredns":    `Deployment.apps coredns - .spec.template.spec.containers[name="coredns"].image`,
		"kube-proxy": `DaemonSet.apps kube-proxy - .spec.template.spec.containers[name="kube-proxy"].image`,
		"vpc-cni":    `DaemonSet.apps aws-node - .spec.template.spec.containers[name="aws-node"].image`,
	}[name]
	return "Conflicts found when trying to apply. Will not continue due to resolve conflicts mode. Conflicts:\n" + workload
}

// noReplicas says why the add-on's replicas do not run, or "".
func noReplicas(c *world.Call, cluster *world.Object, name string) string {
	nodes := Nodes(c, cluster)
	if len(nodes) == 0 {
		return "cluster " + cluster.ID + " has no nodes"
	}
	if !strings.Contains(c.Out.Str("configurationValues"), "tolerations") && !slices.ContainsFunc(nodes, untainted) {
		return "every node of cluster " + cluster.ID + " has a taint that the add-on does not tolerate"
	}
	return ""
}

// untainted reports whether ordinary pods are scheduled to the node.
func untainted(node *world.Object) bool {
	return !slices.ContainsFunc(node.Props.Map("kubernetes").Maps("taints"), func(t world.Props) bool {
		return t.Str("effect") != "PreferNoSchedule" && t.Str("key") != "CriticalAddonsOnly"
	})
}

// associate makes the add-on's Pod Identity associations, which belong to it.
func associate(c *world.Call, owner *world.Object) {
	name := c.In.Str("addonName")
	for i, a := range c.In.Maps("podIdentityAssociations") {
		makeAssociation(c, owner, world.Props{
			"clusterName": c.In.Str("clusterName"), "namespace": addons[name].space(),
			"serviceAccount": a.Str("serviceAccount"), "roleArn": a.Str("roleArn"),
		}, fmt.Sprintf("%s-%d", name, i))
	}
}

func updateAddon(c *world.Call) error {
	op := addonOp(c, "updating", "UpdateAddon")
	if err := addonRules(c, op, c.Find(api.Cluster, c.In.Str("clusterName"))); err != nil {
		return err
	}
	for _, o := range c.Owned(c.Object) {
		if o.Kind == api.PodIdentity {
			c.Remove(o)
		}
	}
	associate(c, c.Object)
	c.Out["modifiedAt"] = stamp(c)
	return nil
}

// deleteAddon leaves the software in the cluster where preserve says so.
func deleteAddon(c *world.Call) error {
	cluster := c.Find(api.Cluster, c.Out.Str("clusterName"))
	if c.Out.Bool("preserve") && cluster != nil {
		c.Make(cluster, selfManagedKind, c.ID, world.Props{"clusterName": cluster.ID, "addonName": c.Out.Str("addonName")})
	}
	return nil
}
