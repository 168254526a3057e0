package network

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/identity"
)

// makeFlowLogs makes the flow logs with their log group and role, and returns
// the group's name.
func (b *builder) makeFlowLogs() (pulumi.StringOutput, error) {
	settings := b.plan.Args.FlowLogs
	if settings.Disable {
		return pulumi.StringOutput{}, nil
	}
	name := b.child("flow-logs")
	args := &cloudwatch.LogGroupArgs{RetentionInDays: pulumi.Int(settings.RetentionDays), Tags: b.tagged(name)}
	if settings.KMSKey != nil {
		args.KmsKeyId = settings.KMSKey.ToStringOutput().ToStringPtrOutput()
	}
	group, err := cloudwatch.NewLogGroup(b.ctx, name, args, b.own)
	if err != nil {
		return pulumi.StringOutput{}, err
	}
	role, err := identity.NewRole(b.ctx, name, &identity.RoleArgs{
		Trust:       flowLogTrust(b.plan.Args.Region),
		Description: "Writes the flow logs of network " + b.plan.Name,
		Policies:    map[string]identity.Source{"write": identity.Render(flowLogPolicy, group.Arn)},
		Tags:        b.tags,
	}, b.own)
	if err != nil {
		return pulumi.StringOutput{}, err
	}
	_, err = ec2.NewFlowLog(b.ctx, name, &ec2.FlowLogArgs{
		VpcId: b.vpc.ID().ToStringPtrOutput(), TrafficType: pulumi.String(settings.Traffic),
		LogDestinationType: pulumi.String("cloud-watch-logs"), LogDestination: group.Arn.ToStringPtrOutput(),
		IamRoleArn: role.ARN.ToStringPtrOutput(), MaxAggregationInterval: pulumi.Int(settings.Interval),
		Tags: b.tagged(name),
		// Records that come before the role may write are lost.
	}, b.own, pulumi.DependsOn(role.Policies()))
	return group.Name, err
}

// flowLogTrust lets the flow logs of one region, and nothing else of the
// service, assume the role:
// https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
func flowLogTrust(region string) identity.Document {
	trust := identity.TrustService("vpc-flow-logs")
	source := identity.ARN{
		Partition: identity.PartitionOf(region), Service: "ec2", Region: region, Account: "*", Resource: "vpc-flow-log/*",
	}
	trust.Statements[0].Conditions = []identity.Condition{
		{Operator: "ArnLike", Key: "aws:SourceArn", Values: []string{source.String()}},
	}
	return trust
}

// flowLogPolicy lets the role write into the one log group; the group itself
// is made here, so the right to make groups is left out.
func flowLogPolicy(values []string) identity.Document {
	group := values[0]
	return identity.Document{Statements: []identity.Statement{
		{
			SID:       "Write",
			Actions:   []string{"logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"},
			Resources: []string{group, group + ":*"},
		},
		{
			// Listing groups cannot be narrowed to one of them.
			SID:       "Find",
			Actions:   []string{"logs:DescribeLogGroups"},
			Resources: []string{"*"},
		},
	}}
}
