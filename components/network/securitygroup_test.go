package network_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/components/network"
)

// existing is a placement to stand in, with two public, two private and two
// isolated subnets.
func existing(t *testing.T) network.Placement {
	t.Helper()
	args := &network.AdoptArgs{Region: "eu-central-1", VPCID: pulumi.String("vpc-1"), CIDR: "10.20.0.0/16"}
	for i, kind := range []network.Kind{network.Public, network.Private, network.Isolated} {
		for j, zone := range []string{"a", "b"} {
			args.Subnets = append(args.Subnets, network.AdoptedSubnet{
				Kind: kind, Zone: zone, CIDR: "10.20." + string(rune('0'+2*i+j)) + ".0/24",
				ID: pulumi.String("subnet-" + string(kind) + "-" + zone),
			})
		}
	}
	p, err := network.Adopt("old", args)
	require.NoError(t, err)
	return p
}

func TestRulesAreResourcesNamedAfterWhatTheyAllow(t *testing.T) {
	r := run(t, func(ctx *pulumi.Context) error {
		_, err := network.NewSecurityGroup(ctx, "web", &network.SecurityGroupArgs{
			Network: existing(t),
			Ingress: []network.Rule{
				{Port: 443, CIDR: "0.0.0.0/0", Public: true, Description: "HTTPS"},
				{Protocol: network.UDP, Port: 8000, ToPort: 8100, CIDR: "FD00:1:0::/32"},
				{Protocol: network.AllProtocols, Self: true},
				{Protocol: network.ICMP, CIDR: "10.0.0.0/8"},
				{Key: "from-balancer", Port: 80, Group: pulumi.String("sg-2")},
				{Key: "office", Port: 22, PrefixList: pulumi.String("pl-1")},
			},
			Egress: network.EgressAnywhere(),
			Tags:   map[string]string{"team": "web"},
		})
		return err
	})
	assert.Equal(t, []string{
		"web-group-in-all-self", "web-group-in-from-balancer", "web-group-in-icmp-10.0.0.0-8", "web-group-in-office",
		"web-group-in-tcp-443-0.0.0.0-0", "web-group-in-udp-8000-8100-fd00.1..-32",
	}, r.Names("SecurityGroupIngressRule"))
	for name, want := range map[string]map[string]any{
		"all-self":                  {"ipProtocol": "-1", "referencedSecurityGroupId": "web-group-id"},
		"from-balancer":             {"ipProtocol": "tcp", "fromPort": 80.0, "toPort": 80.0, "referencedSecurityGroupId": "sg-2"},
		"icmp-10.0.0.0-8":           {"ipProtocol": "icmp", "fromPort": -1.0, "toPort": -1.0, "cidrIpv4": "10.0.0.0/8"},
		"office":                    {"ipProtocol": "tcp", "fromPort": 22.0, "toPort": 22.0, "prefixListId": "pl-1"},
		"tcp-443-0.0.0.0-0":         {"ipProtocol": "tcp", "fromPort": 443.0, "toPort": 443.0, "cidrIpv4": "0.0.0.0/0", "description": "HTTPS"},
		"udp-8000-8100-fd00.1..-32": {"ipProtocol": "udp", "fromPort": 8000.0, "toPort": 8100.0, "cidrIpv6": "fd00:1::/32"},
	} {
		name = "web-group-in-" + name
		want["securityGroupId"] = "web-group-id"
		want["tags"] = map[string]any{"Name": name, "team": "web"}
		assert.Equal(t, want, r.Get(t, "SecurityGroupIngressRule", name).Inputs)
	}
	assert.Equal(t, []string{"web-group-out-ipv4", "web-group-out-ipv6"}, r.Names("SecurityGroupEgressRule"))
	group := r.Get(t, "SecurityGroup", "web-group").Inputs
	assert.Equal(t, []any{"vpc-1", "web"}, []any{group["vpcId"], group["description"]})
}

func TestWrongRulesAreOneLineEach(t *testing.T) {
	long := strings.Repeat("x", 65)
	for name, c := range map[string]struct {
		in   []network.Rule
		want string
	}{
		"open to the world":   {[]network.Rule{{Port: 22, CIDR: "0.0.0.0/0"}}, `Ingress[0].CIDR "0.0.0.0/0": open to the whole internet: name a smaller range, or set Public: true`},
		"open to the IPv6":    {[]network.Rule{{Port: 22, CIDR: "::/0"}}, `Ingress[0].CIDR "::/0": open to the whole internet: name a smaller range, or set Public: true`},
		"no port":             {[]network.Rule{{CIDR: "10.0.0.0/8"}}, `Ingress[0].Port 0: not a port: use 1 to 65535`},
		"port too high":       {[]network.Rule{{Port: 70000, CIDR: "10.0.0.0/8"}}, `Ingress[0].Port 70000: not a port: use 1 to 65535`},
		"ports reversed":      {[]network.Rule{{Port: 90, ToPort: 80, CIDR: "10.0.0.0/8"}}, `Ingress[0].ToPort 80: below Port 90: write the lower port first`},
		"ports of ICMP":       {[]network.Rule{{Protocol: network.ICMP, Port: 8, CIDR: "10.0.0.0/8"}}, `Ingress[0].Port 8: protocol "ICMP" has no ports: leave it out, or use network.TCP or network.UDP`},
		"protocol":            {[]network.Rule{{Protocol: network.HTTP, Port: 80, CIDR: "10.0.0.0/8"}}, `Ingress[0].Protocol "HTTP": not a protocol of a rule: use network.TCP, network.UDP, network.ICMP, network.ICMPv6 or network.AllProtocols`},
		"nobody":              {[]network.Rule{{Port: 80}}, `Ingress[0]: 0 of CIDR, PrefixList, Group and Self given: give exactly one`},
		"two sides":           {[]network.Rule{{Port: 80, CIDR: "10.0.0.0/8", Self: true}}, `Ingress[0]: 2 of CIDR, PrefixList, Group and Self given: give exactly one`},
		"group without key":   {[]network.Rule{{Port: 80, Group: pulumi.String("sg-2")}}, `Ingress[0].Key "": empty: name the rule, for its prefix list or group has no name yet`},
		"key":                 {[]network.Rule{{Key: "From LB", Port: 80, Group: pulumi.String("sg-2")}}, `Ingress[0].Key "From LB": not a key: use up to 64 lower-case letters, digits, hyphens and dots`},
		"key too long":        {[]network.Rule{{Key: long, Port: 80, CIDR: "10.0.0.0/8"}}, `Ingress[0].Key "` + long + `": not a key: use up to 64 lower-case letters, digits, hyphens and dots`},
		"key twice":           {[]network.Rule{{Key: "x", Port: 80, Self: true}, {Key: "x", Port: 81, Self: true}}, `Ingress[1].Key "x": same as Ingress[0]: give each rule a key of its own`},
		"same rule twice":     {[]network.Rule{{Port: 80, Self: true}, {Port: 80, Self: true}}, `Ingress[1].Key "tcp-80-self": same as Ingress[0]: give each rule a key of its own`},
		"same under two keys": {[]network.Rule{{Key: "x", Port: 80, Self: true}, {Key: "y", Port: 80, Self: true}}, `Ingress[1]: allows the same as Ingress[0]: remove one`},
		"no range":            {[]network.Rule{{Port: 80, CIDR: "office"}}, `Ingress[0].CIDR "office": not an address range: write it as "10.20.0.0/16"`},
		"host bits":           {[]network.Rule{{Port: 80, CIDR: "10.0.0.1/8"}}, `Ingress[0].CIDR "10.0.0.1/8": host bits are set: write "10.0.0.0/8"`},
		"ICMP over IPv6":      {[]network.Rule{{Protocol: network.ICMP, CIDR: "fd00::/8"}}, `Ingress[0].CIDR "fd00::/8": not an IPv4 range: use network.ICMPv6 for it`},
		"ICMPv6 over IPv4":    {[]network.Rule{{Protocol: network.ICMPv6, CIDR: "10.0.0.0/8"}}, `Ingress[0].CIDR "10.0.0.0/8": not an IPv6 range: use network.ICMP for it`},
		"description":         {[]network.Rule{{Port: 80, Self: true, Description: "naïve"}}, `Ingress[0].Description "naïve": not a description that EC2 takes: use up to 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*`},
	} {
		t.Run(name, func(t *testing.T) {
			err := network.CheckSecurityGroup("web", &network.SecurityGroupArgs{Network: existing(t), Ingress: c.in})
			assert.EqualError(t, err, `security group "web": `+c.want)
		})
	}
	assert.EqualError(t, network.CheckSecurityGroup("web", nil), `security group "web": args: nil: pass the settings of the group`)
	assert.EqualError(t, network.CheckSecurityGroup("web", &network.SecurityGroupArgs{Description: "ü"}), strings.Join([]string{
		`security group "web": Network: not given: pass vpc.Placement(), or the result of network.Adopt`,
		`security group "web": Description "ü": not a description that EC2 takes: use up to 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*`,
	}, "\n"))
}

func TestOutboundRulesMayReachTheWorld(t *testing.T) {
	assert.NoError(t, network.CheckSecurityGroup("web", &network.SecurityGroupArgs{
		Network: existing(t), Egress: []network.Rule{{Port: 443, CIDR: "0.0.0.0/0"}},
	}))
}
