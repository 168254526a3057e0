package ec2_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const region = "eu-central-1"

// lab is a world with the EC2 types and one session on it.
type lab struct {
	t testing.TB
	w *world.World
	s *world.Session
}

func newLab(t testing.TB, seed string) *lab {
	t.Helper()
	types := map[string]*world.Type{}
	for _, typ := range ec2.Types() {
		types[typ.Token] = typ
	}
	functions := map[string]*world.Function{}
	for _, f := range ec2.Functions() {
		functions[f.Token] = f
	}
	w := world.New(seed, &world.Provider{
		Name: "aws", Types: types, Functions: functions,
		Scope: func(*world.World, world.Props) (string, error) { return region, nil },
	})
	s, err := w.Session("aws")
	require.NoError(t, err)
	return &lab{t, w, s}
}

func urn(token, name string) string {
	return fmt.Sprintf("urn:pulumi:dev::test::%s::%s", token, name)
}

// try checks and creates a resource.
func (l *lab) try(token, name string, in world.Props) (string, world.Props, error) {
	l.t.Helper()
	u := urn(token, name)
	full, fails, err := l.s.Check(u, token, nil, in)
	require.NoError(l.t, err)
	require.Empty(l.t, fails)
	return l.s.Create(u, token, full, false)
}

// make creates a resource that must be accepted and returns its id.
func (l *lab) make(token, name string, in world.Props) string {
	l.t.Helper()
	id, _, err := l.try(token, name, in)
	require.NoError(l.t, err)
	return id
}

// out returns the outputs of an object.
func (l *lab) out(token, id string) world.Props {
	l.t.Helper()
	_, out, err := l.s.Read(urn(token, ""), token, id)
	require.NoError(l.t, err)
	require.NotNil(l.t, out, "%s %s", token, id)
	return out
}

func (l *lab) delete(token, name, id string) error {
	return l.s.Delete(urn(token, name), token, id, nil)
}

func (l *lab) update(token, name, id string, in world.Props) (world.Props, error) {
	return l.s.Update(urn(token, name), token, id, in, l.out(token, id), false)
}

// view asks a question of the world.
func (l *lab) view(f func(c *world.Call)) { l.w.View(region, f) }

// count is how many objects of a kind there are.
func (l *lab) count(kind string) int {
	n := 0
	for _, o := range l.w.Objects() {
		if o.Kind == kind {
			n++
		}
	}
	return n
}

// network is a VPC with a public and a private subnet and a way out.
type network struct {
	vpc, igw, public, private, publicTable, privateTable, eip, nat, group string
}

func (l *lab) network(name string) network {
	l.t.Helper()
	var n network
	n.vpc = l.make(api.VPC, name, world.Props{"cidrBlock": "10.0.0.0/16", "enableDnsHostnames": true})
	n.igw = l.make(api.InternetGateway, name, world.Props{"vpcId": n.vpc})
	n.public = l.make(api.Subnet, name+"-public", world.Props{"vpcId": n.vpc, "cidrBlock": "10.0.0.0/24", "availabilityZone": region + "a"})
	n.private = l.make(api.Subnet, name+"-private", world.Props{"vpcId": n.vpc, "cidrBlock": "10.0.16.0/20", "availabilityZone": region + "b"})
	n.publicTable = l.make(api.RouteTable, name+"-public", world.Props{"vpcId": n.vpc})
	n.privateTable = l.make(api.RouteTable, name+"-private", world.Props{"vpcId": n.vpc})
	l.make(api.Route, name+"-public", world.Props{"routeTableId": n.publicTable, "destinationCidrBlock": "0.0.0.0/0", "gatewayId": n.igw})
	l.make(api.RouteAssociation, name+"-public", world.Props{"routeTableId": n.publicTable, "subnetId": n.public})
	l.make(api.RouteAssociation, name+"-private", world.Props{"routeTableId": n.privateTable, "subnetId": n.private})
	n.eip = l.make(api.EIP, name, world.Props{"domain": "vpc"})
	n.nat = l.make(api.NATGateway, name, world.Props{"allocationId": n.eip, "subnetId": n.public})
	l.make(api.Route, name+"-private", world.Props{"routeTableId": n.privateTable, "destinationCidrBlock": "0.0.0.0/0", "natGatewayId": n.nat})
	n.group = l.make(api.SecurityGroup, name, world.Props{"vpcId": n.vpc, "description": "test"})
	return n
}

// bare is a VPC with nothing in it, for what belongs elsewhere.
func (l *lab) bare(name string) string {
	l.t.Helper()
	return l.make(api.VPC, name, world.Props{"cidrBlock": "10.9.0.0/16"})
}

const image = "ami-0123456789abcdef0"
