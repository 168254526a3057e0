package lb_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/lb/lab"
	"github.com/drydock-iac/drydock/simcloud/world"
)

type P = lab.P

func nlb(over P) P {
	in := P{"name": "edge", "loadBalancerType": "network", "subnets": []any{"subnet-a", "subnet-b"}, "securityGroups": []any{"sg-lb"}}
	for k, v := range over {
		in[k] = v
	}
	return in
}

func TestANetworkLoadBalancerHasAnInterfaceInEachSubnet(t *testing.T) {
	l := lab.New(t)
	id, out := l.Make(api.LoadBalancer, "edge", nlb(nil))
	require.Regexp(t, `^arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/net/edge/[0-9a-f]{16}$`, id)
	require.Equal(t, "net/edge/"+id[len(id)-16:], out.Str("arnSuffix"))
	require.Equal(t, "edge-"+id[len(id)-16:]+".elb.eu-central-1.amazonaws.com", out.Str("dnsName"))
	require.Equal(t, []string{"Z3F0SRJ5LGBH90", "vpc-1"}, []string{out.Str("zoneId"), out.Str("vpcId")})
	public := map[string]bool{}
	for _, o := range l.World.Objects() {
		if o.Kind == api.NetworkInterface && o.Owner != "" {
			require.Equal(t, []string{"network_load_balancer", "ELB " + out.Str("arnSuffix")}, []string{o.Props.Str("interfaceType"), o.Props.Str("description")})
			require.True(t, o.Props.Bool("requesterManaged"))
			public[o.Props.Map("association").Str("publicIp")] = true
		}
	}
	require.Len(t, public, 2)
	require.NoError(t, l.Delete(api.LoadBalancer, "edge", id))
	require.Equal(t, 4, l.Kinds(api.NetworkInterface)) // those that were there before
}

func TestAnApplicationLoadBalancerTakesTheDefaultGroup(t *testing.T) {
	l := lab.New(t)
	_, out := l.Make(api.LoadBalancer, "web", P{"name": "web", "internal": true, "subnets": []any{"subnet-x", "subnet-y"}})
	require.Equal(t, []string{"sg-default-vpc-2"}, out.Strs("securityGroups"))
	require.Regexp(t, `^internal-web-\d{9,10}\.eu-central-1\.elb\.amazonaws\.com$`, out.Str("dnsName"))
	require.Equal(t, "Z215JYRZR1TBD5", out.Str("zoneId"))
}

func TestWhatTheServiceRefusesOfALoadBalancer(t *testing.T) {
	for name, c := range map[string]struct {
		in            P
		code, message string
	}{
		"a subnet that is gone": {nlb(P{"subnets": []any{"subnet-9"}}), "SubnetNotFound", "The subnet ID 'subnet-9' does not exist"},
		"two VPCs":              {nlb(P{"subnets": []any{"subnet-a", "subnet-y"}}), "InvalidConfigurationRequest", "All subnets must belong to the same VPC: 'vpc-1'"},
		"one zone twice":        {nlb(P{"subnets": []any{"subnet-a", "subnet-a2"}}), "InvalidConfigurationRequest", "A load balancer cannot be attached to multiple subnets in the same Availability Zone"},
		"one zone only":         {nlb(P{"loadBalancerType": "application", "subnets": []any{"subnet-a"}}), "ValidationError", "At least two subnets in two different Availability Zones must be specified"},
		"no internet gateway":   {nlb(P{"subnets": []any{"subnet-x"}}), "InvalidSubnet", "VPC vpc-2 has no internet gateway"},
		"a full subnet":         {nlb(P{"subnets": []any{"subnet-full"}}), "InvalidSubnet", "Not enough IP space available in subnet-full. ELB requires at least 8 free IP addresses in each subnet."},
		"a group that is gone":  {nlb(P{"securityGroups": []any{"sg-9"}}), "InvalidSecurityGroup", "The security group 'sg-9' does not exist"},
		"a group elsewhere":     {nlb(P{"securityGroups": []any{"sg-other"}}), "InvalidConfigurationRequest", "One or more security groups are invalid"},
		"an address that is gone": {nlb(P{"subnets": nil, "subnetMappings": []any{P{"subnetId": "subnet-a", "allocationId": "eipalloc-9"}}}),
			"AllocationIdNotFound", "The allocation ID 'eipalloc-9' does not exist"},
		"a name of another type": {nlb(P{"name": "taken"}), "DuplicateLoadBalancerName", "A load balancer with the same name 'taken' exists, but with different settings"},
	} {
		t.Run(name, func(t *testing.T) {
			l := lab.New(t)
			l.Make(api.LoadBalancer, "taken", P{"name": "taken", "subnets": []any{"subnet-a", "subnet-b"}})
			before := len(l.World.Objects())
			if c.in["subnets"] == nil {
				delete(c.in, "subnets")
			}
			_, _, err := l.Try(api.LoadBalancer, "edge", c.in)
			l.Refused(err, "creating ELBv2 "+c.in["loadBalancerType"].(string)+" Load Balancer ("+c.in["name"].(string)+")", c.code, c.message)
			require.Len(t, l.World.Objects(), before)
		})
	}
}

func TestTheProviderItselfFindsATakenName(t *testing.T) {
	l := lab.New(t)
	l.Make(api.LoadBalancer, "edge", nlb(nil))
	_, _, err := l.Try(api.LoadBalancer, "twin", nlb(nil))
	require.EqualError(t, err, "ELBv2 Load Balancer (edge) already exists")
	require.Equal(t, "DuplicateLoadBalancerName", world.CodeOf(err))
}

func TestTheQuotaOfLoadBalancersIsPerType(t *testing.T) {
	l := lab.New(t)
	l.World.Set("quota:elasticloadbalancing/L-69A177A2", "1")
	l.Make(api.LoadBalancer, "edge", nlb(nil))
	_, _, err := l.Try(api.LoadBalancer, "two", nlb(P{"name": "two"}))
	l.Refused(err, "creating ELBv2 network Load Balancer (two)", "TooManyLoadBalancers", "The maximum number of load balancers has been reached")
	l.Make(api.LoadBalancer, "web", nlb(P{"name": "web", "loadBalancerType": "application"}))
}

func TestWhatThePlanRefusesOfALoadBalancer(t *testing.T) {
	l := lab.New(t)
	for name, c := range map[string]struct {
		in   P
		want []string
	}{
		"a name with a dot":      {nlb(P{"name": "ed.ge"}), []string{`name: only alphanumeric characters and hyphens allowed in "name": "ed.ge"`}},
		"a long name":            {nlb(P{"name": strings.Repeat("e", 33)}), []string{`name: "name" cannot be longer than 32 characters: "` + strings.Repeat("e", 33) + `"`}},
		"hyphens at the ends":    {nlb(P{"name": "-e-"}), []string{`name: "name" cannot begin with a hyphen: "-e-"`, `name: "name" cannot end with a hyphen: "-e-"`}},
		"the reserved beginning": {nlb(P{"name": "internal-e"}), []string{`name: "name" cannot begin with "internal-": "internal-e"`}},
		"a type that is none":    {nlb(P{"loadBalancerType": "classic"}), []string{`loadBalancerType: expected load_balancer_type to be one of ["application" "network" "gateway"], got classic`}},
		"subnets twice": {nlb(P{"subnetMappings": []any{P{"subnetId": "subnet-a"}}}), []string{
			"subnetMappings: \"subnet_mapping\": only one of `subnet_mapping,subnets` can be specified, but `subnet_mapping,subnets` were specified."}},
		"unknown values are borne": {P{"name": "e", "subnets": world.Unknown{}, "securityGroups": world.Unknown{}}, nil},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want, l.Fails(api.LoadBalancer, c.in)) })
	}
}

func TestANameIsMadeUpWithin32Characters(t *testing.T) {
	l := lab.New(t)
	_, out := l.Make(api.LoadBalancer, "a-name-of-twenty-four-ch", P{"subnets": []any{"subnet-a", "subnet-b"}})
	require.Regexp(t, `^a-name-of-twenty-four-ch-[0-9a-f]{7}$`, out.Str("name"))
	_, _, err := l.Session.Check(lab.URN(api.LoadBalancer, "a-name-of-twenty-five-chr"), api.LoadBalancer, nil, world.Props{})
	require.EqualError(t, err, "name 'a-name-of-twenty-five-chr-' plus 7 random chars is longer than maximum length 32")
}

func TestDeletionProtectionHolds(t *testing.T) {
	l := lab.New(t)
	id, _ := l.Make(api.LoadBalancer, "edge", nlb(P{"enableDeletionProtection": true}))
	l.Refused(l.Delete(api.LoadBalancer, "edge", id), "deleting ELBv2 Load Balancer ("+id+")", "OperationNotPermitted",
		"Load balancer '"+id+"' cannot be deleted because deletion protection is enabled")
	_, err := l.Session.Update(lab.URN(api.LoadBalancer, "edge"), api.LoadBalancer, id, world.Props(nlb(nil)), nil, false)
	require.NoError(t, err)
	require.NoError(t, l.Delete(api.LoadBalancer, "edge", id))
}

func TestAnUpdateMovesTheInterfaces(t *testing.T) {
	l := lab.New(t)
	id, was := l.Make(api.LoadBalancer, "edge", nlb(P{"subnets": []any{"subnet-a"}}))
	out, err := l.Session.Update(lab.URN(api.LoadBalancer, "edge"), api.LoadBalancer, id, world.Props(nlb(P{"securityGroups": []any{"sg-node"}})).Clone(), nil, false)
	require.NoError(t, err)
	require.Equal(t, was.Str("dnsName"), out.Str("dnsName"))
	require.Equal(t, []string{"subnet-a", "subnet-b"}, out.Strs("subnets"))
	for _, o := range l.World.Objects() {
		if o.Kind == api.NetworkInterface && o.Owner != "" {
			require.Equal(t, []string{"sg-node"}, o.Props.Strs("securityGroups"))
		}
	}
	require.Equal(t, 6, l.Kinds(api.NetworkInterface))
}

func TestWhichChangesReplaceALoadBalancer(t *testing.T) {
	l := lab.New(t)
	for name, c := range map[string]struct {
		old, new P
		want     []string
	}{
		"a subnet more":              {nlb(P{"subnets": []any{"subnet-a"}}), nlb(nil), nil},
		"a subnet less":              {nlb(nil), nlb(P{"subnets": []any{"subnet-a"}}), []string{"subnets"}},
		"other groups":               {nlb(nil), nlb(P{"securityGroups": []any{"sg-node"}}), nil},
		"the first group":            {nlb(P{"securityGroups": nil}), nlb(nil), []string{"securityGroups"}},
		"the scheme":                 {nlb(nil), nlb(P{"internal": true}), []string{"internal"}},
		"a subnet less of another":   {nlb(P{"loadBalancerType": "application"}), nlb(P{"loadBalancerType": "application", "subnets": []any{"subnet-a"}}), nil},
		"a subnet that is not known": {nlb(nil), nlb(P{"subnets": []any{"subnet-a", world.Unknown{}}}), nil},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := l.Session.Diff(api.LoadBalancer, world.Props(c.old).Clone(), world.Props(c.new).Clone())
			require.NoError(t, err)
			require.Equal(t, c.want, d.Replace)
		})
	}
}

func TestAnElasticAddressIsGivenBack(t *testing.T) {
	l := lab.New(t)
	l.Put(api.EIP, "eipalloc-1", P{"publicIp": "198.18.0.7"})
	in := P{"name": "edge", "loadBalancerType": "network", "subnetMappings": []any{P{"subnetId": "subnet-a", "allocationId": "eipalloc-1"}}}
	id, _ := l.Make(api.LoadBalancer, "edge", in)
	in["name"] = "two"
	_, _, err := l.Try(api.LoadBalancer, "two", in)
	l.Refused(err, "creating ELBv2 network Load Balancer (two)", "ResourceInUse", "The allocation ID 'eipalloc-1' is in use")
	require.NoError(t, l.Delete(api.LoadBalancer, "edge", id))
	l.Make(api.LoadBalancer, "two", in)
}
