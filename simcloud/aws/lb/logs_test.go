package lb_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/lb"
	"github.com/drydock-iac/drydock/simcloud/aws/lb/lab"
	"github.com/drydock-iac/drydock/simcloud/aws/s3"
	"github.com/drydock-iac/drydock/simcloud/world"
)

const (
	allowALB = `{"Effect":"Allow","Principal":{"Service":"logdelivery.elasticloadbalancing.amazonaws.com"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::logs/web/AWSLogs/111122223333/*"}`
	allowNLB = `{"Effect":"Allow","Principal":{"Service":"delivery.logs.amazonaws.com"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::logs/*"}`
	showACL  = `{"Effect":"Allow","Principal":{"Service":"delivery.logs.amazonaws.com"},"Action":"s3:GetBucketAcl","Resource":"arn:aws:s3:::logs"}`
)

// bucketed is a lab with a bucket whose policy has the statements.
func bucketed(t *testing.T, statements ...string) *lab.Lab {
	t.Helper()
	l := lab.New(t)
	l.Put(s3.Bucket, "logs", P{"bucket": "logs"})
	if len(statements) > 0 {
		l.Put(s3.Policy, "logs", P{"bucket": "logs", "policy": `{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`})
	}
	return l
}

func logged(kind, bucket, prefix string) P {
	return nlb(P{"loadBalancerType": kind, "accessLogs": P{"enabled": true, "bucket": bucket, "prefix": prefix}})
}

func TestLogsGoWhereTheBucketLetsThem(t *testing.T) {
	bucketed(t, allowALB).Make(api.LoadBalancer, "edge", logged("application", "logs", "web"))
	bucketed(t, strings.Replace(allowALB, `"Service":"logdelivery.elasticloadbalancing.amazonaws.com"`, `"AWS":"arn:aws:iam::054676820928:root"`, 1)).
		Make(api.LoadBalancer, "edge", logged("application", "logs", "web"))
	bucketed(t, allowNLB, showACL).Make(api.LoadBalancer, "edge", logged("network", "logs", ""))
	off := nlb(P{"accessLogs": P{"enabled": false, "bucket": "nowhere"}})
	lab.New(t).Make(api.LoadBalancer, "edge", off)
}

func TestLogsThatCannotBeDeliveredAreRefused(t *testing.T) {
	const denied = "Access Denied for bucket: logs. Please check S3bucket permission"
	deny := strings.Replace(allowALB, "Allow", "Deny", 1)
	for name, c := range map[string]struct {
		statements []string
		in         P
		put        func(*lab.Lab)
		message    string
	}{
		"no bucket":                       {nil, logged("application", "nowhere", ""), nil, "The S3 bucket: nowhere does not exist"},
		"no policy":                       {nil, logged("application", "logs", "web"), nil, denied},
		"another prefix":                  {[]string{allowALB}, logged("application", "logs", "edge"), nil, denied},
		"the other kind's policy":         {[]string{allowNLB, showACL}, logged("application", "logs", "web"), nil, denied},
		"the other kind's policy for NLB": {[]string{allowALB}, logged("network", "logs", "web"), nil, denied},
		"no look at the ACL":              {[]string{allowNLB}, logged("network", "logs", ""), nil, denied},
		"denied besides":                  {[]string{allowALB, deny}, logged("application", "logs", "web"), nil, denied},
		"another account's": {[]string{strings.Replace(allowALB, `"Action"`, `"Condition":{"StringEquals":{"aws:SourceAccount":"999999999999"}},"Action"`, 1)},
			logged("application", "logs", "web"), nil, denied},
		"another action": {[]string{strings.Replace(allowALB, "s3:PutObject", "s3:GetObject", 1)}, logged("application", "logs", "web"), nil, denied},
		"a key of KMS": {[]string{allowALB}, logged("application", "logs", "web"), func(l *lab.Lab) {
			l.Put(s3.Encryption, "logs", P{"bucket": "logs", "rules": []any{P{"applyServerSideEncryptionByDefault": P{"sseAlgorithm": "aws:kms"}}}})
		}, denied},
		"another region": {nil, logged("application", "far", ""), func(l *lab.Lab) {
			l.World.Seed(&world.Object{Kind: s3.Bucket, ID: "far", Scope: "us-east-1", Props: world.Props{}})
		}, "S3 bucket: far is not located in the same Region as the load balancer"},
	} {
		t.Run(name, func(t *testing.T) {
			l := bucketed(t, c.statements...)
			if c.put != nil {
				c.put(l)
			}
			_, _, err := l.Try(api.LoadBalancer, "edge", c.in)
			require.Error(t, err)
			var refusal *world.Error
			require.ErrorAs(t, err, &refusal)
			require.Equal(t, []string{"ModifyLoadBalancerAttributes", "InvalidConfigurationRequest", c.message}, []string{refusal.Operation, refusal.Code, refusal.Message})
		})
	}
}

func TestLogsTurnedOnLaterAreTriedToo(t *testing.T) {
	l := bucketed(t)
	id, _ := l.Make(api.LoadBalancer, "edge", nlb(P{"loadBalancerType": "application"}))
	_, err := l.Session.Update(lab.URN(api.LoadBalancer, "edge"), api.LoadBalancer, id, world.Props(logged("application", "logs", "web")).Clone(), nil, false)
	l.Refused(err, "modifying ELBv2 Load Balancer ("+id+") attributes", "InvalidConfigurationRequest", "Access Denied for bucket: logs. Please check S3bucket permission")
}

func TestConditionsOfARuleAreHeldAgainstTheirLimits(t *testing.T) {
	s := newStage(t)
	web, _ := s.Make(api.Listener, "web", P{"loadBalancerArn": s.app, "port": 80, "protocol": "HTTP", "defaultActions": forward(s.http)})
	rule := func(conditions ...any) P {
		return P{"listenerArn": web, "actions": forward(s.http), "conditions": conditions}
	}
	host := func(values ...any) P { return P{"hostHeader": P{"values": values}} }
	for _, c := range []struct {
		in      P
		message string
	}{
		{rule(host("a", "b", "c"), P{"pathPattern": P{"values": []any{"/a", "/b", "/c"}}}), "A rule can only have '5' condition values"},
		{rule(host("a"), host("b")), "A rule can only have one 'host-header' condition"},
	} {
		_, _, err := s.Try(lb.ListenerRule, "bad", c.in)
		s.Refused(err, "creating ELBv2 Listener Rule", "ValidationError", c.message)
	}
	_, _, err := s.Try(lb.ListenerRule, "none", rule(P{}))
	require.EqualError(t, err, "One of host_header, http_header, http_request_method, path_pattern, query_string or source_ip must be set in a condition block")
	_, _, err = s.Try(lb.ListenerRule, "two", rule(P{"hostHeader": P{"values": []any{"a"}}, "sourceIp": P{"values": []any{"10.0.0.0/8"}}}))
	require.EqualError(t, err, "Only one of host_header, http_header, http_request_method, path_pattern, query_string or source_ip can be set in a condition block")
	header := P{"httpHeader": P{"httpHeaderName": strings.Repeat("x", 41), "values": []any{"v"}}}
	require.Len(t, s.Fails(lb.ListenerRule, rule(header, host(strings.Repeat("y", 129)))), 2)
	s.Make(lb.ListenerRule, "headers", rule(P{"httpHeader": P{"httpHeaderName": "A", "values": []any{"v"}}}, P{"httpHeader": P{"httpHeaderName": "B", "values": []any{"v"}}}))

	s.World.Set("quota:"+lb.QuotaRules, "1")
	_, _, err = s.Try(lb.ListenerRule, "more", rule(host("z")))
	s.Refused(err, "creating ELBv2 Listener Rule", "TooManyRules", "You've reached the limit on the number of rules per load balancer.")
}

func TestOnlyApplicationBalancersNeedAMomentBetweenChecks(t *testing.T) {
	l := lab.New(t)
	even := P{"interval": 10, "timeout": 10}
	l.Make(api.TargetGroup, "tcp", group(P{"name": "tcp", "healthCheck": P{"protocol": "TCP", "interval": 10, "timeout": 10}}))
	_, _, err := l.Try(api.TargetGroup, "http", group(P{"name": "http", "protocol": "HTTP", "healthCheck": even}))
	l.Refused(err, "creating ELBv2 Target Group (http)", "ValidationError", "Health check interval must be greater than the timeout.")
}
