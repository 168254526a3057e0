package eks_test

import (
	"testing"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/stretchr/testify/require"
)

func TestWhatTheServiceRefusesInsideACluster(t *testing.T) {
	const policies = "arn:aws:eks::aws:cluster-access-policy/"
	addon := func(name string, change obj) world.Props {
		return with(world.Props{"clusterName": "dev", "addonName": name}, change)
	}
	entry := func(change obj) world.Props {
		return with(world.Props{"clusterName": "dev", "principalArn": roleARN("control")}, change)
	}
	grant := func(change obj) world.Props {
		return with(world.Props{"clusterName": "dev", "principalArn": roleARN("taken"), "policyArn": policies + "AmazonEKSViewPolicy", "accessScope": obj{"type": "cluster"}}, change)
	}
	pod := func(change obj) world.Props {
		return with(world.Props{"clusterName": "dev", "namespace": "app", "serviceAccount": "web", "roleArn": roleARN("pods")}, change)
	}
	ofAddon := func(name string, status int, code, message string) refusal {
		return refusal{"creating EKS Add-On (dev:" + name + ")", "CreateAddon", status, code, message}
	}
	ofEntry := func(principal string, status int, code, message string) refusal {
		return refusal{"creating EKS Access Entry (dev:" + principal + ")", "CreateAccessEntry", status, code, message}
	}
	ofGrant := func(principal, policy string, status int, code, message string) refusal {
		return refusal{"creating EKS Access Policy Association (dev#" + principal + "#" + policy + ")", "AssociateAccessPolicy", status, code, message}
	}
	ofPod := func(status int, code, message string) refusal {
		return refusal{"creating EKS Pod Identity Association (app:web)", "CreatePodIdentityAssociation", status, code, message}
	}
	const invalid, used, missing = "InvalidParameterException", "ResourceInUseException", "ResourceNotFoundException"
	for _, c := range []struct {
		name, kind string
		in         world.Props
		want       refusal
	}{
		{"an add-on that does not exist", api.Addon, addon("core-dns", nil), ofAddon("core-dns", 400, invalid, "Addon specified is not supported")},
		{"an add-on version of no known form", api.Addon, addon("coredns", obj{"addonVersion": "latest"}), ofAddon("coredns", 400, invalid, "Addon version specified is not supported")},
		{"a kube-proxy newer than the cluster", api.Addon, addon("kube-proxy", obj{"addonVersion": "v1.35.0-eksbuild.1"}), ofAddon("kube-proxy", 400, invalid, "Addon version specified is not supported")},
		{"an add-on twice", api.Addon, addon("vpc-cni", nil), ofAddon("vpc-cni", 409, used, "Addon already exists.")},
		{"an add-on's role that does not exist", api.Addon, addon("kube-proxy", obj{"serviceAccountRoleArn": roleARN("nobody")}), ofAddon("kube-proxy", 400, invalid, "The role with name nobody cannot be found.")},
		{"an add-on's settings that do not parse", api.Addon, addon("kube-proxy", obj{"configurationValues": "{"}), ofAddon("kube-proxy", 400, invalid, "ConfigurationValue provided in request is not supported: it is neither valid JSON nor valid YAML")},
		{"an add-on's identity without its trust", api.Addon, addon("kube-proxy", obj{"podIdentityAssociations": []any{obj{"serviceAccount": "kube-proxy", "roleArn": roleARN("control")}}}), ofAddon("kube-proxy", 400, invalid, "Trust policy of the role provided is invalid. Follow the official documentation to resolve the issue.")},
		{"an add-on of a cluster that does not exist", api.Addon, addon("coredns", obj{"clusterName": "none"}), refusal{"creating EKS Add-On (none:coredns)", "CreateAddon", 404, missing, "No cluster found for name: none."}},
		{"an entry of nobody", api.AccessEntry, entry(obj{"principalArn": roleARN("nobody")}), ofEntry(roleARN("nobody"), 400, invalid, "The specified principalArn is invalid: invalid principal.")},
		{"an entry of a session", api.AccessEntry, entry(obj{"principalArn": "arn:aws:sts::111122223333:assumed-role/control/x"}), ofEntry("arn:aws:sts::111122223333:assumed-role/control/x", 400, invalid, "The specified principalArn is invalid: invalid principal.")},
		{"an entry twice", api.AccessEntry, entry(obj{"principalArn": roleARN("taken")}), ofEntry(roleARN("taken"), 409, used, "The specified access entry resource is already in use on this cluster.")},
		{"the creator's entry", api.AccessEntry, entry(obj{"principalArn": api.Caller}), ofEntry(api.Caller, 409, used, "The specified access entry resource is already in use on this cluster.")},
		{"the nodes' entry", api.AccessEntry, entry(obj{"principalArn": roleARN("nodes"), "type": "EC2_LINUX"}), ofEntry(roleARN("nodes"), 409, used, "The specified access entry resource is already in use on this cluster.")},
		{"a reserved group", api.AccessEntry, entry(obj{"kubernetesGroups": []any{"system:masters"}}), ofEntry(roleARN("control"), 400, invalid, "The kubernetes group name system:masters is invalid, it cannot start with system:")},
		{"an entry where the ConfigMap rules", api.AccessEntry, entry(obj{"clusterName": "old"}), refusal{"creating EKS Access Entry (old:" + roleARN("control") + ")", "CreateAccessEntry", 400, "InvalidRequestException", "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation."}},
		{"a policy without an entry", api.AccessPolicy, grant(obj{"principalArn": roleARN("control")}), ofGrant(roleARN("control"), policies+"AmazonEKSViewPolicy", 404, missing, "The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'.")},
		{"a policy that does not exist", api.AccessPolicy, grant(obj{"policyArn": policies + "AmazonEKSGodPolicy"}), ofGrant(roleARN("taken"), policies+"AmazonEKSGodPolicy", 404, missing, "The specified policyArn could not be found. You can view the available access policies with 'list-access-policies'.")},
		{"namespaces that are not named", api.AccessPolicy, grant(obj{"accessScope": obj{"type": "namespace"}}), ofGrant(roleARN("taken"), policies+"AmazonEKSViewPolicy", 400, invalid, "Namespaces must be specified when the access scope type is namespace")},
		{"an identity of a role that does not exist", api.PodIdentity, pod(obj{"roleArn": roleARN("nobody")}), ofPod(400, invalid, "Role provided in the request does not exist.")},
		{"an identity without the right to tag", api.PodIdentity, pod(obj{"roleArn": roleARN("untagged")}), ofPod(400, invalid, "Trust policy of the role provided is invalid. Follow the official documentation to resolve the issue.")},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			b.Make(api.Cluster, "dev", cluster())
			b.Make(api.Cluster, "old", with(cluster(), obj{"name": "old", "accessConfig": nil}))
			b.Make(api.NodeGroup, "main", group())
			b.Make(api.Addon, "cni", addon("vpc-cni", nil))
			b.role("taken", "ec2.amazonaws.com")
			b.role("untagged", "pods.eks.amazonaws.com")
			b.Make(api.AccessEntry, "taken", entry(obj{"principalArn": roleARN("taken")}))
			before := b.keys()
			_, _, err := b.Try(c.kind, "new", c.in)
			require.Equal(t, c.want.String(), withoutDoc(t, err))
			require.Equal(t, before, b.keys())
		})
	}
}

func TestAServiceAccountHasOneIdentity(t *testing.T) {
	b := newBench(t)
	b.Make(api.Cluster, "dev", cluster())
	b.Make(api.Role, "pods", world.Props{"name": "pods", "assumeRolePolicy": trust("pods.eks.amazonaws.com", "sts:AssumeRole", "sts:TagSession")})
	in := world.Props{"clusterName": "dev", "namespace": "app", "serviceAccount": "web", "roleArn": roleARN("pods")}
	id, out := b.Make(api.PodIdentity, "one", in)
	require.Regexp(t, `^a-[0-9a-f]{17}$`, id)
	require.Equal(t, id, out.Str("associationId"))
	_, _, err := b.Try(api.PodIdentity, "two", in)
	require.Equal(t, "ResourceInUseException", world.CodeOf(err))
	require.ErrorContains(t, err, "Association already exists: "+id)
	require.NoError(t, b.Delete(api.PodIdentity, "one", id))
	b.Make(api.PodIdentity, "two", in)
}

func TestAddonsThatDoNotBecomeActive(t *testing.T) {
	const degraded = "timeout while waiting for state to become 'ACTIVE' (last state: 'DEGRADED', timeout: 20m0s): InsufficientNumberOfReplicas: The add-on is unhealthy because it doesn't have the desired number of replicas."
	dns := world.Props{"clusterName": "dev", "addonName": "coredns"}
	t.Run("replicas without nodes", func(t *testing.T) {
		b := newBench(t)
		b.Make(api.Cluster, "dev", cluster())
		b.World.Events()
		_, _, err := b.Try(api.Addon, "dns", dns)
		require.Equal(t, "InsufficientNumberOfReplicas", world.CodeOf(err))
		require.ErrorContains(t, err, "waiting for EKS Add-On (dev:coredns) create: "+degraded)
		require.ErrorContains(t, err, "cluster dev has no nodes")
		require.Equal(t, 20*time.Minute, b.World.Events()[0].Took)
		b.Make(api.NodeGroup, "main", group())
		b.Make(api.Addon, "dns", dns)
	})
	t.Run("replicas with tainted nodes only", func(t *testing.T) {
		b := newBench(t)
		b.Make(api.Cluster, "dev", cluster())
		b.Make(api.NodeGroup, "main", with(group(), obj{"taints": []any{obj{"key": "gpu", "effect": "NO_SCHEDULE"}}}))
		_, _, err := b.Try(api.Addon, "dns", dns)
		require.ErrorContains(t, err, "every node of cluster dev has a taint that the add-on does not tolerate")
		b.Make(api.Addon, "dns", with(dns, obj{"configurationValues": `{"tolerations":[{"operator":"Exists"}]}`}))
	})
	t.Run("another version in the way of one that may not overwrite it", func(t *testing.T) {
		b := newBench(t)
		b.Make(api.Cluster, "dev", cluster())
		in := world.Props{"clusterName": "dev", "addonName": "vpc-cni", "addonVersion": "v1.19.2-eksbuild.5"}
		_, _, err := b.Try(api.Addon, "cni", in)
		require.Equal(t, "ConfigurationConflict", world.CodeOf(err))
		require.ErrorContains(t, err, "waiting for EKS Add-On (dev:vpc-cni) create: unexpected state 'CREATE_FAILED', wanted target 'ACTIVE'. last error: : ConfigurationConflict: "+
			"Conflicts found when trying to apply. Will not continue due to resolve conflicts mode. Conflicts:\n"+`DaemonSet.apps aws-node - .spec.template.spec.containers[name="aws-node"].image`)
		b.Make(api.Addon, "cni", with(in, obj{"resolveConflictsOnCreate": "OVERWRITE"}))
	})
}
