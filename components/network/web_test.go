package network_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/components/identity"
	"github.com/drydock-iac/drydock/components/network"
	"github.com/drydock-iac/drydock/internal/recorder"
)

// front makes an application load balancer and returns what was made.
func front(t *testing.T, name string, args network.ApplicationLoadBalancerArgs) *recorder.Recorder {
	t.Helper()
	return run(t, func(ctx *pulumi.Context) error {
		_, err := network.NewApplicationLoadBalancer(ctx, name, &args)
		return err
	})
}

// web redirects to HTTPS, where the API's path has a target of its own.
func web(t *testing.T) network.ApplicationLoadBalancerArgs {
	t.Helper()
	return network.ApplicationLoadBalancerArgs{
		Network: existing(t), InternetFacing: true,
		Listeners: []network.WebListener{
			network.RedirectToHTTPS(),
			{
				Port: 443, Certificate: pulumi.String("arn:aws:x:::cert"), Default: network.Forward{To: "site"},
				Rules: []network.WebRule{{
					Key: "api", Priority: 10, Hosts: []string{"*.example.com"}, Paths: []string{"/api/*"}, Action: network.Forward{To: "api"},
				}},
			},
		},
		Targets: []network.WebTarget{
			{Key: "site", Port: 30080, Health: network.HealthCheck{Path: "/ping", Port: 30090}},
			{Key: "api", Kind: network.TargetAddresses, Port: 8080, Protocol: network.HTTPS, StickySeconds: 60},
		},
	}
}

func TestAnApplicationBalancerRedirectsToHTTPSAndChoosesByRule(t *testing.T) {
	r := front(t, "web", web(t))
	assert.Equal(t, map[string]any{
		"loadBalancerType": "application", "internal": false, "ipAddressType": "ipv4",
		"subnets": []any{"subnet-public-a", "subnet-public-b"}, "securityGroups": []any{"web-group-id"},
		"idleTimeout": 60.0, "dropInvalidHeaderFields": true, "desyncMitigationMode": "defensive",
		"enableDeletionProtection": false, "tags": map[string]any{"Name": "web-lb"},
	}, r.Get(t, "LoadBalancer", "web-lb").Inputs)
	assert.Equal(t, map[string]any{
		"loadBalancerArn": "arn:aws:x:::web-lb", "port": 80.0, "protocol": "HTTP", "tags": map[string]any{"Name": "web-80"},
		"defaultActions": []any{map[string]any{"type": "redirect", "redirect": map[string]any{
			"protocol": "HTTPS", "port": "443", "host": "#{host}", "path": "/#{path}", "query": "#{query}", "statusCode": "HTTP_301",
		}}},
	}, r.Get(t, "Listener", "web-80").Inputs)
	assert.Equal(t, map[string]any{
		"loadBalancerArn": "arn:aws:x:::web-lb", "port": 443.0, "protocol": "HTTPS", "tags": map[string]any{"Name": "web-443"},
		"certificateArn": "arn:aws:x:::cert", "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
		"defaultActions": []any{map[string]any{"type": "forward", "targetGroupArn": "arn:aws:x:::web-target-site"}},
	}, r.Get(t, "Listener", "web-443").Inputs)
	assert.Equal(t, map[string]any{
		"listenerArn": "arn:aws:x:::web-443", "priority": 10.0, "tags": map[string]any{"Name": "web-443-rule-api"},
		"conditions": []any{
			map[string]any{"hostHeader": map[string]any{"values": []any{"*.example.com"}}},
			map[string]any{"pathPattern": map[string]any{"values": []any{"/api/*"}}},
		},
		"actions": []any{map[string]any{"type": "forward", "targetGroupArn": "arn:aws:x:::web-target-api"}},
	}, r.Get(t, "ListenerRule", "web-443-rule-api").Inputs)
	assert.Equal(t, map[string]any{
		"vpcId": "vpc-1", "targetType": "ip", "port": 8080.0, "protocol": "HTTPS", "deregistrationDelay": 300.0,
		"stickiness": map[string]any{"enabled": true, "type": "lb_cookie", "cookieDuration": 60.0},
		"healthCheck": map[string]any{
			"enabled": true, "protocol": "HTTPS", "port": "traffic-port", "path": "/", "matcher": "200-399",
			"interval": 10.0, "timeout": 6.0, "healthyThreshold": 3.0, "unhealthyThreshold": 3.0,
		},
		"tags": map[string]any{"Name": "web-target-api"},
	}, r.Get(t, "TargetGroup", "web-target-api").Inputs)
}

func TestAnApplicationBalancersGroupKnowsClientsListsAndTargets(t *testing.T) {
	args := web(t)
	args.ClientLists = map[string]pulumi.StringInput{"cloudfront": pulumi.String("pl-1")}
	r := front(t, "web", args)
	assert.Equal(t, []string{"web-group-in-tcp-443-cloudfront", "web-group-in-tcp-80-cloudfront"}, r.Names("SecurityGroupIngressRule"),
		"a list takes the place of the whole internet")
	assert.Equal(t, "pl-1", r.Get(t, "SecurityGroupIngressRule", "web-group-in-tcp-443-cloudfront").Inputs["prefixListId"])
	assert.Equal(t, []string{
		"web-group-out-tcp-30080-10.20.0.0-16", "web-group-out-tcp-30090-10.20.0.0-16", "web-group-out-tcp-8080-10.20.0.0-16",
	}, r.Names("SecurityGroupEgressRule"))
	args.Clients = []string{"203.0.113.0/24"}
	assert.Equal(t, []string{
		"web-group-in-tcp-443-203.0.113.0-24", "web-group-in-tcp-443-cloudfront",
		"web-group-in-tcp-80-203.0.113.0-24", "web-group-in-tcp-80-cloudfront",
	}, front(t, "web", args).Names("SecurityGroupIngressRule"))
}

func TestActionsAndConditionsAreTheServices(t *testing.T) {
	args := web(t)
	args.Listeners[1].Rules = append(args.Listeners[1].Rules,
		network.WebRule{
			Key: "old", Priority: 20, Methods: []string{"GET"}, Sources: []string{"203.0.113.0/24"},
			Header: &network.HeaderMatch{Name: "X-Old", Values: []pulumi.StringInput{pulumi.String("yes")}},
			Action: network.Redirect{Host: "new.example.com", Path: "/moved", Temporary: true},
		},
		network.WebRule{Key: "gone", Priority: 30, Paths: []string{"/gone"}, Action: network.Respond{Status: 410, Body: "gone"}},
	)
	r := front(t, "web", args)
	old := r.Get(t, "ListenerRule", "web-443-rule-old").Inputs
	assert.Equal(t, []any{
		map[string]any{"httpRequestMethod": map[string]any{"values": []any{"GET"}}},
		map[string]any{"sourceIp": map[string]any{"values": []any{"203.0.113.0/24"}}},
		map[string]any{"httpHeader": map[string]any{"httpHeaderName": "X-Old", "values": []any{"yes"}}},
	}, old["conditions"])
	assert.Equal(t, []any{map[string]any{"type": "redirect", "redirect": map[string]any{
		"protocol": "#{protocol}", "port": "#{port}", "host": "new.example.com", "path": "/moved", "query": "#{query}", "statusCode": "HTTP_302",
	}}}, old["actions"])
	assert.Equal(t, []any{map[string]any{"type": "fixed-response", "fixedResponse": map[string]any{
		"contentType": "text/plain", "messageBody": "gone", "statusCode": "410",
	}}}, r.Get(t, "ListenerRule", "web-443-rule-gone").Inputs["actions"])
}

func TestNamesOfAnApplicationBalancerStayLegal(t *testing.T) {
	r := front(t, "registration-of-the-management", web(t))
	names := map[string]bool{}
	for _, m := range append(r.Of("LoadBalancer"), r.Of("TargetGroup")...) {
		name := m.Inputs["name"].(string)
		assert.LessOrEqual(t, len(name), 32)
		names[name] = true
	}
	assert.Len(t, names, 3)
}

func TestBalancersLogIntoABucketThatIsReady(t *testing.T) {
	logs := func(ctx *pulumi.Context) (*network.AccessLogs, error) {
		ready, err := identity.NewRole(ctx, "ready", &identity.RoleArgs{Trust: identity.TrustService("ec2")})
		return &network.AccessLogs{Bucket: pulumi.String("logs"), After: []pulumi.Resource{ready}}, err
	}
	r := run(t, func(ctx *pulumi.Context) (err error) {
		a, e := web(t), edge(t)
		if a.AccessLogs, err = logs(ctx); err != nil {
			return err
		}
		if _, err := network.NewApplicationLoadBalancer(ctx, "web", &a); err != nil {
			return err
		}
		e.AccessLogs = &network.AccessLogs{Bucket: pulumi.String("logs"), Prefix: "balancers/edge"}
		e.Listeners[0].MoreCertificates = map[string]pulumi.StringInput{"shop": pulumi.String("arn:aws:x:::shop")}
		_, err = network.NewLoadBalancer(ctx, "edge", &e)
		return err
	})
	webLB := r.Get(t, "LoadBalancer", "web-lb")
	assert.Equal(t, map[string]any{"enabled": true, "bucket": "logs", "prefix": "web"}, webLB.Inputs["accessLogs"])
	assert.True(t, webLB.WaitsFor("Role", "ready-role"), "%v", webLB.Waits)
	assert.Equal(t, map[string]any{"enabled": true, "bucket": "logs", "prefix": "balancers/edge"},
		r.Get(t, "LoadBalancer", "edge-lb").Inputs["accessLogs"])
	assert.Equal(t, map[string]any{"listenerArn": "arn:aws:x:::edge-443", "certificateArn": "arn:aws:x:::shop"},
		r.Get(t, "ListenerCertificate", "edge-443-certificate-shop").Inputs)
}

func TestABucketAcceptsTheLogsOfBothKindsOfBalancers(t *testing.T) {
	document := identity.Document{Statements: network.AcceptLogs("arn:aws:s3:::logs", "111122223333", "web", "edge")}
	assert.NoError(t, document.Check(identity.ResourcePolicy))
	objects := `["arn:aws:s3:::logs/edge/AWSLogs/111122223333/*","arn:aws:s3:::logs/web/AWSLogs/111122223333/*"]`
	own := `"Condition":{"StringEquals":{"aws:SourceAccount":["111122223333"]}}`
	assert.JSONEq(t, `{"Version":"2012-10-17","Statement":[
		{"Sid":"AcceptApplicationBalancerLogs","Effect":"Allow","Principal":{"Service":["logdelivery.elasticloadbalancing.amazonaws.com"]},
			"Action":["s3:PutObject"],"Resource":`+objects+`},
		{"Sid":"AcceptNetworkBalancerLogs","Effect":"Allow","Principal":{"Service":["delivery.logs.amazonaws.com"]},
			"Action":["s3:PutObject"],"Resource":`+objects+`,`+own+`},
		{"Sid":"ShowNetworkBalancersTheACL","Effect":"Allow","Principal":{"Service":["delivery.logs.amazonaws.com"]},
			"Action":["s3:GetBucketAcl"],"Resource":["arn:aws:s3:::logs"],`+own+`}]}`, document.JSON())
}
