package lb_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/lb"
	"github.com/drydock-iac/drydock/simcloud/aws/lb/lab"
	"github.com/drydock-iac/drydock/simcloud/internal/worldtest"
	"github.com/drydock-iac/drydock/simcloud/world"
)

func group(over P) P {
	return worldtest.With(P{"name": "nodes", "port": 30080, "protocol": "TCP", "vpcId": "vpc-1"}, over)
}

func TestAHealthCheckFollowsFromTheProtocol(t *testing.T) {
	l := lab.New(t)
	id, out := l.Make(api.TargetGroup, "tcp", group(nil))
	require.Regexp(t, `:targetgroup/nodes/[0-9a-f]{16}$`, id)
	h := out.Map("healthCheck")
	require.Equal(t, []any{"TCP", 30.0, 10.0, 5.0, 2.0, "traffic-port"}, []any{h["protocol"], h["interval"], h["timeout"], h["healthyThreshold"], h["unhealthyThreshold"], h["port"]})
	require.Equal(t, "true", out.Str("preserveClientIp"))
	_, out = l.Make(api.TargetGroup, "ping", group(P{"name": "ping", "healthCheck": P{"protocol": "HTTP", "path": "/ping", "port": "30081"}}))
	h = out.Map("healthCheck")
	require.Equal(t, []any{"/ping", "200-399", 6.0, 3.0}, []any{h["path"], h["matcher"], h["timeout"], h["healthyThreshold"]})
	_, out = l.Make(api.TargetGroup, "web", group(P{"name": "web", "protocol": "HTTP", "port": 80}))
	require.Equal(t, []any{"200", 5.0, "HTTP1"}, []any{out.Map("healthCheck")["matcher"], out.Map("healthCheck")["timeout"], out["protocolVersion"]})
}

func TestWhatTheServiceRefusesOfATargetGroup(t *testing.T) {
	for name, c := range map[string]struct {
		in            P
		code, message string
	}{
		"a VPC that is gone":  {group(P{"vpcId": "vpc-9"}), "ValidationError", "The VPC ID 'vpc-9' is not found"},
		"a timeout too long":  {group(P{"healthCheck": P{"protocol": "TCP", "interval": 10, "timeout": 11}}), "ValidationError", "Health check interval must be greater than the timeout."},
		"cookies on TCP":      {group(P{"stickiness": P{"type": "lb_cookie"}}), "InvalidConfigurationRequest", "Stickiness type 'lb_cookie' is not supported for target groups with the TCP protocol"},
		"more than the quota": {group(nil), "TooManyTargetGroups", "You've reached the limit on the number of target groups for your AWS account."},
	} {
		t.Run(name, func(t *testing.T) {
			l := lab.New(t)
			if c.code == "TooManyTargetGroups" {
				l.World.Set("quota:elasticloadbalancing/L-B22855CB", "0")
			}
			_, _, err := l.Try(api.TargetGroup, "nodes", c.in)
			l.Refused(err, "creating ELBv2 Target Group (nodes)", c.code, c.message)
		})
	}
	l := lab.New(t)
	l.Make(api.TargetGroup, "nodes", group(nil))
	_, _, err := l.Try(api.TargetGroup, "twin", group(nil))
	require.EqualError(t, err, "ELBv2 Target Group (nodes) already exists")
	require.Equal(t, "DuplicateTargetGroupName", world.CodeOf(err))
}

func TestWhatThePlanRefusesOfATargetGroup(t *testing.T) {
	l := lab.New(t)
	for name, c := range map[string]struct {
		in   P
		want []string
	}{
		"ranges": {group(P{"port": 0, "healthCheck": P{"interval": 4, "healthyThreshold": 11, "unhealthyThreshold": 1, "timeout": 121}}), []string{
			"port: expected port to be in the range (1 - 65535), got 0",
			"healthCheck.healthyThreshold: expected health_check.0.healthy_threshold to be in the range (2 - 10), got 11",
			"healthCheck.unhealthyThreshold: expected health_check.0.unhealthy_threshold to be in the range (2 - 10), got 1",
			"healthCheck.interval: expected health_check.0.interval to be in the range (5 - 300), got 4",
			"healthCheck.timeout: expected health_check.0.timeout to be in the range (2 - 120), got 121",
		}},
		"a matcher for TCP": {group(P{"healthCheck": P{"protocol": "TCP", "matcher": "200"}}), []string{
			`healthCheck.matcher: Attribute "health_check[0].matcher" cannot be specified when "health_check[0].protocol" is "TCP".`}},
		"TCP health of HTTP": {group(P{"protocol": "HTTP", "healthCheck": P{"protocol": "TCP"}}), []string{
			`healthCheck.protocol: Attribute "health_check[0].protocol" cannot have value "TCP" when "protocol" is "HTTP".`}},
		"a health port":   {group(P{"healthCheck": P{"port": "ping"}}), []string{`healthCheck.port: "health_check.0.port" must be a valid port number (1-65536) or "traffic-port"`}},
		"a relative path": {group(P{"healthCheck": P{"path": "ping"}}), []string{"healthCheck.path: expected value of health_check.0.path to begin with /, got: ping"}},
		"no VPC":          {group(P{"vpcId": nil}), []string{`vpcId: Attribute "vpc_id" must be specified when "target_type" is "instance".`}},
		"a protocol":      {group(P{"protocol": "tcp"}), []string{`protocol: expected protocol to be one of ["HTTP" "HTTPS" "TCP" "TLS" "UDP" "TCP_UDP" "GENEVE"], got tcp`}},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want, l.Fails(api.TargetGroup, c.in)) })
	}
}

func TestTargetsComeOneByOneAndByGroup(t *testing.T) {
	l := lab.New(t)
	tg, _ := l.Make(api.TargetGroup, "nodes", group(nil))
	l.Put(api.Instance, "i-1", P{"vpcId": "vpc-1", "state": "running", "privateIp": "10.0.0.9"})
	l.Put(api.Instance, "i-2", P{"vpcId": "vpc-1", "state": "stopped"})
	l.Put(api.Instance, "i-3", P{"vpcId": "vpc-2", "state": "running"})
	one, _ := l.Make(api.TargetAttachment, "one", P{"targetGroupArn": tg, "targetId": "i-1", "port": 31000})
	for id, message := range map[string]string{
		"i-9": "The specified target does not exist, is not in the same VPC as the target group, or has an unsupported instance type.",
		"i-2": "The following targets are not in a running state and cannot be registered: 'i-2'",
		"i-3": "The following targets are not in the target group VPC 'vpc-1': 'i-3'",
	} {
		_, _, err := l.Try(api.TargetAttachment, "bad", P{"targetGroupArn": tg, "targetId": id})
		l.Refused(err, "registering ELBv2 Target Group ("+tg+") target", "InvalidTarget", message)
	}
	_, _, err := l.Try(api.TargetAttachment, "bad", P{"targetGroupArn": "arn:gone", "targetId": "i-1"})
	l.Refused(err, "registering ELBv2 Target Group (arn:gone) target", "TargetGroupNotFound", "One or more target groups not found")
	l.Make(api.AutoScalingGroup, "asg", P{"name": "asg", "minSize": 2, "maxSize": 2, "launchTemplate": P{"id": "lt-1"}, "vpcZoneIdentifiers": []any{"subnet-a", "subnet-b"}})
	l.Make(api.ScalingAttachment, "asg", P{"autoscalingGroupName": "asg", "lbTargetGroupArn": tg})
	l.World.View(lab.Region, func(c *world.Call) {
		targets := lb.Targets(c, c.Find(api.TargetGroup, tg))
		require.Len(t, targets, 3)
		byThrough := map[string]int{}
		for _, target := range targets {
			byThrough[target.Through] += target.Port
		}
		require.Equal(t, map[string]int{"": 31000, "asg": 60160}, byThrough)
	})
	require.NoError(t, l.Delete(api.TargetAttachment, "one", one))
}
