package kubernetes

import (
	"encoding/json"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// driverName is the EBS driver's name in the cluster.
const driverName = "ebs.csi.aws.com"

// driver is how the EBS driver is configured, as far as it shows in the tags
// of volumes and snapshots.
type driver struct {
	// cluster is its argument --k8s-tag-cluster-id.
	cluster string
	// named says that the driver is of a version that tags the cluster's name.
	named bool
	// metadata says that the provisioner tells it about claims.
	metadata bool
	extra    world.Props
}

// driverOf finds the driver's configuration. The add-on of EKS runs with
// --k8s-tag-cluster-id=<cluster> and --extra-create-metadata, as its
// deployment shows; its own document does not say so. The chart sets the
// second by default, and the first if its values name a cluster:
// https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/charts/aws-ebs-csi-driver/values.yaml
func driverOf(c *world.Call, s *site) driver {
	values := world.Props{}
	d := driver{metadata: true}
	if addon := hasAddon(c, clusterOf(c, c.Scope), "aws-ebs-csi-driver"); addon != nil {
		var given map[string]any
		if json.Unmarshal([]byte(addon.Props.Str("configurationValues")), &given) == nil {
			values = given
		}
		d.cluster, d.named = s.cluster, namesClusters(addon.Props.Str("addonVersion"))
	}
	for _, release := range c.All(tokenRelease) {
		if release.Scope == c.Scope && release.Props.Map("status").Str("chart") == ebsChart.name {
			values, d.named = release.Props.Map("values"), true
		}
	}
	controller := values.Map("controller")
	d.cluster = controller.StrOr("k8sTagClusterId", d.cluster)
	d.metadata = controller.BoolOr("extraCreateMetadata", true)
	d.extra = controller.Map("extraVolumeTags")
	return d
}

// namesClusters reports whether a version of the driver tags volumes with the
// cluster's name: those since 1.58.
// https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/CHANGELOG.md
func namesClusters(version string) bool {
	const since = 58
	minor := 0
	for _, digit := range strings.TrimPrefix(version, "v1.") {
		if digit < '0' || digit > '9' {
			break
		}
		minor = minor*10 + int(digit-'0')
	}
	return strings.HasPrefix(version, "v1.") && minor >= since
}

// tags are those of the volume of a claim:
// https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/tagging.md
func (d driver) tags(namespace, claim, volume string) map[string]any {
	tags := map[string]any{"CSIVolumeName": volume, driverName + "/cluster": "true"}
	if d.metadata {
		tags["kubernetes.io/created-for/pvc/name"] = claim
		tags["kubernetes.io/created-for/pvc/namespace"] = namespace
		tags["kubernetes.io/created-for/pv/name"] = volume
	}
	if d.cluster != "" {
		tags[clusterTagPrefix+d.cluster] = "owned"
		tags["KubernetesCluster"], tags["Name"] = d.cluster, d.cluster+"-dynamic-"+volume
		if d.named {
			tags[driverName+"/cluster-name"] = d.cluster
		}
	}
	for key, value := range d.extra {
		tags[key] = value
	}
	return tags
}

// driverPolicies are AWS's own policies for the driver
// (https://docs.aws.amazon.com/eks/latest/userguide/ebs-csi.html).
var driverPolicies = []string{
	"AmazonEBSCSIDriverPolicy", "AmazonEBSCSIDriverPolicyV2", "AmazonEBSCSIDriverEKSClusterScopedPolicy", "AdministratorAccess",
}

// driverMay reports whether the driver may call an action of EC2: as the role
// of its pods, or as that of the machines that they run on.
func driverMay(c *world.Call, cluster *world.Object, action string) bool {
	allowed := func(role *world.Object) bool {
		return role != nil && (iam.HasManaged(c, role, driverPolicies...) || iam.Allows(c, role, action, "*"))
	}
	pod := running(c, map[string]string{"app": "ebs-csi-controller"})
	if addon := hasAddon(c, cluster, "aws-ebs-csi-driver"); addon != nil && pod == nil {
		if arn := addon.Props.Str("serviceAccountRoleArn"); arn != "" {
			role := iam.RoleByARN(c, arn)
			return exchange(c, role, "kube-system", "ebs-csi-controller-sa", "sts.amazonaws.com") == "" && allowed(role)
		}
		pod = &world.Object{Kind: tokenPod, Scope: c.Scope, Props: world.Props{
			"metadata": map[string]any{"namespace": "kube-system", "name": "ebs-csi-controller"},
			"spec":     map[string]any{"serviceAccountName": "ebs-csi-controller-sa"},
		}}
	}
	if pod != nil {
		if role, why := assumed(c, pod); why == "" && allowed(role) {
			return true
		}
	}
	for _, group := range c.Everywhere(api.NodeGroup) {
		if group.Scope == cluster.Scope && group.Props.Str("clusterName") == cluster.Props.StrOr("name", cluster.ID) &&
			allowed(iam.RoleByARN(c, group.Props.Str("nodeRoleArn"))) {
			return true
		}
	}
	return false
}
