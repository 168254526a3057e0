package ec2

// Service quotas by service and quota code, as Service Quotas lists them; a
// world's setting "quota:<code>" raises one. Source:
// https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html and
// https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html
const (
	QuotaVPCs               = "vpc/L-F678F1CE" // VPCs per Region
	QuotaSubnets            = "vpc/L-407747CB" // subnets per VPC
	QuotaInternetGateways   = "vpc/L-A4707A72" // internet gateways per Region
	QuotaNATGateways        = "vpc/L-FE5A380F" // NAT gateways per Availability Zone
	QuotaAddresses          = "ec2/L-0263D0A3" // Elastic IP addresses per Region
	QuotaRouteTables        = "vpc/L-589F43AA" // route tables per VPC
	QuotaRoutes             = "vpc/L-93826ACB" // routes per route table
	QuotaSecurityGroups     = "vpc/L-E79EC296" // security groups per Region
	QuotaGroupRules         = "vpc/L-0EA8095F" // inbound or outbound rules per security group
	QuotaGroupsPerInterface = "vpc/L-2AFB9258" // security groups per network interface
	QuotaNetworkACLs        = "vpc/L-B4A6D682" // network ACLs per VPC
	QuotaNetworkACLRules    = "vpc/L-2AEEBF1A" // rules per network ACL, per direction
	QuotaGatewayEndpoints   = "vpc/L-1B52E74A" // gateway VPC endpoints per Region
	QuotaInterfaceEndpoints = "vpc/L-29B6F2EB" // interface VPC endpoints per VPC
	QuotaStandardVCPUs      = "ec2/L-1216C47A" // vCPUs of running On-Demand Standard instances
	QuotaStandardSpotVCPUs  = "ec2/L-34B43A08" // vCPUs of all Standard Spot instance requests
)

// Defaults of the quotas above.
const (
	defaultVPCs               = 5
	defaultSubnets            = 200
	defaultInternetGateways   = 5
	defaultNATGateways        = 5
	defaultAddresses          = 5
	defaultRouteTables        = 200
	defaultRoutes             = 500
	defaultSecurityGroups     = 2500
	defaultGroupRules         = 60
	defaultGroupsPerInterface = 5
	defaultNetworkACLs        = 200
	defaultNetworkACLRules    = 20
	defaultGatewayEndpoints   = 20
	defaultInterfaceEndpoints = 50
	defaultStandardVCPUs      = 5
)
