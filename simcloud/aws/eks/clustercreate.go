package eks

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/aws/kms"
	"github.com/drydock-iac/drydock/simcloud/aws/logs"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func createCluster(c *world.Call) error {
	name := c.In.Str("name")
	op := clusterOp(c, "creating", "CreateCluster")
	if c.Find(api.Cluster, name) != nil {
		return inUse(op, "Cluster already exists with name: "+name, docCluster)
	}
	if most := c.Quota(QuotaClusters, 100); len(c.All(api.Cluster)) >= most {
		return op.Refuse("ResourceLimitExceededException", fmt.Sprintf("Cluster limit of %d exceeded for this account in this Region", most), docQuotas)
	}
	version := c.In.StrOr("version", defaultVersion)
	r, ok := released(version, c.Now())
	if !ok {
		return invalid(op, "unsupported Kubernetes version", docVersions)
	}
	role := iam.RoleByARN(c, c.In.Str("roleArn"))
	if role == nil || !iam.Trusts(role, "eks.amazonaws.com") {
		return invalid(op, fmt.Sprintf("Role with arn: %s, could not be assumed because it does not exist or the trusted entity is not correct", c.In.Str("roleArn")), docCluster)
	}
	access := accessOf(c.In)
	if access.Str("authenticationMode") == "CONFIG_MAP" && !access.Bool("bootstrapClusterCreatorAdminPermissions") {
		return invalid(op, "bootstrapClusterCreatorAdminPermissions must be true if cluster authentication mode is set to CONFIG_MAP", docAccess)
	}
	subnets, err := network(c, op)
	if err != nil {
		return err
	}
	if err := encryption(c, op); err != nil {
		return err
	}

	c.ID = name
	vpcID := subnets[0].Props.Str("vpcId")
	id := strings.ToUpper(c.Hex(32, "cluster id"))
	data, err := authority(c)
	if err != nil {
		return fmt.Errorf("certificate authority of EKS cluster %s: %w", name, err)
	}
	ca := map[string]any{"data": data}
	c.Out["arn"] = api.ARN(c, "eks", "cluster/"+name)
	c.Out["accessConfig"] = map[string]any(access)
	c.Out["certificateAuthority"], c.Out["certificateAuthorities"] = ca, []any{ca}
	c.Out["createdAt"] = stamp(c)
	c.Out["endpoint"] = fmt.Sprintf("https://%s.%s.%s.eks.amazonaws.com", id, endpointCell(c), c.Scope)
	c.Out["identities"] = []any{map[string]any{"oidcs": []any{map[string]any{
		"issuer": fmt.Sprintf("https://oidc.eks.%s.amazonaws.com/id/%s", c.Scope, id),
	}}}}
	c.Out["kubernetesNetworkConfig"] = serviceNetwork(c, vpcID)
	c.Out["platformVersion"], c.Out["status"], c.Out["version"] = r.platform, "ACTIVE", version
	c.Out["upgradePolicy"] = map[string]any{"supportType": c.In.Map("upgradePolicy").StrOr("supportType", "EXTENDED")}

	group := c.Make(nil, api.SecurityGroup, c.NewID("sg", "cluster"), clusterGroup(c, name, vpcID))
	c.Out["vpcConfig"] = vpcConfig(c.In.Map("vpcConfig"), group.ID, vpcID)
	placeInterfaces(c, nil, subnets, group.ID)
	if c.Out.Bool("bootstrapSelfManagedAddons") {
		for _, a := range selfManaged {
			c.Make(nil, selfManagedKind, name+":"+a, world.Props{"clusterName": name, "addonName": a})
		}
	}
	bootstrapAdmin(c, nil, name, access)
	writeLogs(c, name)
	return nil
}

func endpointCell(c *world.Call) string {
	return []string{"gr7", "sk1", "yl4"}[c.Number(3, "endpoint")]
}

// accessOf completes the access configuration, which without wishes is CONFIG_MAP
// with the creator as administrator. Source: https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAccessConfigRequest.html
func accessOf(in world.Props) world.Props {
	a := in.Map("accessConfig")
	return world.Props{
		"authenticationMode":                      a.StrOr("authenticationMode", "CONFIG_MAP"),
		"bootstrapClusterCreatorAdminPermissions": a.BoolOr("bootstrapClusterCreatorAdminPermissions", true),
	}
}

// unsupportedZones are zones in which the service has no control planes, by
// the name that most accounts know them by; the zone's own id is use1-az3.
// Source: docNetwork.
var unsupportedZones = []string{"us-east-1e"}

// network checks the VPC configuration and returns the subnets.
func network(c *world.Call, op api.Op) ([]*world.Object, error) {
	vpc := c.In.Map("vpcConfig")
	var subnets []*world.Object
	zones := map[string]bool{}
	for _, id := range vpc.Strs("subnetIds") {
		s := c.Find(api.Subnet, id)
		if s == nil {
			return nil, invalid(op, fmt.Sprintf("The subnet ID '%s' does not exist", id), docNetwork)
		}
		subnets = append(subnets, s)
		zones[s.Props.Str("availabilityZone")] = true
	}
	for _, z := range unsupportedZones {
		if zones[z] {
			return nil, op.Refuse("UnsupportedAvailabilityZoneException", unsupportedZone(c, z), docNetwork)
		}
	}
	if len(zones) < 2 {
		return nil, invalid(op, "Subnets specified must be in at least two different AZs", docNetwork)
	}
	vpcID := subnets[0].Props.Str("vpcId")
	for _, s := range subnets {
		if s.Props.Str("vpcId") != vpcID {
			return nil, invalid(op, "Subnets specified must belong to the same VPC", docNetwork)
		}
		// Six addresses are the least, for the service's own interfaces.
		if c.Object == nil && ec2.FreeAddresses(c, s) < 6 {
			return nil, invalid(op, fmt.Sprintf("Subnet %s must have at least six free IP addresses for use by Amazon EKS", s.ID), docNetwork)
		}
	}
	for _, id := range vpc.Strs("securityGroupIds") {
		g := c.Find(api.SecurityGroup, id)
		if g == nil {
			return nil, invalid(op, fmt.Sprintf("The security group ID '%s' does not exist", id), docNetwork)
		}
		if g.Props.Str("vpcId") != vpcID {
			return nil, invalid(op, fmt.Sprintf("Security group(s) [%s] are not in the same VPC as the subnets. Please specify all Security Groups in the VPC %s", id, vpcID), docNetwork)
		}
	}
	public := vpc.BoolOr("endpointPublicAccess", true)
	if !public && !vpc.Bool("endpointPrivateAccess") {
		return nil, invalid(op, "Private and public endpoint access cannot be false", docEndpoint)
	}
	var reserved []string
	for _, cidr := range vpc.Strs("publicAccessCidrs") {
		if p, err := netip.ParsePrefix(cidr); err == nil && (p.Addr().IsPrivate() || p.Addr().IsLoopback() || p.Addr().IsLinkLocalUnicast()) {
			reserved = append(reserved, cidr)
		}
	}
	if len(reserved) > 0 {
		return nil, invalid(op, fmt.Sprintf("The following CIDRs are invalid in publicAccessCidrs: %v", reserved), docEndpoint)
	}
	return subnets, nil
}

func unsupportedZone(c *world.Call, zone string) string {
	var others []string
	for _, z := range api.Zones(c.Scope) {
		if z != zone {
			others = append(others, z)
		}
	}
	return fmt.Sprintf("Cannot create cluster '%s' because EKS does not support creating control plane instances in %s, the targeted availability zone. "+
		"Retry cluster creation using control plane subnets that span at least two of these availability zones: %s. "+
		"Note, post cluster creation, you can run worker nodes in separate subnets/availability zones from control plane subnets/availability zones passed during cluster creation",
		c.In.Str("name"), zone, strings.Join(others, ", "))
}

// encryption: the key of the secrets exists in the region and is a symmetric
// one that encrypts. Source: docSecrets.
func encryption(c *world.Call, op api.Op) error {
	arn := keyOf(c.In)
	if arn == "" {
		return nil
	}
	key := kms.Find(c, arn)
	if key == nil || !key.Props.BoolOr("isEnabled", true) {
		return invalid(op, fmt.Sprintf("The keyArn in encryptionConfig provider is invalid: key %s does not exist or is not enabled", arn), docSecrets)
	}
	if key.Props.Str("customerMasterKeySpec") != "SYMMETRIC_DEFAULT" {
		return invalid(op, fmt.Sprintf("The keyArn in encryptionConfig provider is invalid: key %s is not symmetric", arn), docSecrets)
	}
	return nil
}

// serviceNetwork fills in the range of services: 10.100.0.0/16, or
// 172.20.0.0/16 where the VPC's own range begins with 10. Source:
// https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html
func serviceNetwork(c *world.Call, vpcID string) map[string]any {
	in := c.In.Map("kubernetesNetworkConfig")
	cidr := "10.100.0.0/16"
	if vpc := c.Find(api.VPC, vpcID); vpc != nil && strings.HasPrefix(vpc.Props.Str("cidrBlock"), "10.") {
		cidr = "172.20.0.0/16"
	}
	out := map[string]any{
		"ipFamily":             in.StrOr("ipFamily", "ipv4"),
		"elasticLoadBalancing": map[string]any{"enabled": in.Map("elasticLoadBalancing").Bool("enabled")},
	}
	if out["ipFamily"] == "ipv6" {
		// The service takes the range from its own unique local addresses.
		out["serviceIpv6Cidr"] = fmt.Sprintf("fd%s:%s::/108", c.Hex(2, "services a"), c.Hex(4, "services b"))
		return out
	}
	out["serviceIpv4Cidr"] = in.StrOr("serviceIpv4Cidr", cidr)
	return out
}

func vpcConfig(in world.Props, groupID, vpcID string) map[string]any {
	cidrs := in.Strs("publicAccessCidrs")
	public := in.BoolOr("endpointPublicAccess", true)
	if len(cidrs) == 0 && public {
		cidrs = []string{"0.0.0.0/0"}
	}
	return map[string]any{
		"clusterSecurityGroupId": groupID, "vpcId": vpcID,
		"endpointPrivateAccess": in.Bool("endpointPrivateAccess"), "endpointPublicAccess": public,
		"publicAccessCidrs": strs(cidrs), "securityGroupIds": strs(in.Strs("securityGroupIds")), "subnetIds": strs(in.Strs("subnetIds")),
	}
}

// clusterGroup is the security group that the service makes for the control
// plane's interfaces and the nodes. Source:
// https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html
func clusterGroup(c *world.Call, name, vpcID string) world.Props {
	groupName := fmt.Sprintf("eks-cluster-sg-%s-%d", name, 100000000+c.Number(900000000, "group"))
	rule := func(extra map[string]any) []any {
		r := map[string]any{"protocol": "-1", "fromPort": 0.0, "toPort": 0.0}
		for k, v := range extra {
			r[k] = v
		}
		return []any{r}
	}
	tags := map[string]any{"Name": groupName, "kubernetes.io/cluster/" + name: "owned", "aws:eks:cluster-name": name}
	return world.Props{
		"name": groupName, "vpcId": vpcID, "ownerId": api.Account, "tags": tags, "tagsAll": tags,
		"description": "EKS created security group applied to ENI that is attached to EKS Control Plane master nodes, as well as any managed workloads.",
		"ingress":     rule(map[string]any{"self": true}),
		"egress":      rule(map[string]any{"cidrBlocks": []any{"0.0.0.0/0"}}),
	}
}

// placeInterfaces puts the control plane's two interfaces into subnets of two
// zones. Source: docNetwork.
func placeInterfaces(c *world.Call, owner *world.Object, subnets []*world.Object, groupID string) {
	groups := append([]string{groupID}, c.In.Map("vpcConfig").Strs("securityGroupIds")...)
	zones := map[string]bool{}
	for _, s := range subnets {
		zone := s.Props.Str("availabilityZone")
		if zones[zone] || len(zones) == 2 {
			continue
		}
		zones[zone] = true
		ec2.MakeInterface(c, owner, s, "eks", "Amazon EKS "+c.In.Str("name"), groups, zone)
	}
}

// bootstrapAdmin makes the access entry of the principal that creates the
// cluster. Source: docAccess.
func bootstrapAdmin(c *world.Call, owner *world.Object, name string, access world.Props) {
	if access.Str("authenticationMode") == "CONFIG_MAP" || !access.Bool("bootstrapClusterCreatorAdminPermissions") {
		return
	}
	id := name + ":" + api.Caller
	if c.Find(api.AccessEntry, id) != nil {
		return
	}
	c.Make(owner, api.AccessEntry, id, entryProps(c, name, api.Caller, "STANDARD"))
	c.Make(owner, api.AccessPolicy, associationID(name, api.Caller, clusterAdmin), world.Props{
		"clusterName": name, "principalArn": api.Caller, "policyArn": clusterAdmin,
		"accessScope": map[string]any{"type": "cluster"}, "associatedAt": stamp(c), "modifiedAt": stamp(c),
	})
}

// writeLogs makes the control plane's log group where logging is on and the
// group does not exist. It stays when the cluster goes. Source:
// https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html
func writeLogs(c *world.Call, name string) {
	if len(c.Out.List("enabledClusterLogTypes")) > 0 {
		logs.Make(c, LogGroup(name))
	}
}

// LogGroup is the name of the log group that a cluster's control plane writes
// to.
func LogGroup(cluster string) string { return "/aws/eks/" + cluster + "/cluster" }
