package service_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestARequestIsLoggedOnce(t *testing.T) {
	w := serve(t)
	got := w.get(t, "/api/v1/greeting?name=Ada", "X-Request-Id: abc-1",
		"Traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
	line := w.logs.last(t, "request", 1)
	assert.NotEmpty(t, line["time"])
	assert.GreaterOrEqual(t, line["duration_seconds"], 0.0)
	delete(line, "time")
	delete(line, "duration_seconds")
	assert.Equal(t, map[string]any{
		"level": "INFO", "msg": "request", "method": "GET", "route": "/api/v1/greeting", "status": 200.0,
		"bytes": float64(len(got.body)), "request_id": "abc-1", "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
	}, line)
}

func TestProbesAreLoggedAtDebugOnly(t *testing.T) {
	w := serve(t)
	for i, probe := range []string{"/healthz", "/readyz", "/metrics"} {
		w.get(t, probe)
		line := w.logs.last(t, "request", i+1)
		assert.Equal(t, probe, line["route"])
		assert.Equal(t, "DEBUG", line["level"])
	}
}

func TestAHEADRequestCountsNoBytes(t *testing.T) {
	w := serve(t)
	w.do(t, "HEAD", "/api/v1/greeting", "")
	assert.InDelta(t, 0, w.logs.last(t, "request", 1)["bytes"], 0)
}

func TestARequestIDIsKeptIfItIsSafe(t *testing.T) {
	w := serve(t)
	const own = "made-up"
	for given, want := range map[string]string{
		"abc.DEF_0-9":            "abc.DEF_0-9",
		strings.Repeat("a", 128): strings.Repeat("a", 128),
		strings.Repeat("a", 129): own,
		"":                       own,
		"a b":                    own,
		`a"b`:                    own,
		"ä":                      own,
	} {
		got := w.get(t, "/healthz", "X-Request-Id: "+given)
		assert.Equal(t, want, got.header.Get("X-Request-Id"), "given %q", given)
	}
	got := w.get(t, "/healthz", "X-Request-Id: a", "X-Request-Id: b")
	assert.Equal(t, own, got.header.Get("X-Request-Id"), "two ids are none")
}

func TestATraceIsLoggedOnlyIfItsHeaderIsValid(t *testing.T) {
	const id, span = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
	w := serve(t)
	cases := []struct {
		header string
		valid  bool
	}{
		{"00-" + id + "-" + span + "-00", true},
		{"cc-" + id + "-" + span + "-01-what-the-future-brings", true},
		{"00-" + id + "-" + span + "-01-more", false},
		{"ff-" + id + "-" + span + "-01", false},
		{"00-" + strings.Repeat("0", 32) + "-" + span + "-01", false},
		{"00-" + id + "-" + strings.Repeat("0", 16) + "-01", false},
		{"00-" + strings.ToUpper(id) + "-" + span + "-01", false},
		{"00-" + id[1:] + "-" + span + "-01", false},
		{"00-" + id + "-" + span, false},
		{"", false},
	}
	for i, c := range cases {
		w.get(t, "/api/v1/greeting", "Traceparent: "+c.header)
		got, logged := w.logs.last(t, "request", i+1)["trace_id"]
		assert.Equal(t, c.valid, logged, c.header)
		if c.valid {
			assert.Equal(t, id, got)
		}
	}
}

func TestRequestsShowUpInTheMetrics(t *testing.T) {
	w := serve(t)
	w.get(t, "/api/v1/greeting")
	w.get(t, "/api/v1/greeting?name=")
	w.get(t, "/made/up/path")
	w.logs.last(t, "request", 3)
	got := w.get(t, "/metrics")
	require.Equal(t, "text/plain; version=0.0.4; charset=utf-8", got.header.Get("Content-Type"))
	for _, want := range []string{
		`http_requests_total{route="/api/v1/greeting",method="GET",code="200"} 1`,
		`http_requests_total{route="/api/v1/greeting",method="GET",code="422"} 1`,
		`http_requests_total{route="unmatched",method="GET",code="404"} 1`,
		`http_request_duration_seconds_count{route="/api/v1/greeting"} 2`,
		`http_requests_in_flight 1`,
		`skeleton_build_info{version="1.2.3",`,
	} {
		assert.Contains(t, got.body, want)
	}
	assert.NotContains(t, got.body, "made/up", "paths of clients must not become labels")
}
