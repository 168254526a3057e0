package eks_test

import (
	"regexp"
	"testing"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
	"github.com/stretchr/testify/require"
)

func TestWhatTheServiceRefusesOfANodeGroup(t *testing.T) {
	say := func(code, message string) refusal {
		return refusal{"creating EKS Node Group (dev:main)", "CreateNodegroup", 400, code, message}
	}
	bad := func(message string) refusal { return say("InvalidParameterException", message) }
	template := func(id, version string) obj {
		return obj{"instanceTypes": nil, "launchTemplate": obj{"id": id, "version": version}}
	}
	and := func(a, more obj) obj {
		for k, v := range more {
			a[k] = v
		}
		return a
	}
	for _, c := range []struct {
		name   string
		change obj
		want   refusal
	}{
		{"a cluster that does not exist", obj{"clusterName": "none"}, refusal{"creating EKS Node Group (none:main)", "CreateNodegroup", 404, "ResourceNotFoundException", "No cluster found for name: none."}},
		{"a name in use", obj{"nodeGroupName": "taken"}, refusal{"creating EKS Node Group (dev:taken)", "CreateNodegroup", 409, "ResourceInUseException", "NodeGroup already exists with name taken and cluster name dev"}},
		{"a role that does not exist", obj{"nodeRoleArn": roleARN("nobody")}, bad("The role with name nobody cannot be found.")},
		{"a role that EC2 may not assume", obj{"nodeRoleArn": roleARN("control")}, bad("Following required service principals [ec2.amazonaws.com] were not found in the trust relationships of nodeRole arn:aws:iam::111122223333:role/control")},
		{"a subnet that does not exist", obj{"subnetIds": []any{"subnet-none"}}, bad("The subnet ID 'subnet-none' does not exist")},
		{"a subnet of another network", obj{"subnetIds": []any{"subnet-x"}}, bad("Subnet subnet-x does not belong to the VPC vpc-1 of the cluster")},
		{"more wanted than allowed", obj{"scalingConfig.desiredSize": 4}, bad("desired capacity 4 can't be greater than max size 3")},
		{"fewer wanted than needed", obj{"scalingConfig.minSize": 3}, bad("Minimum capacity 3 can't be greater than desired size 2")},
		{"sizes the wrong way round", obj{"scalingConfig.minSize": 5}, bad("Minimum capacity 5 can't be greater than max size 3")},
		{"too many nodes", obj{"scalingConfig.maxSize": 451}, say("ResourceLimitExceededException", "Nodes per managed node group limit of 450 exceeded")},
		{"an instance type that does not exist", obj{"instanceTypes": []any{"t3.huge"}}, bad("The following supplied instance types do not exist: [t3.huge]")},
		{"an instance type of another architecture", obj{"instanceTypes": []any{"t4g.large"}}, bad("[t4g.large] is not a valid instance type for requested amiType AL2023_x86_64_STANDARD")},
		{"an AMI family of another architecture", obj{"amiType": "AL2023_ARM_64_STANDARD"}, bad("[t3.large] is not a valid instance type for requested amiType AL2023_ARM_64_STANDARD")},
		{"an AMI family that has ended", obj{"amiType": "AL2_x86_64"}, bad("AMI Type AL2_x86_64 is only supported for kubernetes versions 1.32 or earlier")},
		{"a version newer than the cluster's", obj{"version": "1.35"}, bad("Nodegroup Kubernetes version 1.35 cannot be greater than the cluster version 1.34")},
		{"a launch template that does not exist", template("lt-none", "1"), bad("The specified launch template, with template ID lt-none, does not exist.")},
		{"a version of it that does not exist", template("lt-1", "3"), bad("Could not find the specified version 3 for the launch template with ID lt-1.")},
		{"a disk beside a launch template", and(template("lt-1", "1"), obj{"diskSize": 50}), bad("Disk size must be specified within the launch template.")},
		{"remote access beside a launch template", and(template("lt-1", "1"), obj{"remoteAccess": obj{"ec2SshKey": "k"}}), bad("Remote access configuration cannot be specified with a launch template.")},
		{"instance types twice", and(template("lt-type", "1"), obj{"instanceTypes": []any{"t3.large"}}), say("InvalidRequestException", "Cannot specify instance types in launch template and API request")},
		{"an AMI twice", and(template("lt-ami", "1"), obj{"amiType": "AL2023_x86_64_STANDARD"}), bad("You cannot specify an AMI Type other than CUSTOM, when specifying an image id in your launch template")},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			b.Make(api.Cluster, "dev", cluster())
			b.Make(api.NodeGroup, "taken", with(group(), obj{"nodeGroupName": "taken"}))
			before := b.keys()
			_, _, err := b.Try(api.NodeGroup, "main", with(group(), c.change))
			require.Equal(t, c.want.String(), withoutDoc(t, err))
			require.Equal(t, before, b.keys())
		})
	}
}

const notJoined, unhealthy = "NodeCreationFailure: Instances failed to join the kubernetes cluster", "NodeCreationFailure: Unhealthy nodes in the kubernetes cluster"

// TestNodesThatDoNotCome goes through what keeps machines from becoming nodes.
func TestNodesThatDoNotCome(t *testing.T) {
	for _, c := range []struct {
		name    string
		prepare func(b *bench)
		cluster obj
		group   obj
		code    string
		want    string
		why     string
	}{
		{name: "without a way out", group: obj{"subnetIds": []any{"subnet-lost"}}, cluster: obj{"vpcConfig.endpointPrivateAccess": false},
			code: "NodeCreationFailure", want: notJoined, why: "subnet subnet-lost has no route to the internet, and the cluster has no private endpoint"},
		{name: "without endpoints either", group: obj{"subnetIds": []any{"subnet-lost"}},
			code: "NodeCreationFailure", want: notJoined, why: "subnet subnet-lost has no route to the internet, and the VPC has no endpoints of ec2, ecr.api, ecr.dkr, s3"},
		{name: "from an address that the public endpoint does not admit", cluster: obj{"vpcConfig.endpointPrivateAccess": false, "vpcConfig.publicAccessCidrs": []any{"192.0.2.0/24"}},
			code: "NodeCreationFailure", want: notJoined, why: "machines in subnet subnet-a come from 198.18.0.9, which publicAccessCidrs [192.0.2.0/24] leaves out, and the cluster has no private endpoint"},
		{name: "without the worker policy", prepare: func(b *bench) {
			b.role("weak", "ec2.amazonaws.com", "AmazonEC2ContainerRegistryPullOnly", "AmazonEKS_CNI_Policy")
		},
			group: obj{"nodeRoleArn": roleARN("weak")}, code: "NodeCreationFailure", want: notJoined, why: "role weak lacks AmazonEKSWorkerNodePolicy"},
		{name: "without the right to pull images", prepare: func(b *bench) {
			b.role("weak", "ec2.amazonaws.com", "AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy")
		},
			group: obj{"nodeRoleArn": roleARN("weak")}, code: "NodeCreationFailure", want: unhealthy, why: "role weak may not pull images: attach AmazonEC2ContainerRegistryPullOnly"},
		{name: "without a network plugin", cluster: obj{"bootstrapSelfManagedAddons": false},
			code: "NodeCreationFailure", want: unhealthy, why: "cluster dev has no network plugin: install the add-on vpc-cni before the nodes"},
		{name: "without the network plugin's policy", prepare: func(b *bench) {
			b.role("weak", "ec2.amazonaws.com", "AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryReadOnly")
		},
			group: obj{"nodeRoleArn": roleARN("weak")}, code: "NodeCreationFailure", want: unhealthy, why: "neither role weak nor one of the add-on vpc-cni has AmazonEKS_CNI_Policy"},
		{name: "without names in the network", prepare: func(b *bench) {
			b.Put(api.VPC, "vpc-1", world.Props{"cidrBlock": "10.0.0.0/16", "enableDnsSupport": true, "enableDnsHostnames": false, "mainRouteTableId": "rtb-private"})
		}, code: "NodeCreationFailure", want: notJoined, why: "VPC vpc-1 lacks DNS resolution or DNS hostnames, which nodes need to register"},
		{name: "in a public subnet that gives no public address", group: obj{"subnetIds": []any{"subnet-p"}},
			code: "Ec2SubnetInvalidConfiguration", want: "Ec2SubnetInvalidConfiguration: One or more Amazon EC2 Subnets of [subnet-p] for node group main does not automatically assign public IP addresses to instances launched into it."},
		{name: "beyond the account's processors", prepare: func(b *bench) { b.World.Set("quota:ec2/L-1216C47A", "3") },
			code: "AsgInstanceLaunchFailures", want: "VcpuLimitExceeded - You have requested more vCPU capacity than your current vCPU limit of 3 allows"},
		{name: "in a subnet without room", group: obj{"subnetIds": []any{"subnet-tiny"}},
			code: "InsufficientFreeAddresses", want: "InsufficientFreeAddresses: Amazon EKS does not have enough free IP addresses available in the subnets of the nodegroup"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			if c.prepare != nil {
				c.prepare(b)
			}
			b.Make(api.Cluster, "dev", with(cluster(), c.cluster))
			before := b.keys()
			_, _, err := b.Try(api.NodeGroup, "main", with(group(), c.group))
			require.Equal(t, c.code, world.CodeOf(err))
			require.Regexp(t, `^waiting for EKS Node Group \(dev:main\) create: unexpected state 'CREATE_FAILED', wanted target 'ACTIVE'. last error: (i-|eks-).*`+regexp.QuoteMeta(c.want), err.Error())
			require.Contains(t, err.Error(), c.why)
			require.Equal(t, before, b.keys())
		})
	}
}

func TestNodesComeWithoutTheInternetThroughEndpoints(t *testing.T) {
	b := newBench(t)
	for i, service := range []string{"ec2", "ecr.api", "ecr.dkr"} {
		b.Put(api.VPCEndpoint, []string{"vpce-1", "vpce-2", "vpce-3"}[i], world.Props{"vpcId": "vpc-1", "serviceName": "com.amazonaws.eu-central-1." + service, "vpcEndpointType": "Interface"})
	}
	b.Make(api.Cluster, "dev", cluster())
	in := with(group(), obj{"subnetIds": []any{"subnet-lost"}})
	_, _, err := b.Try(api.NodeGroup, "main", in)
	require.ErrorContains(t, err, "the VPC has no endpoints of s3")
	b.Put(api.VPCEndpoint, "vpce-4", world.Props{"vpcId": "vpc-1", "serviceName": "com.amazonaws.eu-central-1.s3", "vpcEndpointType": "Gateway", "routeTableIds": []any{"rtb-lost"}})
	b.Make(api.NodeGroup, "main", in)
}

func TestTheNetworkPluginMayHaveARoleOfItsOwn(t *testing.T) {
	b := newBench(t)
	b.role("weak", "ec2.amazonaws.com", "AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly")
	b.Make(api.Role, "cni", world.Props{"name": "cni", "assumeRolePolicy": trust("pods.eks.amazonaws.com", "sts:AssumeRole", "sts:TagSession")})
	b.Make(api.RoleAttachment, "cni", world.Props{"role": "cni", "policyArn": "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"})
	b.Make(api.Cluster, "dev", with(cluster(), obj{"bootstrapSelfManagedAddons": false}))
	b.Make(api.Addon, "cni", world.Props{"clusterName": "dev", "addonName": "vpc-cni", "podIdentityAssociations": []any{obj{"serviceAccount": "aws-node", "roleArn": roleARN("cni")}}})
	b.Make(api.NodeGroup, "main", with(group(), obj{"nodeRoleArn": roleARN("weak")}))
}
