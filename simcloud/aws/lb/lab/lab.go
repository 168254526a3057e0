// Package lab is a small world for the tests of the services around load
// balancers: two VPCs, one of them with an internet gateway, and the types of
// those services.
package lab

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/acm"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/autoscaling"
	"github.com/drydock-iac/drydock/simcloud/aws/lb"
	"github.com/drydock-iac/drydock/simcloud/aws/route53"
	"github.com/drydock-iac/drydock/simcloud/world"
)

// Region is where the lab is.
const Region = "eu-central-1"

// P is a short name for properties.
type P = map[string]any

// Lab is the world with a session of the provider.
type Lab struct {
	*testing.T
	World   *world.World
	Session *world.Session
}

// New sets up a lab. The VPC vpc-1 (10.0.0.0/16) has an internet gateway and
// the subnets subnet-a and subnet-a2 in zone a, subnet-b in zone b and
// subnet-full, without a free address to speak of, in zone c; vpc-2 has
// subnet-x and subnet-y and no way out. The security groups sg-lb and sg-node
// are of vpc-1, sg-other is of vpc-2. The launch template lt-1 is complete.
func New(t *testing.T) *Lab {
	t.Helper()
	types := map[string]*world.Type{}
	for _, list := range [][]*world.Type{lb.Types(), autoscaling.Types(), route53.Types(), acm.Types()} {
		for _, ty := range list {
			types[ty.Token] = ty
		}
	}
	w := world.New("lab", &world.Provider{
		Name: "aws", Types: types,
		Scope: func(_ *world.World, config world.Props) (string, error) { return config.StrOr("region", Region), nil },
	})
	s, err := w.Session("aws")
	require.NoError(t, err)
	l := &Lab{T: t, World: w, Session: s}
	l.network()
	return l
}

func (l *Lab) network() {
	for _, vpc := range []string{"vpc-1", "vpc-2"} {
		l.Put(api.VPC, vpc, P{"cidrBlock": "10.0.0.0/16", "defaultSecurityGroupId": "sg-default-" + vpc, "mainRouteTableId": "rtb-" + vpc, "defaultNetworkAclId": "acl-" + vpc})
		l.Put(api.SecurityGroup, "sg-default-"+vpc, P{"vpcId": vpc})
		l.Put(api.NetworkACL, "acl-"+vpc, P{"vpcId": vpc, "default": true, "ingress": []any{anything()}, "egress": []any{anything()}})
	}
	l.Put(api.InternetGateway, "igw-1", P{"vpcId": "vpc-1"})
	l.Put(api.RouteTable, "rtb-vpc-1", P{"vpcId": "vpc-1", "routes": []any{P{"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}}})
	l.Put(api.RouteTable, "rtb-vpc-2", P{"vpcId": "vpc-2"})
	for id, s := range map[string][3]string{
		"subnet-a": {"vpc-1", "10.0.0.0/24", "a"}, "subnet-b": {"vpc-1", "10.0.1.0/24", "b"}, "subnet-a2": {"vpc-1", "10.0.2.0/24", "a"},
		"subnet-full": {"vpc-1", "10.0.3.0/28", "c"}, "subnet-x": {"vpc-2", "10.0.0.0/24", "a"}, "subnet-y": {"vpc-2", "10.0.1.0/24", "b"},
	} {
		l.Put(api.Subnet, id, P{"vpcId": s[0], "cidrBlock": s[1], "availabilityZone": Region + s[2]})
	}
	for _, ip := range []string{"10.0.3.4", "10.0.3.5", "10.0.3.6", "10.0.3.7"} {
		l.Put(api.NetworkInterface, "eni-"+ip, P{"subnetId": "subnet-full", "privateIp": ip})
	}
	l.Put(api.SecurityGroup, "sg-lb", P{"vpcId": "vpc-1"})
	l.Put(api.SecurityGroup, "sg-node", P{"vpcId": "vpc-1"})
	l.Put(api.SecurityGroup, "sg-other", P{"vpcId": "vpc-2"})
	l.Put(api.LaunchTemplate, "lt-1", P{"name": "nodes", "imageId": "ami-1", "instanceType": "t3.micro", "vpcSecurityGroupIds": []any{"sg-node"}})
	l.Put(api.LaunchTemplate, "lt-2", P{"name": "no-image", "instanceType": "t3.micro"})
	l.World.Set("quota:ec2/L-1216C47A", "64")
}

func anything() P {
	return P{"ruleNo": 100, "protocol": "-1", "action": "allow", "cidrBlock": "0.0.0.0/0", "fromPort": 0, "toPort": 0}
}

// Put places an object that no type of the lab makes.
func (l *Lab) Put(kind, id string, props P) {
	l.World.Seed(&world.Object{Kind: kind, ID: id, Scope: Region, Props: world.Props(props).Clone()})
}

// Remove takes an object away behind everybody's back.
func (l *Lab) Remove(kind, id string) {
	l.Helper()
	require.NoError(l, l.World.Mutate(Region, "remove", func(c *world.Call) error {
		o := c.Find(kind, id)
		require.NotNil(l, o, "%s %s", kind, id)
		c.Remove(o)
		return nil
	}))
}

// Set changes properties of an object behind everybody's back.
func (l *Lab) Set(kind, id string, props P) {
	l.Helper()
	require.NoError(l, l.World.Mutate(Region, "set", func(c *world.Call) error {
		o := c.Find(kind, id)
		require.NotNil(l, o, "%s %s", kind, id)
		for k, v := range (world.Props)(props).Clone() {
			o.Props[k] = v
		}
		return nil
	}))
}

// URN is that of a resource of the lab.
func URN(token, name string) string { return "urn:pulumi:test::lab::" + token + "::" + name }

// Try checks and creates a resource.
func (l *Lab) Try(token, name string, in P) (string, world.Props, error) {
	l.Helper()
	checked, fails, err := l.Session.Check(URN(token, name), token, nil, world.Props(in).Clone())
	require.NoError(l, err)
	require.Empty(l, fails)
	return l.Session.Create(URN(token, name), token, checked, false)
}

// Make creates a resource that must succeed and returns its id.
func (l *Lab) Make(token, name string, in P) (string, world.Props) {
	l.Helper()
	id, out, err := l.Try(token, name, in)
	require.NoError(l, err)
	return id, out
}

// Fails returns what the plan-time check finds wrong, as "property: reason".
func (l *Lab) Fails(token string, in P) []string {
	l.Helper()
	_, fails, err := l.Session.Check(URN(token, "checked"), token, nil, world.Props(in).Clone())
	require.NoError(l, err)
	var out []string
	for _, f := range fails {
		out = append(out, f.Property+": "+f.Reason)
	}
	return out
}

// Delete deletes a resource.
func (l *Lab) Delete(token, name, id string) error {
	return l.Session.Delete(URN(token, name), token, id, nil)
}

// Read reads a resource.
func (l *Lab) Read(token, name, id string) world.Props {
	l.Helper()
	_, out, err := l.Session.Read(URN(token, name), token, id)
	require.NoError(l, err)
	return out
}

// Refused asserts the provider's action, the service's code and the message of
// a refusal.
func (l *Lab) Refused(err error, doing, code, message string) {
	l.Helper()
	require.Error(l, err)
	var refusal *world.Error
	require.ErrorAs(l, err, &refusal)
	require.Equal(l, []string{doing, code, message}, []string{refusal.Doing, refusal.Code, refusal.Message})
	require.Contains(l, refusal.Doc, "https://docs.aws.amazon.com/")
}

// Kinds counts the objects of a kind.
func (l *Lab) Kinds(kind string) int {
	n := 0
	for _, o := range l.World.Objects() {
		if o.Kind == kind {
			n++
		}
	}
	return n
}
