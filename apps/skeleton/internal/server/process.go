package server

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/drydock-iac/drydock/apps/skeleton/internal/service"
	"github.com/drydock-iac/drydock/apps/skeleton/internal/settings"
)

// process is a server that has started.
type process struct {
	settings  settings.Settings
	log       *slog.Logger
	http      *http.Server
	readiness *service.Readiness
	signals   <-chan os.Signal
	after     func(time.Duration) <-chan time.Time
	// failed delivers the error that ended serving.
	failed chan error
}

// start builds the service, opens the listener and begins to serve.
func start(o Options, chosen settings.Settings, log *slog.Logger) (*process, error) {
	host, err := o.Hostname()
	if err != nil {
		return nil, fmt.Errorf("server: host name: %w", err)
	}
	readiness := &service.Readiness{}
	handler, err := service.New(service.Config{
		Host: host, Version: o.Version, Readiness: readiness,
		Logger: log, Now: o.Now, NewID: o.NewID, Extra: o.Routes,
	})
	if err != nil {
		return nil, err
	}
	listener, err := o.Listen("tcp", chosen.Address())
	if err != nil {
		return nil, fmt.Errorf("server: port %d: %w", chosen.Port, err)
	}
	p := &process{
		settings: chosen, log: log, http: newHTTPServer(handler, log), readiness: readiness,
		signals: o.Signals, after: o.After, failed: make(chan error, 1),
	}
	go func() { p.failed <- p.http.Serve(listener) }()
	readiness.Set(service.Ready)
	log.Info("ready", "address", listener.Addr().String(), "version", o.Version)
	return p, nil
}

// wait serves until a signal, then stops step by step.
func (p *process) wait() int {
	select {
	case sig := <-p.signals:
		p.log.Info("draining", "signal", sig.String(), "delay", p.settings.DrainDelay.String())
		p.readiness.Set(service.Draining)
	case err := <-p.failed:
		return p.broken(err)
	}
	select {
	case <-p.after(p.settings.DrainDelay):
		return p.shutdown()
	case sig := <-p.signals:
		return p.abort(sig)
	case err := <-p.failed:
		return p.broken(err)
	}
}

// shutdown closes the listener and lets running requests end.
func (p *process) shutdown() int {
	p.log.Info("stopping", "timeout", p.settings.ShutdownTimeout.String())
	ctx, cancel := context.WithTimeout(context.Background(), p.settings.ShutdownTimeout)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- p.http.Shutdown(ctx) }()
	select {
	case err := <-done:
		if err != nil {
			p.log.Error("requests cut", "cause", err.Error())
			p.cut()
			return ExitTimeout
		}
		p.log.Info("stopped")
		return ExitOK
	case sig := <-p.signals:
		return p.abort(sig)
	}
}

// abort ends everything because of a second signal.
func (p *process) abort(sig os.Signal) int {
	p.log.Warn("aborted", "signal", sig.String())
	p.cut()
	return exitOf(sig)
}

// broken reports that the listener failed.
func (p *process) broken(cause error) int {
	p.log.Error("serving ended", "cause", cause.Error())
	p.cut()
	return ExitFailure
}

// cut closes the connections that are left.
func (p *process) cut() {
	if err := p.http.Close(); err != nil {
		p.log.Warn("close", "cause", err.Error())
	}
}
