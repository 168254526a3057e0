package eks_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/stretchr/testify/require"
)

// refusal is what the service says; Doc is the last part of the document's
// address.
type refusal struct {
	doing, operation string
	status           int
	code, message    string
}

func (r refusal) String() string {
	return fmt.Sprintf("%s: operation error EKS: %s, https response error StatusCode: %d, RequestID: , api error %s: %s",
		r.doing, r.operation, r.status, r.code, r.message)
}

// withoutDoc is the message without the address at its end.
func withoutDoc(t *testing.T, err error) string {
	t.Helper()
	text := message(err)
	at := strings.LastIndex(text, " (https://")
	require.Positive(t, at, "no document in %q", text)
	return text[:at]
}

func TestWhatTheServiceRefusesOfAClusterThatIsNew(t *testing.T) {
	bad := func(message string) refusal {
		return refusal{"creating EKS Cluster (dev)", "CreateCluster", 400, "InvalidParameterException", message}
	}
	subnets := func(ids ...any) obj { return obj{"vpcConfig.subnetIds": ids} }
	for _, c := range []struct {
		name   string
		change obj
		want   refusal
	}{
		{"a version that is over", obj{"version": "1.29"}, bad("unsupported Kubernetes version")},
		{"a patch version", obj{"version": "1.34.1"}, bad("unsupported Kubernetes version")},
		{"a role that does not exist", obj{"roleArn": roleARN("nobody")}, bad("Role with arn: arn:aws:iam::111122223333:role/nobody, could not be assumed because it does not exist or the trusted entity is not correct")},
		{"a role that trusts another service", obj{"roleArn": roleARN("nodes")}, bad("Role with arn: arn:aws:iam::111122223333:role/nodes, could not be assumed because it does not exist or the trusted entity is not correct")},
		{"no administrator where there are no entries", obj{"accessConfig": obj{"authenticationMode": "CONFIG_MAP", "bootstrapClusterCreatorAdminPermissions": false}}, bad("bootstrapClusterCreatorAdminPermissions must be true if cluster authentication mode is set to CONFIG_MAP")},
		{"a subnet that does not exist", subnets("subnet-a", "subnet-none"), bad("The subnet ID 'subnet-none' does not exist")},
		{"subnets of one zone", subnets("subnet-b", "subnet-b2"), bad("Subnets specified must be in at least two different AZs")},
		{"subnets of two networks", subnets("subnet-a", "subnet-x"), bad("Subnets specified must belong to the same VPC")},
		{"a subnet without room", subnets("subnet-a", "subnet-tiny"), bad("Subnet subnet-tiny must have at least six free IP addresses for use by Amazon EKS")},
		{"a security group that does not exist", obj{"vpcConfig.securityGroupIds": []any{"sg-none"}}, bad("The security group ID 'sg-none' does not exist")},
		{"a security group of another network", obj{"vpcConfig.securityGroupIds": []any{"sg-x"}}, bad("Security group(s) [sg-x] are not in the same VPC as the subnets. Please specify all Security Groups in the VPC vpc-1")},
		{"no endpoint at all", obj{"vpcConfig.endpointPublicAccess": false, "vpcConfig.endpointPrivateAccess": false}, bad("Private and public endpoint access cannot be false")},
		{"a private range for the public endpoint", obj{"vpcConfig.publicAccessCidrs": []any{"10.0.0.0/8"}}, bad("The following CIDRs are invalid in publicAccessCidrs: [10.0.0.0/8]")},
		{"a key that does not exist", obj{"encryptionConfig": obj{"provider": obj{"keyArn": "arn:aws:kms:eu-central-1:111122223333:key/none"}, "resources": []any{"secrets"}}}, bad("The keyArn in encryptionConfig provider is invalid: key arn:aws:kms:eu-central-1:111122223333:key/none does not exist or is not enabled")},
		{"a name in use", obj{"name": "taken"}, refusal{"creating EKS Cluster (taken)", "CreateCluster", 409, "ResourceInUseException", "Cluster already exists with name: taken"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			b.Make(api.Cluster, "taken", with(cluster(), obj{"name": "taken"}))
			before := b.keys()
			_, _, err := b.Try(api.Cluster, "dev", with(cluster(), c.change))
			require.Equal(t, c.want.String(), withoutDoc(t, err))
			require.Equal(t, before, b.keys())
		})
	}
}

func TestAnAsymmetricKeyDoesNotEncryptSecrets(t *testing.T) {
	b := newBench(t)
	_, key := b.Make(api.Key, "rsa", world.Props{"customerMasterKeySpec": "RSA_2048"})
	_, _, err := b.Try(api.Cluster, "dev", with(cluster(), obj{"encryptionConfig": obj{"provider": obj{"keyArn": key.Str("arn")}, "resources": []any{"secrets"}}}))
	require.ErrorContains(t, err, "InvalidParameterException: The keyArn in encryptionConfig provider is invalid: key "+key.Str("arn")+" is not symmetric")
	_, key = b.Make(api.Key, "good", world.Props{})
	b.Make(api.Cluster, "dev", with(cluster(), obj{"encryptionConfig": obj{"provider": obj{"keyArn": key.Str("arn")}, "resources": []any{"secrets"}}}))
}

func TestAZoneWithoutControlPlanesIsRefused(t *testing.T) {
	b := newBench(t)
	b.Session.Configure(world.Props{"region": "us-east-1"})
	for _, letter := range []string{"d", "e"} {
		b.World.Seed(&world.Object{Kind: api.Subnet, ID: "subnet-" + letter, Scope: "us-east-1", Props: world.Props{"vpcId": "vpc-3", "cidrBlock": "10.1.0.0/24", "availabilityZone": "us-east-1" + letter}})
	}
	_, _, err := b.Try(api.Cluster, "dev", with(cluster(), obj{"vpcConfig.subnetIds": []any{"subnet-d", "subnet-e"}}))
	require.Equal(t, "UnsupportedAvailabilityZoneException", world.CodeOf(err))
	require.ErrorContains(t, err, "Cannot create cluster 'dev' because EKS does not support creating control plane instances in us-east-1e, the targeted availability zone. Retry cluster creation using control plane subnets that span at least two of these availability zones: us-east-1a, us-east-1b, us-east-1c, us-east-1d, us-east-1f.")
}

func TestWhatTheServiceRefusesOfAClusterThatChanges(t *testing.T) {
	bad := func(what, operation, message string) refusal {
		return refusal{"updating EKS Cluster (dev) " + what, operation, 400, "InvalidParameterException", message}
	}
	for _, c := range []struct {
		name   string
		change obj
		want   refusal
	}{
		{"a minor version skipped", obj{"version": "1.36"}, bad("version", "UpdateClusterVersion", "Unsupported Kubernetes minor version update from 1.34 to 1.36")},
		{"a version back", obj{"version": "1.33"}, bad("version", "UpdateClusterVersion", "Unsupported Kubernetes minor version update from 1.34 to 1.33")},
		{"a version that does not exist", obj{"version": "1.99"}, bad("version", "UpdateClusterVersion", "unsupported Kubernetes version")},
		{"an authentication mode back", obj{"accessConfig.authenticationMode": "CONFIG_MAP"}, bad("access configuration", "UpdateClusterConfig", "Unsupported authentication mode update from API to CONFIG_MAP")},
		{"other zones", obj{"vpcConfig.subnetIds": []any{"subnet-a", "subnet-c"}}, bad("VPC configuration", "UpdateClusterConfig", "Provided subnets belong to the AZs 'eu-central-1a,eu-central-1c'. But they should belong to the exact set of AZs 'eu-central-1a,eu-central-1b' in which subnets were provided during cluster creation.")},
		{"endpoints switched off", obj{"vpcConfig.endpointPublicAccess": false, "vpcConfig.endpointPrivateAccess": false}, bad("VPC configuration", "UpdateClusterConfig", "Private and public endpoint access cannot be false")},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			b.Make(api.Cluster, "dev", cluster())
			_, err := b.Update(api.Cluster, "dev", "dev", with(cluster(), c.change))
			require.Equal(t, c.want.String(), withoutDoc(t, err))
		})
	}
}

func TestNodesMayNotFallTooFarBehind(t *testing.T) {
	b := newBench(t)
	b.Make(api.Cluster, "dev", with(cluster(), obj{"version": "1.33"}))
	b.Make(api.NodeGroup, "main", with(group(), obj{"version": "1.31"}))
	for _, v := range []string{"1.34", "1.35"} {
		_, err := b.Update(api.Cluster, "dev", "dev", with(cluster(), obj{"version": v}))
		if v == "1.34" {
			require.NoError(t, err, "three minor versions of difference are allowed")
			continue
		}
		require.Equal(t, "InvalidRequestException", world.CodeOf(err))
		require.ErrorContains(t, err, "Nodegroup main runs kubelet version 1.31, which version 1.35 does not support: it may be at most 3 minor versions older")
	}
}

func TestAClusterWithNodeGroupsIsNotDeleted(t *testing.T) {
	b := newBench(t)
	b.Make(api.Cluster, "dev", cluster())
	b.Make(api.NodeGroup, "main", group())
	err := b.Delete(api.Cluster, "dev", "dev")
	require.Equal(t, refusal{"deleting EKS Cluster (dev)", "DeleteCluster", 409, "ResourceInUseException", "Cluster has nodegroups attached"}.String(), withoutDoc(t, err))
}

func TestQuotas(t *testing.T) {
	b := newBench(t)
	b.World.Set("quota:eks/L-1194D53C", "1")
	b.World.Set("quota:eks/L-6D54EA21", "1")
	b.Make(api.Cluster, "dev", cluster())
	_, _, err := b.Try(api.Cluster, "more", with(cluster(), obj{"name": "more"}))
	require.Equal(t, "ResourceLimitExceededException", world.CodeOf(err))
	b.Make(api.NodeGroup, "main", group())
	_, _, err = b.Try(api.NodeGroup, "more", with(group(), obj{"nodeGroupName": "more"}))
	require.Equal(t, "ResourceLimitExceededException", world.CodeOf(err))
}

func TestWhatTheProviderRefusesBeforeAnyCall(t *testing.T) {
	b := newBench(t)
	for _, c := range []struct {
		kind string
		in   world.Props
		want string
	}{
		{api.Cluster, with(cluster(), obj{"name": "-dev"}), `check: name: invalid value for name (must match ^[0-9A-Za-z][A-Za-z0-9\-_]*$)`},
		{api.Cluster, with(cluster(), obj{"roleArn": "control"}), `check: roleArn: "role_arn" (control) is an invalid ARN: arn: invalid prefix`},
		{api.Cluster, with(cluster(), obj{"enabledClusterLogTypes": []any{"all"}}), `check: enabledClusterLogTypes[0]: expected enabled_cluster_log_types.0 to be one of ["api" "audit" "authenticator" "controllerManager" "scheduler"], got all`},
		{api.Cluster, with(cluster(), obj{"accessConfig.authenticationMode": "IAM"}), `check: accessConfig.authenticationMode: expected access_config.0.authentication_mode to be one of ["API" "API_AND_CONFIG_MAP" "CONFIG_MAP"], got IAM`},
		{api.Cluster, with(cluster(), obj{"vpcConfig.publicAccessCidrs": []any{"1.2.3.4"}}), `check: vpcConfig.publicAccessCidrs[0]: "1.2.3.4" is not a valid CIDR block: invalid CIDR address: 1.2.3.4`},
		{api.Cluster, with(cluster(), obj{"kubernetesNetworkConfig.serviceIpv4Cidr": "8.8.0.0/16"}), `check: kubernetesNetworkConfig.serviceIpv4Cidr: 8.8.0.0/16 must be within 10.0.0.0/8, 172.16.0.0/12, or 192.168.0.0/16`},
		{api.NodeGroup, with(group(), obj{"capacityType": "spot"}), `check: capacityType: expected capacity_type to be one of ["ON_DEMAND" "SPOT" "CAPACITY_BLOCK"], got spot`},
		{api.NodeGroup, with(group(), obj{"taints": []any{obj{"key": "k", "effect": "NoSchedule"}}}), `check: taints[0].effect: expected taint.0.effect to be one of ["NO_SCHEDULE" "NO_EXECUTE" "PREFER_NO_SCHEDULE"], got NoSchedule`},
		{api.NodeGroup, with(group(), obj{"scalingConfig.maxSize": 0}), `check: scalingConfig.maxSize: expected scaling_config.0.max_size to be at least (1), got 0`},
		{api.NodeGroup, with(group(), obj{"nodeGroupName": strings.Repeat("n", 64)}), `check: nodeGroupName: expected length of node_group_name to be in the range (1 - 63), got ` + strings.Repeat("n", 64)},
		{api.NodeGroup, with(group(), obj{"launchTemplate": obj{"id": "lt-1", "name": "plain", "version": "1"}}), `check: launchTemplate.id: "launch_template.0.id": conflicts with launch_template.0.name`},
		{api.NodeGroup, with(group(), obj{"updateConfig": obj{"maxUnavailable": 101}}), `check: updateConfig.maxUnavailable: expected update_config.0.max_unavailable to be in the range (1 - 100), got 101`},
		{api.Addon, world.Props{"clusterName": "dev", "addonName": "coredns", "resolveConflictsOnCreate": "PRESERVE"}, `check: resolveConflictsOnCreate: expected resolve_conflicts_on_create to be one of ["NONE" "OVERWRITE"], got PRESERVE`},
		{api.AccessEntry, world.Props{"clusterName": "dev", "principalArn": roleARN("nodes"), "type": "NODE"}, `check: type: expected type to be one of ["STANDARD" "FARGATE_LINUX" "EC2_LINUX" "EC2_WINDOWS" "EC2" "HYBRID_LINUX" "HYPERPOD_LINUX"], got NODE`},
	} {
		t.Run(c.want[:min(60, len(c.want))], func(t *testing.T) {
			_, _, err := b.Try(c.kind, "bad", c.in)
			require.EqualError(t, err, c.want)
		})
	}
}
