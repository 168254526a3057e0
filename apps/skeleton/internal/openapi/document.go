package openapi

import (
	"fmt"
	"strings"
)

// Version is the version of the specification that documents follow.
const Version = "3.1.1"

// Document is the root object.
type Document struct {
	OpenAPI    string              `json:"openapi"`
	Info       Info                `json:"info"`
	Paths      map[string]PathItem `json:"paths"`
	Components Components          `json:"components"`
}

// Info describes the API as a whole.
type Info struct {
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
	Version     string `json:"version"`
}

// PathItem maps a lower-case method to its operation.
type PathItem map[string]Operation

// Components holds what operations refer to.
type Components struct {
	Schemas map[string]Schema `json:"schemas,omitempty"`
}

// Operation is one method of one path.
type Operation struct {
	OperationID string              `json:"operationId"`
	Summary     string              `json:"summary"`
	Description string              `json:"description,omitempty"`
	Tags        []string            `json:"tags,omitempty"`
	Parameters  []Parameter         `json:"parameters,omitempty"`
	Responses   map[string]Response `json:"responses"`
}

// Parameter is an input outside the body.
type Parameter struct {
	Name        string `json:"name"`
	In          string `json:"in"`
	Description string `json:"description,omitempty"`
	Required    bool   `json:"required,omitempty"`
	Schema      Schema `json:"schema"`
}

// Response is one possible answer.
type Response struct {
	Description string               `json:"description"`
	Content     map[string]MediaType `json:"content,omitempty"`
}

// MediaType says what a body of one content type looks like.
type MediaType struct {
	Schema Schema `json:"schema"`
}

// Endpoint is where an operation is served.
type Endpoint struct {
	Method    string
	Path      string
	Operation Operation
}

// New builds a document. Two endpoints with the same method and path, or the
// same operation id, are an error.
func New(info Info, endpoints []Endpoint, schemas map[string]Schema) (Document, error) {
	doc := Document{
		OpenAPI:    Version,
		Info:       info,
		Paths:      map[string]PathItem{},
		Components: Components{Schemas: schemas},
	}
	ids := map[string]bool{}
	for _, e := range endpoints {
		item := doc.Paths[e.Path]
		if item == nil {
			item = PathItem{}
			doc.Paths[e.Path] = item
		}
		method, id := strings.ToLower(e.Method), e.Operation.OperationID
		if _, twice := item[method]; twice {
			return Document{}, fmt.Errorf("openapi: %s %s: described twice: remove one", e.Method, e.Path)
		}
		if ids[id] || id == "" {
			return Document{}, fmt.Errorf("openapi: %s %s: operation id %q: must be set and unique: choose another",
				e.Method, e.Path, id)
		}
		ids[id] = true
		item[method] = e.Operation
	}
	return doc, nil
}
