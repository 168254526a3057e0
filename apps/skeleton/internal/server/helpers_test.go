package server_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/apps/skeleton/internal/openapi"
	"github.com/drydock-iac/drydock/apps/skeleton/internal/server"
	"github.com/drydock-iac/drydock/apps/skeleton/internal/service"
)

// patience is how long a test waits for what should come at once.
const patience = 5 * time.Second

// running is a Run in progress on a loopback port.
type running struct {
	url     string
	client  *http.Client
	signals chan os.Signal
	// delays gets the drain delay that was asked for; drained ends it.
	delays  chan time.Duration
	drained chan time.Time
	exit    chan int
	logs    *logs
}

// options are complete, for an environment of the given variables.
func options(env map[string]string, out io.Writer) server.Options {
	return server.Options{
		LookupEnv: func(name string) (string, bool) {
			value, set := env[name]
			return value, set
		},
		Log:      out,
		Signals:  make(chan os.Signal, 2),
		Listen:   func(string, string) (net.Listener, error) { return net.Listen("tcp", "127.0.0.1:0") },
		Hostname: func() (string, error) { return "box-1", nil },
		Now:      time.Now,
		After:    time.After,
		NewID:    func() string { return "made-up" },
		Version:  "1.2.3",
	}
}

// run starts a server whose drain delay ends when the test says so.
func run(t *testing.T, env map[string]string, routes ...service.Route) *running {
	t.Helper()
	r := &running{
		client:  &http.Client{Transport: &http.Transport{}, Timeout: patience},
		signals: make(chan os.Signal, 2),
		delays:  make(chan time.Duration, 1),
		drained: make(chan time.Time),
		exit:    make(chan int, 1),
		logs:    &logs{},
	}
	listening := make(chan string, 1)
	o := options(env, r.logs)
	o.Signals, o.Routes = r.signals, routes
	o.Listen = func(string, string) (net.Listener, error) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err == nil {
			listening <- l.Addr().String()
		}
		return l, err
	}
	o.After = func(d time.Duration) <-chan time.Time {
		r.delays <- d
		return r.drained
	}
	go func() { r.exit <- server.Run(o) }()
	r.url = "http://" + receive(t, listening)
	t.Cleanup(r.client.CloseIdleConnections)
	require.Eventually(t, func() bool { return r.code("/readyz") == http.StatusOK }, patience, time.Millisecond)
	return r
}

// code is the status of a GET, or 0 if there was no answer.
func (r *running) code(path string) int {
	resp, err := r.client.Get(r.url + path)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode
}

// held is a route that answers only when it is released.
func held(entered chan<- struct{}, release <-chan struct{}) service.Route {
	return service.Route{
		Method: "GET", Path: "/held", Produces: "text/plain",
		Operation: openapi.Operation{OperationID: "getHeld", Summary: "Waits."},
		Handle: func(w http.ResponseWriter, _ *http.Request) error {
			entered <- struct{}{}
			<-release
			_, err := io.WriteString(w, "at last")
			return err
		},
	}
}

func receive[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(patience):
		require.Fail(t, "nothing came in time")
		panic("unreachable")
	}
}

// logs collects log lines.
type logs struct {
	mu  sync.Mutex
	out bytes.Buffer
}

func (l *logs) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out.Write(b)
}

// values lists the given member of every line, each of which must be JSON.
func (l *logs) values(t *testing.T, member string) []string {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	var found []string
	for _, line := range strings.Split(strings.TrimSpace(l.out.String()), "\n") {
		var one map[string]any
		if !assert.NoError(t, json.Unmarshal([]byte(line), &one), line) {
			continue
		}
		if v, has := one[member].(string); has {
			found = append(found, v)
		}
	}
	return found
}
