package openapi_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/apps/skeleton/internal/openapi"
)

func endpoint(method, path, id string) openapi.Endpoint {
	return openapi.Endpoint{Method: method, Path: path, Operation: openapi.Operation{
		OperationID: id,
		Summary:     "Does it.",
		Responses:   map[string]openapi.Response{"200": {Description: "Done."}},
	}}
}

func TestADocumentIsWrittenInTheShapeOfTheSpecification(t *testing.T) {
	doc, err := openapi.New(openapi.Info{Title: "T", Version: "1"},
		[]openapi.Endpoint{endpoint("GET", "/a", "getA"), endpoint("HEAD", "/a", "headA")},
		map[string]openapi.Schema{"A": openapi.Text("an a")})
	require.NoError(t, err)
	got, err := json.Marshal(doc)
	require.NoError(t, err)
	assert.JSONEq(t, `{
		"openapi": "3.1.1",
		"info": {"title": "T", "version": "1"},
		"paths": {"/a": {
			"get":  {"operationId": "getA", "summary": "Does it.", "responses": {"200": {"description": "Done."}}},
			"head": {"operationId": "headA", "summary": "Does it.", "responses": {"200": {"description": "Done."}}}
		}},
		"components": {"schemas": {"A": {"type": "string", "description": "an a"}}}
	}`, string(got))
}

func TestAnEndpointDescribedTwiceIsRefused(t *testing.T) {
	_, err := openapi.New(openapi.Info{}, []openapi.Endpoint{endpoint("GET", "/a", "x"), endpoint("GET", "/a", "y")}, nil)
	require.EqualError(t, err, "openapi: GET /a: described twice: remove one")
}

func TestAnOperationIDIsRequiredAndUnique(t *testing.T) {
	_, err := openapi.New(openapi.Info{}, []openapi.Endpoint{endpoint("GET", "/a", "x"), endpoint("GET", "/b", "x")}, nil)
	require.EqualError(t, err, `openapi: GET /b: operation id "x": must be set and unique: choose another`)
	_, err = openapi.New(openapi.Info{}, []openapi.Endpoint{endpoint("GET", "/a", "")}, nil)
	require.Error(t, err)
}

func TestThePageEscapesWhateverADocumentSays(t *testing.T) {
	evil := `<script>alert("x")</script>`
	e := endpoint("GET", "/"+evil, `"><img>`)
	e.Operation.Summary = evil
	e.Operation.Parameters = []openapi.Parameter{{Name: evil, In: evil, Description: evil}}
	e.Operation.Responses = map[string]openapi.Response{evil: openapi.Body(evil, evil, openapi.Schema{})}
	doc, err := openapi.New(openapi.Info{Title: "</title>" + evil, Description: evil, Version: evil}, []openapi.Endpoint{e}, nil)
	require.NoError(t, err)
	page, err := openapi.Render(doc, []openapi.Note{{ID: `"><img>`, Title: evil, Text: evil}})
	require.NoError(t, err)
	assert.NotContains(t, string(page.HTML), "<script")
	assert.NotContains(t, string(page.HTML), "<img")
	assert.Contains(t, string(page.HTML), "&lt;script&gt;")
}

func TestThePageLoadsNothingAndItsPolicyAllowsItsStyle(t *testing.T) {
	doc, err := openapi.New(openapi.Info{Title: "T", Version: "1"}, []openapi.Endpoint{endpoint("GET", "/a", "getA")}, nil)
	require.NoError(t, err)
	page, err := openapi.Render(doc, nil)
	require.NoError(t, err)
	html := string(page.HTML)
	assert.NotRegexp(t, `(?i)\ssrc=|@import|url\(|<link|<script|https?://`, html)
	style := regexp.MustCompile(`(?s)<style>(.*)</style>`).FindStringSubmatch(html)
	require.Len(t, style, 2)
	sum := sha256.Sum256([]byte(style[1]))
	assert.Contains(t, page.Policy, "style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	assert.Contains(t, page.Policy, "default-src 'none'")
	assert.NotContains(t, page.Policy, "unsafe-inline")
}
