package service_test

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/drydock-iac/drydock/apps/skeleton/internal/openapi"
	"github.com/drydock-iac/drydock/apps/skeleton/internal/service"
)

// extra makes a route for one test.
func extra(method, path string, h service.Handle) service.Route {
	return service.Route{
		Method: method, Path: path, Produces: "application/json", Handle: h,
		Operation: openapi.Operation{OperationID: method + path, Summary: "Test."},
	}
}

func TestEachRequestGetsItsStatusAndErrorsAreProblems(t *testing.T) {
	w := serve(t,
		extra("GET", "/panic", func(http.ResponseWriter, *http.Request) error { panic("secret cause") }),
		extra("GET", "/error", func(http.ResponseWriter, *http.Request) error { return errors.New("secret cause") }),
		extra("POST", "/echo", func(w http.ResponseWriter, r *http.Request) error {
			_, err := io.Copy(io.Discard, r.Body)
			return err
		}),
	)
	const api = "/api/v1/greeting"
	long, huge := strings.Repeat("é", 64), strings.Repeat("x", service.MaxBody+1)
	table := []struct {
		name, method, target, body string
		headers                    []string
		want                       int
	}{
		{"greeting", "GET", api, "", nil, 200},
		{"greeting by HEAD", "HEAD", api, "", nil, 200},
		{"longest name", "GET", api + "?name=" + url.QueryEscape(long), "", nil, 200},
		{"name of a space", "GET", api + "?name=+", "", nil, 200},
		{"empty name", "GET", api + "?name=", "", nil, 422},
		{"name too long", "GET", api + "?name=" + url.QueryEscape(long+"x"), "", nil, 422},
		{"name with a line feed", "GET", api + "?name=a%0Ab", "", nil, 422},
		{"name with an invisible character", "GET", api + "?name=a%E2%80%8Bb", "", nil, 422},
		{"name that is no UTF-8", "GET", api + "?name=%FF", "", nil, 422},
		{"name twice", "GET", api + "?name=a&name=b", "", nil, 422},
		{"broken query", "GET", api + "?name=%zz", "", nil, 400},
		{"wrong method", "POST", api, "{}", nil, 405},
		{"OPTIONS", "OPTIONS", api, "", nil, 405},
		{"made-up method", "BREW", api, "", nil, 405},
		{"root", "GET", "/", "", nil, 404},
		{"unknown path", "GET", "/nothing", "", nil, 404},
		{"unclean path", "GET", "//healthz", "", nil, 404},
		{"trailing slash", "GET", api + "/", "", nil, 404},
		{"accepts anything", "GET", api, "", []string{"Accept: */*"}, 200},
		{"accepts HTML only", "GET", api, "", []string{"Accept: text/html"}, 406},
		{"probe whatever it accepts", "GET", "/healthz", "", []string{"Accept: text/html"}, 200},
		{"page for a browser", "GET", "/docs", "", []string{"Accept: text/html,*/*;q=0.8"}, 200},
		{"page for a JSON client", "GET", "/docs", "", []string{"Accept: application/json"}, 406},
		{"metrics for a scraper", "GET", "/metrics", "", []string{"Accept: application/openmetrics-text"}, 200},
		{"declared body too large", "GET", api, huge, nil, 413},
		{"largest body", "POST", "/echo", huge[1:], nil, 200},
		{"error", "GET", "/error", "", nil, 500},
		{"panic", "GET", "/panic", "", nil, 500},
	}
	for _, c := range table {
		t.Run(c.name, func(t *testing.T) {
			got := w.do(t, c.method, c.target, c.body, c.headers...)
			assert.Equal(t, c.want, got.code)
			assert.Equal(t, "nosniff", got.header.Get("X-Content-Type-Options"))
			assert.Equal(t, "no-store", got.header.Get("Cache-Control"))
			assert.NotContains(t, got.body, "secret cause")
			if c.want < 400 {
				return
			}
			path, _, _ := strings.Cut(c.target, "?")
			assert.Equal(t, "application/problem+json", got.header.Get("Content-Type"))
			p := got.object(t)
			assert.InDelta(t, c.want, p["status"], 0)
			assert.Equal(t, path, p["instance"])
			assert.Equal(t, "made-up", p["request_id"])
			assert.NotEmpty(t, p["type"])
			assert.NotEmpty(t, p["title"])
			assert.NotEmpty(t, p["detail"])
		})
	}
	for _, message := range []string{"panic", "error"} {
		assert.Equal(t, "secret cause", w.logs.last(t, message, 1)["cause"], "the log has what the client must not see")
	}
}

func TestAWrongMethodIsToldTheRightOnes(t *testing.T) {
	got := serve(t).do(t, "DELETE", "/api/v1/greeting", "")
	assert.Equal(t, "GET, HEAD", got.header.Get("Allow"))
}

func TestABodyOfUnknownLengthIsCutAtTheLimit(t *testing.T) {
	w := serve(t, extra("POST", "/echo", func(_ http.ResponseWriter, r *http.Request) error {
		_, err := io.Copy(io.Discard, r.Body)
		return err
	}))
	// A reader of no known type is sent in chunks, without a length.
	body := struct{ io.Reader }{strings.NewReader(strings.Repeat("x", service.MaxBody+1))}
	resp, err := http.Post(w.url+"/echo", "text/plain", body) //nolint:noctx // a test
	if assert.NoError(t, err) {
		defer resp.Body.Close()
		assert.Equal(t, 413, resp.StatusCode)
	}
}

func TestAPanicAfterTheAnswerHasBegunCutsTheConnection(t *testing.T) {
	w := serve(t, extra("GET", "/half", func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Length", "100")
		_, _ = w.Write([]byte("half"))
		panic("late")
	}))
	resp, err := http.Get(w.url + "/half") //nolint:noctx // a test
	if err == nil {
		defer resp.Body.Close()
		_, err = io.ReadAll(resp.Body)
	}
	assert.Error(t, err)
	assert.Equal(t, "late", w.logs.last(t, "panic", 1)["cause"])
	assert.Equal(t, "/half", w.logs.last(t, "request", 1)["route"])
}
