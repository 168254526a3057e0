package eks

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Words of the service for the health issues of a node group: docIssue.
const (
	notJoined = "Instances failed to join the kubernetes cluster"
	unhealthy = "Unhealthy nodes in the kubernetes cluster"
)

// launchable finds out whether n more machines start and join. Real failures
// of this kind show after long waits, of which the call's duration tells.
func launchable(c *world.Call, p *plan, groupID string, n int) error {
	if n <= 0 {
		return nil
	}
	if code, why := capacity(c, p, n); code != "" {
		return groupFailed(c, groupID, code, why, docIssue)
	}
	var ids []string
	for i := range n {
		ids = append(ids, c.NewID("i", "never joined", fmt.Sprint(i)))
	}
	machines := strings.Join(ids, ", ")
	if why := unreachable(c, p); why != "" {
		c.Takes(20 * time.Minute)
		return groupFailed(c, machines, "NodeCreationFailure", notJoined, docJoin+": "+why)
	}
	if why := notReady(c, p); why != "" {
		c.Takes(33 * time.Minute)
		return groupFailed(c, machines, "NodeCreationFailure", unhealthy, docJoin+": "+why)
	}
	return nil
}

func groupFailed(c *world.Call, resources, code, message, doc string) error {
	verb, state := "create", "CREATE_FAILED"
	if c.Object != nil {
		verb, state = "update", "UPDATE_FAILED"
	}
	return &waitError{
		fmt.Sprintf("waiting for EKS Node Group (%s) %s: unexpected state '%s', wanted target 'ACTIVE'. last error: %s: %s: %s", c.ID, verb, state, resources, code, message),
		nodeGroupOp(c, "waiting for", "DescribeNodegroup").Refuse(code, message, doc),
	}
}

// capacity asks whether EC2 has addresses and the account vCPUs left.
func capacity(c *world.Call, p *plan, n int) (code, message string) {
	spot := c.Out.Str("capacityType") == "SPOT"
	if need := n * ec2.InstanceTypes[p.types[0]].VCPU; need > ec2.VCPUsLeft(c, spot) {
		if spot {
			return "AsgInstanceLaunchFailures", "Could not launch Spot Instances. MaxSpotInstanceCountExceeded - Max spot instance count exceeded. Launching EC2 instance failed."
		}
		return "AsgInstanceLaunchFailures", fmt.Sprintf("Could not launch On-Demand Instances. VcpuLimitExceeded - You have requested more vCPU capacity than your current vCPU limit of %d "+
			"allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit. Launching EC2 instance failed.",
			c.Quota(ec2.QuotaStandardVCPUs, defaultVCPUs))
	}
	free := 0
	for _, s := range p.subnets {
		free += ec2.FreeAddresses(c, s)
		if target, _ := ec2.RouteFor(c, s.ID, beyond); strings.HasPrefix(target, "igw-") && !public(c, p, s) {
			return "Ec2SubnetInvalidConfiguration", fmt.Sprintf("One or more Amazon EC2 Subnets of [%s] for node group %s does not automatically assign public IP addresses to instances launched into it. "+
				"If you want your instances to be assigned a public IP address, then you need to enable auto-assign public IP address for the subnet. "+
				"See IP addressing in VPC guide: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html#subnet-public-ip", s.ID, c.In.Str("nodeGroupName"))
		}
	}
	if free < n {
		return "InsufficientFreeAddresses", "Amazon EKS does not have enough free IP addresses available in the subnets of the nodegroup"
	}
	return "", ""
}

// beyond is an address on the internet, one that RFC 5737 keeps for
// documentation. defaultVCPUs is EC2's default quota.
const (
	beyond       = "203.0.113.1"
	defaultVCPUs = 5
)

// unreachable says why a machine cannot register with the cluster, or "". It
// needs permission, name resolution in the VPC and a way to the API server.
func unreachable(c *world.Call, p *plan) string {
	if !iam.HasManaged(c, p.role, "AmazonEKSWorkerNodePolicy", "AmazonEKSWorkerNodeMinimalPolicy", "AdministratorAccess") &&
		!iam.Allows(c, p.role, "ec2:DescribeInstances", "*") {
		return "role " + p.role.ID + " lacks AmazonEKSWorkerNodePolicy"
	}
	config := p.cluster.Props.Map("vpcConfig")
	vpc := c.Find(api.VPC, config.Str("vpcId"))
	if vpc != nil && (!vpc.Props.BoolOr("enableDnsSupport", true) || !vpc.Props.Bool("enableDnsHostnames")) {
		return "VPC " + vpc.ID + " lacks DNS resolution or DNS hostnames, which nodes need to register"
	}
	for _, s := range p.subnets {
		if why := noWay(c, p, s, config); why != "" {
			return why
		}
	}
	return ""
}

// noWay says why a machine in the subnet cannot reach the API server and the
// services that it starts from, or "". Without a way to the internet it needs
// the private endpoint and endpoints of EC2, ECR and S3. Source:
// https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html
func noWay(c *world.Call, p *plan, subnet *world.Object, config world.Props) string {
	private := config.Bool("endpointPrivateAccess")
	from, why := source(c, p, subnet)
	if why != "" {
		if !private {
			return why + ", and the cluster has no private endpoint"
		}
		if missing := missingEndpoints(c, config.Str("vpcId"), subnet.ID); len(missing) > 0 {
			return fmt.Sprintf("%s, and the VPC has no endpoints of %s", why, strings.Join(missing, ", "))
		}
		return ""
	}
	if private || admits(config.Strs("publicAccessCidrs"), from) {
		return ""
	}
	return fmt.Sprintf("machines in subnet %s come from %s, which publicAccessCidrs %v leaves out, and the cluster has no private endpoint", subnet.ID, from, config.Strs("publicAccessCidrs"))
}

// source is the address from which machines in the subnet reach the internet,
// or why they do not. With public addresses of their own, it is any.
func source(c *world.Call, p *plan, subnet *world.Object) (from, why string) {
	target, ok := ec2.RouteFor(c, subnet.ID, beyond)
	if ok && strings.HasPrefix(target, "igw-") {
		return "any public address", "" // capacity has made sure that they get one
	}
	if ok, why := ec2.HasEgress(c, subnet.ID); !ok {
		return "", why
	}
	if nat := c.Find(api.NATGateway, target); nat != nil {
		return nat.Props.Str("publicIp"), ""
	}
	if eni := c.Find(api.NetworkInterface, target); eni != nil {
		return eni.Props.Map("association").Str("publicIp"), ""
	}
	return "any public address", ""
}

// admits reports whether one of the ranges contains the address; an address
// that is not known passes only where everybody does.
func admits(ranges []string, from string) bool {
	a, err := netip.ParseAddr(from)
	return slices.ContainsFunc(ranges, func(cidr string) bool {
		p, bad := netip.ParsePrefix(cidr)
		return bad == nil && (p.Bits() == 0 || err == nil && p.Contains(a))
	})
}

func missingEndpoints(c *world.Call, vpcID, subnetID string) []string {
	var missing []string
	table := ec2.RouteTableOf(c, subnetID)
	for _, service := range []string{"ec2", "ecr.api", "ecr.dkr", "s3"} {
		name := "com.amazonaws." + c.Scope + "." + service
		if !slices.ContainsFunc(c.Where(api.VPCEndpoint, "vpcId", vpcID), func(e *world.Object) bool {
			gateway := e.Props.StrOr("vpcEndpointType", "Gateway") == "Gateway"
			return e.Props.Str("serviceName") == name &&
				(!gateway || table != nil && slices.Contains(e.Props.Strs("routeTableIds"), table.ID))
		}) {
			missing = append(missing, service)
		}
	}
	return missing
}

// notReady says why a node that has joined does not become Ready, or "": it
// must be allowed to pull images, and a network plugin that may hand out
// addresses must be installed. Source:
// https://docs.aws.amazon.com/eks/latest/userguide/managing-vpc-cni.html
func notReady(c *world.Call, p *plan) string {
	if !iam.HasManaged(c, p.role, "AmazonEC2ContainerRegistryReadOnly", "AmazonEC2ContainerRegistryPullOnly",
		"AmazonEC2ContainerRegistryPowerUser", "AmazonEC2ContainerRegistryFullAccess", "AdministratorAccess") &&
		!iam.Allows(c, p.role, "ecr:GetAuthorizationToken", "*") {
		return "role " + p.role.ID + " may not pull images: attach AmazonEC2ContainerRegistryPullOnly"
	}
	name := p.cluster.ID
	plugin := c.Find(api.Addon, name+":vpc-cni")
	if plugin == nil && c.Find(selfManagedKind, name+":vpc-cni") == nil {
		return "cluster " + name + " has no network plugin: install the add-on vpc-cni before the nodes"
	}
	if hasCNIPolicy(c, p.role) {
		return ""
	}
	for _, arn := range identitiesOf(c, name, plugin, "kube-system", "aws-node") {
		if role := iam.RoleByARN(c, arn); role != nil && hasCNIPolicy(c, role) {
			return ""
		}
	}
	return "neither role " + p.role.ID + " nor one of the add-on vpc-cni has AmazonEKS_CNI_Policy"
}

func hasCNIPolicy(c *world.Call, role *world.Object) bool {
	return iam.HasManaged(c, role, "AmazonEKS_CNI_Policy", "AdministratorAccess") ||
		iam.Allows(c, role, "ec2:AssignPrivateIpAddresses", "*") || iam.Allows(c, role, "ec2:AssignIpv6Addresses", "*")
}

// identitiesOf are the ARNs of the roles that a service account of an add-on
// has: by annotation and by Pod Identity.
func identitiesOf(c *world.Call, cluster string, addon *world.Object, namespace, account string) []string {
	var arns []string
	if addon != nil && addon.Props.Str("serviceAccountRoleArn") != "" {
		arns = append(arns, addon.Props.Str("serviceAccountRoleArn"))
	}
	for _, a := range c.Where(api.PodIdentity, "clusterName", cluster) {
		if a.Props.Str("namespace") == namespace && a.Props.Str("serviceAccount") == account {
			arns = append(arns, a.Props.Str("roleArn"))
		}
	}
	return arns
}
