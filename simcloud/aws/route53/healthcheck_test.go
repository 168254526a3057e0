package route53_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/simcloud/aws/api"
	"github.com/drydock-iac/drydock/simcloud/aws/lb/lab"
)

func TestAHealthCheckIsCompletedByItsType(t *testing.T) {
	l := lab.New(t)
	id, out := l.Make(api.HealthCheck, "app", P{"type": "HTTPS", "fqdn": "app.acme.test", "resourcePath": "/healthz"})
	require.Equal(t, "arn:aws:route53:::healthcheck/"+id, out.Str("arn"))
	require.Equal(t, []int{443, 3, 30}, []int{out.Int("port"), out.Int("failureThreshold"), out.Int("requestInterval")})
	require.True(t, out.Bool("enableSni"))
	require.NoError(t, l.Delete(api.HealthCheck, "app", id))
}

func TestWhatRoute53RefusesOfAHealthCheck(t *testing.T) {
	for name, c := range map[string]struct {
		in      P
		message string
	}{
		"no endpoint":          {P{"type": "HTTP"}, "Invalid parameter : FullyQualifiedDomainName or IPAddress must be specified for type HTTP"},
		"a private address":    {P{"type": "HTTP", "ipAddress": "10.0.0.1"}, "Invalid parameter : IPAddress 10.0.0.1 is in a local, private, non-routable or multicast range"},
		"TCP without a port":   {P{"type": "TCP", "fqdn": "a.test"}, "Invalid parameter : Port must be specified for type TCP"},
		"match without a text": {P{"type": "HTTP_STR_MATCH", "fqdn": "a.test"}, "Invalid parameter : SearchString must be specified for type HTTP_STR_MATCH"},
	} {
		t.Run(name, func(t *testing.T) {
			l := lab.New(t)
			_, _, err := l.Try(api.HealthCheck, "check", c.in)
			l.Refused(err, "creating Route53 Health Check", "InvalidInput", c.message)
		})
	}
	l := lab.New(t)
	require.Equal(t, []string{
		"failureThreshold: expected failure_threshold to be in the range (1 - 10), got 11",
		`port: expected "port" to be a valid port number, got: 70000`,
		"requestInterval: expected request_interval to be one of [10 30], got 20",
		"ipAddress: expected ip_address to contain a valid IP, got: nine",
		"regions: Not enough list items: Attribute regions requires 3 item minimum, but config has only 1 declared.",
	}, l.Fails(api.HealthCheck, P{"type": "TCP", "failureThreshold": 11, "port": 70000, "requestInterval": 20, "ipAddress": "nine", "regions": []any{"us-east-1"}}))
}
