package service

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/drydock-iac/drydock/apps/skeleton/internal/problem"
)

// guard dispatches and turns errors and panics into problems. If the answer
// has begun when a panic comes, the connection is cut instead, so that the
// client does not take half an answer for a whole one.
func (s *Service) guard(r *http.Request, seen *exchange) {
	defer func() {
		cause := recover()
		if cause == nil {
			return
		}
		begun := seen.rec.status != 0
		if !begun {
			seen.rec.status = http.StatusInternalServerError // for the log, if nothing can be sent
		}
		if cause == http.ErrAbortHandler { //nolint:errorlint // a panic value, compared as net/http does
			panic(cause)
		}
		s.logger(r, seen).LogAttrs(r.Context(), slog.LevelError, "panic",
			slog.String("cause", fmt.Sprint(cause)), slog.String("stack", string(debug.Stack())))
		if begun {
			panic(http.ErrAbortHandler)
		}
		s.send(r, seen, problem.From(fmt.Errorf("panic: %v", cause)))
	}()
	err := s.dispatch(r, seen)
	if err == nil {
		return
	}
	if seen.rec.status != 0 {
		// The answer has begun: most likely the client is gone.
		s.logger(r, seen).LogAttrs(r.Context(), slog.LevelDebug, "cut short", slog.String("cause", err.Error()))
		return
	}
	p := problem.From(err)
	if p.Status >= http.StatusInternalServerError && !isProblem(err) {
		s.logger(r, seen).LogAttrs(r.Context(), slog.LevelError, "error", slog.String("cause", err.Error()))
	}
	s.send(r, seen, p)
}

// send writes a problem; if that does not work, the client is gone.
func (s *Service) send(r *http.Request, seen *exchange, p *problem.Problem) {
	p.RequestID = seen.id
	if err := p.Write(seen.rec, r); err != nil {
		s.logger(r, seen).LogAttrs(r.Context(), slog.LevelDebug, "not sent", slog.String("cause", err.Error()))
	}
}
