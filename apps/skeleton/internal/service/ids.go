package service

import (
	"net/http"
	"strings"
)

const (
	headerRequestID   = "X-Request-Id"
	headerTraceparent = "Traceparent"
	maxRequestID      = 128
)

const (
	lowerHex  = "0123456789abcdef"
	idLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"
)

// requestID takes the id that the client or a proxy has given, if it is a
// single one that is safe in logs and headers, or makes one.
func requestID(h http.Header, fresh func() string) string {
	given := h.Values(headerRequestID)
	if len(given) == 1 && len(given[0]) <= maxRequestID && consistsOf(given[0], idLetters) {
		return given[0]
	}
	return fresh()
}

// traceID reads the trace id of a W3C Trace Context header: version, trace id,
// parent id and flags in lower-case hexadecimal. Later versions may append
// more after another dash.
func traceID(headers []string) (id string, valid bool) {
	if len(headers) != 1 {
		return "", false
	}
	parts := strings.Split(headers[0], "-")
	if len(parts) < 4 || len(parts) > 4 && parts[0] == "00" {
		return "", false
	}
	for i, length := range []int{2, 32, 16, 2} {
		if len(parts[i]) != length || !consistsOf(parts[i], lowerHex) {
			return "", false
		}
	}
	if parts[0] == "ff" || consistsOf(parts[1], "0") || consistsOf(parts[2], "0") {
		return "", false
	}
	return parts[1], true
}

// consistsOf reports whether s is not empty and has letters of the set only.
func consistsOf(s, set string) bool {
	return s != "" && strings.Trim(s, set) == ""
}
