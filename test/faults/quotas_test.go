package faults_test

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/cluster"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/simcloud/aws/acm"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/aws/eks"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/aws/lb"
	"github.com/drydock-iac/drydock/simcloud/aws/route53"
)

// enough is more of anything than a platform needs.
const enough = 1000

// quotas are faults of an account that may have less than is asked for. The
// repair is to have the quota raised.
func quotas() []fault {
	alone := func(*drill) pulumi.RunFunc { return vpc(nil) }
	rows := []struct {
		name    string
		quota   string
		limit   int
		program func(*drill) pulumi.RunFunc
		code    string
		message string
	}{
		{"the region has its VPCs already", ec2.QuotaVPCs, 1, alone, "VpcLimitExceeded", "The maximum number of VPCs has been reached."},
		{"a VPC may have too few subnets", ec2.QuotaSubnets, 3, alone, "SubnetLimitExceeded", "The maximum number of subnets has been reached."},
		{"the region has its internet gateways already", ec2.QuotaInternetGateways, 1, alone, "InternetGatewayLimitExceeded", "The maximum number of internet gateways has been reached."},
		{"no Elastic IP address is left", ec2.QuotaAddresses, 0, alone, "AddressLimitExceeded", "The maximum number of addresses has been reached."},
		{"the zone has its NAT gateways already", ec2.QuotaNATGateways, 0, alone, "NatGatewayLimitExceeded", "Performing this operation would exceed the limit of 0 NAT gateways"},
		{"a VPC may have too few route tables", ec2.QuotaRouteTables, 3, alone, "RouteTableLimitExceeded", "The maximum number of route tables has been reached."},
		{"the region has its gateway endpoints already", ec2.QuotaGatewayEndpoints, 1, alone, "VpcEndpointLimitExceeded", "The maximum number of VPC endpoints has been reached."},
		{"a VPC may have too few interface endpoints", ec2.QuotaInterfaceEndpoints, 1, func(*drill) pulumi.RunFunc {
			return vpc(func(a *network.VPCArgs) { a.InterfaceEndpoints = []string{"ecr.api", "ecr.dkr"} })
		}, "VpcEndpointLimitExceeded", "The maximum number of VPC endpoints has been reached."},
		{"the region has its security groups already", ec2.QuotaSecurityGroups, 2, balanced, "SecurityGroupLimitExceeded", "The maximum number of security groups has been reached."},
		{"a security group may have too few rules", ec2.QuotaGroupRules, 2, rules, "RulesPerSecurityGroupLimitExceeded", "The maximum number of rules per security group has been reached."},
		{"too few vCPUs for the nodes on demand", ec2.QuotaStandardVCPUs, 3, inNetwork, "AsgInstanceLaunchFailures", "VcpuLimitExceeded - You have requested more vCPU capacity than your current vCPU limit of 3 allows"},
		{"too few vCPUs for the spot nodes", ec2.QuotaStandardSpotVCPUs, 1, spotted, "AsgInstanceLaunchFailures", "MaxSpotInstanceCountExceeded - Max spot instance count exceeded"},
		{"the region has its clusters already", eks.QuotaClusters, 0, inNetwork, "ResourceLimitExceededException", "Cluster limit of 0 exceeded for this account in this Region"},
		{"a cluster may have too few node groups", eks.QuotaNodeGroups, 1, spotted, "ResourceLimitExceededException", "Managed node groups per cluster limit of 1 exceeded"},
		{"a node group may have too few nodes", eks.QuotaNodes, 2, inNetwork, "ResourceLimitExceededException", "Nodes per managed node group limit of 2 exceeded"},
		{"the region has its load balancers already", lb.QuotaNetwork, 0, balanced, "TooManyLoadBalancers", "The maximum number of load balancers has been reached"},
		{"the region has its target groups already", lb.QuotaTargetGroups, 0, balanced, "TooManyTargetGroups", "You've reached the limit on the number of target groups for your AWS account."},
		{"a load balancer may have no listeners", lb.QuotaListeners, 0, balanced, "TooManyListeners", "You've reached the limit on the number of listeners per load balancer."},
		{"the account has its hosted zones already", route53.QuotaZones, 0, zoned(1), "TooManyHostedZones", "Limits Exceeded: MAX_HOSTED_ZONES_BY_OWNER"},
		{"the region has its certificates already", acm.QuotaCertificates, 0, zoned(1), "LimitExceededException", "An ACM quota has been exceeded: 0 certificates."},
		{"a certificate may have too few names", acm.QuotaNames, 10, zoned(11), "LimitExceededException", "An ACM quota has been exceeded: 10 domain names in one certificate, 11 asked for."},
		{"the account has its roles already", iam.QuotaRoles, 2, inNetwork, "LimitExceeded", "Cannot exceed quota for RolesPerAccount: 2"},
		{"a role may have too few policies", iam.QuotaAttachments, 1, inNetwork, "LimitExceeded", "Cannot exceed quota for PoliciesPerRole: 1"},
		{"the account has its OpenID Connect providers already", iam.QuotaOIDCProviders, 0, inNetwork, "LimitExceeded", "Cannot exceed quota for OpenIdConnectProvidersPerAccount: 0"},
	}
	var out []fault
	for _, r := range rows {
		out = append(out, fault{
			name: r.name, given: sound, program: r.program, code: r.code, message: r.message,
			stage:  func(d *drill) { d.quota(r.quota, r.limit) },
			repair: func(d *drill) { d.quota(r.quota, enough) },
		})
	}
	return out
}

func zoned(count int) func(*drill) pulumi.RunFunc {
	return func(*drill) pulumi.RunFunc { return names(count) }
}

// rules is a VPC with a security group of three rules.
func rules(*drill) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		v, err := network.NewVPC(ctx, "core", &network.VPCArgs{Region: region, CIDR: "10.20.0.0/16", Zones: []string{"a"}, NAT: network.NATNone, Tiers: []network.Tier{{Kind: network.Public}}})
		if err != nil {
			return err
		}
		_, err = network.NewSecurityGroup(ctx, "core-web", &network.SecurityGroupArgs{Network: v.Placement(), Ingress: []network.Rule{
			{Protocol: network.TCP, Port: 80, CIDR: "192.0.2.0/24"},
			{Protocol: network.TCP, Port: 443, CIDR: "192.0.2.0/24"},
			{Protocol: network.TCP, Port: 8080, CIDR: "192.0.2.0/24"},
		}})
		return err
	}
}

// spotted is a cluster with a second group, of spot machines.
func spotted(d *drill) pulumi.RunFunc {
	return onNetwork(d.network, func(a *cluster.EKSArgs) {
		a.NodeGroups = append(a.NodeGroups, cluster.NodeGroup{
			Name: "spot", InstanceTypes: []string{"m6i.large", "m5.large"}, Capacity: cluster.Spot, Min: 1, Max: 2,
		})
	})
}
