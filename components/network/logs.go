package network

import (
	"regexp"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/internal/component"
)

// AccessLogs is where the access log of a load balancer goes. A network load
// balancer logs what its TLS listeners take, an application load balancer
// every request.
//
// The bucket lies in the balancer's region, lets the service in (see
// [AcceptLogs]) and, for an application load balancer, is encrypted with keys
// of S3 (storage.KeysS3):
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
type AccessLogs struct {
	// Bucket is the name of the bucket. Required.
	Bucket pulumi.StringInput
	// Prefix of the log's keys, without "AWSLogs" and without slashes at its
	// ends. Empty means the component's name.
	Prefix string
	// After is what must be in place before the balancer is made, such as
	// Ready of the bucket: AWS tries the bucket's policy at once.
	After []pulumi.Resource
}

// AcceptLogs are the statements by which a bucket lets load balancers of an
// account put their access logs below prefixes: those of application load
// balancers from [DeliveryALB], those of network load balancers from
// [DeliveryNLB]. It fits storage.Policy:
//
//	Policy: &storage.Policy{Statements: func(bucket string, _ []string) []identity.Statement {
//		return network.AcceptLogs(bucket, "111122223333", "web")
//	}}
//
// Without prefixes all of the bucket is open to the two. The statements are
// those of
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
// and https://docs.aws.amazon.com/elasticloadbalancing/latest/network/enable-access-logs.html
func AcceptLogs(bucket, account string, prefixes ...string) []identity.Statement {
	objects := []string{bucket + "/*"}
	if len(prefixes) > 0 {
		objects = nil
	}
	for _, p := range prefixes {
		objects = append(objects, bucket+"/"+p+"/AWSLogs/"+account+"/*")
	}
	own := identity.Condition{Operator: "StringEquals", Key: "aws:SourceAccount", Values: []string{account}}
	return []identity.Statement{
		{
			SID: "AcceptApplicationBalancerLogs", Principals: identity.Principals{Services: []string{DeliveryALB}},
			Actions: []string{"s3:PutObject"}, Resources: objects,
		},
		{
			SID: "AcceptNetworkBalancerLogs", Principals: identity.Principals{Services: []string{DeliveryNLB}},
			Actions: []string{"s3:PutObject"}, Resources: objects, Conditions: []identity.Condition{own},
		},
		{
			SID: "ShowNetworkBalancersTheACL", Principals: identity.Principals{Services: []string{DeliveryNLB}},
			Actions: []string{"s3:GetBucketAcl"}, Resources: []string{bucket}, Conditions: []identity.Condition{own},
		},
	}
}

// The principals that deliver access logs.
const (
	DeliveryALB = "logdelivery.elasticloadbalancing.amazonaws.com"
	DeliveryNLB = "delivery.logs.amazonaws.com"
)

func (l *AccessLogs) withDefaults(name string) *AccessLogs {
	if l == nil {
		return nil
	}
	logs := *l
	if logs.Prefix == "" {
		logs.Prefix = name
	}
	return &logs
}

var prefixForm = regexp.MustCompile(`^[a-zA-Z0-9._-]+(/[a-zA-Z0-9._-]+)*$`)

func (l *AccessLogs) check(p *component.Problems) {
	if l == nil {
		return
	}
	if l.Bucket == nil {
		p.Add("AccessLogs.Bucket", nil, "not given", "pass the name of a bucket, such as that of a storage.Bucket")
	}
	switch {
	case !prefixForm.MatchString(l.Prefix):
		p.Add("AccessLogs.Prefix", l.Prefix, "not a prefix",
			"use letters, digits and ._- in parts with slashes between them")
	case strings.Contains(l.Prefix, "AWSLogs"):
		p.Add("AccessLogs.Prefix", l.Prefix, `contains "AWSLogs", which AWS adds itself`, "leave that part out")
	}
}

// args are nil where there are no logs.
func (l *AccessLogs) args() lb.LoadBalancerAccessLogsPtrInput {
	if l == nil {
		return nil
	}
	return lb.LoadBalancerAccessLogsArgs{
		Enabled: pulumi.Bool(true), Bucket: l.Bucket, Prefix: pulumi.String(l.Prefix),
	}
}

// wait makes a balancer wait for its bucket.
func (l *AccessLogs) wait(own pulumi.ResourceOption) []pulumi.ResourceOption {
	if l == nil || len(l.After) == 0 {
		return []pulumi.ResourceOption{own}
	}
	return []pulumi.ResourceOption{own, pulumi.DependsOn(l.After)}
}
