package metrics

import (
	"math"
	"sort"
)

// bounds are the upper ends of the buckets in seconds, the last one aside,
// which has no end. They are the defaults of the Prometheus client libraries.
func bounds() []float64 {
	return []float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}
}

// histogram counts observations per bucket, not yet cumulated.
type histogram struct {
	upper   []float64
	buckets []uint64
	sum     float64
}

func newHistogram() *histogram {
	upper := bounds()
	return &histogram{upper: upper, buckets: make([]uint64, len(upper)+1)}
}

// observe counts v in the first bucket whose upper end is not below it.
func (h *histogram) observe(v float64) {
	h.buckets[sort.SearchFloat64s(h.upper, v)]++
	h.sum += v
}

// write adds the series of one label set: each bucket counts the ones below
// it too, as the format demands.
func (h *histogram) write(e *exposition, name string, own label) {
	var total uint64
	for i, n := range h.buckets {
		total += n
		upper := math.Inf(1)
		if i < len(h.upper) {
			upper = h.upper[i]
		}
		e.sample(name+"_bucket", float64(total), own, label{"le", number(upper)})
	}
	e.sample(name+"_sum", h.sum, own)
	e.sample(name+"_count", float64(total), own)
}
