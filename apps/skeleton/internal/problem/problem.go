package problem

import (
	"errors"
	"fmt"
	"net/http"
)

// Problem is one problem details object. It is an error, so that handlers can
// return it.
type Problem struct {
	// Type identifies the kind of problem by a URI reference.
	Type string `json:"type"`
	// Title is the same for all problems of one type.
	Title string `json:"title"`
	// Status repeats the HTTP status.
	Status int `json:"status"`
	// Detail explains this occurrence.
	Detail string `json:"detail"`
	// Instance is the path of the request; Write fills it in.
	Instance string `json:"instance"`
	// RequestID leads to the log line of the request; the service fills it in.
	RequestID string `json:"request_id,omitempty"`
	// Errors lists what is wrong with which parameter.
	Errors []Violation `json:"errors,omitempty"`
}

// Violation is one parameter that breaks a rule.
type Violation struct {
	Parameter string `json:"parameter"`
	Detail    string `json:"detail"`
}

// New makes a problem that its status describes.
func New(status int, detail string) *Problem {
	return &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail}
}

// Error implements error.
func (p *Problem) Error() string {
	return fmt.Sprintf("problem %d %s: %s", p.Status, p.Title, p.Detail)
}

// From turns any error into a problem for the client, always a new one.
func From(err error) *Problem {
	var known *Problem
	if errors.As(err, &known) {
		own := *known
		return &own
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return TooLarge(tooLarge.Limit)
	}
	return New(http.StatusInternalServerError,
		"the service met an unexpected condition; its log has the cause under the request id")
}

// TooLarge is the problem of a request body above limit bytes.
func TooLarge(limit int64) *Problem {
	return New(http.StatusRequestEntityTooLarge, fmt.Sprintf("the request body is larger than %d bytes", limit))
}
