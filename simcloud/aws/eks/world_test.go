package eks_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/eks"
	"github.com/drydock-iac/drydock/simcloud/aws/iam"
	"github.com/drydock-iac/drydock/simcloud/aws/kms"
	"github.com/drydock-iac/drydock/simcloud/aws/logs"
	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const region = worldtest.Region

type obj = map[string]any

// bench is a world with a network: private subnets a and b behind a NAT
// gateway, a public one p, and roles for a cluster and its nodes.
type bench struct{ *worldtest.Lab }

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{worldtest.New(t, "test", iam.Types(), kms.Types(), logs.Types(), eks.Types()).Functions(eks.Functions())}
	b.World.Set("quota:ec2/L-1216C47A", "64")
	b.network()
	return b
}

func (b *bench) network() {
	b.Put(api.VPC, "vpc-1", world.Props{"cidrBlock": "10.0.0.0/16", "enableDnsSupport": true, "enableDnsHostnames": true, "mainRouteTableId": "rtb-private"})
	b.Put(api.VPC, "vpc-2", world.Props{"cidrBlock": "10.9.0.0/16", "mainRouteTableId": "rtb-other"})
	b.subnet("subnet-a", "vpc-1", "10.0.0.0/24", "a")
	b.subnet("subnet-b", "vpc-1", "10.0.1.0/24", "b")
	b.subnet("subnet-b2", "vpc-1", "10.0.2.0/24", "b")
	b.subnet("subnet-c", "vpc-1", "10.0.3.0/24", "c")
	b.subnet("subnet-p", "vpc-1", "10.0.4.0/24", "a")
	b.subnet("subnet-lost", "vpc-1", "10.0.5.0/24", "a")
	b.subnet("subnet-x", "vpc-2", "10.9.0.0/24", "b")
	b.subnet("subnet-tiny", "vpc-1", "10.0.6.0/30", "b")
	b.Put(api.InternetGateway, "igw-1", world.Props{"vpcId": "vpc-1"})
	b.Put(api.NATGateway, "nat-1", world.Props{"subnetId": "subnet-p", "state": "available", "connectivityType": "public", "publicIp": "198.18.0.9"})
	table := func(id, target, value string) {
		b.Put(api.RouteTable, id, world.Props{"vpcId": "vpc-1", "routes": []any{obj{"cidrBlock": "0.0.0.0/0", target: value}}})
	}
	table("rtb-private", "natGatewayId", "nat-1")
	table("rtb-public", "gatewayId", "igw-1")
	b.Put(api.RouteTable, "rtb-lost", world.Props{"vpcId": "vpc-1", "routes": []any{}})
	b.Put(api.RouteAssociation, "rtbassoc-1", world.Props{"subnetId": "subnet-p", "routeTableId": "rtb-public"})
	b.Put(api.RouteAssociation, "rtbassoc-2", world.Props{"subnetId": "subnet-lost", "routeTableId": "rtb-lost"})
	b.Put(api.SecurityGroup, "sg-1", world.Props{"vpcId": "vpc-1"})
	b.Put(api.SecurityGroup, "sg-x", world.Props{"vpcId": "vpc-2"})
	b.Put(api.LaunchTemplate, "lt-1", world.Props{"name": "plain", "latestVersion": 2.0})
	b.Put(api.LaunchTemplate, "lt-type", world.Props{"name": "typed", "latestVersion": 1.0, "instanceType": "t3.large"})
	b.Put(api.LaunchTemplate, "lt-ami", world.Props{"name": "imaged", "latestVersion": 1.0, "imageId": "ami-1"})
	b.role("control", "eks.amazonaws.com", "AmazonEKSClusterPolicy")
	b.role("nodes", "ec2.amazonaws.com", "AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly", "AmazonEKS_CNI_Policy")
}

func (b *bench) subnet(id, vpc, cidr, letter string) {
	b.Put(api.Subnet, id, world.Props{"vpcId": vpc, "cidrBlock": cidr, "availabilityZone": region + letter, "mapPublicIpOnLaunch": false})
}

// role makes a role that the service may assume and attaches AWS managed
// policies to it.
func (b *bench) role(name, service string, policies ...string) {
	b.Helper()
	b.Make(api.Role, "role-"+name, world.Props{"name": name, "assumeRolePolicy": trust(service)})
	for _, p := range policies {
		b.Make(api.RoleAttachment, name+"-"+p, world.Props{"role": name, "policyArn": "arn:aws:iam::aws:policy/" + p})
	}
}

func trust(service string, actions ...string) string {
	if len(actions) == 0 {
		actions = []string{"sts:AssumeRole"}
	}
	text, _ := json.Marshal(obj{"Version": "2012-10-17", "Statement": []any{obj{
		"Effect": "Allow", "Principal": obj{"Service": service}, "Action": actions,
	}}})
	return string(text)
}

func roleARN(name string) string { return "arn:aws:iam::" + api.Account + ":role/" + name }

// keys are the keys of all objects.
func (b *bench) keys() []string {
	var out []string
	for _, o := range b.World.Objects() {
		out = append(out, o.Key())
	}
	return out
}

// message is the refusal without the request id.
func message(err error) string {
	if err == nil {
		return ""
	}
	text := err.Error()
	if at := strings.Index(text, "RequestID: "); at >= 0 {
		rest := text[at+len("RequestID: "):]
		text = text[:at] + "RequestID: " + strings.TrimLeft(rest, "0123456789abcdef-")
	}
	return text
}

// with returns in with dotted paths set; a nil value removes.
func with(in world.Props, changes obj) world.Props {
	out := in.Clone()
	for path, v := range changes {
		steps := strings.Split(path, ".")
		at := map[string]any(out)
		for _, s := range steps[:len(steps)-1] {
			next, ok := at[s].(map[string]any)
			if !ok {
				next = obj{}
				at[s] = next
			}
			at = next
		}
		if v == nil {
			delete(at, steps[len(steps)-1])
			continue
		}
		at[steps[len(steps)-1]] = v
	}
	return out
}

// cluster and group are good inputs.
func cluster() world.Props {
	return world.Props{
		"name": "dev", "roleArn": roleARN("control"), "version": "1.34", "bootstrapSelfManagedAddons": true,
		"accessConfig": obj{"authenticationMode": "API"},
		"vpcConfig":    obj{"subnetIds": []any{"subnet-a", "subnet-b"}, "endpointPrivateAccess": true},
	}
}

func group() world.Props {
	return world.Props{
		"clusterName": "dev", "nodeGroupName": "main", "nodeRoleArn": roleARN("nodes"), "subnetIds": []any{"subnet-a", "subnet-b"},
		"instanceTypes": []any{"t3.large"}, "scalingConfig": obj{"minSize": 1, "desiredSize": 2, "maxSize": 3},
	}
}
