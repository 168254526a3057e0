package service

import (
	"maps"
	"net/http"
	"strings"

	"github.com/drydock-iac/drydock/apps/skeleton/internal/openapi"
	"github.com/drydock-iac/drydock/apps/skeleton/internal/problem"
)

const mediaHTML = "text/html; charset=utf-8"

func (s *Service) documentRoute() Route {
	return Route{
		Method: http.MethodGet, Path: "/openapi.json", Produces: mediaJSON,
		Operation: openapi.Operation{
			OperationID: "getDocument",
			Summary:     "This document, for machines.",
			Tags:        []string{"documentation"},
			Responses: map[string]openapi.Response{
				"200": openapi.Body("An OpenAPI 3.1 document.", mediaJSON, openapi.Schema{Type: "object"}),
				"406": problemResponse("The Accept header excludes JSON."),
			},
		},
		Handle: func(w http.ResponseWriter, _ *http.Request) error {
			return writeBody(w, http.StatusOK, mediaJSON, s.document)
		},
	}
}

func (s *Service) docsRoute() Route {
	return Route{
		Method: http.MethodGet, Path: "/docs", Produces: mediaHTML,
		Operation: openapi.Operation{
			OperationID: "getDocs",
			Summary:     "This document, for people.",
			Tags:        []string{"documentation"},
			Responses: map[string]openapi.Response{
				"200": openapi.Body("A page.", mediaHTML, openapi.Schema{Type: "string"}),
				"406": problemResponse("The Accept header excludes HTML."),
			},
		},
		Handle: func(w http.ResponseWriter, _ *http.Request) error {
			w.Header().Set("Content-Security-Policy", s.page.Policy)
			return writeBody(w, http.StatusOK, mediaHTML, s.page.HTML)
		},
	}
}

// describe turns the table into a document. HEAD appears beside each GET, and
// each operation gets the problem that any of them may answer with.
func describe(version string, routes []Route) (openapi.Document, error) {
	var endpoints []openapi.Endpoint
	for _, r := range routes {
		for _, method := range served(r.Method) {
			op := r.Operation
			op.Responses = maps.Clone(op.Responses)
			if op.Responses == nil {
				op.Responses = map[string]openapi.Response{}
			}
			op.Responses["default"] = problemResponse("Any other problem.")
			if method == http.MethodHead {
				op = withoutBodies(op)
			}
			endpoints = append(endpoints, openapi.Endpoint{Method: method, Path: r.Path, Operation: op})
		}
	}
	info := openapi.Info{
		Title:       "Drydock skeleton",
		Description: "The walking-skeleton service of the Drydock platform.",
		Version:     version,
	}
	return openapi.New(info, endpoints, schemas())
}

// withoutBodies describes the HEAD that goes with a GET.
func withoutBodies(op openapi.Operation) openapi.Operation {
	op.OperationID = "head" + strings.TrimPrefix(op.OperationID, "get")
	op.Summary = "As GET, without a body."
	op.Description = ""
	for code, answer := range op.Responses {
		answer.Content = nil
		op.Responses[code] = answer
	}
	return op
}

func problemResponse(description string) openapi.Response {
	return openapi.Body(description, problem.MediaType, openapi.Ref("Problem"))
}
