package eks

import (
	"encoding/base64"
	"fmt"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Functions are the look-ups of the service.
func Functions() []*world.Function {
	return []*world.Function{
		{Token: "aws:eks/getCluster:getCluster", Run: getCluster},
		{Token: "aws:eks/getClusterAuth:getClusterAuth", Run: getClusterAuth},
		{Token: "aws:eks/getAddonVersion:getAddonVersion", Run: getAddonVersion},
	}
}

func getCluster(c *world.Call) (world.Props, error) {
	name := c.In.Str("name")
	o := c.Find(api.Cluster, name)
	if o == nil {
		return nil, operation(fmt.Sprintf("reading EKS Cluster (%s)", name), "DescribeCluster").
			RefuseStatus(404, "ResourceNotFoundException", fmt.Sprintf("No cluster found for name: %s.", name), docCluster)
	}
	out := world.Props{"id": name, "name": name, "tags": o.Props.Map("tagsAll").Clone()}
	for _, same := range []string{
		"arn", "certificateAuthorities", "createdAt", "enabledClusterLogTypes", "endpoint", "identities",
		"platformVersion", "roleArn", "status", "vpcConfig", "version",
	} {
		out[same] = o.Props[same]
	}
	network := o.Props.Map("kubernetesNetworkConfig").Clone()
	network["elasticLoadBalancings"] = []any{network["elasticLoadBalancing"]}
	delete(network, "elasticLoadBalancing")
	out["clusterId"] = ""
	out["accessConfigs"] = []any{o.Props["accessConfig"]}
	out["kubernetesNetworkConfigs"] = []any{map[string]any(network)}
	out["upgradePolicies"] = []any{o.Props["upgradePolicy"]}
	for list, single := range map[string]string{
		"computeConfigs": "computeConfig", "outpostConfigs": "outpostConfig", "remoteNetworkConfigs": "remoteNetworkConfig",
		"storageConfigs": "storageConfig", "zonalShiftConfigs": "zonalShiftConfig",
	} {
		out[list] = []any{}
		if o.Props.Has(single) {
			out[list] = []any{o.Props[single]}
		}
	}
	return out, nil
}

// getClusterAuth signs a token and asks no service, so it does not mind a
// cluster that does not exist. The token is a signed call of STS in base64, as
// https://docs.aws.amazon.com/eks/latest/userguide/cluster-auth.html has it.
func getClusterAuth(c *world.Call) (world.Props, error) {
	name := c.In.Str("name")
	call := fmt.Sprintf("https://sts.%s.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256"+
		"&X-Amz-Date=%s&X-Amz-Expires=60&X-Amz-SignedHeaders=host%%3Bx-k8s-aws-id&X-Amz-Signature=%s",
		c.Scope, c.Now().UTC().Format("20060102T150405Z"), c.Hex(64, "token", name))
	return world.Props{"id": name, "name": name, "token": "k8s-aws-v1." + base64.RawURLEncoding.EncodeToString([]byte(call))}, nil
}

func getAddonVersion(c *world.Call) (world.Props, error) {
	name, kubernetes := c.In.Str("addonName"), c.In.Str("kubernetesVersion")
	version := newest(name, kubernetes)
	op := operation(fmt.Sprintf("reading EKS Add-On version info (%s, %s)", name, kubernetes), "DescribeAddonVersions")
	if minor(kubernetes) < 0 {
		return nil, invalid(op, "unsupported Kubernetes version", docVersions)
	}
	if version == "" {
		return nil, op.RefuseStatus(404, "ResourceNotFoundException", "couldn't find resource", docAddons)
	}
	return world.Props{
		"id": name, "addonName": name, "kubernetesVersion": kubernetes, "mostRecent": c.In.Bool("mostRecent"), "version": version,
	}, nil
}
