package eks_test

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/eks"
	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/stretchr/testify/require"
)

func TestAClusterWithNodesAndAddonsComesAndGoesWithoutATrace(t *testing.T) {
	b := newBench(t)
	before := b.keys()
	_, out := b.Make(api.Cluster, "dev", cluster())
	require.Regexp(t, `^https://[0-9A-F]{32}\.[a-z0-9]{3}\.eu-central-1\.eks\.amazonaws\.com$`, out.Str("endpoint"))
	require.Equal(t, []string{"https://oidc.eks.eu-central-1.amazonaws.com/id/" + strings.TrimPrefix(out.Str("endpoint"), "https://")[:32]},
		out.StrsAt("identities[*].oidcs[*].issuer"))
	require.Equal(t, "172.20.0.0/16", out.Map("kubernetesNetworkConfig").Str("serviceIpv4Cidr"))
	require.Equal(t, []string{"0.0.0.0/0"}, out.Map("vpcConfig").Strs("publicAccessCidrs"))
	require.Equal(t, "vpc-1", out.Map("vpcConfig").Str("vpcId"))
	require.Equal(t, "ACTIVE", out.Str("status"))
	pemText, err := base64.StdEncoding.DecodeString(out.Map("certificateAuthority").Str("data"))
	require.NoError(t, err)
	block, _ := pem.Decode(pemText)
	ca, err := x509.ParseCertificate(block.Bytes)
	require.NoError(t, err)
	require.NoError(t, ca.CheckSignatureFrom(ca))
	require.Equal(t, 2, b.Kinds(api.NetworkInterface), "one interface of the control plane in each of two zones")

	groupID, made := b.Make(api.NodeGroup, "main", group())
	require.Equal(t, "dev:main", groupID)
	require.Equal(t, []any{obj{"autoscalingGroups": []any{obj{"name": made.StrsAt("resources[*].autoscalingGroups[*].name")[0]}}, "remoteAccessSecurityGroupId": ""}}, made.List("resources"))
	require.Equal(t, []string{"subnet-a", "subnet-b"}, b.nodeSubnets())
	addonID, addon := b.Make(api.Addon, "dns", world.Props{"clusterName": "dev", "addonName": "coredns"})
	require.Equal(t, "v1.12.4-eksbuild.29", addon.Str("addonVersion"))

	require.NoError(t, b.Delete(api.Addon, "dns", addonID))
	require.NoError(t, b.Delete(api.NodeGroup, "main", groupID))
	require.NoError(t, b.Delete(api.Cluster, "dev", "dev"))
	require.Equal(t, before, b.keys())
}

func (b *bench) nodeSubnets() []string {
	var out []string
	b.View(func(c *world.Call) {
		for _, n := range eks.Nodes(c, c.Find(api.Cluster, "dev")) {
			out = append(out, n.Props.Str("subnetId"))
		}
	})
	slices.Sort(out)
	return out
}

func TestANodeGroupScalesAndRolls(t *testing.T) {
	b := newBench(t)
	b.Make(api.Cluster, "dev", cluster())
	id, _ := b.Make(api.NodeGroup, "main", with(group(), obj{"taints": []any{obj{"key": "only", "value": "x", "effect": "NO_SCHEDULE"}}, "labels": obj{"pool": "main"}}))
	nodes := func() (ids []string, first world.Props) {
		b.View(func(c *world.Call) {
			for _, n := range eks.Nodes(c, c.Find(api.Cluster, "dev")) {
				ids, first = append(ids, n.ID), n.Props.Clone()
			}
		})
		return ids, first
	}
	ids, node := nodes()
	require.Len(t, ids, 2)
	require.Equal(t, []world.Props{{"key": "only", "value": "x", "effect": "NoSchedule"}}, node.Map("kubernetes").Maps("taints"))
	require.Equal(t, "main", node.Map("kubernetes").Map("labels").Str("pool"))
	require.Equal(t, "main", node.Map("tags").Str("eks:nodegroup-name"))

	grown := with(group(), obj{"scalingConfig.desiredSize": 3})
	_, err := b.Update(api.NodeGroup, "main", id, grown)
	require.NoError(t, err)
	more, _ := nodes()
	require.Subset(t, more, ids, "machines that were there stay")
	require.Len(t, more, 3)

	_, err = b.Update(api.NodeGroup, "main", id, with(group(), obj{"scalingConfig.desiredSize": 1}))
	require.NoError(t, err)
	_, err = b.Update(api.NodeGroup, "main", id, grown)
	require.NoError(t, err)
	again, _ := nodes()
	require.Len(t, again, 3)

	_, err = b.Update(api.NodeGroup, "main", id, with(grown, obj{"launchTemplate": obj{"id": "lt-1", "version": "2"}}))
	require.NoError(t, err)
	rolled, _ := nodes()
	require.Len(t, rolled, 3)
	for _, n := range rolled {
		require.NotContains(t, again, n, "another launch template replaces every machine")
	}
}

func TestLogsOfAControlPlaneOutliveIt(t *testing.T) {
	logging := with(cluster(), obj{"enabledClusterLogTypes": []any{"api", "audit"}})
	const name = "/aws/eks/dev/cluster"
	t.Run("the service makes the group and leaves it", func(t *testing.T) {
		b := newBench(t)
		b.Make(api.Cluster, "dev", logging)
		_, _, err := b.Try(api.LogGroup, "logs", world.Props{"name": name})
		require.Equal(t, "ResourceAlreadyExistsException", world.CodeOf(err))
		require.NoError(t, b.Delete(api.Cluster, "dev", "dev"))
		require.Contains(t, b.keys(), api.LogGroup+"|"+region+"|"+name)
	})
	t.Run("a group that was there first is written to and deleted after the cluster", func(t *testing.T) {
		b := newBench(t)
		before := b.keys()
		b.Make(api.LogGroup, "logs", world.Props{"name": name, "retentionInDays": 30})
		b.Make(api.Cluster, "dev", logging)
		require.NoError(t, b.Delete(api.Cluster, "dev", "dev"))
		require.NoError(t, b.Delete(api.LogGroup, "logs", name))
		require.Equal(t, before, b.keys())
	})
	t.Run("deleted before the cluster it comes back", func(t *testing.T) {
		b := newBench(t)
		b.Make(api.LogGroup, "logs", world.Props{"name": name})
		b.Make(api.Cluster, "dev", logging)
		require.NoError(t, b.Delete(api.LogGroup, "logs", name))
		require.NoError(t, b.Delete(api.Cluster, "dev", "dev"))
		require.Contains(t, b.keys(), api.LogGroup+"|"+region+"|"+name)
	})
}

func TestWhoMayAdministerACluster(t *testing.T) {
	const admin = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
	can := func(b *bench, arn string) (ok bool) {
		b.View(func(c *world.Call) { ok = eks.CanAdmin(c, c.Find(api.Cluster, "dev"), arn) })
		return ok
	}
	b := newBench(t)
	b.Make(api.Cluster, "dev", cluster())
	b.role("ops", "ec2.amazonaws.com")
	require.True(t, can(b, api.Caller), "the creator")
	require.True(t, can(b, "arn:aws:sts::"+api.Account+":assumed-role/drydock/session"), "a session of the creator")
	require.False(t, can(b, roleARN("ops")))
	entry, out := b.Make(api.AccessEntry, "ops", world.Props{"clusterName": "dev", "principalArn": roleARN("ops")})
	require.Equal(t, "arn:aws:sts::"+api.Account+":assumed-role/ops/{{SessionName}}", out.Str("userName"))
	require.False(t, can(b, roleARN("ops")), "an entry alone grants nothing")
	b.Make(api.AccessPolicy, "view", world.Props{"clusterName": "dev", "principalArn": roleARN("ops"), "policyArn": strings.Replace(admin, "ClusterAdmin", "View", 1), "accessScope": obj{"type": "cluster"}})
	require.False(t, can(b, roleARN("ops")))
	b.Make(api.AccessPolicy, "admin", world.Props{"clusterName": "dev", "principalArn": roleARN("ops"), "policyArn": admin, "accessScope": obj{"type": "cluster"}})
	require.True(t, can(b, roleARN("ops")))
	require.NoError(t, b.Delete(api.AccessEntry, "ops", entry))
	require.False(t, can(b, roleARN("ops")), "an entry's policies go with it")

	closed := newBench(t)
	closed.Make(api.Cluster, "dev", with(cluster(), obj{"accessConfig.bootstrapClusterCreatorAdminPermissions": false}))
	require.False(t, can(closed, api.Caller))
}

func TestAnAddonThatTakesOverTheSelfManagedOneGoesForGood(t *testing.T) {
	b := newBench(t)
	b.Make(api.Cluster, "dev", cluster())
	active := func(addon string) (ok bool) {
		b.View(func(c *world.Call) { ok = eks.AddonActive(c, "dev", addon) })
		return ok
	}
	require.True(t, active("vpc-cni"), "the cluster brings it")
	require.False(t, active("coredns"), "its replicas have no nodes")
	require.False(t, active("metrics-server"))
	in := world.Props{"clusterName": "dev", "addonName": "vpc-cni", "addonVersion": "v1.19.2-eksbuild.5", "resolveConflictsOnCreate": "OVERWRITE"}
	id, _ := b.Make(api.Addon, "cni", in)
	require.NoError(t, b.Delete(api.Addon, "cni", id))
	require.False(t, active("vpc-cni"))
	id, _ = b.Make(api.Addon, "cni", with(in, obj{"preserve": true}))
	require.NoError(t, b.Delete(api.Addon, "cni", id))
	require.True(t, active("vpc-cni"), "preserve leaves the software behind")
	b.Make(api.NodeGroup, "main", group())
	require.True(t, active("coredns"))
}

func TestUpgradesGoOneMinorAtATime(t *testing.T) {
	b := newBench(t)
	b.Make(api.Cluster, "dev", cluster())
	out, err := b.Update(api.Cluster, "dev", "dev", with(cluster(), obj{"version": "1.35"}))
	require.NoError(t, err)
	require.Equal(t, "1.35", out.Str("version"))
	require.NotEmpty(t, out.Map("vpcConfig").Str("clusterSecurityGroupId"), "an update keeps what the service made")
	out, err = b.Update(api.Cluster, "dev", "dev", with(cluster(), obj{"version": nil}))
	require.NoError(t, err)
	require.Equal(t, "1.35", out.Str("version"), "no wish changes nothing")
}

func TestWhatChangesMakesANewResource(t *testing.T) {
	b := newBench(t)
	for _, c := range []struct {
		name, kind string
		old, in    world.Props
		want       []string
	}{
		{"a subnet of a cluster", api.Cluster, cluster(), with(cluster(), obj{"vpcConfig.subnetIds": []any{"subnet-a", "subnet-b2"}}), nil},
		{"the name of a cluster", api.Cluster, cluster(), with(cluster(), obj{"name": "other"}), []string{"name"}},
		{"encryption switched on", api.Cluster, cluster(), with(cluster(), obj{"encryptionConfig.provider.keyArn": "k"}), nil},
		{"encryption switched off", api.Cluster, with(cluster(), obj{"encryptionConfig.provider.keyArn": "k"}), cluster(), []string{"encryptionConfig"}},
		{"the size of a group", api.NodeGroup, group(), with(group(), obj{"scalingConfig.maxSize": 9}), nil},
		{"the instance type of a group", api.NodeGroup, group(), with(group(), obj{"instanceTypes": []any{"t3.small"}}), []string{"instanceTypes[0]"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := b.Session.Diff(c.kind, c.old.Clone(), c.in.Clone())
			require.NoError(t, err)
			require.Equal(t, c.want, d.Replace)
		})
	}
}

func TestLookUps(t *testing.T) {
	b := newBench(t)
	b.Make(api.Cluster, "dev", cluster())
	found, err := b.Session.Invoke("aws:eks/getCluster:getCluster", world.Props{"name": "dev"})
	require.NoError(t, err)
	require.Equal(t, "1.34", found.Str("version"))
	require.Len(t, found.Maps("accessConfigs"), 1)
	_, err = b.Session.Invoke("aws:eks/getCluster:getCluster", world.Props{"name": "none"})
	require.Equal(t, "ResourceNotFoundException", world.CodeOf(err))
	token, err := b.Session.Invoke("aws:eks/getClusterAuth:getClusterAuth", world.Props{"name": "dev"})
	require.NoError(t, err)
	require.Regexp(t, `^k8s-aws-v1\.[A-Za-z0-9_-]{100,}$`, token.Str("token"))
	version, err := b.Session.Invoke("aws:eks/getAddonVersion:getAddonVersion", world.Props{"addonName": "kube-proxy", "kubernetesVersion": "1.35", "mostRecent": true})
	require.NoError(t, err)
	require.Equal(t, "v1.35.3-eksbuild.29", version.Str("version"))
}

func TestOperationsTakeTheirTime(t *testing.T) {
	b := newBench(t)
	b.World.Events()
	b.Make(api.Cluster, "dev", cluster())
	_, _, err := b.Try(api.NodeGroup, "main", with(group(), obj{"subnetIds": []any{"subnet-lost"}}))
	require.Equal(t, "NodeCreationFailure", world.CodeOf(err))
	events := b.World.Events()
	require.Equal(t, 9*time.Minute+30*time.Second, events[0].Took)
	require.Contains(t, events[0].Refs, worldtest.URN(api.Role, "role-control"))
	require.Equal(t, 20*time.Minute, events[1].Took)
}
