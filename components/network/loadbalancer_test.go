package network_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/recorder"
)

// balance makes a balancer and returns what was made.
func balance(t *testing.T, name string, args network.LoadBalancerArgs) *recorder.Recorder {
	t.Helper()
	return run(t, func(ctx *pulumi.Context) error {
		_, err := network.NewLoadBalancer(ctx, name, &args)
		return err
	})
}

func edge(t *testing.T) network.LoadBalancerArgs {
	t.Helper()
	return network.LoadBalancerArgs{
		Network: existing(t), InternetFacing: true,
		Listeners: []network.Listener{
			{
				Port: 443, Certificate: pulumi.String("arn:aws:x:::cert"),
				Target: network.Target{Port: 30080, Health: network.HealthCheck{Path: "/ping", Port: 30090}},
			},
			{Key: "plain", Port: 80, Target: network.Target{Port: 30080}},
		},
	}
}

func TestAnInternetFacingBalancerServesTLSFromThePublicTier(t *testing.T) {
	r := balance(t, "edge", edge(t))
	assert.Equal(t, map[string]any{
		"loadBalancerType": "network", "internal": false, "ipAddressType": "ipv4",
		"subnets": []any{"subnet-public-a", "subnet-public-b"}, "securityGroups": []any{"edge-group-id"},
		"enableCrossZoneLoadBalancing": true, "enableDeletionProtection": false,
		"tags": map[string]any{"Name": "edge-lb"},
	}, r.Get(t, "LoadBalancer", "edge-lb").Inputs)
	assert.Equal(t, map[string]any{
		"loadBalancerArn": "arn:aws:x:::edge-lb", "port": 443.0, "protocol": "TLS", "certificateArn": "arn:aws:x:::cert",
		"sslPolicy":      "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
		"defaultActions": []any{map[string]any{"type": "forward", "targetGroupArn": "arn:aws:x:::edge-443"}},
		"tags":           map[string]any{"Name": "edge-443"},
	}, r.Get(t, "Listener", "edge-443").Inputs)
	assert.Equal(t, map[string]any{
		"vpcId": "vpc-1", "targetType": "instance", "port": 30080.0, "protocol": "TCP",
		"deregistrationDelay": 300.0, "preserveClientIp": "true",
		"healthCheck": map[string]any{
			"enabled": true, "protocol": "HTTP", "port": "30090", "path": "/ping", "matcher": "200-399",
			"interval": 10.0, "timeout": 6.0, "healthyThreshold": 3.0, "unhealthyThreshold": 3.0,
		},
		"tags": map[string]any{"Name": "edge-443"},
	}, r.Get(t, "TargetGroup", "edge-443").Inputs)
	plain := r.Get(t, "Listener", "edge-plain").Inputs
	assert.Equal(t, []any{"TCP", nil, nil}, []any{plain["protocol"], plain["certificateArn"], plain["sslPolicy"]})
	assert.Equal(t, map[string]any{
		"enabled": true, "protocol": "TCP", "port": "traffic-port",
		"interval": 10.0, "timeout": 6.0, "healthyThreshold": 3.0, "unhealthyThreshold": 3.0,
	}, r.Get(t, "TargetGroup", "edge-plain").Inputs["healthCheck"])
}

func TestABalancersGroupLetsInItsClientsAndOutToItsTargets(t *testing.T) {
	r := balance(t, "edge", edge(t))
	assert.Equal(t, []string{"edge-group-in-tcp-443-0.0.0.0-0", "edge-group-in-tcp-80-0.0.0.0-0"}, r.Names("SecurityGroupIngressRule"))
	assert.Equal(t, []string{"edge-group-out-tcp-30080-10.20.0.0-16", "edge-group-out-tcp-30090-10.20.0.0-16"},
		r.Names("SecurityGroupEgressRule"))

	inner := edge(t)
	inner.InternetFacing = false
	assert.Equal(t, []string{"inner-group-in-tcp-443-10.20.0.0-16", "inner-group-in-tcp-80-10.20.0.0-16"},
		balance(t, "inner", inner).Names("SecurityGroupIngressRule"))
}

func TestAnInternalBalancerStandsInThePrivateTierAndHidesClients(t *testing.T) {
	args := edge(t)
	args.InternetFacing = false
	r := balance(t, "inner", args)
	lb := r.Get(t, "LoadBalancer", "inner-lb").Inputs
	assert.Equal(t, []any{true, []any{"subnet-private-a", "subnet-private-b"}}, []any{lb["internal"], lb["subnets"]})
	assert.Equal(t, "false", r.Get(t, "TargetGroup", "inner-443").Inputs["preserveClientIp"])

	args.ClientIP, args.Tier, args.DisableCrossZone, args.DeletionProtection = network.ClientIPKept, network.Isolated, true, true
	args.Zones, args.SingleZone = []string{"b"}, true
	r = balance(t, "inner", args)
	lb = r.Get(t, "LoadBalancer", "inner-lb").Inputs
	assert.Equal(t, []any{[]any{"subnet-isolated-b"}, false, true},
		[]any{lb["subnets"], lb["enableCrossZoneLoadBalancing"], lb["enableDeletionProtection"]})
	assert.Equal(t, "true", r.Get(t, "TargetGroup", "inner-443").Inputs["preserveClientIp"])
}

func TestOnlyAnInternetFacingBalancerWaitsForRoutes(t *testing.T) {
	r := run(t, func(ctx *pulumi.Context) error {
		settings := good()
		v, err := network.NewVPC(ctx, "core", &settings)
		if err != nil {
			return err
		}
		args := edge(t)
		args.Network = v.Placement()
		if _, err := network.NewLoadBalancer(ctx, "edge", &args); err != nil {
			return err
		}
		args.InternetFacing = false
		_, err = network.NewLoadBalancer(ctx, "inner", &args)
		return err
	})
	assert.True(t, r.Get(t, "LoadBalancer", "edge-lb").WaitsFor("Route", "core-public-ipv4"))
	inner := r.Get(t, "LoadBalancer", "inner-lb")
	assert.False(t, inner.WaitsFor("Route", "core-private-a-ipv4"))
	assert.True(t, inner.WaitsFor("Subnet", "core-private-a"))
}

func TestADualStackBalancerServesBothFamilies(t *testing.T) {
	args := edge(t)
	args.Network.IPv6, args.DualStack = true, true
	r := balance(t, "edge", args)
	assert.Equal(t, "dualstack", r.Get(t, "LoadBalancer", "edge-lb").Inputs["ipAddressType"])
	assert.Equal(t, []string{
		"edge-group-in-tcp-443-..-0", "edge-group-in-tcp-443-0.0.0.0-0", "edge-group-in-tcp-80-..-0", "edge-group-in-tcp-80-0.0.0.0-0",
	}, r.Names("SecurityGroupIngressRule"))
}

func TestPhysicalNamesAreAskedForOnlyWhereAutoNamingWouldBeTooLong(t *testing.T) {
	short := balance(t, "edge", edge(t))
	assert.NotContains(t, short.Get(t, "LoadBalancer", "edge-lb").Inputs, "name")
	assert.NotContains(t, short.Get(t, "TargetGroup", "edge-443").Inputs, "name")

	const long = "registration-of-the-management"
	names := map[string]bool{}
	args := edge(t)
	first := balance(t, long, args)
	args.Listeners[0].Target.Port = 30081
	second := balance(t, long, args)
	for _, m := range append(first.Of("LoadBalancer"), append(first.Of("TargetGroup"), second.Of("TargetGroup")...)...) {
		name := m.Inputs["name"].(string)
		assert.LessOrEqual(t, len(name), 32)
		assert.Regexp(t, `^[a-z0-9][a-z0-9-]*[a-z0-9]$`, name)
		names[name] = true
	}
	// The balancer, two target groups, and the one that replaces the first.
	assert.Len(t, names, 4)
}

func TestABalancerNamesItsTargetGroupsByListener(t *testing.T) {
	var groups map[string]network.TargetGroup
	var got []any
	run(t, func(ctx *pulumi.Context) error {
		args := edge(t)
		l, err := network.NewLoadBalancer(ctx, "edge", &args)
		require.NoError(t, err)
		groups = l.TargetGroups
		pulumi.All(l.ARN, l.SecurityGroupID, l.TargetGroupARNs, l.TargetGroups["443"].ARN).ApplyT(func(values []any) bool {
			got = values
			return true
		})
		return nil
	})
	require.Len(t, groups, 2)
	assert.Equal(t, []int{30080, 30090}, []int{groups["443"].Port, groups["443"].HealthPort})
	assert.Equal(t, []int{30080, 30080}, []int{groups["plain"].Port, groups["plain"].HealthPort})
	assert.Equal(t, []any{
		"arn:aws:x:::edge-lb", "edge-group-id", map[string]string{"443": "arn:aws:x:::edge-443", "plain": "arn:aws:x:::edge-plain"}, "arn:aws:x:::edge-443",
	}, got)
}

func TestDefaultsOfListenersAreTheDocumentedOnes(t *testing.T) {
	assert.Equal(t, []any{300, 10, 6, 3, 3, "/", "200-399", "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"}, []any{
		network.DefaultDrainSeconds, network.DefaultHealthInterval, network.DefaultHealthTimeout, network.DefaultHealthyThreshold,
		network.DefaultUnhealthyThreshold, network.DefaultHealthPath, network.DefaultHealthStatus, network.DefaultTLSPolicy,
	})
}

func TestAShortIntervalShortensTheTimeout(t *testing.T) {
	args := edge(t)
	args.Listeners[0].Target.Health.Interval = 5
	health := balance(t, "edge", args).Get(t, "TargetGroup", "edge-443").Inputs["healthCheck"].(map[string]any)
	assert.Equal(t, []any{5.0, 4.0}, []any{health["interval"], health["timeout"]})
}
