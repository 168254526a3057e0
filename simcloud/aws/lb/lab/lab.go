// Package lab is a small world for the tests of the services around load
// balancers: two VPCs, one of them with an internet gateway, and the types of
// those services.
package lab

import (
	"testing"

	"github.com/drydock-iac/drydock/simcloud/aws/acm"
	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/autoscaling"
	"github.com/drydock-iac/drydock/simcloud/aws/lb"
	"github.com/drydock-iac/drydock/simcloud/aws/route53"
	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
)

// Region is where the lab is.
const Region = worldtest.Region

// P is a short name for properties.
type P = worldtest.P

// Lab is the world with a session of the provider.
type Lab struct{ *worldtest.Lab }

// New sets up a lab. The VPC vpc-1 (10.0.0.0/16) has an internet gateway and
// the subnets subnet-a and subnet-a2 in zone a, subnet-b in zone b and
// subnet-full, without a free address to speak of, in zone c; vpc-2 has
// subnet-x and subnet-y and no way out. The security groups sg-lb and sg-node
// are of vpc-1, sg-other is of vpc-2. The launch template lt-1 is complete.
func New(t testing.TB) *Lab {
	t.Helper()
	l := &Lab{worldtest.New(t, "lab", lb.Types(), autoscaling.Types(), route53.Types(), acm.Types())}
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

// URN is that of a resource of the lab.
func URN(token, name string) string { return worldtest.URN(token, name) }
