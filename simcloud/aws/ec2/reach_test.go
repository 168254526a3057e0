package ec2_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func TestTheMostSpecificRouteWins(t *testing.T) {
	l := newLab(t, "seed")
	n := l.network("net")
	eni := l.make(api.NetworkInterface, "appliance", world.Props{"subnetId": n.public})
	l.make(api.Route, "inspect", world.Props{"routeTableId": n.privateTable, "destinationCidrBlock": "192.0.2.0/24", "networkInterfaceId": eni})
	s3 := l.make(api.VPCEndpoint, "s3", world.Props{"vpcId": n.vpc, "serviceName": "com.amazonaws.eu-central-1.s3", "routeTableIds": []any{n.privateTable}})
	list := l.out(api.VPCEndpoint, s3).Str("prefixListId")
	alone := l.make(api.Subnet, "alone", world.Props{"vpcId": n.vpc, "cidrBlock": "10.0.200.0/24"})
	l.View(func(c *world.Call) {
		for _, tt := range []struct {
			subnet, to, want string
			ok               bool
		}{
			{n.private, "10.0.0.9", "local", true},
			{n.private, "192.0.2.7", eni, true},
			{n.private, "8.8.8.8", n.nat, true},
			{n.private, list, s3, true},
			{n.public, list, "", false},
			{n.public, "8.8.8.8", n.igw, true},
			{n.private, "2001:db8::1", "", false},
			{alone, "10.0.0.9", "local", true},
			{alone, "8.8.8.8", "", false},
			{"subnet-none", "8.8.8.8", "", false},
		} {
			got, ok := ec2.RouteFor(c, tt.subnet, tt.to)
			assert.Equal(t, tt.want, got, tt.to)
			assert.Equal(t, tt.ok, ok, tt.to)
		}
	})
	require.NoError(t, l.Delete(api.NATGateway, "net", n.nat))
	l.View(func(c *world.Call) {
		got, ok := ec2.RouteFor(c, n.private, "8.8.8.8")
		assert.Equal(t, n.nat, got, "the black hole still names its target")
		assert.False(t, ok)
	})
}

func egress(l *lab, subnet string) (ok bool, why string) {
	l.View(func(c *world.Call) { ok, why = ec2.HasEgress(c, subnet) })
	return ok, why
}

func TestAWayOutNeedsEveryLink(t *testing.T) {
	l := newLab(t, "seed")
	n := l.network("net")
	ok, why := egress(l, n.private)
	assert.True(t, ok, why)
	_, why = egress(l, n.public)
	assert.Equal(t, "subnet "+n.public+" leads to internet gateway "+n.igw+", which serves public addresses only", why)
	_, why = egress(l, "subnet-none")
	assert.Equal(t, "subnet subnet-none does not exist", why)

	alone := l.make(api.Subnet, "alone", world.Props{"vpcId": n.vpc, "cidrBlock": "10.0.200.0/24"})
	_, why = egress(l, alone)
	assert.Equal(t, "subnet "+alone+" has no route to the internet", why)

	eip := l.make(api.EIP, "inner", world.Props{})
	inner := l.make(api.NATGateway, "inner", world.Props{"allocationId": eip, "subnetId": n.private})
	table := l.make(api.RouteTable, "alone", world.Props{"vpcId": n.vpc, "routes": []any{map[string]any{"cidrBlock": "0.0.0.0/0", "natGatewayId": inner}}})
	l.make(api.RouteAssociation, "alone", world.Props{"routeTableId": table, "subnetId": alone})
	_, why = egress(l, alone)
	assert.Equal(t, "NAT gateway "+inner+" lies in subnet "+n.private+", which has no route to an internet gateway", why)

	require.NoError(t, l.Delete(api.NATGateway, "net", n.nat))
	_, why = egress(l, n.private)
	assert.Equal(t, "the route of subnet "+n.private+" leads to "+n.nat+", which is gone", why)
}

func TestANATInstanceIsAWayOutOnlyWithItsCheckOff(t *testing.T) {
	l := newLab(t, "seed")
	n := l.network("net")
	in := world.Props{"ami": image, "instanceType": "t4g.nano", "subnetId": n.public, "associatePublicIpAddress": true}
	box := l.make(api.Instance, "nat", in)
	eni := l.out(api.Instance, box).Str("primaryNetworkInterfaceId")
	subnet := l.make(api.Subnet, "app", world.Props{"vpcId": n.vpc, "cidrBlock": "10.0.100.0/24"})
	table := l.make(api.RouteTable, "app", world.Props{"vpcId": n.vpc})
	l.make(api.RouteAssociation, "app", world.Props{"routeTableId": table, "subnetId": subnet})
	l.make(api.Route, "app", world.Props{"routeTableId": table, "destinationCidrBlock": "0.0.0.0/0", "networkInterfaceId": eni})
	_, why := egress(l, subnet)
	assert.Equal(t, "network interface "+eni+" drops what is not meant for it: its source/destination check is on", why)
	in["sourceDestCheck"] = false
	_, err := l.Update(api.Instance, "nat", box, in)
	require.NoError(t, err)
	ok, why := egress(l, subnet)
	assert.True(t, ok, why)
}

func TestGroupsAndACLsDecideWhatPasses(t *testing.T) {
	l := newLab(t, "seed")
	n := l.network("net")
	client := l.make(api.SecurityGroup, "client", world.Props{"vpcId": n.vpc})
	l.make(api.IngressRule, "web", world.Props{"securityGroupId": n.group, "ipProtocol": "tcp", "fromPort": 8000.0, "toPort": 8080.0, "referencedSecurityGroupId": client})
	l.make(api.IngressRule, "dns", world.Props{"securityGroupId": n.group, "ipProtocol": "udp", "fromPort": 53.0, "toPort": 53.0, "cidrIpv4": "10.0.0.0/16"})
	acl := l.make(api.NetworkACL, "tight", world.Props{"vpcId": n.vpc, "subnetIds": []any{n.private}, "ingress": []any{
		map[string]any{"ruleNo": 200.0, "protocol": "-1", "action": "allow", "cidrBlock": "0.0.0.0/0", "fromPort": 0.0, "toPort": 0.0},
		map[string]any{"ruleNo": 100.0, "protocol": "tcp", "action": "deny", "cidrBlock": "192.0.2.0/24", "fromPort": 22.0, "toPort": 22.0},
	}})
	l.View(func(c *world.Call) {
		groups := []string{n.group}
		assert.True(t, ec2.GroupsPermit(c, groups, "ingress", "tcp", 8042, ec2.Peer{Address: "10.0.0.9", Groups: []string{client}}))
		assert.False(t, ec2.GroupsPermit(c, groups, "ingress", "tcp", 8081, ec2.Peer{Address: "10.0.0.9", Groups: []string{client}}))
		assert.False(t, ec2.GroupsPermit(c, groups, "ingress", "tcp", 8042, ec2.Peer{Address: "10.0.0.9"}))
		assert.True(t, ec2.GroupsPermit(c, groups, "ingress", "udp", 53, ec2.Peer{Address: "10.0.0.9"}))
		assert.False(t, ec2.GroupsPermit(c, groups, "ingress", "udp", 53, ec2.Peer{Address: "192.0.2.1"}))
		assert.False(t, ec2.GroupsPermit(c, groups, "egress", "tcp", 443, ec2.Peer{Address: "192.0.2.1"}), "no egress rule, no way out")

		assert.Equal(t, acl, ec2.NetworkACLOf(c, n.private).ID)
		assert.False(t, ec2.ACLPermits(c, n.private, "ingress", "tcp", 22, "192.0.2.1"))
		assert.True(t, ec2.ACLPermits(c, n.private, "ingress", "tcp", 23, "192.0.2.1"))
		assert.False(t, ec2.ACLPermits(c, n.private, "egress", "tcp", 23, "192.0.2.1"), "no entry, no way")
		assert.True(t, ec2.ACLPermits(c, n.public, "egress", "tcp", 23, "192.0.2.1"), "the default ACL")
	})
}

func TestMachinesOfOtherServicesGoWithTheirOwner(t *testing.T) {
	l := newLab(t, "seed")
	n := l.network("net")
	require.NoError(t, l.Change("launch", func(c *world.Call) error {
		group := c.Make(nil, api.AutoScalingGroup, "nodes", world.Props{})
		subnet := c.Find(api.Subnet, n.private)
		for _, salt := range []string{"1", "2"} {
			m := ec2.MakeInstance(c, group, ec2.InstanceSpec{
				Subnet: subnet, Type: "t3.large", ImageID: image, Groups: []string{n.group}, Tags: map[string]string{"eks:cluster-name": "dev"}, Salt: salt,
				Extra: world.Props{"kubernetes": map[string]any{"cluster": "dev"}}, RootGiB: 20,
			})
			require.NotNil(t, m)
			assert.Equal(t, "dev", m.Props.Map("kubernetes").Str("cluster"))
			assert.Equal(t, "running", m.Props.Str("state"))
			assert.Equal(t, 20, m.Props.Map("rootBlockDevice").Int("volumeSize"))
			assert.Equal(t, 3000, m.Props.Map("rootBlockDevice").Int("iops"))
		}
		assert.Equal(t, 1, ec2.VCPUsLeft(c, false))
		assert.Equal(t, 5, ec2.VCPUsLeft(c, true))
		c.Remove(group)
		return nil
	}))
	assert.Zero(t, l.Kinds(api.Instance)+l.Kinds(api.Volume))
}
