package metrics_test

import (
	"fmt"
	"regexp"
	"runtime"
	"sort"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drydock-iac/drydock/apps/skeleton/internal/metrics"
)

func scraped(t *testing.T, m *metrics.Metrics) scrape {
	t.Helper()
	got, err := parse(string(m.Text()))
	require.NoError(t, err)
	return got
}

func count(m *metrics.Metrics, route, method string, code int, took time.Duration) {
	m.Begin()
	m.End(route, method, code, took)
}

func TestAFreshServiceExposesEveryFamilyInOrder(t *testing.T) {
	got := scraped(t, metrics.New("1.2.3", time.UnixMilli(1700000000500)))
	assert.Equal(t, map[string]string{
		"go_goroutines":                 "gauge",
		"http_request_duration_seconds": "histogram",
		"http_requests_in_flight":       "gauge",
		"http_requests_total":           "counter",
		"process_start_time_seconds":    "gauge",
		"skeleton_build_info":           "gauge",
	}, got.types)
	assert.True(t, sort.StringsAreSorted(got.order), "families are sorted: %v", got.order)
	assert.Positive(t, got.series["go_goroutines"])
	delete(got.series, "go_goroutines")
	assert.Equal(t, series{
		"http_requests_in_flight":    0,
		"process_start_time_seconds": 1700000000.5,
		"skeleton_build_info{goversion=" + runtime.Version() + ",version=1.2.3}": 1,
	}, got.series)
}

func TestRequestsAreCountedByRouteMethodAndCode(t *testing.T) {
	m := metrics.New("dev", time.Unix(0, 0))
	count(m, "/a", "GET", 200, time.Millisecond)
	count(m, "/a", "GET", 200, time.Millisecond)
	count(m, "/a", "GET", 422, time.Millisecond)
	count(m, "/a", "BREW", 405, time.Millisecond)
	m.Begin()
	got := scraped(t, m).series
	assert.InDelta(t, 2, got["http_requests_total{code=200,method=GET,route=/a}"], 0)
	assert.InDelta(t, 1, got["http_requests_total{code=422,method=GET,route=/a}"], 0)
	assert.InDelta(t, 1, got["http_requests_total{code=405,method=OTHER,route=/a}"], 0)
	assert.InDelta(t, 1, got["http_requests_in_flight"], 0)
}

func TestBucketsAreCumulativeAndIncludeTheirUpperEnd(t *testing.T) {
	m := metrics.New("dev", time.Unix(0, 0))
	for _, took := range []time.Duration{0, 5 * time.Millisecond, 6 * time.Millisecond, time.Second, time.Minute} {
		count(m, "/a", "GET", 200, took)
	}
	got := scraped(t, m).series
	want := map[string]float64{
		"0.005": 2, "0.01": 3, "0.025": 3, "0.05": 3, "0.1": 3, "0.25": 3, "0.5": 3,
		"1": 4, "2.5": 4, "5": 4, "10": 4, "+Inf": 5,
	}
	for le, n := range want {
		assert.InDelta(t, n, got[fmt.Sprintf("http_request_duration_seconds_bucket{le=%s,route=/a}", le)], 0, le)
	}
	assert.InDelta(t, 5, got["http_request_duration_seconds_count{route=/a}"], 0)
	assert.InDelta(t, 61.011, got["http_request_duration_seconds_sum{route=/a}"], 1e-9)
}

func TestLabelValuesAreEscaped(t *testing.T) {
	m := metrics.New("a\\n\"b\"\n\xff", time.Unix(0, 0))
	got := scraped(t, m).series
	assert.Contains(t, got, "skeleton_build_info{goversion="+runtime.Version()+",version=a\\n\"b\"\n\uFFFD}")
}

func TestEqualStatesGiveEqualBytesWhateverTheOrder(t *testing.T) {
	one, two := metrics.New("dev", time.Unix(0, 0)), metrics.New("dev", time.Unix(0, 0))
	for i := range 20 {
		count(one, fmt.Sprintf("/%d", i), "GET", 200, time.Second)
		count(two, fmt.Sprintf("/%d", 19-i), "GET", 200, time.Second)
	}
	// The number of goroutines is the one value that is not ours to repeat.
	moving := regexp.MustCompile(`(?m)^go_goroutines .*$`)
	assert.Equal(t, moving.ReplaceAllString(string(one.Text()), ""), moving.ReplaceAllString(string(two.Text()), ""))
}

func TestCountingIsSafeForConcurrentUse(t *testing.T) {
	m := metrics.New("dev", time.Unix(0, 0))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				count(m, "/a", "GET", 200, time.Millisecond)
				m.Text()
			}
		})
	}
	all.Wait()
	got := scraped(t, m).series
	assert.InDelta(t, 800, got["http_requests_total{code=200,method=GET,route=/a}"], 0)
	assert.InDelta(t, 0, got["http_requests_in_flight"], 0)
}
