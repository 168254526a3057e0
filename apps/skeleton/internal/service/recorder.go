package service

import "net/http"

// recorder notes the status and the number of body bytes of an answer.
type recorder struct {
	http.ResponseWriter
	headOnly bool
	// status is 0 until the answer has begun.
	status int
	bytes  int64
}

// WriteHeader implements http.ResponseWriter. Informational answers (1xx)
// precede the real one and are not noted.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= http.StatusOK {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write implements io.Writer. The body of a HEAD request is not sent, so it
// counts for nothing.
func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	if !r.headOnly {
		r.bytes += int64(n)
	}
	return n, err //nolint:wrapcheck // an io.Writer hands on the error it got
}

// Unwrap serves http.ResponseController.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
