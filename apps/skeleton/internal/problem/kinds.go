package problem

import "net/http"

// docsPath is where the service explains its own kinds of problems.
const docsPath = "/docs#"

// Kind describes one type of problem that is more than its status.
type Kind struct {
	// Slug is the anchor on the documentation page.
	Slug    string
	Title   string
	Status  int
	Meaning string
}

// Type is the URI reference that identifies the kind.
func (k Kind) Type() string { return docsPath + k.Slug }

func (k Kind) problem(detail string) *Problem {
	return &Problem{Type: k.Type(), Title: k.Title, Status: k.Status, Detail: detail}
}

func invalidParameter() Kind {
	return Kind{
		Slug:    "problem-invalid-parameter",
		Title:   "Invalid parameter",
		Status:  http.StatusUnprocessableEntity,
		Meaning: "A parameter was understood but breaks a rule. The member errors names each one.",
	}
}

func notReady() Kind {
	return Kind{
		Slug:    "problem-not-ready",
		Title:   "Not ready",
		Status:  http.StatusServiceUnavailable,
		Meaning: "The instance is starting or about to stop. Send requests to another one.",
	}
}

// Kinds lists the problem types of the service's own.
func Kinds() []Kind { return []Kind{invalidParameter(), notReady()} }

// InvalidParameter says which parameters break which rules.
func InvalidParameter(violations ...Violation) *Problem {
	p := invalidParameter().problem("one or more parameters are invalid")
	p.Errors = violations
	return p
}

// NotReady says why the service should get no traffic.
func NotReady(detail string) *Problem { return notReady().problem(detail) }
