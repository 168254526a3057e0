package reach_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/aws/lb/lab"
	"github.com/drydock-iac/drydock/simcloud/reach"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func (s *site) lose(instance string) {
	s.Helper()
	require.NoError(s, s.World.Mutate(lab.Region, "lose", func(c *world.Call) error {
		ec2.Lose(c, c.Find(api.Instance, instance))
		return nil
	}))
}

func (s *site) health(instance string) (state, why string) {
	s.World.View(lab.Region, func(c *world.Call) {
		for _, h := range reach.TargetHealth(c, s.k.cluster(), s.tg) {
			if h.ID == instance {
				state, why = h.State, h.Why
			}
		}
	})
	return state, why
}

func TestALostTargetGetsRequestsUntilItsChecksHaveFailed(t *testing.T) {
	s := newSite(t)
	s.Set(api.TargetGroup, s.tg, P{"healthCheck": P{"enabled": true, "port": "traffic-port", "protocol": "TCP", "interval": 10, "unhealthyThreshold": 3}})
	s.lose(s.nodes[0])
	r := s.ask(reach.From{}, address)
	require.True(t, r.Open(), r.String())
	require.NotNil(t, r.Astray())
	require.Equal(t, "closed  target "+s.nodes[0]+":30080: instance "+s.nodes[0]+" is terminated; requests to it fail until 3 checks, 10 seconds apart, have", r.Astray().String())
	state, why := s.health(s.nodes[0])
	require.Equal(t, []string{reach.Healthy, "requests to it fail until 3 checks, 10 seconds apart, have"}, []string{state, why})

	s.World.Advance(30 * time.Second)
	r = s.ask(reach.From{}, address)
	require.True(t, r.Open())
	require.Nil(t, r.Astray())
	state, why = s.health(s.nodes[0])
	require.Equal(t, []string{reach.Unused, "Target is in the terminated state"}, []string{state, why})

	s.lose(s.nodes[1])
	r = s.ask(reach.From{}, address)
	require.False(t, r.Open())
	require.Nil(t, r.Astray(), "what is closed altogether is not open in part")
}

func TestAPodOnALostMachineFailsItsShare(t *testing.T) {
	s := newSite(t)
	s.k.appPods[0].Props = world.Props{ec2.LostProperty: "2026-11-01T00:00:00Z"}
	r := s.ask(reach.From{}, address)
	require.True(t, r.Open())
	require.Equal(t, "open    pod app/app-1; requests to app/app-0 fail: the machine is gone and its node does not count as not ready yet", r.Astray().String())
	s.k.appPods = s.k.appPods[:1]
	require.Equal(t, "requests to app/app-0 fail: the machine is gone and its node does not count as not ready yet", s.ask(reach.From{}, address).Blocked().Closed)
}

func TestALostZoneTakesItsPartOfTheBalancer(t *testing.T) {
	s := newSite(t)
	zone := func(letter string) {
		s.World.Set(ec2.SettingZone+lab.Region+letter, s.World.Now().UTC().Format(time.RFC3339))
	}
	zone("a")
	r := s.ask(reach.From{}, address)
	require.True(t, r.Open())
	require.Equal(t, "open    load balancer edge; requests to its address in zone eu-central-1a fail: the zone is lost and clients still know the address", r.Astray().String())
	s.World.Advance(time.Minute)
	require.Nil(t, s.ask(reach.From{}, address).Astray())
	zone("b")
	require.Equal(t, "its zone eu-central-1b is lost", s.ask(reach.From{}, address).Blocked().Closed)
	s.World.Set(ec2.SettingZone+lab.Region+"a", "")
	require.True(t, s.ask(reach.From{}, address).Open())
}

// Without cross-zone balancing an address sends to the targets of its own zone,
// and it is only the rules between those that count.
func TestWithoutCrossZoneATargetIsAskedFromItsOwnZone(t *testing.T) {
	closed := P{"ingress": []any{P{"ruleNo": 100, "protocol": "tcp", "action": "allow", "cidrBlock": "0.0.0.0/0", "fromPort": 443, "toPort": 443}, P{"ruleNo": 101, "protocol": "tcp", "action": "allow", "cidrBlock": "0.0.0.0/0", "fromPort": 32768, "toPort": 65535}}}
	for crosses, want := range map[bool]bool{true: false, false: true} {
		s := newSite(t)
		s.Set(api.LoadBalancer, s.lb, P{"enableCrossZoneLoadBalancing": crosses})
		// What comes to a node from another subnet is stopped by its ACL.
		s.Put(api.NetworkACL, "acl-nodes", P{"vpcId": "vpc-1", "subnetIds": []any{"subnet-a", "subnet-b"}, "egress": []any{P{"ruleNo": 100, "protocol": "-1", "action": "allow", "cidrBlock": "0.0.0.0/0"}}, "ingress": []any{
			closed["ingress"].([]any)[0], P{"ruleNo": 101, "protocol": "tcp", "action": "deny", "cidrBlock": "10.0.0.0/16", "fromPort": 30080, "toPort": 30080},
			P{"ruleNo": 102, "protocol": "tcp", "action": "allow", "cidrBlock": "0.0.0.0/0", "fromPort": 1024, "toPort": 65535},
		}})
		require.Equal(t, want, s.ask(reach.From{}, address).Open(), "cross-zone %v", crosses)
	}
}

func TestAMachineThatHasNotJoinedAnswersOnNoNodePort(t *testing.T) {
	s := newSite(t)
	s.bothNodes(P{"kubernetes": P{"cluster": "dev", "joining": true}})
	first := min(s.nodes[0], s.nodes[1])
	require.Equal(t, "instance "+first+" has not joined cluster dev", s.ask(reach.From{}, address).Blocked().Closed)
	s.bothNodes(P{"kubernetes": P{}, "rke2": P{"cluster": "lab"}})
	require.Equal(t, "instance "+first+" has not joined cluster lab", s.ask(reach.From{}, address).Blocked().Closed)
	state, why := s.health(first)
	require.Equal(t, []string{reach.Unhealthy, "health check fails: instance " + first + " has not joined cluster lab"}, []string{state, why})
}

// A target by address is the pod or the interface that has it.
func TestATargetByAddressIsWhatHasIt(t *testing.T) {
	s := newSite(t)
	group, _ := s.Make(api.TargetGroup, "pods", P{"name": "pods", "port": 8080, "protocol": "TCP", "targetType": "ip", "vpcId": "vpc-1"})
	s.Make(api.TargetAttachment, "pod", P{"targetGroupArn": group, "targetId": "10.0.0.77"})
	s.Set(api.Listener, s.listener, P{"defaultActions": []any{P{"type": "forward", "targetGroupArn": group}}})
	s.Put(api.EgressRule, "rule-sg-lb-8080", P{"securityGroupId": "sg-lb", "ipProtocol": "tcp", "fromPort": 8080, "toPort": 8080, "cidrIpv4": "10.0.0.0/16"})
	pod := &world.Object{Kind: "kubernetes:core/v1:Pod", ID: "app/app-0", Scope: scope, Props: world.Props{
		"ready": true, "instance": s.nodes[0], "status": map[string]any{"podIP": "10.0.0.77"},
	}}
	s.World.Seed(pod)
	asks := func() (state, why string) {
		s.World.View(lab.Region, func(c *world.Call) {
			for _, h := range reach.TargetHealth(c, s.k.cluster(), group) {
				state, why = h.State, h.Why
			}
		})
		return state, why
	}
	_, why := asks()
	require.Equal(t, "health check fails: security group sg-node: no ingress rule allows tcp 8080 from sg-lb", why)
	s.Put(api.IngressRule, "rule-sg-node-8080", P{"securityGroupId": "sg-node", "ipProtocol": "tcp", "fromPort": 8080, "toPort": 8080, "referencedSecurityGroupId": "sg-lb"})
	state, why := asks()
	require.Equal(t, []string{reach.Healthy, ""}, []string{state, why})
	require.Nil(t, s.ask(reach.From{}, "tls://app.acme.test").Blocked())
	pod.Props["ready"], pod.Props["reason"] = false, "0/2 nodes are available"
	_, why = asks()
	require.Equal(t, "health check fails: pod app/app-0 is not ready: 0/2 nodes are available", why)
	s.lose(s.nodes[0])
	pod.Props["ready"] = true
	_, why = asks()
	require.Equal(t, "health check fails: the machine of pod app/app-0 is gone", why)
}
