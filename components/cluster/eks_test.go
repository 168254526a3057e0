package cluster_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/internal/kube"
	"github.com/drydock-iac/drydock/internal/versions"
)

func eks(t *testing.T, change func(*cluster.EKSArgs)) *mocks {
	t.Helper()
	return run(t, func(ctx *pulumi.Context) error {
		args := good()
		change(args)
		_, err := cluster.NewEKS(ctx, "dev", args)
		return err
	})
}

func TestEveryResourceOfAClusterIsNamedAfterItAndBelowIt(t *testing.T) {
	m := eks(t, func(*cluster.EKSArgs) {})
	for _, r := range m.All() {
		assert.True(t, r.Name == "dev" || strings.HasPrefix(r.Name, "dev-"), r.Name)
		if r.Name != "dev" {
			assert.Contains(t, r.Parent, "drydock:", "%s is below %s", r.Name, r.Parent)
		}
	}
	assert.Equal(t, []string{"dev"}, m.named(cluster.TypeEKS))
	assert.Equal(t, []string{
		"dev-addon-aws-ebs-csi-driver", "dev-addon-coredns", "dev-addon-eks-pod-identity-agent",
		"dev-addon-kube-proxy", "dev-addon-metrics-server", "dev-addon-vpc-cni",
	}, m.named("aws:eks/addon:Addon"))
}

func TestEverythingThatCanHaveTagsHasThem(t *testing.T) {
	m := eks(t, func(*cluster.EKSArgs) {})
	untagged := map[string]bool{
		"aws:kms/alias:Alias": true, "aws:iam/rolePolicyAttachment:RolePolicyAttachment": true, "aws:iam/rolePolicy:RolePolicy": true,
		"aws:lambda/invocation:Invocation":                        true,
		"aws:eks/accessPolicyAssociation:AccessPolicyAssociation": true,
	}
	checked := 0
	for _, r := range m.All() {
		if !strings.HasPrefix(r.Token, "aws:") || untagged[r.Token] {
			continue
		}
		tags, _ := r.Inputs["tags"].(map[string]any)
		assert.Equal(t, "platform", tags["team"], "%s %s", r.Token, r.Name)
		checked++
	}
	assert.Greater(t, checked, 12)
}

func TestTheNetworkPluginComesBeforeNodesAndNameResolutionAfter(t *testing.T) {
	m := eks(t, func(*cluster.EKSArgs) {})
	nodes := m.after("dev-group-general")
	for _, name := range []string{
		"dev-addon-vpc-cni", "dev-addon-kube-proxy", "dev-addon-eks-pod-identity-agent",
		"dev-node-attach-AmazonEKSWorkerNodePolicy",
	} {
		assert.Contains(t, nodes, name)
	}
	for _, name := range []string{"coredns", "metrics-server", "aws-ebs-csi-driver"} {
		assert.Contains(t, m.after("dev-addon-"+name), "dev-group-general", name)
	}
	assert.NotContains(t, m.after("dev-addon-kube-proxy"), "dev-group-general")
	control := m.after("dev-cluster")
	assert.Contains(t, control, "dev-logs")
	assert.Contains(t, control, "dev-control-attach-AmazonEKSClusterPolicy")
	assert.Contains(t, m.after("dev-provider"), "dev-admin-policy-deployer")
}

func TestTheControlPlaneIsClosedUnlessOpened(t *testing.T) {
	closed := eks(t, func(*cluster.EKSArgs) {}).inputs("dev-cluster")
	assert.Equal(t, map[string]any{
		"subnetIds":             []any{"subnet-private-a", "subnet-private-b"},
		"endpointPrivateAccess": true, "endpointPublicAccess": false,
	}, closed["vpcConfig"])
	assert.Equal(t, map[string]any{"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": false}, closed["accessConfig"])
	assert.Equal(t, []any{"api", "audit", "authenticator", "controllerManager", "scheduler"}, closed["enabledClusterLogTypes"])
	assert.Equal(t, map[string]any{"provider": map[string]any{"keyArn": "arn:aws:x:::dev-key"}, "resources": []any{"secrets"}},
		closed["encryptionConfig"])
	assert.Equal(t, map[string]any{"supportType": "STANDARD"}, closed["upgradePolicy"])
	assert.Equal(t, false, closed["bootstrapSelfManagedAddons"])
	open := eks(t, func(a *cluster.EKSArgs) {
		a.Endpoint = cluster.Endpoint{Public: true, PublicCIDRs: []string{"203.0.113.0/24"}}
	}).inputs("dev-cluster")["vpcConfig"].(map[string]any)
	assert.Equal(t, true, open["endpointPublicAccess"])
	assert.Equal(t, []any{"203.0.113.0/24"}, open["publicAccessCidrs"])
}

func TestAVersionPastStandardSupportIsTakenWithExtendedSupport(t *testing.T) {
	m := eks(t, func(a *cluster.EKSArgs) { a.Version = "1.33" })
	assert.Equal(t, map[string]any{"supportType": "EXTENDED"}, m.inputs("dev-cluster")["upgradePolicy"])
}

func TestTheLogGroupIsTheOneThatEKSWritesTo(t *testing.T) {
	m := eks(t, func(a *cluster.EKSArgs) { a.Name = "platform_1" })
	logs := m.inputs("dev-logs")
	assert.Equal(t, "/aws/eks/platform_1/cluster", logs["name"])
	assert.EqualValues(t, cluster.DefaultLogRetention, logs["retentionInDays"])
	assert.Equal(t, "platform_1", m.inputs("dev-cluster")["name"])
	assert.Equal(t, "alias/eks/platform_1", m.inputs("dev-alias")["name"])
	assert.Equal(t, true, m.inputs("dev-key")["enableKeyRotation"])
}

func TestNodesAreLockedDown(t *testing.T) {
	m := eks(t, func(*cluster.EKSArgs) {})
	template := m.inputs("dev-template-general")
	assert.Equal(t, map[string]any{"httpEndpoint": "enabled", "httpTokens": "required", "httpPutResponseHopLimit": 1.0},
		template["metadataOptions"])
	assert.Equal(t, []any{map[string]any{"deviceName": "/dev/xvda", "ebs": map[string]any{
		"volumeType": "gp3", "volumeSize": 50.0, "encrypted": "true", "deleteOnTermination": "true",
	}}}, template["blockDeviceMappings"])
	assert.Equal(t, []any{"sg-eks", "dev-nodes-id"}, template["vpcSecurityGroupIds"])
	assert.NotContains(t, template, "keyName")
	assert.NotContains(t, m.inputs("dev-group-general"), "remoteAccess")
	assert.NotContains(t, m.inputs("dev-nodes"), "ingress")
	assert.Equal(t, []string{"dev-sweep-policy-logs", "dev-sweep-policy-sweep"}, m.named("aws:iam/rolePolicy:RolePolicy"), "nodes have none")
	for _, name := range m.named("aws:iam/rolePolicyAttachment:RolePolicyAttachment") {
		assert.NotEqual(t, "dev-node-attach-AmazonEKS_CNI_Policy", name, "the network plugin has a role of its own")
	}
}

func TestAGroupIsMadeAsItIsDescribed(t *testing.T) {
	m := eks(t, func(a *cluster.EKSArgs) {
		a.NodeGroups = append(a.NodeGroups, cluster.NodeGroup{
			Name: "burst", InstanceTypes: []string{"m7i.large", "m6i.large"}, Capacity: cluster.Spot, OS: cluster.Bottlerocket,
			Max: 6, Autoscaled: true, Disk: 100, Zones: []string{"b"}, Version: "1.34",
			Labels: map[string]string{"pool": "burst"}, Taints: []cluster.Taint{{Key: "spot", Value: "yes", Effect: cluster.NoSchedule}},
		})
	})
	got := m.inputs("dev-group-burst")
	delete(got, "tags")
	assert.Equal(t, map[string]any{
		"clusterName": "dev", "nodeRoleArn": "arn:aws:x:::dev-node-role", "subnetIds": []any{"subnet-private-b"},
		"version": "1.34", "amiType": "BOTTLEROCKET_x86_64", "capacityType": "SPOT",
		"instanceTypes":  []any{"m7i.large", "m6i.large"},
		"scalingConfig":  map[string]any{"minSize": 0.0, "desiredSize": 0.0, "maxSize": 6.0},
		"updateConfig":   map[string]any{"maxUnavailable": 1.0},
		"launchTemplate": map[string]any{"id": "dev-template-burst-id", "version": "1"},
		"labels":         map[string]any{"pool": "burst"},
		"taints":         []any{map[string]any{"key": "spot", "value": "yes", "effect": "NO_SCHEDULE"}},
	}, got)
	assert.Equal(t, []string{"scalingConfig.desiredSize"}, m.Named("dev-group-burst").Args.RegisterRPC.GetIgnoreChanges())
	assert.Empty(t, m.Named("dev-group-general").Args.RegisterRPC.GetIgnoreChanges())
	assert.Equal(t, "AL2023_ARM_64_STANDARD", m.inputs("dev-group-general")["amiType"])
	disks := m.inputs("dev-template-burst")["blockDeviceMappings"].([]any)
	assert.Len(t, disks, 2)
	assert.Equal(t, "/dev/xvdb", disks[1].(map[string]any)["deviceName"])
	assert.NotContains(t, disks[0].(map[string]any)["ebs"], "volumeSize", "the system disk is as large as the image says")
}

func TestAddOnsArePinnedForTheVersion(t *testing.T) {
	m := eks(t, func(a *cluster.EKSArgs) { a.Version = "1.34" })
	release, _ := versions.EKSRelease("1.34")
	for name, version := range release.AddOns {
		assert.Equal(t, version, m.inputs("dev-addon-" + name)["addonVersion"], name)
	}
	assert.JSONEq(t, `{"enableNetworkPolicy":"true"}`, m.inputs("dev-addon-vpc-cni")["configurationValues"].(string))
	assert.Equal(t, []any{map[string]any{"roleArn": "arn:aws:x:::dev-ebs-role", "serviceAccount": "ebs-csi-controller-sa"}},
		m.inputs("dev-addon-aws-ebs-csi-driver")["podIdentityAssociations"])
	none := eks(t, func(a *cluster.EKSArgs) { a.DisableMetricsServer, a.DisableVolumes = true, true })
	assert.Len(t, none.named("aws:eks/addon:Addon"), 4)
}

func TestAccessIsGrantedAsAskedFor(t *testing.T) {
	m := eks(t, func(a *cluster.EKSArgs) {
		a.Access = map[string]cluster.Access{"team": {
			Principal: pulumi.String("arn:aws:iam::111122223333:role/team"), Policy: cluster.AccessEdit, Namespaces: []string{"app"},
		}}
	})
	admin := m.inputs("dev-admin-policy-deployer")
	assert.Equal(t, "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy", admin["policyArn"])
	assert.Equal(t, map[string]any{"type": "cluster"}, admin["accessScope"])
	team := m.inputs("dev-access-policy-team")
	assert.Equal(t, "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy", team["policyArn"])
	assert.Equal(t, map[string]any{"type": "namespace", "namespaces": []any{"app"}}, team["accessScope"])
}

func TestTheKubeconfigIsSecretAndAsksForATokenWhenNeeded(t *testing.T) {
	m := eks(t, func(*cluster.EKSArgs) {})
	config := m.Named("dev-provider").Args.Inputs["kubeconfig"]
	require.True(t, config.IsSecret())
	assert.JSONEq(t, `{"apiVersion":"v1","kind":"Config","current-context":"dev",
		"clusters":[{"name":"dev","cluster":{"server":"https://example.eks.amazonaws.com","certificate-authority-data":"Q0E="}}],
		"contexts":[{"name":"dev","context":{"cluster":"dev","user":"dev"}}],
		"users":[{"name":"dev","user":{"exec":{"apiVersion":"client.authentication.k8s.io/v1beta1","command":"aws",
			"args":["--region","eu-central-1","eks","get-token","--cluster-name","dev","--output","json"],"interactiveMode":"Never"}}}]}`,
		config.SecretValue().Element.StringValue())
	assert.Empty(t, m.Calls())
	byToken := eks(t, func(a *cluster.EKSArgs) { a.Auth = cluster.AuthToken })
	assert.Equal(t, []string{"aws:eks/getClusterAuth:getClusterAuth"}, byToken.Calls())
	text := byToken.Named("dev-provider").Args.Inputs["kubeconfig"].SecretValue().Element.StringValue()
	assert.Contains(t, text, `"token":"sentinel-token"`)
	assert.NotContains(t, text, "exec")
}

func TestObjectsGoWithTheirClusterAndPodsWaitForNodes(t *testing.T) {
	m := run(t, func(ctx *pulumi.Context) error {
		e, err := cluster.NewEKS(ctx, "dev", good())
		if err != nil {
			return err
		}
		namespace := &corev1.Namespace{
			TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Namespace"}, ObjectMeta: metav1.ObjectMeta{Name: "n"},
		}
		if _, err := kube.New(ctx, "plain", kube.From(namespace), e.Cluster().Options()...); err != nil {
			return err
		}
		_, err = kube.New(ctx, "pods", kube.From(namespace), e.Cluster().ReadyOptions()...)
		return err
	})
	for _, name := range []string{"plain", "pods"} {
		assert.Contains(t, m.Named(name).Args.RegisterRPC.GetDeletedWith(), "::dev-cluster", name)
		assert.Contains(t, m.Named(name).Args.Provider, "::dev-provider", name)
	}
	assert.Empty(t, m.after("plain"))
	assert.Equal(t, []string{
		"dev-addon-coredns", "dev-addon-eks-pod-identity-agent", "dev-addon-kube-proxy", "dev-addon-vpc-cni", "dev-group-general",
	}, m.after("pods"))
}
