package kubernetes

import (
	"errors"
	"fmt"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/drydock-iac/drydock/simcloud/world"
)

// Refusal is an answer of the API server other than success, as the Pulumi
// provider words it.
type Refusal struct {
	// Doing says what was attempted, such as `resource "urn" was not
	// successfully created by the Kubernetes API server`.
	Doing string
	// Reason is the status reason: Invalid, NotFound, AlreadyExists, Forbidden,
	// BadRequest, Unauthorized.
	Reason string
	// Status is the HTTP status.
	Status int
	// Message is the server's own sentence.
	Message string
}

func (r *Refusal) Error() string {
	if r.Doing == "" {
		return r.Message
	}
	return r.Doing + ": " + r.Message
}

// Unwrap gives the refusal the common shape, so that world.CodeOf finds the
// reason.
func (r *Refusal) Unwrap() error {
	return &world.Error{Code: r.Reason, Message: r.Message, Status: r.Status, RequestID: "-"}
}

// Waiting reports that the operation may succeed once something else has
// happened: what is not found yet, such as a namespace, the real provider asks
// for five times.
func (r *Refusal) Waiting() bool { return r.Reason == "NotFound" }

// refuse turns an API error into a refusal.
func refuse(err error) error {
	var status apierrors.APIStatus
	if !errors.As(err, &status) {
		return err
	}
	s := status.Status()
	return &Refusal{Reason: string(s.Reason), Status: int(s.Code), Message: s.Message}
}

func forbidden(format string, args ...any) error {
	return &Refusal{Reason: "Forbidden", Status: 403, Message: fmt.Sprintf(format, args...)}
}

// doing adds what was attempted to a refusal that does not say so yet.
func doing(err error, format string, args ...any) error {
	var r *Refusal
	if errors.As(err, &r) && r.Doing == "" {
		r.Doing = fmt.Sprintf(format, args...)
	}
	return err
}

// Unready is the provider's complaint that an object was accepted but did not
// become ready before the provider's patience ended.
//
// It may be a matter of order only: in a real deployment operations run at the
// same time, and what is missing (a Secret, a Pod, a node) may be made while
// this one waits. A caller that runs operations at the same time should try
// again when the world has changed, and pass the error on once nothing is
// under way; Waiting is there for it to ask.
type Unready struct {
	// Doing is the first sentence, Reasons the rest.
	Doing   string
	Reasons []string
}

func (u *Unready) Error() string {
	all := u.lines()
	noun := "errors"
	if len(all) == 1 {
		noun = "error"
	}
	return fmt.Sprintf("%d %s occurred:\n\t* %s", len(all), noun, strings.Join(all, "\n\t* "))
}

// lines are the first sentence and the reasons.
func (u *Unready) lines() []string { return append([]string{u.Doing}, u.Reasons...) }

// reasons are an error's sentences.
func reasons(err error) []string {
	var u *Unready
	if errors.As(err, &u) {
		return u.lines()
	}
	return []string{err.Error()}
}

// Waiting reports that the operation may succeed once something else has
// happened.
func (u *Unready) Waiting() bool { return true }
