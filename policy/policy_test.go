package policy_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/policy"
)

// props is short for properties.
type props = map[string]any

// list is short for a list.
type list = []any

// res is a resource named after the end of its type.
func res(kind, name string, in props) policy.Resource {
	return policy.Resource{URN: "urn:" + kind + "::" + name, Type: kind, Name: name, ID: name + "-id", Inputs: in}
}

func under(parent string, r policy.Resource) policy.Resource {
	r.Parent = parent
	return r
}

// planned is a resource that does not exist yet.
func planned(r policy.Resource) policy.Resource {
	r.ID = ""
	return r
}

// sample is resources, and what a rule says of them: nothing means that they
// pass.
type sample struct {
	resources []policy.Resource
	want      []string
}

func try(t *testing.T, rule policy.Rule, samples map[string]sample) {
	t.Helper()
	passed, failed := 0, 0
	for name, s := range samples {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, f := range policy.Check(policy.NewPlan(s.resources...), []policy.Rule{rule}, nil).Findings {
				got = append(got, f.String())
			}
			var want []string
			for _, w := range s.want {
				want = append(want, fmt.Sprintf(w, rule.ID))
			}
			assert.Equal(t, want, got)
		})
		if len(s.want) == 0 {
			passed++
		} else {
			failed++
		}
	}
	assert.NotZero(t, passed, "no sample shows %s passing", rule.ID)
	assert.NotZero(t, failed, "no sample shows %s failing", rule.ID)
}

func of(r ...policy.Resource) []policy.Resource { return r }

const (
	ingress  = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
	balancer = "aws:lb/loadBalancer:LoadBalancer"
	cluster  = "aws:eks/cluster:Cluster"
	instance = "aws:ec2/instance:Instance"
	template = "aws:ec2/launchTemplate:LaunchTemplate"
	role     = "aws:iam/rolePolicy:RolePolicy"
	release  = "kubernetes:helm.sh/v3:Release"
	workload = "kubernetes:apps/v1:Deployment"
)

func open(port int, over props) props {
	in := props{"securityGroupId": "sg-1", "ipProtocol": "tcp", "fromPort": float64(port), "toPort": float64(port), "cidrIpv4": "0.0.0.0/0"}
	for k, v := range over {
		in[k] = v
	}
	return in
}

func TestNothingIsOpenToTheWorldButWebPortsOfBalancers(t *testing.T) {
	front := res(balancer, "front", props{"securityGroups": list{"sg-1"}})
	eks := func(over props) policy.Resource { return res(cluster, "eks", props{"vpcConfig": over}) }
	try(t, policy.OpenIngress(), map[string]sample{
		"HTTPS at a balancer": {of(front, res(ingress, "in", open(443, nil))), nil},
		"HTTP over IPv6":      {of(front, res(ingress, "in", open(80, props{"cidrIpv4": nil, "cidrIpv6": "::/0"}))), nil},
		"a range":             {of(res(ingress, "in", open(22, props{"cidrIpv4": "10.0.0.0/8"}))), nil},
		"a planned balancer": {of(
			under("urn:edge", planned(front)), under("urn:edge", res(ingress, "in", open(443, props{"securityGroupId": policy.Hidden{}})))), nil},
		"SSH":                   {of(front, res(ingress, "in", open(22, nil))), []string{`"in": %s: tcp 22 from 0.0.0.0/0: name the ranges or the security group that may connect`}},
		"half of the internet":  {of(front, res(ingress, "in", open(22, props{"cidrIpv4": "128.0.0.0/1"}))), []string{`"in": %s: tcp 22 from 128.0.0.0/1: name the ranges or the security group that may connect`}},
		"HTTPS at a node":       {of(res(ingress, "in", open(443, nil))), []string{`"in": %s: port 443 from 0.0.0.0/0, and the group is no load balancer's: let in the security group of a load balancer instead`}},
		"a span with 80 in it":  {of(front, res(ingress, "in", open(80, props{"toPort": 90.0}))), []string{`"in": %s: tcp 80 to 90 from 0.0.0.0/0: name the ranges or the security group that may connect`}},
		"everything, in a rule": {of(front, res(ingress, "in", open(0, props{"ipProtocol": "-1"}))), []string{`"in": %s: all traffic from 0.0.0.0/0: name the ranges or the security group that may connect`}},
		"everything, in a group": {of(res("aws:ec2/securityGroup:SecurityGroup", "all", props{"ingress": list{props{"protocol": "-1", "cidrBlocks": list{"0.0.0.0/0"}}}})), []string{
			`"all": %s: all traffic from 0.0.0.0/0: name the ranges or the security group that may connect`}},
		"a rule of the old kind": {of(res("aws:ec2/securityGroupRule:SecurityGroupRule", "old", props{
			"type": "ingress", "protocol": "tcp", "fromPort": 22.0, "toPort": 22.0, "ipv6CidrBlocks": list{"::/0"}, "securityGroupId": "sg-1"})), []string{
			`"old": %s: tcp 22 from ::/0: name the ranges or the security group that may connect`}},
		"the way out of the old kind": {of(res("aws:ec2/securityGroupRule:SecurityGroupRule", "old", props{
			"type": "egress", "protocol": "-1", "cidrBlocks": list{"0.0.0.0/0"}})), nil},
		"an API for some":    {of(eks(props{"endpointPublicAccess": true, "publicAccessCidrs": list{"203.0.113.0/24"}})), nil},
		"a private API":      {of(eks(props{"endpointPublicAccess": false})), nil},
		"an API for all":     {of(eks(props{"endpointPublicAccess": true, "publicAccessCidrs": list{"0.0.0.0/0"}})), []string{`"eks": %s: the Kubernetes API is open to 0.0.0.0/0: name the ranges that may connect, or make the endpoint private`}},
		"an API as EKS does": {of(eks(props{})), []string{`"eks": %s: the Kubernetes API is open to 0.0.0.0/0: name the ranges that may connect, or make the endpoint private`}},
		"a service within":   {of(res("kubernetes:core/v1:Service", "web", props{"spec": props{"type": "ClusterIP"}})), nil},
		"a service outside": {of(res("kubernetes:core/v1:Service", "web", props{"spec": props{"type": "LoadBalancer"}})), []string{
			`"web": %s: a controller would open a load balancer to the internet for it: use a node port behind a load balancer of the stack's, or name loadBalancerSourceRanges`}},
	})
}

func TestDataIsEncrypted(t *testing.T) {
	root := func(v any) policy.Resource {
		return res(template, "nodes", props{"blockDeviceMappings": list{props{"deviceName": "/dev/xvda", "ebs": props{"encrypted": v}}}})
	}
	bucket := res("aws:s3/bucketV2:BucketV2", "logs", props{"bucket": "logs"})
	settings := res("aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2", "keys", props{"bucket": "logs"})
	try(t, policy.Encryption(), map[string]sample{
		"a template":           {of(root("true")), nil},
		"a template in clear":  {of(root("false")), []string{`"nodes": %s: the volume "/dev/xvda" is not encrypted: set ebs.encrypted`}},
		"a template's image":   {of(res(template, "nodes", props{})), []string{`"nodes": %s: its volumes are as the image has them: map the root device with ebs.encrypted`}},
		"encrypted by default": {of(root("false"), res("aws:ebs/encryptionByDefault:EncryptionByDefault", "on", props{})), nil},
		"an instance":          {of(res(instance, "one", props{})), []string{`"one": %s: the root volume is not encrypted: set rootBlockDevice.encrypted`}},
		"another disk": {of(res(instance, "one", props{"rootBlockDevice": props{"encrypted": true}, "ebsBlockDevices": list{props{"deviceName": "/dev/sdb"}}})), []string{
			`"one": %s: the volume "/dev/sdb" is not encrypted: set ebsBlockDevices.encrypted`}},
		"a volume":               {of(res("aws:ebs/volume:Volume", "data", props{"encrypted": true})), nil},
		"a volume in clear":      {of(res("aws:ebs/volume:Volume", "data", props{})), []string{`"data": %s: the volume is not encrypted: set encrypted`}},
		"a database in clear":    {of(res("aws:rds/instance:Instance", "db", props{})), []string{`"db": %s: the database is not encrypted: set storageEncrypted`}},
		"a file system in clear": {of(res("aws:efs/fileSystem:FileSystem", "fs", props{})), []string{`"fs": %s: the file system is not encrypted: set encrypted`}},
		"secrets of Kubernetes":  {of(res(cluster, "eks", props{"encryptionConfig": props{"resources": list{"secrets"}}})), nil},
		"secrets in clear":       {of(res(cluster, "eks", props{})), []string{`"eks": %s: Kubernetes secrets are not encrypted with a key of ours: set encryptionConfig with a KMS key`}},
		"a bucket":               {of(bucket, settings), nil},
		"a planned bucket":       {of(under("urn:b", planned(bucket)), under("urn:b", planned(settings))), nil},
		"an undecided bucket":    {of(bucket), []string{`"logs": %s: nobody says how its objects are encrypted: add a BucketServerSideEncryptionConfigurationV2, or use storage.NewBucket`}},
		"a redirect":             {of(res("aws:lb/listener:Listener", "web", props{"protocol": "HTTP", "defaultActions": list{props{"type": "redirect"}}})), nil},
		"plain HTTP":             {of(res("aws:lb/listener:Listener", "web", props{"protocol": "HTTP", "defaultActions": list{props{"type": "forward"}}})), []string{`"web": %s: it forwards plain HTTP: redirect to HTTPS, as network.RedirectToHTTPS does`}},
		"a distribution": {of(res("aws:cloudfront/distribution:Distribution", "cdn", props{
			"defaultCacheBehavior": props{"viewerProtocolPolicy": "allow-all"}, "origins": list{props{"customOriginConfig": props{"originProtocolPolicy": "http-only"}}}})), []string{
			`"cdn": %s: it serves plain HTTP: use "redirect-to-https"`, `"cdn": %s: it asks its origin over plain HTTP: use "https-only"`}},
		"a storage class": {of(res("kubernetes:storage.k8s.io/v1:StorageClass", "gp3", props{"provisioner": "ebs.csi.aws.com"})), []string{
			`"gp3": %s: its volumes are not encrypted: set parameters.encrypted to "true"`}},
	})
}

func TestMetadataTakesAToken(t *testing.T) {
	required := props{"metadataOptions": props{"httpTokens": "required"}}
	try(t, policy.IMDS(), map[string]sample{
		"a template":             {of(res(template, "nodes", required)), nil},
		"no metadata at all":     {of(res(instance, "one", props{"metadataOptions": props{"httpEndpoint": "disabled"}})), nil},
		"as its template says":   {of(res(instance, "one", props{"launchTemplate": props{"id": "lt-1"}})), nil},
		"a template without":     {of(res(template, "nodes", props{})), []string{`"nodes": %s: its metadata is served without a token: set metadataOptions.httpTokens to "required"`}},
		"an instance that may":   {of(res(instance, "one", props{"metadataOptions": props{"httpTokens": "optional"}})), []string{`"one": %s: its metadata is served without a token: set metadataOptions.httpTokens to "required"`}},
		"a launch configuration": {of(res("aws:ec2/launchConfiguration:LaunchConfiguration", "lc", props{})), []string{`"lc": %s: its metadata is served without a token: set metadataOptions.httpTokens to "required"`}},
	})
}

func document(statements string) string {
	return `{"Version":"2012-10-17","Statement":` + statements + `}`
}

func TestNoPolicyAllowsAServiceOnEverything(t *testing.T) {
	inline := func(statements string) policy.Resource {
		return res(role, "inline", props{"policy": document(statements)})
	}
	try(t, policy.Wildcards(), map[string]sample{
		"one action on all":        {of(inline(`[{"Effect":"Allow","Action":"ec2:DescribeInstances","Resource":"*"}]`)), nil},
		"a prefix on all":          {of(inline(`{"Effect":"Allow","Action":"ec2:Describe*","Resource":"*"}`)), nil},
		"all on one":               {of(inline(`[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::logs/*"}]`)), nil},
		"a denial":                 {of(inline(`[{"Effect":"Deny","Action":"*","Resource":"*"}]`)), nil},
		"unknown yet":              {of(res(role, "inline", props{"policy": policy.Hidden{}})), nil},
		"all on all":               {of(inline(`[{"Effect":"Allow","Action":["s3:GetObject","*"],"Resource":["*"]}]`)), []string{`"inline": %s: it allows * on every resource: name the actions, or the resources`}},
		"a service on all":         {of(inline(`[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]`)), []string{`"inline": %s: it allows s3:* on every resource: name the actions, or the resources`}},
		"a service on all but one": {of(inline(`[{"Effect":"Allow","Action":"s3:*","NotResource":"arn:aws:s3:::x"}]`)), []string{`"inline": %s: it allows s3:* on every resource: name the actions, or the resources`}},
		"all but some":             {of(inline(`[{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}]`)), []string{`"inline": %s: it allows all but some actions on every resource: name the actions that are allowed`}},
		"no document":              {of(res(role, "inline", props{"policy": "allow"})), []string{`"inline": %s: its policy cannot be read: invalid character 'a' looking for beginning of value: write a policy document`}},
		"within a role": {of(res("aws:iam/role:Role", "r", props{"inlinePolicies": list{props{"policy": document(`[{"Effect":"Allow","Action":"*","Resource":"*"}]`)}}})), []string{
			`"r": %s: it allows * on every resource: name the actions, or the resources`}},
		"an attached policy": {of(res("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "a", props{"policyArn": "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy"})), nil},
		"the administrator's": {of(res("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "a", props{"policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"})), []string{
			`"a": %s: it attaches AdministratorAccess: write a policy of what is needed`}},
		"a service's": {of(res("aws:iam/role:Role", "r", props{"managedPolicyArns": list{"arn:aws:iam::aws:policy/AmazonS3FullAccess"}})), []string{
			`"r": %s: it attaches AmazonS3FullAccess: write a policy of what is needed`}},
	})
}
