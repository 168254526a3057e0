package cluster

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/eks"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/identity"
)

// access makes an entry and an association for each principal. What the
// Kubernetes provider does waits for those of the admins, for the deployer is
// one of them.
func (b *builder) access() error {
	for _, key := range slices.Sorted(maps.Keys(b.plan.Admins)) {
		association, err := b.grant("admin", key, Access{Principal: b.plan.Admins[key], Policy: AccessClusterAdmin})
		if err != nil {
			return err
		}
		b.admins = append(b.admins, association)
	}
	for _, key := range slices.Sorted(maps.Keys(b.plan.Access)) {
		if _, err := b.grant("access", key, b.plan.Access[key]); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) grant(role, key string, a Access) (pulumi.Resource, error) {
	name := b.child(role, key)
	entry, err := eks.NewAccessEntry(b.ctx, name, &eks.AccessEntryArgs{
		ClusterName:  b.e.Name,
		PrincipalArn: a.Principal,
		Type:         pulumi.String("STANDARD"),
		Tags:         b.tags(name),
	}, b.own())
	if err != nil {
		return nil, err
	}
	scope := &eks.AccessPolicyAssociationAccessScopeArgs{Type: pulumi.String("cluster")}
	if len(a.Namespaces) > 0 {
		scope.Type = pulumi.String("namespace")
		scope.Namespaces = pulumi.ToStringArray(a.Namespaces)
	}
	return eks.NewAccessPolicyAssociation(b.ctx, b.child(role, "policy", key), &eks.AccessPolicyAssociationArgs{
		ClusterName:  b.e.Name,
		PrincipalArn: entry.PrincipalArn,
		PolicyArn:    pulumi.String(policyARN(b.partition(), a.Policy)),
		AccessScope:  scope,
	}, b.own())
}

// policyARN is the ARN of an access policy, which belongs to no account:
// https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
func policyARN(partition identity.Partition, policy AccessPolicy) string {
	return identity.ARN{
		Partition: partition, Service: "eks", Account: "aws", Resource: "cluster-access-policy/" + string(policy),
	}.String()
}
