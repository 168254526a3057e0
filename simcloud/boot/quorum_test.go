package boot_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/boot"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func (s site) leaderless(scope string) (why string) {
	s.change(func(c *world.Call) { why = boot.Leaderless(c, scope) })
	return why
}

func TestLostQuorumIsToldInNumbers(t *testing.T) {
	s := newSite(t)
	scope := boot.Scope(region + "/dev")
	assert.Empty(t, s.leaderless(scope), "there is no cluster yet")
	for _, n := range []string{"0", "1", "2"} {
		s.start("i-"+n, "server-"+n)
	}
	assert.Empty(t, s.leaderless(scope))
	s.kill("i-0")
	assert.Empty(t, s.leaderless(scope))
	s.kill("i-1")
	assert.Equal(t, "etcd has no quorum: 1 of its 3 members run, and it needs 2", s.leaderless(scope))
	for _, other := range []string{"", "eks:" + region + "/dev", boot.Scope("lab"), boot.Scope(region + "/other")} {
		assert.Empty(t, s.leaderless(other), other)
	}
}

// A machine that cannot fetch RKE2 waits, and says why.
func TestAServerWithoutAWayOutWaits(t *testing.T) {
	s := newSite(t)
	s.start("i-0", "server-0")
	assert.Equal(t, []string{"i-0"}, s.status().Members)
	to := func(property, target string) []any {
		return []any{map[string]any{"cidrBlock": "0.0.0.0/0", property: target}}
	}
	s.put(api.InternetGateway, "igw-1", world.Props{"vpcId": "v"})
	s.put(api.Subnet, "public", world.Props{"availabilityZone": region + "c", "vpcId": "v"})
	s.put(api.NATGateway, "nat-1", world.Props{"subnetId": "public"})
	s.put(api.RouteTable, "rtb-1", world.Props{"routes": to("natGatewayId", "nat-1")})
	s.put(api.RouteTable, "rtb-2", world.Props{"routes": to("gatewayId", "igw-1")})
	s.put(api.RouteAssociation, "1", world.Props{"subnetId": "s", "routeTableId": "rtb-1"})
	s.put(api.RouteAssociation, "2", world.Props{"subnetId": "public", "routeTableId": "rtb-2"})
	s.w.Set(ec2.SettingZone+region+"c", world.Epoch.Format(time.RFC3339))
	s.start("i-1", "server-1")
	s.start("i-9", "agent")
	status := s.status()
	assert.Equal(t, []string{"i-0"}, status.Members)
	assert.Equal(t, map[string]string{"i-1": "NAT gateway nat-1 is in zone eu-central-1c, which is lost"}, status.Waiting)
	assert.Empty(t, s.instance("i-9"))
	s.w.Set(ec2.SettingZone+region+"c", "")
	assert.Equal(t, []string{"i-0", "i-1"}, s.status().Members)
	assert.NotEmpty(t, s.instance("i-9"))
}
