package server

import (
	"log/slog"
	"net/http"
	"time"
)

// Limits of one connection. They protect the service from slow and greedy
// clients; the service's own answers take milliseconds.
const (
	// ReadHeaderTimeout bounds how slowly a client may send its headers.
	ReadHeaderTimeout = 5 * time.Second
	// ReadTimeout bounds headers and body together.
	ReadTimeout = 10 * time.Second
	// WriteTimeout bounds an answer. It is below the default shutdown timeout,
	// so a stop does not have to cut one.
	WriteTimeout = 15 * time.Second
	// IdleTimeout is above the 60 seconds after which an AWS load balancer
	// lets go of an idle connection: the balancer should be the one to close.
	IdleTimeout = 75 * time.Second
	// MaxHeaderBytes bounds the request line and headers. net/http adds 4 KiB.
	MaxHeaderBytes = 16 << 10
)

func newHTTPServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: ReadHeaderTimeout,
		ReadTimeout:       ReadTimeout,
		WriteTimeout:      WriteTimeout,
		IdleTimeout:       IdleTimeout,
		MaxHeaderBytes:    MaxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}
