package service_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/apps/skeleton/internal/service"
)

func TestAGreetingNamesHostAndVersion(t *testing.T) {
	got := serve(t).get(t, "/api/v1/greeting")
	assert.Equal(t, "application/json", got.header.Get("Content-Type"))
	assert.JSONEq(t, `{"message":"Hello, world!","host":"box-1","version":"1.2.3"}`, got.body)
}

func TestAGreetingIsForTheGivenName(t *testing.T) {
	got := serve(t).get(t, "/api/v1/greeting?name=%3Cb%3E+Zo%C3%AB")
	assert.Equal(t, "Hello, <b> Zoë!", got.object(t)["message"])
	assert.NotContains(t, got.body, "<b>", "angle brackets are escaped in the JSON text")
}

func TestHEADHasTheHeadersOfGETAndNoBody(t *testing.T) {
	w := serve(t)
	get, head := w.get(t, "/api/v1/greeting"), w.do(t, "HEAD", "/api/v1/greeting", "")
	assert.Empty(t, head.body)
	assert.Equal(t, fmt.Sprint(len(get.body)), head.header.Get("Content-Length"))
	assert.Equal(t, get.header.Get("Content-Type"), head.header.Get("Content-Type"))
}

func TestABadNameIsExplained(t *testing.T) {
	got := serve(t).get(t, "/api/v1/greeting?name=a%00b").object(t)
	assert.Equal(t, map[string]any{
		"type":       "/docs#problem-invalid-parameter",
		"title":      "Invalid parameter",
		"status":     422.0,
		"detail":     "one or more parameters are invalid",
		"instance":   "/api/v1/greeting",
		"request_id": "made-up",
		"errors": []any{map[string]any{
			"parameter": "name", "detail": "contains U+0000, which is not printable: leave it out",
		}},
	}, got)
}

func TestReadinessFollowsThePhase(t *testing.T) {
	w := serve(t)
	for phase, want := range map[service.Phase]int{service.Starting: 503, service.Ready: 200, service.Draining: 503} {
		w.readiness.Set(phase)
		got := w.get(t, "/readyz")
		assert.Equal(t, want, got.code, "phase %d", phase)
		if want == 503 {
			assert.Equal(t, "/docs#problem-not-ready", got.object(t)["type"])
		}
		assert.Equal(t, 200, w.get(t, "/healthz").code, "liveness has nothing to do with readiness")
		assert.Equal(t, 200, w.get(t, "/api/v1/greeting").code, "requests are served in every phase")
	}
}
