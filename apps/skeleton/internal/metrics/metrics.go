package metrics

import (
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"
)

// ContentType is the media type of the exposition.
const ContentType = "text/plain; version=0.0.4; charset=utf-8"

// OtherMethod stands for every method outside the HTTP standard.
const OtherMethod = "OTHER"

// Metrics holds the counts of one service. It is safe for concurrent use.
type Metrics struct {
	version string
	started time.Time

	mu        sync.Mutex
	inFlight  int
	requests  map[requestKey]uint64
	durations map[string]*histogram
}

// requestKey holds the label values of the request counter.
type requestKey struct {
	route, method, code string
}

// New starts counting for a build of the given version, started at started.
func New(version string, started time.Time) *Metrics {
	return &Metrics{
		version:   version,
		started:   started,
		requests:  map[requestKey]uint64{},
		durations: map[string]*histogram{},
	}
}

// Begin records that a request has arrived.
func (m *Metrics) Begin() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.inFlight++
}

// End records that a request has been answered. Each Begin needs one End.
func (m *Metrics) End(route, method string, code int, took time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.inFlight--
	m.requests[requestKey{route, knownMethod(method), strconv.Itoa(code)}]++
	h, found := m.durations[route]
	if !found {
		h = newHistogram()
		m.durations[route] = h
	}
	h.observe(took.Seconds())
}

func knownMethod(method string) string {
	known := []string{
		http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
		http.MethodDelete, http.MethodConnect, http.MethodOptions, http.MethodTrace,
	}
	if slices.Contains(known, method) {
		return method
	}
	return OtherMethod
}

// Text is the exposition of the current state.
func (m *Metrics) Text() []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	var e exposition
	e.family("go_goroutines", "gauge", "Number of goroutines that currently exist.")
	e.sample("go_goroutines", float64(runtime.NumGoroutine()))
	m.writeDurations(&e)
	e.family("http_requests_in_flight", "gauge", "Requests being served at the moment.")
	e.sample("http_requests_in_flight", float64(m.inFlight))
	m.writeRequests(&e)
	e.family("process_start_time_seconds", "gauge", "Start of the process in seconds since the Unix epoch.")
	e.sample("process_start_time_seconds", float64(m.started.UnixMilli())/1000)
	e.family("skeleton_build_info", "gauge", "Always 1; the labels describe the build.")
	e.sample("skeleton_build_info", 1, label{"version", m.version}, label{"goversion", runtime.Version()})
	return e.bytes()
}
