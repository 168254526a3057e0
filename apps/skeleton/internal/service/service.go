package service

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/drydock-iac/drydock/apps/skeleton/internal/metrics"
	"github.com/drydock-iac/drydock/apps/skeleton/internal/openapi"
	"github.com/drydock-iac/drydock/apps/skeleton/internal/problem"
)

// MaxBody is the largest request body in bytes.
const MaxBody = 64 << 10

// Config is what a service needs. All fields but Extra are required.
type Config struct {
	// Host and Version appear in greetings; Version in metrics as well.
	Host, Version string
	// Readiness is shared with whoever starts and stops the service.
	Readiness *Readiness
	Logger    *slog.Logger
	Now       func() time.Time
	// NewID makes request ids for requests that bring none.
	NewID func() string
	// Extra adds routes to the table.
	Extra []Route
}

// Service is the handler of all requests.
type Service struct {
	cfg      Config
	all      []Route
	table    table
	metrics  *metrics.Metrics
	document []byte
	page     openapi.Page
}

// New builds the service. It counts its start time from now on.
func New(cfg Config) (*Service, error) {
	s := &Service{cfg: cfg, metrics: metrics.New(cfg.Version, cfg.Now())}
	s.all = append(s.routes(), cfg.Extra...)
	var err error
	if s.table, err = newTable(s.all); err != nil {
		return nil, err
	}
	doc, err := describe(cfg.Version, s.all)
	if err != nil {
		return nil, err
	}
	if s.document, err = json.MarshalIndent(doc, "", "  "); err != nil {
		return nil, fmt.Errorf("service: openapi document: %w", err)
	}
	if s.page, err = openapi.Render(doc, notes()); err != nil {
		return nil, err
	}
	return s, nil
}

// Routes is a copy of the table.
func (s *Service) Routes() []Route { return append([]Route(nil), s.all...) }

// notes explains the service's own problem types on the documentation page.
func notes() []openapi.Note {
	var all []openapi.Note
	for _, k := range problem.Kinds() {
		all = append(all, openapi.Note{
			ID:    k.Slug,
			Title: fmt.Sprintf("Problem %d: %s", k.Status, k.Title),
			Text:  k.Meaning,
		})
	}
	return all
}

// ServeHTTP implements http.Handler.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	seen := exchange{
		start: s.cfg.Now(),
		match: s.table.match(r.Method, r.URL.Path),
		id:    requestID(r.Header, s.cfg.NewID),
		rec:   &recorder{ResponseWriter: w, headOnly: r.Method == http.MethodHead},
	}
	s.metrics.Begin()
	defer s.finish(r, &seen)
	s.prepare(seen.rec.Header(), seen.id)
	s.guard(r, &seen)
}
