package cluster

import (
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/internal/sweep"
)

// maySweep is what the function needs by its table: to look at everything, and
// to delete what has the tags of the cluster's own. In the program's security
// groups it may take rules out.
func (s sweeping) maySweep() identity.Source {
	return identity.Render(func(groups []string) identity.Document {
		d := identity.Document{Statements: []identity.Statement{
			// Few of these know resources:
			// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
			{SID: "Look", Actions: sweep.Looks(), Resources: []string{"*"}},
			{SID: "Rules", Actions: sweep.Revocations().Actions, Resources: append(s.securityGroups(groups), s.arn("ec2", sweep.RuleResource))},
		}}
		if s.managed {
			d.Statements = append(d.Statements, identity.Statement{
				SID: "Cluster", Actions: []string{sweep.Asks}, Resources: []string{s.arn("eks", "cluster/"+s.cluster)},
			})
		}
		d.Statements = append(d.Statements, s.deletions()...)
		return d
	}, s.groups...)
}

// securityGroups are the ARNs of the groups with the ids.
func (s sweeping) securityGroups(ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = s.arn("ec2", "security-group/"+id)
	}
	return out
}

// deletions are a statement for each service and each set of tags that makes
// something of it the cluster's own.
func (s sweeping) deletions() []identity.Statement {
	var out []identity.Statement
	index := map[string]int{}
	for _, d := range append(sweep.Deletions(s.keepVolumes), sweep.Revocations()) {
		for _, tags := range d.Own {
			conditions := s.conditions(tags)
			key := d.Service + fmt.Sprint(conditions)
			i, known := index[key]
			if !known {
				i = len(out)
				index[key] = i
				out = append(out, identity.Statement{SID: fmt.Sprintf("Own%d", i), Conditions: conditions})
			}
			out[i].Actions = append(out[i].Actions, d.Actions...)
			out[i].Resources = append(out[i].Resources, s.arn(d.Service, d.Resource))
		}
	}
	return out
}

// conditions demand tags of the resource, in the order of their keys.
func (s sweeping) conditions(tags sweep.Tags) []identity.Condition {
	tags = tags.Fill(s.cluster, s.network.Region)
	var out []identity.Condition
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		c := identity.Condition{Operator: "StringEquals", Key: "aws:ResourceTag/" + key, Values: []string{tags[key]}}
		if tags[key] == sweep.Any {
			c.Operator = "StringLike"
		}
		out = append(out, c)
	}
	return out
}

// mayLog lets the function write into its log group, not make one.
func (s sweeping) mayLog() identity.Source {
	return identity.Allow([]string{"logs:CreateLogStream", "logs:PutLogEvents"}, s.arn("logs", "log-group:"+s.logGroup()+":*"))
}

// arn of resources of the account in the cluster's region; IAM has no regions.
// The account is whichever the role is in, for a role of one account is allowed
// nothing in another by its own policies.
func (s sweeping) arn(service, resource string) string {
	region := s.network.Region
	if service == "iam" {
		region = ""
	}
	return identity.ARN{
		Partition: identity.PartitionOf(s.network.Region), Service: service, Region: region, Account: "*", Resource: resource,
	}.String()
}

// sweep makes the sweep of a cluster of EKS.
func (b *builder) sweep() (err error) {
	b.swept, err = sweeping{
		ctx: b.ctx, name: b.name, parent: b.e, kind: "eks", cluster: b.plan.Name, network: b.plan.Network,
		groups: []pulumi.StringInput{b.e.NodeSecurityGroup}, managed: true, keepVolumes: b.plan.KeepVolumes,
		retention: b.plan.LogRetention, tags: b.plan.Tags,
	}.make()
	return err
}

// sweep makes the sweep of a cluster of RKE2.
func (b *rkeBuilder) sweep() (err error) {
	b.swept, err = sweeping{
		ctx: b.ctx, name: b.name, parent: b.r, kind: "rke", cluster: b.plan.Name, network: b.plan.Network,
		groups: []pulumi.StringInput{b.nodes.ID, b.control.ID, b.attach}, keepVolumes: b.plan.KeepVolumes,
		retention: DefaultLogRetention, tags: b.plan.Tags,
	}.make()
	return err
}
