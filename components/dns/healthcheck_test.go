package dns_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/components/dns"
)

func checkOf(t *testing.T, args dns.HealthCheckArgs) map[string]any {
	t.Helper()
	r := run(t, func(ctx *pulumi.Context) error {
		_, err := dns.NewHealthCheck(ctx, "blue", &args)
		return err
	})
	m := r.One(t, "HealthCheck")
	assert.Equal(t, "blue-check", m.Name)
	assert.Contains(t, m.Parent, "drydock:dns:HealthCheck")
	return m.Inputs
}

func TestAHealthCheckAsksOverHTTPSUnlessToldOtherwise(t *testing.T) {
	assert.Equal(t, map[string]any{
		"fqdn": "blue.example.com", "type": "HTTPS", "port": 443.0, "resourcePath": "/", "enableSni": true,
		"requestInterval": 30.0, "failureThreshold": 3.0, "tags": map[string]any{"Name": "blue-check"},
	}, checkOf(t, dns.HealthCheckArgs{Host: "blue.example.com"}))
	assert.Equal(t, map[string]any{
		"fqdn": "blue.example.com", "type": "HTTP", "port": 80.0, "resourcePath": "/up",
		"requestInterval": 10.0, "failureThreshold": 1.0, "tags": map[string]any{"Name": "blue-check", "team": "core"},
	}, checkOf(t, dns.HealthCheckArgs{
		Host: "blue.example.com", Protocol: dns.HTTP, Path: "/up", Interval: 10, Failures: 1, Tags: map[string]string{"team": "core"},
	}))
	assert.Equal(t, map[string]any{
		"fqdn": "blue.example.com", "type": "TCP", "port": 6443.0,
		"requestInterval": 30.0, "failureThreshold": 3.0, "tags": map[string]any{"Name": "blue-check"},
	}, checkOf(t, dns.HealthCheckArgs{Host: "blue.example.com", Protocol: dns.TCP, Port: 6443}))
	assert.Equal(t, []any{dns.HTTPS, "/", 30, 3},
		[]any{dns.DefaultCheckProtocol, dns.DefaultCheckPath, dns.DefaultCheckInterval, dns.DefaultCheckFailures})
}

func TestWrongHealthChecksAreOneLineEach(t *testing.T) {
	for want, args := range map[string]dns.HealthCheckArgs{
		`Host "": empty: write a domain such as "dev.example.com"`:                             {},
		`Protocol "UDP": not a protocol of a health check: use dns.HTTP, dns.HTTPS or dns.TCP`: {Host: "a.b", Protocol: "UDP"},
		`Port 0: not a port: use 1 to 65535`:                                                   {Host: "a.b", Protocol: dns.TCP},
		`Path "/x": a TCP check asks for no page: use dns.HTTP or dns.HTTPS, or leave it out`:  {Host: "a.b", Protocol: dns.TCP, Port: 1, Path: "/x"},
		`Path "x": not a path: start with a slash and use at most 255 characters`:              {Host: "a.b", Path: "x"},
		`Interval 20: not an interval of health checks: use 10 or 30 seconds`:                  {Host: "a.b", Interval: 20},
		`Failures 11: outside 1 to 10: choose a number within`:                                 {Host: "a.b", Failures: 11},
		`Tags "Name": every resource has a name of its own: leave it out`:                      {Host: "a.b", Tags: map[string]string{"Name": "x"}},
	} {
		assert.EqualError(t, dns.CheckHealthCheck("blue", &args), `health check "blue": `+want)
	}
	assert.EqualError(t, dns.CheckHealthCheck("blue", nil), `health check "blue": args: nil: pass the settings of the check`)
}
