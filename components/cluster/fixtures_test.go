package cluster_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/network"
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
type mocks struct {
	mu    sync.Mutex
	all   map[string]pulumi.MockResourceArgs
	calls []string
}

func run(t *testing.T, program func(*pulumi.Context) error) *mocks {
	t.Helper()
	m := &mocks{all: map[string]pulumi.MockResourceArgs{}}
	require.NoError(t, pulumi.RunErr(program, pulumi.WithMocks("project", "stack", m)))
	return m
}

func (m *mocks) Call(a pulumi.MockCallArgs) (resource.PropertyMap, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.calls = append(m.calls, a.Token)
	return resource.NewPropertyMapFromMap(map[string]any{"token": "sentinel-token"}), nil
}

func (m *mocks) NewResource(a pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.all[a.Name] = a
	out := a.Inputs.Copy()
	computed := map[string]any{"arn": "arn:aws:x:::" + a.Name}
	switch a.TypeToken {
	case "aws:eks/cluster:Cluster":
		computed["endpoint"] = "https://example.eks.amazonaws.com"
		computed["certificateAuthority"] = map[string]any{"data": "Q0E="}
		computed["identities"] = []any{map[string]any{"oidcs": []any{map[string]any{"issuer": "https://oidc.example.com/id/A"}}}}
		config := out["vpcConfig"].ObjectValue().Copy()
		config["clusterSecurityGroupId"] = resource.NewStringProperty("sg-eks")
		out["vpcConfig"] = resource.NewObjectProperty(config)
	case "aws:eks/nodeGroup:NodeGroup":
		computed["resources"] = []any{map[string]any{"autoscalingGroups": []any{map[string]any{"name": "asg-" + a.Name}}}}
	case "aws:ec2/launchTemplate:LaunchTemplate":
		computed["latestVersion"] = 1
	case "aws:iam/role:Role":
		computed["name"] = a.Name
	}
	for k, v := range resource.NewPropertyMapFromMap(computed) {
		out[k] = v
	}
	return a.Name + "-id", out, nil
}

// inputs are a resource's inputs as plain Go.
func (m *mocks) inputs(name string) map[string]any { return m.all[name].Inputs.Mappable() }

// after are the names of what a resource depends on.
func (m *mocks) after(name string) []string {
	var names []string
	for _, urn := range m.all[name].RegisterRPC.GetDependencies() {
		names = append(names, urn[strings.LastIndex(urn, "::")+2:])
	}
	slices.Sort(names)
	return names
}

// named are the names of the resources of a type.
func (m *mocks) named(token string) []string {
	var names []string
	for name, a := range m.all {
		if a.TypeToken == token {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
