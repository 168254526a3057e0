package openapi

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // for the page's template and style
	"encoding/base64"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"
)

//go:embed page.html
var pageTemplate string

//go:embed page.css
var pageStyle string

// Page is a rendered document and the policy a browser should apply to it.
type Page struct {
	HTML   []byte
	Policy string
}

// Note is a paragraph below the operations that a link can point to.
type Note struct {
	ID, Title, Text string
}

// view is a document in reading order.
type view struct {
	Info  Info
	Style template.CSS
	Ops   []viewOp
	Notes []Note
}

type viewOp struct {
	Method, Path string
	Operation
	Answers []viewAnswer
}

type viewAnswer struct {
	Code, Description, Types string
}

// Render makes the page of a document.
func Render(doc Document, notes []Note) (Page, error) {
	tmpl, err := template.New("page").Parse(pageTemplate)
	if err != nil {
		return Page{}, fmt.Errorf("openapi: page template: %w", err)
	}
	v := view{Info: doc.Info, Style: template.CSS(pageStyle), Notes: notes} //nolint:gosec // embedded, not input
	for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(doc.Paths[path])) {
			v.Ops = append(v.Ops, newViewOp(method, path, doc.Paths[path][method]))
		}
	}
	var out bytes.Buffer
	if err := tmpl.Execute(&out, v); err != nil {
		return Page{}, fmt.Errorf("openapi: page: %w", err)
	}
	return Page{HTML: out.Bytes(), Policy: policy()}, nil
}

func newViewOp(method, path string, op Operation) viewOp {
	v := viewOp{Method: strings.ToUpper(method), Path: path, Operation: op}
	for _, code := range slices.Sorted(maps.Keys(op.Responses)) {
		answer := op.Responses[code]
		types := strings.Join(slices.Sorted(maps.Keys(answer.Content)), ", ")
		v.Answers = append(v.Answers, viewAnswer{code, answer.Description, types})
	}
	return v
}

// policy allows the embedded style sheet and nothing else.
func policy() string {
	sum := sha256.Sum256([]byte(pageStyle))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}
