package service_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/apps/skeleton/internal/openapi"
	"github.com/drydock-iac/drydock/apps/skeleton/internal/problem"
	"github.com/drydock-iac/drydock/apps/skeleton/internal/service"
)

func document(t *testing.T, w *world) openapi.Document {
	t.Helper()
	var doc openapi.Document
	decoder := json.NewDecoder(strings.NewReader(w.get(t, "/openapi.json").body))
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(&doc))
	return doc
}

func TestTheDocumentListsExactlyTheRoutesServed(t *testing.T) {
	w := serve(t, extra("POST", "/added", func(http.ResponseWriter, *http.Request) error { return nil }))
	doc := document(t, w)
	assert.Equal(t, "3.1.1", doc.OpenAPI)
	var described, served []string
	for path, item := range doc.Paths {
		for method := range item {
			described = append(described, strings.ToUpper(method)+" "+path)
		}
	}
	for path := range doc.Paths {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"} {
			if w.do(t, method, path, "").code != http.StatusMethodNotAllowed {
				served = append(served, method+" "+path)
			}
		}
	}
	assert.ElementsMatch(t, described, served)
	for _, r := range w.service.Routes() {
		assert.Contains(t, described, r.Method+" "+r.Path)
	}
	assert.Contains(t, described, "POST /added", "routes from outside are documented too")
	assert.Contains(t, described, "HEAD /api/v1/greeting")
}

func TestAnswersHaveTheContentAndShapeThatIsDocumented(t *testing.T) {
	w := serve(t)
	doc := document(t, w)
	requests := []struct{ path, query, code string }{
		{"/api/v1/greeting", "", "200"},
		{"/api/v1/greeting", "?name=", "422"},
		{"/api/v1/greeting", "?%zz", "400"},
		{"/openapi.json", "", "200"},
		{"/docs", "", "200"},
		{"/healthz", "", "200"},
		{"/readyz", "", "200"},
		{"/readyz", "", "503"},
		{"/metrics", "", "200"},
	}
	for _, c := range requests {
		w.readiness.Set(service.Ready)
		if c.code == "503" {
			w.readiness.Set(service.Starting)
		}
		got := w.get(t, c.path+c.query)
		content := doc.Paths[c.path]["get"].Responses[c.code].Content
		media, known := content[got.header.Get("Content-Type")]
		if !assert.True(t, known, "%s %s: undocumented type %q", c.path, c.code, got.header.Get("Content-Type")) {
			continue
		}
		if strings.HasSuffix(got.header.Get("Content-Type"), "json") {
			conforms(t, doc, media.Schema, got.object(t), c.path+" "+c.code)
		}
	}
}

// conforms checks the part of JSON Schema that the document uses. A member
// that a schema with members does not know is a fault of the document.
func conforms(t *testing.T, doc openapi.Document, schema openapi.Schema, value any, at string) {
	t.Helper()
	if name, isRef := strings.CutPrefix(schema.Ref, "#/components/schemas/"); isRef {
		resolved, found := doc.Components.Schemas[name]
		require.True(t, found, "%s: no schema %s", at, name)
		schema = resolved
	}
	switch schema.Type {
	case "string":
		assert.IsType(t, "", value, at)
	case "integer":
		assert.IsType(t, 0.0, value, at)
	case "array":
		for _, one := range value.([]any) {
			conforms(t, doc, *schema.Items, one, at+"[]")
		}
	case "object":
		object, isObject := value.(map[string]any)
		require.True(t, isObject, at)
		for _, name := range schema.Required {
			assert.Contains(t, object, name, at)
		}
		for name, member := range object {
			if len(schema.Properties) > 0 {
				if assert.Contains(t, schema.Properties, name, at) {
					conforms(t, doc, schema.Properties[name], member, at+"."+name)
				}
			}
		}
	default:
		t.Errorf("%s: schema type %q is not known to this test", at, schema.Type)
	}
}

func TestThePageShowsEveryOperationAndProblemType(t *testing.T) {
	w := serve(t)
	got := w.get(t, "/docs")
	assert.Equal(t, "text/html; charset=utf-8", got.header.Get("Content-Type"))
	assert.Contains(t, got.header.Get("Content-Security-Policy"), "default-src 'none'; style-src 'sha256-")
	for _, r := range w.service.Routes() {
		assert.Contains(t, got.body, "<code>"+r.Method+" "+r.Path+"</code>")
	}
	for _, k := range problem.Kinds() {
		assert.Contains(t, got.body, `id="`+k.Slug+`"`, "a problem's type leads here")
	}
}

func TestATableWithAMistakeIsRefused(t *testing.T) {
	none := func(http.ResponseWriter, *http.Request) error { return nil }
	for want, route := range map[string]service.Route{
		`service: route "HEAD /healthz": is in the table twice: remove one`:                  extra("HEAD", "/healthz", none),
		`service: route "GET x": needs a method, a path from / and a Handle: complete it`:    extra("GET", "x", none),
		`service: route "GET /x": needs a method, a path from / and a Handle: complete it`:   extra("GET", "/x", nil),
		`openapi: POST /x: operation id "getHealth": must be set and unique: choose another`: {Method: "POST", Path: "/x", Handle: none, Operation: openapi.Operation{OperationID: "getHealth"}},
	} {
		_, err := service.New(service.Config{Now: fixed, Extra: []service.Route{route}})
		require.EqualError(t, err, want)
	}
}
