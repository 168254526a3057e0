package cluster

import (
	"encoding/json"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/eks"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/internal/sweep"
	"github.com/drydock-iac/drydock/internal/versions"
)

// addOn is one add-on of EKS.
type addOn struct {
	// name of the add-on, from internal/versions.
	name string
	// configuration of it, nil for none.
	configuration map[string]any
	// account is the service account that gets policy by a role that is named
	// after role, all empty if it needs none.
	account, policy, role string
	// after are resources that it waits for.
	after []pulumi.Resource
}

// addOnsBeforeNodes installs what a node needs to become ready. Each of them
// is a DaemonSet, which is active with no node to run on.
func (b *builder) addOnsBeforeNodes() error {
	agent, err := b.install(addOn{name: versions.AddOnPodIdentity})
	if err != nil {
		return err
	}
	b.agent = agent
	proxy, err := b.install(addOn{name: versions.AddOnKubeProxy})
	if err != nil {
		return err
	}
	// The plugin takes its role from the agent, which runs in the node's own
	// network and so needs no plugin itself. Both are there before a node is,
	// so neither waits for the other.
	cni, err := b.install(addOn{
		name:    versions.AddOnVPCCNI,
		account: "aws-node",
		policy:  "AmazonEKS_CNI_Policy",
		role:    "cni",
		// Without this, network policies are accepted and have no effect:
		// https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html
		configuration: map[string]any{"enableNetworkPolicy": "true"},
	})
	if err != nil {
		return err
	}
	b.network = []pulumi.Resource{agent, proxy, cni}
	return nil
}

// addOnsAfterNodes installs what consists of pods.
func (b *builder) addOnsAfterNodes() error {
	nodes := make([]pulumi.Resource, len(b.groups))
	for i, g := range b.groups {
		nodes[i] = g.resource
	}
	dns, err := b.install(addOn{name: versions.AddOnCoreDNS, after: nodes})
	if err != nil {
		return err
	}
	b.dns = dns
	if !b.plan.DisableMetricsServer {
		if _, err := b.install(addOn{name: versions.AddOnMetricsServer, after: nodes}); err != nil {
			return err
		}
	}
	if b.plan.DisableVolumes {
		return nil
	}
	_, err = b.install(addOn{
		name:    versions.AddOnEBS,
		account: "ebs-csi-controller-sa",
		policy:  "service-role/AmazonEBSCSIDriverPolicy",
		role:    "ebs",
		// By this tag the sweep knows the cluster's volumes.
		configuration: map[string]any{
			"controller": map[string]any{"extraVolumeTags": map[string]any{sweep.OwnTag: b.plan.Name}},
		},
		after: nodes,
	})
	return err
}

func (b *builder) install(a addOn) (pulumi.Resource, error) {
	release, _ := versions.EKSRelease(b.plan.Version)
	name := b.child("addon", a.name)
	args := &eks.AddonArgs{
		ClusterName:  b.e.Name,
		AddonName:    pulumi.String(a.name),
		AddonVersion: pulumi.String(release.AddOns[a.name]),
		// The program says what the add-on is, not what was changed by hand.
		ResolveConflictsOnCreate: pulumi.String("OVERWRITE"),
		ResolveConflictsOnUpdate: pulumi.String("OVERWRITE"),
		Tags:                     b.tags(name),
	}
	if a.configuration != nil {
		text, err := json.Marshal(a.configuration)
		if err != nil {
			return nil, err
		}
		args.ConfigurationValues = pulumi.String(string(text))
	}
	after := a.after
	if a.account != "" {
		role, err := identity.NewRole(b.ctx, b.child(a.role), &identity.RoleArgs{
			Trust:           identity.TrustPodIdentity(),
			Partition:       b.partition(),
			ManagedPolicies: []string{a.policy},
			Tags:            b.plan.Tags,
		}, b.own())
		if err != nil {
			return nil, err
		}
		args.PodIdentityAssociations = eks.AddonPodIdentityAssociationArray{
			&eks.AddonPodIdentityAssociationArgs{RoleArn: role.ARN, ServiceAccount: pulumi.String(a.account)},
		}
		after = append(role.Policies(), after...)
	}
	return eks.NewAddon(b.ctx, name, args, b.own(), pulumi.DependsOn(after),
		pulumi.Timeouts(&pulumi.CustomTimeouts{Create: "20m", Update: "20m", Delete: "20m"}))
}
