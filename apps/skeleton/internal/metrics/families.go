package metrics

import (
	"cmp"
	"maps"
	"slices"
)

// writeRequests adds the request counter, one series per label set.
func (m *Metrics) writeRequests(e *exposition) {
	const name = "http_requests_total"
	e.family(name, "counter", "Requests answered, by route of the route table, method and status code.")
	keys := slices.SortedFunc(maps.Keys(m.requests), func(a, b requestKey) int {
		return cmp.Or(
			cmp.Compare(a.route, b.route), cmp.Compare(a.method, b.method), cmp.Compare(a.code, b.code))
	})
	for _, k := range keys {
		e.sample(name, float64(m.requests[k]),
			label{"route", k.route}, label{"method", k.method}, label{"code", k.code})
	}
}

// writeDurations adds the duration histogram, one per route.
func (m *Metrics) writeDurations(e *exposition) {
	const name = "http_request_duration_seconds"
	e.family(name, "histogram", "Time from the arrival of a request to the end of its answer, by route.")
	for _, route := range slices.Sorted(maps.Keys(m.durations)) {
		m.durations[route].write(e, name, label{"route", route})
	}
}
