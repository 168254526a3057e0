package service

import (
	"fmt"
	"net/http"

	"github.com/drydock-iac/drydock/apps/skeleton/internal/problem"
)

// dispatch checks what holds for every route and hands over to the one that
// matched.
func (s *Service) dispatch(r *http.Request, seen *exchange) error {
	route := seen.match.route
	switch {
	case seen.match.allow == "":
		return problem.New(http.StatusNotFound, fmt.Sprintf("there is nothing at %q: /docs lists the routes", r.URL.Path))
	case route == nil:
		seen.rec.Header().Set("Allow", seen.match.allow)
		return problem.New(http.StatusMethodNotAllowed,
			fmt.Sprintf("%q is not allowed here: use one of %s", r.Method, seen.match.allow))
	case !route.Probe && !accepts(r.Header.Values("Accept"), route.Produces):
		return problem.New(http.StatusNotAcceptable, "the Accept header excludes "+route.Produces+", the only type there is")
	case r.ContentLength > MaxBody:
		return problem.TooLarge(MaxBody)
	}
	r.Body = http.MaxBytesReader(seen.rec.ResponseWriter, r.Body, MaxBody)
	return route.Handle(seen.rec, r)
}

// prepare sets the headers of every answer. Handlers may replace them.
func (s *Service) prepare(h http.Header, id string) {
	h.Set(headerRequestID, id)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	if s.cfg.Readiness.Phase() == Draining {
		// Clients that keep connections open should look for another instance.
		h.Set("Connection", "close")
	}
}
