package cluster_test

import (
	"maps"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/recorder"
)

// placement is a network with a public and a private subnet in each zone.
func placement(zones ...string) network.Placement {
	p := network.Placement{
		VPCID: pulumi.String("vpc-1").ToStringOutput(), CIDR: "10.20.0.0/16", Region: "eu-central-1",
	}
	for _, tier := range []string{network.Public, network.Private} {
		for _, z := range zones {
			id := pulumi.String("subnet-" + tier + "-" + z).ToStringOutput()
			p.Subnets = append(p.Subnets, network.Subnet{
				Name: "core-" + tier + "-" + z, Zone: z, Tier: tier, Kind: network.Kind(tier), ID: id, Ready: id,
			})
		}
	}
	return p
}

func group() cluster.NodeGroup {
	return cluster.NodeGroup{Name: "general", InstanceTypes: []string{"m7g.large"}, Min: 2, Max: 4}
}

func good() *cluster.EKSArgs {
	return &cluster.EKSArgs{
		Network: placement("a", "b"), Version: "1.35",
		Admins:     map[string]pulumi.StringInput{"deployer": pulumi.String("arn:aws:iam::111122223333:role/deployer")},
		NodeGroups: []cluster.NodeGroup{group()},
		Tags:       map[string]string{"team": "platform"},
	}
}

// mocks record what is registered and answer with what AWS would compute.
type mocks struct{ recorder.Recorder }

func newMocks(outputs func(recorder.Made) map[string]any) *mocks {
	return &mocks{recorder.Recorder{Outputs: outputs, Answers: map[string]any{"token": "sentinel-token"}}}
}

func run(t *testing.T, program func(*pulumi.Context) error) *mocks {
	t.Helper()
	m := newMocks(computed)
	m.Run(t, program)
	return m
}

// computed are the outputs of the services that EKS needs.
func computed(m recorder.Made) map[string]any {
	switch m.Token {
	case "aws:eks/cluster:Cluster":
		config := maps.Clone(m.Inputs["vpcConfig"].(map[string]any))
		config["clusterSecurityGroupId"] = "sg-eks"
		return map[string]any{
			"endpoint":             "https://example.eks.amazonaws.com",
			"certificateAuthority": map[string]any{"data": "Q0E="},
			"identities":           []any{map[string]any{"oidcs": []any{map[string]any{"issuer": "https://oidc.example.com/id/A"}}}},
			"vpcConfig":            config,
		}
	case "aws:eks/nodeGroup:NodeGroup":
		return map[string]any{"resources": []any{map[string]any{"autoscalingGroups": []any{map[string]any{"name": "asg-" + m.Name}}}}}
	case "aws:ec2/launchTemplate:LaunchTemplate":
		return map[string]any{"latestVersion": 1}
	case "aws:iam/role:Role":
		return map[string]any{"name": m.Name}
	}
	return map[string]any{}
}

// inputs are a resource's inputs as plain Go.
func (m *mocks) inputs(name string) map[string]any { return m.Named(name).Inputs }

// after are the names of what a resource depends on.
func (m *mocks) after(name string) []string { return m.Named(name).After() }

// named are the names of the resources of a type.
func (m *mocks) named(token string) []string { return m.Names(token) }
