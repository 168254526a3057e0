package service_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/apps/skeleton/internal/service"
)

// world is a service behind a real server on a loopback port.
type world struct {
	service   *service.Service
	readiness *service.Readiness
	url       string
	logs      *lines
}

func serve(t *testing.T, extra ...service.Route) *world {
	t.Helper()
	w := &world{readiness: &service.Readiness{}, logs: &lines{}}
	handler := slog.NewJSONHandler(w.logs, &slog.HandlerOptions{Level: slog.LevelDebug})
	s, err := service.New(service.Config{
		Host: "box-1", Version: "1.2.3", Readiness: w.readiness, Logger: slog.New(handler),
		Now: time.Now, NewID: func() string { return "made-up" }, Extra: extra,
	})
	require.NoError(t, err)
	srv := httptest.NewUnstartedServer(s)
	srv.Config.ErrorLog = slog.NewLogLogger(handler, slog.LevelWarn)
	srv.Start()
	t.Cleanup(srv.Close)
	w.service, w.url = s, srv.URL
	w.readiness.Set(service.Ready)
	return w
}

// fixed is a clock that stands still.
func fixed() time.Time { return time.Unix(1700000000, 0) }

// answer is a response that was read to its end.
type answer struct {
	code   int
	header http.Header
	body   string
}

// do sends a request; headers come as "Name: value".
func (w *world) do(t *testing.T, method, target, body string, headers ...string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, w.url+target, strings.NewReader(body))
	require.NoError(t, err)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Add(name, value)
	}
	resp, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return answer{resp.StatusCode, resp.Header, string(got)}
}

func (w *world) get(t *testing.T, target string, headers ...string) answer {
	t.Helper()
	return w.do(t, http.MethodGet, target, "", headers...)
}

// object decodes a JSON body.
func (a answer) object(t *testing.T) map[string]any {
	t.Helper()
	var got map[string]any
	require.NoError(t, json.Unmarshal([]byte(a.body), &got), a.body)
	return got
}

// lines keeps log lines; writers and readers may be on different goroutines.
type lines struct {
	mu  sync.Mutex
	out bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out.Write(b)
}

// last waits for the n-th line with the given message and decodes it: a
// request is logged just after its answer has left.
func (l *lines) last(t *testing.T, message string, n int) map[string]any {
	t.Helper()
	var found []map[string]any
	require.Eventually(t, func() bool {
		found = l.all(message)
		return len(found) >= n
	}, time.Second, time.Millisecond, "%d log lines %q", n, message)
	return found[n-1]
}

func (l *lines) all(message string) []map[string]any {
	l.mu.Lock()
	defer l.mu.Unlock()
	var found []map[string]any
	for _, line := range strings.Split(l.out.String(), "\n") {
		var one map[string]any
		if json.Unmarshal([]byte(line), &one) == nil && one["msg"] == message {
			found = append(found, one)
		}
	}
	return found
}
