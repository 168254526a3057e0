package world

import (
	"errors"
	"fmt"
)

// Error is a refusal in the shape the real provider reports it.
type Error struct {
	// Doing is what the provider was about, such as "creating EC2 Subnet".
	Doing string
	// Service and Operation name the API call: "EC2", "CreateSubnet".
	Service, Operation string
	// Status is the HTTP status of the answer; zero means 400.
	Status int
	// Code and Message are the service's own.
	Code, Message string
	// Doc is the address of the document that states the rule.
	Doc string
	// RequestID is filled in by the world.
	RequestID string
}

func (e *Error) Error() string {
	status := e.Status
	if status == 0 {
		status = 400
	}
	text := fmt.Sprintf("%s: operation error %s: %s, https response error StatusCode: %d, RequestID: %s, api error %s: %s",
		e.Doing, e.Service, e.Operation, status, e.RequestID, e.Code, e.Message)
	if e.Doing == "" {
		text = text[2:]
	}
	if e.Doc != "" {
		text += " (" + e.Doc + ")"
	}
	return text
}

// CodeOf returns the service's code of the refusal in err's chain, or "".
func CodeOf(err error) string {
	var refusal *Error
	if errors.As(err, &refusal) {
		return refusal.Code
	}
	return ""
}

// ErrGone is returned by a read or an update of something that no longer
// exists in the world.
var ErrGone = errors.New("no longer exists")

// Unfinished is the error of an operation that was carried out and whose
// object stays, though it is not as the provider wants it: a Deployment whose
// pods do not start. The engine keeps such a resource in its state and goes on
// with it at the next update.
//
// A rule returns it only when Call.Last is set or when waiting would not help.
type Unfinished struct {
	// Err is what the provider says, Reasons the same line by line.
	Err     error
	Reasons []string
	// Untouched says that an update changed nothing of the object, but the
	// provider reports it as if it had.
	Untouched bool
}

func (u *Unfinished) Error() string { return u.Err.Error() }

// Unwrap gives what the provider says.
func (u *Unfinished) Unwrap() error { return u.Err }

// unfinished is the Unfinished in err's chain, or nil.
func unfinished(err error) *Unfinished {
	var u *Unfinished
	if errors.As(err, &u) {
		return u
	}
	return nil
}
