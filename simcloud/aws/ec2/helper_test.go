package ec2_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/ec2"
	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const region = worldtest.Region

// lab is a world with the EC2 types.
type lab struct{ *worldtest.Lab }

func newLab(t testing.TB, seed string) *lab {
	t.Helper()
	return &lab{worldtest.New(t, seed, ec2.Types()).Functions(ec2.Functions())}
}

// make creates a resource that must be accepted and returns its id.
func (l *lab) make(token, name string, in world.Props) string {
	l.Helper()
	id, _ := l.Make(token, name, in)
	return id
}

// out returns the outputs of an object.
func (l *lab) out(token, id string) world.Props {
	l.Helper()
	out := l.Read(token, "", id)
	require.NotNil(l, out, "%s %s", token, id)
	return out
}

// network is a VPC with a public and a private subnet and a way out.
type network struct {
	vpc, igw, public, private, publicTable, privateTable, eip, nat, group string
}

func (l *lab) network(name string) network {
	l.Helper()
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
	l.Helper()
	return l.make(api.VPC, name, world.Props{"cidrBlock": "10.9.0.0/16"})
}

const image = "ami-0123456789abcdef0"
