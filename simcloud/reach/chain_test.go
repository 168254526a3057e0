package reach_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/lb/lab"
	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
	"github.com/drydock-iac/drydock/simcloud/reach"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// account is the whole simulated AWS, each resource checked by its schema.
type account struct {
	*worldtest.Lab
	made [][3]string // token, name, id
}

func newAccount(t *testing.T) *account {
	p, err := aws.Provider()
	require.NoError(t, err)
	l := worldtest.Of(t, "chain", p)
	l.Session.Configure(world.Props{"region": l.Region})
	return &account{Lab: l}
}

func (a *account) make(token, name string, in P) (string, world.Props) {
	a.Helper()
	id, out := a.Make(token, name, in)
	a.made = append(a.made, [3]string{token, name, id})
	return id, out
}

func (a *account) network() (vpc string, subnets []any) {
	vpc, _ = a.make(api.VPC, "vpc", P{"cidrBlock": "10.0.0.0/16"})
	gateway, _ := a.make(api.InternetGateway, "gateway", P{"vpcId": vpc})
	table, _ := a.make(api.RouteTable, "public", P{"vpcId": vpc})
	a.make(api.Route, "out", P{"routeTableId": table, "destinationCidrBlock": "0.0.0.0/0", "gatewayId": gateway})
	for i, zone := range []string{"a", "b"} {
		id, _ := a.make(api.Subnet, zone, P{"vpcId": vpc, "cidrBlock": fmt.Sprintf("10.0.%d.0/24", i), "availabilityZone": lab.Region + zone})
		a.make(api.RouteAssociation, zone, P{"subnetId": id, "routeTableId": table})
		subnets = append(subnets, id)
	}
	return vpc, subnets
}

func (a *account) groups(vpc string) (balancer, node string) {
	balancer, _ = a.make(api.SecurityGroup, "balancer", P{"vpcId": vpc, "description": "balancer"})
	node, _ = a.make(api.SecurityGroup, "node", P{"vpcId": vpc, "description": "nodes"})
	a.make(api.IngressRule, "in", P{"securityGroupId": balancer, "ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "cidrIpv4": "0.0.0.0/0"})
	a.make(api.EgressRule, "out", P{"securityGroupId": balancer, "ipProtocol": "-1", "cidrIpv4": "0.0.0.0/0"})
	a.make(api.IngressRule, "node", P{"securityGroupId": node, "ipProtocol": "tcp", "fromPort": 30080, "toPort": 30080, "referencedSecurityGroupId": balancer})
	return balancer, node
}

func (a *account) certificate() (zone, cert string) {
	zone, _ = a.make(api.Zone, "zone", P{"name": "acme.test"})
	cert, out := a.make(api.Certificate, "cert", P{"domainName": "app.acme.test", "validationMethod": "DNS"})
	proof := out.Maps("domainValidationOptions")[0]
	a.make(api.Record, "proof", P{"zoneId": zone, "name": proof["resourceRecordName"], "type": "CNAME", "ttl": 60, "records": []any{proof["resourceRecordValue"]}})
	a.make(api.CertificateIssued, "wait", P{"certificateArn": cert})
	return zone, cert
}

func TestTheChainOfRealResourcesIsOpenAndLeavesNothing(t *testing.T) {
	a := newAccount(t)
	vpc, subnets := a.network()
	balancer, node := a.groups(vpc)
	zone, cert := a.certificate()
	lb, out := a.make(api.LoadBalancer, "edge", P{"loadBalancerType": "network", "subnets": subnets, "securityGroups": []any{balancer}})
	tg, _ := a.make(api.TargetGroup, "nodes", P{"port": 30080, "protocol": "TCP", "vpcId": vpc, "healthCheck": P{"protocol": "HTTP", "path": "/ping"}})
	a.make(api.Listener, "tls", P{"loadBalancerArn": lb, "port": 443, "protocol": "TLS", "certificateArn": cert, "defaultActions": []any{P{"type": "forward", "targetGroupArn": tg}}})
	a.make(api.Record, "app", P{"zoneId": zone, "name": "app.acme.test", "type": "A", "aliases": []any{P{"name": out["dnsName"], "zoneId": out["zoneId"], "evaluateTargetHealth": true}}})
	template, _ := a.make(api.LaunchTemplate, "nodes", P{"imageId": "ami-0123456789abcdef0", "instanceType": "t3.small", "vpcSecurityGroupIds": []any{node}})
	asg, _ := a.make(api.AutoScalingGroup, "nodes", P{"minSize": 2, "maxSize": 2, "launchTemplate": P{"id": template}, "vpcZoneIdentifiers": subnets})
	a.make(api.ScalingAttachment, "nodes", P{"autoscalingGroupName": asg, "lbTargetGroupArn": tg})

	a.World.View("", func(c *world.Call) {
		r := reach.Path(c, reach.Cluster{}, reach.From{}, "https://app.acme.test/")
		require.True(t, r.Open(), r.String())
		health := reach.TargetHealth(c, reach.Cluster{}, tg)
		require.Len(t, health, 2)
		require.Equal(t, []string{reach.Healthy, reach.Healthy}, []string{health[0].State, health[1].State})
	})
	for _, m := range slices.Backward(a.made) {
		require.NoError(t, a.Delete(m[0], m[1], m[2]), m[1])
	}
	require.Empty(t, a.World.Objects())
}

func TestALoadBalancerHoldsItsSubnetsAndGroups(t *testing.T) {
	a := newAccount(t)
	vpc, subnets := a.network()
	balancer, _ := a.groups(vpc)
	a.make(api.LoadBalancer, "edge", P{"loadBalancerType": "network", "subnets": subnets, "securityGroups": []any{balancer}})
	require.Equal(t, "DependencyViolation", world.CodeOf(a.Delete(api.Subnet, "a", subnets[0].(string))))
	require.Equal(t, "DependencyViolation", world.CodeOf(a.Delete(api.SecurityGroup, "balancer", balancer)))
}
