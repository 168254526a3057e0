package addons

import (
	"fmt"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/kube"
)

// minExpiry keeps nodes from being replaced all the time.
const minExpiry = 24 * time.Hour

// manifest is the pool as an object:
// https://karpenter.sh/docs/concepts/nodepools/
func (n NodePool) manifest() kube.Manifest {
	architecture, capacity := "amd64", []any{"on-demand"}
	if n.ARM64 {
		architecture = "arm64"
	}
	if n.Spot {
		capacity = []any{"spot", "on-demand"}
	}
	in := func(key string, values ...any) map[string]any {
		return map[string]any{"key": key, "operator": "In", "values": values}
	}
	families := make([]any, len(n.Families))
	for i, f := range n.Families {
		families[i] = f
	}
	spec := map[string]any{
		"nodeClassRef": map[string]any{"group": "karpenter.k8s.aws", "kind": "EC2NodeClass", "name": n.Name},
		"expireAfter":  n.Expiry,
		"requirements": []any{
			in("kubernetes.io/arch", architecture), in("kubernetes.io/os", "linux"),
			in("karpenter.sh/capacity-type", capacity...), in("karpenter.k8s.aws/instance-family", families...),
		},
	}
	taints := []any{}
	for _, t := range n.Taints {
		taints = append(taints, map[string]any{"key": t.Key, "value": t.Value, "effect": taintEffect(string(t.Effect))})
	}
	if len(taints) > 0 {
		spec["taints"] = taints
	}
	template := map[string]any{"spec": spec}
	if len(n.Labels) > 0 {
		template["metadata"] = map[string]any{"labels": n.Labels}
	}
	return kube.Unstructured(map[string]any{
		"apiVersion": "karpenter.sh/v1", "kind": "NodePool", "metadata": map[string]any{"name": n.Name},
		"spec": map[string]any{
			"template": template,
			"limits":   map[string]any{"cpu": fmt.Sprint(n.MaxCPU), "memory": fmt.Sprintf("%dGi", n.MaxMemoryGiB)},
			"disruption": map[string]any{
				"consolidationPolicy": "WhenEmptyOrUnderutilized", "consolidateAfter": "5m",
				// At most a tenth of the nodes, and at least one, goes at a time.
				"budgets": []any{map[string]any{"nodes": "10%"}},
			},
		},
	})
}

// taintEffect spells an effect of EKS as Kubernetes does.
func taintEffect(effect string) string {
	var b strings.Builder
	for _, word := range strings.Split(effect, "_") {
		b.WriteString(word[:1] + strings.ToLower(word[1:]))
	}
	return b.String()
}

// nodeClass is what the pool's machines are made of:
// https://karpenter.sh/docs/concepts/nodeclasses/
func (a KarpenterArgs) nodeClass(n NodePool) kube.Manifest {
	subnets := []any{}
	for _, s := range a.Network.Tier(network.Private) {
		subnets = append(subnets, map[string]any{"id": s.ID})
	}
	family, _, _ := strings.Cut(n.Image, "@")
	device := "/dev/xvda"
	if family == "bottlerocket" {
		device = "/dev/xvdb"
	}
	tags := map[string]any{}
	for key, value := range a.Workload.Tags {
		tags[key] = value
	}
	tags["Name"] = a.Cluster.Name + "-" + n.Name
	return kube.Unstructured(map[string]any{
		"apiVersion": "karpenter.k8s.aws/v1", "kind": "EC2NodeClass",
		"metadata": map[string]any{"name": n.Name, "annotations": map[string]any{waitFor: untilReady}},
		"spec": map[string]any{
			"role":                a.NodeRoleARN.ToStringOutput().ApplyT(roleName).(pulumi.StringOutput),
			"amiSelectorTerms":    []any{map[string]any{"alias": n.Image}},
			"subnetSelectorTerms": subnets,
			// The group that EKS made for the cluster, by the tag that EKS
			// gives it, and that of the library's own nodes:
			// https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html
			"securityGroupSelectorTerms": []any{
				map[string]any{"tags": map[string]any{"aws:eks:cluster-name": clusterName(a.Cluster)}},
				map[string]any{"id": a.Cluster.NodeSecurityGroup},
			},
			"metadataOptions": map[string]any{"httpEndpoint": "enabled", "httpTokens": "required", "httpPutResponseHopLimit": 1},
			"blockDeviceMappings": []any{map[string]any{
				"deviceName": device,
				"ebs": map[string]any{
					"volumeType": "gp3", "volumeSize": fmt.Sprintf("%dGi", n.Disk), "encrypted": true, "deleteOnTermination": true,
				},
			}},
			"tags": tags,
		},
	})
}

// roleName is the name of a role, by its ARN.
func roleName(arn string) string { return arn[strings.LastIndex(arn, "/")+1:] }
