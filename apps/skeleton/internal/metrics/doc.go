// Package metrics counts what the service does and writes it in version 0.0.4
// of the Prometheus text exposition format, with the standard library only.
//
// It knows a fixed set of families rather than being a general registry:
//
//	http_requests_total{route,method,code}   counter
//	http_request_duration_seconds{route}     histogram
//	http_requests_in_flight                  gauge
//	skeleton_build_info{version,goversion}   gauge, always 1
//	go_goroutines                            gauge
//	process_start_time_seconds               gauge
//
// Callers keep the labels bounded: a route is one of the route table's paths,
// never the path a client sent, and a method outside the HTTP standard is
// counted as OTHER. Output is sorted, so equal states give equal bytes.
package metrics
