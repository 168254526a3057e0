// Package service is the HTTP side of the skeleton: an http.Handler built from
// one table of routes.
//
// The table decides what is served, what /openapi.json and /docs describe and
// which route labels the metrics have:
//
//	GET /api/v1/greeting   a greeting with host name and version
//	GET /openapi.json      the OpenAPI 3.1 document
//	GET /docs              the same as a page
//	GET /healthz           liveness
//	GET /readyz            readiness; 503 while starting or draining
//	GET /metrics           Prometheus text format
//
// Each GET answers HEAD as well. A Handle returns an error instead of writing
// one; the service sends every error as problem details (package problem).
// That includes panics, unknown paths (404), wrong methods (405 with Allow),
// content types the client does not accept (406) and bodies above MaxBody
// (413).
//
// Paths match exactly. http.ServeMux is not used because it answers some
// requests by itself, with plain text or a redirect to a cleaned path.
package service
