package service

import (
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/drydock-iac/drydock/apps/skeleton/internal/problem"
)

// exchange is what is known about one request and its answer.
type exchange struct {
	start time.Time
	match match
	id    string
	rec   *recorder
}

// finish counts and logs a request after its answer.
func (s *Service) finish(r *http.Request, seen *exchange) {
	took := s.cfg.Now().Sub(seen.start)
	status := seen.rec.status
	if status == 0 {
		status = http.StatusOK // what net/http sends for a handler that wrote nothing
	}
	s.metrics.End(seen.match.label, r.Method, status, took)
	level := slog.LevelInfo
	switch {
	case seen.match.route != nil && seen.match.route.Probe:
		level = slog.LevelDebug
	case status >= http.StatusInternalServerError:
		level = slog.LevelError
	}
	s.logger(r, seen).LogAttrs(r.Context(), level, "request",
		slog.Int("status", status),
		slog.Float64("duration_seconds", took.Seconds()),
		slog.Int64("bytes", seen.rec.bytes))
}

// logger adds what leads from a log line to its request.
func (s *Service) logger(r *http.Request, seen *exchange) *slog.Logger {
	l := s.cfg.Logger.With("method", r.Method, "route", seen.match.label, "request_id", seen.id)
	if trace, valid := traceID(r.Header.Values(headerTraceparent)); valid {
		l = l.With("trace_id", trace)
	}
	return l
}

// isProblem tells an error meant for the client from one that needs a log line.
func isProblem(err error) bool {
	var p *problem.Problem
	return errors.As(err, &p)
}
