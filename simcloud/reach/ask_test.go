package reach_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/aws/lb/lab"
	"github.com/drydock-iac/drydock/simcloud/reach"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// town is a site with a private subnet behind a NAT gateway, an instance in it,
// a public machine with both address families, and a pod on a node.
type town struct{ *site }

const (
	inner = "i-0000000000000001a"
	outer = "i-0000000000000002b"
)

func newTown(t *testing.T) town {
	s := newSite(t)
	s.Put(api.RouteTable, "rtb-private", P{"vpcId": "vpc-1", "routes": []any{
		P{"cidrBlock": "0.0.0.0/0", "natGatewayId": "nat-1"}, P{"ipv6CidrBlock": "::/0", "egressOnlyGatewayId": "eigw-1"},
	}})
	s.Put(api.EgressOnlyGateway, "eigw-1", P{"vpcId": "vpc-1"})
	s.Put(api.NATGateway, "nat-1", P{"subnetId": "subnet-a", "publicIp": "198.51.100.7", "state": "available"})
	s.Put(api.RouteAssociation, "private", P{"subnetId": "subnet-a2", "routeTableId": "rtb-private"})
	s.Set(api.RouteTable, "rtb-vpc-1", P{"routes": []any{
		P{"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}, P{"ipv6CidrBlock": "::/0", "gatewayId": "igw-1"},
	}})
	for _, id := range []string{"sg-inner", "sg-outer"} {
		s.Put(api.SecurityGroup, id, P{"vpcId": "vpc-1"})
	}
	s.machine(inner, "subnet-a2", "10.0.2.10", "", "2001:db8:1::a", "sg-inner")
	s.machine(outer, "subnet-b", "10.0.1.20", "198.51.100.20", "2001:db8:1::b", "sg-outer")
	s.Put(api.EgressRule, "inner-out", P{"securityGroupId": "sg-inner", "ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "cidrIpv4": "0.0.0.0/0"})
	s.Put(api.EgressRule, "inner-out6", P{"securityGroupId": "sg-inner", "ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "cidrIpv6": "::/0"})
	s.Put(api.EgressRule, "inner-ssh", P{"securityGroupId": "sg-inner", "ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "referencedSecurityGroupId": "sg-outer"})
	s.Put(api.IngressRule, "outer-ssh", P{"securityGroupId": "sg-outer", "ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "referencedSecurityGroupId": "sg-inner"})
	s.Put(api.IngressRule, "outer-web6", P{"securityGroupId": "sg-outer", "ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "cidrIpv6": "::/0"})
	for id, instance := range map[string]string{"app/app-0": s.nodes[0], "app/lost": s.nodes[1]} {
		p := P{"ready": true, "instance": instance}
		if id == "app/lost" {
			p[ec2.LostProperty] = "2026-11-01T00:00:00Z"
		}
		s.World.Seed(&world.Object{Kind: "kubernetes:core/v1:Pod", ID: id, Scope: scope, Props: world.Props(p).Clone()})
	}
	for _, at := range []string{scope, "eks:eu-central-1/other"} {
		s.World.Seed(&world.Object{Kind: "kubernetes:core/v1:Service", ID: "app/app", Scope: at, Props: world.Props{}})
	}
	s.World.Seed(&world.Object{Kind: "kubernetes:core/v1:Service", ID: "app/alone", Scope: scope, Props: world.Props{}})
	return town{s}
}

// everything is an entry of a network ACL that lets all of IPv4 pass.
var everything = P{"ruleNo": 100, "protocol": "-1", "action": "allow", "cidrBlock": "0.0.0.0/0"}

// natACL gives the subnet of the NAT gateway a network ACL of its own.
func (w town) natACL(in, out P) {
	w.Put(api.NetworkACL, "acl-nat", P{"vpcId": "vpc-1", "subnetIds": []any{"subnet-a"}, "ingress": []any{in}, "egress": []any{out}})
}

func (s *site) machine(id, subnet, private, public, six, group string) {
	s.Put(api.NetworkInterface, "eni-"+id[2:], P{
		"vpcId": "vpc-1", "subnetId": subnet, "privateIp": private, "securityGroups": []any{group},
		"association": P{"publicIp": public}, "ipv6Addresses": []any{six},
	})
	s.Put(api.Instance, id, P{
		"vpcId": "vpc-1", "subnetId": subnet, "privateIp": private, "publicIp": public, "vpcSecurityGroupIds": []any{group},
		"primaryNetworkInterfaceId": "eni-" + id[2:], "state": "running", "availabilityZone": lab.Region + "a",
	})
}

// asks puts a question in words; node names stand for nodes' ids.
func (w town) asks(from, to string) string {
	k := w.k.cluster()
	k.Service = func(_ *world.Call, _, id string, _ int, client *world.Object) ([]*world.Object, *world.Object, string) {
		service := &world.Object{Kind: "kubernetes:core/v1:Service", ID: id, Props: world.Props{}}
		if client == nil {
			return nil, service, "network policy app/app does not let the request through to pod app/app-0"
		}
		return w.k.appPods, service, ""
	}
	var text string
	w.World.View(lab.Region, func(c *world.Call) {
		text = reach.Ask(c, k, strings.ReplaceAll(from, "NODE", w.nodes[0]), strings.ReplaceAll(to, "NODE", w.nodes[0])).String()
		for i, id := range w.nodes {
			eni := c.Find(api.Instance, id).Props.Str("primaryNetworkInterfaceId")
			text = strings.NewReplacer(id, "NODE"+string(rune('0'+i)), eni, "ENI"+string(rune('0'+i))).Replace(text)
		}
	})
	return text
}

func TestWhoAsksAndForWhatIsSaidInWords(t *testing.T) {
	w := newTown(t)
	nodes := []string{w.nodes[0], w.nodes[1], inner, outer}
	for _, tt := range []struct{ from, to, want string }{
		{"internet", outer + ":22", "open    instance i-0000000000000002b\n" +
			"closed  interface eni-0000000000000002b: security group sg-outer: no ingress rule allows tcp 22 from 0.0.0.0/0\n"},
		{"internet", inner + ":22", "closed  instance i-0000000000000001a: it has no public address, and the client is not in its VPC\n"},
		{inner, outer + ":22", "open    instance i-0000000000000002b\n" +
			"open    way out eni-0000000000000001a within the VPC\n" +
			"open    interface eni-0000000000000002b\n"},
		{outer, inner + ":22", "open    instance i-0000000000000001a\n" +
			"closed  way out eni-0000000000000002b within the VPC: security group sg-outer: no egress rule allows tcp 22 to sg-inner\n"},
		{inner, "203.0.113.9:443", "open    name 203.0.113.9\n" +
			"open    way out eni-0000000000000001a over nat-1 as 198.51.100.7\n" +
			"open    internet 203.0.113.9\n"},
		{inner, "203.0.113.9:80", "open    name 203.0.113.9\n" +
			"closed  way out eni-0000000000000001a: security group sg-inner: no egress rule allows tcp 80 to 203.0.113.9/32\n"},
		{inner, "10.9.9.9:443", "open    name 10.9.9.9\n" +
			"closed  address 10.9.9.9: no network interface of the account has it where the client could reach it\n"},
		{inner, "tcp://[2001:db8:9::1]:443", "open    name 2001:db8:9::1\n" +
			"open    way out eni-0000000000000001a over eigw-1 as 2001:db8:1::a\n" +
			"open    internet 2001:db8:9::1\n"},
		{"2001:db8:9::1", "tcp://[2001:db8:1::b]:443", "open    name 2001:db8:1::b\n" +
			"open    interface eni-0000000000000002b\n"},
		{"2001:db8:9::1", "tcp://[2001:db8:1::a]:443", "open    name 2001:db8:1::a\n" +
			"closed  interface eni-0000000000000001a: subnet subnet-a2: the route to the internet leads to eigw-1, not to an internet gateway\n"},
		{"2001:db8:9::1", address, "open    name app.acme.test\n" +
			"closed  record app.acme.test: zone acme.test.: no AAAA record for app.acme.test.\n"},
		{"app/app-0", "app/app:80", "open    client pod app/app-0\n" +
			"open    service app/app\n" +
			"open    pod app/app-0, app/app-1\n"},
		{"NODE", "app/app:80", "open    client node ENI0\n" +
			"open    service app/app\n" +
			"closed  pod app/app: network policy app/app does not let the request through to pod app/app-0\n"},
		{"internet", "app/alone", "closed  service app/alone: its address is one within cluster dev: ask from a pod or a node of it\n"},
		{"internet", "app/app", "closed  service app/app: several clusters have it: write CLUSTER/app/app with one of dev, other\n"},
		{"internet", "other/app/app", "closed  service other/app/app: its address is one within cluster other: ask from a pod or a node of it\n"},
		{"app/app-0", "app/none", "closed  service app/none: no such service: the clusters have app/alone, app/app\n"},
		{"app/lost", "app/app", "closed  client app/lost: the pod does not run: its machine is gone\n"},
		{"app/none", "app/app", "closed  client app/none: no such pod: the clusters have app/app-0, app/lost\n"},
		{"vpc-9", address, "closed  client vpc-9: no such VPC: the account has vpc-1, vpc-2\n"},
		{"here", address, "closed  client here: not a place: write internet, localhost, an address, a range, vpc-..., i-... or a pod NAMESPACE/NAME\n"},
		{"internet", outer, "closed  name i-0000000000000002b: address \"i-0000000000000002b\": port missing: write it as i-0000000000000002b:PORT\n"},
		{"internet", "app/app:http", "closed  name app/app:http: address \"app/app:http\": port http: a port is 1 to 65535\n"},
		{"internet", "https://app.acme.example/", "open    name app.acme.example\n" +
			"closed  record app.acme.example: name app.acme.example.: no hosted zone of the account holds it: the account has acme.test., test.\n"},
	} {
		require.Equal(t, tt.want, w.asks(tt.from, tt.to), "%s to %s", tt.from, tt.to)
	}
	missing := w.asks("i-9", address)
	require.True(t, strings.HasPrefix(missing, "closed  client i-9: no such instance: the account has "), missing)
	require.Len(t, strings.Split(missing, ", "), len(nodes))
}

func TestWhatIsInTheWayOfTheWayOutIsNamed(t *testing.T) {
	for name, c := range map[string]struct {
		breakIt func(town)
		to      string
		want    string
	}{
		"the NAT gateway": {func(w town) { w.Remove(api.NATGateway, "nat-1") }, "203.0.113.9:443",
			"closed  way out eni-0000000000000001a: subnet subnet-a2: the route to 203.0.113.9 leads to nat-1, which is gone\n"},
		"its zone": {func(w town) { w.World.Set(ec2.SettingZone+lab.Region+"a", "2026-11-01T00:00:00Z") }, "203.0.113.9:443",
			"closed  way out eni-0000000000000001a: NAT gateway nat-1 is in zone eu-central-1a, which is lost\n"},
		"the route": {func(w town) { w.Set(api.RouteTable, "rtb-private", P{"routes": []any{}}) }, "203.0.113.9:443",
			"closed  way out eni-0000000000000001a: subnet subnet-a2: no route to 203.0.113.9\n"},
		"no public address": {func(w town) { w.Remove(api.RouteAssociation, "private") }, "203.0.113.9:443",
			"closed  way out eni-0000000000000001a: network interface eni-0000000000000001a has no public address, which internet gateway igw-1 demands\n"},
		"the egress-only gateway": {func(w town) { w.Remove(api.EgressOnlyGateway, "eigw-1") }, "[2001:db8:9::1]:443",
			"closed  way out eni-0000000000000001a: subnet subnet-a2: the route to 2001:db8:9::1 leads to eigw-1, which is gone\n"},
		"no IPv6 address": {func(w town) { w.Set(api.NetworkInterface, "eni-"+inner[2:], P{"ipv6Addresses": []any{}}) }, "[2001:db8:9::1]:443",
			"closed  way out eni-0000000000000001a: it has no IPv6 address\n"},
		"the network ACL going out": {func(w town) {
			w.Set(api.NetworkACL, "acl-vpc-1", P{"egress": []any{P{"ruleNo": 100, "protocol": "tcp", "action": "allow", "cidrBlock": "0.0.0.0/0", "fromPort": 80, "toPort": 80}}})
		}, "203.0.113.9:443",
			"closed  way out eni-0000000000000001a: network ACL acl-vpc-1 of subnet subnet-a2: no egress entry allows tcp 443 to 203.0.113.9/32\n"},
		"the network ACL for answers": {func(w town) {
			w.Set(api.NetworkACL, "acl-vpc-1", P{"ingress": []any{P{"ruleNo": 100, "protocol": "tcp", "action": "allow", "ipv6CidrBlock": "::/0", "fromPort": 443, "toPort": 443}},
				"egress": []any{P{"ruleNo": 100, "protocol": "-1", "action": "allow", "ipv6CidrBlock": "::/0"}}})
		}, "[2001:db8:9::1]:443",
			"closed  way out eni-0000000000000001a: network ACL acl-vpc-1 of subnet subnet-a2: no ingress entry allows the answers, tcp 1024-65535 from 2001:db8:9::1/128\n"},
		"the network ACL of the NAT gateway for what it forwards": {func(w town) {
			w.natACL(P{"ruleNo": 100, "protocol": "6", "action": "allow", "cidrBlock": "0.0.0.0/0", "fromPort": 80, "toPort": 80}, everything)
		}, "203.0.113.9:443",
			"closed  way out eni-0000000000000001a: network ACL acl-nat of subnet subnet-a: no ingress entry allows tcp 443 from 10.0.2.10/32\n"},
		"the network ACL of the NAT gateway going out": {func(w town) {
			w.natACL(everything, P{"ruleNo": 100, "protocol": "-1", "action": "allow", "cidrBlock": "10.0.0.0/16"})
		}, "203.0.113.9:443",
			"closed  way out eni-0000000000000001a: network ACL acl-nat of subnet subnet-a: no egress entry allows tcp 443 to 203.0.113.9/32\n"},
		"the network ACL of the NAT gateway for answers": {func(w town) {
			w.natACL(P{"ruleNo": 100, "protocol": "-1", "action": "allow", "cidrBlock": "10.0.0.0/16"}, everything)
		}, "203.0.113.9:443",
			"closed  way out eni-0000000000000001a: network ACL acl-nat of subnet subnet-a: no ingress entry allows the answers, tcp 1024-65535 from 203.0.113.9/32\n"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			c.breakIt(w)
			_, hops, _ := strings.Cut(w.asks(inner, c.to), "\n")
			require.Equal(t, c.want, hops)
		})
	}
}
