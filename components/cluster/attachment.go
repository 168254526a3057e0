package cluster

import (
	"cmp"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/autoscaling"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/internal/component"
)

// TypeAttachment is the type token of Attachment. Changing it needs an alias.
const TypeAttachment = "drydock:cluster:Attachment"

// Attachment makes the nodes of a cluster targets of a load balancer.
type Attachment struct {
	pulumi.ResourceState

	// Port on every node that the load balancer reaches.
	Port int `pulumi:"port"`
}

// AttachmentArgs say what is attached.
type AttachmentArgs struct {
	// Cluster whose nodes are the targets. Required, with node groups.
	Cluster Cluster
	// TargetGroup is the ARN of a target group of the type "instance".
	// Required.
	TargetGroup pulumi.StringInput
	// Port on the nodes: a node port of Kubernetes, 30000 to 32767. Required.
	Port int
	// HealthPort on the nodes is the one that the load balancer asks for their
	// health, a node port too. Zero means Port.
	HealthPort int
	// From is the id of the load balancer's security group. Required.
	From pulumi.StringInput
	// Tags of the rule.
	Tags map[string]string
}

// Attach makes the nodes of the cluster targets of a target group on a node
// port that opens to the load balancer's security group alone. Nodes that
// come and go with their group join and leave the target group.
func (c Cluster) Attach(
	ctx *pulumi.Context, name string, targetGroup pulumi.StringInput, port int, from pulumi.StringInput,
	opts ...pulumi.ResourceOption,
) (*Attachment, error) {
	return NewAttachment(ctx, name, &AttachmentArgs{Cluster: c, TargetGroup: targetGroup, Port: port, From: from}, opts...)
}

// NewAttachment is Attach with all its settings.
func NewAttachment(
	ctx *pulumi.Context, name string, args *AttachmentArgs, opts ...pulumi.ResourceOption,
) (*Attachment, error) {
	if args == nil {
		args = &AttachmentArgs{}
	}
	if err := args.check(name); err != nil {
		return nil, err
	}
	a := &Attachment{Port: args.Port}
	inputs := pulumi.Map{"cluster": pulumi.String(args.Cluster.Name), "port": pulumi.Int(args.Port)}
	if err := component.Register(ctx, TypeAttachment, name, inputs, a, opts...); err != nil {
		return nil, err
	}
	own := pulumi.Parent(a)
	for _, g := range args.Cluster.NodeGroups {
		_, err := autoscaling.NewAttachment(ctx, component.Name(name, "group", g.Name), &autoscaling.AttachmentArgs{
			AutoscalingGroupName: g.AutoScalingGroup,
			LbTargetGroupArn:     args.TargetGroup.ToStringOutput().ToStringPtrOutput(),
		}, own)
		if err != nil {
			return nil, err
		}
	}
	// The first rule is for the port that is asked for health, so that it stays
	// as it is when requests move to another.
	health := cmp.Or(args.HealthPort, args.Port)
	if err := args.admit(ctx, component.Name(name, "rule"), health, own); err != nil {
		return nil, err
	}
	if health != args.Port {
		if err := args.admit(ctx, component.Name(name, "requests"), args.Port, own); err != nil {
			return nil, err
		}
	}
	return a, component.Publish(ctx, a)
}

// admit lets the load balancer in on one port of the nodes.
func (a *AttachmentArgs) admit(ctx *pulumi.Context, name string, port int, own pulumi.ResourceOption) error {
	tags := pulumi.ToStringMap(a.Tags)
	tags["Name"] = pulumi.String(name)
	_, err := vpc.NewSecurityGroupIngressRule(ctx, name, &vpc.SecurityGroupIngressRuleArgs{
		SecurityGroupId:           a.Cluster.NodeSecurityGroup,
		ReferencedSecurityGroupId: a.From.ToStringOutput().ToStringPtrOutput(),
		IpProtocol:                pulumi.String("tcp"),
		FromPort:                  pulumi.Int(port),
		ToPort:                    pulumi.Int(port),
		Description:               pulumi.String("Load balancer to node port"),
		Tags:                      tags,
	}, own)
	return err
}

func (a *AttachmentArgs) check(name string) error {
	p := component.NewProblems("attachment", name)
	switch {
	case !a.Cluster.Valid():
		p.Add("Cluster", nil, "not given", "pass the Cluster of an EKS or Existing")
	case len(a.Cluster.NodeGroups) == 0:
		p.Add("Cluster", a.Cluster.Name, "has no node groups in AWS", "attach one that has")
	}
	if a.TargetGroup == nil {
		p.Add("TargetGroup", nil, "not given", "pass the ARN of a target group")
	}
	if a.From == nil {
		p.Add("From", nil, "not given", "pass the security group of the load balancer")
	}
	CheckNodePort(p, "Port", a.Port)
	if a.HealthPort != 0 {
		CheckNodePort(p, "HealthPort", a.HealthPort)
	}
	return p.Err()
}

// Bounds of node ports, unless the API server was told others:
// https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport
const (
	MinNodePort = 30000
	MaxNodePort = 32767
)

// CheckNodePort records a problem if port is not a node port.
func CheckNodePort(p *component.Problems, field string, port int) {
	if port < MinNodePort || port > MaxNodePort {
		p.Add(field, port, "not a node port of 30000 to 32767", "choose one within")
	}
}
