package check_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/check"
)

func TestArgumentsHaveTheProvidersNames(t *testing.T) {
	for property, argument := range map[string]string{
		"name": "name", "loadBalancerType": "load_balancer_type", "healthCheck": "health_check", "enableHttp2": "enable_http2",
		"aliases": "alias", "subnetMappings": "subnet_mapping", "weightedRoutingPolicies": "weighted_routing_policy",
		"vpcZoneIdentifiers": "vpc_zone_identifier", "securityGroups": "security_groups",
	} {
		require.Equal(t, argument, check.Argument(property))
	}
}
