package addons

import (
	"github.com/drydock-iac/drydock/components/identity"
)

// balancerTag is on all that the controller makes, and bounds what it may
// change.
const balancerTag = "elbv2.k8s.aws/cluster"

// mayBalance is what the controller needs without Shield, WAF and Cognito,
// which its values switch off, after the policy of its project:
// https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/installation/
func mayBalance(p identity.Partition, region string) identity.Source {
	arn := func(service, resource string) string {
		return identity.ARN{Partition: p, Service: service, Region: region, Account: "*", Resource: resource}.String()
	}
	balancers := []string{
		arn("elasticloadbalancing", "targetgroup/*/*"),
		arn("elasticloadbalancing", "loadbalancer/net/*/*"), arn("elasticloadbalancing", "loadbalancer/app/*/*"),
	}
	listeners := []string{
		arn("elasticloadbalancing", "listener/net/*/*/*"), arn("elasticloadbalancing", "listener/app/*/*/*"),
		arn("elasticloadbalancing", "listener-rule/net/*/*/*"), arn("elasticloadbalancing", "listener-rule/app/*/*/*"),
	}
	group := arn("ec2", "security-group/*")
	null := func(key, is string) identity.Condition {
		return identity.Condition{Operator: "Null", Key: key, Values: []string{is}}
	}
	marked, marking := null("aws:ResourceTag/"+balancerTag, "false"), null("aws:RequestTag/"+balancerTag, "false")
	return identity.Document{Statements: []identity.Statement{
		{
			// These know no resources.
			SID: "Look", Resources: []string{"*"},
			Actions: []string{
				"ec2:DescribeAccountAttributes", "ec2:DescribeAddresses", "ec2:DescribeAvailabilityZones",
				"ec2:DescribeInternetGateways", "ec2:DescribeVpcs", "ec2:DescribeVpcPeeringConnections", "ec2:DescribeSubnets",
				"ec2:DescribeSecurityGroups", "ec2:DescribeInstances", "ec2:DescribeNetworkInterfaces", "ec2:DescribeTags",
				"ec2:DescribeRouteTables", "ec2:DescribeCoipPools", "ec2:GetCoipPoolUsage", "ec2:GetSecurityGroupsForVpc", "ec2:DescribeIpamPools",
				"elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeLoadBalancerAttributes",
				"elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeListenerCertificates",
				"elasticloadbalancing:DescribeListenerAttributes", "elasticloadbalancing:DescribeSSLPolicies",
				"elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeTargetGroups",
				"elasticloadbalancing:DescribeTargetGroupAttributes", "elasticloadbalancing:DescribeTargetHealth",
				"elasticloadbalancing:DescribeTags", "elasticloadbalancing:DescribeTrustStores",
				"elasticloadbalancing:DescribeCapacityReservation", "acm:ListCertificates", "acm:DescribeCertificate",
			},
		},
		{
			SID: "Role", Actions: []string{"iam:CreateServiceLinkedRole"}, Resources: []string{"*"},
			Conditions: []identity.Condition{{
				Operator: "StringEquals", Key: "iam:AWSServiceName", Values: []string{"elasticloadbalancing.amazonaws.com"},
			}},
		},
		{
			// The groups of nodes, which others made, get rules that let the
			// balancers in.
			SID: "Rules", Actions: []string{"ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"}, Resources: []string{group},
		},
		{SID: "Group", Actions: []string{"ec2:CreateSecurityGroup"}, Resources: []string{group, arn("ec2", "vpc/*")}},
		{
			SID: "MarkNewGroup", Actions: []string{"ec2:CreateTags"}, Resources: []string{group},
			Conditions: []identity.Condition{
				{Operator: "StringEquals", Key: "ec2:CreateAction", Values: []string{"CreateSecurityGroup"}}, marking,
			},
		},
		{
			SID: "MarkGroup", Actions: []string{"ec2:CreateTags", "ec2:DeleteTags"}, Resources: []string{group},
			Conditions: []identity.Condition{null("aws:RequestTag/"+balancerTag, "true"), marked},
		},
		{SID: "OwnGroup", Actions: []string{"ec2:DeleteSecurityGroup"}, Resources: []string{group}, Conditions: []identity.Condition{marked}},
		{
			SID: "Make", Actions: []string{"elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:CreateTargetGroup"},
			Resources: balancers, Conditions: []identity.Condition{marking},
		},
		{
			SID: "Listen", Resources: append(append([]string{}, balancers...), listeners...),
			Actions: []string{
				"elasticloadbalancing:CreateListener", "elasticloadbalancing:DeleteListener",
				"elasticloadbalancing:CreateRule", "elasticloadbalancing:DeleteRule", "elasticloadbalancing:ModifyListener",
				"elasticloadbalancing:AddListenerCertificates", "elasticloadbalancing:RemoveListenerCertificates",
				"elasticloadbalancing:ModifyRule", "elasticloadbalancing:SetRulePriorities", "elasticloadbalancing:ModifyListenerAttributes",
			},
		},
		{
			SID: "MarkNew", Actions: []string{"elasticloadbalancing:AddTags"}, Resources: balancers,
			Conditions: []identity.Condition{
				{Operator: "StringEquals", Key: "elasticloadbalancing:CreateAction", Values: []string{"CreateLoadBalancer", "CreateTargetGroup"}}, marking,
			},
		},
		{
			SID: "Mark", Actions: []string{"elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags"}, Resources: balancers,
			Conditions: []identity.Condition{null("aws:RequestTag/"+balancerTag, "true"), marked},
		},
		{SID: "MarkListeners", Actions: []string{"elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags"}, Resources: listeners},
		{
			SID: "Change", Resources: balancers, Conditions: []identity.Condition{marked},
			Actions: []string{
				"elasticloadbalancing:ModifyLoadBalancerAttributes", "elasticloadbalancing:SetIpAddressType",
				"elasticloadbalancing:SetSecurityGroups", "elasticloadbalancing:SetSubnets", "elasticloadbalancing:DeleteLoadBalancer",
				"elasticloadbalancing:ModifyTargetGroup", "elasticloadbalancing:ModifyTargetGroupAttributes",
				"elasticloadbalancing:DeleteTargetGroup", "elasticloadbalancing:ModifyCapacityReservation", "elasticloadbalancing:ModifyIpPools",
			},
		},
		{
			SID: "Targets", Actions: []string{"elasticloadbalancing:RegisterTargets", "elasticloadbalancing:DeregisterTargets"},
			Resources: []string{arn("elasticloadbalancing", "targetgroup/*/*")},
		},
	}}
}
