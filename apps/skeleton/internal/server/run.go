package server

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"time"

	"github.com/drydock-iac/drydock/apps/skeleton/internal/service"
	"github.com/drydock-iac/drydock/apps/skeleton/internal/settings"
)

// Options is the world around the process. All fields but Args and Routes are
// required.
type Options struct {
	// Args are the arguments after the program's name. There must be none.
	Args []string
	// LookupEnv reads environment variables, as os.LookupEnv does.
	LookupEnv func(string) (string, bool)
	// Log gets one JSON object per line.
	Log io.Writer
	// Signals delivers requests to stop. It needs room for two.
	Signals <-chan os.Signal
	// Listen opens the listener, as net.Listen does.
	Listen func(network, address string) (net.Listener, error)
	// Hostname names this instance, as os.Hostname does.
	Hostname func() (string, error)
	// Now is the clock, After the timer of the drain delay.
	Now   func() time.Time
	After func(time.Duration) <-chan time.Time
	// NewID makes request ids.
	NewID func() string
	// Version of the build.
	Version string
	// Routes are served and documented beside the service's own.
	Routes []service.Route
}

// Run serves until a signal and returns the exit code.
func Run(o Options) int {
	var level slog.LevelVar
	log := slog.New(slog.NewJSONHandler(o.Log, &slog.HandlerOptions{Level: &level}))
	chosen, err := configure(o)
	if err != nil {
		for _, line := range lines(err) {
			log.Error("not started", "cause", line.Error())
		}
		return ExitUsage
	}
	level.Set(chosen.LogLevel)
	p, err := start(o, chosen, log)
	if err != nil {
		log.Error("not started", "cause", err.Error())
		return ExitFailure
	}
	return p.wait()
}

// configure reads arguments and environment.
func configure(o Options) (settings.Settings, error) {
	chosen, err := settings.Parse(o.LookupEnv)
	if len(o.Args) > 0 {
		err = errors.Join(fmt.Errorf("skeleton: argument %q: it takes none: set environment variables instead",
			o.Args[0]), err)
	}
	return chosen, err
}

// lines takes joined errors apart, so that each gets its own log line.
func lines(err error) []error {
	joined, many := err.(interface{ Unwrap() []error }) //nolint:errorlint // the outermost error is meant
	if !many {
		return []error{err}
	}
	var all []error
	for _, one := range joined.Unwrap() {
		all = append(all, lines(one)...)
	}
	return all
}
