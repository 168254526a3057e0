package policy_test

import (
	"encoding/base64"
	"testing"

	"github.com/drydock-iac/drydock/policy"
)

// net is a public and a private subnet.
func net() []policy.Resource {
	return of(
		res("aws:ec2/internetGateway:InternetGateway", "gate", nil),
		res("aws:ec2/subnet:Subnet", "public", nil), res("aws:ec2/subnet:Subnet", "private", nil),
		res("aws:ec2/route:Route", "out", props{"routeTableId": "rtb-public", "destinationCidrBlock": "0.0.0.0/0", "gatewayId": "gate-id"}),
		res("aws:ec2/route:Route", "nat", props{"routeTableId": "rtb-private", "destinationCidrBlock": "0.0.0.0/0", "natGatewayId": "nat-1"}),
		res("aws:ec2/routeTableAssociation:RouteTableAssociation", "a", props{"routeTableId": "rtb-public", "subnetId": "public-id"}),
		res("aws:ec2/routeTableAssociation:RouteTableAssociation", "b", props{"routeTableId": "rtb-private", "subnetId": "private-id"}),
	)
}

func TestNoMachineIsPublic(t *testing.T) {
	with := func(r ...policy.Resource) []policy.Resource { return append(net(), r...) }
	card := res("aws:ec2/networkInterface:NetworkInterface", "card", props{"sourceDestCheck": false})
	try(t, policy.PublicNodes(), map[string]sample{
		"a private group":   {with(res("aws:eks/nodeGroup:NodeGroup", "nodes", props{"subnetIds": list{"private-id"}})), nil},
		"a NAT instance":    {with(card, res(instance, "nat", props{"subnetId": "public-id", "networkInterfaces": list{props{"networkInterfaceId": "card-id"}}})), nil},
		"a forwarder":       {with(res(instance, "nat", props{"subnetId": "public-id", "sourceDestCheck": false, "associatePublicIpAddress": true})), nil},
		"a public group":    {with(res("aws:eks/nodeGroup:NodeGroup", "nodes", props{"subnetIds": list{"private-id", "public-id"}})), []string{`"nodes": %s: it stands in the public subnet "public": use a private subnet`}},
		"public scaling":    {with(res("aws:autoscaling/group:Group", "asg", props{"vpcZoneIdentifiers": list{"public-id"}})), []string{`"asg": %s: it stands in the public subnet "public": use a private subnet`}},
		"a public instance": {with(res(instance, "one", props{"subnetId": "public-id"})), []string{`"one": %s: it stands in the public subnet "public": use a private subnet`}},
		"routes in the table": {of(
			res("aws:ec2/routeTable:RouteTable", "table", props{"routes": list{props{"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-0"}}}),
			res("aws:ec2/routeTableAssociation:RouteTableAssociation", "a", props{"routeTableId": "table-id", "subnetId": "subnet-1"}),
			res(instance, "one", props{"subnetId": "subnet-1"})), []string{`"one": %s: it stands in the public subnet "subnet-1": use a private subnet`}},
		"an address asked for": {of(res(instance, "one", props{"associatePublicIpAddress": true})), []string{`"one": %s: it asks for a public address: leave the address out, and use NAT and a load balancer`}},
		"a template's address": {of(res(template, "lt", props{"networkInterfaces": list{props{"associatePublicIpAddress": "true"}}})), []string{`"lt": %s: its machines ask for a public address: leave the address out, and use NAT and a load balancer`}},
		"an address bound": {of(res(instance, "one", nil), res("aws:ec2/eip:Eip", "ip", props{"instance": "one-id"})), []string{
			`"one": %s: the public address "ip" is bound to it: leave the address out, and use NAT and a load balancer`}},
	})
	try(t, policy.NATInstances(), map[string]sample{
		"bare":       {of(res(instance, "nat", props{"sourceDestCheck": false})), nil},
		"no NAT":     {of(res(instance, "one", props{"keyName": "mine"})), nil},
		"with a key": {of(res(instance, "nat", props{"sourceDestCheck": false, "keyName": "mine"})), []string{`"nat": %s: the NAT instance lets the key pair "mine" in: leave keyName out`}},
		"with a role": {of(card, res(instance, "nat", props{"networkInterfaces": list{props{"networkInterfaceId": "card-id"}}, "iamInstanceProfile": "p"})), []string{
			`"nat": %s: the NAT instance has a role: leave iamInstanceProfile out`}},
	})
}

// key is an id that AWS's own documents use, put together so that no scanner
// takes this file for a leak.
const key = "AKIA" + "IOSFODNN7EXAMPLE"

func TestNothingHoldsAnAccessKey(t *testing.T) {
	const repair = ": use a role: an instance profile, a pod identity or OIDC"
	try(t, policy.AccessKeys(), map[string]sample{
		"nothing":         {of(res("pulumi:providers:aws", "aws", props{"region": "eu-central-1"}), res(release, "app", props{"values": props{"accessKey": ""}})), nil},
		"a word like one": {of(res(release, "app", props{"values": props{"note": "AKIAmazing"}})), nil},
		"an access key":   {of(res("aws:iam/accessKey:AccessKey", "ci", props{"user": "ci"})), []string{`"ci": %s: it makes an access key` + repair}},
		"a provider's":    {of(res("pulumi:providers:aws", "aws", props{"accessKey": "x", "secretKey": "y"})), []string{`"aws": %s: credentials stand in accessKey` + repair, `"aws": %s: credentials stand in secretKey` + repair}},
		"a chart's":       {of(res(release, "app", props{"values": props{"env": list{props{"AWS_SECRET_ACCESS_KEY": "x"}}}})), []string{`"app": %s: credentials stand in values.env.AWS_SECRET_ACCESS_KEY` + repair}},
		"a chart's, as pairs": {of(res(release, "app", props{"values": props{"env": list{props{"name": "AWS_SECRET_ACCESS_KEY", "value": "x"}}}})), []string{
			`"app": %s: credentials stand in values.env.AWS_SECRET_ACCESS_KEY` + repair}},
		"a chart's, by reference": {of(res(release, "app", props{"values": props{"env": list{props{"name": "AWS_SECRET_ACCESS_KEY", "valueFrom": props{"secretKeyRef": props{"name": "s", "key": "k"}}}}}})), nil},
		"a chart's, by id":        {of(res(release, "app", props{"values": props{"id": key}})), []string{`"app": %s: an access key stands in values.id` + repair}},
		"a chart's, in a file": {of(res(release, "app", props{"values": props{"credentials": "[default]\naws_secret_access_key = wJalrXUtnFEMIK7MDENG\n"}})), []string{
			`"app": %s: an access key stands in values.credentials` + repair}},
		"a pod's": {of(res(workload, "web", pod(props{"env": list{props{"name": "AWS_SECRET_ACCESS_KEY", "value": "x"}}}, nil))), []string{
			`"web": %s: credentials stand in spec.template.spec.containers.env.AWS_SECRET_ACCESS_KEY` + repair}},
		"a task's": {of(res("aws:ecs/taskDefinition:TaskDefinition", "t", props{"containerDefinitions": `[{"environment":[{"name":"AWS_SECRET_ACCESS_KEY","value":"x"}]}]`})), []string{
			`"t": %s: credentials stand in containerDefinitions.environment.AWS_SECRET_ACCESS_KEY` + repair}},
		"packed user data": {of(res(template, "nodes", props{"userData": base64.StdEncoding.EncodeToString([]byte("export ID=" + key))})), []string{
			`"nodes": %s: an access key stands in userData` + repair}},
		"a Secret": {of(res("kubernetes:core/v1:Secret", "s", props{"data": props{"AWS_SECRET_ACCESS_KEY": base64.StdEncoding.EncodeToString([]byte("x"))}})), []string{
			`"s": %s: credentials stand in data.AWS_SECRET_ACCESS_KEY` + repair}},
		"a Secret's key":     {of(res("kubernetes:external-secrets.io/v1:ExternalSecret", "s", props{"spec": props{"data": list{props{"secretKey": "tls.crt"}}}})), nil},
		"in somebody's text": {of(res(instance, "one", props{"userData": "export KEY=" + key})), []string{`"one": %s: an access key stands in userData` + repair}},
	})
}

func TestEveryResourceIsTagged(t *testing.T) {
	full := props{"environment": "dev", "component": "edge", "owner": "platform"}
	tagged := func(in, all any) policy.Resource {
		r := res("aws:ec2/vpc:Vpc", "core", props{"tags": in})
		r.Outputs = props{"tagsAll": all}
		return r
	}
	try(t, policy.Tags("environment", "component", "owner"), map[string]sample{
		"tagged":             {of(tagged(full, full)), nil},
		"by the provider":    {of(tagged(nil, full)), nil},
		"planned":            {of(res("aws:ec2/vpc:Vpc", "core", props{"tags": full})), nil},
		"takes none":         {of(res("aws:ec2/route:Route", "r", props{})), nil},
		"somebody else's":    {of(res("kubernetes:core/v1:Pod", "p", props{"tags": props{}})), nil},
		"scaling":            {of(res("aws:autoscaling/group:Group", "asg", props{"tags": list{props{"key": "environment", "value": "dev"}, props{"key": "component", "value": "x"}, props{"key": "owner", "value": "y"}}})), nil},
		"untagged":           {of(tagged(nil, props{})), []string{`"core": %s: no tag environment, component, owner: pass Tags to its component, or defaultTags to the provider`}},
		"an empty tag":       {of(tagged(props{"environment": "dev", "component": "x", "owner": ""}, nil)), []string{`"core": %s: no tag owner: pass Tags to its component, or defaultTags to the provider`}},
		"scaling without":    {of(res("aws:autoscaling/group:Group", "asg", props{})), []string{`"asg": %s: no tag environment, component, owner: pass Tags to its component, or defaultTags to the provider`}},
		"tags not known yet": {of(res("aws:ec2/vpc:Vpc", "core", props{"tags": policy.Hidden{}})), nil},
	})
}
