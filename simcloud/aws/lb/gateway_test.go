package lb_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/lb/lab"
)

func TestAGatewayLoadBalancerNeedsNoInternetGateway(t *testing.T) {
	l := lab.New(t)
	id, out := l.Make(api.LoadBalancer, "inspect", P{"name": "inspect", "loadBalancerType": "gateway", "subnets": []any{"subnet-x"}})
	require.Regexp(t, `:loadbalancer/gwy/inspect/[0-9a-f]{16}$`, id)
	require.Empty(t, out.Str("dnsName"))
	tg, _ := l.Make(api.TargetGroup, "inspect", P{"name": "inspect", "port": 6081, "protocol": "GENEVE", "vpcId": "vpc-2"})
	l.Make(api.Listener, "all", P{"loadBalancerArn": id, "defaultActions": forward(tg)})
}
