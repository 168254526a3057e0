package addons

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/identity"
)

// mayMakeNodes is what Karpenter needs, the queue of notices left out, after
// the policy of its project:
// https://karpenter.sh/docs/reference/cloudformation/. What it makes carries
// the cluster's tag, and it changes nothing that does not.
func mayMakeNodes(p identity.Partition, region string, cluster, nodeRole pulumi.StringInput) identity.Source {
	return identity.Render(func(v []string) identity.Document {
		return nodeDocument(p, region, v[0], v[1])
	}, cluster, nodeRole)
}

func nodeDocument(p identity.Partition, region, cluster, nodeRole string) identity.Document {
	ec2 := func(kinds ...string) []string {
		var out []string
		for _, k := range kinds {
			account := "*"
			if k == "image" || k == "snapshot" {
				account = ""
			}
			out = append(out, identity.ARN{Partition: p, Service: "ec2", Region: region, Account: account, Resource: k + "/*"}.String())
		}
		return out
	}
	equals := func(key, value string) identity.Condition {
		return identity.Condition{Operator: "StringEquals", Key: key, Values: []string{value}}
	}
	like := func(key string) identity.Condition {
		return identity.Condition{Operator: "StringLike", Key: key, Values: []string{"*"}}
	}
	owner := "kubernetes.io/cluster/" + cluster
	mine := []identity.Condition{equals("aws:ResourceTag/"+owner, "owned"), like("aws:ResourceTag/karpenter.sh/nodepool")}
	asMine := []identity.Condition{
		equals("aws:RequestTag/"+owner, "owned"), equals("aws:RequestTag/eks:eks-cluster-name", cluster),
		like("aws:RequestTag/karpenter.sh/nodepool"),
	}
	made := []string{"fleet", "instance", "volume", "network-interface", "launch-template", "spot-instances-request"}
	profile := identity.ARN{Partition: p, Service: "iam", Account: "*", Resource: "instance-profile/*"}.String()
	class := func(where string) []identity.Condition {
		return []identity.Condition{
			equals("aws:"+where+"/"+owner, "owned"), equals("aws:"+where+"/topology.kubernetes.io/region", region),
			like("aws:" + where + "/karpenter.k8s.aws/ec2nodeclass"),
		}
	}
	return identity.Document{Statements: []identity.Statement{
		{
			SID: "Use", Actions: []string{"ec2:RunInstances", "ec2:CreateFleet"},
			Resources: ec2("image", "snapshot", "security-group", "subnet", "capacity-reservation"),
		},
		{
			SID: "UseTemplate", Actions: []string{"ec2:RunInstances", "ec2:CreateFleet"}, Resources: ec2("launch-template"), Conditions: mine,
		},
		{
			SID: "Make", Actions: []string{"ec2:RunInstances", "ec2:CreateFleet", "ec2:CreateLaunchTemplate"},
			Resources: ec2(made...), Conditions: asMine,
		},
		{
			SID: "MarkNew", Actions: []string{"ec2:CreateTags"}, Resources: ec2(made...),
			Conditions: append(append([]identity.Condition{}, asMine...), identity.Condition{
				Operator: "StringEquals", Key: "ec2:CreateAction", Values: []string{"RunInstances", "CreateFleet", "CreateLaunchTemplate"},
			}),
		},
		{
			SID: "Mark", Actions: []string{"ec2:CreateTags"}, Resources: ec2("instance"),
			Conditions: append(append([]identity.Condition{}, mine...), identity.Condition{
				Operator: "ForAllValues:StringEquals", Key: "aws:TagKeys", Values: []string{"eks:eks-cluster-name", "karpenter.sh/nodeclaim", "Name"},
			}),
		},
		{
			SID: "End", Actions: []string{"ec2:TerminateInstances", "ec2:DeleteLaunchTemplate"},
			Resources: ec2("instance", "launch-template"), Conditions: mine,
		},
		{
			// These know no resources.
			SID: "Look", Resources: []string{"*"}, Conditions: []identity.Condition{equals("aws:RequestedRegion", region)},
			Actions: []string{
				"ec2:DescribeCapacityReservations", "ec2:DescribeImages", "ec2:DescribeInstances", "ec2:DescribeInstanceStatus",
				"ec2:DescribeInstanceTypeOfferings", "ec2:DescribeInstanceTypes", "ec2:DescribeLaunchTemplates",
				"ec2:DescribePlacementGroups", "ec2:DescribeSecurityGroups", "ec2:DescribeSpotPriceHistory", "ec2:DescribeSubnets",
			},
		},
		{
			SID: "Images", Actions: []string{"ssm:GetParameter"},
			Resources: []string{identity.ARN{Partition: p, Service: "ssm", Region: region, Resource: "parameter/aws/service/*"}.String()},
		},
		{SID: "Prices", Actions: []string{"pricing:GetProducts"}, Resources: []string{"*"}},
		{
			SID: "Hand", Actions: []string{"iam:PassRole"}, Resources: []string{nodeRole},
			Conditions: []identity.Condition{{
				Operator: "StringEquals", Key: "iam:PassedToService", Values: []string{"ec2.amazonaws.com"},
			}},
		},
		{SID: "MakeProfile", Actions: []string{"iam:CreateInstanceProfile"}, Resources: []string{profile}, Conditions: class("RequestTag")},
		{
			SID: "MarkProfile", Actions: []string{"iam:TagInstanceProfile"}, Resources: []string{profile},
			Conditions: append(class("RequestTag"), class("ResourceTag")...),
		},
		{
			SID: "OwnProfile", Resources: []string{profile}, Conditions: class("ResourceTag"),
			Actions: []string{"iam:AddRoleToInstanceProfile", "iam:RemoveRoleFromInstanceProfile", "iam:DeleteInstanceProfile"},
		},
		{SID: "ReadProfile", Actions: []string{"iam:GetInstanceProfile"}, Resources: []string{profile}},
		{SID: "ListProfiles", Actions: []string{"iam:ListInstanceProfiles"}, Resources: []string{"*"}},
		{
			SID: "Cluster", Actions: []string{"eks:DescribeCluster"},
			Resources: []string{identity.ARN{Partition: p, Service: "eks", Region: region, Account: "*", Resource: "cluster/" + cluster}.String()},
		},
	}}
}
