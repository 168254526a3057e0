package addons

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/internal/sweep"
)

// ebsAccount is the service account of the driver's controller. Its part on
// the nodes needs no role.
const ebsAccount = "ebs-csi-controller-sa"

// mayUseKey is what the driver needs of a key of the caller's own:
// https://docs.aws.amazon.com/eks/latest/userguide/ebs-csi.html
func mayUseKey(key pulumi.StringInput) identity.Source {
	return identity.Render(func(v []string) identity.Document {
		return identity.Document{Statements: []identity.Statement{
			{
				SID: "Grant", Actions: []string{"kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"}, Resources: v,
				Conditions: []identity.Condition{{Operator: "Bool", Key: "kms:GrantIsForAWSResource", Values: []string{"true"}}},
			},
			{
				SID: "Use", Resources: v,
				Actions: []string{"kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"},
			},
		}}
	}, key)
}

// Values are the driver's chart's values for the settings, without the role.
func (a VolumesArgs) Values() map[string]any {
	return map[string]any{
		"controller": map[string]any{
			"region": a.Cluster.Region, "replicaCount": DefaultReplicas,
			"serviceAccount": map[string]any{"name": ebsAccount},
			// By these tags the sweep of the cluster knows its volumes:
			// https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/tagging.md
			"k8sTagClusterId": a.Cluster.Name, "extraVolumeTags": map[string]any{sweep.OwnTag: a.Cluster.Name},
		},
		// Nodes are asked through the API, not by the instance's metadata,
		// which pods cannot reach.
		"node":       map[string]any{"metadataSources": "kubernetes", "enableWindows": false},
		"helmTester": map[string]any{"enabled": false},
	}
}
