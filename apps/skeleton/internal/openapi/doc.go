// Package openapi holds the part of OpenAPI 3.1 that the service needs, as
// typed structs, and renders a document as one HTML page.
//
// New builds a Document from a list of endpoints, so that whoever owns the
// routes owns the documentation. Maps are written with sorted keys: the same
// endpoints always give the same bytes.
//
// Render makes a page without script, font, image or any other asset. It comes
// with the Content-Security-Policy that allows its one style sheet by hash and
// nothing else.
package openapi
