package service

import (
	"net/http"

	"github.com/drydock-iac/drydock/apps/skeleton/internal/metrics"
	"github.com/drydock-iac/drydock/apps/skeleton/internal/openapi"
	"github.com/drydock-iac/drydock/apps/skeleton/internal/problem"
)

// status is the body of a probe that went well.
type status struct {
	Status string `json:"status"`
}

func (s *Service) healthRoute() Route {
	return Route{
		Method: http.MethodGet, Path: "/healthz", Produces: mediaJSON, Probe: true,
		Operation: openapi.Operation{
			OperationID: "getHealth",
			Summary:     "Liveness: the process answers. Restart it if this does not.",
			Tags:        []string{"platform"},
			Responses: map[string]openapi.Response{
				"200": openapi.Body("Alive.", mediaJSON, openapi.Ref("Status")),
			},
		},
		Handle: func(w http.ResponseWriter, _ *http.Request) error {
			return writeJSON(w, http.StatusOK, status{"ok"})
		},
	}
}

func (s *Service) readyRoute() Route {
	return Route{
		Method: http.MethodGet, Path: "/readyz", Produces: mediaJSON, Probe: true,
		Operation: openapi.Operation{
			OperationID: "getReadiness",
			Summary:     "Readiness: whether to send traffic here.",
			Tags:        []string{"platform"},
			Responses: map[string]openapi.Response{
				"200": openapi.Body("Ready for traffic.", mediaJSON, openapi.Ref("Status")),
				"503": problemResponse("Starting or draining."),
			},
		},
		Handle: s.ready,
	}
}

func (s *Service) ready(w http.ResponseWriter, _ *http.Request) error {
	switch s.cfg.Readiness.Phase() {
	case Ready:
		return writeJSON(w, http.StatusOK, status{"ready"})
	case Draining:
		return problem.NotReady("the service is draining: it will stop soon")
	case Starting:
		return problem.NotReady("the service is starting")
	}
	return problem.NotReady("the service is in an unknown phase")
}

func (s *Service) metricsRoute() Route {
	return Route{
		Method: http.MethodGet, Path: "/metrics", Produces: metrics.ContentType, Probe: true,
		Operation: openapi.Operation{
			OperationID: "getMetrics",
			Summary:     "Counters and gauges in the Prometheus text format.",
			Tags:        []string{"platform"},
			Responses: map[string]openapi.Response{
				"200": openapi.Body("The metrics.", metrics.ContentType, openapi.Schema{Type: "string"}),
			},
		},
		Handle: func(w http.ResponseWriter, _ *http.Request) error {
			return writeBody(w, http.StatusOK, metrics.ContentType, s.metrics.Text())
		},
	}
}
