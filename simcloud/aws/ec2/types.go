package ec2

import (
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Types returns the resource types of the service.
func Types() []*world.Type {
	return []*world.Type{
		vpcType(), subnetType(), internetGatewayType(), egressOnlyGatewayType(), addressType(), natGatewayType(),
		routeTableType(), routeType(), routeAssociationType(), mainRouteAssociationType(), endpointType(),
		securityGroupType(), defaultGroupType(), ruleType(api.IngressRule, "ingress"), ruleType(api.EgressRule, "egress"),
		networkACLType(), networkACLAssociationType(), flowLogType(), interfaceType(), instanceType(), launchTemplateType(),
		volumeType(), keyPairType(),
	}
}
