package ec2

// Resource types that belong to this service alone, by Pulumi token.
const (
	MainRouteAssociation = "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation"
	KeyPair              = "aws:ec2/keyPair:KeyPair"
	DHCPOptions          = "aws:ec2/vpcDhcpOptions:VpcDhcpOptions"
)
