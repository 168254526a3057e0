package service

import (
	"net/http"

	"github.com/drydock-iac/drydock/apps/skeleton/internal/openapi"
)

// Handle answers a request or says why not. After it has written anything it
// can no longer change the status, so it prepares its body first.
type Handle func(w http.ResponseWriter, r *http.Request) error

// Route is one row of the table.
type Route struct {
	// Method is GET, which serves HEAD too, or another method.
	Method string
	// Path matches exactly.
	Path string
	// Produces is the media type of a success, checked against Accept.
	Produces string
	// Probe marks a route for the platform's machinery: it is logged at debug
	// level only and served whatever its Accept header says.
	Probe bool
	// Operation describes the route; its operation id must be unique.
	Operation openapi.Operation
	// Handle serves it.
	Handle Handle
}

// routes is the table of the service's own routes.
func (s *Service) routes() []Route {
	return []Route{
		s.greetingRoute(),
		s.documentRoute(),
		s.docsRoute(),
		s.healthRoute(),
		s.readyRoute(),
		s.metricsRoute(),
	}
}
