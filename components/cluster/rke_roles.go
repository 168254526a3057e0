package cluster

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/identity"
)

func (b *rkeBuilder) roles() (err error) {
	policies := map[string]identity.Source{
		"secret":    b.mayRead(b.serverSecret),
		"record":    b.mayRecord(),
		"snapshots": b.maySnapshot(),
		"leave":     b.mayLeave(),
	}
	if !b.plan.DisableCloudController {
		policies["cloud"] = maySeeMachines()
	}
	if b.server, err = b.role("server", nil, policies); err != nil {
		return err
	}
	b.r.ServerRoleARN, b.r.AgentRoleARN = b.server.role.ARN, pulumi.String("").ToStringOutput()
	if len(b.plan.Agents) == 0 {
		return nil
	}
	b.agent, err = b.role("agent", nil, map[string]identity.Source{"secret": b.mayRead(b.agentSecret)})
	if err == nil {
		b.r.AgentRoleARN = b.agent.role.ARN
	}
	return err
}

func (b *rkeBuilder) role(role string, managed []string, policies map[string]identity.Source) (machineRole, error) {
	managed = append(managed, "AmazonEC2ContainerRegistryPullOnly")
	if !b.plan.DisableSession {
		managed = append(managed, "AmazonSSMManagedInstanceCore")
	}
	made, err := identity.NewRole(b.ctx, b.child(role), &identity.RoleArgs{
		Trust: identity.TrustService("ec2"), Partition: b.partition(), ManagedPolicies: managed, Policies: policies, Tags: b.plan.Tags,
	}, b.own())
	if err != nil {
		return machineRole{}, err
	}
	name := b.child("profile", role)
	profile, err := iam.NewInstanceProfile(b.ctx, name, &iam.InstanceProfileArgs{Role: made.Name, Tags: b.tags(name)}, b.own())
	return machineRole{made, profile}, err
}

// mayRead lets a machine read one secret.
func (b *rkeBuilder) mayRead(s heldSecret) identity.Source {
	return identity.Render(func(v []string) identity.Document {
		return identity.Document{Statements: []identity.Statement{
			{SID: "Secret", Actions: []string{"secretsmanager:GetSecretValue"}, Resources: []string{v[0]}},
			{SID: "Key", Actions: []string{"kms:Decrypt"}, Resources: []string{v[1]}},
		}}
	}, s.secret.Arn, b.key.Arn)
}

// mayRecord lets servers read what they decide by, and write the record.
func (b *rkeBuilder) mayRecord() identity.Source {
	return identity.Render(func(v []string) identity.Document {
		return identity.Document{Statements: []identity.Statement{
			{SID: "Read", Actions: []string{"ssm:GetParameter"}, Resources: v},
			{SID: "Write", Actions: []string{"ssm:PutParameter"}, Resources: v[:1]},
		}}
	}, b.state.Arn, b.restore.Arn)
}

// maySnapshot lets servers keep their snapshots in their folder.
func (b *rkeBuilder) maySnapshot() identity.Source {
	bucket, folder := b.plan.Snapshots.Bucket, b.plan.Snapshots.Folder
	build := func(v []string) identity.Document {
		d := identity.Document{Statements: []identity.Statement{
			{
				SID: "Objects", Actions: []string{"s3:DeleteObject", "s3:GetObject", "s3:PutObject"},
				Resources: []string{v[0] + "/" + folder + "/*"},
			},
			{SID: "Bucket", Actions: []string{"s3:GetBucketLocation", "s3:ListBucket"}, Resources: []string{v[0]}},
		}}
		if len(v) > 1 {
			d.Statements = append(d.Statements, identity.Statement{
				SID: "Key", Actions: []string{"kms:Decrypt", "kms:GenerateDataKey"}, Resources: []string{v[1]},
			})
		}
		return d
	}
	if bucket.KeyARN.OutputState == nil {
		return identity.Render(build, bucket.ARN)
	}
	return identity.Render(build, bucket.ARN, bucket.KeyARN)
}

// mayLeave lets a server tell its group that it has left the cluster. Which
// group it is in it has to ask, and that call knows no resources:
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2autoscaling.html
func (b *rkeBuilder) mayLeave() identity.Source {
	group := identity.ARN{
		Partition: b.partition(), Service: "autoscaling", Region: b.plan.Network.Region, Account: "*",
		Resource: "autoScalingGroup:*:autoScalingGroupName/" + b.child("server") + "-?-*",
	}
	return identity.Document{Statements: []identity.Statement{
		{SID: "Ask", Actions: []string{"autoscaling:DescribeAutoScalingInstances"}, Resources: []string{"*"}},
		{SID: "GoOn", Actions: []string{"autoscaling:CompleteLifecycleAction"}, Resources: []string{group.String()}},
	}}
}

// maySeeMachines is what the cloud controller manager needs to tell nodes
// where they are and which of them are gone. EC2 knows no resources for these
// calls: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
func maySeeMachines() identity.Source {
	return identity.Allow([]string{
		"ec2:DescribeAvailabilityZones", "ec2:DescribeInstanceTopology", "ec2:DescribeInstances", "ec2:DescribeRegions",
	}, "*")
}
